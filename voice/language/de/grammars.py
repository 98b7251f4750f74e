"""German phrases for a recogniser with a general vocabulary."""

from voice.language.de.calendar import DAYPARTS, MONTHS, RELATIVE_DAYS, WEEKDAYS
from voice.language.de.numbers import number_word, ordinal_word
from voice.language.grammars import GrammarWords, PhraseLists, Phrases

_ALWAYS: Phrases = (
    "moment", "einen moment bitte", "wie bitte", "noch einmal bitte", "bitte wiederholen", "hilfe", "stopp", "halt", "hallo",
    "falsch", "nein", "ja", "mensch", "einen menschen bitte", "mit einem menschen sprechen", "auf wiederhören", "tschüss",
    "bitte", "danke", "vielen dank", "äh", "also", "ich", "das weiß ich nicht",
)  # fmt: skip
_ANSWERS: Phrases = (
    "ja bitte", "ja gerne", "ja genau", "ja richtig", "ja das stimmt", "ja das passt", "jawohl", "genau", "richtig",
    "das ist richtig", "das stimmt", "stimmt", "stimmt so", "okay", "in ordnung", "einverstanden", "gern", "gerne", "natürlich",
    "klar", "alles klar", "passt", "das passt", "nein danke", "nee", "nein das ist falsch", "das stimmt nicht",
    "das passt nicht", "lieber nicht", "doch nicht", "auf keinen fall", "das war alles", "nein das war alles", "das wars",
    "weiß nicht", "vielleicht", "der tag", "die uhrzeit", "der name", "die nummer", "die leistung",
)  # fmt: skip
_CLOCK: Phrases = (
    "um", "uhr", "halb", "viertel", "dreiviertel", "vor", "nach", "ab", "gegen", "bis", "zwischen", "und", "am", "an", "im",
    "den", "dem", "der", "erst", "lieber", "nicht", "sondern", "oder", "nächste", "nächsten", "nächster", "kommenden", "woche",
    "in", "einer", "zwei wochen", "egal", "so bald wie möglich", "der erste", "der zweite", "der dritte", "das erste",
    "den ersten", "den zweiten", "den dritten", "der letzte", "etwas anderes", "passt mir", "geht", "kann ich", "ginge",
)  # fmt: skip
_NUMBER: Phrases = (
    "meine nummer ist",
    "die nummer ist",
    "vorwahl",
    "und",
    "dann",
    "doppel",
    "plus",
    "zwo",
)


def _numbers(most: int) -> Phrases:
    return tuple(number_word(number) for number in range(most))


def _times() -> Phrases:
    days = (*WEEKDAYS, *MONTHS, *DAYPARTS, *RELATIVE_DAYS)
    ordinals = tuple(ordinal_word(number, "en") for number in range(1, 32))
    return (*_CLOCK, *days, *ordinals, *_numbers(60), "ein")


GRAMMARS = PhraseLists(
    GrammarWords(
        always=_ALWAYS,
        answers=_ANSWERS,
        times=_times(),
        numbers=(*_NUMBER, *_numbers(100)),
        by_person="bei {name}",
    )
)
grammar = GRAMMARS.of
