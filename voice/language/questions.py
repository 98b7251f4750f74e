"""Whether words are put as a question, by language; a recogniser writes no question mark."""

import re
from collections.abc import Callable, Mapping

from voice.language.de import questions as german
from voice.language.folding import fold

_ENGLISH = re.compile(
    r"^(?:(?:hello|hi|good (?:morning|afternoon|evening)|yes|and|well|excuse me|one (?:more )?question|i have a question|"
    r"i (?:just )?(?:wanted|would like|want) to (?:ask|know)) )*"
    r"(?:(?:how|what|where|when|who|why|which|whether)\b|(?:do|does|can|could|may|is|are|will|would|should|have|has|did) "
    r"(?:i|you|we|they|it|there|the|your|my|one|this|that)\b)|\b(?:is that possible|is that ok)$"
)
_UKRAINIAN = re.compile(
    r"^(?:(?:добрий (?:день|ранок|вечір)|вітаю|так|і|а|ну|вибачте|ще питання|в мене питання|у мене питання|"
    r"я (?:хотів|хотіла|хочу) (?:би )?(?:запитати|спитати|дізнатися)|скажіть(?: будь ласка)?|підкажіть(?: будь ласка)?) )*"
    r"(?:як|що|де|коли|хто|чому|який|яка|яке|які|скільки|чи|куди|звідки|до котрої|з котрої|о котрій)\b"
)


def _folded(text: str) -> str:
    return " ".join(fold(text).split())


ASKS: Mapping[str, Callable[[str], bool]] = {
    "de": lambda text: german.asks(_folded(text)),
    "uk": lambda text: _UKRAINIAN.search(" ".join(text.lower().split())) is not None,
    "en": lambda text: _ENGLISH.search(_folded(text)) is not None,
}
