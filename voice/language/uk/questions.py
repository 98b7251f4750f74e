"""Whether words are a question; a recogniser writes no question mark."""

import re

_ASKS = re.compile(
    r"^(?:(?:добрий день|вітаю|скажіть|скажіть будь ласка|перепрошую|а|і|ну) )*"
    r"(?:чи|як|що|де|коли|хто|чому|скільки|який|яка|яке|які|куди|звідки|навіщо|можна)\b|\bчи (?:ви|є|можна|у вас)\b"
)


def asks(text: str) -> bool:
    """True when words are put as a question."""
    return _ASKS.search(" ".join(text.lower().split())) is not None
