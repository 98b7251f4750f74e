"""What operators' terminals ask of a firm's database after years: a million appointments, a million turns.

`python -m benchmarks desk_reads [FILE]`: with a file the database is kept there, and used again.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.desk import CUSTOMERS, LAST, NOW, SEED, fill, firm, measure
from storage.audit import By
from storage.database import Database, connect, immediate
from storage.desk.serving import answer, find
from storage.desk.table import Asker, Scope
from storage.ids import Ids
from storage.mirror import mirror
from storage.times import stamp

BOOKINGS, MESSAGES, REQUESTED = 1_000_000, 100_000, 40
LIMITS_MS = {"list": 200.0, "search": 50.0, "month": 50.0}
"""What the terminal is held to, by the first word of a line."""


def main(arguments: Sequence[str] = ()) -> None:
    """Measures each request as the control API carries it out, JSON included."""
    random = Random(SEED)
    with _file(arguments) as path:
        db = _filled(path, random)
        ask = _asker(db)
        result = {}
        for what, request in _requests(ask, random).items():
            result[what] = measure(request, 20)
            limit = LIMITS_MS.get(what.partition(":")[0])
            late = limit is not None and result[what]["p95"] > limit
            print(f"{what}: {result[what]['median']} ms (median), {result[what]['p95']} ms (95 %){'  TOO SLOW' if late else ''}")  # fmt: skip
        db.close()
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-desk-reads.json").write_text(json.dumps(result, indent=2) + "\n")


@contextmanager
def _file(arguments: Sequence[str]) -> Iterator[Path]:
    if arguments:
        yield Path(arguments[0])
        return
    with TemporaryDirectory() as folder:
        yield Path(folder) / "vorzimmer.db"


def _filled(path: Path, random: Random) -> Database:
    known = path.exists()
    db = connect(path)
    if known:
        return db
    begun = time.perf_counter()
    mirror(db, {"friseur": firm()}, NOW)
    fill(db, random, BOOKINGS)
    with immediate(db):
        _messages(db)
        _what_waits(db)
    print(f"filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return db


def _messages(db: Database) -> None:
    """One in a hundred is open."""
    db.conn.executemany(
        "INSERT INTO messages (id, business, kind, number, name, words, promised_for, created_at, done_at, done_by, "
        "idempotency_key) VALUES (?, 'friseur', 'callback', ?, ?, 'wegen der Rechnung', ?, ?, ?, ?, ?)",
        (
            (f"M{n}", f"+49170{n:07}", random_name(n), stamp(NOW + timedelta(minutes=n % 600 - 300)),
             stamp(NOW - timedelta(minutes=n)), None if n % 100 == 0 else stamp(NOW), None if n % 100 == 0 else "caller", f"M{n}")
            for n in range(MESSAGES)
        ),
    )  # fmt: skip


def random_name(number: int) -> str:
    """One of a few."""
    return LAST[number % len(LAST)]


def _what_waits(db: Database) -> None:
    """Some appointments to come wait to be confirmed; triggers let none become so, so they are taken off meanwhile."""
    sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'appointments_legal'").fetchone()[0]  # fmt: skip
    db.execute("DROP TRIGGER appointments_legal")
    db.execute(
        "UPDATE appointments SET status = 'requested' WHERE rowid IN "
        "(SELECT rowid FROM appointments WHERE business = 'friseur' AND starts_at > ? ORDER BY starts_at LIMIT ?)",
        (stamp(NOW + timedelta(days=3)), REQUESTED),
    )
    db.execute(sql)


Ask = Callable[..., dict[str, Any]]


def _asker(db: Database) -> Ask:
    asker = Asker({"friseur": firm()}, Scope(), NOW, By("operator:anna"), Ids(lambda: NOW).new)

    def ask(path: str, **query: str) -> dict[str, Any]:
        made = answer(db, asker, find("GET", path), query)
        json.dumps(made)
        return made

    return ask


def _requests(ask: Ask, random: Random) -> dict[str, Callable[[], object]]:
    middle = ask("/bookings", **{"from": "2020-06-01"})["next"]
    last = LAST[0]
    return {
        "list: appointments from today": lambda: ask("/bookings", **{"from": "2026-03-04"}),
        "list: the oldest appointments": lambda: ask("/bookings"),
        "list: the last appointments": lambda: ask("/bookings", order="desc"),
        "list: a page in the middle": lambda: ask("/bookings", after=middle),
        "list: a page of 500": lambda: ask("/bookings", after=middle, limit="500"),
        "list: what waits to be confirmed": lambda: ask("/bookings", status="requested"),
        "list: open ones of one person": lambda: ask("/bookings", staff="person_3", status="requested,confirmed", **{"from": "2026-03-04"}),
        "list: appointments by a name": lambda: ask("/bookings", q=f"{last}-{random.randrange(CUSTOMERS)}"),
        "list: call-backs": lambda: ask("/callbacks"),
        "list: settled call-backs": lambda: ask("/callbacks", open="false"),
        "list: customers": lambda: ask("/customers"),
        "list: customers by a common name": lambda: ask("/customers", q=last),
        "list: calls": lambda: ask("/calls"),
        "list: calls by words": lambda: ask("/calls", q="strähnen"),
        "month: the current one": lambda: ask("/bookings/days", first="2026-02-23", last="2026-04-05"),
        "month: a past one": lambda: ask("/bookings/days", first="2020-02-24", last="2020-04-05"),
        "day: today": lambda: ask("/bookings/day", business="friseur", day="2026-03-04"),
        "one: an appointment": lambda: ask(f"/bookings/B{random.randrange(BOOKINGS)}"),
        "one: free times for moving": lambda: ask("/bookings/B0/times", day="2026-03-19"),
        "one: a customer": lambda: ask(f"/customers/P{random.randrange(CUSTOMERS)}"),
        "search: one letter": lambda: ask("/search", q=random.choice("abefhs")),
        "search: a word's beginning": lambda: ask("/search", q=random.choice(("str", "ha", "vorm"))),
        "search: two common words": lambda: ask("/search", q="termin freitag"),
        "search: a phrase": lambda: ask("/search", q='"halb drei"'),
        "search: a word but not another": lambda: ask("/search", q="termin -freitag"),
        "search: a rare name": lambda: ask("/search", q=f"{last}-{random.randrange(CUSTOMERS)}"),
        "search: a number's beginning": lambda: ask("/search", q=f"0170 {random.randrange(10**4):04}"),
        "search: turns of one business": lambda: ask("/search", q="strähnen", business="friseur", kinds="turn"),
        "search: within a week": lambda: ask("/search", q="termin", **{"from": "2026-03-01", "to": "2026-03-07"}),
        "search: of long ago": lambda: ask("/search", q="termin", **{"from": "2019-03-01", "to": "2019-03-07"}),
        "search: nothing": lambda: ask("/search", q="xylophonist"),
    }  # fmt: skip
