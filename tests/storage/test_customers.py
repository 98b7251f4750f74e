"""Who somebody is: one person for a name and a number, however it is spelled; a family is several."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import yaml
from sqlite_utils import Database

from storage import active, audit, bookings, customers, privacy, retention
from storage.database import connect
from storage.errors import NotAllowed, NotFound
from storage.inquiries import NewInquiry, change_inquiry, take_inquiry
from storage.messages import NewMessage, mark_done, take_message
from storage.migrations import MIGRATIONS
from storage.notes import add_note, notes_of
from tests.firms import salon
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

TABLE = yaml.safe_load((Path(__file__).parents[1] / "tables/same_person.yaml").read_text("utf-8"))
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in TABLE["rows"].strip().split("\n")]
START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
MOBILE, LANDLINE = "+491701234567", "+4989123456"
SEED = Random().randrange(2**32)
FAMILY = "Müller Schmidt Schneider Fischer Weber Meier Wagner Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun".split()  # fmt: skip
GIVEN = "Anna Jonas Sabine Peter Ute Karl Ingrid Wolfgang".split()
SPELLINGS = (("ü", "ue"), ("ä", "ae"), ("ö", "oe"), ("ei", "ai"), ("ei", "ey"), ("tt", "t"), ("ff", "f"), ("dt", "tt"),
             ("mm", "m"), ("w", "W"), ("k", "K"))  # fmt: skip


def generated(random: Random) -> list[tuple[str, str, bool]]:
    """Pairs of names: another spelling and perhaps a first name more, or another family or first name."""
    pairs = []
    for _ in range(len(ROWS) // 2 + 1):
        name = random.choice(FAMILY)
        other = name
        for old, new in random.sample(SPELLINGS, 4):
            other = other.replace(old, new, 1)
        given = random.choice(GIVEN)
        pairs.append((name, random.choice((other, f"{given} {other}", f"Frau {other}")), True))
        stranger = random.choice([n for n in FAMILY if n[0] != name[0]])
        sibling = random.choice([g for g in GIVEN if g != given])
        apart = random.choice(((name, stranger), (f"{given} {name}", f"{sibling} {other}")))
        pairs.append((*apart, False))
    return pairs


@pytest.mark.parametrize(("one", "other", "same"), ROWS)
def test_the_same_person_or_not(one: str, other: str, same: str) -> None:
    assert customers.sounds_alike(one, other) is (same == "true")
    assert customers.sounds_alike(other, one) is (same == "true")


def test_the_same_person_or_not_in_generated_pairs() -> None:
    print("seed", SEED)  # noqa: T201
    pairs = [pair for _ in range(20) for pair in generated(Random(SEED))]
    wrong = [pair for pair in pairs if customers.sounds_alike(pair[0], pair[1]) is not pair[2]]
    assert not wrong, f"seed {SEED}: {wrong[:5]}"


def book(db: Database, name: str, phone: str = MOBILE, hour: int = 0) -> str:
    new = appointment(START + timedelta(hours=hour), name=name, phone=phone)
    row, _ = bookings.book(db, new, "confirmed", now=NOW + timedelta(minutes=hour))
    return str(row["customer"])


def message(db: Database, key: str, name: str | None, number: str | None) -> str | None:
    new = NewMessage(id=key, business="friseur", call=None, callback=True, words="bitte zurückrufen", name=name,
                     number=number, promised_for=None, key=key)  # fmt: skip
    take_message(db, new, now=NOW, seq=1)
    [row] = db.query("SELECT customer FROM messages WHERE id = ?", [key])
    return row["customer"] and str(row["customer"])


def test_entries_of_one_person_belong_together_and_the_fuller_name_stays(db: Database) -> None:
    becker = book(db, "Becker")
    assert book(db, "Anna Bäcker", hour=1) == becker
    assert book(db, "Becker", hour=2) == becker
    assert message(db, "m1", None, MOBILE) == becker
    assert message(db, "m2", None, None) is None
    row = customers.get(db, becker[:6])
    assert (row["name"], row["numbers"]) == ("Anna Bäcker", [MOBILE])
    assert [found["id"] for found in customers.find(db, "anna bäcker")] == [becker]
    assert [entry["kind"] for entry in customers.entries_of(db, becker)] == [
        "booking",
        "booking",
        "booking",
        "callback",
    ]
    assert {entry["what"] for entry in customers.entries_of(db, becker)} == {
        "Haarschnitt",
        "bitte zurückrufen",
    }


def test_a_family_at_one_telephone_is_several_people(db: Database) -> None:
    anna, jonas = book(db, "Anna Becker", LANDLINE), book(db, "Jonas Becker", LANDLINE, 1)
    assert anna != jonas
    assert [row["name"] for row in customers.of_number(db, "friseur", LANDLINE)] == [
        "Jonas Becker",
        "Anna Becker",
    ]
    assert message(db, "m", None, LANDLINE) is None  # one of the two, but which


def test_another_business_knows_nobody(db: Database) -> None:
    book(db, "Becker")
    inquiry = NewInquiry(
        "i", "installateur", None, "Rohrbruch", "Weg 1", "normal", "Becker", MOBILE, "k"
    )
    take_inquiry(db, inquiry, now=NOW, seq=1)
    assert len(customers.find(db)) == 2
    assert [row["business"] for row in customers.find(db, "becker", business="friseur")] == [
        "friseur"
    ]


@pytest.mark.parametrize(
    "asked", ["Müller", "mueller", "muller", "möller", "0170 12", "+49 170 1234567", "Mül"]
)
def test_customers_are_found_as_people_type(db: Database, asked: str) -> None:
    book(db, "Sabine Müller")
    book(db, "Becker", LANDLINE, 1)
    alike = customers.find(db, asked)
    assert [row["name"] for row in alike] == ["Sabine Müller"] or asked == "möller"
    book(db, "Müller", "+491709999999", 2)
    assert "Müller" in [row["name"] for row in customers.find(db, "möller")]


def test_an_address_for_mail_is_kept_found_and_not_in_the_record(db: Database) -> None:
    becker = book(db, "Becker")
    row = customers.set_email(db, becker, "becker@example.org", now=NOW, by=ANNA)
    assert row["email"] == "becker@example.org"
    assert [row["id"] for row in customers.find(db, "becker@example.org")] == [becker]
    assert "example.org" not in str(audit.history(db, becker))
    assert book(db, "Becker", hour=1) == becker
    assert customers.get(db, becker)["email"] == "becker@example.org"
    assert customers.set_email(db, becker, None, now=NOW, by=ANNA)["email"] is None


def test_two_that_are_one_are_merged(db: Database) -> None:
    one, other = book(db, "Becker", LANDLINE), book(db, "Anna Becker", hour=1)
    add_note(db, "n", one, "hat einen Hund", now=NOW, by=ANNA)
    merged = customers.merge(db, one, other, now=NOW, by=ANNA)
    assert sorted(merged["numbers"]) == [MOBILE, LANDLINE]
    assert len(customers.entries_of(db, other)) == 2
    assert [note["text"] for note in notes_of(db, other)] == ["hat einen Hund"]
    assert book(db, "Becker", LANDLINE, 2) == other
    with pytest.raises(NotFound):
        customers.get(db, one)
    with pytest.raises(NotAllowed):
        customers.merge(db, other, other, now=NOW, by=ANNA)


def test_what_else_is_open_for_a_number(db: Database) -> None:
    book(db, "Becker")
    book(db, "Wagner", LANDLINE, 1)
    message(db, "m", "Becker", MOBILE)
    [first, second] = active.of_number(db, "friseur", MOBILE, now=NOW)
    assert (first["kind"], second["kind"]) == ("callback", "booking")
    assert active.of_number(db, "friseur", MOBILE, now=NOW, but="m") == [second]
    assert active.of_number(db, "friseur", None, now=NOW) == []
    assert active.counts(db, "friseur", now=NOW) == {MOBILE: 2, LANDLINE: 1}
    mark_done(db, "m", now=NOW, by=ANNA)
    bookings.change(db, second["id"], "cancelled", now=NOW, by=ANNA)
    assert active.of_number(db, "friseur", MOBILE, now=NOW) == []
    assert active.of_number(db, "friseur", LANDLINE, now=START + timedelta(days=1)) == []


def test_an_erasure_takes_the_customer_and_leaves_their_family_and_other_numbers(
    db: Database,
) -> None:
    anna, jonas = book(db, "Anna Becker"), book(db, "Jonas Becker", LANDLINE, 1)
    other = book(db, "Anna Becker", LANDLINE, 2)
    customers.merge(db, other, anna, now=NOW, by=ANNA)
    found = privacy.held(db, MOBILE)
    assert (len(found.tables["customers"]), found.others) == (1, [LANDLINE])
    privacy.erase(db, MOBILE, now=NOW, by=ANNA, future=True)
    assert customers.get(db, anna)["numbers"] == [LANDLINE]
    assert customers.find(db, MOBILE) == []
    privacy.erase(db, LANDLINE, now=NOW, by=ANNA, future=True)
    assert customers.find(db) == []
    assert jonas not in str(list(db.query("SELECT * FROM search_entries")))


def test_a_customer_goes_with_the_last_entry(db: Database) -> None:
    becker = book(db, "Becker")
    inquiry = NewInquiry("i", "friseur", None, "Perücke", "Weg 1", "normal", "Becker", MOBILE, "k")
    take_inquiry(db, inquiry, now=NOW, seq=1)
    years = NOW + timedelta(days=5 * 365)
    retention.purge(db, {"friseur": salon()}, years)
    assert customers.get(db, becker)["name"] == "Becker"
    change_inquiry(db, "i", "done", now=NOW, by=ANNA)
    assert retention.purge(db, {"friseur": salon()}, years)["customers"] == 1
    assert customers.find(db) == []


def test_customers_of_an_older_database_are_known_after_the_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = connect(path, migrate=False)
    MIGRATIONS.apply(db, stop_before="customers")
    db.execute("INSERT INTO messages (id, business, kind, number, name, words, created_at, idempotency_key) "
               "VALUES ('m', 'friseur', 'callback', ?, 'Becker', 'x', '2026-03-04T09:00:00.000Z', 'k')", [MOBILE])  # fmt: skip
    db.close()
    db = connect(path)
    [row] = customers.find(db, "Becker")
    assert row["numbers"] == [MOBILE]
    assert [entry["id"] for entry in customers.entries_of(db, row["id"])] == ["m"]
    db.close()
