"""What understood words mean, in plain values that every language shares."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Daypart = Literal["morning", "forenoon", "noon", "afternoon", "evening", "night"]
Urgency = Literal["urgent", "normal"]
TextState = Literal["complete", "neutral", "open", "empty"]
"""How finished a partial text looks for the open question: it fills the slot; it may; it ends on a
word that wants another ("am", "und"); nothing was recognised."""


@dataclass(frozen=True)
class When:
    """A day, a time, or both; ranges carry their end."""

    date: dt.date | None = None
    time: dt.time | None = None
    end_date: dt.date | None = None
    end_time: dt.time | None = None
    daypart: Daypart | None = None


@dataclass(frozen=True)
class Phone:
    """A number in E.164: +491701234567."""

    e164: str


class Answer(StrEnum):
    """What a reply to a yes/no question amounts to."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class PersonName:
    """A caller's name as it is written: "Becker"."""

    family: str
    given: str | None = None
    spelled: bool = False


class Intent(StrEnum):
    """What a caller wants of the conversation, beside facts."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    PERSON = "person"
    REPEAT = "repeat"
    HELP = "help"
    FAREWELL = "farewell"
    THANKS = "thanks"
    WAIT = "wait"
    GREETING = "greeting"
    CORRECTION = "correction"
    EARLIER = "earlier"
    LATER = "later"
    OTHER = "other"
    NEXT_FREE = "next_free"
    ANY = "any"
    PRICE = "price"
    HOURS = "hours"
    PLACE = "place"
    WRONG_NUMBER = "wrong_number"
    COMPLAINT = "complaint"
    MACHINE = "machine"
    """Whether a person or a machine speaks."""
    SMALL_TALK = "small_talk"
    MESSAGE = "message"
    CALLBACK = "callback"
    BACKCHANNEL = "backchannel"
    """Nothing but "mhm", "okay": the caller listens."""
