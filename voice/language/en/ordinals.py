"""English words for the places of offers."""

from voice.language.en.numbers import cardinal
from voice.language.ordinals import LAST, MIDDLE, Ordinals, OrdinalWords

ORDINALS = Ordinals(
    OrdinalWords(
        places={"first": 0, "second": 1, "third": 2, "last": LAST, "latter": LAST, "middle": MIDDLE},
        taken=(
            r"\b(?:the|take|number)\b.*?\b(first|second|third|last|latter|middle)\b(?! of)"
            r"|^(first|second|third|last)(?: one| please| option| slot| appointment)*$"
        ),
        numbered=r"\b(?:number|option|slot) (\w+)\b",
        dated=r"\b(january|february|march|april|may|june|july|august|october|week|day|\w+mber)\b",
        cardinal=cardinal,
    )
)  # fmt: skip
parse_ordinal = ORDINALS.parse
