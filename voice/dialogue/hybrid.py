"""The rules, and a model for what they do not understand: the model proposes, the rules decide.

What the model never decides: an emergency, a goodbye, a yes or a no. What it proposes is read by our own
grammars from the caller's words and goes through the same rules; whatever goes wrong, the rules answer the turn.
"""

from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from voice.clock import Clock
from voice.dialogue import hints
from voice.dialogue.acts import (
    Act,
    Ask,
    Decide,
    FirstToken,
    Input,
    Look,
    Replaced,
    Say,
    Words,
)
from voice.dialogue.brain import House, Parts, ReplyPart
from voice.dialogue.briefing import Briefing
from voice.dialogue.free_speech import MOST_SENTENCES, plain
from voice.dialogue.knowledge import QUESTION_NOTED
from voice.dialogue.policy import Dialogue
from voice.dialogue.proposals import Proposal, proposal
from voice.dialogue.rules import RulesBrain
from voice.dialogue.talk import Pending
from voice.thinking.answer import AnswerReader, Commands, Invalid, Sentence
from voice.thinking.errors import GivenUp, ThinkingError
from voice.thinking.model import Message
from voice.thinking.request import Request
from voice.thinking.thinker import Thinker

MOST_TRIES = 2
HINTED = "hint"
"""Why the model is asked where an operator told it something that only it can understand."""


def sure(acts: list[Act]) -> bool:
    """True when the rules understood what these acts answer."""
    return all(act.sure for act in acts if isinstance(act, Decide))


@dataclass
class _Turn:
    """One turn that the model is asked about."""

    words: str
    now: datetime
    first_by: float
    """When something has to be decided; monotonic seconds."""
    over_by: float
    messages: list[Message]
    may_speak: bool = True
    """False for a question about the business: only its own answers are given."""
    understood: bool = False
    """The rules know what to do about the words: the model says at most something before it."""
    begun: bool = False
    """The first token came."""
    spoken: list[str] = field(default_factory=list)
    proposal: Proposal | None = None
    invalid: Invalid | None = None
    silenced: bool = False
    """It wanted to answer what is not its to answer."""

    @property
    def deadline(self) -> float:
        """What is waited for next: something to say, or the rest of it."""
        return self.over_by if self.spoken else self.first_by


