"""What may be said at a question whose answers are few: a recogniser with a general vocabulary is told.

The project's own recogniser is better without (`python -m benchmarks hearing`): its language model was
made for these very sentences. One that learned newspapers hears "nein danke" rather than "Neiden".
"""

from collections.abc import Collection
from functools import cache

from storage.events import SlotName
from voice.language.de.calendar import DAYPARTS, MONTHS, RELATIVE_DAYS, WEEKDAYS
from voice.language.de.numbers import number_word, ordinal_word

Phrases = tuple[str, ...]
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


@cache
def _numbers(most: int) -> Phrases:
    return tuple(number_word(number) for number in range(most))


@cache
def _times() -> Phrases:
    days = (*WEEKDAYS, *MONTHS, *DAYPARTS, *RELATIVE_DAYS)
    ordinals = tuple(ordinal_word(number, "en") for number in range(1, 32))
    return (*_CLOCK, *days, *ordinals, *_numbers(60), "ein")


def grammar(slot: SlotName, names: Collection[str] = ()) -> Phrases | None:
    """The phrases of a question; None where anything may be said. `names`: those that the business knows."""
    match slot:
        case "confirm":
            return tuple(dict.fromkeys((*_ALWAYS, *_ANSWERS, *_times())))
        case "more":
            return tuple(dict.fromkeys((*_ALWAYS, *_ANSWERS)))
        case "phone":
            return tuple(dict.fromkeys((*_ALWAYS, *_NUMBER, *_numbers(100))))
        case "when":
            return tuple(
                dict.fromkeys((*_ALWAYS, *_times(), *(f"bei {name.lower()}" for name in names)))
            )
        case _:
            return None
