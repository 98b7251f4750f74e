"""Answers that look whole and of which more must come, or may: "nein vielen …", "um elf …", "Horst …"."""

import re

from storage.events import SlotName
from voice.language.de.numbers import CARDINALS
from voice.language.de.words import SPELLING
from voice.language.folding import fold

_MUST_GO_ON = re.compile(
    r"(?:\b(?:vielen|schoenen|wenn es|wenns|wuerde|wuerde mir|waere|bin nicht|moechte|haette|heisse|name ist|auf den namen|nummer ist|"
    r"nummer lautet|zwischen|spricht die|spricht der)|^(?:ja |also |ach )?nein nicht|"
    r"^(?:nein )?nicht (?:am|um|den|der|im|bei) \w+)$"
)
_MAY_GO_ON = re.compile(
    r"(?:^(?:aeh |also |ach )?(?:nein|nee|ne|noe|halt|stopp|moment)|\b(?:geht|passt|passt mir|passen|ginge))$"
)
_LETTER = re.compile(r"\b[a-zäöüß]$")
GIVEN_NAMES = frozenset(
    """
    anna maria peter thomas michael julia sabine andreas stefan lukas jana lena klaus hans petra monika karin
    ursula gisela helga renate brigitte heinz karl josef markus daniel tobias florian sandra nicole katharina
    laura sophie leon felix jonas paul eva martina birgit susanne angelika christian alexander sebastian bernd
    juergen manfred wolfgang dieter horst olga oksana mehmet ayse elena natalia ernst elke ingrid christine
    claudia heike anja silke katrin kerstin gabriele barbara elisabeth johanna charlotte emma mia hannah lisa
    marie sarah vanessa jennifer melanie stephanie rolf uwe ralf frank holger joerg jens dirk sven torsten
    matthias johannes philipp maximilian jan tim niklas ben noah elias mustafa fatma ivan tetjana iryna
    """.split()
)
"""The commonest ones: whoever says one alone often says the family name next."""


def must_go_on(text: str) -> bool:
    """The last words want others, whatever the question."""
    return _MUST_GO_ON.search(fold(text)) is not None


def may_go_on(slot: SlotName, text: str) -> bool:
    """An answer, and often only its beginning."""
    folded = fold(text)
    words = folded.split()
    if not words:
        return False
    match slot:
        case "confirm":
            return _MAY_GO_ON.search(folded) is not None
        case "when" | "service" | "staff":
            bare = words[-1] in CARDINALS and not _WITH_A_NUMBER & set(words[:-1])
            return bare or _MAY_GO_ON.search(folded) is not None
        case "name":
            alone = words[-1] in GIVEN_NAMES and (len(words) == 1 or words[-2] in _BEFORE_NAMES)
            return alone or words[-1] in SPELLING or _LETTER.search(folded) is not None
        case _:
            return False


_WITH_A_NUMBER = frozenset("uhr zwischen bis halb viertel dreiviertel vor nach".split())
"""Times that end in a number and are whole."""
_BEFORE_NAMES = frozenset("heisse ist bin namen spricht aeh also".split())
_TAIL = frozenset(
    """
    ja jo bitte danke schoen vielen dank genau gern gerne richtig so das stimmt passt mir auch gut waere geht ist okay ok
    halt eben dann wenn es moeglich sehr machen wir uhr klar alles prima super in ordnung ja natuerlich
    """.split()
)


def is_tail(text: str) -> bool:
    """Words that round off an answer and add nothing to it: "bitte", "passt mir gut"."""
    words = fold(text).split()
    return bool(words) and all(word in _TAIL for word in words)
