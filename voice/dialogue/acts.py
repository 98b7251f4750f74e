"""What goes into a dialogue and what comes out of it: plain frozen records, no I/O.

A dialogue is a machine: `step(input, now) -> list[Act]`. Acts that ask the house for something
(`Find`, `Book`, `TakeMessage`) are answered by an input of their own (`Found`, `Booked`, `MessageStored`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from storage.events import ExitReason, SlotName
from storage.knowledge import Passage
from voice.language.values import When


@dataclass(frozen=True)
class Offer:
    """A free start; `start` is local time of the business, aware."""

    start: datetime
    end: datetime
    staff: str
    service: str
    resource: str | None = None
    """The room or device that it takes."""


@dataclass(frozen=True)
class Hint:
    """What an operator told the assistant to do, as our own grammars read it."""

    kind: Literal["offer", "ask", "facts", "callback", "farewell", "free"]
    text: str
    offers: tuple[Offer, ...] = ()
    """Free times, checked."""
    slot: SlotName | None = None
    """What is to be asked."""
    service: str | None = None
    staff: str | None = None
    when: When | None = None


@dataclass(frozen=True)
class Began:
    """The line is open; say hello."""


@dataclass(frozen=True)
class Words:
    """What the caller said; `overlapped` when it began before our question was heard to its end."""

    text: str
    overlapped: bool = False


@dataclass(frozen=True)
class Unclear:
    """The caller spoke, and nothing could be recognised."""


@dataclass(frozen=True)
class Keys:
    """Digits of the telephone's keys, `#` and `*` among them."""

    digits: str


@dataclass(frozen=True)
class Silent:
    """The caller says nothing; `stage` counts 1, 2, 3 (ask again, offer a call-back, end)."""

    stage: int


@dataclass(frozen=True)
class LimitReached:
    """The conversation has had its turns or its minutes."""


@dataclass(frozen=True)
class Follow:
    """An operator's hint is to be followed now: the caller says nothing."""


@dataclass(frozen=True)
class Resumed:
    """We may speak again; `again` when what we were saying was cut."""

    again: bool = False


@dataclass(frozen=True)
class Back:
    """An operator had the caller, and gave them back."""


@dataclass(frozen=True)
class NotReached:
    """The caller was to be connected with a person, who could not be reached."""

    person: str


FindReason = Literal["exact", "near", "taken", "closed", "past", "too_far", "none"]


@dataclass(frozen=True)
class Found:
    """Free times for a wish, at most three; `exact` has the wished one only."""

    reason: FindReason
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Looked:
    """What the business has written that may answer the caller's words, the best first."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Booked:
    """The row exists; `status` is confirmed or requested."""

    booking: str
    status: str


@dataclass(frozen=True)
class BookingLost:
    """Somebody else took the time between the offer and the caller's yes."""


@dataclass(frozen=True)
class Own:
    """An appointment of the caller's own, to come; `start` is local time of the business, aware."""

    booking: str
    service: str
    staff: str
    start: datetime
    name: str
    parts: int = 1
    """How many appointments its visit has."""


@dataclass(frozen=True)
class OwnFound:
    """The caller's own appointments to come, by time; empty when the number has none."""

    owns: tuple[Own, ...]


@dataclass(frozen=True)
class Cancelled:
    """The appointment's row says so."""


@dataclass(frozen=True)
class Moved:
    """The appointment's row has the new time."""


@dataclass(frozen=True)
class ChangeRefused:
    """The appointment is not the caller's, or cannot be changed any more."""


@dataclass(frozen=True)
class MessageStored:
    """The message's row exists."""

    message: str
    callback: bool


@dataclass(frozen=True)
class InquiryStored:
    """The inquiry's row exists."""

    inquiry: str


Result = (
    Found
    | Looked
    | Booked
    | BookingLost
    | OwnFound
    | Cancelled
    | Moved
    | ChangeRefused
    | MessageStored
    | InquiryStored
)
"""What the house answers to an act that asked it for something."""
Steered = Follow | Resumed | Back | NotReached
"""What operators cause."""
Input = Began | Words | Unclear | Keys | Silent | LimitReached | Steered | Result


@dataclass(frozen=True)
class Say:
    """Speak a text; a protected one is played to its last word (P1)."""

    text: str
    protected: bool = False


@dataclass(frozen=True)
class Ask:
    """The question that the texts before it put: the next words answer it."""

    slot: SlotName
    attempt: int = 1


@dataclass(frozen=True)
class Fill:
    """A fact was understood, with the words that it came from."""

    slot: SlotName
    value: str
    quote: str


@dataclass(frozen=True)
class Find:
    """Free times for a service near a wish; `exclude` were refused already."""

    service: str
    staff: str | None
    wish: When
    exclude: tuple[datetime, ...] = ()
    but: str | None = None
    """The appointment that is to be moved: it does not stand in its own way."""
    not_before: date | None = None
    """The first day that may be offered."""


@dataclass(frozen=True)
class Look:
    """What has the business written that may answer these words?"""

    text: str


@dataclass(frozen=True)
class FindOwn:
    """The caller's own appointments to come: those under the number that they call from."""


@dataclass(frozen=True)
class Cancel:
    """Cancel the appointment whose read-back the caller has just agreed to."""

    own: Own


@dataclass(frozen=True)
class Move:
    """Move the appointment to the time whose read-back the caller has just agreed to."""

    own: Own
    offer: Offer


@dataclass(frozen=True)
class Book:
    """Store the appointment that the caller has just agreed to."""

    offer: Offer
    name: str
    phone: str


@dataclass(frozen=True)
class TakeMessage:
    """Store what the caller wants to be passed on; `phone` None when nobody knows it."""

    words: str
    name: str | None
    phone: str | None
    callback: bool
    urgent: bool = False
    """An emergency: the business is told at once."""
    promised_for: datetime | None = None
    """Until when somebody calls back; None: as soon as always."""


@dataclass(frozen=True)
class Inquire:
    """Store the inquiry that the caller has just agreed to."""

    problem: str
    address: str
    urgency: str
    name: str
    phone: str
    category: str | None = None
    """A key of the business's categories."""


@dataclass(frozen=True)
class SwitchLanguage:
    """From here on both sides speak another language: recogniser, voice and texts change together."""

    before: str
    after: str


@dataclass(frozen=True)
class Hold:
    """The caller asked for a moment: silence counts as none for two minutes."""


@dataclass(frozen=True)
class End:
    """Hang up after the last word."""

    reason: ExitReason


@dataclass(frozen=True)
class Decide:
    """Why this turn went the way it did."""

    reason: str
    by: Literal["rules", "model", "operator"] = "rules"
    sure: bool = field(default=True, compare=False)
    """False where the words were not understood: then a model may help."""


@dataclass(frozen=True)
class CallForHelp:
    """An operator should look at this call."""

    reason: str


@dataclass(frozen=True)
class ToolUsed:
    """The house did, or refused, what an act asked for."""

    tool: Literal["find", "look", "book", "message", "inquiry", "find_own", "cancel", "move"]
    outcome: str


@dataclass(frozen=True)
class FirstToken:
    """The model began to answer."""


@dataclass(frozen=True)
class Replaced:
    """One engine does another's work from now on."""

    part: str
    before: str
    after: str
    reason: str


Task = Find | Look | FindOwn | Book | Cancel | Move | TakeMessage | Inquire
"""What the house is asked for."""
Act = Say | Ask | Fill | Task | SwitchLanguage | Hold | End | Decide | CallForHelp
