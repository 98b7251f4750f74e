"""The afternoon that `vorzimmer tui --demo` plays: scripted callers with real ears and a real voice, in virtual time.

`python -m ari_controller.lab.afternoon` records it anew, in two minutes: the same calls, words and outcomes each time;
only how often interim words are told varies by a few, as threads do.
"""

import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from ari_controller.app import Reception, prepare, prepare_others
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall, patience_of
from ari_controller.lab.scenarios import Scenario, Step, load_scenario
from ari_controller.lab.site import lab_site
from ari_controller.lab.suite import shipped_scenarios
from ari_controller.lab.tape import Tape
from ari_controller.lab.virtual_run import MemoryLeg
from config.loader import load
from config.models import Business
from config.site import Configuration
from storage import by_hand
from storage.audit import By
from storage.database import Database, Store
from storage.errors import StorageError
from storage.events import Event
from storage.ids import Ids
from voice.speaking.espeak import Espeak
from voice.studio import Studio
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 3, 4)
"""The Wednesday of the scenarios."""
BEGINS, ENDS = time(14, 0), time(15, 45)
RECORDING = Path("tui/demo/afternoon.jsonl.gz")
OWN_NUMBER = "+491701234567"
"""What most scenarios call from: each gets a number of its own instead."""
DESK = By("operator:lea")
CHANNEL = "caller"
SEED = 20260304


@dataclass(frozen=True)
class Ring:
    """One call of the afternoon."""

    at: str
    """Local time."""
    scenario: str
    words: Mapping[str, str]
    """What this caller says instead: most scenarios want the same Friday."""


def _ring(line: str) -> Ring:
    at, scenario, *words = line.strip().split("  ")
    return Ring(at, scenario, dict(word.split("=") for word in words))


RINGS = tuple(
    _ring(line)
    for line in """
        14:01:10  friseur/plain_booking  Freitag=Donnerstag
        14:03:00  handwerk/plain_inquiry
        14:03:40  friseur/opening_hours
        14:07:20  gastronomie/table_for_two
        14:11:00  friseur/by_hand
        14:14:30  friseur/wrong_number
        14:17:00  kosmetik/staff_wish
        14:17:50  anwalt/costs
        14:22:10  friseur/message
        14:25:40  bestattung/death
        14:30:00  friseur/move_own
        14:31:00  immobilien/viewing
        14:36:20  handwerk/burst_pipe
        14:37:00  languages/by_number
        14:43:30  gastronomie/large_group
        14:48:00  friseur/cancel_own
        14:52:40  friseur/call_back
        14:57:10  friseur/move_by_hand
        15:03:00  friseur/price_then_booking  Freitag=Samstag
        15:06:20  handwerk/two_orders
        15:07:30  kosmetik/manicure_price
        15:07:50  friseur/asks_to_wait
        15:08:40  languages/by_wish  half past two=half past four
        15:09:20  gastronomie/table_for_four
        15:10:10  friseur/no_free_slot
        15:10:30  friseur/nothing_understood
        15:10:50  friseur/interrupts
        15:11:20  notfall/no_air
        15:11:50  friseur/person_wanted
        15:12:10  languages/by_key  п'ятницю=четвер
        15:12:50  friseur/silent_caller
        15:14:00  anwalt/first_consultation
        15:15:30  friseur/complaint
        15:16:20  friseur/staff_wish  Freitag=Samstag
        15:17:30  handwerk/gas
        15:18:10  friseur/long_monologue  halb drei=sechzehn Uhr
        15:19:20  immobilien/agent_wanted
        15:20:30  friseur/spelled_fast
        15:22:00  gastronomie/cancel_table
        15:24:10  friseur/hangs_up_in_the_read_back  Freitag=Donnerstag
        15:27:00  friseur/keys  Freitag=Donnerstag
    """.strip().splitlines()
)
"""Quiet at first, four or five at once a quarter past three."""
MANY_QUESTIONS = "friseur/asks_to_wait"
"""Its caller has so many of them that the call becomes a long one."""
QUESTIONS = (
    "Wann haben Sie geöffnet", "Was kostet ein Haarschnitt", "Wo sind Sie", "Und was kostet Färben",
    "Haben Sie am Samstag offen", "Wie lange dauert Färben", "Kann ich mit Karte zahlen", "Was kostet Bartpflege",
)  # fmt: skip
NAMES = (
    "Albrecht", "Arslan", "Bergmann", "Dietrich", "Ebert", "Engel", "Franke", "Günther", "Haas", "Jansen", "Kaya",
    "Kowalski", "Kühn", "Lindner", "Maurer", "Nowak", "Özdemir", "Pohl", "Roth", "Sauer", "Seidel", "Stein", "Voigt",
)  # fmt: skip
CALLERS = (
    "Becker",
    "Lehmann",
    "Hoffmann",
    "Krüger",
    "Schubert",
    "Wagner",
    "Fuchs",
    "Zimmermann",
    "Peters",
    "Krause",
)
"""Most scenarios are Becker's; their ears know these names as well."""
BOOKED_DAYS = (4, 5, 10, 11, 12)
"""Of March: days that the scenarios' callers do not ask for, but today."""


