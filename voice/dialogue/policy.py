"""The dialogue of a `termin` business as a machine: what was heard goes in, what to do comes out.

No I/O, no clock: `step(input, now)` is handed the business's local time. Acts that need the house are
answered by an input of their own, so that one recorded list of inputs replays to the same acts.
"""

from collections.abc import Callable
from datetime import datetime

from config.models import Mode
from voice.dialogue import (
    booking,
    closed,
    emergency,
    hints,
    inquiry,
    keys,
    knowledge,
    messages,
    own,
    told,
    tongues,
)
from voice.dialogue.acts import (
    Act,
    Ask,
    Back,
    Began,
    Booked,
    BookingLost,
    CallForHelp,
    Cancelled,
    ChangeRefused,
    Decide,
    Follow,
    Found,
    Hold,
    Input,
    InquiryStored,
    Keys,
    LimitReached,
    Look,
    Looked,
    MessageStored,
    Moved,
    NotReached,
    OwnFound,
    Result,
    Resumed,
    Say,
    Silent,
    Steered,
    TakeMessage,
    Unclear,
    Words,
)
from voice.dialogue.reading import Reading, read
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.values import Answer, Intent


class Dialogue:
    """One caller's conversation."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        talk.facts.phone = talk.caller

    def copy(self) -> "Dialogue":
        """The same conversation, of which this one knows nothing."""
        other = Dialogue.__new__(Dialogue)
        other.talk = self.talk.copy()
        return other

    def step(self, happened: Input | Reading, now: datetime) -> list[Act]:
        """Everything to do about one input, in order."""
        acts = self._read(happened) if isinstance(happened, Reading) else self._react(happened, now)
        acts = acts if isinstance(happened, Result) else hints.followed(self.talk, acts)
        said = [act.text for act in acts if isinstance(act, Say)]
        if isinstance(happened, Words | Unclear | Keys | Began | Steered | Reading):
            self.talk.spoken = said
        else:
            self.talk.spoken += said
        return acts

    def _react(self, happened: Input, now: datetime) -> list[Act]:
        talk = self.talk
        match happened:
            case Began():
                return self._hello(now)
            case Words(text, overlapped):
                return self._words(text, now, overlapped=overlapped)
            case Unclear():
                return talk.fail("unclear")
            case Keys(digits):
                return self._keys(digits, now)
            case Silent(stage):
                # Few people know of the hash key: who stops typing is done.
                done = keys.press(talk, keys.END_KEY) if talk.keys else None
                return messages.silent(talk, stage) if done is None else self._number(done, now)
            case LimitReached():
                return messages.limit(talk)
            case Follow():
                return []
            case Resumed(again):
                return self._repeat() if again else talk.reopen()
            case Back() | NotReached():
                return messages.back(talk, happened)
            case _:
                return self._result(happened, now)

    def _result(self, came: Result, now: datetime) -> list[Act]:
        """What the house found or stored."""
        talk = self.talk
        match came:
            case Found():
                return booking.found(talk, came)
            case Looked():
                return self._looked(came, now)
            case Booked():
                return booking.booked(talk, came)
            case BookingLost():
                return booking.lost(talk)
            case OwnFound():
                return own.found(talk, came)
            case Cancelled():
                return own.cancelled(talk)
            case Moved():
                return own.moved(talk)
            case ChangeRefused():
                return own.refused(talk)
            case MessageStored():
                return self._noted(came)
            case InquiryStored():
                return inquiry.stored(talk, came)

    def _noted(self, stored: MessageStored) -> list[Act]:
        if self.talk.noting:
            self.talk.noting = False
            return self.talk.reopen()
        if self.talk.pending is Pending.EMERGENCY:
            return emergency.stored(self.talk, stored)
        return messages.stored(self.talk, stored)

    def _hello(self, now: datetime) -> list[Act]:
        phrases = self.talk.phrases
        self.talk.question = "open"
        disclosure = Say(phrases.text("disclosure"), protected=True)
        name = self.talk.business.name
        if self.talk.busy:
            return [
                disclosure,
                Say(phrases.text("busy", business=name)),
                *self.talk.offer_callback(),
            ]
        greeting = [Say(phrases.text("greeting", business=name)), Ask("open")]
        return [disclosure, *(closed.hello(self.talk, now) or greeting)]

    def _words(self, text: str, now: datetime, *, overlapped: bool) -> list[Act]:
        talk = self.talk
        talk.heard.append(text)
        urgent = emergency.react(talk, text)
        if urgent is not None:
            return urgent
        reading = read(text, talk, now)
        if knowledge.worth_looking(talk, reading):
            return [Look(text)]
        return self._read(reading, overlapped=overlapped)

    def _looked(self, result: Looked, now: datetime) -> list[Act]:
        """An answer that was written for the question, or the words are taken as if nobody had looked."""
        reading = read(result.text, self.talk, now)
        told = knowledge.looked(self.talk, reading, result.passages)
        return self._read(reading) if told is None else told

    def _read(self, reading: Reading, *, overlapped: bool = False) -> list[Act]:
        """Words as they were understood, by us or with somebody's help."""
        special = self._special(reading, overlapped=overlapped)
        return self._answered(reading, overlapped=overlapped) if special is None else special

    def _answered(self, reading: Reading, *, overlapped: bool = False) -> list[Act]:
        """An answer goes to whoever asked."""
        talk = self.talk
        if talk.pending is Pending.EMERGENCY:
            return emergency.answer(talk, reading)
        instead = closed.instead(talk, reading)
        if instead is not None:
            return instead
        if talk.goal is Goal.MESSAGE:
            return messages.answer(talk, reading)
        if talk.business.mode is Mode.AUFTRAG and talk.pending is not Pending.CALLBACK:
            return self._order(reading, overlapped=overlapped)
        return self._answer(reading, overlapped=overlapped)

    def _order(self, reading: Reading, *, overlapped: bool) -> list[Act]:
        """A business that takes orders: everything that is told leads to an inquiry."""
        talk = self.talk
        if talk.pending is Pending.READ_BACK:
            return inquiry.answer_read_back(talk, reading, overlapped=overlapped)
        if talk.pending is Pending.CHANGE:
            return inquiry.change(talk, reading)
        if talk.question == "more" or (talk.question == "open" and talk.goal is Goal.UNKNOWN):
            if talk.language.dismisses(reading.text) or Intent.THANKS in reading.intents:
                return [Decide("nothing_more"), *talk.goodbye()]
            if reading.text == "" and reading.answer is Answer.NO:
                return [Decide("nothing_more"), *talk.goodbye()]
            if reading.answer is Answer.YES:
                return [Decide("more_wanted"), *talk.ask("problem")]
            if talk.question == "more":
                talk.question = "open"
        if talk.question != "open" and Intent.GREETING in reading.intents:
            alone = len(reading.text.split()) <= 2
            if alone:  # "Hallo?" asks whether we are still there
                return [Decide("greeted_back"), *talk.reopen()]
        return inquiry.answer(talk, reading)

    def _answer(self, reading: Reading, *, overlapped: bool = False) -> list[Act]:
        talk = self.talk
        if talk.pending is Pending.CALLBACK:
            return messages.answer_callback(talk, reading)
        if talk.pending is Pending.OWN:
            return own.answer_which(talk, reading)
        if talk.pending is Pending.CANCELLING:
            return own.answer_cancel(talk, reading, overlapped=overlapped)
        if talk.pending is Pending.READ_BACK:
            return booking.answer_read_back(talk, reading, overlapped=overlapped)
        if talk.pending is Pending.CHANGE:
            return booking.change(talk, reading)
        if talk.pending is Pending.OFFERS:
            acts = booking.answer_offers(talk, reading)
            if acts is not None:
                return acts
        if talk.question == "more":
            return self._more(reading)
        return self._general(reading)

    def _general(self, reading: Reading) -> list[Act]:
        """Facts in whatever order the caller gives them."""
        talk = self.talk
        fills = booking.absorb(talk, reading)
        if Intent.NEXT_FREE in reading.intents and talk.facts.wish is None:
            fills += booking.as_soon_as_possible(talk, reading.text)
        wants = bool(reading.intents & {Intent.BOOK, Intent.NEXT_FREE})
        if wants and talk.goal is Goal.UNKNOWN:
            talk.goal = Goal.BOOK
        if talk.goal is Goal.UNKNOWN or not (fills or wants):
            return self._not_a_fact(reading)
        if talk.goal is Goal.BOOK and talk.booked >= talk.business.limits.bookings:
            return [Decide("enough_booked"), *messages.start(talk, "enough", problem=reading.text)]
        talk.pending = Pending.NOTHING
        return [Decide("facts"), *fills, *booking.advance(talk)]

    def _not_a_fact(self, reading: Reading) -> list[Act]:
        talk = self.talk
        if talk.question == "open" and reading.answer is Answer.NO:
            return [Decide("nothing_wanted"), *talk.goodbye()]
        if Intent.GREETING in reading.intents and len(reading.text.split()) <= 3:
            return [Decide("greeted_back"), *talk.reopen()]
        if Intent.BACKCHANNEL in reading.intents:
            return [Decide("backchannel"), *talk.reopen()]
        return talk.fail("no_fact")

    def _more(self, reading: Reading) -> list[Act]:
        """After something was done: another wish, or goodbye."""
        talk = self.talk
        if reading.answer is Answer.NO or Intent.THANKS in reading.intents:
            return [Decide("nothing_more"), *talk.goodbye()]
        if reading.has_facts or Intent.BOOK in reading.intents:
            return self._general(reading)
        if reading.answer is Answer.YES:
            return [Decide("more_wanted"), *talk.ask("open")]
        return talk.fail("more_unclear")

    def _special(self, reading: Reading, *, overlapped: bool) -> list[Act] | None:
        """What is answered whatever the open question is; None when the words are an answer to it."""
        talk, intents = self.talk, reading.intents
        if (wish := tongues.wished(talk, reading)) is not None:
            return tongues.switch(talk, wish)
        if Intent.FAREWELL in intents:
            return self._farewell(reading, overlapped=overlapped)
        if Intent.WRONG_NUMBER in intents:
            text = talk.phrases.text("wrong_number", business=talk.business.name)
            return [Decide("wrong_number"), Say(text), *talk.goodbye()]
        if talk.question == "problem" or talk.pending is Pending.CHANGE:
            return None
        if reading.has_facts:  # "nein Moment nicht Freitag Samstag" hesitates and asks for nothing
            intents -= {Intent.WAIT}
        for intent, react in self._reactions():
            if intent in intents:
                return [Decide(intent), *react(reading)]
        return None

    def _reactions(self) -> list[tuple[Intent, Callable[[Reading], list[Act]]]]:
        """Reactions in the order of their weight."""
        talk = self.talk
        say = talk.phrases.text
        reactions: list[tuple[Intent, Callable[[Reading], list[Act]]]] = [
            (Intent.WAIT, lambda _: [Say(say("hold")), Hold()]),
            (Intent.REPEAT, lambda _: self._repeat()),
            (Intent.HELP, lambda _: self._help()),
            (Intent.MACHINE, lambda _: [Say(say("machine")), *talk.reopen()]),
            (
                Intent.PRICE,
                lambda r: [Say(told.price(talk, r.service or talk.facts.service)), *talk.reopen()],
            ),
            (Intent.HOURS, lambda _: [Say(told.hours(talk)), *talk.reopen()]),
            (Intent.PLACE, lambda _: [Say(told.place(talk)), *talk.reopen()]),
        ]
        if talk.goal is not Goal.MESSAGE:
            reactions += [
                (Intent.PERSON, lambda _: [CallForHelp("person_wanted"), *self._message("person")]),
                (Intent.COMPLAINT, messages.complaint(talk)),
                *own.reactions(talk),
                (Intent.MESSAGE, lambda _: self._message("message.gladly")),
                (Intent.CALLBACK, lambda _: self._message("message.gladly")),
            ]
        return reactions

    def _message(self, key: str) -> list[Act]:
        return messages.start(self.talk, key)

    def _repeat(self) -> list[Act]:
        talk = self.talk
        again = [Say(text) for text in talk.spoken] or [Say(talk.question_text(1))]
        return [*again, Ask(talk.question, talk.attempts[talk.topic] + 1)]

    def _help(self) -> list[Act]:
        phrases, talk = self.talk.phrases, self.talk
        return [
            Say(phrases.text(f"help.{talk.question}", services=phrases.services())),
            *talk.reopen(),
        ]

    def _farewell(self, reading: Reading, *, overlapped: bool) -> list[Act]:
        """A goodbye ends the call; with the yes to a read-back it books first."""
        talk, facts = self.talk, self.talk.facts
        agreed = talk.pending is Pending.READ_BACK and reading.answer is Answer.YES
        talk.leaving = True
        if agreed and not overlapped:
            return booking.agreed(talk)
        if talk.pending is Pending.CANCELLING and reading.answer is Answer.YES and not overlapped:
            return own.cancel(talk)
        if talk.goal is Goal.MESSAGE and facts.problem is not None:
            message = TakeMessage(facts.problem, facts.name, facts.phone, callback=True)
            return [Decide("farewell"), message]
        acts: list[Act] = [Decide("farewell")]
        if talk.goal in (Goal.BOOK, Goal.INQUIRY):
            acts.append(Say(talk.phrases.text("discarded")))
        if talk.goal in (Goal.CANCEL, Goal.MOVE):
            acts.append(Say(talk.phrases.text("own.kept")))
        return [*acts, *talk.goodbye()]

    def _keys(self, digit: str, now: datetime) -> list[Act]:
        """A key answers the open question; one without a meaning there is told what the keys are."""
        talk = self.talk
        if digit == keys.AGAIN_KEY:
            talk.keys = ""
            return [Decide("again_key"), *self._repeat()]
        if keys.takes_numbers(talk):
            return self._number(keys.press(talk, digit), now)
        if digit == keys.PERSON_KEY:
            return self._person_key()
        if talk.pending is Pending.OFFERS and digit.isdigit() and int(digit) <= len(talk.offers):
            return booking.choose(talk, talk.offers[int(digit) - 1], "")
        if (wish := tongues.keyed(talk, digit)) is not None:
            return tongues.switch(talk, wish)
        reading = keys.single(talk, digit)
        return self._key_without_meaning() if reading is None else self._keyed(reading)

    def _number(self, number: str | None, now: datetime) -> list[Act]:
        if number is None:
            return []
        if number == keys.PERSON_KEY:
            return self._person_key()
        reading = keys.number(self.talk, number, now)
        return self._key_without_meaning() if reading is None else self._keyed(reading)

    def _person_key(self) -> list[Act]:
        return [Decide("person_key"), CallForHelp("person_wanted"), *self._message("person")]

    def _key_without_meaning(self) -> list[Act]:
        talk = self.talk
        ask = Ask(talk.question, talk.attempts[talk.topic] + 1)
        return [Decide("key_without_meaning"), Say(keys.explained(talk)), ask]

    def _keyed(self, reading: Reading) -> list[Act]:
        """A key may say what words say as an intent."""
        talk = self.talk
        if Intent.MESSAGE in reading.intents and talk.goal is not Goal.MESSAGE:
            return self._message("message.gladly")
        if Intent.BOOK in reading.intents and talk.business.mode is Mode.AUFTRAG:
            return [Decide("more_wanted"), *talk.ask("problem")]
        return self._answered(reading)
