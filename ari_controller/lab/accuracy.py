"""Which fields of what was stored are right, one by one: expected rows against those of the database. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from ari_controller.lab.outcome import Outcome, Row
from ari_controller.lab.scenarios import Expected
from storage.times import parse

Field = Literal["name", "number", "day", "time", "service", "address"]
FIELDS: tuple[Field, ...] = ("name", "number", "day", "time", "service", "address")
_Facts = Mapping[Field, Any]


@dataclass(frozen=True)
class Accuracy:
    """How often each field was right, of how often it was expected."""

    right: Counter[Field]
    expected: Counter[Field]


def accuracy(expected: Expected, outcome: Outcome) -> Accuracy:
    """Each expected row is compared with the stored row that it shares most with; without one all of it is wrong."""
    zone = ZoneInfo(outcome.zone)
    wanted_bookings = [
        _booking(row.start, row.name, row.phone, row.service) for row in expected.bookings
    ]
    stored_bookings = [
        _booking(_local(row["starts_at"], zone), row["name"], row["phone"], row["service"])
        for row in (*outcome.bookings, *outcome.given)
    ]
    wanted_inquiries = [
        _known({"name": row.name, "number": row.phone, "address": row.address})
        for row in expected.inquiries
    ]
    stored_inquiries = [
        _known({"name": row["name"], "number": row["phone"], "address": row["address"]})
        for row in outcome.inquiries
    ]
    wanted_messages = [
        _known({"name": row.name, "number": row.number})
        for row in (*expected.messages, *expected.callbacks)
    ]
    stored_messages = [
        _known({"name": row["name"], "number": row["number"]}) for row in outcome.messages
    ]
    total = Accuracy(Counter(), Counter())
    for wanted, stored in (
        (wanted_bookings, stored_bookings),
        (wanted_inquiries, stored_inquiries),
        (wanted_messages, stored_messages),
    ):
        _count(total, wanted, stored)
    return total


def _count(total: Accuracy, wanted: Sequence[_Facts], stored: Sequence[_Facts]) -> None:
    left = list(stored)
    for facts in wanted:
        total.expected.update(facts.keys())
        best = max(left, key=lambda row: len(_right(facts, row)), default=None)
        if best is not None:
            total.right.update(_right(facts, best))
            left.remove(best)


def _right(wanted: _Facts, stored: _Facts) -> list[Field]:
    return [field for field, value in wanted.items() if stored.get(field) == value]


def _booking(start: datetime, name: str | None, phone: str | None, service: str | None) -> _Facts:
    return _known(
        {
            "name": name,
            "number": phone,
            "day": start.date(),
            "time": start.time(),
            "service": service,
        }
    )


def _known(facts: _Facts) -> _Facts:
    return {field: value for field, value in facts.items() if value is not None}


def _local(stamp: Row | str, zone: ZoneInfo) -> datetime:
    return parse(str(stamp)).astimezone(zone).replace(tzinfo=None)