def rung(ring: Ring, number: int) -> Scenario:
    """The scenario of a call, its caller with a number of their own."""
    scenario = load_scenario(shipped_scenarios() / f"{ring.scenario}.yaml")
    own = f"+4915{20_000_000 + 1_371_717 * (number + 1) % 79_000_000:08}"
    [caller] = scenario.callers
    words = {"Becker": CALLERS[number % len(CALLERS)], **ring.words}
    steps = tuple(step.model_copy(update={"say": _said(step.say, words)}) for step in caller.steps)
    if ring.scenario == MANY_QUESTIONS:
        caller = caller.model_copy(update={"rate": 100})
        steps = (*(Step(say=text, wait_s=5.0) for _ in range(3) for text in QUESTIONS), *steps)
    calls_from = own if caller.number == OWN_NUMBER else caller.number
    callers = (caller.model_copy(update={"number": calls_from, "steps": steps}),)
    given = tuple(
        one.model_copy(update={"phone": own, "name": _said(one.name, words)})
        if one.phone == OWN_NUMBER
        else one
        for one in scenario.given.bookings
    )
    moment = datetime.combine(DAY, time.fromisoformat(ring.at))
    changed = {"callers": callers, "given": scenario.given.model_copy(update={"bookings": given})}
    return scenario.model_copy(update={**changed, "now": moment})


def _said(text: str | None, words: Mapping[str, str]) -> str | None:
    for word, instead in words.items():
        text = text and text.replace(word, instead)
    return text


def give(db: Database, scenario: Scenario, business: Business, ids: Ids, now: datetime) -> None:
    """The appointments that a scenario starts with, by the desk; with a colleague where two scenarios want the same."""
    for given in scenario.given.bookings:
        for staff in dict.fromkeys((given.staff, *business.staff)):
            what = {
                "service": given.service,
                "staff": staff,
                "name": given.name,
                "phone": given.phone,
            }
            start = given.start.replace(tzinfo=BERLIN)
            try:
                by_hand.book(db, business, booking=ids.new(), start=start, **what, now=now, by=DESK)
                break
            except StorageError:
                continue


def fill_the_book(db: Database, businesses: Mapping[str, Business], ids: Ids, now: datetime) -> int:
    """What the desks have booked themselves; how many entries there are then."""
    random, booked = Random(SEED), 0
    for business in businesses.values():
        people, services = list(business.staff), list(business.services)
        if not people or not services:
            continue
        for day in BOOKED_DAYS:
            for hour in range(9, 18):
                if random.random() > 0.35:
                    continue
                service, person = random.choice(services), random.choice(people)
                start = datetime.combine(
                    DAY.replace(day=day), time(hour, random.choice((0, 15, 30))), BERLIN
                )
                name, phone = random.choice(NAMES), f"+4917{random.randrange(10**8):08}"
                try:
                    by_hand.book(
                        db, business, booking=ids.new(), service=service, staff=person, start=start,
                        name=name, phone=phone, now=now, by=DESK,
                    )  # fmt: skip
                    booked += 1
                except StorageError:
                    continue  # closed, or somebody has that time: the next one
    return booked


@contextmanager
def house() -> Iterator[Configuration]:
    """The lab's businesses; one pair of ears, so that two recordings say the same."""
    with TemporaryDirectory(prefix="vorzimmer-") as folder:
        known = load(lab_site(Path(folder), None), {"STATE_DIRECTORY": folder})
        stt = known.site.stt.model_copy(update={"threads": 1})
        yield known.model_copy(update={"site": known.site.model_copy(update={"stt": stt})})