class HybridBrain:
    """Answers at once what the rules are sure of."""

    def __init__(self, dialogue: Dialogue, house: House, clock: Clock, thinker: Thinker) -> None:
        self._dialogue, self._house = dialogue, house
        self._rules = RulesBrain(dialogue, house, clock)
        self._clock = clock
        self._thinker = thinker
        self._zone = ZoneInfo(dialogue.talk.business.zone)
        self._request: Request | None = None
        self._briefings: dict[str, Briefing] = {}

    @property
    def _briefing(self) -> Briefing:
        """In the language that is spoken now."""
        talk = self._dialogue.talk
        if talk.language.key not in self._briefings:
            self._briefings[talk.language.key] = Briefing(talk.business, talk.language)
        return self._briefings[talk.language.key]

    async def reply(self, happened: Input) -> Parts:
        """One reply."""
        now = self._clock.now().astimezone(self._zone)
        reasons = await self._unsure(happened, now) if isinstance(happened, Words) else ()
        if not isinstance(happened, Words) or not reasons:
            parts = self._rules.reply(happened)
        elif self._thinker.ready:
            parts = self._with_model(
                happened,
                now,
                may_speak=QUESTION_NOTED not in reasons,
                understood=reasons == [HINTED],
            )
        else:
            yield Decide(f"model_{self._thinker.reason}")
            parts = self._rules.reply(happened)
        async with aclosing(parts):
            async for part in parts:
                yield part

    def give_up(self) -> None:
        """Ends the model's work on this turn, if it is at work."""
        if self._request is not None:
            self._request.give_up()

    async def foresee(self, text: str) -> list[str]:
        """What the rules would say; nothing where the model would be asked, which is never done in a pause."""
        now = self._clock.now().astimezone(self._zone)
        if self._thinker.ready and await self._unsure(Words(text), now):
            return []
        return await self._rules.foresee(text)

    async def _unsure(self, words: Words, now: datetime) -> list[str]:
        """Why the rules do not understand; empty where they do, and where only a yes or a no answers."""
        talk = self._dialogue.talk
        if talk.busy or talk.leaving or talk.pending is Pending.CALLBACK:
            return []
        tried = self._dialogue.copy()
        acts = tried.step(words, now)
        for look in [act for act in acts if isinstance(act, Look)]:
            acts = tried.step(await self._house.look(look), now)
        reasons = [act.reason for act in acts if isinstance(act, Decide) and not act.sure]
        hinted = talk.hint is not None and talk.hint.kind == "free" and hints.may_wait(acts)
        return [HINTED] if hinted and not reasons else reasons

    async def _with_model(
        self, words: Words, now: datetime, *, may_speak: bool, understood: bool
    ) -> Parts:
        talk, asked_at = self._dialogue.talk, self._clock.monotonic()
        turn = _Turn(
            words=words.text,
            now=now,
            first_by=asked_at + self._thinker.first_sentence_s,
            over_by=asked_at + self._thinker.turn_s,
            messages=self._briefing.ask(talk, words.text),
            may_speak=may_speak,
            understood=understood,
        )
        try:
            async with aclosing(self._tries(turn)) as parts:
                async for part in parts:
                    yield part
        except GivenUp as error:
            talk.heard.append(words.text)
            yield Decide(error.kind, by="model")
            return
        except ThinkingError as error:
            yield Decide(error.kind, by="model")
            self._thinker.failed(error)
            if not self._thinker.ready:
                yield Replaced("llm", self._thinker.name, "rules", error.kind)
        else:
            self._thinker.answered()
        async with aclosing(self._conclusion(turn, words)) as parts:
            async for part in parts:
                yield part

    async def _conclusion(self, turn: _Turn, words: Words) -> Parts:
        """What follows from what the model said or proposed; where it did neither, the rules' own answer."""
        talk = self._dialogue.talk
        if talk.hint is not None and talk.hint.kind == "free":
            talk.hint = None
            if turn.spoken or turn.proposal is not None:
                yield Decide(HINTED, by="operator")
        if turn.spoken and not turn.understood:
            talk.heard.append(words.text)
            talk.spoken = list(turn.spoken)
            yield Decide("said", by="model")
            for part in self._reopened():
                yield part
            return
        if turn.proposal is None or turn.understood:
            if turn.invalid is not None:
                yield Decide("unusable", by="model")
            parts = self._rules.reply(words)
        else:
            talk.heard.append(words.text)
            yield Decide(" ".join(turn.proposal.kept), by="model")
            parts = self._carried_out(turn.proposal)
        async with aclosing(parts):
            async for part in parts:
                yield part

    async def _carried_out(self, meant: Proposal) -> Parts:
        if meant.wants_somebody:
            # It leaves the way that the caller is on: they are asked, and our own rules hear the answer.
            for part in self._called_back():
                yield part
            return
        _prepare(self._dialogue, meant)
        async with aclosing(self._rules.reply(meant.reading)) as parts:
            async for part in parts:
                yield part

    def _reopened(self) -> list[ReplyPart]:
        """The open question once more, after words of the model's own."""
        parts = self._dialogue.talk.reopen()
        self._dialogue.talk.spoken += [part.text for part in parts if isinstance(part, Say)]
        return [part for part in parts if isinstance(part, Say | Ask)]

    def _called_back(self) -> list[ReplyPart]:
        parts = self._dialogue.talk.offer_callback()
        self._dialogue.talk.spoken = [part.text for part in parts if isinstance(part, Say)]
        return [part for part in parts if isinstance(part, Say | Ask)]

    async def _tries(self, turn: _Turn) -> Parts:
        """Asks, and once more with what was wrong.

        Raises:
            ThinkingError: it did not answer, before anything was said.
        """
        for _number in range(MOST_TRIES):
            reader = AnswerReader()
            try:
                async with aclosing(self._heard(turn, reader)) as parts:
                    async for part in parts:
                        yield part
            except Invalid as error:
                if turn.spoken:
                    return  # what was said was fine
                turn.invalid = error
                yield Decide(f"refused: {error}", by="model")
                turn.messages = self._briefing.again(turn.messages, reader.text, str(error))
            else:
                return

    async def _heard(self, turn: _Turn, reader: AnswerReader) -> Parts:
        """One answer as it comes: what may be said is said sentence by sentence.

        Raises:
            Invalid: it cannot be used.
            ThinkingError: it did not come.
        """
        async with self._thinker.ask(turn.messages) as request:
            self._request = request
            try:
                while (piece := await request.next(turn.deadline)) is not None:
                    if not turn.begun:
                        turn.begun = True
                        yield FirstToken()
                    for item in reader.feed(piece):
                        for said in self._use(turn, item):
                            yield said
                    done = turn.proposal is not None or len(turn.spoken) >= MOST_SENTENCES
                    if done or turn.silenced:
                        return  # the rest is of no interest; closing ends the model's work
                for item in reader.close():
                    for said in self._use(turn, item):
                        yield said
            finally:
                self._request = None
        if turn.proposal is None and not (turn.spoken or turn.silenced):
            raise Invalid('neither "commands" nor "say" has anything in it')

    def _use(self, turn: _Turn, item: Commands | Sentence) -> list[Say]:
        """Takes over the commands, or gives a sentence that may be said."""
        if isinstance(item, Commands):
            if not item.read_only:
                turn.proposal = self._usable(turn, item)
            return []
        if turn.proposal is not None or len(turn.spoken) >= MOST_SENTENCES:
            return []
        if not turn.may_speak:
            turn.silenced = True
            return []
        text = plain(item.text)
        why = self._briefing.free_speech.refusal(text, turn.now)
        if why is not None:
            raise Invalid(why)
        turn.spoken.append(text)
        return [Say(text)]

    def _usable(self, turn: _Turn, found: Commands) -> Proposal:
        """What our grammars and rules can do something with.

        Raises:
            Invalid: nothing.
        """
        meant = proposal(found.commands, turn.words, self._dialogue.talk, turn.now)
        if not meant.wants_somebody:
            tried = self._dialogue.copy()
            _prepare(tried, meant)
            if not sure(tried.step(meant.reading, turn.now)):
                raise Invalid(f"{', '.join(meant.kept)} is no answer to the open question")
        return meant


def _prepare(dialogue: Dialogue, meant: Proposal) -> None:
    """A part of what was read back is to be changed."""
    if meant.rejects:
        dialogue.talk.pending = Pending.CHANGE
