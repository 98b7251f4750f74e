"""Full text over everything that was said and noted: umlauts, ß and spellings folded, numbers in any form, newest first."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from storage.times import parse

Kind = Literal["booking", "inquiry", "message", "callback", "customer", "turn"]
_FOLDED = {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ae": "a", "oe": "o", "ue": "u"}
_FOLD = re.compile("|".join(sorted(_FOLDED, key=len, reverse=True)))
_NUMBER = re.compile(r"[+\d][\d\s()/.-]{2,}\d")
DIGITS_ONLY = re.compile(r"[+\d\s()/.-]+")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]?")
COUNTRY = "49"


@dataclass(frozen=True)
class Hit:
    """One entry that was found."""

    kind: str
    entry: str
    turn: int | None
    business: str
    at: str
    sentence: str
    """The one that matches, as it was stored; of bookings and inquiries the whole entry in short."""


def fold(text: str) -> str:
    """Lower case without accents; ü, ue and u are one letter, ß and ss too."""
    plain = _FOLD.sub(lambda found: _FOLDED[found[0]], text.lower())
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def number_words(number: str) -> str:
    """A number in the forms in which people type it: +4917123 is also 017123 and 4917123."""
    digits = re.sub(r"\D", "", number)
    digits = digits.removeprefix("00")
    if digits.startswith(COUNTRY):
        return f"{digits} 0{digits[len(COUNTRY) :]}"
    if digits.startswith("0"):
        return f"{digits} {COUNTRY}{digits[1:]}"
    return digits


def index(
    db: Database,
    kind: Kind,
    entry: str,
    *,
    business: str,
    at: str,
    text: str,
    number: str | None = None,
    turn: int | None = None,
) -> None:
    """Makes an entry findable; the caller owns the transaction. The same entry (and turn) again replaces it."""
    forget(db, entry, kind=kind, turn=turn)
    row = db.execute(
        "INSERT INTO search_entries (business, kind, entry, turn, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (business, kind, entry, turn, at),
    ).fetchone()
    numbers = " ".join(number_words(found) for found in _NUMBER.findall(text))
    words = f"{fold(text)} {numbers} {number_words(number) if number else ''}"
    db.execute(
        "INSERT INTO search (rowid, scope, words) VALUES (?, ?, ?)",
        (row[0], f"{_scope(business)} {kind}", words),
    )


def forget(db: Database, entry: str, *, kind: str | None = None, turn: int | None = None) -> None:
    """An entry (all of its turns, unless one is named) is found no more; the caller owns the transaction."""
    only = " AND kind = ? AND turn IS ?" if kind else ""
    values = (entry, kind, turn) if kind else (entry,)
    rows = db.execute(f"SELECT id FROM search_entries WHERE entry = ?{only}", values).fetchall()  # noqa: S608
    for (number,) in rows:
        db.execute("DELETE FROM search WHERE rowid = ?", (number,))
        db.execute("DELETE FROM search_entries WHERE id = ?", (number,))


def find(
    db: Database,
    asked: str,
    *,
    business: str | None = None,
    kinds: Collection[Kind] = (),
    limit: int = 20,
) -> list[Hit]:
    """What holds all words of a question (the last one may be a beginning), the newest first."""
    match = match_of(asked, None if business is None else [business], kinds)
    if match is None:
        return []
    rows = db.query(
        """
        SELECT e.* FROM search AS s JOIN search_entries AS e ON e.id = s.rowid
        WHERE search MATCH ? ORDER BY s.rowid DESC LIMIT ?
        """,
        [match, limit],
    )
    return [hit_of(db, row, _WORD.findall(fold(asked))) for row in list(rows)]


def entries(
    db: Database, asked: str, *, businesses: Collection[str], kinds: Collection[Kind], limit: int
) -> list[str]:
    """The ids of what a question finds in some businesses, the newest first."""
    match = match_of(asked, narrowed(db, businesses), kinds)
    if match is None:
        return []
    marks = ", ".join("?" * len(businesses))
    # Two keys may be one word of the scope: the row itself says whose it is.
    rows = db.execute(
        f"""
        SELECT e.entry FROM search AS s JOIN search_entries AS e ON e.id = s.rowid
        WHERE search MATCH ? AND e.business IN ({marks}) ORDER BY s.rowid DESC LIMIT ?
        """,  # noqa: S608  # marks only
        (match, *businesses, limit),
    )
    return list(dict.fromkeys(str(entry) for (entry,) in rows.fetchall()))


def match_of(asked: str, businesses: Collection[str] | None, kinds: Collection[str]) -> str | None:
    """An FTS5 query whose every word is quoted: nothing that people type is syntax. None where nothing is asked.

    `businesses` None: all of them.
    """
    if businesses is not None and not businesses:
        return None
    if DIGITS_ONLY.fullmatch(asked.strip()):
        digits = re.sub(r"\D", "", asked)
        digits = digits.removeprefix("00")
        words = [digits] if digits else []
    else:
        words = _WORD.findall(fold(asked))
    if not words:
        return None
    terms = [f'words : "{word}"' for word in words[:-1]] + [f'words : "{words[-1]}" *']
    return " AND ".join(terms + in_scopes(businesses, kinds))


def narrowed(db: Database, businesses: Collection[str]) -> Collection[str] | None:
    """None where these are all that there are: a term that every row holds only costs time."""
    count = db.execute("SELECT count(*) FROM businesses").fetchone()[0]
    return None if len(businesses) == count else businesses


def in_scopes(businesses: Collection[str] | None, kinds: Collection[str]) -> list[str]:
    """The terms that keep a query to businesses and kinds."""
    terms = [] if businesses is None else [_one_of(_scope(key) for key in businesses)]
    return [*terms, _one_of(kinds)] if kinds else terms


def _one_of(words: Iterable[str]) -> str:
    return "(" + " OR ".join(f'scope : "{word}"' for word in sorted(words)) + ")"


def _scope(business: str) -> str:
    """A business's key as one word."""
    return "b" + re.sub(r"\W|_", "", business.lower())


