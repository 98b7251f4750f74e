"""German quantities."""

from voice.language.de.numbers import NUMERALS
from voice.language.quantities import Quantities

QUANTITIES = Quantities(
    named={
        "ein halbes dutzend": 6, "halbes dutzend": 6, "anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5,
        "viereinhalb": 4.5, "ein halbes": 0.5, "eine halbe": 0.5, "einen halben": 0.5, "die hälfte": 0.5, "ein paar": 2,
        "einmal": 1, "zweimal": 2, "dreimal": 3, "viermal": 4, "fünfmal": 5, "zu zweit": 2, "zu dritt": 3, "zu viert": 4,
        "zu fünft": 5, "zu sechst": 6,
    },
    dozen="dutzend",
    comma="komma",
    half="und ein halb|und eine halbe",
    numerals=NUMERALS,
)  # fmt: skip
parse_quantity = QUANTITIES.parse
