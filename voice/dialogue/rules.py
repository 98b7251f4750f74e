"""The brain that needs no model: the dialogue's rules, and the house for what they ask of it."""

from collections import deque
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from config.models import Confirm
from voice.clock import Clock
from voice.dialogue.acts import (
    Book,
    Booked,
    Find,
    Input,
    Inquire,
    InquiryStored,
    Look,
    MessageStored,
    Say,
    TakeMessage,
    ToolUsed,
    Words,
)
from voice.dialogue.brain import House, ReplyPart
from voice.dialogue.policy import Dialogue

Effect = Find | Look | Book | TakeMessage | Inquire
"""What the house does for a dialogue."""


class RulesBrain:
    """Answers in microseconds; can finish a booking alone."""

    def __init__(self, dialogue: Dialogue, house: House, clock: Clock) -> None:
        self._dialogue = dialogue
        self._house = house
        self._clock = clock
        self._zone = ZoneInfo(dialogue.talk.business.zone)

    async def reply(self, happened: Input) -> AsyncIterator[ReplyPart]:
        """One reply; effects are carried out in order, and their results are answered too."""
        inputs = deque([happened])
        while inputs:
            now = self._clock.now().astimezone(self._zone)
            for act in self._dialogue.step(inputs.popleft(), now):
                if isinstance(act, Effect):
                    result, used = await self._carry_out(act)
                    yield used
                    inputs.append(result)
                else:
                    yield act

    async def foresee(self, text: str) -> list[str]:
        """What would be said to these words: free times are looked up, everything else is taken to succeed."""
        dialogue, said = self._dialogue.copy(), list[str]()
        inputs = deque[Input]([Words(text)])
        while inputs:
            now = self._clock.now().astimezone(self._zone)
            for act in dialogue.step(inputs.popleft(), now):
                match act:
                    case Say(sentence):
                        said.append(sentence)
                    case Find():
                        if said:
                            return said  # the first sentence is what counts
                        inputs.append(await self._house.find(act))
                    case Look():
                        inputs.append(await self._house.look(act))
                    case Book():
                        automatic = dialogue.talk.business.confirm is Confirm.AUTO
                        inputs.append(Booked("", "confirmed" if automatic else "requested"))
                    case Inquire():
                        inputs.append(InquiryStored(""))
                    case TakeMessage():
                        inputs.append(MessageStored("", act.callback))
                    case _:
                        pass
        return said

    async def _carry_out(self, act: Effect) -> tuple[Input, ToolUsed]:
        match act:
            case Find():
                found = await self._house.find(act)
                return found, ToolUsed("find", found.reason)
            case Look():
                looked = await self._house.look(act)
                return looked, ToolUsed("look", "found" if looked.passages else "nothing")
            case Book():
                done = await self._house.book(act)
                outcome = done.status if isinstance(done, Booked) else "taken"
                return done, ToolUsed("book", outcome)
            case Inquire():
                return await self._house.inquire(act), ToolUsed("inquiry", "stored")
            case TakeMessage():
                stored: MessageStored = await self._house.take(act)
                return stored, ToolUsed("message", "stored")
