"""German words for the places of offers."""

from voice.language.de.numbers import cardinal
from voice.language.ordinals import LAST, MIDDLE, Ordinals, OrdinalWords

ORDINALS = Ordinals(
    OrdinalWords(
        places={"erst": 0, "zweit": 1, "dritt": 2, "letzt": LAST, "mittler": MIDDLE},
        taken=(
            r"\b(?:der|die|das|den|dem|ersten?r?s?|nehme|nummer)\b.*?\b(erst|zweit|dritt|letzt|mittler)(?:e|en|er|es|em|eren|ere)\b"
            r"|^(erst|zweit|dritt|letzt)(?:e|en|er|es|em)(?: bitte| termin)*$"
        ),
        numbered=r"\b(?:nummer|termin|vorschlag) (\w+)\b",
        dated=r"\b(maerz|april|mai|juni|juli|august|januar|februar|woche|\w+ber)\b",
        cardinal=cardinal,
    )
)
parse_ordinal = ORDINALS.parse