@dataclass
class Afternoon:
    """A house whose calls are played one after the other, each in a virtual time of its own.

    Side by side they would share one virtual time, in which it is by chance whose thread answers first: so
    each finds what the ones that rang before it have left, and two recordings tell the same.
    """

    known: Configuration
    folder: Path
    tape: Tape

    def opened(self, scenarios: Sequence[Scenario]) -> None:
        """Businesses, what the scenarios start with, and what else stands in the books."""
        owners = {one.business: self.known.businesses[one.business] for one in scenarios}

        async def opening(reception: Reception, now: datetime) -> None:
            await reception.store.open(now)
            await reception.store.write(self.tape.listen)
            await reception.open()
            for one in scenarios:
                give_it = partial(
                    give, scenario=one, business=owners[one.business], ids=reception.ids, now=now
                )
                await reception.store.write(give_it)
            filled = partial(fill_the_book, businesses=owners, ids=reception.ids, now=now)
            await reception.store.write(filled)

        self._run(BEGINS, SEED, opening)

    def called(self, scenario: Scenario, number: int) -> None:
        """One call, from its first ring to its last event."""
        owner = self.known.businesses[scenario.business]

        async def calling(reception: Reception, _now: datetime) -> None:
            await reception.open()
            await reception.store.write(self.tape.listen)
            await self._play(reception, scenario, owner)

        self._run(scenario.now.time(), SEED + 1 + number, calling)

    def _run(
        self, at: time, seed: int, do: Callable[[Reception, datetime], Coroutine[Any, Any, None]]
    ) -> None:
        loop = VirtualLoop()
        begins = datetime.combine(DAY, at, BERLIN)
        clock = VirtualClock(loop, begins.astimezone(UTC))
        passed = (begins - datetime.combine(DAY, BEGINS, BERLIN)).total_seconds()
        self.tape.elapsed = lambda: passed + clock.monotonic()

        async def main() -> None:
            store = Store(self.folder / "afternoon.db", around=clock.working, readers=1)
            reception = Reception(self.known, store, clock, Ids(clock.now, Random(seed)))
            try:
                await do(reception, clock.now())
            finally:
                await store.close()

        run_virtual(main(), loop)

    async def _play(self, reception: Reception, scenario: Scenario, owner: Business) -> None:
        clock, [caller] = reception.clock, scenario.callers
        assert isinstance(clock, VirtualClock)
        studio, engine = Studio(self.known.site, clock, self.known.state), Espeak(clock)
        try:
            await prepare(studio, [owner])
            await prepare_others(studio, [owner], bare=True)
            reception.speaks = studio.speaks
            leg = MemoryLeg(studio, clock, engine, owner, caller, scenario.line)
            scripted = ScriptedCall(CallerScript(caller.steps, patience_of(scenario)), leg)

            def hear(event: Event) -> None:
                scripted.events.put_nowait(event)
                self.tape.hear(event)

            reception.watchers.append(lambda _new: hear)
            lobby = Lobby(reception.session)
            lobby.admit(Arrival(owner.key, caller.number, owner.numbers[0], CHANNEL), leg)
            await scripted.play(lambda: leg.gone)
            await lobby.idle()
        finally:
            await engine.close()
            await studio.close()


def record(path: Path) -> Tape:
    """Plays the afternoon and writes it down."""
    scenarios = [rung(ring, number) for number, ring in enumerate(RINGS)]
    tape = Tape(lambda: 0.0)
    with house() as known, TemporaryDirectory(prefix="vorzimmer-") as folder:
        afternoon = Afternoon(known, Path(folder), tape)
        afternoon.opened(scenarios)
        for number, scenario in enumerate(scenarios):
            afternoon.called(scenario, number)
    begins = datetime.combine(DAY, BEGINS, BERLIN)
    ends = datetime.combine(DAY, ENDS, BERLIN)
    tape.write(
        path,
        start=begins.astimezone(UTC).isoformat(),
        zone=str(BERLIN),
        end_s=(ends - begins).total_seconds(),
        businesses=sorted({scenario.business for scenario in scenarios}),
    )
    return tape


def main() -> None:
    """Records; the order of sets must not depend on the process."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        again = [sys.executable, "-m", "ari_controller.lab.afternoon", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606  # no shell is wanted
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDING
    tape = record(target)
    sys.stdout.write(f"{target}: {len(tape.frames)} frames, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
