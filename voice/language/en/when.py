"""English days and times: its words, and how it puts them together. British where it differs: "half two" is 2:30."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from voice.language import pieces
from voice.language.calendar import Feast, advent, fixed, from_easter
from voice.language.clock_times import (
    ClockTime,
    after,
    at_hour,
    before,
    exactly,
    minutes_after,
    minutes_before,
)
from voice.language.en.numbers import ORDINALS, SIMPLE, number_words
from voice.language.patterns import Senses
from voice.language.values import Daypart
from voice.language.when import Grammar, Table, WhenWords, number_senses

WEEKDAYS: Mapping[str, int] = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mondays": 0, "tuesdays": 1, "wednesdays": 2, "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip
MONTHS: Mapping[str, int] = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
DAYPARTS: Mapping[str, Daypart] = {
    "morning": "forenoon", "mornings": "forenoon", "in the morning": "forenoon", "first thing": "morning",
    "before lunch": "forenoon", "lunchtime": "noon", "lunch time": "noon", "over lunch": "noon", "after lunch": "afternoon",
    "afternoon": "afternoon", "afternoons": "afternoon", "in the afternoon": "afternoon",
    "evening": "evening", "evenings": "evening", "in the evening": "evening", "after work": "evening",
    "night": "night", "at night": "night",
}  # fmt: skip
RELATIVE_DAYS: Mapping[str, int] = {
    "today": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2,
}  # fmt: skip
_BETWEEN_THE_YEARS = fixed(12, 27, 5)
FEASTS: Mapping[str, Feast] = {
    "good friday": from_easter(-2), "easter sunday": from_easter(0), "easter": from_easter(0, 2),
    "easter monday": from_easter(1), "ascension day": from_easter(39), "whit sunday": from_easter(49),
    "pentecost": from_easter(49, 2), "whit monday": from_easter(50), "pentecost monday": from_easter(50),
    "corpus christi": from_easter(60), "new years day": fixed(1, 1), "new years": fixed(1, 1), "epiphany": fixed(1, 6),
    "valentines day": fixed(2, 14), "labour day": fixed(5, 1), "labor day": fixed(5, 1), "may day": fixed(5, 1),
    "german unity day": fixed(10, 3), "day of german unity": fixed(10, 3), "reformation day": fixed(10, 31),
    "halloween": fixed(10, 31), "all saints day": fixed(11, 1), "first advent": advent(1),
    "christmas eve": fixed(12, 24), "christmas day": fixed(12, 25), "christmas": fixed(12, 25), "boxing day": fixed(12, 26),
    "new years eve": fixed(12, 31), "between christmas and new year": _BETWEEN_THE_YEARS,
    "between christmas and new years": _BETWEEN_THE_YEARS,
}  # fmt: skip
_THIRDS = {
    "early": "early", "beginning of": "early", "start of": "early", "mid": "middle", "middle of": "middle", "late": "late",
    "end of": "late",
}  # fmt: skip
_JOINED = re.compile(r"(\d{1,2})(am|pm)")
_COUNTS = "!people/persons/euros/weeks/minutes/days/hours/months/times"
_NO_DAY = "&$/at/in/around/about/from/after/before/between/please/would/is/works/if/or/and/then/early/late/sometime/DAYPART/DAY"
_ABOUT = "at/around/about/approximately/roughly/towards/exactly"


def _divide(token: str) -> Sequence[str]:
    """3pm."""
    joined = _JOINED.fullmatch(token)
    return (joined[1], joined[2]) if joined else (token,)


def _senses() -> Mapping[str, Senses]:
    senses: dict[str, dict[str, Any]] = {
        number_words(value): number_senses(value) for value in range(60)
    }
    senses |= {word: number_senses(value) for word, value in SIMPLE.items() if word not in senses}
    for year in range(2025, 2051):
        small = number_words(year - 2000)
        for words in (
            f"two thousand {small}",
            f"two thousand and {small}",
            f"twenty {small}",
        ):
            senses[words] = {"YEAR": year}

    def add(name: str, words: Mapping[str, Any]) -> None:
        for word, value in words.items():
            senses.setdefault(word, {})[name] = value

    add("ARTICLE", {"zero": 0, "nought": 0, "naught": 0, "one": 1})
    add("ORDINAL", ORDINALS)
    add("CHOICE", {"first": 1, "second": 2, "third": 3})
    add("WEEKDAY", WEEKDAYS)
    add("MONTH", MONTHS)
    add("DAYPART", DAYPARTS)
    add("DAY", RELATIVE_DAYS)
    add("FEAST", FEASTS)
    add("THIRD", _THIRDS)
    add("OFFSET", {"this": 0, "next": 1, "coming": 1})
    add("QUARTERS", {"fifteen": 15, "thirty": 30, "forty five": 45})
    add("HALF", {"am": "am", "pm": "pm"})
    add("LAST", {"last": -1})
    return senses


def _in_half(hour: int, minute: int | None, half: str) -> ClockTime:
    return at_hour(hour, minute).in_half(afternoon=half == "pm")


RULES: Table = (
    ("good morning/afternoon/evening/night/day", pieces.nothing),
    ("a/one/NUMBER day/days/week/weeks/month/months/year/years ago", pieces.contradiction),
    ("before/after FEAST", pieces.nothing),
    ("in about/around? NUMBER to/or NUMBER weeks", pieces.between_weeks),
    ("in about/around? NUMBER to/or NUMBER days", pieces.between_distant_days),
    ("WEEKDAY before/after FEAST", pieces.contradiction),
    ("between/from WEEKDAY and/to/until/till/through WEEKDAY", pieces.weekday_range),
    ("WEEKDAY to/until/till/through WEEKDAY", pieces.weekday_range),
    ("between/from the? ORDINAL and/to/until/till the? ORDINAL of? MONTH?", pieces.between_days),
    ("until/till/by WEEKDAY", pieces.by_weekday),
    ("from HOUR to HOUR !MINUTES/HALF/oclock", pieces.between_hours),
    ("between/from TIME and/to/until/till TIME", pieces.between_times),
    ("just/shortly after/before/past TIME", pieces.at_time),
    (f"after/from TIME onwards/on? {_COUNTS}", pieces.at_time),
    (f"before/until/till/by TIME {_COUNTS}", pieces.until_time),
    ("in half an hour", pieces.in_so_many_minutes(30)),
    ("in a quarter of an hour", pieces.in_so_many_minutes(15)),
    ("in an/one hour and a half", pieces.in_so_many_minutes(90)),
    ("in one and a half hours", pieces.in_so_many_minutes(90)),
    ("in an/one hour", pieces.in_so_many_minutes(60)),
    ("in a/one week", pieces.in_so_many_weeks(1)),
    ("in a fortnight", pieces.in_so_many_weeks(2)),
    ("in a couple of weeks", pieces.in_so_many_weeks(2)),
    ("in a/one month", pieces.in_so_many_months(1)),
    ("in a/one year", pieces.in_so_many_months(12)),
    ("in half a year", pieces.in_so_many_months(6)),
    ("in about/around? NUMBER minute/minutes", pieces.in_minutes),
    ("in about/around? NUMBER hours", pieces.in_hours),
    ("in about/around? NUMBER days", pieces.in_days),
    ("in about/around? NUMBER weeks", pieces.in_weeks),
    ("in about/around? NUMBER months", pieces.in_months),
    ("a/one week from now", pieces.in_so_many_weeks(1)),
    ("NUMBER days from now/today", pieces.in_days),
    ("NUMBER weeks from now/today", pieces.in_weeks),
    ("a/one week on/from? DAY", pieces.day_in_weeks(1)),
    ("a fortnight on/from? DAY", pieces.day_in_weeks(2)),
    ("a/one week on/from WEEKDAY", pieces.weekday_in_weeks(1)),
    ("a fortnight on/from WEEKDAY", pieces.weekday_in_weeks(2)),
    ("two weeks on/from WEEKDAY", pieces.weekday_in_weeks(2)),
    ("week after next", pieces.in_fixed_week(2)),
    ("weekend after next", pieces.on_weekend(1)),
    ("WEEKDAY after next", pieces.weekday_in_weeks(1)),
    ("WEEKDAY week", pieces.weekday_in_weeks(1)),
    ("WEEKDAY fortnight", pieces.weekday_in_weeks(2)),
    ("DAY week", pieces.day_in_weeks(1)),
    ("weekend", pieces.on_weekend()),
    ("THIRD MONTH", pieces.in_month),
    ("THIRD the week", pieces.in_this_week),
    ("THIRD the month", pieces.in_this_month),
    ("THIRD? OFFSET week", pieces.in_week),
    ("THIRD? OFFSET month", pieces.in_month_from_now),
    ("in MONTH !the/ORDINAL/DAYNUMBER", pieces.in_whole_month),
    ("LAST/ORDINAL WEEKDAY in/of MONTH", pieces.on_counted_weekday),
    ("LAST/ORDINAL WEEKDAY in/of the/this month", pieces.on_counted_weekday),
    ("last WEEKDAY/week/month", pieces.contradiction),
    ("except for? on? the? WEEKDAY/DAY/DAYPART", pieces.contradiction),
    ("early DAY DAYPART?", pieces.early_on_day),
    ("early morning", pieces.part_of_day("morning")),
    ("early in the morning", pieces.part_of_day("morning")),
    ("this DAYPART", pieces.today_in_part),
    ("tonight", pieces.both(pieces.in_so_many_days(0), pieces.part_of_day("evening"))),
    ("DAY", pieces.on_day),
    ("WEEKDAY", pieces.on_weekday),
    ("DATE", pieces.on_written_date),
    ("FEAST", pieces.on_feast),
    ("ORDINAL of? MONTH YEAR?", pieces.on_date),
    ("DAYNUMBER of MONTH YEAR?", pieces.on_date),
    ("MONTH the? ORDINAL YEAR?", pieces.on_month_day),
    ("MONTH DAYNUMBER YEAR?", pieces.on_month_day),
    ("^ the CHOICE please? $", pieces.nothing),
    (f"the/on+ ORDINAL {_NO_DAY}", pieces.on_day_of_month),
    (f"ORDINAL {_NO_DAY}", pieces.on_day_beside_weekday),
    ("TIME DAYPART", pieces.at_time_in_part),
    ("DAYPART", pieces.in_daypart),
    (f"{_ABOUT}+ TIME DAYPART", pieces.at_time_in_part),
    (f"{_ABOUT}+ TIME {_COUNTS}", pieces.at_time),
    (f"CLOCK {_COUNTS}", pieces.at_time),
    ("HOUR to HOUR !days/weeks/months/hours/minutes/people", pieces.between_hours),
)
CLOCK: Table = (
    ("DIGITAL oclock?", lambda said: said),
    ("twelve/12? noon/midday", exactly(12)),
    ("twelve/12? midnight", exactly(0)),
    ("quarter to/of/before/till HOUR", before(15)),
    ("quarter past/after HOUR", after(15)),
    ("half past/after HOUR", after(30)),
    ("half HOUR", after(30)),
    ("FEW minutes/minute to/before/till HOUR", minutes_before),
    ("FEW minutes/minute past/after HOUR", minutes_after),
    ("FIVES to/before/till HOUR", minutes_before),
    ("FIVES past/after HOUR", minutes_after),
    ("HOUR oh/o/zero MINUTE", at_hour),
    ("HOUR MINUTES? HALF", _in_half),
    ("HOUR MINUTES? hours", at_hour),
    ("HOUR oclock MINUTES?", at_hour),
    ("HOUR QUARTERS", at_hour),
)
BARE: Table = (
    (f"HOUR MINUTES {_COUNTS}", at_hour),
    ("HOUR", at_hour),
)
WORDS = WhenWords(
    senses=_senses(),
    rules=RULES,
    clock=CLOCK,
    bare=BARE,
    rewrites={
        "a m": "am", "p m": "pm", "not before": "from", "no earlier than": "from", "not earlier than": "from",
        "not after": "until", "no later than": "until", "not later than": "until", "i mean": "no", "i meant": "no",
        "earlier than": "before", "later than": "after",
        "at the latest": "", "as soon as possible": "",
    },
    corrections=frozenset("no nope sorry actually rather instead but".split()),
    negations=frozenset("not cant cannot doesnt dont wont isnt".split()),
    than=frozenset({"than"}),
    behind_negation=frozenset("on at the in do make come for a to".split()),
    refuses_before=False,
    refusing=frozenset("doesnt wont isnt work works good possible suit fit".split()),
    fillers=frozenset(
        "um uh er well so yes yeah please at on the then maybe about around ish would be fine great good works for me".split()
    ),
    divide=_divide,
)  # fmt: skip
GRAMMAR = Grammar(WORDS)
parse_when = GRAMMAR.parse
