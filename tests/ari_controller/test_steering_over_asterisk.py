"""Operators step into calls of the lab's real Asterisk, with SIP telephones at both ends; audio is checked at both ears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from ari_controller.app import Reception
from ari_controller.ari.client import AriClient
from ari_controller.ari.link import AriLink
from ari_controller.call.exchange import Exchange
from ari_controller.call.lobby import Lobby
from ari_controller.control.conductor import Conductor
from ari_controller.control.rights import Who
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.operator_phone import OperatorPhone
from ari_controller.lab.phone import Phone
from config.models import Business
from config.site import Right
from storage.calls import NewCall, list_calls
from storage.database import Store
from storage.events import Event, OperatorDid, Said, StateChanged
from storage.ids import Ids
from tests.ari_controller.ari.test_client import login
from tests.ari_controller.call.test_exchange import nothing_left, until
from tests.firms import configuration
from voice.audio.pcm import Samples
from voice.clock import RealClock
from voice.language.languages import language
from voice.line import Line
from voice.media.transport import Transport
from voice.studio import Studio

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab"), pytest.mark.timeout(120)]
CALLER, OPERATOR = 1000, 1500
"""Tones, in Hz: nothing of our voice's is as strong there for as long."""
RATE_HZ = 8000
WEDNESDAY = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)


def tone(hertz: float, seconds: float) -> Samples:
    at = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def strength(phone: Phone, hertz: float, since: float) -> float:
    """What share of all that was heard since then a tone is."""
    heard = [frame.samples for frame in phone.received if frame.at > since]
    samples = np.concatenate(heard) if heard else np.zeros(RATE_HZ, np.int16)
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    at = round(hertz * len(samples) / RATE_HZ)
    return float(spectrum[max(0, at - 10) : at + 10].sum() / (spectrum[20:].sum() + 1e9))


def loudest(phone: Phone, since: float) -> int:
    return max(
        (int(np.abs(f.samples.astype(int)).max()) for f in phone.received if f.at > since),
        default=0,
    )


async def eventually(condition: Callable[[], object], limit_s: float) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110  # nothing announces it
            await asyncio.sleep(0.02)


