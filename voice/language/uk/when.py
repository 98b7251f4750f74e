"""Ukrainian days and times: its words in their cases, how it puts them together, and what people say beside that."""

from collections.abc import Mapping
from typing import Any

from voice.language import pieces
from voice.language.calendar import Feast, fixed
from voice.language.clock_times import (
    after,
    at_hour,
    before,
    exactly,
    minutes_after,
    minutes_before,
    minutes_into,
)
from voice.language.folding import folded
from voice.language.patterns import Senses
from voice.language.uk.numbers import DAYS, GENITIVE, HOURS, NOMINATIVE, NTH, composed
from voice.language.values import Daypart
from voice.language.when import Grammar, Table, WhenWords, number_senses


def _spread(table: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for words, value in table.items() for word in words.split()}


WEEKDAYS: Mapping[str, int] = _spread({
    "понеділок понеділка понеділку понеділком понеділки понеділкам понедільник": 0,
    "вівторок вівторка вівторку вівторком вівторки вівторкам вторник вторніка": 1, "середа середу середи середі середою": 2,
    "четвер четверга четвергу четвергом четверг": 3, "п'ятниця п'ятницю п'ятниці п'ятницею пятніца пятніцу": 4,
    "субота суботу суботи суботі суботою": 5, "неділя неділю неділі неділею воскресіння воскресєння": 6,
})  # fmt: skip
MONTHS: Mapping[str, int] = _spread({
    "січень січня январь января": 1, "лютий лютого февраля": 2, "березень березня марта": 3, "квітень квітня апреля": 4,
    "травень травня мая": 5, "червень червня июня": 6, "липень липня июля": 7, "серпень серпня августа": 8,
    "вересень вересня сентября": 9, "жовтень жовтня октября": 10, "листопад листопада ноября": 11,
    "грудень грудня декабря": 12,
})  # fmt: skip
_IN_MONTHS = _spread({
    "січні": 1, "лютому": 2, "березні": 3, "квітні": 4, "травні": 5, "червні": 6, "липні": 7, "серпні": 8, "вересні": 9,
    "жовтні": 10, "листопаді": 11, "грудні": 12,
})  # fmt: skip
_OF_THE_DAY: Mapping[str, Daypart] = {
    "ранку": "morning", "дня": "afternoon", "вечора": "evening", "ночі": "night", "утра": "morning",
}  # fmt: skip
"""Behind a time only."""
DAYPARTS: Mapping[str, Daypart] = {
    **_spread({"вранці зранку ранком уранці ранку": "morning", "пополудні вдень удень днем": "afternoon",
               "ввечері увечері вечором ввечорі вечора": "evening", "вночі уночі ночі": "night"}),
    "до обіду": "forenoon", "перед обідом": "forenoon", "в першій половині дня": "forenoon",
    "у першій половині дня": "forenoon", "в обід": "noon", "у обід": "noon", "на обід": "noon", "в обідню пору": "noon",
    "після обіду": "afternoon", "по обіді": "afternoon", "в другій половині дня": "afternoon",
    "у другій половині дня": "afternoon", "під вечір": "evening", "надвечір": "evening", "після роботи": "evening",
}  # fmt: skip
RELATIVE_DAYS: Mapping[str, int] = _spread({
    "сьогодні сьодні сегодня": 0, "завтра взавтра": 1, "післязавтра послізавтра": 2, "вчора учора": -1, "позавчора": -2,
})  # fmt: skip
_BETWEEN_THE_YEARS = fixed(12, 27, 5)
FEASTS: Mapping[str, Feast] = {
    "новий рік": fixed(1, 1), "нового року": fixed(1, 1), "день незалежності": fixed(8, 24), "святвечір": fixed(12, 24),
    "свят вечір": fixed(12, 24), "різдво": fixed(12, 25), "різдва": fixed(12, 25), "день праці": fixed(5, 1),
    "миколая": fixed(12, 6), "день святого миколая": fixed(12, 6), "день німецької єдності": fixed(10, 3),
    "день закоханих": fixed(2, 14), "між різдвом і новим роком": _BETWEEN_THE_YEARS,
    "між різдвом та новим роком": _BETWEEN_THE_YEARS,
}  # fmt: skip
"""Easter is left out: callers may mean either church's."""
_THIRDS = {
    "початку": "early", "на початку": "early", "початок": "early", "середині": "middle", "в середині": "middle",
    "у середині": "middle", "середина": "middle", "посередині": "middle", "наприкінці": "late", "в кінці": "late",
    "у кінці": "late", "під кінець": "late", "кінець": "late",
}  # fmt: skip
_HOURS = "година/години/годин/годину/годині/часа/часов/час"
_MINUTES = "хвилина/хвилини/хвилин/хвилину"
_WEEKS, _DAYS = "тиждень/тижня/тижні/тижнів", "день/дні/днів/дня"
_COUNTS = (
    f"!людей/осіб/чоловік/людини/євро/{_WEEKS}/{_DAYS}/{_MINUTES}/{_HOURS}/рази/місяці/місяців"
)
_ABOUT = "о/об/на/десь/приблизно/близько/біля/коло/рівно/орієнтовно/з/із/зі/від/після"


