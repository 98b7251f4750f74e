"""From a booking to the SMS and the mail, through the real outbox, apprise, and servers on loopback."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from ari_controller.notify.courier import Courier
from config.loader import load
from config.site import Configuration
from storage import bookings, customers
from storage.calls import NewCall, start_call
from storage.database import Database, Store
from storage.inquiries import NewInquiry, take_inquiry
from storage.messages import NewMessage, list_messages, take_message
from storage.mirror import mirror
from storage.outbox import list_outbox
from storage.times import stamp
from tests.firms import LAB, SITE
from tests.gateways import SMS_ID, TOKEN, TOKEN_ID, Mailbox, Web, mail_server, web_server
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA
from voice.clock import RealClock

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)


class Watch(RealClock):
    """Real, but for what it shows."""

    shown = NOON

    def now(self) -> datetime:
        return self.shown


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server(sipgate=True) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


def configured(folder: Path, web: Web, mailbox: Mailbox, extra: str = "") -> Configuration:
    """A salon and an installer with both channels, read from files as an admin writes them."""
    (folder / "businesses").mkdir()
    (folder / "password").write_text("geheim\n", "utf-8")
    secret = quote(TOKEN, safe="")
    (folder / "sms").write_text(
        f"sipgate://{TOKEN_ID}:{secret}@{SMS_ID}/{{to}}?endpoint={web.url}\n"
    )
    (folder / "mail").write_text(
        f"mailto://127.0.0.1:{mailbox.port}?from=telefon@salon.example&to=anna@salon.example&format=text\n"
    )
    (folder / "letters").write_text(
        f"mailto://127.0.0.1:{mailbox.port}?from=telefon@salon.example&to={{to}}&format=text\n"
    )
    channels = (
        "notify: {sms: {url_file: sms, sms: true, per_minute: 3}, "
        "mail: {url_file: mail}, letters: {url_file: letters}}\n"
    )
    (folder / "vorzimmer.yaml").write_text(SITE + channels, "utf-8")
    for name in ("friseur", "installateur"):
        text = (LAB / f"businesses/{name}.yaml").read_text("utf-8")
        notify = f"notify: {{business: [mail], customers: sms{extra}}}\n"
        (folder / f"businesses/{name}.yaml").write_text(text + notify, "utf-8")
    return load(folder, {"STATE_DIRECTORY": str(folder / "state")})


@asynccontextmanager
async def courier(known: Configuration) -> AsyncIterator[tuple[Courier, Store, Watch]]:
    store = Store(known.state / "vorzimmer.db")
    await store.open()
    await store.write(lambda db: mirror(db, known.businesses, NOON))
    watch = Watch()
    yield Courier(known, store, watch), store, watch
    await store.close()


async def statuses(store: Store) -> dict[str, str]:
    rows = await store.read(list_outbox)
    return {f"{row['audience']} {row['what']}": row["status"] for row in rows}


async def test_a_booking_reaches_the_customer_and_the_business(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, watch):
        await store.write(lambda db: bookings.book(db, appointment(START), "confirmed", now=NOON))
        assert await sender.round() == 2
        assert await sender.round() == 0
        watch.shown = START - timedelta(hours=24)
        assert await sender.round() == 1
        assert set((await statuses(store)).values()) == {"sent"}
        [sms] = [row for row in await store.read(list_outbox) if row["what"] == "reminder"]
        assert sms["parts"] == 1
    texts = [body["message"] for _, body in web.asked]
    assert texts == [
        "Salon Anna: Ihr Termin ist gebucht, 06.03. um 14:30, Haarschnitt bei Anna.",
        "Salon Anna: Wir erinnern an Ihren Termin 06.03. um 14:30, Haarschnitt bei Anna.",
    ]
    assert {body["recipient"] for _, body in web.asked} == {"+491701234567"}
    [mail] = mailbox.mails
    assert mail["Subject"] == "Neuer Termin: 06.03. um 14:30"
    body = mail.get_body(("plain",))
    assert body is not None
    told = "Becker, Haarschnitt bei Anna, 06.03. um 14:30. Telefon +491701234567."
    assert body.get_content().strip() == told


async def test_an_inquiry_arrives_complete(tmp_path: Path, web: Web, mailbox: Mailbox) -> None:
    new = NewInquiry(
        "i", "installateur", None, "Rohrbruch im Keller", "Hauptstraße 12", "urgent", "Müller",
        "+491701234567", "key",
    )  # fmt: skip
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, _):
        await store.write(lambda db: take_inquiry(db, new, now=NOON, seq=1))
        await sender.round()
    [mail] = mailbox.mails
    assert mail["Subject"] == "Dringend: Rohrbruch im Keller"
    body = mail.get_body(("plain",))
    assert body is not None
    for part in ("Müller", "Hauptstraße 12", "+491701234567"):
        assert part in body.get_content()
    assert len(web.asked) == 1


async def test_a_landline_becomes_a_call_back_that_the_business_hears_of(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, _):
        landline = appointment(START, phone="+4989123456")
        row, _ = await store.write(
            lambda db: bookings.book(db, landline, "requested", now=NOON, by=ANNA)
        )
        await store.write(lambda db: bookings.change(db, row["id"], "declined", now=NOON, by=ANNA))
        while await sender.round():
            pass
        [call] = await store.read(list_messages)
    assert (call["kind"], call["number"], call["name"]) == ("callback", "+4989123456", "Becker")
    assert call["words"].startswith("Bitte anrufen und ausrichten: Salon Anna: Ihr Terminwunsch")
    assert web.asked == []
    assert [mail["Subject"] for mail in mailbox.mails] == ["Bitte zurückrufen: Becker"]


async def test_a_customer_with_an_address_gets_a_letter_of_their_own(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    known = configured(tmp_path, web, mailbox, ", customers_mail: letters")
    async with courier(known) as (sender, store, _):
        landline = appointment(START, phone="+4989123456")
        row, _ = await store.write(lambda db: bookings.book(db, landline, "requested", now=NOON))
        await store.write(
            lambda db: customers.set_email(
                db, row["customer"], "becker@example.org", now=NOON, by=ANNA
            )
        )
        await store.write(lambda db: bookings.change(db, row["id"], "confirmed", now=NOON, by=ANNA))
        while await sender.round():
            pass
        assert await store.read(list_messages) == []
    [letter] = [mail for mail in mailbox.mails if mail["To"] == "becker@example.org"]
    assert letter["Subject"] == "Nachricht von Salon Anna"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Ihr Termin ist bestätigt, 06.03. um 14:30" in body.get_content()
    assert web.asked == []


async def test_what_nobody_said_is_left_out(tmp_path: Path, web: Web, mailbox: Mailbox) -> None:
    new = NewMessage(
        id="m", business="friseur", call=None, callback=True, words="bitte zurückrufen",
        name=None, number=None, promised_for=None, key="m",
    )  # fmt: skip
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, _):
        await store.write(lambda db: take_message(db, new, now=NOON, seq=1))
        await sender.round()
    [mail] = mailbox.mails
    assert mail["Subject"] == "Bitte zurückrufen"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "bitte zurückrufen"


async def test_an_emergency_is_told_during_the_call_and_first(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    plain = NewMessage(
        id="m", business="friseur", call=None, callback=True, words="Es brennt",
        name=None, number=None, promised_for=None, key="m",
    )  # fmt: skip
    urgent = replace(plain, id="u", key="u", call="c", urgent=True)
    call = NewCall("c", "friseur", "Europe/Berlin", None, "100", "text", stamp(NOON))
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, _):
        await store.write(lambda db: start_call(db, call))
        for seq, new in enumerate((plain, urgent), 1):
            await store.write(partial(take_message, new=new, now=NOON, seq=seq))
        await sender.round()
        listed = await store.read(list_messages)
    assert [row["id"] for row in listed] == ["u", "m"]
    assert {mail["Subject"] for mail in mailbox.mails} == {
        "Bitte zurückrufen",
        "Dringend: Bitte zurückrufen",
    }


async def test_quiet_hours_and_limits_postpone_without_counting_as_a_try(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, watch):

        def book(db: Database, hour: int) -> str:
            new = appointment(START + timedelta(hours=hour))
            return str(bookings.book(db, new, "requested", now=NOON, by=ANNA)[0]["id"])

        ids = [await store.write(partial(book, hour=hour)) for hour in range(4)]
        watch.shown = NOON.replace(hour=20, minute=30)  # 21:30 in Berlin
        await sender.round()
        assert (
            len(web.asked) == 3
        )  # the customers who have just called; the fourth is over the limit
        declined_at = watch.shown
        await store.write(
            lambda db: bookings.change(db, ids[0], "declined", now=declined_at, by=ANNA)
        )
        watch.shown += timedelta(minutes=2)
        await sender.round()
        assert len(web.asked) == 4
        watch.shown = datetime(2026, 3, 5, 6, 59, tzinfo=UTC)
        assert await sender.round() == 0
        watch.shown = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
        assert await sender.round() == 1
        rows = await store.read(list_outbox)
        assert {(row["status"], row["attempts"]) for row in rows} == {("sent", 1)}


async def test_an_outage_loses_nothing_and_hopeless_ones_are_named(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, watch):
        mailbox.refuse, web.status = True, 402
        await store.write(lambda db: bookings.book(db, appointment(START), "requested", now=NOON))
        await sender.round()
        assert await statuses(store) == {
            "business requested": "queued",
            "customer requested": "dead",
        }
        reasons = {row["reason"] for row in await store.read(list_outbox)}
        assert "no credit at sipgate" in reasons
        assert not any("1234567" in reason or "example" in reason for reason in reasons)
        mailbox.refuse = False
        watch.shown += timedelta(minutes=1)
        await sender.round()
        assert (await statuses(store))["business requested"] == "sent"


async def test_the_firms_own_words_and_a_template_that_is_wrong(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    own = ', texts: {customer.requested: "Servus {{ name }}, bis {{ day }}!"}'
    async with courier(configured(tmp_path, web, mailbox, own)) as (sender, store, _):
        await store.write(lambda db: bookings.book(db, appointment(START), "requested", now=NOON))
        await sender.round()
    assert web.asked[0][1]["message"] == "Servus Becker, bis 06.03.!"


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (', texts: {customer.booked: "{{ nmae }}"}', "nmae"),
        (', texts: {customer.booked: "{% if %}"}', "customer.booked"),
        (', texts: {customer.bookt: "x"}', "no such text"),
        (", quiet: '21-8'", "quiet"),
    ],
)
async def test_mistakes_are_named_before_they_take_effect(
    tmp_path: Path, web: Web, mailbox: Mailbox, extra: str, told: str
) -> None:
    with pytest.raises(Exception, match=told):
        configured(tmp_path, web, mailbox, extra)


async def test_the_sender_runs_beside_the_calls_until_it_is_stopped(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    async with courier(configured(tmp_path, web, mailbox)) as (sender, store, _):
        running = asyncio.create_task(sender.run())
        await store.write(lambda db: bookings.book(db, appointment(START), "requested", now=NOON))
        async with asyncio.timeout(10):
            while set((await statuses(store)).values()) != {"sent"}:  # noqa: ASYNC110  # the database does not tell
                await asyncio.sleep(0.05)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert len(web.asked) == len(mailbox.mails) == 1


async def test_one_broken_message_stops_no_other_and_not_the_sending(
    tmp_path: Path, web: Web, mailbox: Mailbox
) -> None:
    known = configured(tmp_path, web, mailbox)
    (tmp_path / "mail").write_bytes(b"\xff\xfe no text")
    async with courier(known) as (sender, store, _):
        await store.write(lambda db: bookings.book(db, appointment(START), "requested", now=NOON))
        await sender.round()
        assert await statuses(store) == {
            "business requested": "queued",
            "customer requested": "sent",
        }
