"""A table of what people type, and a third more of the kind from a generator: found, or not."""

from pathlib import Path
from random import Random

import pytest
import yaml
from sqlite_utils import Database

from storage.messages import NewMessage, take_message
from storage.search import find
from tests.storage.conftest import NOW

TABLE = yaml.safe_load((Path(__file__).parents[1] / "tables/search.yaml").read_text("utf-8"))
ROWS = [
    tuple(cell.strip() for cell in row.rsplit("|", 2)) for row in TABLE["rows"].strip().split("\n")
]
SEED = Random().randrange(2**32)
NAMES = "Müller Schäfer Jäger König Kühn Böhm Weiß Groß Strauß Vögele Grünwald Schröder Krämer Lößnitz Übelhör".split()
SAYS = "bitte zurückrufen, wegen der Rechnung, Schlüssel vergessen, nächste Woche verreist, Länge unklar".split(", ")  # fmt: skip
OTHER = {"ä": ("ae", "a", "ä"), "ö": ("oe", "o", "ö"), "ü": ("ue", "u", "ü"), "ß": ("ss", "ß"), "Ü": ("Ue", "U", "ü")}  # fmt: skip


def stored(db: Database, text: str, key: str = "m") -> None:
    name, _, words = text.partition(": ")
    number = words if words.startswith("+") else None
    message = NewMessage(
        id=key, business="friseur", call=None, callback=True, words=words, name=name, number=number,
        promised_for=None, key=key,
    )  # fmt: skip
    take_message(db, message, now=NOW, seq=1)


def found(db: Database, asked: str) -> bool:
    return bool(find(db, asked, kinds=["callback"]))


@pytest.mark.parametrize(("text", "asked", "expected"), ROWS)
def test_what_people_type(db: Database, text: str, asked: str, expected: str) -> None:
    stored(db, text)
    assert found(db, asked) is (expected == "yes")


def typed(random: Random, word: str) -> str:
    """As somebody else spells it, perhaps only its beginning."""
    other = "".join(random.choice(OTHER.get(letter, (letter,))) for letter in word)
    other = random.choice((other, other.upper(), other.lower()))
    return other[: random.randint(3, len(other))]


def dictated(random: Random, number: str) -> str:
    """A number or its beginning, in one of the ways in which people write it."""
    digits = random.choice(("+49", "0049", "0", "49")) + number.removeprefix("+49")
    digits = digits[: random.randint(6, len(digits))]
    return "".join(
        letter + (random.choice(" -/.") if at > 1 and random.random() < 0.2 else "")
        for at, letter in enumerate(digits)
    ).strip(" -/.")


def test_generated_ones(db: Database) -> None:
    random = Random(SEED)
    print("seed", SEED)  # noqa: T201
    for number in range(len(ROWS) // 2 + 1):
        key = f"m{number}"
        name, says = random.choice(NAMES), random.choice(SAYS)
        line = f"+4917{random.randrange(10**8):08}"
        stored(db, f"{name}: {says}", key)
        stored(db, f"Koch: {line}", f"{key}n")
        for asked in (typed(random, name), f"{says.split()[0]} {typed(random, name)}", dictated(random, line)):  # fmt: skip
            assert found(db, asked), f"seed {SEED}: {asked!r} of {name}: {says}, {line}"
        nobody = random.choice([n for n in NAMES if n[:2] != name[:2]])
        assert not any(
            hit.entry == key for hit in find(db, f"{name} {nobody}", kinds=["callback"])
        ), f"seed {SEED}: {name} {nobody}"
