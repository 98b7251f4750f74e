"""The desk of a firm that has been open for years: a million turns, two hundred thousand appointments."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from config.models import Business, StaffMember
from storage import active, customers
from storage.availability import Slot, free_slots
from storage.bookings import blocking, list_bookings
from storage.calendar_export import calendar
from storage.customers import phonetic
from storage.database import Database, connect, immediate
from storage.mirror import mirror
from storage.offers import Wish
from storage.openings import openings, visits_on
from storage.planning import away, special_hours
from storage.search import find, fold, number_words
from storage.times import stamp
from tests.firms import salon

TURNS, BOOKINGS, CUSTOMERS, STAFF = 1_000_000, 200_000, 50_000, 20
SEED = 20261121
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ROUNDS = 50
FIRST = "Anna Bernd Clara Dieter Eva Frank Gerda Heinz Ilse Jürgen Käthe Lothar Maria Norbert Olga Peter".split()
LAST = "Müller Schmidt Schneider Fischer Weber Becker Groß Weiß König Jäger Schäfer Böhm Kühn Straßer Özdemir".split()
WORDS = (
    "ich hätte gern einen Termin am Freitag Haarschnitt Färben Strähnen um halb drei danke bitte Rechnung "
    "Telefon morgen nächste Woche vormittags Uhr geht das passt vielleicht lieber später früher nein ja"
).split()


def firm() -> Business:
    """Salon Anna with twenty people."""
    staff = {f"person_{number}": StaffMember(name=f"Person {number}") for number in range(STAFF)}
    services = {key: s.model_copy(update={"staff": ()}) for key, s in salon().services.items()}
    return salon().model_copy(update={"staff": staff, "services": services})


def fill(db: Database, random: Random, bookings: int = BOOKINGS) -> None:
    """Years of it; triggers are off meanwhile, since nothing overlaps by construction."""
    customers = [
        (
            f"{random.choice(FIRST)} {random.choice(LAST)}-{number}",
            f"+49170{random.randrange(10**7):07}",
        )
        for number in range(CUSTOMERS)
    ]
    triggers = list(db.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'appointments'"))  # fmt: skip
    for trigger in triggers:
        db.execute(f"DROP TRIGGER {trigger['name']}")
    with immediate(db):
        _customers(db, customers, bookings + TURNS + 1)
        _bookings(db, customers, bookings)
        _turns(db, random, bookings)
    for trigger in triggers:
        db.execute(trigger["sql"])


def _customers(db: Database, customers: list[tuple[str, str]], first: int) -> None:
    """Each of them known by name and number."""
    made = stamp(NOW - timedelta(days=900))
    db.conn.executemany(
        "INSERT INTO customers (id, business, name, folded, phonetic, created_at, last_at) VALUES (?, 'friseur', ?, ?, ?, ?, ?)",
        ((f"P{n}", name, fold(name), phonetic(name), made, made) for n, (name, _) in enumerate(customers)),
    )  # fmt: skip
    db.conn.executemany(
        "INSERT OR IGNORE INTO customer_numbers (business, number, customer) VALUES ('friseur', ?, ?)",
        ((number, f"P{n}") for n, (_, number) in enumerate(customers)),
    )
    entries = [(first + n, "friseur", "customer", f"P{n}", None, made) for n in range(CUSTOMERS)]
    texts = [
        (first + n, "bfriseur customer", f"{fold(name)} {number_words(number)}")
        for n, (name, number) in enumerate(customers)
    ]
    _entries(db, entries, texts)


def _bookings(db: Database, customers: list[tuple[str, str]], bookings: int) -> None:
    """Each person has twelve appointments a day, back into the past from two weeks ahead."""
    last = NOW.replace(hour=16) + timedelta(days=14)
    rows, entries, texts = [], [], []
    for number in range(bookings):
        day, place = divmod(number, STAFF * 12)
        start = last - timedelta(days=day, minutes=45 * (place % 12))
        end = start + timedelta(minutes=45)
        name, phone = customers[number % CUSTOMERS]
        made = stamp(start - timedelta(days=20))
        rows.append((f"B{number}", "friseur", None, "haarschnitt", f"person_{place // 12}", stamp(start), stamp(end),
                     stamp(end), "Europe/Berlin", name, phone, "confirmed", None, f"K{number}", made, made,
                     f"P{number % CUSTOMERS}"))  # fmt: skip
        entries.append((number + 1, "friseur", "booking", f"B{number}", None, made))
        texts.append(
            (number + 1, "bfriseur booking", f"{fold(name)} haarschnitt {number_words(phone)}")
        )
    db.conn.executemany(
        "INSERT INTO appointments (id, business, call, service, staff, starts_at, ends_at, blocked_until, zone, name, "
        f"phone, status, expires_at, idempotency_key, created_at, updated_at, customer) VALUES ({', '.join('?' * 17)})",
        rows,
    )
    _entries(db, entries, texts)


def _turns(db: Database, random: Random, bookings: int) -> None:
    calls = TURNS // 10
    db.conn.executemany(
        "INSERT INTO calls (id, business, zone, caller, dialled, transport, channel, sip_call_id, started_at, ended_at, "
        "state, exit_reason) VALUES (?, 'friseur', 'Europe/Berlin', NULL, '100', 'rtp', '', '', ?, ?, 'ended', 'farewell')",
        ((f"C{n:07}", stamp(NOW - timedelta(minutes=calls - n)), stamp(NOW)) for n in range(calls)),
    )  # fmt: skip
    for block in range(0, TURNS, 50_000):
        turns, entries, texts = [], [], []
        for number in range(block, block + 50_000):
            heard = " ".join(random.choices(WORDS, k=7)) + f" {random.choice(LAST)}"
            call, row = f"C{number // 10:07}", bookings + number + 1
            turns.append((call, number % 10, "friseur", heard))
            entries.append((row, "friseur", "turn", call, number % 10, stamp(NOW)))
            texts.append((row, "bfriseur turn", fold(heard)))
        db.conn.executemany(
            "INSERT INTO turns (call, turn, business, heard) VALUES (?, ?, ?, ?)", turns
        )
        _entries(db, entries, texts)


def _entries(
    db: Database, entries: Sequence[tuple[object, ...]], texts: Sequence[tuple[object, ...]]
) -> None:
    db.conn.executemany("INSERT INTO search_entries VALUES (?, ?, ?, ?, ?, ?)", entries)
    db.conn.executemany("INSERT INTO search (rowid, scope, words) VALUES (?, ?, ?)", texts)


def week_of(db: Database, business: Business, first: date) -> list[list[Slot]]:
    """Every free start of seven days, as the operators' calendar needs them."""
    zone, days = ZoneInfo(business.zone), [first + timedelta(days=offset) for offset in range(7)]
    start = datetime.combine(first, datetime.min.time(), zone)
    end = start + timedelta(days=8)
    busy = blocking(db, business.key, start=start, end=end, now=NOW)
    busy += away(db, business.key, start=start, end=end)
    special = special_hours(db, business.key, first=first, last=days[-1])
    return [
        free_slots(business, "haarschnitt", day, busy, now=NOW, special=special) for day in days
    ]


