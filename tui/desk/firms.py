"""The businesses that an operator sees, and the one that was chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tui.desk.chip_line import Chip
from tui.words import Words


@dataclass(frozen=True)
class Service:
    """What can be booked."""

    key: str
    name: str
    duration_min: int


@dataclass(frozen=True)
class Firm:
    """A business that the operator sees."""

    key: str
    name: str
    mode: str
    zone: str
    services: tuple[Service, ...]
    staff: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Firm":
        """From a row of /businesses."""
        return cls(
            key=str(row["key"]),
            name=str(row.get("name") or ""),
            mode=str(row.get("mode") or ""),
            zone=str(row.get("zone") or "UTC"),
            services=tuple(
                Service(str(one["key"]), str(one["name"]), int(one.get("duration_min") or 30))
                for one in row.get("services") or ()
            ),
            staff=tuple((str(one["key"]), str(one["name"])) for one in row.get("staff") or ()),
        )


@dataclass
class Firms:
    """All of them by their keys."""

    items: dict[str, Firm] = field(default_factory=dict)
    chosen: str | None = None
    """None: all."""

    def take(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """From the answer of /businesses; a chosen one that is gone is no longer chosen."""
        self.items = {str(row["key"]): Firm.of(row) for row in rows}
        if self.chosen not in self.items:
            self.chosen = None

    @property
    def firm(self) -> Firm | None:
        """The chosen one."""
        return self.items.get(self.chosen or "")

    @property
    def names(self) -> dict[str, str]:
        """By their keys."""
        return {key: firm.name for key, firm in self.items.items()}

    @property
    def modes(self) -> tuple[str, ...]:
        """In which they work: termin before auftrag."""
        return tuple(sorted({firm.mode for firm in self.items.values()}, reverse=True))

    @property
    def zone(self) -> str:
        """Of the chosen one, else of the first."""
        firm = self.firm or next(iter(self.items.values()), None)
        return firm.zone if firm else "UTC"

    def of(self, mode: str | None) -> list[Firm]:
        """Those of a mode."""
        return [firm for firm in self.items.values() if mode in (None, firm.mode)]

    def chips(
        self, words: Words, *, all_of_them: bool = True, mode: str | None = None
    ) -> list[Chip]:
        """Those to choose from; a single one is only named."""
        firms = self.of(mode)
        if len(firms) < 2:  # nothing to choose from
            return [Chip("", firm.name) for firm in firms]
        everyone = Chip("firm/", words("desk.all_businesses"), on=self.chosen is None)
        chips = [Chip(f"firm/{one.key}", one.name, on=one.key == self.chosen) for one in firms]
        return [everyone, *chips] if all_of_them else chips

    def following(self, *, all_of_them: bool = True, mode: str | None = None) -> str | None:
        """The next one to choose; after the last one all of them."""
        keys: list[str | None] = [None] if all_of_them else []
        keys += [firm.key for firm in self.of(mode)]
        at = keys.index(self.chosen) if self.chosen in keys else -1
        return keys[(at + 1) % len(keys)] if keys else None
