import pytest
from sqlite_utils import Database

from storage.errors import NotAllowed, NotFound
from storage.inquiries import NewInquiry, change_inquiry, list_inquiries, take_inquiry
from storage.journal import since
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
