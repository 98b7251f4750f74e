"""`talk --typed`: the same dialogue by typing, without sound, for who edits a profile."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import typer

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival, Post
from config.models import Business
from config.site import Configuration
from storage.database import Store
from storage.ids import Ids
from voice.clock import Clock, RealClock
from voice.dialogue import acts
from voice.dialogue.brain import Brain
from voice.line import Line
from voice.text_line import TextLine
from voice.thinking.making import thinker_of

MODEL_LIMIT_S = 60.0
"""How long the model is waited for before the first word."""
Tell = Callable[[str], None]


class TypedLeg:
    """Nobody listens: what is said is printed."""

    transport = "typed"

    async def open(self, post: Post) -> Line:
        """A line without sound."""
        del post
        return TextLine()

    async def hang_up(self) -> None:
        """There is nothing to hang up."""

    async def close(self) -> None:
        """Nothing is held."""


async def talk_typed(
    known: Configuration, owner: Business, number: str, clock: Clock, *, why: bool, tell: Tell
) -> None:
    """One conversation from standard input; what is booked in it is kept in a database of its own and forgotten."""
    with TemporaryDirectory(prefix="vorzimmer-") as folder:
        store = Store(Path(folder) / "typed.db")
        thinker = thinker_of(known.site.llm, clock)
        reception = Reception(known, store, clock, Ids(clock.now), thinker=thinker)
        try:
            await reception.open()
            if thinker is not None:
                await thinker.open()
                await thinker.loaded(MODEL_LIMIT_S)
            arrival = Arrival(owner.key, number, owner.numbers[0], "typed")
            brain = reception.session(arrival, TypedLeg()).brain
            await _converse(brain, why=why, tell=tell)
        finally:
            if thinker is not None:
                await thinker.close()
            await store.close()


async def _converse(brain: Brain, *, why: bool, tell: Tell) -> None:
    over = await _answer(brain, acts.Began(), why=why, tell=tell)
    for line in _lines():
        if over:
            return
        happened: acts.Input = acts.Words(line)
        if line.isdigit() or line in ("*", "#"):
            for digit in line:
                over = await _answer(brain, acts.Keys(digit), why=why, tell=tell)
            continue
        over = await _answer(brain, happened, why=why, tell=tell)


def _lines() -> Iterator[str]:
    """What is typed; an empty line is nothing."""
    while True:
        if sys.stdin.isatty():
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip().lower()


async def _answer(brain: Brain, happened: acts.Input, *, why: bool, tell: Tell) -> bool:
    """Prints one reply; True when the call is over."""
    over = False
    async for part in brain.reply(happened):
        match part:
            case acts.Say(text):
                tell(f"Vorzimmer: {text}")
            case acts.End(reason):
                over = True
                tell(f"  (ended: {reason})")
            case acts.Fill(slot, value) if why:
                tell(f"  {slot} = {value}")
            case acts.Decide(reason) if why:
                tell(f"  {getattr(part, 'by', 'rules')}: {reason}")
            case acts.ToolUsed(tool, outcome) if why:
                tell(f"  {tool}: {outcome}")
            case acts.CallForHelp(reason) if why:
                tell(f"  an operator is called: {reason}")
            case acts.Ask(slot, attempt) if why:
                tell(f"  asks: {slot}, attempt {attempt}")
            case _:
                pass
    return over


def clock_for(text: str | None, owner: Business) -> Clock:
    """A clock that pretends a local time of the business; the real one without."""
    if text is None:
        return RealClock()
    try:
        pretended = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(owner.zone))
    except ValueError as error:
        raise typer.BadParameter(f"--now {text}: 2026-03-04T10:00 is expected") from error
    return RealClock(pretended - datetime.now(UTC))
