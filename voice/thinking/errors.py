"""What can go wrong with a model. Whoever catches one lets the rules answer; `kind` is the reason on record.

ThinkingError
├── Unreachable    no server there: start it; asked again in the background
├── ModelMissing   the server has no such model: vorzimmer models pull-llm
├── Refused        the server does not want the request: its own words say why
├── Busy           its queue is full: this turn goes by the rules
├── Slow           no answer in time: a smaller model, or a faster machine
├── CutOff         the answer ended in the middle
├── Malformed      what came is not the protocol
└── GivenUp        the caller went on; nobody's fault
"""

from typing import ClassVar


class ThinkingError(Exception):
    """A model did not answer."""

    kind: ClassVar[str] = "failed"
    lasting: ClassVar[bool] = False
    """True when the next request would fail too."""


class Unreachable(ThinkingError):
    """Nobody listens at the address."""

    kind = "unreachable"
    lasting = True


class ModelMissing(ThinkingError):
    """The server does not have the model."""

    kind = "model_missing"
    lasting = True


class Refused(ThinkingError):
    """The server answers, but not this request."""

    kind = "refused"
    lasting = True


class Busy(ThinkingError):
    """The server has too much to do."""

    kind = "busy"


class Slow(ThinkingError):
    """The answer did not come in time."""

    kind = "slow"


class CutOff(ThinkingError):
    """The answer's end is missing."""

    kind = "cut_off"


class Malformed(ThinkingError):
    """What came was not the protocol."""

    kind = "malformed"


class GivenUp(ThinkingError):
    """Nobody wants the answer any more."""

    kind = "given_up"
