"""German days and times: its words, and how it puts them together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from voice.language import pieces
from voice.language.clock_times import (
    after,
    at_hour,
    at_part,
    before,
    exactly,
    minutes_after,
    minutes_after_part,
    minutes_before,
    minutes_before_part,
)
from voice.language.de.calendar import DAYPARTS, FEASTS, MONTHS, RELATIVE_DAYS, WEEKDAYS
from voice.language.de.numbers import ARTICLES, CARDINALS, ORDINALS, number_word
from voice.language.folding import fold
from voice.language.patterns import Senses
from voice.language.when import Grammar, Table, WhenWords, number_senses

_COMPOUND = re.compile(
    rf"({'|'.join(WEEKDAYS)})(s|frueh|morgen|vormittag|mittag|nachmittag|abend|nacht)s?"
)
_NOT_A_TIME = "!uhr/wochen/tagen/stunden/personen/vor/nach"
_NO_DAY = "termin/stock/etage/freie/freien/freier/mögliche/möglichen/möglicher/verfügbare/verfügbaren/mal/woche/hälfte/person/MONTHWEEK"
_COUNTS = "!personen/euro/wochen/minuten"


def _divide(token: str) -> Sequence[str]:
    """Freitagvormittag, freitags."""
    compound = _COMPOUND.fullmatch(token)
    if compound is None:
        return (token,)
    if compound[2] == "s":
        return (compound[1],)
    return (compound[1], "morgens" if compound[2] == "morgen" else compound[2])


def _numbers() -> dict[str, dict[str, Any]]:
    senses = {word: number_senses(value) for word, value in CARDINALS.items()}
    senses |= {fold(number_word(year)): number_senses(year) for year in range(2000, 2101)}
    for word in ARTICLES:
        senses[word] = {"NUMBER": 1, "HOUR": 1, "FEW": 1, "ARTICLE": 1}
    senses["null"] = {**senses["null"], "ARTICLE": 0}
    return senses


def _senses() -> Mapping[str, Senses]:
    senses = _numbers()

    def add(name: str, words: Mapping[str, Any]) -> None:
        for word, value in words.items():
            senses.setdefault(word, {})[name] = value

    add("ORDINAL", ORDINALS)
    add("WEEKDAY", WEEKDAYS)
    add("MONTH", MONTHS)
    add("MONTHWEEK", {f"{month}woche": number for month, number in MONTHS.items()})
    add("DAYPART", DAYPARTS)
    add("DAY", RELATIVE_DAYS)
    add("FEAST", FEASTS)
    add("QUARTER", {"halb": 30, "viertel": 45, "dreiviertel": 15})
    add("THIRD", {"anfang": "early", "mitte": "middle", "ende": "late"})
    add("OFFSET", dict.fromkeys("diese diesen dieser dieses".split(), 0))
    add("OFFSET", dict.fromkeys("naechste naechsten naechster naechstes kommende kommenden kommender kommendes".split(), 1))  # fmt: skip
    add("OFFSET", dict.fromkeys("uebernaechste uebernaechsten uebernaechster uebernaechstes".split(), 2))  # fmt: skip
    add("AFTERNEXT", dict.fromkeys("uebernaechste uebernaechsten uebernaechster uebernaechstes".split(), 2))  # fmt: skip
    add("HALVES", {"zweieinhalb": 2, "dreieinhalb": 3, "viereinhalb": 4})
    add("LAST", dict.fromkeys("letzte letzten letzter".split(), -1))
    add("PAST", dict.fromkeys("letzte letzten letzter vorigen voriger vergangenen vergangener".split(), -1))  # fmt: skip
    add("AGO", dict.fromkeys("paar tagen wochen monaten jahren tag woche jahr".split(), None))
    return senses


RULES: Table = (
    ("guten/gute/schönen/schöner morgen/tag/abend/nachmittag/mittag/nacht", pieces.nothing),
    ("beim/zum/das ORDINAL mal", pieces.nothing),
    ("vor AGO", pieces.contradiction),
    ("vor * AGO", pieces.contradiction),
    ("vor * * AGO", pieces.contradiction),
    ("WEEKDAY vor/nach FEAST", pieces.contradiction),
    ("vor/nach FEAST", pieces.nothing),
    ("zwischen/von/vom WEEKDAY und/bis zum? WEEKDAY", pieces.weekday_range),
    ("WEEKDAY bis WEEKDAY", pieces.weekday_range),
    ("vom/zwischen/von dem? ORDINAL bis/und zum/dem? ORDINAL MONTH?", pieces.between_days),
    ("ORDINAL bis zum? ORDINAL MONTH", pieces.between_days),
    ("bis zum? WEEKDAY", pieces.by_weekday),
    ("in NUMBER bis NUMBER wochen", pieces.between_weeks),
    ("in NUMBER bis NUMBER tagen", pieces.between_distant_days),
    ("TIME bis TIME !wochen/tagen/stunden/minuten/monaten/personen", pieces.between_times),
    ("zwischen/von TIME und/bis TIME", pieces.between_times),
    ("nach TIME !wochen/tagen/personen", pieces.at_time),
    ("spätestens um/bis/gegen? TIME", pieces.until_time),
    ("vor/bis spätestens? TIME !wochen/tagen/personen", pieces.until_time),
    ("in einer? halben stunde", pieces.in_so_many_minutes(30)),
    ("in einer? viertelstunde", pieces.in_so_many_minutes(15)),
    ("in einer? dreiviertelstunde", pieces.in_so_many_minutes(45)),
    ("in anderthalb/eineinhalb stunden", pieces.in_so_many_minutes(90)),
    ("in HALVES stunden", pieces.in_half_hours),
    ("in einem halben jahr", pieces.in_so_many_months(6)),
    ("in einem jahr", pieces.in_so_many_months(12)),
    ("in acht/8 tagen", pieces.in_so_many_weeks(1)),
    ("in vierzehn/14/fünfzehn/15 tagen", pieces.in_so_many_weeks(2)),
    ("in NUMBER woche/wochen", pieces.in_weeks),
    ("in NUMBER tag/tagen", pieces.in_days),
    ("in NUMBER stunde/stunden", pieces.in_hours),
    ("in NUMBER minute/minuten", pieces.in_minutes),
    ("in NUMBER monat/monaten", pieces.in_months),
    ("AFTERNEXT wochenende", pieces.on_weekend(1)),
    ("wochenende/wochenend", pieces.on_weekend()),
    ("THIRD MONTH", pieces.in_month),
    ("im MONTH", pieces.in_whole_month),
    ("THIRD der woche", pieces.in_this_week),
    ("THIRD des monats", pieces.in_this_month),
    ("THIRD? der/des? OFFSET woche", pieces.in_week),
    ("THIRD? der/des? OFFSET monat/monats", pieces.in_month_from_now),
    ("AFTERNEXT WEEKDAY", pieces.weekday_after_next),
    ("am/den/dem/der/zum? LAST/ORDINAL WEEKDAY im/in MONTH", pieces.on_counted_weekday),
    (
        "am/den/dem/der/zum? LAST/ORDINAL WEEKDAY im/des/dieses monats/monat",
        pieces.on_counted_weekday,
    ),
    ("am/den/dem/der/zum? LAST/ORDINAL WEEKDAY in/im diesem monat", pieces.on_counted_weekday),
    ("PAST WEEKDAY", pieces.contradiction),
    ("außer am/an/den? WEEKDAY/DAY/DAYPART", pieces.contradiction),
    ("am/an morgen", pieces.part_of_day("morning")),
    ("früh am? morgen", pieces.part_of_day("morning")),
    ("DAY", pieces.on_day),
    ("WEEKDAY morgen", pieces.both(pieces.on_weekday, pieces.part_of_day("morning"))),
    ("WEEKDAY", pieces.on_weekday),
    ("DATE", pieces.on_written_date),
    ("FEAST", pieces.on_feast),
    ("ORDINAL MONTH YEAR?", pieces.on_date),
    ("ORDINAL ORDINAL YEAR?", pieces.on_date),
    ("^ den/der ORDINAL bitte/gern/gerne/dann+? $", pieces.nothing),
    (f"am/den/dem/der/zum ORDINAL !MONTH/ORDINAL/{_NO_DAY}", pieces.on_day_of_month),
    (f"ORDINAL !MONTH/ORDINAL/{_NO_DAY}", pieces.on_day_beside_weekday),
    ("DAYPART", pieces.in_daypart),
    (f"um/gegen/ab/so/circa/ungefähr/etwa/punkt/frühestens+ TIME {_COUNTS}", pieces.at_time),
    (f"CLOCK {_COUNTS}", pieces.at_time),
)
CLOCK: Table = (
    ("DIGITAL uhr/h?", lambda said: said),
    ("mitternacht", exactly(0)),
    ("viertel nach HOUR", after(15)),
    ("viertel vor HOUR", before(15)),
    ("QUARTER HOUR", at_part),
    ("FEW minuten/minute? vor QUARTER HOUR", minutes_before_part),
    ("FEW minuten/minute? nach QUARTER HOUR", minutes_after_part),
    ("FEW minuten/minute? vor HOUR uhr? !wochen/tagen", minutes_before),
    ("FEW minuten/minute? nach HOUR uhr? !wochen/tagen", minutes_after),
    ("kurz vor/nach QUARTER HOUR", at_part),
    ("kurz vor/nach HOUR uhr? !wochen/tagen", after(0)),
    ("HOUR uhr/h null MINUTE", at_hour),
    (f"HOUR uhr/h MINUTE {_NOT_A_TIME}", at_hour),
    ("HOUR uhr/h", at_hour),
)
BARE: Table = (
    (f"HOUR MINUTES {_NOT_A_TIME}", at_hour),
    ("HOUR", at_hour),
)
WORDS = WhenWords(
    senses=_senses(),
    rules=RULES,
    clock=CLOCK,
    bare=BARE,
    rewrites={
        "nicht vor": "ab",
        "nicht nach": "bis",
        "erst ab": "ab",
        "drei viertel": "dreiviertel",
    },
    corrections=frozenset(
        "nein nee sondern lieber quatsch meine meinte doch entschuldigung".split()
    ),
    negations=frozenset({"nicht"}),
    than=frozenset({"als"}),
    behind_negation=frozenset("am um den der gegen an".split()),
    refusing=frozenset("geht passt klappt kann ich leider mir ginge wird".split()),
    refuses_before=True,
    fillers=frozenset(
        """
        aeh aehm also so ja bitte am den dem der die das an um ist wuerde gern gerne denn mal noch dann und ne
        ungefaehr circa etwa passt mir gut
        """.split()
    ),
    divide=_divide,
)
GRAMMAR = Grammar(WORDS)
parse_when = GRAMMAR.parse
