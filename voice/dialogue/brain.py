"""One protocol for everything that can decide a turn, and the house that carries out what it decides."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Protocol

from voice.dialogue.acts import (
    Ask,
    Book,
    Booked,
    BookingLost,
    CallForHelp,
    Cancel,
    Cancelled,
    ChangeRefused,
    Decide,
    End,
    Fill,
    Find,
    FirstToken,
    Found,
    Hold,
    Input,
    Inquire,
    InquiryStored,
    Look,
    Looked,
    MessageStored,
    Move,
    Moved,
    OwnFound,
    Replaced,
    Say,
    SwitchLanguage,
    TakeMessage,
    ToolUsed,
)

Spoken = Say | Ask | SwitchLanguage | Hold | End
ReplyPart = Spoken | Fill | Decide | CallForHelp | ToolUsed | FirstToken | Replaced

Parts = AsyncGenerator[ReplyPart, None]
"""A reply that can be closed in its middle."""


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

    async def own(self) -> OwnFound:
        """The caller's own appointments to come."""
        ...

    async def cancel(self, agreed: Cancel) -> Cancelled | ChangeRefused:
        """Cancels an appointment of the caller's own; nobody else's."""
        ...

    async def move(self, agreed: Move) -> Moved | BookingLost | ChangeRefused:
        """Moves an appointment of the caller's own; the old time is kept when the new one is lost."""
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

    def give_up(self) -> None:
        """The caller goes on: what is only being thought about ends at once, what is being stored does not."""
        ...

    async def foresee(self, text: str) -> list[str]:
        """What would be said to these words, without doing anything: no state changes, nothing is stored."""
        ...
