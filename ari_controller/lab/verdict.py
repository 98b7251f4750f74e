"""Whether a scenario succeeded: what was expected against what is in the database. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ari_controller.lab.scenarios import (
    ExpectedBooking,
    ExpectedInquiry,
    ExpectedMessage,
    Scenario,
)
from storage.times import parse

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What the database holds after a scenario; rows as storage gives them."""

    zone: str
    bookings: Sequence[Row]
    """Those made by the scenario, not those that were given."""
    inquiries: Sequence[Row]
    messages: Sequence[Row]
    calls: Sequence[Row]
    """In the order in which they began."""
    said: Sequence[str]
    unused_steps: Sequence[str]
    latency_ms: Sequence[float]
    """From the end of the caller's speech to our first sound, by turn."""


@dataclass(frozen=True)
class Verdict:
    """One line of `vorzimmer simulate`."""

    scenario: str
    failures: tuple[str, ...]
    bookings: int
    exit: tuple[str | None, ...]
    turns: int
    wrong_bookings: int
    """Appointments that nobody expected: the worst failure."""
    latency_ms: tuple[float, ...]

    @property
    def ok(self) -> bool:
        """True when nothing failed."""
        return not self.failures


def judge(scenario: Scenario, outcome: Outcome) -> Verdict:
    """Compares the expectation with the outcome; every difference is a failure of its own."""
    expected = scenario.expect
    zone = ZoneInfo(outcome.zone)
    failures: list[str] = []
    left = list(outcome.bookings)
    for wanted in expected.bookings:
        match = next((row for row in left if _is_booking(row, wanted, zone)), None)
        if match is None:
            failures.append(f"no booking {_shown(wanted)}")
        else:
            left.remove(match)
    failures += [
        f"an unexpected booking {row['starts_at']} {row['name']} {row['status']}" for row in left
    ]
    failures += _compare_inquiries(outcome.inquiries, expected.inquiries)
    for kind, wanted_messages in (("message", expected.messages), ("callback", expected.callbacks)):
        rows = [row for row in outcome.messages if row["kind"] == kind]
        failures += _compare_messages(kind, rows, wanted_messages)
    exits = tuple(row["exit_reason"] for row in outcome.calls)
    if exits != tuple(expected.exits(len(scenario.callers))):
        failures.append(f"ended by {', '.join(map(str, exits))}")
    turns = max((row["turns"] for row in outcome.calls), default=0)
    if expected.turns_at_most is not None and turns > expected.turns_at_most:
        failures.append(f"{turns} turns")
    said = "\n".join(outcome.said)
    failures += [
        f"never said: {text}" for text in expected.said if not re.search(text, said, re.IGNORECASE)
    ]
    failures += [
        f"said: {text}" for text in expected.never_said if re.search(text, said, re.IGNORECASE)
    ]
    failures += [f"the caller never got to: {step}" for step in outcome.unused_steps]
    return Verdict(
        scenario=scenario.name,
        failures=tuple(failures),
        bookings=len(outcome.bookings),
        exit=exits,
        turns=turns,
        wrong_bookings=len(left),
        latency_ms=tuple(outcome.latency_ms),
    )


def _is_booking(row: Row, wanted: ExpectedBooking, zone: ZoneInfo) -> bool:
    start: datetime = parse(row["starts_at"]).astimezone(zone).replace(tzinfo=None)
    named = {"name": wanted.name, "status": wanted.status, "service": wanted.service, "staff": wanted.staff,
             "phone": wanted.phone}  # fmt: skip
    return start == wanted.start and all(value in (None, row[key]) for key, value in named.items())


def _shown(wanted: ExpectedBooking) -> str:
    return ", ".join(
        f"{key} {value}" for key, value in wanted.model_dump().items() if value is not None
    )


def _compare_messages(
    kind: str, rows: Sequence[Row], wanted: Sequence[ExpectedMessage]
) -> list[str]:
    failures = []
    left = list(rows)
    for message in wanted:
        match = next((row for row in left if _is_message(row, message)), None)
        if match is None:
            failures.append(f"no {kind} {message.model_dump(exclude_none=True)}")
        else:
            left.remove(match)
    return failures + [f"an unexpected {kind}" for _ in left]


def _is_message(row: Row, wanted: ExpectedMessage) -> bool:
    words = wanted.words is None or re.search(wanted.words, row["words"], re.IGNORECASE)
    return (
        bool(words)
        and wanted.name in (None, row["name"])
        and wanted.number in (None, row["number"])
    )


def _compare_inquiries(rows: Sequence[Row], wanted: Sequence[ExpectedInquiry]) -> list[str]:
    failures, left = [], list(rows)
    for inquiry in wanted:
        match = next((row for row in left if _is_inquiry(row, inquiry)), None)
        if match is None:
            failures.append(f"no inquiry {inquiry.model_dump(exclude_none=True)}")
        else:
            left.remove(match)
    return failures + [f"an unexpected inquiry {row['address']}" for row in left]


def _is_inquiry(row: Row, wanted: ExpectedInquiry) -> bool:
    fields = wanted.model_dump(exclude={"problem"}, exclude_none=True)
    same = all(row[key] == value for key, value in fields.items())
    told = wanted.problem is None or re.search(wanted.problem, row["problem"], re.IGNORECASE)
    return same and bool(told)
