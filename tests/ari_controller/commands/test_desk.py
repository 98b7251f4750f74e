"""A morning at the desk, by the commands: a booking by hand, a move, a sick colleague, a short day; all on record."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import bookings
from storage.availability import is_holiday
from storage.database import connect
from storage.mirror import mirror
from tests.ari_controller.commands.test_commands import here as vorzimmer
from tests.ari_controller.commands.test_commands import lines
from tests.config.test_loader import write
from tests.firms import LAB, configuration
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.test_bookings import START

BY_HAND = ("--business", "friseur", "--service", "haarschnitt", "--staff", "maria", "--name", "Koch")  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> str:
    """The lab's salon with one requested appointment, A…: Friday, 14:30, with Anna."""
    folder = write(tmp_path)
    for path in (folder / "businesses").iterdir():
        path.unlink()
    text = (LAB / "businesses/friseur.yaml").read_text("utf-8")
    (folder / "businesses/friseur.yaml").write_text(text, "utf-8")
    db = connect(folder / "state/vorzimmer.db")
    mirror(db, configuration().businesses, NOW)
    bookings.book(db, appointment(START, key="first"), "requested", now=NOW)
    db.close()
    return str(folder)


def first(desk: str) -> str:
    """The requested appointment's id."""
    [row] = lines(vorzimmer("bookings", "--status", "requested", "--config", desk, "--json"))
    assert row is not None
    return str(row["id"])


def test_booking_by_hand_and_moving(desk: str) -> None:
    config = ("--config", desk)
    at_ten = (*BY_HAND, "--start", "2026-03-06T10:00", "--phone", "089 123456", *config)
    [row] = lines(vorzimmer("bookings", "add", *at_ten, "--json"))
    assert row is not None
    assert (row["status"], row["phone"], row["starts_at"]) == (
        "confirmed",
        "+4989123456",
        "2026-03-06T09:00:00.000Z",
    )
    [again] = lines(vorzimmer("bookings", "add", *at_ten, "--json"))
    assert again == row
    one = first(desk)
    taken = vorzimmer("bookings", "move", one, "--start", "2026-03-06T10:15", "--staff", "maria", *config)  # fmt: skip
    assert (taken.returncode, taken.stderr) == (1, "the time is taken\n")
    moved = vorzimmer(
        "bookings", "move", one, "--start", "2026-03-06T16:00", "--why", "rang us", *config
    )
    assert moved.stdout == f"{one}: requested, Fri 06.03.2026 16:00 with anna\n"
    shown = vorzimmer("bookings", "show", one, *config).stdout
    assert "caller: book" in shown
    assert "(rang us)" in shown
    assert vorzimmer("audit", "verify", *config).stdout == "3 lines, all of them fit\n"
    assert len(lines(vorzimmer("audit", "--entry", one, "--json", *config))) == 2
    only = lines(vorzimmer("bookings", "--day", "2026-03-07", "--business", "friseur", "--json", *config))  # fmt: skip
    assert only == []


def test_search_finds_the_customer_however_they_are_written(desk: str) -> None:
    config = ("--config", desk)
    hits = lines(vorzimmer("search", "BECKER", "--json", *config))
    [booking, customer] = [hit for hit in hits if hit]
    assert (booking["kind"], booking["entry"]) == ("booking", first(desk))
    assert customer["sentence"] == "Becker, +491701234567"
    assert lines(vorzimmer("search", "0170 12", "--json", *config)) == hits
    assert vorzimmer("search", "Schmidt", *config).stdout == "nothing was found\n"
    assert "one of booking" in vorzimmer("search", "x", "--kind", "calls", *config).stderr


def test_who_is_who_and_what_else_is_open_for_them(desk: str) -> None:
    config = ("--config", desk)
    later = (*BY_HAND[:-1], "Bäcker", "--start", "2199-03-06T10:00", "--phone", "0170 1234567")
    assert vorzimmer("bookings", "add", *later, *config).stderr == ""
    again = vorzimmer("bookings", "add", *later[:-4], "--start", "2199-03-06T12:00", *later[-2:], *config)  # fmt: skip
    assert "note: this number has more open: booking" in again.stderr
    rows = lines(vorzimmer("bookings", "--json", *config))
    assert [row["also"] for row in rows if row] == [2, 1, 1]
    [becker] = [
        row for row in lines(vorzimmer("customers", "--find", "Bekker", "--json", *config)) if row
    ]
    mail = vorzimmer("customers", "email", str(becker["id"]), "becker@example.org", *config)
    assert mail.stdout == f"{becker['id']}: Becker, +491701234567\n"
    shown = vorzimmer("customers", "show", str(becker["id"]), *config).stdout
    assert shown.count("Haarschnitt") == 3
    assert "becker@example.org" in shown
    assert "no address for mail" in vorzimmer("customers", "email", "x", "becker", *config).stderr


