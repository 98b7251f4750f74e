"""A day in a salon: twenty calls, a sick colleague, moves, a cancellation, a special day, a holiday; the book is right.

The calls are real dialogues in plain text, in virtual time; what people at the desk do goes the way of their commands.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall
from ari_controller.lab.scenarios import Step, Trigger
from ari_controller.lab.virtual_run import TextLeg
from config.models import Notify, TimeRange
from config.site import Configuration
from storage import audit, bookings, by_hand, planning
from storage.audit import By
from storage.database import Store
from storage.events import Event
from storage.ids import Ids
from storage.messages import list_messages
from storage.outbox import list_outbox
from storage.planning import Absence
from storage.search import find
from storage.times import parse
from tests.firms import configuration
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 3, 31, 9, 0, tzinfo=BERLIN)
"""The Tuesday before Easter: Good Friday is 3 April, Easter Monday the 6th."""
DESK = By("operator:anna", "asked at the desk")


def says(*words: str | tuple[str, str]) -> list[Step]:
    """A caller's lines; a pair waits for a question (or, with a capital letter, for a word in what was said)."""
    steps = []
    for line in words:
        asks, text = line if isinstance(line, tuple) else (None, line)
        trigger = Trigger(says=asks) if asks and asks[0].isupper() else Trigger(asks=asks)  # type: ignore[arg-type]
        steps.append(Step(when=trigger, say=text))
    return steps


def books(when: str, name: str, wish: str = "einen Haarschnitt") -> list[Step]:
    """The plain way."""
    return says(f"Guten Tag ich hätte gern {wish}", ("when", when), ("name", name), ("confirm", "ja"), ("more", "nein danke"))  # fmt: skip


class Salon:
    """Its telephone, its desk, and its clock."""

    def __init__(self, reception: Reception, clock: VirtualClock) -> None:
        self.reception, self.clock = reception, clock
        self.store = reception.store
        self.lobby = Lobby(reception.session)
        self.calls = 0

    async def call(self, steps: Sequence[Step], number: str | None = None) -> None:
        """One caller, to the end of the call; the next one rings ten minutes later."""
        self.calls += 1
        leg = TextLeg()
        scripted = ScriptedCall(CallerScript(steps), leg)

        def hear(event: Event) -> None:
            scripted.events.put_nowait(event)

        self.reception.watchers[:] = [lambda _new: hear]
        caller = number or f"+4917012345{self.calls:02}"
        self.lobby.admit(Arrival("friseur", caller, "100", f"c{self.calls}"), leg)
        await scripted.play(lambda: leg.gone)
        await self.lobby.idle()
        assert scripted.script.unused == [], f"call {self.calls} ended early"
        await asyncio.sleep(600)

    async def book(self) -> list[str]:
        """What stands in the book, as people read it."""
        rows = await self.store.read(bookings.list_bookings)
        return [
            f"{parse(row['starts_at']).astimezone(BERLIN):%d.%m. %H:%M} {row['staff']} {row['name']} {row['status']}"
            for row in rows
        ]

    async def entry(self, name: str) -> str:
        """A customer's appointment."""
        [hit] = await self.store.read(lambda db: find(db, name, kinds=["booking"]))
        return hit.entry

    async def move(self, name: str, day: date, at: time, staff: str | None = None) -> None:
        """The desk moves an appointment."""
        entry, owner = await self.entry(name), self.reception.configuration.businesses["friseur"]
        start, now = datetime.combine(day, at, BERLIN), self.clock.now()
        await self.store.write(
            lambda db: by_hand.move(db, owner, entry, start=start, staff=staff, now=now, by=DESK)
        )


def firm() -> Configuration:
    """The lab's salon, which is told by mail and tells its customers by SMS."""
    known = configuration()
    told = known.businesses["friseur"].model_copy(
        update={"notify": Notify(business=("mail",), customers="sms")}
    )
    return known.model_copy(update={"businesses": {**known.businesses, "friseur": told}})


