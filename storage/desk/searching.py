"""Search as operators type it: "a phrase", -without, words in any order; with the places of what was found."""

import json
import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.desk.asking import BUSINESS, FROM, TO, bounded, window, zones
from storage.desk.calls import EXITS, duration_s, with_outcomes
from storage.desk.errors import BadField
from storage.desk.paging import LIST_RETURNS, PAGING, limit_of
from storage.desk.shown import names_of
from storage.desk.table import Asker, Field, Read, Row
from storage.search import DIGITS_ONLY, Hit, fold, hit_of, in_scopes, narrowed, number_words

KINDS = ("booking", "inquiry", "message", "callback", "customer", "turn")
_ABOUT = {
    "booking": "SELECT id, business, call, name, phone, service, staff, starts_at, status FROM appointments",
    "inquiry": "SELECT id, call, name, phone, status FROM inquiries",
    "message": "SELECT id, call, name, number, done_at FROM messages",
    "callback": "SELECT id, call, name, number, done_at FROM messages",
    "customer": "SELECT id, name FROM customers",
}
_PART = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_PLAIN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[+\d][\d\s()/.-]{2,}\d")
MOST_PARTS = 20


@dataclass(frozen=True)
class Question:
    """What was typed, folded: every phrase is a list of words that follow each other."""

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[tuple[str, ...], ...]
    begins: bool
    """The last wanted one may be a word's beginning: it was not quoted."""

    @property
    def words(self) -> list[str]:
        """Every wanted word."""
        return [word for phrase in self.wanted for word in phrase]


def read(asked: str) -> Question:
    """What a question means; a number in any form is one word, quotes need no end."""
    if DIGITS_ONLY.fullmatch(asked.strip()):
        digits = re.sub(r"\D", "", asked).removeprefix("00")
        return Question(((digits,),) if digits else (), (), begins=True)
    wanted, unwanted, begins = [], [], False
    for found in list(_PART.finditer(asked))[:MOST_PARTS]:
        minus, quoted, plain = found.groups()
        without = minus == "-" or (plain is not None and len(plain) > 1 and plain[0] == "-")
        words = tuple(_PLAIN.findall(fold(quoted if plain is None else plain)))
        if not words:
            continue
        if without:
            unwanted.append(words)
        else:
            wanted.append(words)
            begins = plain is not None
    return Question(tuple(wanted), tuple(unwanted), begins)


def match(
    question: Question, businesses: Collection[str] | None, kinds: Collection[str]
) -> str | None:
    """As FTS5 reads it, in some businesses or (None) all; None where nothing is wanted or nobody is seen."""
    if not question.wanted or (businesses is not None and not businesses):
        return None
    terms = [f'words : "{" ".join(phrase)}"' for phrase in question.wanted]
    terms[-1] += " *" if question.begins else ""
    terms += in_scopes(businesses, kinds)
    without = "".join(f' NOT words : "{" ".join(phrase)}"' for phrase in question.unwanted)
    return f"({' AND '.join(terms)}){without}"


def marks(question: Question, sentence: str) -> list[list[int]]:
    """Where the wanted words stand in a sentence: from and until, in characters of it as it is written."""
    words = question.words
    begin = words[-1] if words and question.begins else None
    found = [
        [at.start(), at.end()]
        for at in _WORD.finditer(sentence)
        if _is_one(fold(at[0]), words, begin)
    ]
    numbers = [word for word in words if word.isdigit()]
    found += [
        [at.start(), at.end()]
        for at in _NUMBER.finditer(sentence)
        if numbers and any(_is_one(form, numbers, begin) for form in number_words(at[0]).split())
    ]
    return list(_joined(sorted(found)))


def _is_one(word: str, words: list[str], begin: str | None) -> bool:
    return word in words or (begin is not None and word.startswith(begin))


