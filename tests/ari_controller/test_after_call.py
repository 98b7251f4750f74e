"""When a call has ended, its summary stands on what came of it, and the business is told the whole of it once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from ari_controller.after_call import AfterCall
from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall
from ari_controller.lab.scenarios import Step, Trigger
from ari_controller.lab.virtual_run import TextLeg
from ari_controller.notify.courier import text_of
from config.models import Notify
from config.site import Configuration
from storage import jobs
from storage.calls import NewCall, append_events, list_calls, start_call
from storage.database import Database, Store, connect
from storage.events import CallEnded, Event
from storage.extraction import of_row
from storage.ids import Ids
from storage.inquiries import NewInquiry, take_inquiry
from storage.messages import NewMessage, take_message
from storage.mirror import mirror
from storage.outbox import claim, list_outbox
from storage.summaries import of_entry
from tests.firms import configuration
from tests.storage.conftest import NOW
from voice.clock import RealClock
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

MORNING = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Watch(RealClock):
    """Stands still."""

    def __init__(self, shown: datetime) -> None:
        self.shown = shown

    def now(self) -> datetime:
        return self.shown


def told() -> Configuration:
    """The lab's businesses, told of everything by mail."""
    known = configuration()
    told = {key: firm.model_copy(update={"notify": Notify(business=("mail",))}) for key, firm in known.businesses.items()}  # fmt: skip
    return known.model_copy(update={"businesses": told})


KNOWN = told()


async def call(reception: Reception, *steps: Step) -> None:
    """One caller, to the end of the call."""
    leg, lobby = TextLeg(), Lobby(reception.session)
    scripted = ScriptedCall(CallerScript(steps), leg)

    def hear(event: Event) -> None:
        scripted.events.put_nowait(event)

    reception.watchers[:] = [lambda _new: hear]
    lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
    await scripted.play(lambda: leg.gone)
    await lobby.idle()


