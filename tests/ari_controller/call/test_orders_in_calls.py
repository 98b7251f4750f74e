"""Orders in whole calls over plain text in virtual time: what the caller hears, and what is stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.control.conductor import Conductor
from ari_controller.control.rights import Who
from ari_controller.control.steering import Refused
from ari_controller.lab.virtual_run import TextLeg
from config.site import Right
from storage import blocked
from storage.bookings import list_bookings
from storage.database import Store
from storage.events import Asked, Decided, Event, Heard, OperatorDid, Said
from storage.ids import Ids
from storage.messages import list_messages
from tests.firms import configuration
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

PAULA = Who("paula", "Paula", frozenset(Right))
CALLER = "+491701234567"
KNOWN = configuration()


@dataclass
class Call:
    """A caller of Salon Anna, and an operator."""

    leg: TextLeg
    lobby: Lobby
    store: Store
    events: list[Event] = field(default_factory=list)
    orders: int = 0

    def order(self, verb: str, **body: Any) -> Refused | str:
        self.orders += 1
        name = f"order{self.orders}"
        call = self.lobby.calls[0].new.id
        return Conductor(self.lobby).order(call, verb, body, PAULA, name) or name

    async def ordered(self, verb: str, **body: Any) -> str:
        """Gives how the order ended: "done", or why not."""
        name = self.order(verb, **body)
        await self.answered(lambda: self.outcomes(name)[1:])
        began, end = self.outcomes(name)
        assert began.outcome == "requested"
        return end.reason or end.outcome

    def outcomes(self, order: object) -> list[OperatorDid]:
        return [e for e in self.events if isinstance(e, OperatorDid) and e.order == order]

    async def answered(self, heard: Callable[[], object]) -> None:
        """What was waited for is there, and nobody speaks any more."""
        async with asyncio.timeout(60):
            while not heard() or self.busy:  # noqa: ASYNC110  # nothing announces it
                await asyncio.sleep(0.2)

    @property
    def busy(self) -> bool:
        """Somebody is answered, or will be in a moment."""
        states = ("greeting", "thinking", "speaking", "ending")
        return any(session.machine.state in states for session in self.lobby.calls)

    async def says(self, text: str) -> str:
        """What was said to it."""
        self.events.clear()
        await self.leg.speak(text)
        await self.answered(lambda: any(isinstance(e, Heard) for e in self.events))
        return self.said

    @property
    def said(self) -> str:
        return " ".join(e.text for e in self.events if isinstance(e, Said))

    @property
    def asked(self) -> str:
        return next(e.slot for e in reversed(self.events) if isinstance(e, Asked))


def in_a_call(folder: Path, play: Callable[[Call], Awaitable[None]], caller: str | None = CALLER) -> None:  # fmt: skip
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, 9, 0, tzinfo=UTC))

    async def main() -> None:
        store = Store(folder / "v.db", around=clock.working)
        reception = Reception(KNOWN, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        call = Call(TextLeg(), Lobby(reception.session), store)
        reception.watchers.append(lambda _new: call.events.append)
        call.lobby.admit(Arrival("friseur", caller, "100", "c"), call.leg)
        await call.answered(lambda: call.said)
        await play(call)
        await call.lobby.close("operator_hung_up")
        await store.close()

    run_virtual(main(), loop)


def test_a_hint_offers_a_free_time_and_nothing_is_booked_without_a_read_back(
    tmp_path: Path,
) -> None:
    async def play(call: Call) -> None:
        await call.says("Ich möchte einen Haarschnitt")
        assert await call.ordered("hint", text="biete Freitag 15:15 an") == "done"
        assert "Frei ist am Freitag, dem sechsten März um fünfzehn Uhr fünfzehn" in call.said
        followed = [e for e in call.events if isinstance(e, Decided) and e.by == "operator"]
        assert [e.reason for e in followed] == ["hint"]
        assert "Namen" in await call.says("ja gern")
        assert "Ich fasse zusammen" in await call.says("Schmidt")
        assert await call.store.read(list_bookings) == []

    in_a_call(tmp_path, play)


def test_a_hint_in_the_read_back_takes_the_old_time_away(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        await call.says("Ich möchte einen Haarschnitt am Freitag um zehn Uhr")
        await call.says("Schmidt")
        assert await call.ordered("hint", text="biete Freitag 15:15 an") == "done"
        said = await call.says("ja bitte")
        assert "fünfzehn Uhr fünfzehn" in said
        assert call.asked == "confirm"
        assert await call.store.read(list_bookings) == []
        assert "gebucht" in await call.says("ja")
        [row] = await call.store.read(list_bookings)
        assert row["starts_at"] == "2026-03-06T14:15:00.000Z"

    in_a_call(tmp_path, play)


def test_a_hint_is_followed_in_the_turn_that_answers_the_caller(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        call.events.clear()
        speaking = asyncio.create_task(call.leg.speak("Ich möchte einen Haarschnitt bitte"))
        await asyncio.sleep(0.6)
        call.order("hint", text="frag nach dem Namen")
        await speaking
        await call.answered(lambda: call.said)
        assert call.asked == "name"
        assert "Wann möchten Sie kommen" not in call.said
        assert "Wann möchten Sie kommen" in await call.says("Schmidt")

    in_a_call(tmp_path, play)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Sonntag um zehn", "not_free"),
        ("biete Freitag um 3 Uhr nachts an", "not_free"),
        ("sei netter", "not_understood"),
        ("Rückruf anbieten", "Soll Sie jemand zurückrufen?"),
        ("frag nach der Telefonnummer", "Unter welcher Telefonnummer erreichen wir Sie?"),
        ("verabschieden", "Auf Wiederhören!"),
        ("Freitag vormittag", "Frei ist am Freitag"),
        ("bei Maria", "Wann möchten Sie kommen?"),
    ],
)
def test_what_is_not_understood_or_not_free_is_said_to_the_operator_alone(
    tmp_path: Path, text: str, end: str
) -> None:
    async def play(call: Call) -> None:
        await call.says("Ich möchte einen Haarschnitt")
        call.events.clear()
        outcome = await call.ordered("hint", text=text)
        assert (outcome == end and call.said == "") or (outcome == "done" and end in call.said)

    in_a_call(tmp_path, play)


def test_typed_words_are_spoken_and_the_question_stays_open(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        await call.says("Ich möchte einen Haarschnitt")
        assert await call.ordered("say", text="Wir haben auch samstags offen.") == "done"
        assert call.said.endswith("Wir haben auch samstags offen.")
        assert "Namen" in await call.says("am Freitag um zehn Uhr")

    in_a_call(tmp_path, play)


def test_typed_words_come_before_what_waits_and_a_yes_to_them_books_nothing(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        await call.says("Ich möchte einen Haarschnitt am Freitag um zehn Uhr")
        await call.says("Schmidt")
        assert call.asked == "confirm"
        assert await call.ordered("say", text="Möchten Sie auch einen Kaffee?") == "done"
        assert "Ich fasse zusammen" in await call.says("ja")
        assert await call.store.read(list_bookings) == []
        assert "gebucht" in await call.says("ja")

    in_a_call(tmp_path, play)


def test_a_muted_assistant_is_silent_until_it_may_speak(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        assert await call.ordered("mute") == "done"
        assert await call.says("Ich möchte einen Haarschnitt") == ""
        assert await call.ordered("unmute") == "done"
        assert "Wann möchten Sie kommen?" in call.said

    in_a_call(tmp_path, play)


def test_a_call_back_is_promised_and_a_number_blocked(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        call.events.clear()
        until = "2026-03-04T16:00:00.000Z"
        assert (
            await call.ordered("call_back", words="will Anna sprechen", promised_for=until)
            == "done"
        )
        [row] = await call.store.read(list_messages)
        assert (row["kind"], row["number"], row["words"]) == (
            "callback",
            CALLER,
            "will Anna sprechen",
        )
        assert row["promised_for"] == until
        assert "message_taken" in [e.kind for e in call.events]
        wrong = call.order("block", digits="1234")
        assert isinstance(wrong, Refused)
        assert await call.ordered("block", digits="4567", why="Scherzanrufe") == "done"
        [entry] = await call.store.read(blocked.list_blocked)
        assert (entry["number"], entry["who"], entry["why"]) == (
            CALLER,
            "operator:paula",
            "Scherzanrufe",
        )
        # The order's id is known to the desk: it can be taken back.
        kept = "SELECT id, who, verb FROM orders"
        [order] = await call.store.read(lambda db: db.execute(kept).fetchall())
        assert order == (f"order{call.orders}", "operator:paula", "calls.block")

    in_a_call(tmp_path, play)  # fmt: skip


def test_what_cannot_be_ordered_is_refused_at_once(tmp_path: Path) -> None:
    async def play(call: Call) -> None:
        reasons = {
            verb: refused.detail.get("reason")
            for verb, body in {
                "takeover": {},
                "listen": {},
                "transfer": {"to": "niemand"},
                "say": {"text": " "},
                "block": {"digits": "4567"},
            }.items()
            if isinstance(refused := call.order(verb, **body), Refused)
        }
        assert reasons == {
            "takeover": "no_phone",
            "listen": "no_phone",
            "transfer": "unknown_person",
            "say": "empty",
            "block": "no_number",
        }
        over = Conductor(call.lobby).order("another", "mute", {}, PAULA, "x")
        assert over is not None
        assert over.detail == {"reason": "call_over"}

    in_a_call(tmp_path, play, caller=None)