def measure(work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Median and 95 % in ms."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {
        "median": round(statistics.median(taken), 2),
        "p95": round(taken[int(0.95 * len(taken))], 2),
    }


def main(_arguments: list[str]) -> None:
    """Fills a database (some minutes) and prints what people at the desk would wait for."""
    random, business = Random(SEED), firm()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        db = connect(path)
        mirror(db, {"friseur": business}, NOW)
        began = time.perf_counter()
        fill(db, random)
        print(
            f"seed {SEED}: filled in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:.0f} MB",
            file=sys.stderr,
        )
        db.execute("ANALYZE")
        day = NOW.replace(hour=0)
        free = business.model_copy(
            update={"booking": business.booking.model_copy(update={"step_min": 15})}
        )
        week = Wish(first=day.date() + timedelta(days=1), last=day.date() + timedelta(days=7))
        result = {
            "search: a name": measure(lambda: find(db, f"{random.choice(LAST)}-{random.randrange(CUSTOMERS)}")),
            "search: the beginning of a common name": measure(lambda: find(db, random.choice(LAST)[:3])),
            "search: two common words": measure(lambda: find(db, " ".join(random.sample(WORDS, 2)))),
            "search: a number's beginning": measure(lambda: find(db, f"0170 {random.randrange(10**4):04}")),
            "search: of one business and kind": measure(lambda: find(db, "strähnen", business="friseur", kinds=["turn"])),
            "a customer by name": measure(lambda: customers.find(db, f"{random.choice(LAST)}-{random.randrange(CUSTOMERS)}")),
            "customers who sound alike": measure(lambda: customers.find(db, "Moeller")),
            "what else is open for a number": measure(lambda: active.of_number(db, "friseur", f"+49170{random.randrange(10**7):07}", now=NOW)),
            "a visit of two services, free starts of a day": measure(lambda: visits_on(db, free, ["faerben", "haarschnitt"], day.date() + timedelta(days=16), staff=None, now=NOW)),
            "a calendar of 17,000 appointments, in its own process": measure(lambda: calendar(db, free, since=NOW - timedelta(days=60)), 5),
            "a day's agenda": measure(lambda: list_bookings(db, business="friseur", start=day, end=day + timedelta(days=1))),
            "a week's free times, 20 people": measure(lambda: week_of(db, free, day.date())),
            "offers near a wish of a week, 20 people": measure(lambda: openings(db, free, "haarschnitt", week, staff=None, now=NOW)),
            "opening the database": measure(lambda: connect(path).close(), 10),
        }  # fmt: skip
        db.close()
    for what, times in result.items():
        print(f"{what}: {times['median']} ms (median), {times['p95']} ms (95 %)")
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-desk.json").write_text(json.dumps(result, indent=2) + "\n")
