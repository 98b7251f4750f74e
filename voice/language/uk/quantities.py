"""Ukrainian quantities."""

from voice.language.quantities import Quantities
from voice.language.uk.numbers import NUMERALS

QUANTITIES = Quantities(
    named={
        "пів дюжини": 6, "півдюжини": 6, "пів десятка": 5, "півтора": 1.5, "півтори": 1.5, "половина": 0.5, "половину": 0.5,
        "пара": 2, "пару": 2, "двічі": 2, "тричі": 3, "один раз": 1, "раз": 1,
    },
    dozen="дюжини|дюжин",
    comma="кома",
    half="з половиною",
    numerals=NUMERALS,
)  # fmt: skip
parse_quantity = QUANTITIES.parse
