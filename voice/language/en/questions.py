"""Whether words are a question; a recogniser writes no question mark."""

import re

_ASKS = re.compile(
    r"^(?:(?:hello|hi|well|so|and|sorry|excuse me|i (?:wanted|want|would like) to (?:ask|know)) )*"
    r"(?:how|what|when|where|who|why|which|do|does|did|is|are|can|could|may|will|would|have|has|should) \w+"
)


def asks(text: str) -> bool:
    """True when words are put as a question."""
    return _ASKS.search(" ".join(text.lower().split())) is not None
