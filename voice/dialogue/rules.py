"""The brain that needs no model: the dialogue's rules, and the house for what they ask of it."""

from collections import deque
from zoneinfo import ZoneInfo

from config.models import Confirm
from voice.clock import Clock
from voice.dialogue.acts import (
    Book,
    Booked,
    BookingLost,
    Cancel,
    Cancelled,
    Find,
    FindOwn,
    Input,
    Inquire,
    InquiryStored,
    Look,
    MessageStored,
    Move,
    Moved,
    Say,
    SwitchLanguage,
    TakeMessage,
    Task,
    ToolUsed,
    Words,
)
from voice.dialogue.brain import House, Parts
from voice.dialogue.policy import Dialogue
from voice.dialogue.reading import Reading

Effect = Find | Look | Book | TakeMessage | Inquire
"""What the house does for a dialogue."""


class RulesBrain:
    """Answers in microseconds; can finish a booking alone."""

    def __init__(self, dialogue: Dialogue, house: House, clock: Clock) -> None:
        self._dialogue = dialogue
        self._house = house
        self._clock = clock
        self._zone = ZoneInfo(dialogue.talk.business.zone)

    async def reply(self, happened: Input | Reading) -> Parts:
        """One reply; effects are carried out in order, and their results are answered too."""
        inputs = deque[Input | Reading]([happened])
        while inputs:
            now = self._clock.now().astimezone(self._zone)
            for act in self._dialogue.step(inputs.popleft(), now):
                if isinstance(act, Task):
                    result, used = await self._carry_out(act)
                    yield used
                    inputs.append(result)
                else:
                    yield act

    def give_up(self) -> None:
        """There is nothing to give up: rules do not wait."""

    async def foresee(self, text: str) -> list[str]:
        """What would be said to these words: free times are looked up, everything else is taken to succeed."""
        dialogue, said = self._dialogue.copy(), list[str]()
        inputs = deque[Input]([Words(text)])
        while inputs:
            now = self._clock.now().astimezone(self._zone)
            for act in dialogue.step(inputs.popleft(), now):
                if isinstance(act, Say):
                    said.append(act.text)
                elif isinstance(act, SwitchLanguage):
                    return said  # what follows is for another voice
                elif isinstance(act, Task):
                    if said and isinstance(act, Find | FindOwn):
                        return said  # the first sentence is what counts
                    inputs.append(await self._foreseen(act))
        return said

    async def _foreseen(self, act: Task) -> Input:
        """What the house would answer: it is asked, but nothing is done."""
        match act:
            case Find():
                return await self._house.find(act)
            case Look():
                return await self._house.look(act)
            case FindOwn():
                return await self._house.own()
            case Cancel():
                return Cancelled()
            case Move():
                return Moved()
            case Book():
                automatic = self._dialogue.talk.business.confirm is Confirm.AUTO
                return Booked("", "confirmed" if automatic else "requested")
            case Inquire():
                return InquiryStored("")
            case TakeMessage():
                return MessageStored("", act.callback)

    async def _carry_out(self, act: Task) -> tuple[Input, ToolUsed]:
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
            case FindOwn():
                owned = await self._house.own()
                return owned, ToolUsed("find_own", str(len(owned.owns)))
            case Cancel():
                cancelled = await self._house.cancel(act)
                outcome = "cancelled" if isinstance(cancelled, Cancelled) else "refused"
                return cancelled, ToolUsed("cancel", outcome)
            case Move():
                return await self._move(act)
            case Inquire():
                return await self._house.inquire(act), ToolUsed("inquiry", "stored")
            case TakeMessage():
                stored: MessageStored = await self._house.take(act)
                return stored, ToolUsed("message", "stored")

    async def _move(self, act: Move) -> tuple[Input, ToolUsed]:
        moved = await self._house.move(act)
        match moved:
            case Moved():
                return moved, ToolUsed("move", "moved")
            case BookingLost():
                return moved, ToolUsed("move", "taken")
            case _:
                return moved, ToolUsed("move", "refused")
