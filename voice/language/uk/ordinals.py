"""Ukrainian words for the places of offers."""

from voice.language.folding import folded
from voice.language.ordinals import LAST, MIDDLE, Ordinals, OrdinalWords
from voice.language.uk.numbers import cardinal

_ENDINGS = "(?:ий|ій|а|я|е|є|у|ю)"
ORDINALS = Ordinals(
    OrdinalWords(
        places={"перш": 0, "друг": 1, "трет": 2, "останн": LAST, "середн": MIDDLE},
        taken=folded(rf"(?<!о )(?<!об )(?<!на )(?<!по )\b(перш|друг|трет|останн|середн){_ENDINGS}\b"),
        numbered=folded(r"\b(?:номер|варіант) (\w+)\b"),
        dated=folded(
            r"\b(січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|тижн\w+|"
            r"годин\w+|пів|чверть|хвилин\w*|ранку|дня|вечора|понеділ\w+|вівтор\w+|серед[ауи]|четвер\w*|пятниц\w+|субот\w+|неділ\w+)\b"
        ),
        cardinal=cardinal,
    )
)  # fmt: skip
parse_ordinal = ORDINALS.parse
