"""Whatever people type at the desk finds what was said and noted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage import bookings
from storage.calls import NewCall, append_events, start_call
from storage.events import Heard, Said
from storage.inquiries import NewInquiry, take_inquiry
from storage.messages import NewMessage, take_message
from storage.search import find
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
AT = "2026-03-04T09:00:00.000Z"


@pytest.fixture(autouse=True)
def filled(db: Database) -> None:
    bookings.book(db, appointment(START, name="Müller"), "confirmed", now=NOW)
    bookings.book(
        db,
        appointment(START + timedelta(hours=1), name="Groß", phone="+4989123456"),
        "confirmed",
        now=NOW,
    )
    take_inquiry(
        db,
        NewInquiry("i", "installateur", None, "Rohrbruch im Keller", "Bäckerstraße 3", "urgent", "Jürgens",
                   "+4917123456789", "k"),
        now=NOW, seq=1,
    )  # fmt: skip
    left = NewMessage(
        id="m", business="friseur", call=None, callback=True, name=None, number="+493012345678",
        words="es geht um die Rechnung. Bitte vor zehn anrufen", promised_for=None, key="m",
    )  # fmt: skip
    take_message(db, left, now=NOW, seq=1)
    start_call(db, NewCall("c", "friseur", "Europe/Berlin", None, "100", "text", AT))
    asked = "ich hätte gern Strähnen. meine Nummer ist 0171 5550001"
    heard = Heard(seq=1, at=AT, business="friseur", call="c", turn=1, text=asked, confidence=1.0)
    said = Said(
        seq=2,
        at=AT,
        business="friseur",
        call="c",
        turn=1,
        text="Wann möchten Sie kommen?",
        cut=False,
    )
    append_events(db, [heard, said])


def found(db: Database, asked: str, **more: object) -> list[tuple[str, str]]:
    return [(hit.kind, hit.sentence) for hit in find(db, asked, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Müller", "booking"), ("mueller", "booking"), ("MULLER", "booking"), ("Mül", "booking"),
        ("gross", "booking"), ("Groß", "booking"), ("juergens", "inquiry"), ("Bäckerstr", "inquiry"),
        ("baeckerstrasse", "inquiry"), ("rohrbruch keller", "inquiry"), ("rechnung", "callback"),
        ("strähnen", "turn"), ("straehnen", "turn"), ("0171 23", "inquiry"), ("+4917123", "inquiry"),
        ("004917123", "inquiry"), ("089 123", "booking"), ("0171 555", "turn"), ("030", "callback"),
        ("06.03.2026", "booking"),
    ],
)  # fmt: skip
def test_what_people_type_finds_it(db: Database, asked: str, kind: str) -> None:
    assert kind in [hit[0] for hit in found(db, asked)]


def test_nothing_is_found_for_what_is_not_there(db: Database) -> None:
    for asked in ("Schmidt", "rohrbruch rechnung", "0999", "", "   ", '"', "* OR *"):
        assert found(db, asked) == []


def test_the_matching_sentence_is_shown_as_it_was_said(db: Database) -> None:
    assert found(db, "straehnen") == [("turn", "ich hätte gern Strähnen.")]
    assert found(db, "vor zehn") == [("callback", "Bitte vor zehn anrufen, +493012345678")]


def test_filters_by_business_and_kind_newest_first(db: Database) -> None:
    assert found(db, "rohrbruch", business="friseur") == []
    assert len(found(db, "rohrbruch", business="installateur")) == 1
    assert found(db, "müller", kinds=["turn"]) == []
    for number in range(3):
        later = START + timedelta(days=1, hours=number)
        bookings.book(db, appointment(later, name="Müller"), "confirmed", now=NOW)
    shown = [sentence for _, sentence in found(db, "müller", kinds=["booking"])]
    assert shown[0].startswith("Müller, Haarschnitt, 07.03.2026 16:30, +49")
    assert len(shown) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=60))
def test_nothing_that_people_type_is_syntax(db: Database, asked: str) -> None:
    find(db, asked, business="friseur", kinds=["turn", "booking"])
