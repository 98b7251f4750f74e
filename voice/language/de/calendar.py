"""German names of days, months, parts of the day and feasts."""

from collections.abc import Mapping

from voice.language.calendar import (
    Feast,
    advent,
    fixed,
    from_easter,
    mothers_day,
    repentance_day,
)
from voice.language.values import Daypart

WEEKDAYS: Mapping[str, int] = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
    "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
MONTHS: Mapping[str, int] = {
    "januar": 1, "jaenner": 1, "februar": 2, "maerz": 3, "april": 4, "mai": 5, "juni": 6, "juno": 6,
    "juli": 7, "julei": 7, "august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12,
}  # fmt: skip
DAYPARTS: Mapping[str, Daypart] = {
    "morgens": "morning", "frueh": "morning", "fruehmorgens": "morning",
    "vormittag": "forenoon", "vormittags": "forenoon",
    "mittag": "noon", "mittags": "noon", "mittagszeit": "noon", "mittagspause": "noon",
    "nachmittag": "afternoon", "nachmittags": "afternoon", "spaetnachmittag": "afternoon",
    "spaetnachmittags": "afternoon",
    "abend": "evening", "abends": "evening", "nacht": "night", "nachts": "night",
}  # fmt: skip
RELATIVE_DAYS: Mapping[str, int] = {
    "vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "uebermorgen": 2,
}  # fmt: skip
_BETWEEN_THE_YEARS = fixed(12, 27, 5)
FEASTS: Mapping[str, Feast] = {
    "rosenmontag": from_easter(-48), "aschermittwoch": from_easter(-46), "gründonnerstag": from_easter(-3),
    "karfreitag": from_easter(-2), "ostersamstag": from_easter(-1), "karsamstag": from_easter(-1),
    "ostersonntag": from_easter(0), "ostern": from_easter(0, 2), "ostermontag": from_easter(1),
    "himmelfahrt": from_easter(39), "christi himmelfahrt": from_easter(39), "christihimmelfahrt": from_easter(39),
    "himmelfahrtstag": from_easter(39), "vatertag": from_easter(39),
    "pfingstsonntag": from_easter(49), "pfingsten": from_easter(49, 2), "pfingstmontag": from_easter(50),
    "fronleichnam": from_easter(60),
    "neujahr": fixed(1, 1), "neujahrstag": fixed(1, 1),
    "heilige drei könige": fixed(1, 6), "heiligen drei könige": fixed(1, 6), "dreikönig": fixed(1, 6),
    "dreikönigstag": fixed(1, 6), "valentinstag": fixed(2, 14), "frauentag": fixed(3, 8),
    "tag der arbeit": fixed(5, 1), "maifeiertag": fixed(5, 1), "muttertag": mothers_day(),
    "mariä himmelfahrt": fixed(8, 15), "maria himmelfahrt": fixed(8, 15), "weltkindertag": fixed(9, 20),
    "tag der deutschen einheit": fixed(10, 3), "tag der einheit": fixed(10, 3), "nationalfeiertag": fixed(10, 3),
    "reformationstag": fixed(10, 31), "halloween": fixed(10, 31), "allerheiligen": fixed(11, 1),
    "martinstag": fixed(11, 11), "sankt martin": fixed(11, 11),
    "buß und bettag": repentance_day(), "bettag": repentance_day(),
    "ersten advent": advent(1), "zweiten advent": advent(2), "dritten advent": advent(3), "vierten advent": advent(4),
    "erster advent": advent(1), "nikolaus": fixed(12, 6), "nikolaustag": fixed(12, 6),
    "heiligabend": fixed(12, 24), "heilig abend": fixed(12, 24), "heiliger abend": fixed(12, 24), "weihnachten": fixed(12, 25),
    "ersten weihnachtstag": fixed(12, 25), "ersten weihnachtsfeiertag": fixed(12, 25),
    "erster weihnachtstag": fixed(12, 25), "zweiten weihnachtstag": fixed(12, 26),
    "zweiten weihnachtsfeiertag": fixed(12, 26), "zweiter weihnachtstag": fixed(12, 26),
    "silvester": fixed(12, 31), "sylvester": fixed(12, 31),
    "zwischen weihnachten und neujahr": _BETWEEN_THE_YEARS, "zwischen weihnachten und silvester": _BETWEEN_THE_YEARS,
    "zwischen den jahren": _BETWEEN_THE_YEARS,
}  # fmt: skip
