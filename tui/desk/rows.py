"""The desk's entries as the terminal holds them, read from the rows that the control API answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tui.desk.moments import local
from tui.desk.sought import Sought

Json = Mapping[str, Any]


def _text(row: Json, key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Booking:
    """One appointment."""

    id: str
    business: str
    name: str
    phone: str
    service: str
    staff: str
    staff_key: str
    starts: datetime
    ends: datetime
    status: str
    conflict: str | None
    """Code of the reason why it cannot stand; None: it can."""
    also: int
    """How much else is open for its number."""
    call: str | None
    zone: str

    @classmethod
    def of(cls, row: Json) -> "Booking":
        """From a row of /bookings."""
        zone = _text(row, "zone") or "UTC"
        also = row.get("also") or ()
        return cls(
            id=str(row["id"]),
            business=_text(row, "business"),
            name=_text(row, "name"),
            phone=_text(row, "phone"),
            service=_text(row, "service_name") or _text(row, "service"),
            staff=_text(row, "staff_name") or _text(row, "staff"),
            staff_key=_text(row, "staff"),
            starts=local(row["starts_at"], zone),
            ends=local(row["ends_at"], zone),
            status=_text(row, "status"),
            conflict=row.get("conflict"),
            also=also if isinstance(also, int) else len(also),
            call=row.get("call"),
            zone=zone,
        )


@dataclass(frozen=True)
class Inquiry:
    """One order of a craftsman's customer."""

    id: str
    business: str
    name: str
    phone: str
    problem: str
    address: str
    category: str
    urgent: bool
    status: str
    created: datetime
    on_day: str
    call: str | None

    @classmethod
    def of(cls, row: Json) -> "Inquiry":
        """From a row of /inquiries."""
        return cls(
            id=str(row["id"]),
            business=_text(row, "business"),
            name=_text(row, "name"),
            phone=_text(row, "phone"),
            problem=_text(row, "problem"),
            address=_text(row, "address"),
            category=_text(row, "category_name") or _text(row, "category"),
            urgent=row.get("urgency") == "urgent",
            status=_text(row, "status"),
            created=local(row["created_at"], _text(row, "zone") or "UTC"),
            on_day=_text(row, "on_day"),
            call=row.get("call"),
        )


@dataclass(frozen=True)
class CallBack:
    """One message, or a call-back that was promised."""

    id: str
    business: str
    kind: str
    name: str
    number: str
    words: str
    urgent: bool
    created: datetime
    promised: datetime | None
    snoozed: datetime | None
    done: datetime | None
    attempts: int
    call: str | None
    customer: str | None

    @classmethod
    def of(cls, row: Json) -> "CallBack":
        """From a row of /callbacks or /messages."""
        zone = _text(row, "zone") or "UTC"

        def moment(key: str) -> datetime | None:
            return local(row[key], zone) if row.get(key) else None

        return cls(
            id=str(row["id"]),
            business=_text(row, "business"),
            kind=_text(row, "kind") or "callback",
            name=_text(row, "customer_name") or _text(row, "name"),
            number=_text(row, "number"),
            words=_text(row, "words"),
            urgent=bool(row.get("urgent")),
            created=local(row["created_at"], zone),
            promised=moment("promised_for"),
            snoozed=moment("snoozed_until"),
            done=moment("done_at"),
            attempts=_count(row.get("attempts")),
            call=row.get("call"),
            customer=row.get("customer"),
        )

    @property
    def due(self) -> datetime:
        """By when somebody should have called."""
        return self.snoozed or self.promised or self.created


def _count(value: object) -> int:
    if isinstance(value, int):
        return value
    return len(value) if isinstance(value, Sequence) else 0


@dataclass(frozen=True)
class Customer:
    """Who calls."""

    id: str
    business: str
    name: str
    numbers: tuple[str, ...]
    email: str
    last: datetime | None

    @classmethod
    def of(cls, row: Json) -> "Customer":
        """From a row of /customers."""
        last, zone = row.get("last_at"), _text(row, "zone") or "UTC"
        numbers = row.get("numbers") or ()
        return cls(
            id=str(row["id"]),
            business=_text(row, "business"),
            name=_text(row, "name"),
            numbers=tuple(
                str(one["number"] if isinstance(one, Mapping) else one) for one in numbers
            ),
            email=_text(row, "email"),
            last=local(last, zone) if last else None,
        )


@dataclass(frozen=True)
class Found:
    """One sentence that a search found, or one call where nothing is searched for."""

    id: str
    kind: str
    entry: str
    turn: int | None
    call: str | None
    business: str
    at: datetime
    sentence: str
    marks: tuple[tuple[int, int], ...]
    """Ranges of characters of the sentence."""
    name: str
    mode: str
    outcome: str
    duration_s: float | None
    made: tuple[Json, ...] = ()
    """What came of the call: kind, id, status."""
    about: Json = field(default_factory=dict)
    """The entry that was found, in short; its zone too."""

    @property
    def starts(self) -> datetime | None:
        """When the booking that was found begins."""
        stamp = self.about.get("starts_at")
        return local(str(stamp), _text(self.about, "zone") or "UTC") if stamp else None

    @property
    def sought(self) -> Sought | None:
        """How its own list finds it; None where too little is known of it."""
        if not self.about:
            return None
        called_off = _text(self.about, "status") in {"cancelled", "declined"}
        closed = called_off or self.about.get("done_at") is not None
        about = self.name or _text(self.about, "number") or _text(self.about, "phone")
        if self.starts and not closed:
            about = self.starts.date().isoformat()
        return Sought(self.kind, self.entry, self.business, about, closed)

    @classmethod
    def of_hit(cls, row: Json) -> "Found":
        """From a row of /search."""
        head, about = row.get("call") or {}, row.get("about") or {}
        call = _text(head, "id") or (_text(row, "entry") if row.get("kind") == "turn" else "")
        call = call or _text(about, "call")
        turn = row.get("turn")
        return cls(
            id=f"{_text(row, 'kind')}/{_text(row, 'entry')}/{'' if turn is None else turn}",
            kind=_text(row, "kind"),
            entry=_text(row, "entry"),
            turn=turn,
            call=call or None,
            business=_text(row, "business"),
            at=local(row["at"], _text(row, "zone") or "UTC"),
            sentence=_text(row, "sentence"),
            marks=tuple((int(start), int(end)) for start, end in row.get("marks") or ()),
            name=_text(about, "name") or _text(head, "name") or _text(head, "caller"),
            mode=_text(head, "mode"),
            outcome=_text(head, "exit_reason"),
            duration_s=head.get("duration_s"),
            about={**about, "zone": _text(row, "zone")} if about else {},
        )

    @classmethod
    def of_call(cls, row: Json) -> "Found":
        """From a row of /calls."""
        return cls(
            id=f"call/{row['id']}",
            kind="call",
            entry=str(row["id"]),
            turn=None,
            call=str(row["id"]),
            business=_text(row, "business"),
            at=local(row["started_at"], _text(row, "zone") or "UTC"),
            sentence=_text(row, "summary"),
            marks=(),
            name=_text(row, "name") or _text(row, "caller"),
            mode=_text(row, "mode"),
            outcome=_text(row, "exit_reason"),
            duration_s=_length(row),
            made=tuple(row.get("outcome") or ()),
        )


def _length(call: Json) -> float | None:
    """Seconds from answering to the end; None while it runs."""
    begin, end = call.get("answered_at") or call.get("started_at"), call.get("ended_at")
    return (local(end, "UTC") - local(str(begin), "UTC")).total_seconds() if begin and end else None