def test_a_visit_of_two_services_is_found_booked_and_cancelled_as_one(desk: str) -> None:
    config = ("--config", desk)
    two = ("--business", "friseur", "--service", "faerben", "--service", "haarschnitt")
    soon = (datetime.now(UTC) + timedelta(days=7)).date()
    days = (soon + timedelta(days=number) for number in range(40))
    day = next(f"{d}" for d in days if d.weekday() == 4 and not is_holiday("BY", d))
    rows = lines(vorzimmer("bookings", "free", *two, "--day", day, "--json", *config))
    assert rows
    assert rows[0] is not None
    booked = vorzimmer("bookings", "add", *two, "--staff", "anna", "--start", str(rows[0]["start"]),
                       "--name", "Koch", "--phone", "089 123456", "--json", *config)  # fmt: skip
    assert booked.stderr == ""
    [one, other] = [row for row in lines(booked) if row]
    free = lines(vorzimmer("bookings", "free", *two, "--staff", "anna", "--day", day, "--json", *config))  # fmt: skip
    assert rows[0] not in free
    with_staff = ("bookings", "move", str(one["id"]), "--start", f"{day}T14:00", "--staff", "maria")
    assert "--alone" in vorzimmer(*with_staff, *config).stderr
    assert vorzimmer(*with_staff, "--alone", *config).stdout.count("with maria") == 1
    cancelled = vorzimmer("bookings", "cancel", str(other["id"]), *config).stdout
    assert cancelled.count(": cancelled") == 2
    assert "no service tattoo" in vorzimmer("bookings", "free", *two[:2], "--service", "tattoo", "--day", day, *config).stderr  # fmt: skip


def test_a_craftsmans_desk_takes_answers_and_calls_back(desk: str) -> None:
    config = ("--config", desk)
    phone = ("--name", "Koch", "--phone", "089 123456")
    taken = vorzimmer("inquiries", "add", "--business", "friseur", "--problem", "Perücke", "--address", "Weg 1",
                      *phone, "--json", *config)  # fmt: skip
    [row] = [line for line in lines(taken) if line]
    entry = str(row["id"])
    answered = vorzimmer("inquiries", "answer", entry, "Gerne", "--cost", "120,5", *config)
    assert "euro like" in answered.stderr
    assert "nothing was answered" in vorzimmer("inquiries", "answer", entry, *config).stderr
    answered = vorzimmer("inquiries", "answer", entry, "Gerne", "--cost", "120,50", "--day", "2026-12-24", *config)  # fmt: skip
    assert answered.stdout == f"{entry}: in_progress\n"
    promised = vorzimmer("callbacks", "add", "089 123456", "wegen der Perücke", "--business", "friseur", "--json", *config)  # fmt: skip
    [call] = [line for line in lines(promised) if line]
    shown = vorzimmer("inquiries", "show", entry, *config).stdout
    assert "answered: Gerne, 2026-12-24, 120,50 EUR" in shown
    assert f"this number has more open: callback {call['id']}" in shown
    assert vorzimmer("callbacks", "done", str(call["id"]), *config).returncode == 0
    assert lines(vorzimmer("callbacks", "--json", *config)) == []
    assert (
        vorzimmer("callbacks", "reopen", str(call["id"]), *config).stdout == f"{call['id']}: open\n"
    )
    assert len(lines(vorzimmer("callbacks", "--json", *config))) == 1


def test_tokens_are_made_listed_and_revoked(desk: str) -> None:
    config = ("--config", desk)
    made = vorzimmer("tokens", "add", "Annas Kalender", "--business", "friseur", "--json", *config)
    [token] = [row for row in lines(made) if row]
    listed = vorzimmer("tokens", "--json", *config).stdout
    assert str(token["secret"]).startswith("vz_")
    assert str(token["secret"]) not in listed
    assert (
        vorzimmer("tokens", "revoke", str(token["id"]), *config).stdout
        == f"{token['id']}: revoked\n"
    )
    [row] = lines(vorzimmer("tokens", "--json", *config))
    assert row is not None
    assert row["revoked_at"] is not None


