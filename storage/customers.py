"""Who the customers of a business are: a name and a number make one; spellings that sound alike are one name."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import cologne_phonetics
from sqlite_utils import Database

from storage import search
from storage.audit import By, record
from storage.errors import NotAllowed
from storage.ids import idempotency_key
from storage.lookup import one
from storage.times import stamp
from storage.transactions import immediate

Row = dict[str, Any]
ENTRIES = ("appointments", "inquiries", "messages")
"""The tables whose rows belong to a customer."""
_WORD = re.compile(r"\w+")
_NO_NAME = frozenset(
    "frau herr fraulein doktor dr prof professor von van der den dem de zu zum zur".split()
)
"""Titles and particles, folded: people say them or leave them out."""
_FIRST_VOWEL = re.compile(r"ei|ai|ey|ay|eu|äu|oi|ae|oe|ue|[aeiouyäöü]")
_VOWEL_CLASS = {
    **dict.fromkeys(("ei", "ai", "ey", "ay"), "ei"),
    **dict.fromkeys(("eu", "äu", "oi"), "eu"),
    **dict.fromkeys(("ä", "ae", "e"), "e"),
    **dict.fromkeys(("ö", "oe", "o"), "o"),
    **dict.fromkeys(("ü", "ue", "u"), "u"),
    **dict.fromkeys(("i", "y"), "i"),
}
"""What may be one vowel in two spellings; ö and o, ü and u because people type without dots."""


def name_words(name: str) -> list[str]:
    """The words of a name in lower case, without titles and particles; the last one is the family name."""
    plain = re.sub("['’]", "", name.lower()).replace("ı", "i")
    words = _WORD.findall(plain)
    return [word for word in words if search.fold(word) not in _NO_NAME] or words


def phonetic(name: str) -> str:
    """How a name sounds, word by word (Kölner Phonetik, Postel 1969); a word in other letters stands as it is."""
    return " ".join(_code(word) for word in name_words(name))


def sounds_alike(one: str, other: str) -> bool:
    """True for two spellings of one person's name, one of them perhaps without the first name.

    The Kölner Phonetik hears no vowels; the first one of each word tells Müller from Möller.
    """
    short, long = sorted((name_words(one), name_words(other)), key=len)
    return bool(short) and [_sound(word) for word in short] == [
        _sound(word) for word in long[len(long) - len(short) :]
    ]


def _sound(word: str) -> tuple[str, str]:
    vowel = _FIRST_VOWEL.search(word)
    return _code(word), _VOWEL_CLASS.get(vowel[0], vowel[0]) if vowel else ""


def _code(word: str) -> str:
    return "".join(code for _, code in cologne_phonetics.encode(word)) or word


def meet(
    db: Database, business: str, name: str | None, number: str | None, *, entry: str, now: datetime
) -> str | None:
    """The customer to whom a new entry belongs, made if there is none; the caller owns the transaction.

    Without a number nobody is known, and without a name only the one person who has that number.
    """
    if number is None:
        return None
    there = of_number(db, business, number)
    if name is None or not name_words(name):
        return str(there[0]["id"]) if len(there) == 1 else None
    family = _code(name_words(name)[-1])
    for row in there:
        if row["phonetic"].endswith(family) and sounds_alike(row["name"], name):
            longer = name if len(name_words(name)) > len(name_words(row["name"])) else row["name"]
            _keep(db, {**row, "name": longer}, now)
            if longer != row["name"]:
                refresh(db, row["id"], now)
            return str(row["id"])
    row = {"id": idempotency_key(entry, "customer")[:26].upper(), "business": business, "name": name,
           "email": None, "created_at": stamp(now)}  # fmt: skip
    _keep(db, row, now)
    db.execute(
        "INSERT INTO customer_numbers (business, number, customer) VALUES (?, ?, ?)",
        (business, number, row["id"]),
    )
    refresh(db, row["id"], now)
    return str(row["id"])


def _keep(db: Database, row: Row, now: datetime) -> None:
    db.execute(
        """
        INSERT INTO customers (id, business, name, folded, phonetic, email, created_at, last_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
            phonetic = excluded.phonetic, last_at = excluded.last_at
        """,
        (row["id"], row["business"], row["name"], search.fold(row["name"]), phonetic(row["name"]),
         row["email"], row["created_at"], stamp(now)),
    )  # fmt: skip


def refresh(db: Database, customer: str, now: datetime) -> None:
    """Makes a customer findable as they are known now; the caller owns the transaction."""
    row = get(db, customer)
    text = ", ".join([row["name"], row["email"] or "", *row["numbers"]])
    search.index(db, "customer", customer, business=row["business"], at=stamp(now), text=text)


def of_number(db: Database, business: str, number: str) -> list[Row]:
    """The people who call from a number (E.164), whoever called last first."""
    sql = """
        SELECT c.* FROM customer_numbers AS n JOIN customers AS c ON c.id = n.customer
        WHERE n.business = ? AND n.number = ? ORDER BY c.last_at DESC, c.id
    """
    return list(db.query(sql, [business, number]))


def get(db: Database, customer: str) -> Row:
    """One customer with their numbers, by the id or its beginning.

    Raises:
        NotFound: there is none, or several begin like that.
    """
    row = one(db, "customers", "customer", customer)
    return {**row, "numbers": _numbers(db, row["id"])}


def find(
    db: Database, asked: str = "", *, business: str | None = None, limit: int = 20
) -> list[Row]:
    """Customers by a name or number as people type it, then those whose names sound like it; all without a question."""
    if not asked.strip():
        where, values = ("WHERE business = ?", [business]) if business else ("", list[str | None]())
        sql = f"SELECT * FROM customers {where} ORDER BY last_at DESC, id LIMIT ?"  # noqa: S608
        rows = list(db.query(sql, [*values, limit]))
        return [{**row, "numbers": _numbers(db, row["id"])} for row in rows]
    hits = search.find(db, asked, business=business, kinds=["customer"], limit=limit)
    found = {hit.entry: get(db, hit.entry) for hit in hits}
    if len(found) < limit and name_words(asked):
        where, values = ("AND business = ?", [business]) if business else ("", [])
        sql = f"SELECT id FROM customers WHERE phonetic = ? {where} ORDER BY last_at DESC LIMIT ?"  # noqa: S608
        alike = db.execute(sql, (phonetic(asked), *values, limit - len(found))).fetchall()
        found |= {key: get(db, key) for (key,) in alike if key not in found}
    return list(found.values())


def entries_of(db: Database, customer: str) -> list[Row]:
    """Everything that belongs to a customer, the newest first: `kind`, `id`, `at`, `status`, `what`."""
    sql = """
        SELECT 'booking' AS kind, id, starts_at AS at, status, coalesce((SELECT name FROM services AS s
            WHERE s.business = a.business AND s.key = a.service), service) AS what, created_at
        FROM appointments AS a WHERE customer = :c
        UNION ALL
        SELECT 'inquiry', id, created_at, status, problem, created_at FROM inquiries WHERE customer = :c
        UNION ALL
        SELECT kind, id, created_at, CASE WHEN done_at IS NULL THEN 'open' ELSE 'done' END, words, created_at
        FROM messages WHERE customer = :c
        ORDER BY created_at DESC
    """
    return list(db.query(sql, {"c": customer}))


def email_of(db: Database, customer: str | None) -> str | None:
    """Where a customer wants mail; None when they did not say."""
    row = db.execute("SELECT email FROM customers WHERE id = ?", (customer,)).fetchone()
    return str(row[0]) if row and row[0] else None


def set_email(db: Database, customer: str, email: str | None, *, now: datetime, by: By) -> Row:
    """Notes where a customer wants mail, or that they want none.

    Raises:
        NotFound: there is no such customer.
    """
    with immediate(db):
        row = get(db, customer)
        if row["email"] != email:
            db.execute("UPDATE customers SET email = ? WHERE id = ?", (email, row["id"]))
            refresh(db, row["id"], now)
            what = [None if value is None else "an address" for value in (row["email"], email)]
            record(
                db, by, "e-mail", business=row["business"], entry=row["id"], now=now,
                before=what[0], after=what[1] or "none",
            )  # fmt: skip
    return get(db, row["id"])


def merge(db: Database, customer: str, into: str, *, now: datetime, by: By) -> Row:
    """Two that are one person: numbers and entries of the first go to the second; gives the second.

    Raises:
        NotFound: one of them is not there.
        NotAllowed: they belong to two businesses, or are one already.
    """
    with immediate(db):
        one, other = get(db, customer), get(db, into)
        if one["id"] == other["id"] or one["business"] != other["business"]:
            raise NotAllowed("two customers of one business can become one")
        for table in ENTRIES:
            db.execute(
                f"UPDATE {table} SET customer = ? WHERE customer = ?",  # noqa: S608  # our own names
                (other["id"], one["id"]),
            )
        db.execute(
            "INSERT OR IGNORE INTO customer_numbers (business, number, customer) "
            "SELECT business, number, ? FROM customer_numbers WHERE customer = ?",
            (other["id"], one["id"]),
        )
        db.execute("UPDATE notes SET entry = ? WHERE entry = ?", (other["id"], one["id"]))
        db.execute(
            "UPDATE customers SET email = coalesce(email, ?) WHERE id = ?",
            (one["email"], other["id"]),
        )
        remove(db, [one["id"]])
        refresh(db, other["id"], now)
        record(
            db, by, "merge", business=other["business"], entry=other["id"], now=now,
            before=one["id"], after=other["id"],
        )  # fmt: skip
    return get(db, other["id"])


def remove(db: Database, customers: Sequence[str]) -> None:
    """They are known no more; nothing may belong to them. The caller owns the transaction."""
    for customer in customers:
        search.forget(db, customer)
        db.execute("DELETE FROM notes WHERE entry = ?", (customer,))
        db.execute("DELETE FROM customer_numbers WHERE customer = ?", (customer,))
        db.execute("DELETE FROM customers WHERE id = ?", (customer,))


def without_entries(db: Database, business: str) -> list[str]:
    """Customers to whom nothing belongs any more."""
    sql = """
        SELECT id FROM customers AS c WHERE c.business = ?
        AND NOT EXISTS (SELECT 1 FROM appointments WHERE customer = c.id)
        AND NOT EXISTS (SELECT 1 FROM inquiries WHERE customer = c.id)
        AND NOT EXISTS (SELECT 1 FROM messages WHERE customer = c.id)
    """
    return [str(key) for (key,) in db.execute(sql, (business,)).fetchall()]


def _numbers(db: Database, customer: str) -> list[str]:
    rows = db.execute(
        "SELECT number FROM customer_numbers WHERE customer = ? ORDER BY rowid", (customer,)
    ).fetchall()
    return [str(number) for (number,) in rows]
