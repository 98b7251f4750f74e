"""Plays scripted callers over a line of some kind, and reads the outcome from the database."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from ari_controller.lab.caller import CallerScript, Patience
from ari_controller.lab.outcome import Line, Outcome
from ari_controller.lab.scenarios import Scenario, Step
from config.models import Business
from storage import bookings, calls, inquiries, journal, messages
from storage.bookings import Appointment
from storage.database import Database
from storage.events import CallEnded, Dtmf, Event, Heard, NeedsHuman, Said, ToolCalled
from storage.ids import Ids, idempotency_key
from voice.language.languages import language

GIVEN = "given"
"""Appointments under this call were there before the scenario."""


class Handset(Protocol):
    """What a caller holds: one of text, memory, SIP."""

    async def speak(self, text: str) -> None:
        """Says a text; returns when it was said."""
        ...

    async def press(self, digits: str) -> None:
        """Presses keys."""
        ...

    async def hang_up(self) -> None:
        """Ends the call from the caller's side."""
        ...


@dataclass
class ScriptedCall:
    """One caller's script on its handset."""

    script: CallerScript
    handset: Handset
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)

    async def play(self, over: Callable[[], bool]) -> None:
        """Acts when the script says so; returns when the call is over."""
        loop = asyncio.get_running_loop()
        while not self.script.over and not over():
            try:
                async with asyncio.timeout_at(self.script.deadline):
                    event = await self.events.get()
            except TimeoutError:
                step = self.script.due(loop.time())
                if step is not None:
                    await self._take(step)
                continue
            self.script.on_event(event, loop.time())

    async def _take(self, step: Step) -> None:
        if step.say is not None:
            await self.handset.speak(step.say)
        elif step.dtmf is not None:
            await self.handset.press(step.dtmf)
        else:
            await self.handset.hang_up()


def start_of(scenario: Scenario, business: Business) -> datetime:
    """The scenario's local time as an aware one, UTC."""
    return scenario.now.replace(tzinfo=ZoneInfo(business.zone)).astimezone(UTC)


def give(db: Database, scenario: Scenario, business: Business, ids: Ids, now: datetime) -> None:
    """Stores the appointments that the scenario starts with."""
    zone = ZoneInfo(business.zone)
    for number, given in enumerate(scenario.given.bookings):
        service = business.services[given.service]
        start = given.start.replace(tzinfo=zone).astimezone(UTC)
        end = start + timedelta(minutes=service.duration_min)
        new = Appointment(
            id=ids.new(),
            business=business.key,
            call=GIVEN,
            service=given.service,
            staff=given.staff,
            start=start,
            end=end,
            blocked_until=end + timedelta(minutes=service.buffer_min),
            zone=business.zone,
            name=given.name,
            phone=given.phone,
            key=idempotency_key(GIVEN, "book", number=str(number)),
        )
        bookings.book(db, new, given.status, now=now)


def transcript(events: Sequence[Event]) -> list[Line]:
    """What was heard, said and done, for people to read."""
    lines: list[Line] = []
    for event in events:
        match event:
            case Heard():
                lines.append(Line(event.at, "caller", event.text))
            case Said():
                lines.append(Line(event.at, "assistant", event.text + (" —" if event.cut else "")))
            case Dtmf():
                lines.append(Line(event.at, "caller", f"[{event.digit}]"))
            case ToolCalled():
                lines.append(Line(event.at, "house", f"{event.tool}: {event.outcome}"))
            case CallEnded():
                lines.append(Line(event.at, "house", f"end: {event.reason}"))
            case _:
                pass
    return lines


def outcome(db: Database, business: Business, unused: Sequence[str]) -> Outcome:
    """What the database holds after the calls."""
    rows = sorted(calls.list_calls(db, business=business.key), key=lambda row: row["started_at"])
    events = [event for row in rows for event in journal.of_call(db, row["id"])]
    turns = [
        turn for row in rows for turn in (calls.get_call(db, row["id"]) or {}).get("turn_rows", [])
    ]
    book = bookings.list_bookings(db, business=business.key)
    return Outcome(
        zone=business.zone,
        bookings=[row for row in book if row["call"] != GIVEN],
        given=[row for row in book if row["call"] == GIVEN],
        inquiries=inquiries.list_inquiries(db, business=business.key),
        messages=messages.list_messages(db, business=business.key),
        calls=rows,
        said=[event.text for event in events if isinstance(event, Said)],
        needs_human=[event.reason for event in events if isinstance(event, NeedsHuman)],
        lines=transcript(events),
        unused_steps=unused,
        latency_ms=[turn["audible_ms"] for turn in turns if turn["audible_ms"] is not None],
    )


def patience_of(scenario: Scenario) -> Patience | None:
    """On a bad line callers repeat and object; on a clean one they say each thing once."""
    if scenario.line.snr_db is None and not scenario.line.loss:
        return None
    expected = scenario.expect
    names = {booking.name for booking in expected.bookings if booking.name}
    names |= {inquiry.name for inquiry in expected.inquiries if inquiry.name}
    numbers = {booking.phone for booking in expected.bookings if booking.phone}
    if len(scenario.callers) > 1:
        return Patience(None)
    number = language("de").spoken_phone(numbers.pop()) if len(numbers) == 1 else None
    return Patience(names.pop() if len(names) == 1 else None, number)


def shown(step: Step) -> str:
    """A step in a few words."""
    return step.say or step.dtmf or "hang up"