_TEXT = {
    "booking": "SELECT a.name || ', ' || coalesce(s.name, a.service) || ', ', a.starts_at, a.zone, ', ' || a.phone "
    "FROM appointments AS a LEFT JOIN services AS s ON s.business = a.business AND s.key = a.service WHERE a.id = ?",
    "inquiry": "SELECT name || ': ' || problem || '. ' || address || ', ' || phone FROM inquiries WHERE id = ?",
    "message": "SELECT coalesce(name || ': ', '') || words || coalesce(', ' || number, '') FROM messages WHERE id = ?",
    "callback": "SELECT coalesce(name || ': ', '') || words || coalesce(', ' || number, '') FROM messages WHERE id = ?",
    "customer": "SELECT name || coalesce(', ' || (SELECT group_concat(number, ', ') FROM customer_numbers WHERE customer = id), '') FROM customers WHERE id = ?",
    "turn": "SELECT coalesce(heard, '') || ' ' || said FROM turns WHERE call = ? AND turn = ?",
}


def hit_of(db: Database, row: dict[str, Any], wanted: Collection[str]) -> Hit:
    """What a row of `search_entries` stands for, with the sentence that holds most of the wanted words (folded)."""
    keys = (row["entry"],) if row["turn"] is None else (row["entry"], row["turn"])
    found = db.execute(_TEXT[row["kind"]], keys).fetchone()
    text = str(found[0]) if found and found[0] else ""
    if row["kind"] == "booking" and found:
        before, starts_at, zone, behind = found
        text = f"{before}{parse(starts_at).astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}{behind}"
    prose = row["kind"] in ("turn", "message", "callback")
    sentence = _sentence(text, wanted) if prose else text
    return Hit(row["kind"], row["entry"], row["turn"], row["business"], row["at"], sentence)


def _sentence(text: str, wanted: Collection[str]) -> str:
    parts: list[str] = [part.strip() for part in _SENTENCE.findall(text) if part.strip()]
    held = [sum(word in fold(part) for word in wanted) for part in parts]
    return parts[held.index(max(held))] if parts else ""
