"""What a business has written for its callers, found by the words of a question: full text, forms and compounds tolerated.

The index (FTS5) gives the passages that share a beginning of a word with the question; how well each fits is then
reckoned from its words, so that one that merely shares a common word is not taken for an answer.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz import fuzz
from sqlite_utils import Database

from config.models import Business

MOST = 3
"""So many passages are given, the best first."""
_HEAD = 4
"""Words that begin with the same letters, so many, are looked at; fewer say nothing."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SPELLED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s", "é": "e", "è": "e"})
_ENDINGS = ("ungen", "ieren", "iere", "iert", "erin", "innen", "chen", "ung", "ern", "est", "en", "er", "es", "em", "et", "st", "e", "n", "s", "t")  # fmt: skip
_SAYS_NOTHING = frozenset(
    """
    ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihnen ihn man der die das den dem des ein eine einen einem einer eines
    und oder aber auch denn doch noch schon mal eigentlich vielleicht ungefahr bitte gern gerne so da hier dort dann wenn ob dass als wie was wer
    wo wann warum wieso welche welcher welches welchen womit wofur wie viel viele ist sind bin bist war ware waren sein hat habe haben hatte hatten hast
    kann kannst konnen konnte konnten darf durfen muss mussen soll sollen will wollen mochte mochten wurde wurden werden wird gibt geht gehen machen mache macht
    lassen bei beim im in ins an am auf aus mit von vom zu zum zur nach vor fur um uber unter termin termine termins mein meine meinen meiner meinem
    ihre ihrem ihren ihrer unser unsere euer eure dein deine kein keine keinen nicht ja nein hallo guten tag sagen wissen
    etwas was irgendwas bekomme bekommen bekommt brauche brauchen braucht brauchte sehr mehr dazu dabei davon gerade jetzt alles ganz
    nehmen nehme tun frage fragen gewusst wissen horen sagt stimmt eben halt mochten verkaufen verkauft verkaufe biete bieten anbieten suchen sucht einfach moglich nahe leute hause rein hin her problem lang lange neu neue neuer neues neuen denn zurzeit
    """.split()
)

_PRICES = frozenset({"kost", "teu", "teuer", "prei", "preis", "denn"})
"""Stems of what is asked of anything that costs."""


@dataclass(frozen=True)
class Passage:
    """One answer, and how well it fits: 1 is all words of the question, 0 none."""

    key: str
    answer: str
    score: float


def remember(db: Database, business: Business) -> None:
    """Makes the passages of a business match its file; the caller owns the transaction."""
    forget(db, business.key)
    for key, faq in business.faq.items():
        row = db.execute(
            "INSERT INTO passages (business, key, questions, answer) VALUES (?, ?, ?, ?) RETURNING id",
            (business.key, key, "\n".join(faq.questions), faq.answer),
        ).fetchone()
        known = {*content(" ".join(faq.questions)), *content(faq.answer)}
        db.execute(
            "INSERT INTO knowledge (rowid, heads) VALUES (?, ?)", (row[0], " ".join(_heads(known)))
        )


def forget(db: Database, business: str) -> None:
    """Removes a business's passages; the caller owns the transaction."""
    ids = db.execute("SELECT id FROM passages WHERE business = ?", (business,)).fetchall()
    db.conn.executemany("DELETE FROM knowledge WHERE rowid = ?", ids)
    db.execute("DELETE FROM passages WHERE business = ?", (business,))


def find(db: Database, business: str, question: str) -> tuple[Passage, ...]:
    """The passages that fit a question best; empty when no word of it is known."""
    asked = content(question)
    if _PRICES.issuperset(asked):
        return ()  # "Was kostet das?" alone asks for the price list
    terms = " OR ".join(f'"{head}"' for head in sorted(_heads(asked)))
    if not terms:
        return ()
    rows = db.execute(
        """
        SELECT p.key, p.questions, p.answer FROM knowledge AS k JOIN passages AS p ON p.id = k.rowid
        WHERE knowledge MATCH ? AND p.business = ? ORDER BY k.rank
        """,
        (terms, business),
    ).fetchall()
    everything = [
        set(content(f"{questions} {answer}"))
        for questions, answer in db.execute(
            "SELECT questions, answer FROM passages WHERE business = ?", (business,)
        ).fetchall()
    ]
    weights = {word: _weight(word, everything) for word in asked}
    found = [
        Passage(str(key), str(answer), _score(asked, weights, str(questions), str(answer)))
        for key, questions, answer in rows
    ]
    return tuple(sorted(found, key=lambda passage: -passage.score)[:MOST])


def content(text: str) -> list[str]:
    """The words of a text that say something, as stems, each once."""
    plain = [word.lower().translate(_SPELLED) for word in _WORD.findall(text)]
    return list(dict.fromkeys(_stem(word) for word in plain if word not in _SAYS_NOTHING))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _HEAD:
            return word.removesuffix(ending)
    return word


def _heads(stems: Iterable[str]) -> set[str]:
    """The beginnings by which words are found, of compounds the beginnings of what may be their parts too."""
    heads = set()
    for stem in stems:
        heads.add(stem[:_HEAD])
        heads |= {stem[at : at + _HEAD] for at in range(3, len(stem) - _HEAD + 1)}
    return heads


def _weight(word: str, everything: Sequence[Collection[str]]) -> float:
    """Rare words say more; one that stands nowhere says half as much as one that stands in one passage."""
    holding = sum(any(_alike(word, other) >= 0.8 for other in known) for known in everything)
    rarest = log(1 + len(everything))
    return log(1 + len(everything) / holding) if holding else rarest / 2


def _score(asked: Sequence[str], weights: dict[str, float], questions: str, answer: str) -> float:
    """How much of what was asked the passage is about: its questions count in full, its answer less."""
    in_questions, in_answer = content(questions), content(answer)
    told = 0.0
    for word in asked:
        best = max((_alike(word, known) for known in in_questions), default=0.0)
        less = max((_alike(word, known) for known in in_answer), default=0.0) * 0.7
        told += weights[word] * max(best, less)
    whole = sum(weights.values())
    return told / whole if whole else 0.0


def _alike(one: str, other: str) -> float:
    """How surely two stems are forms or compounds of one word."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= _HEAD and long.startswith(short):
        return 0.9
    if len(short) >= _HEAD and short in long[3:]:
        return 0.8
    if len(short) >= 5 and fuzz.ratio(one, other) >= 82:
        return 0.8
    return 0.0