def test_a_number_is_blocked_and_free_again(desk: str) -> None:
    config, number = ("--config", desk), ("0170 1234567", "--business", "friseur")
    assert (
        vorzimmer("unblock", *number, *config).stderr
        == "+491701234567 is not blocked for friseur\n"
    )
    assert (
        vorzimmer("block", *number, "--why", "scherzt", *config).stdout
        == "+491701234567: blocked\n"
    )
    assert "was blocked already" in vorzimmer("block", *number, *config).stdout
    [row] = lines(vorzimmer("blocked", "--json", *config))
    assert row is not None
    assert (row["number"], row["why"], row["refused"]) == ("+491701234567", "scherzt", 0)
    assert vorzimmer("unblock", *number, *config).stdout == "+491701234567: no longer blocked\n"
    assert "1701234567" not in vorzimmer("audit", *config).stdout


def test_the_book_is_written_whole_into_files(desk: str, tmp_path: Path) -> None:
    config = ("--config", desk, "--business", "friseur")
    for arguments, name, holds in (
        (("ics",), "book.ics", "BEGIN:VEVENT"),
        (("csv", "bookings"), "book.csv", "06.03.2026 14:30"),
    ):
        out = tmp_path / name
        done = vorzimmer("export", *arguments, "--out", str(out), *config)
        assert (done.returncode, done.stdout) == (0, f"{out}\n")
        assert holds in out.read_text("utf-8")
    refused = vorzimmer("export", "csv", "everything", "--out", str(out), *config)
    assert "one of bookings" in refused.stderr
    nowhere = vorzimmer("export", "ics", "--out", str(tmp_path / "no/such/book.ics"), *config)
    assert (nowhere.returncode, "no such file or directory" in nowhere.stderr) == (1, True)


def test_a_note_is_shown_with_its_appointment(desk: str) -> None:
    config = ("--config", desk)
    one = first(desk)
    assert vorzimmer("note", one, "braucht mehr Zeit", *config).stdout == f"{one}: noted\n"
    assert "braucht mehr Zeit" in vorzimmer("bookings", "show", one, *config).stdout
    assert vorzimmer("note", "nothing", "x", *config).stderr == "there is no entry nothing\n"


def test_mistakes_at_the_desk_are_named(desk: str) -> None:
    config = ("--config", desk)
    for arguments, told in (
        ((*BY_HAND, "--start", "morgen", "--phone", "089 123456"), "a local time like"),
        ((*BY_HAND, "--start", "2026-03-06T10:00", "--phone", "12"), "no telephone number"),
        (("--business", "nobody", *BY_HAND[2:], "--start", "2026-03-06T10:00", "--phone", "089 123456"), "there are: friseur"),
        ((*BY_HAND[:-4], "--staff", "otto", "--name", "Koch", "--start", "2026-03-06T10:00", "--phone", "089 123456"), "no person otto"),
    ):  # fmt: skip
        refused = vorzimmer("bookings", "add", *arguments, *config)
        assert refused.returncode == 1
        assert told in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_sick_colleague_and_a_short_day(desk: str, tmp_path: Path) -> None:
    config = ("--config", desk)
    key = ("--business", "friseur")
    sick = vorzimmer(
        "absences", "add", "anna", *key, "--from", "2026-03-06", "--until", "2026-03-06",
        "--why", "ill", "--json", *config,
    )  # fmt: skip
    assert [row["id"] for row in lines(sick) if row] == [first(desk)]
    listed = vorzimmer("hours", "set", "2199-12-24", "09:00-12:00", *key, *config)
    assert listed.stdout.endswith(": 2199-12-24 09:00-12:00\n")
    entry = listed.stdout.partition(":")[0]
    assert "2199-12-24 09:00" in vorzimmer("absences", *config).stdout
    assert vorzimmer("hours", "remove", entry, *config).stdout == f"{entry}: taken back\n"
    assert vorzimmer("hours", "remove", entry, *config).returncode == 1
    for arguments in (
        ("absences", "add", "otto", *key, "--from", "2026-03-06", "--until", "2026-03-06"),
        ("absences", "add", "anna", *key, "--from", "2026-03-06T10:00", "--until", "2026-03-06T09:00"),
        ("hours", "set", "2026-13-01", *key),
        ("hours", "set", "2026-12-24", "9 bis mittags", *key),
    ):  # fmt: skip
        refused = vorzimmer(*arguments, *config)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
