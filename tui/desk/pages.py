"""Rows of a long list that are known so far: pages by keyset cursor, fetched where they are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Identified(Protocol):
    """A row that keeps its identity however often it is fetched."""

    @property
    def id(self) -> str:
        """The same for the same entry."""
        ...


RowT = TypeVar("RowT", bound=Identified)


@dataclass(frozen=True)
class Want:
    """A page to ask for."""

    page: int
    after: str | None
    """Cursor to continue from; None: the beginning."""


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """One answer."""

    rows: Sequence[RowT]
    next: str | None
    total: int | None = None


@dataclass
class _Held(Generic[RowT]):
    after: str | None
    rows: list[RowT]
    stale: bool = False


@dataclass
class Pages(Generic[RowT]):
    """What has been fetched of a list, in its order; nothing behind what was looked at."""

    size: int = 100
    next: str | None = None
    total: int | None = None
    started: bool = False
    _pages: list[_Held[RowT]] = field(default_factory=list)
    _rows: list[RowT] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> RowT:
        return self._rows[place]

    @property
    def rows(self) -> Sequence[RowT]:
        """All that are known."""
        return self._rows

    @property
    def unseen(self) -> int:
        """Rows to draw as not yet there below those known."""
        if not self.started:
            return self.size
        if self.next is None:
            return 0
        behind = self.size if self.total is None else max(1, self.total - len(self._rows))
        return min(self.size, behind)

    def place(self, entry: str) -> int | None:
        """Where an entry stands, if it is known."""
        return self._places.get(entry)

    def want(self, first: int, last: int) -> Want | None:
        """The next page to fetch for the rows from `first` to `last` to be seen, and one page more below."""
        if not self.started:
            return Want(0, None)
        start = 0
        for number, held in enumerate(self._pages):
            end = start + len(held.rows)
            if held.stale and end > first and start <= last:
                return Want(number, held.after)
            start = end
        if self.next is not None and last + self.size > len(self._rows):
            return Want(len(self._pages), self.next)
        return None

    def put(self, want: Want, page: Page[RowT]) -> None:
        """Takes an answer in; a page that now ends elsewhere lets go of those behind it."""
        if want.page > len(self._pages):
            return
        behind = self._pages[want.page + 1 :]
        self._pages[want.page :] = [_Held(want.after, list(page.rows))]
        if behind and page.next is not None and page.next == behind[0].after:
            self._pages += behind
        else:
            self.next = page.next
        self.total = page.total if page.total is not None else self.total
        self.started = True
        self._index()

    def spoil(self) -> None:
        """All that is known may have changed: it is fetched again where it is looked at."""
        for held in self._pages:
            held.stale = True
        if not self._pages:
            self.started = False

    def _index(self) -> None:
        """One list of all pages; an entry that moved between two fetches is shown once, where it is newest."""
        seen: dict[str, RowT] = {}
        for held in self._pages:
            for row in held.rows:
                if not held.stale or row.id not in seen:
                    seen[row.id] = row
        self._rows = list(seen.values())
        self._places = {entry: place for place, entry in enumerate(seen)}
