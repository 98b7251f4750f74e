from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from config.models import Notify
from storage import customers
from storage.audit import history
from storage.errors import NotAllowed, NotFound
from storage.inquiries import (
    Answer,
    NewInquiry,
    answer,
    change_inquiry,
    list_inquiries,
    take_inquiry,
)
from storage.journal import since
from storage.mirror import mirror
from storage.outbox import list_outbox
from storage.search import find
from tests.firms import configuration
from tests.storage.conftest import ANNA, NOW


def new(number: int, urgency: str = "normal") -> NewInquiry:
    return NewInquiry(
        f"I{number}", "installateur", None, "die Heizung ist kaputt", "Hauptstraße 5", urgency,  # type: ignore[arg-type]
        "Becker", "+491701234567", f"k{number}",
    )  # fmt: skip


def test_an_inquiry_is_stored_once_with_its_event(db: Database) -> None:
    assert take_inquiry(db, new(1), now=NOW, seq=1) == ("I1", True)
    assert take_inquiry(db, new(1), now=NOW, seq=2) == ("I1", False)
    assert len(list_inquiries(db)) == 1
    assert len(since(db, 0)) == 1


def test_urgent_ones_come_first_and_done_ones_last(db: Database) -> None:
    for number, urgency in enumerate(("normal", "urgent", "normal")):
        take_inquiry(db, new(number, urgency), now=NOW, seq=1)
    change_inquiry(db, "I0", "done", now=NOW, by=ANNA)
    assert [row["id"] for row in list_inquiries(db)] == ["I1", "I2", "I0"]
    assert [row["id"] for row in list_inquiries(db, business="installateur", status="done")] == [
        "I0"
    ]


def test_only_legal_changes(db: Database) -> None:
    take_inquiry(db, new(1), now=NOW, seq=1)
    assert change_inquiry(db, "I1", "in_progress", now=NOW, by=ANNA)["status"] == "in_progress"
    assert change_inquiry(db, "I1", "done", now=NOW, by=ANNA)["status"] == "done"
    assert change_inquiry(db, "I1", "done", now=NOW, by=ANNA)["status"] == "done"
    with pytest.raises(NotAllowed):
        change_inquiry(db, "I1", "new", now=NOW, by=ANNA)
    with pytest.raises(NotFound):
        change_inquiry(db, "nothing", "done", now=NOW, by=ANNA)


@pytest.fixture
def told(db: Database) -> None:
    """The installer's customers hear by SMS, and by mail if they gave an address."""
    notify = Notify(business=("box",), customers="sms", customers_mail="letters")
    firms = configuration().businesses
    firm = firms["installateur"].model_copy(update={"notify": notify})
    mirror(db, firms | {"installateur": firm}, NOW)


def sent(db: Database) -> list[tuple[str, str, str]]:
    """What customers are to be told: what, by which channel, to which number or address."""
    return [
        (row["what"], row["channel"], row["recipient"])
        for row in reversed(list_outbox(db, status="queued"))
        if row["audience"] == "customer"
    ]


def test_an_answer_is_noted_found_and_told_once(db: Database, told: None) -> None:
    take_inquiry(db, new(1), now=NOW, seq=1)
    given = Answer("Wir tauschen die Pumpe", 12050, date(2026, 3, 9))
    row = answer(db, "I1", given, now=NOW, by=ANNA)
    assert (row["status"], row["cost_cents"], row["on_day"]) == ("in_progress", 12050, "2026-03-09")
    assert answer(db, "I1", given, now=NOW + timedelta(minutes=1), by=ANNA)["reply"] == row["reply"]
    [inquiry] = list_inquiries(db)
    assert inquiry == row
    assert [hit.entry for hit in find(db, "pumpe")] == ["I1"]
    number = "+491701234567"
    assert sent(db) == [
        ("answered", "sms", number)
    ]  # the news replace "Ihre Anfrage ist angekommen"
    [line] = [line for line in history(db, "I1") if line["verb"] == "answer"]
    assert line["after"] == "in_progress: reply, cost_cents, on_day"
    answer(db, "I1", Answer(cost_cents=9900), now=NOW, by=ANNA, tell=False)
    assert sent(db) == [("answered", "sms", number)]
    with pytest.raises(NotFound):
        answer(db, "nothing", given, now=NOW, by=ANNA)


def test_mail_goes_to_whoever_gave_an_address_and_spares_a_landline_the_call(
    db: Database, told: None
) -> None:
    number = "+4989123456"
    landline = NewInquiry(
        "L", "installateur", None, "Heizung", "Weg 1", "normal", "Koch", number, "L"
    )
    take_inquiry(db, landline, now=NOW, seq=1)
    assert sent(db) == []  # a landline heard it in the call
    answer(db, "L", Answer("Gerne"), now=NOW, by=ANNA)
    assert sent(db) == [("answered", "sms", number)]  # for want of an SMS somebody calls
    [koch] = customers.find(db, "Koch")
    customers.set_email(db, koch["id"], "koch@example.org", now=NOW, by=ANNA)
    answer(db, "L", Answer("Doch nicht"), now=NOW + timedelta(minutes=1), by=ANNA)
    assert sent(db) == [("answered", "letters", "koch@example.org")]
