"""English quantities."""

from voice.language.en.numbers import NUMERALS
from voice.language.quantities import Quantities

QUANTITIES = Quantities(
    named={
        "half a dozen": 6, "half dozen": 6, "one half": 0.5, "a couple": 2, "couple of": 2, "a pair": 2, "once": 1, "twice": 2,
        "a half": 0.5, "half": 0.5, "a dozen": 12,
        **{f"{words} and a half": value + 0.5 for value, words in enumerate(
            "one two three four five six seven eight nine ten".split(), 1)},
    },
    dozen="dozen",
    comma="point",
    half="and a half",
    numerals=NUMERALS,
)  # fmt: skip
parse_quantity = QUANTITIES.parse