def _senses() -> Mapping[str, Senses]:
    senses: dict[str, dict[str, Any]] = {}

    def add(name: str, words: Mapping[str, Any]) -> None:
        for word, value in words.items():
            senses.setdefault(folded(word), {})[name] = value

    for word, value in composed(NOMINATIVE, 59):
        senses[word] = number_senses(value)
    for word, value in composed(GENITIVE, 59):
        senses.setdefault(word, {}).update({"GENITIVE": value} if value <= 24 else {}, LESS=value)
    add("ARTICLE", dict.fromkeys("один одна одне одну нуль ноль".split(), 1))
    add("ORDINALHOUR", HOURS)
    add("ORDINAL", DAYS)
    add("OFDAY", {word: value for word, value in DAYS.items() if word.endswith("ого")})
    add("NTH", NTH)
    add("WEEKDAY", WEEKDAYS)
    add("MONTH", MONTHS)
    add("INMONTH", _IN_MONTHS)
    add("DAYPART", DAYPARTS)
    add("OFTHEDAY", _OF_THE_DAY)
    add("DAY", RELATIVE_DAYS)
    add("FEAST", FEASTS)
    add("THIRD", _THIRDS)
    add("OFFSET", _spread({
        "цей цього цьому ця цієї цю цій": 0,
        "наступний наступного наступному наступна наступної наступну наступній слідуючий слідуючого слідуючу": 1,
    }))  # fmt: skip
    add("LAST", dict.fromkeys("останній останнього останню останньої остання".split(), -1))
    add("PAST", dict.fromkeys("минулий минулого минулої минулу минула минулому".split(), None))
    return senses


