"""Scenario files: who calls, what they say when, and what must be in the database afterwards."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import pydantic
from pydantic import Field, model_validator

from config.document import Document, read_document
from config.errors import ConfigError
from config.models import Frozen
from storage.events import ExitReason, SlotName

ENDING = ".yaml"
KNOWN_FAILURES = "known_failures.yaml"
"""Beside scenarios: those that do not succeed yet, and why; no scenario itself."""
PAUSE = "…"
"""In what a caller says: they fall silent for a moment and then go on."""
Kind = Literal[
    "booking", "inquiry", "move", "cancel", "next_free", "staff", "question", "message", "callback", "person",
    "complaint", "wrong_number", "closed", "emergency", "correction", "silence", "keys", "impatience", "language",
    "line", "hang_up", "redteam",
]  # fmt: skip
"""What a scenario is about; figures are told apart by it."""


class Trigger(Frozen):
    """When a step is due: the open question, a pattern in what was said, or both."""

    asks: SlotName | None = None
    says: str | None = None
    """A regular expression, found in what the assistant said since the caller's last step."""


class Step(Frozen):
    """One thing that a caller does, when it is due and the assistant listens."""

    when: Trigger = Trigger()
    say: str | None = None
    dtmf: str | None = None
    hang_up: bool = False
    wait_s: Annotated[float, Field(ge=0, le=300)] = 0.4
    """How long the caller hesitates."""
    interrupt_after_s: Annotated[float, Field(ge=0)] | None = None
    """Acts so long after the assistant began to speak, instead of waiting for it to finish."""

    @model_validator(mode="after")
    def _does_one_thing(self) -> "Step":
        if (self.say is not None) + (self.dtmf is not None) + self.hang_up != 1:
            raise ValueError("one of say, dtmf, hang_up is expected")
        return self


class Caller(Frozen):
    """One simulated caller."""

    number: str | None = "+491701234567"
    """None: withheld."""
    voice: str = "de+f2"
    rate: Annotated[int, Field(ge=80, le=450)] = 150
    starts_s: Annotated[float, Field(ge=0)] = 0.0
    steps: tuple[Step, ...] = ()


class LineQuality(Frozen):
    """The telephone line between caller and Asterisk."""

    codec: Literal["ulaw", "alaw"] = "ulaw"
    loss: Annotated[float, Field(ge=0, lt=1)] = 0.0
    snr_db: float | None = None
    seed: int = 1
    """Which noise, and which packets are lost."""


class GivenBooking(Frozen):
    """An appointment that is there before the call; local time."""

    service: str
    staff: str
    start: datetime
    name: str = "Vorher"
    phone: str = "+498900000"
    """The caller's own number makes it the caller's own appointment."""
    status: Literal["requested", "confirmed"] = "confirmed"


class Given(Frozen):
    """What the database holds before."""

    bookings: tuple[GivenBooking, ...] = ()


class ExpectedBooking(Frozen):
    """An appointment that must be there after; absent fields may be anything."""

    start: datetime
    name: str | None = None
    status: str | None = None
    service: str | None = None
    staff: str | None = None
    phone: str | None = None


class ExpectedMessage(Frozen):
    """A message or call-back that must be there after; `words` is a pattern."""

    words: str | None = None
    name: str | None = None
    number: str | None = None
    urgent: bool | None = None


class ExpectedInquiry(Frozen):
    """An inquiry that must be there after; `problem` is a pattern."""

    problem: str | None = None
    address: str | None = None
    urgency: str | None = None
    name: str | None = None
    phone: str | None = None
    status: str | None = None


class Expected(Frozen):
    """What makes the scenario a success."""

    bookings: tuple[ExpectedBooking, ...] = ()
    """Those that the calls made, and given ones that they changed; every other given one is as it was."""
    inquiries: tuple[ExpectedInquiry, ...] = ()
    messages: tuple[ExpectedMessage, ...] = ()
    callbacks: tuple[ExpectedMessage, ...] = ()
    exit: ExitReason | tuple[ExitReason, ...] = "farewell"
    """One for all callers, or one for each."""
    turns_at_most: int | None = None
    said: tuple[str, ...] = ()
    """Patterns that the assistant must have said."""
    never_said: tuple[str, ...] = ()
    needs_human: bool | None = None
    """Whether the calls asked for an operator."""
    only_actions: bool = False
    """Actions and words decide alone: how a call ended, unused steps, and further messages do not."""

    def exits(self, callers: int) -> Sequence[ExitReason]:
        """The expected end of each call."""
        return (self.exit,) * callers if isinstance(self.exit, str) else self.exit


class Scenario(Frozen):
    """One file."""

    name: str
    kind: Kind = "booking"
    business: str
    now: datetime
    """Local time of the business."""
    given: Given = Given()
    line: LineQuality = LineQuality()
    callers: tuple[Caller, ...] = ()
    expect: Expected


S = TypeVar("S", bound=Scenario)


def load_scenario(path: Path) -> Scenario:
    """Reads one file; see `load_as`."""
    return load_as(Scenario, path)


def load_as(kind: type[S], path: Path) -> S:
    """Reads one file whose shape may say more than `Scenario`.

    Raises:
        ConfigError: with every mistake and its line.
    """
    document = read_document(path)
    if not document.problems:
        try:
            return kind.model_validate({"name": path.stem, **document.data})
        except pydantic.ValidationError as error:
            for detail in error.errors(include_url=False):
                _blame(document, detail)
    raise ConfigError(tuple(document.problems))


def _blame(document: Document, detail: Any) -> None:
    place = tuple(str(part) for part in detail["loc"])
    found = "unknown key" if detail["type"] == "extra_forbidden" else f"{detail.get('input')!r}"
    found = "missing" if detail["type"] == "missing" else found
    document.blame(place, found, re.sub(r"^Value error, ", "", str(detail["msg"])))


def scenario_files(paths: Sequence[Path]) -> list[Path]:
    """The files that are named, and those in folders that are named, sorted."""
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob(f"*{ENDING}")) if path.is_dir() else [path]
    return [path for path in files if path.name != KNOWN_FAILURES]
