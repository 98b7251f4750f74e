"""One protocol for everything that can decide a turn, and the house that carries out what it decides."""

from collections.abc import AsyncIterator
from typing import Protocol

from voice.dialogue.acts import (
    Ask,
    Book,
    Booked,
    BookingLost,
    CallForHelp,
    Decide,
    End,
    Fill,
    Find,
    Found,
    Hold,
    Input,
    Inquire,
    InquiryStored,
    Look,
    Looked,
    MessageStored,
    Say,
    TakeMessage,
    ToolUsed,
)

ReplyPart = Say | Ask | Hold | End | Fill | Decide | CallForHelp | ToolUsed


class House(Protocol):
    """What the firm's own data can answer and store."""

    async def find(self, wanted: Find) -> Found:
        """At most three free times near a wish."""
        ...

    async def look(self, wanted: Look) -> Looked:
        """What the business has written that may answer a question."""
        ...

    async def book(self, agreed: Book) -> Booked | BookingLost:
        """Stores an appointment; the same call and appointment twice is one row."""
        ...

    async def inquire(self, agreed: Inquire) -> InquiryStored:
        """Stores an inquiry; the same call and inquiry twice is one row."""
        ...

    async def take(self, message: TakeMessage) -> MessageStored:
        """Stores a message or a call-back."""
        ...

    async def promise(self, message: TakeMessage) -> None:
        """Stores it even if that takes a while: the caller was told so already."""
        ...


class Brain(Protocol):
    """Decides what to say and to do about one input."""

    def reply(self, happened: Input) -> AsyncIterator[ReplyPart]:
        """The parts of one reply, in order; what is stored is stored before it is said."""
        ...

    async def foresee(self, text: str) -> list[str]:
        """What would be said to these words, without doing anything: no state changes, nothing is stored."""
        ...