RULES: Table = (
    (
        "доброго/добрий/добра/добрий/гарного/доброї дня/день/ранку/ранок/вечора/вечір/ночі",
        pieces.nothing,
    ),
    (f"NUMBER? {_WEEKS}/{_DAYS}/місяць/місяці/місяців/рік/роки тому", pieces.contradiction),
    ("PAST WEEKDAY/тижня/місяця/року", pieces.contradiction),
    ("WEEKDAY до/після/перед FEAST", pieces.contradiction),
    ("до/після/перед FEAST", pieces.nothing),
    ("окрім/крім WEEKDAY/DAY/DAYPART", pieces.contradiction),
    ("з/із/від WEEKDAY до/по WEEKDAY", pieces.weekday_range),
    ("між WEEKDAY і/та/й WEEKDAY", pieces.weekday_range),
    ("до WEEKDAY", pieces.by_weekday),
    ("з/із/від OFDAY до/по ORDINAL MONTH?", pieces.between_days),
    ("між/з/із/від TIME і/та/й/до TIME", pieces.between_times),
    ("між/з/із/від GENITIVE і/та/й/до GENITIVE", pieces.between_hours),
    (f"до GENITIVE {_COUNTS}", pieces.until_named_hour),
    (f"до GENITIVE {_HOURS}", pieces.until_named_hour),
    (f"до TIME {_COUNTS}", pieces.until_time),
    (f"після/з/із/від/близько/біля/коло GENITIVE {_COUNTS}", pieces.at_named_hour),
    ("через/за півгодини", pieces.in_so_many_minutes(30)),
    ("через/за пів години", pieces.in_so_many_minutes(30)),
    ("через/за чверть години", pieces.in_so_many_minutes(15)),
    ("через/за півтори години", pieces.in_so_many_minutes(90)),
    ("через/за одну? годину", pieces.in_so_many_minutes(60)),
    ("через/за один? тиждень", pieces.in_so_many_weeks(1)),
    ("через/за один? місяць", pieces.in_so_many_months(1)),
    ("через/за пів року", pieces.in_so_many_months(6)),
    ("через/за півроку", pieces.in_so_many_months(6)),
    ("через/за один? рік", pieces.in_so_many_months(12)),
    (f"через/за NUMBER {_MINUTES} !ORDINALHOUR/HOUR/до", pieces.in_minutes),
    ("через/за NUMBER годину/години/годин", pieces.in_hours),
    (f"через/за NUMBER {_DAYS}", pieces.in_days),
    (f"через/за NUMBER NUMBER {_WEEKS}", pieces.between_weeks),
    (f"через/за NUMBER NUMBER {_DAYS}", pieces.between_distant_days),
    (f"через/за NUMBER {_WEEKS}", pieces.in_weeks),
    ("через/за NUMBER місяць/місяці/місяців", pieces.in_months),
    ("вихідних/вихідні/вікенд/вікенді", pieces.on_weekend()),
    ("THIRD MONTH", pieces.in_month),
    ("у/в INMONTH", pieces.in_whole_month),
    ("THIRD тижня", pieces.in_this_week),
    ("THIRD місяця", pieces.in_this_month),
    (f"THIRD? OFFSET {_WEEKS}", pieces.in_week),
    ("THIRD? OFFSET місяць/місяця/місяці", pieces.in_month_from_now),
    ("LAST/NTH WEEKDAY MONTH", pieces.on_counted_weekday),
    ("LAST/NTH WEEKDAY у/в INMONTH", pieces.on_counted_weekday),
    ("LAST/NTH WEEKDAY цього? місяця", pieces.on_counted_weekday),
    ("DAY", pieces.on_day),
    ("WEEKDAY", pieces.on_weekday),
    ("DATE", pieces.on_written_date),
    ("FEAST", pieces.on_feast),
    ("ORDINAL MONTH", pieces.on_date),
    ("DAYNUMBER MONTH", pieces.on_date),
    ("ORDINAL ORDINAL", pieces.on_date),
    ("ORDINAL числа/число", pieces.on_day_of_month),
    ("на ORDINAL !MONTH/ORDINAL/разу/місце", pieces.on_day_of_month),
    ("OFDAY !разу/поверху/варіанту/вільного/часу/майстра/MONTH/ORDINAL", pieces.on_day_of_month),
    (f"{_ABOUT}+ TIME OFTHEDAY", pieces.at_time_in_part),
    ("TIME OFTHEDAY", pieces.at_time_in_part),
    ("DAYPART", pieces.in_daypart),
    (f"у/в HOUR {_HOURS} MINUTES?", pieces.at_named_hour),
    (f"у/в HOUR MINUTES? {_COUNTS}", pieces.at_named_hour),
    (f"{_ABOUT}+ TIME {_COUNTS}", pieces.at_time),
    (f"CLOCK {_COUNTS}", pieces.at_time),
)
CLOCK: Table = (
    ("DIGITAL", lambda said: said),
    ("опівдні/полудень", exactly(12)),
    ("опівночі/північ", exactly(0)),
    ("пів/пол/половина/половині/половину на/до? ORDINALHOUR/OFDAY", before(30)),
    ("за/без чверть/чверті/четверть/четверті до? ORDINALHOUR/HOUR", before(15)),
    ("чверть до ORDINALHOUR/GENITIVE", before(15)),
    ("чверть на ORDINALHOUR", before(45)),
    ("чверть по/після ORDINALHOUR", after(15)),
    (f"за FEW {_MINUTES}? до? ORDINALHOUR/HOUR", minutes_before),
    (f"без LESS/FEW {_MINUTES}? ORDINALHOUR/HOUR", minutes_before),
    (f"FEW {_MINUTES} до ORDINALHOUR", minutes_before),
    (f"FEW {_MINUTES} на ORDINALHOUR", minutes_into),
    ("FIVES на ORDINALHOUR", minutes_into),
    (f"FEW {_MINUTES} по/після ORDINALHOUR", minutes_after),
    ("FIVES по/після ORDINALHOUR", minutes_after),
    ("ORDINALHOUR годині/година/годину/години? нуль MINUTE", at_hour),
    (f"ORDINALHOUR годині/година/годину/години? MINUTES !MONTH {_MINUTES}?", at_hour),
    ("ORDINALHOUR годині/година/годину/години", at_hour),
)
BARE: Table = (
    (f"HOUR {_HOURS} MINUTES !MONTH", at_hour),
    (f"HOUR {_HOURS}", at_hour),
    ("HOUR MINUTES !MONTH", at_hour),
    ("ORDINALHOUR/HOUR", at_hour),
)
WORDS = WhenWords(
    senses=_senses(),
    rules=RULES,
    clock=CLOCK,
    bare=BARE,
    rewrites={
        "не раніше": "після", "не пізніше": "до", "не раньше": "після", "після завтра": "післязавтра", "маю на увазі": "ні",
        "мав на увазі": "ні", "мала на увазі": "ні", "півдня": "опівдні", "найпізніше о": "до",
    },
    corrections=frozenset("ні нє а але краще точніше вірніше вибачте перепрошую тобто ой".split()),
    negations=frozenset({"не"}),
    than=frozenset({"ніж"}),
    behind_negation=frozenset("у в на о об можу зможу треба хочу буду цей цю".split()),
    refuses_before=False,
    refusing=frozenset("можу зможу підходить підійде вийде виходить получиться встигаю зручно зручна працює буде вдасться влаштовує получається".split()),
    fillers=frozenset(
        "е ем ну так і та то десь о об на будь ласка давайте може можна мені добре годин приблизно в у там".split()
    ),
)  # fmt: skip
GRAMMAR = Grammar(WORDS)
parse_when = GRAMMAR.parse