async def the_day(salon: Salon) -> None:
    wednesday, thursday, saturday = date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 4)
    # The telephone rings from nine on.
    await salon.call(books("morgen um zehn Uhr", "Becker"))
    await salon.call(books("morgen um zehn Uhr", "Wagner"))
    await salon.call(books("morgen um zehn Uhr", "Schulz", "einen Haarschnitt bei Peter"))
    # The fourth wants what is full, and takes another.
    await salon.call(
        says(
            "Ich hätte gern einen Haarschnitt",
            ("when", "morgen um zehn Uhr"),
            ("when", "dann um elf Uhr"),
            ("name", "Koch"),
            ("confirm", "ja"),
            ("more", "nein danke"),
        )
    )
    await salon.call(books("am Donnerstag um halb drei", "Hoffmann", "einmal Färben bei Anna"))
    await salon.call(books("am Samstag um neun Uhr", "Fischer"))
    # Good Friday and Easter Monday are holidays, Sunday is closed.
    for day in ("am Freitag", "am Sonntag"):
        await salon.call(
            says("Ich hätte gern einen Haarschnitt", ("when", f"{day} um zehn Uhr"), ("Frei ist", "auf Wiederhören"))
        )  # fmt: skip
    # A question, a wrong number, a message, somebody who says nothing but goodbye.
    await salon.call(says("Was kostet ein Haarschnitt", ("Euro", "danke auf Wiederhören")))
    await salon.call(says("Entschuldigung ich habe mich verwählt"))
    await salon.call(
        says("Ich möchte eine Nachricht hinterlassen", ("problem", "es geht um die Rechnung"), ("name", "Weber"), ("more", "nein danke"))
    )  # fmt: skip
    await salon.call(says("auf Wiederhören"))
    # Wagner rings again: moving is for the desk, which calls back and moves.
    await salon.call(
        says("Ich möchte meinen Termin verschieben", ("name", "Wagner"), ("more", "nein danke"))
    )
    await salon.move("Wagner", thursday, time(16), "maria")
    # Maria falls ill for Thursday; what stands there has to be moved.
    sick = Absence(
        "sick", "friseur", "maria",
        datetime.combine(thursday, time(), BERLIN), datetime.combine(saturday, time(), BERLIN),
    )  # fmt: skip
    now = salon.clock.now()
    hit = await salon.store.write(lambda db: planning.add_absence(db, sick, now=now, by=DESK))
    assert [row["name"] for row in hit] == ["Wagner"]
    await salon.move("Wagner", thursday, time(17), "anna")
    await salon.call(books("am Donnerstag um halb drei", "Klein", "einen Haarschnitt bei Peter"))
    # On Saturday they close at noon.
    short = [TimeRange(opens=time(9), closes=time(12))]
    await salon.store.write(
        lambda db: planning.set_hours(
            db, ["easter"], "friseur", "", saturday, short, now=now, by=DESK
        )
    )
    await salon.call(
        says("Ich hätte gern einen Haarschnitt", ("when", "am Samstag um dreizehn Uhr"), ("Frei ist", "auf Wiederhören"))
    )  # fmt: skip
    # Becker cancels at the desk; the time is free again and is taken at once.
    becker = await salon.entry("Becker")
    await salon.store.write(
        lambda db: bookings.change(db, becker, "cancelled", now=salon.clock.now(), by=DESK)
    )
    await salon.call(books("morgen um zehn Uhr", "Neumann"))
    # Somebody hangs up in the read-back, somebody says no to it, somebody rings twice for the same.
    steps = books("am Samstag um zehn Uhr", "Zimmermann")[:3]
    await salon.call([*steps, Step(when=Trigger(asks="confirm"), hang_up=True)])
    await salon.call(
        [*books("am Samstag um zehn Uhr", "Braun")[:3], *says(("confirm", "nein"), ("Was soll ich", "auf Wiederhören"))]
    )  # fmt: skip
    await salon.call(books("am Samstag um elf Uhr", "Krüger"), "+491709999999")
    await salon.call(books("am Samstag um elf Uhr", "Krüger"), "+491709999999")
    assert wednesday < thursday


def test_a_day_in_a_salon(tmp_path: Path) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, MORNING.astimezone(UTC))
    known = firm()

    async def main() -> None:
        store = Store(tmp_path / "day.db", around=clock.working)
        reception = Reception(known, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        salon = Salon(reception, clock)
        try:
            await the_day(salon)
            assert salon.calls == 20
            assert await salon.book() == [
                "01.04. 10:00 anna Becker cancelled",
                "01.04. 10:00 anna Neumann confirmed",
                "01.04. 10:00 peter Schulz confirmed",
                "01.04. 11:00 anna Koch confirmed",
                "02.04. 14:30 anna Hoffmann confirmed",
                "02.04. 14:30 peter Klein confirmed",
                "02.04. 17:00 anna Wagner confirmed",
                "04.04. 09:00 anna Fischer confirmed",
                "04.04. 11:00 anna Krüger confirmed",
                "04.04. 11:00 maria Krüger confirmed",
            ]
            messages = await store.read(list_messages)
            assert sorted(str(row["name"]) for row in messages) == ["Wagner", "Weber"]
            told = await store.read(lambda db: list_outbox(db, limit=500))
            reminders = [row for row in told if row["what"] == "reminder"]
            # Of the nine that stand all but Neumann's, who books for less than a day ahead.
            assert sum(row["status"] == "queued" for row in reminders) == 8
            assert (await store.read(audit.verify))[1] is None
        finally:
            await store.close()

    run_virtual(main(), loop)
    assert clock.now() - MORNING > timedelta(hours=3)