@dataclass
class Desk:
    """A running controller, a caller who is being talked to, and the call's events."""

    lobby: Lobby
    conductor: Conductor
    client: AriClient
    link: AriLink
    store: Store
    phone: Phone
    events: list[Event] = field(default_factory=list)
    orders: int = 0

    def order(self, verb: str, who: Who, **body: Any) -> str:
        self.orders += 1
        name = f"order{self.orders}"
        refused = self.conductor.order(self.lobby.calls[0].new.id, verb, body, who, name)
        assert refused is None, refused
        return name

    def outcome(self, order: str) -> tuple[str, str] | None:
        """How an order ended."""
        done = [e for e in self.events if isinstance(e, OperatorDid) and e.order == order]
        last = next((e for e in done if e.outcome != "requested"), None)
        return None if last is None else (last.outcome, last.reason)

    async def carried(self, order: str, limit_s: float = 8) -> tuple[str, str]:
        await eventually(lambda: self.outcome(order) is not None, limit_s)
        return self.outcome(order) or ("", "")

    @property
    def state(self) -> str:
        return next((e.after for e in reversed(self.events) if isinstance(e, StateChanged)), "")

    def said(self) -> str:
        return " ".join(e.text for e in self.events if isinstance(e, Said))

    async def becomes(self, state: str) -> None:
        await eventually(lambda: self.state == state, 20)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was rendered once is not rendered again."""
    return tmp_path_factory.mktemp("speech")


KNOWN = configuration("tts: {rate_wpm: 300}\n")


@asynccontextmanager
async def called(addresses: LabAddresses, folder: Path, shelf: Path) -> AsyncIterator[Desk]:
    """One caller of Salon Anna, who has been greeted in our voice."""
    clock = RealClock(WEDNESDAY - datetime.now(UTC))
    store = Store(folder / "v.db")
    events: list[Event] = []

    def watch(_new: NewCall) -> Callable[[Event], None]:
        return events.append

    reception = Reception(KNOWN, store, clock, Ids(clock.now), [watch])
    await reception.open()
    studio = Studio(KNOWN.site, clock, shelf)
    await studio.open(())
    lobby = Lobby(reception.session)

    def line_for(business: Business) -> Callable[[Transport], Line]:
        return lambda transport: studio.line(transport, language(business.language), None)

    async with AriClient(login(addresses)) as client:
        link = AriLink(client, "vorzimmer", random=Random(1))
        exchange = Exchange(KNOWN, client, lobby, line_for)
        serving = asyncio.create_task(exchange.serve(link))
        await until(lambda: link.connections == 1)
        phone = Phone(addresses.sip, addresses.callers[0])
        desk = Desk(lobby, Conductor(lobby), client, link, store, phone, events)
        await phone.call("100", "+491701234567")
        try:
            yield desk
        finally:
            await phone.close()
            await lobby.close()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await exchange.close()
            await nothing_left(client)
    await studio.close()
    await store.close()


@asynccontextmanager
async def telephones(addresses: LabAddresses, *users: str) -> AsyncIterator[list[OperatorPhone]]:
    phones = [OperatorPhone(addresses.sip, user=user) for user in users]
    for phone in phones:
        await phone.register()
    try:
        yield phones
    finally:
        for phone in phones:
            await phone.close()


def who(name: str, phone: str | None) -> Who:
    return Who(name, name, frozenset(Right), None, phone)


PAULA, BRIGITTE = who("paula", "PJSIP/operator1"), who("brigitte", "PJSIP/operator2")


def kind(channel: str) -> str:
    return channel.split("-")[2] if channel.startswith("vz-") else "caller"


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_call_is_taken_over_and_handed_back(
    addresses: LabAddresses, tmp_path: Path, shelf: Path
) -> None:
    async with (
        called(addresses, tmp_path, shelf) as desk,
        telephones(addresses, "operator1", "operator2") as [first, second],
    ):
        await desk.becomes("listening")
        taken = desk.order("takeover", PAULA)
        too_late = desk.order("takeover", BRIGITTE)
        assert await desk.carried(taken) == ("done", "")
        assert await desk.carried(too_late) == ("failed", "already_taken")
        assert desk.state == "with_operator"
        assert "+491701234567" in first.shown
        [bridge] = await desk.client.bridges.all()
        assert sorted(kind(name) for name in bridge.channels) == ["caller", "op"]  # not our ears
        began = now()
        await asyncio.gather(desk.phone.speak(tone(CALLER, 1)), first.speak(tone(OPERATOR, 1)))
        await asyncio.sleep(0.3)
        assert strength(desk.phone, OPERATOR, began) > 0.8
        assert strength(first, CALLER, began) > 0.8

        listening = desk.order("listen", BRIGITTE)
        assert await desk.carried(listening) == ("done", "")
        began = now()
        await asyncio.gather(desk.phone.speak(tone(CALLER, 1)), second.speak(tone(600, 1)))
        await asyncio.sleep(0.3)
        assert strength(second, CALLER, began) > 0.8
        assert loudest(desk.phone, began + 0.2) < 300  # nothing of a listener, nothing of us

        await desk.link.cut()  # a gap in the events ends neither
        await until(lambda: desk.link.connections == 2)
        back = desk.order("hand_back", PAULA)
        assert await desk.carried(back) == ("done", "")
        assert not first.talking.is_set()
        await desk.becomes("listening")
        assert "Hier ist wieder der automatische Telefonassistent." in desk.said()
        assert desk.said().endswith("Was kann ich für Sie tun?")
        assert loudest(second, began + 1) > 1000  # the listener heard the assistant
        assert second.talking.is_set()
        await desk.phone.hang_up()
        await desk.lobby.idle()
        await until(lambda: not second.talking.is_set())
        [row] = await desk.store.read(list_calls)
        assert row["exit_reason"] == "caller_hung_up"


async def test_what_operators_say_is_heard_and_callers_are_transferred_where_somebody_answers(
    addresses: LabAddresses, tmp_path: Path, shelf: Path
) -> None:
    """A telephone that is busy, one that nobody knows; typed speech, a hint; a transfer without and with an answer."""
    async with (
        called(addresses, tmp_path, shelf) as desk,
        telephones(addresses, "operator1", "operator2") as [first, second],
    ):
        first.behaviour = second.behaviour = "busy"
        await desk.becomes("listening")
        busy = desk.order("takeover", PAULA)
        unknown = desk.order("takeover", who("karl", "PJSIP/nobody"))
        assert await desk.carried(busy) == ("failed", "busy")
        assert await desk.carried(unknown) == ("failed", "already_taken")
        unknown = desk.order("takeover", who("karl", "PJSIP/nobody"))
        assert await desk.carried(unknown) == ("failed", "unreachable")
        assert desk.state == "listening"

        began = now()
        typed = desk.order("say", PAULA, text="Guten Morgen aus dem Salon.")
        assert await desk.carried(typed) == ("done", "")
        assert desk.said().endswith("Guten Morgen aus dem Salon.")
        assert loudest(desk.phone, began) > 1000

        began = now()
        hinted = desk.order("hint", PAULA, text="frag nach dem Namen")
        assert await desk.carried(hinted) == ("done", "")
        await eventually(lambda: "Auf welchen Namen" in desk.said(), 8)
        assert loudest(desk.phone, began) > 1000
        await desk.becomes("listening")

        transferred = desk.order("transfer", PAULA, to="chefin")
        await desk.becomes("transferring")
        assert await desk.carried(transferred) == ("failed", "busy")
        await eventually(lambda: "Soll Sie jemand zurückrufen?" in desk.said(), 15)
        assert "Ich verbinde Sie mit Frau Weber." in desk.said()
        assert "Frau Weber ist gerade leider nicht zu erreichen." in desk.said()
        assert second.rung == 1

        second.behaviour = "answers"
        assert await desk.carried(desk.order("transfer", PAULA, to="chefin")) == ("done", "")
        began = now()
        await asyncio.gather(desk.phone.speak(tone(CALLER, 0.6)), second.speak(tone(OPERATOR, 0.6)))
        await asyncio.sleep(0.2)
        assert strength(desk.phone, OPERATOR, began) > 0.8
        assert strength(second, CALLER, began) > 0.8
        await second.hang_up()
        await desk.lobby.idle()
        await until(desk.phone.ended.is_set)
        [row] = await desk.store.read(list_calls)
        assert row["exit_reason"] == "transferred"


async def test_whoever_hangs_up_nobody_is_left_in_silence_and_nothing_is_left_behind(
    addresses: LabAddresses, tmp_path: Path, shelf: Path
) -> None:
    async with (
        called(addresses, tmp_path, shelf) as desk,
        telephones(addresses, "operator1", "operator2") as [first, second],
    ):
        second.behaviour = "rings"
        await desk.becomes("listening")
        assert await desk.carried(desk.order("takeover", PAULA)) == ("done", "")
        await first.hang_up()
        await eventually(lambda: "Hier ist wieder" in desk.said(), 8)
        assert desk.state != "with_operator"

        ringing = desk.order("takeover", BRIGITTE)
        await until(second.ringing.is_set)
        assert await desk.carried(desk.order("hand_back", BRIGITTE)) == ("done", "")
        assert desk.outcome(ringing) == ("failed", "let_go")
        await until(lambda: not second.ringing.is_set())

        assert await desk.carried(desk.order("takeover", PAULA)) == ("done", "")
        late = desk.order("listen", BRIGITTE)
        await until(second.ringing.is_set)
        await desk.phone.hang_up()
        await until(lambda: not (first.talking.is_set() or second.ringing.is_set()))
        await desk.lobby.idle()
        assert desk.outcome(late) == ("failed", "call_over")
        assert desk.events[-1].kind == "call_ended"
        await nothing_left(desk.client)