def test_a_booking_carries_the_summary_of_its_call_and_the_business_is_told_it(
    tmp_path: Path,
) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, MORNING)

    async def day() -> None:
        store = Store(tmp_path / "v.db", around=clock.working)
        reception = Reception(KNOWN, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        after = AfterCall(reception.configuration, store, clock)
        await call(
            reception,
            Step(say="Guten Tag ich hätte gern einen Haarschnitt"),
            Step(when=Trigger(asks="when"), say="am Freitag um halb drei"),
            Step(when=Trigger(asks="name"), say="Becker"),
            Step(when=Trigger(asks="confirm"), say="ja"),
            Step(when=Trigger(asks="more"), say="nein danke"),
        )
        assert await store.write(lambda db: claim(db, clock.now())) == []  # the summary is to come
        assert await after.round() == 1
        assert await after.round() == 0
        [row] = await store.read(list_calls)
        assert "Gebucht: Haarschnitt bei Anna, 06.03. um 14:30." in row["summary"]
        assert (
            "„guten tag ich hätte gern einen haarschnitt … am freitag um halb drei“"
            in row["summary"].lower()
        )
        assert row["summary"].startswith("Anruf 04.03. 10:00, 0:")
        made = of_row(row)
        assert made is not None
        assert (made["purpose"], row["extracted_by"]) == ("booking", "rules")
        assert [(fact["slot"], fact["turn"]) for fact in made["facts"]] == [("service", 1), ("when", 2), ("name", 3)]  # fmt: skip
        assert await store.read(lambda db: of_entry(db, row["id"])) == row["summary"]
        [message] = await store.write(lambda db: claim(db, clock.now()))
        _, body = text_of(message, reception.configuration.businesses["friseur"])
        assert body.endswith(row["summary"])
        await asyncio.sleep(0)
        await store.close()

    run_virtual(day(), loop)


def begin(db: Database, name: str = "c") -> None:
    at = "2026-03-04T09:00:00.000Z"
    start_call(
        db, NewCall(name, "installateur", "Europe/Berlin", "+491701234567", "102", "text", at)
    )


def end(db: Database, name: str = "c") -> None:
    append_events(db, [CallEnded(seq=9, at="2026-03-04T09:02:05.000Z", business="installateur", call=name, reason="caller_hung_up", turns=3)])  # fmt: skip


def ask(db: Database, key: str, urgency: str, name: str = "c") -> None:
    new = NewInquiry(key, "installateur", name, "Rohrbruch im Keller", "Weg 1", urgency, "Becker", "+491701234567", key)  # type: ignore[arg-type]  # fmt: skip
    take_inquiry(db, new, now=NOW, seq=1)


def test_what_is_urgent_does_not_wait_for_the_end_of_the_call(tmp_path: Path) -> None:
    db = connect(tmp_path / "v.db")
    mirror(db, KNOWN.businesses, NOW)
    begin(db)
    ask(db, "i1", "urgent")
    ask(db, "i2", "normal")
    assert [row["entry"] for row in claim(db, NOW)] == ["i1"]
    # A controller that never comes back to it: the business hears of it all the same.
    assert [row["entry"] for row in claim(db, NOW + 31 * MINUTE)] == ["i1", "i2"]
    db.close()


async def test_a_summary_that_fails_is_tried_again_and_nothing_is_sent_twice(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "v.db")
    await store.open()
    clock = Watch(shown=MORNING + 3 * MINUTE)
    known = KNOWN
    await store.write(lambda db: mirror(db, known.businesses, NOW))
    await store.write(begin)
    await store.write(lambda db: ask(db, "i", "normal"))
    left = NewMessage(
        id="m", business="installateur", call="c", callback=True, words="bitte anrufen", name="Becker",
        number="+491701234567", promised_for=None, key="m",
    )  # fmt: skip
    await store.write(lambda db: take_message(db, left, now=NOW, seq=2))
    await store.write(end)
    nobody = known.model_copy(update={"businesses": {}})
    assert await AfterCall(nobody, store, clock).round() == 1
    [job] = await store.read(jobs.list_jobs)
    assert (job["status"], job["attempts"]) == ("queued", 1)
    assert job["reason"] == "its business is not configured any more"
    [again] = await store.write(lambda db: jobs.claim(db, NOW + 4 * MINUTE))
    assert await store.write(lambda db: jobs.claim(db, NOW + 4 * MINUTE)) == []  # under a lease
    late = MORNING + jobs.LEASE + 5 * MINUTE
    [again] = await store.write(lambda db: jobs.claim(db, late))
    for _ in jobs.BACK_OFF_S:
        await store.write(lambda db: jobs.fail(db, again, "why", now=late))  # noqa: B023
        late += timedelta(hours=2)
        rows = await store.write(lambda db: jobs.claim(db, late))  # noqa: B023
        again = rows[0] if rows else again
    await store.write(lambda db: jobs.fail(db, again, "why", now=late))
    [job] = await store.read(lambda db: jobs.list_jobs(db, status="dead"))
    assert job["reason"] == "why"
    await store.close()


async def test_a_call_that_was_interrupted_has_a_summary_too(tmp_path: Path) -> None:
    store = Store(tmp_path / "v.db")
    await store.open()
    clock = Watch(shown=MORNING + 3 * MINUTE)
    known = KNOWN
    await store.write(lambda db: mirror(db, known.businesses, NOW))
    await store.write(begin)
    await store.write(lambda db: ask(db, "i", "urgent"))
    await store.write(end)
    await store.write(end)  # told twice: one job
    assert await AfterCall(known, store, clock).round() == 1
    [row] = await store.read(list_calls)
    assert row["summary"] == (
        "Anruf 04.03. 10:00, 2:05 min, +491701234567. "
        "Dringende Anfrage: Rohrbruch im Keller. Aufgelegt."
    )
    assert len(await store.read(list_outbox)) == 1
    await store.close()