def _joined(ranges: list[list[int]]) -> Iterator[list[int]]:
    """Without overlaps."""
    last: list[int] | None = None
    for one in ranges:
        if last is not None and one[0] <= last[1]:
            last[1] = max(last[1], one[1])
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def find(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of what was found, the newest first; the page before its end tells where it goes on."""
    begun = time.perf_counter()
    limit = limit_of(fields)
    places = zones(db, asker, fields.get("business"))
    question = read(fields["q"])
    asked = match(question, narrowed(db, places), fields.get("kinds") or [])
    rows = _rows(db, asked, places, fields, limit + 1) if asked is not None else []
    hits = [hit_of(db, row, question.words) for row in rows[:limit]]
    heads = _heads(db, asker, {hit.entry for hit in hits if hit.kind == "turn"})
    about = _about(db, hits)
    return {
        "items": [_item(hit, question, heads, about) for hit in hits],
        "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None,
        "total": None,
        "took_ms": round((time.perf_counter() - begun) * 1000, 1),
    }


def _rows(
    db: Database, asked: str, places: Mapping[str, str], fields: Mapping[str, Any], limit: int
) -> list[Row]:
    oldest = fields.get("order") == "asc"
    where, values = [f"e.business IN ({', '.join('?' * len(places))})"], [*places]
    after = fields.get("after")
    if after is not None:
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise BadField("after: this is no cursor", field="after")
        where.append(f"s.rowid {'>' if oldest else '<'} {int(after)}")
    # A day's bounds differ by the zone; several businesses are read by the first one's.
    within, bounds = bounded("e.at", *window(fields, next(iter(places.values()))))
    values += bounds
    if fields.get("exit"):
        where.append(
            "e.kind = 'turn' AND EXISTS (SELECT 1 FROM calls WHERE id = e.entry AND exit_reason = ?)"
        )
        values.append(fields["exit"])
    sql = f"""
        SELECT e.* FROM search AS s JOIN search_entries AS e ON e.id = s.rowid
        WHERE search MATCH ? AND {" AND ".join(where)}{within}
        ORDER BY s.rowid {"ASC" if oldest else "DESC"} LIMIT {limit}
    """  # noqa: S608  # our own text and numbers
    head, tail = values[: len(places)], values[len(places) :]
    bounds_first = [*head, *tail[len(bounds) :], *tail[: len(bounds)]]
    return list(db.query(sql, [asked, *bounds_first]))


def _heads(db: Database, asker: Asker, calls: set[str]) -> dict[str, Row]:
    """The calls that turns were found in."""
    wanted = json.dumps(sorted(calls))
    found = list(
        db.query("SELECT * FROM calls WHERE id IN (SELECT value FROM json_each(?))", [wanted])
    )
    return {
        row["id"]: {
            "caller": row["caller"],
            "name": row["name"],
            "mode": asker.businesses[row["business"]].mode.value if row["business"] in asker.businesses else None,
            "duration_s": duration_s(row),
            "exit_reason": row["exit_reason"],
        }
        for row in with_outcomes(db, found)
    }  # fmt: skip


def _about(db: Database, hits: Sequence[Hit]) -> dict[tuple[str, str], Row]:
    """The entries that were found, by kind and id, as their lists show them in short."""
    names = names_of(db, {hit.business for hit in hits if hit.kind == "booking"})
    found: dict[tuple[str, str], Row] = {}
    for kind, sql in _ABOUT.items():
        wanted = json.dumps(sorted({hit.entry for hit in hits if hit.kind == kind}))
        for row in db.query(f"{sql} WHERE id IN (SELECT value FROM json_each(?))", [wanted]):  # noqa: S608  # our own text
            found[kind, row["id"]] = row
            for table, key in (("services", "service"), ("staff", "staff")):
                if key in row:
                    named = names.get((table, row["business"], row[key]), row[key])
                    row[f"{key}_name"] = named
    return found


def _item(
    hit: Hit, question: Question, heads: Mapping[str, Row], about: Mapping[tuple[str, str], Row]
) -> Row:
    return {
        "kind": hit.kind,
        "entry": hit.entry,
        "turn": hit.turn,
        "business": hit.business,
        "at": hit.at,
        "sentence": hit.sentence,
        "marks": marks(question, hit.sentence),
        "call": heads.get(hit.entry) if hit.kind == "turn" else None,
        "about": about.get((hit.kind, hit.entry)),
    }


READS = (
    Read(
        "/search",
        "Everything that was said and noted, the newest first.",
        find,
        (
            Field("q", 'words; "a phrase"; -without; the last word may be a beginning; a number in any form', required=True),
            BUSINESS,
            FROM,
            TO,
            Field("kinds", "only these", "texts", choices=KINDS),
            Field("exit", "only what was said in calls that ended so", choices=EXITS),
            *PAGING,
        ),
        returns={
            **LIST_RETURNS,
            "items": "kind, entry, turn, business, at, sentence, marks (from and until of what was found, in characters), "
            "call (of a turn: caller, name, mode, duration_s, exit_reason; else null), "
            "about (of an entry: id, call, name, and of a booking phone, service_name, staff_name, starts_at, status; of an "
            "inquiry phone, status; of a message or call-back number, done_at; else null)",
            "took_ms": "how long the database took",
        },
    ),
)  # fmt: skip
