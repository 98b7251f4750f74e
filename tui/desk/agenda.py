"""A day of one business as blocks of time: who has whom when, what is free, who is away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from tui.desk.moments import local
from tui.desk.rows import Booking

BlockKind = Literal["booking", "free", "away", "break"]
STANDING = frozenset({"held", "requested", "confirmed"})
_MIDNIGHT = 24 * 60
_SLOTS = (30, 20, 15, 10, 5)
_ORDER: Mapping[BlockKind, int] = {"booking": 0, "break": 1, "away": 2, "free": 3}


@dataclass(frozen=True)
class Block:
    """One stretch of somebody's day, in minutes from midnight."""

    kind: BlockKind
    start: int
    end: int
    staff: str
    booking: Booking | None = None
    words: str = ""

    @property
    def id(self) -> str:
        """The same for the same entry however often the day is fetched."""
        return self.booking.id if self.booking else f"{self.kind}/{self.staff}/{self.start}"

    @property
    def chosen(self) -> bool:
        """True for what the cursor stops at."""
        return self.kind in {"booking", "free"}


@dataclass(frozen=True)
class Day:
    """What a day's page shows."""

    day: date
    staff: tuple[tuple[str, str], ...]
    """Keys and names, in the business's order."""
    blocks: tuple[Block, ...]
    opens: tuple[tuple[int, int], ...]
    closed: str | None
    """Why it is closed: holiday, company, weekly."""
    dropped: int = 0
    """Bookings of the day that were cancelled or declined."""

    @property
    def span(self) -> tuple[int, int]:
        """From the first minute that matters to the last."""
        starts = [start for start, _ in self.opens]
        ends = [end for _, end in self.opens]
        booked = [block for block in self.blocks if block.kind == "booking"]
        starts += [block.start for block in booked]
        ends += [block.end for block in booked]
        return (min(starts), max(ends)) if starts else (0, 0)

    def name(self, staff: str) -> str:
        """Of somebody, by their key."""
        return dict(self.staff).get(staff, staff)


def clock(minute: int) -> str:
    """08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute(text: str) -> int:
    """Of the day, from 08:30."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def day_of(answer: Mapping[str, Any], day: date, zone: str) -> Day:
    """From the answer of /bookings/day."""
    staff = tuple((str(one["key"]), str(one["name"])) for one in answer.get("staff") or ())
    bookings = [Booking.of(item) for item in answer.get("items") or ()]
    standing = [booking for booking in bookings if booking.status in STANDING]
    opens = tuple((minute(start), minute(end)) for start, end in answer.get("open") or ())
    known = [key for key, _ in staff]
    staff += tuple(
        {one.staff_key: one.staff for one in standing if one.staff_key not in known}.items()
    )
    blocks = [_booked(booking, day) for booking in standing]
    blocks += _free(answer.get("free"), known)
    blocks += _away(answer.get("absences") or (), day, zone)
    blocks += _breaks(opens)
    return Day(
        day=day,
        staff=staff,
        blocks=tuple(sorted(blocks, key=lambda one: _place(one, staff))),
        opens=opens,
        closed=answer.get("closed_reason"),
        dropped=len(bookings) - len(standing),
    )


def _place(block: Block, staff: Sequence[tuple[str, str]]) -> tuple[int, int, int]:
    keys = [key for key, _ in staff]
    column = keys.index(block.staff) if block.staff in keys else len(keys)
    return block.start, _ORDER[block.kind], column


def _within(moment: datetime, day: date) -> int:
    """The minute of the day, cut off at its ends."""
    days = (moment.date() - day).days
    return 0 if days < 0 else _MIDNIGHT if days > 0 else moment.hour * 60 + moment.minute


def _booked(booking: Booking, day: date) -> Block:
    start, end = _within(booking.starts, day), _within(booking.ends, day)
    return Block("booking", start, max(end, start + 1), booking.staff_key, booking)


def _free(free: object, staff: Sequence[str]) -> Iterator[Block]:
    by_staff: Mapping[str, Any] = (
        free if isinstance(free, Mapping) else dict.fromkeys(staff[:1], free)
    )
    for key, gaps in by_staff.items():
        for start, end in gaps or ():
            yield Block("free", minute(start), minute(end), str(key))


def _away(absences: Iterable[Mapping[str, Any]], day: date, zone: str) -> Iterator[Block]:
    for absence in absences:
        where = str(absence.get("zone") or zone)
        start = _within(local(absence["starts_at"], where), day)
        end = _within(local(absence["ends_at"], where), day)
        yield Block(
            "away", start, end, str(absence.get("staff") or ""), words=str(absence.get("why") or "")
        )


def _breaks(opens: Sequence[tuple[int, int]]) -> Iterator[Block]:
    for (_, end), (start, _) in pairwise(opens):
        yield Block("break", end, start, "")


def slot_minutes(day: Day) -> int:
    """How much time a line of the day in columns stands for: so much that no two bookings of one column share it."""
    booked = [(block.staff, block.start) for block in day.blocks if block.kind == "booking"]
    first = day.span[0]
    for slot in _SLOTS:
        lines = {(staff, (start - first) // slot) for staff, start in booked}
        if len(lines) == len(set(booked)):
            return slot
    return _SLOTS[-1]


def free_starts(
    day: Day, duration: int, staff: str | None = None, step: int = 15
) -> list[tuple[int, str]]:
    """Starts at which something of so many minutes fits into what is free, with the staff's key."""
    starts = [
        (start, block.staff)
        for block in day.blocks
        if block.kind == "free" and (staff is None or block.staff == staff)
        for start in range(block.start, block.end - duration + 1, step)
    ]
    return sorted(starts)
