"""What a dialogue knows so far, and the few moves that every part of it makes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from config.models import Business, Mode
from storage.events import SlotName
from voice.dialogue.acts import Act, Ask, CallForHelp, Decide, End, Fill, Hint, Offer, Own, Say
from voice.dialogue.own_sentences import OwnSentences
from voice.dialogue.phrases import Phrasebook
from voice.language.languages import Language
from voice.language.values import When

ANYONE = "*"
"""The caller does not mind who does it."""
MOST_ATTEMPTS = 3
"""After so many failures at one question a call-back is offered instead."""


class Goal(StrEnum):
    """What the caller wants from this call."""

    UNKNOWN = "unknown"
    BOOK = "book"
    MESSAGE = "message"
    INQUIRY = "inquiry"
    CANCEL = "cancel"
    MOVE = "move"


class Pending(StrEnum):
    """What the open question refers to beside its slot."""

    NOTHING = "nothing"
    OFFERS = "offers"
    READ_BACK = "read_back"
    CHANGE = "change"
    CALLBACK = "callback"
    LIMIT = "limit"
    OWN = "own"
    CANCELLING = "cancelling"
    EMERGENCY = "emergency"


@dataclass
class Facts:
    """What was understood of the caller's wish."""

    service: str | None = None
    staff: str | None = None
    wish: When | None = None
    offer: Offer | None = None
    name: str | None = None
    phone: str | None = None
    problem: str | None = None
    address: str | None = None
    urgency: str | None = None


@dataclass(frozen=True)
class Tongue:
    """What it takes to go on in another language."""

    language: Language
    phrases: Phrasebook


def _none_other(_key: str) -> Tongue | None:
    return None


@dataclass
class Talk:
    """One conversation: its business, its language, and where it stands."""

    business: Business
    language: Language
    phrases: Phrasebook
    caller: str | None
    others: Callable[[str], Tongue | None] = _none_other
    """Each language by its key; None for one that is not spoken here."""
    facts: Facts = field(default_factory=Facts)
    goal: Goal = Goal.UNKNOWN
    question: SlotName = "open"
    pending: Pending = Pending.NOTHING
    attempts: Counter[str] = field(default_factory=Counter)
    offers: tuple[Offer, ...] = ()
    owns: tuple[Own, ...] = ()
    """The caller's own appointments that are asked about."""
    which: When | None = None
    """What the caller said of the day and time of that one."""
    own: Own | None = None
    """The one that is to be cancelled or moved."""
    refused: set[datetime] = field(default_factory=set)
    spoken: list[str] = field(default_factory=list)
    """What was said since the caller last spoke; repeated on demand."""
    heard: list[str] = field(default_factory=list)
    leaving: bool = False
    """The caller has said goodbye; end after what is being done."""
    booked: int = 0
    """How many appointments were made in this call."""
    keys: str = ""
    told: frozenset[str] = frozenset()
    """Languages in which the caller was told that a machine speaks."""
    busy: bool = False
    """All lines are busy: the caller is offered a call-back and nothing else."""
    noting: bool = False
    """The message that is being stored is a question that nobody has written an answer to."""
    emergency: str | None = None
    """The key of the one that was recognised last."""
    closed: bool = False
    """The call came outside of the business's hours."""
    not_before: date | None = None
    """The first day that may be offered; None: any."""
    hint: Hint | None = None
    """An operator's, which the next turn follows."""

    @property
    def own_sentences(self) -> OwnSentences:
        """What is said about an appointment of the caller's own."""
        return OwnSentences(self.business, self.phrases, self.language)

    def copy(self) -> "Talk":
        """The same state; the business and its words are shared, nobody changes them."""
        return replace(
            self,
            facts=replace(self.facts),
            attempts=Counter(self.attempts),
            refused=set(self.refused),
            spoken=list(self.spoken),
            heard=list(self.heard),
        )

    def ask(self, slot: SlotName, *, pending: Pending = Pending.NOTHING) -> list[Act]:
        """Opens a question, in other words each time that it failed."""
        self.question, self.pending = slot, pending
        attempt = min(self.attempts[self.topic] + 1, MOST_ATTEMPTS)
        return [Say(self.question_text(attempt)), Ask(slot, attempt)]

    @property
    def topic(self) -> str:
        """The question's key in the catalogue: read-backs and call-backs share a slot."""
        if self.pending in (Pending.CALLBACK, Pending.CHANGE, Pending.OFFERS, Pending.OWN):
            return str(self.pending)
        return self.question

    def question_text(self, attempt: int) -> str:
        """The open question in the words of its n-th attempt."""
        if self.pending is Pending.OFFERS:
            return self.phrases.which(self.offers)
        if self.pending is Pending.OWN:
            return self.own_sentences.which(self.owns)
        if self.pending is Pending.CANCELLING and attempt == 1:
            return self.phrases.text("own.cancel")
        if self.question == "when" and self.goal is Goal.MOVE and attempt == 1:
            return self.phrases.text("own.move")
        if self.pending is Pending.CHANGE:
            order = self.business.mode is Mode.AUFTRAG
            return self.phrases.text("inquiry.change" if order else "ask.change")
        if self.question == "name" and self.goal in (Goal.MESSAGE, Goal.INQUIRY) and attempt == 1:
            return self.phrases.text("message.name")
        return self.phrases.ask(self.topic, attempt)

    def reopen(self) -> list[Act]:
        """The open question once more, in the same words."""
        attempt = min(self.attempts[self.topic] + 1, MOST_ATTEMPTS)
        return [Say(self.question_text(attempt)), Ask(self.question, attempt)]

    def fail(self, reason: str) -> list[Act]:
        """The answer was not understood: other words, and after three of them a call-back."""
        self.attempts[self.topic] += 1
        failures = self.attempts[self.topic]
        if self.pending is Pending.CALLBACK and failures >= MOST_ATTEMPTS:
            return [Decide(reason, sure=False), *self.goodbye()]
        acts: list[Act] = [
            Decide(reason, sure=False),
            Say(self.phrases.variant("not_understood", failures)),
        ]
        if failures == MOST_ATTEMPTS - 1:
            acts.append(CallForHelp("not_understood"))
        if failures >= MOST_ATTEMPTS:
            return acts + self.offer_callback()
        return acts + self.ask(self.question, pending=self.pending)

    def offer_callback(self) -> list[Act]:
        """Asks whether somebody should ring back."""
        return self.ask("confirm", pending=Pending.CALLBACK)

    def goodbye(self) -> list[Act]:
        """The last words, after which the line is closed."""
        return [Say(self.phrases.text("farewell")), End("busy" if self.busy else "farewell")]

    def fill(self, slot: SlotName, value: str, quote: str) -> Fill:
        """Records a fact and forgives earlier failures at it."""
        self.attempts[slot] = 0
        return Fill(slot, value, quote)
