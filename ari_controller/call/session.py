"""Runs one call: feeds its machine, carries out what the machine orders, and ends it politely."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from ari_controller.call import signals
from ari_controller.call.foresight import Foresight
from ari_controller.call.journal import Journal
from ari_controller.call.leg import Leg
from ari_controller.call.orders import Carried, Carry, Connect, Release, Ring, Tell
from ari_controller.call.signals import Command, Signal
from ari_controller.call.steering import SteeredCall
from ari_controller.call.telephony import Telephony
from ari_controller.call.texts import Texts
from config.models import Business
from storage.calls import NewCall
from voice.clock import Clock
from voice.dialogue import acts
from voice.dialogue.brain import Brain, House, ReplyPart
from voice.dialogue.talk import Talk
from voice.hearing.echo import is_echo, is_surely_echo
from voice.hearing.events import FinalText, HearingEvent, PartialText, SpeechStarted, SpeechStopped
from voice.language.languages import language
from voice.language.values import Intent
from voice.line import Line, Metered

log = structlog.get_logger(__name__)
_CLOSE_LIMIT_S = 5.0
SOON_S = 1.0
"""Who goes on within that time had not finished."""
_TO_THE_END = frozenset({"hang up", "call-back", "order"})
"""What is finished although the call has ended."""
Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class Session:
    """One call from its first to its last second; an error in it ends this call and no other."""

    new: NewCall
    business: Business
    leg: Leg
    brain: Brain
    house: House
    talk: Talk
    journal: Journal
    clock: Clock
    machine: SteeredCall
    telephony: Telephony
    levels_wanted: Callable[[], bool] = lambda: False
    """Whether anybody looks at how loud both sides are."""
    _inbox: asyncio.Queue[Signal] = field(default_factory=asyncio.Queue)
    _texts: Texts = field(default_factory=Texts)
    _turns: asyncio.Queue[signals.Think] = field(default_factory=asyncio.Queue)
    _line: Line | None = None
    _paused: bool = False
    """The caller is silent in the middle of a turn, or at its end."""
    _turn_over_at: float = -1e9
    _soon: bool = False
    """What is being said began right after a turn that we took to be over."""
    _saying: str = ""
    """What our voice is saying now, in words."""
    _last_said: str = ""
    _silent_since: float = 0.0
    _token_at: float | None = None
    """When a model began to answer this turn."""
    _spoken_generation: int = 0
    """Texts of a generation up to this one are not spoken any more."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _group: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)

    def __post_init__(self) -> None:
        self.foresight = Foresight(self.brain)

    def post(self, signal: Signal) -> None:
        """Something happened: from the leg, an operator, or the controller."""
        self._inbox.put_nowait(signal)

    async def run(self) -> None:
        """The whole call; returns when it has ended and everything about it is stored."""
        self.journal.start(self.new)
        writer = asyncio.create_task(self.journal.write(), name="journal")
        try:
            self.post(signals.Arrived())
            async with self._group:
                self._start("voice", self._speak)
                self._start("brain", self._think)
                await self._drive()
                for task in list(self._tasks):
                    task.cancel()
        finally:
            await self._close()
            self.journal.close()
            await writer

    async def _drive(self) -> None:
        while self.machine.state != "ended" or not self._inbox.empty():
            signal = await self._next()
            for command in self.machine.step(signal, self.clock.monotonic()):
                self._carry_out(command)

    async def _next(self) -> Signal:
        """The next signal, or `Timeout` at the machine's deadline."""
        try:
            async with asyncio.timeout_at(self.machine.deadline):
                return await self._inbox.get()
        except TimeoutError:
            return signals.Timeout()

    def _carry_out(self, command: Command) -> None:
        match command:
            case signals.Record(kind, body):
                self.journal.record(kind, **body)
            case signals.Answer():
                self._start("media", self._open)
            case signals.Think():
                self.brain.give_up()
                self._turns.put_nowait(command)
            case signals.Speak():
                self._texts.put(command)
            case signals.Filler(generation, attempt):
                # The first one once, then two in turn: never the same twice in a row.
                number = attempt if attempt < 3 else 2 + attempt % 2
                text = self.talk.phrases.variant("filler", number)
                self._texts.put(signals.Speak(generation, text))
            case Tell(generation, key, number, values):
                told = self.talk.phrases.variant(key, number, **values)
                self._texts.put(signals.Speak(generation, told))
            case Carry() | Ring() | Connect() | Release():
                work = partial(self.telephony.carry_out, command, self.post)
                self._start("order" if isinstance(command, Carry) else "telephone", work)
            case signals.Apologise():
                self._start("call-back", self._promise)
                self._start("apology", self._apologise)
            case signals.HangUp():
                self._start("hang up", self.leg.hang_up)
            case _:
                self._order(command)

    def _order(self, command: Command) -> None:
        """What concerns an open line only."""
        if isinstance(command, signals.StopSpeaking):
            self._spoken_generation = self.machine.generation - 1
            self.brain.give_up()
        line = self._line
        if line is None:
            return
        match command:
            case signals.StopSpeaking() if self.machine.state != "ended":
                self._start("voice", line.stop)
            case signals.Duck(on):
                line.duck(on=on)
            case signals.PauseSpeaking():
                line.pause()
            case signals.ResumeSpeaking():
                line.resume()
            case signals.Expect(slot):
                line.expect(slot)
            case _:
                pass

    def _start(self, part: str, work: Work) -> None:
        task = self._group.create_task(self._guarded(part, work), name=part)
        if part not in _TO_THE_END:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _guarded(self, part: str, work: Work) -> None:
        """Runs a part of this call; its failure ends this call politely, never another."""
        try:
            await work()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the boundary of one call: whatever fails, fails here
            log.exception(
                "call part failed", part=part, call=self.new.id, error=type(error).__name__
            )
            self.post(signals.Apologised() if part == "apology" else signals.Broken(part))

    # --- the line ---------------------------------------------------------------------------------

    async def _open(self) -> None:
        self._line = await self.leg.open(self.post)
        if isinstance(self._line, Metered):
            self._line.meter(self.levels_wanted, self._loud)
        self.post(signals.MediaReady())
        async for event in self._line.hear():
            self.post(self._heard(event))
        # The audio ended before the call did: whoever ended it says so in a moment, or never.
        await asyncio.sleep(_CLOSE_LIMIT_S)
        with_somebody = self.machine.state == "with_operator"
        self.post(signals.Broken("media") if with_somebody else signals.HungUp())

    def _loud(self, caller: float, assistant: float) -> None:
        self.journal.record("level", caller_dbfs=caller, assistant_dbfs=assistant)

    def _heard(self, event: HearingEvent) -> Signal:
        match event:
            case SpeechStarted(at):
                self._paused = False
                self._soon = at - self._turn_over_at < SOON_S
                self.foresight.went_on()
                return signals.CallerBegan()
            case SpeechStopped():
                self._paused = True
                return signals.CallerPaused()
            case PartialText(text):
                awaited = self.machine.state == "listening" and not self.machine.muted
                if self._paused and self._line is not None and awaited:
                    self.foresight.paused(text, self._line)
                echo = is_echo(text, self._saying)
                return signals.CallerPartial(text, meaningful=self._meaningful(text) and not echo)
            case FinalText():
                self._paused = False
                self.foresight.turn_over()
                meaningful = self._meaningful(event.text)
                self._soon, self._turn_over_at = False, event.final_at
                return signals.CallerSaid(
                    text=event.text,
                    meaningful=meaningful,
                    confidence=event.confidence,
                    speech_ended_at=event.speech_ended_at,
                    endpoint_at=event.endpoint_at,
                    final_at=event.final_at,
                    started_at=event.started_at,
                    echo=self._is_echo(event),
                )

    def _is_echo(self, event: FinalText) -> bool:
        """Our own words, and they began while we spoke: a caller repeats an offer after it."""
        over_us = bool(self._saying) or event.started_at < self._silent_since
        return over_us and is_surely_echo(event.text, self._last_said)

    def _meaningful(self, text: str) -> bool:
        """False for nothing and for "mhm": a listener's noises interrupt nobody.

        Nor does the rest of an answer that we took to be over: "ja" - "bitte".
        """
        spoken = self.talk.language
        if self._soon and spoken.is_tail(text):
            return False
        return bool(text) and Intent.BACKCHANNEL not in spoken.intents(text)

    # --- our voice --------------------------------------------------------------------------------

    async def _speak(self) -> None:
        while True:
            order = await self._texts.get()
            if isinstance(order, acts.SwitchLanguage):
                if self._line is not None:
                    self._line.speak(language(order.after))
                continue
            if order.generation <= self._spoken_generation or self._line is None:
                if order.order is not None:
                    self.post(Carried(order.order, "interrupted"))
                continue
            await self._say(self._line, order)

    async def _say(self, line: Line, order: signals.Speak) -> None:
        generation, typed = order.generation, order.order is not None
        self._saying = self._last_said = self.talk.language.normalise(order.text)
        try:
            uttered = await line.say(
                order.text,
                lambda rendered_at: self.post(signals.SpeechBegan(generation, rendered_at, typed)),
            )
        finally:
            self._saying, self._silent_since = "", self.clock.monotonic()
        wanted = order.text if uttered.cut else ""
        heard = (uttered.text, uttered.cut, uttered.played_ms)
        self.post(signals.SpeechDone(generation, *heard, wanted=wanted, order=order.order))

    async def _promise(self) -> None:
        """Stores the call-back that the apology promises."""
        facts, words = self.talk.facts, " … ".join(self.talk.heard)
        await self.house.promise(acts.TakeMessage(words, facts.name, facts.phone, callback=True))

    async def _apologise(self) -> None:
        """Says that something is broken, also when the database is what is broken."""
        text = self.talk.phrases.text("error")
        if self._line is not None:
            uttered = await self._line.say(text, lambda _rendered_at: None)
            body = {"text": uttered.text, "cut": uttered.cut, "played_ms": float(uttered.played_ms)}
            self.journal.record("said", turn=self.machine.turn, **body)
        self.post(signals.Apologised())

    # --- the brain --------------------------------------------------------------------------------

    async def _think(self) -> None:
        while True:
            order = await self._turns.get()
            self._token_at = None
            async for part in self.brain.reply(order.input):
                self._reply(order, part)
            self.post(signals.ReplyDone(order.generation))

    def _reply(self, order: signals.Think, part: ReplyPart) -> None:
        generation, turn = order.generation, order.turn
        match part:
            case acts.Say(text, protected):
                self.post(signals.ReplySay(generation, text, protected, self._token_at))
            case acts.Ask(slot, attempt):
                self.post(signals.ReplyAsk(generation, slot, attempt))
            case acts.SwitchLanguage(before, after):
                self.journal.record("language_changed", turn=turn, before=before, after=after)
                self._texts.put(part)
            case acts.Hold():
                self.post(signals.ReplyHold(generation))
            case acts.End(reason):
                self.post(signals.ReplyEnd(generation, reason))
            case acts.Fill(slot, value, quote):
                self.journal.record("slot_filled", turn=turn, slot=slot, value=value, quote=quote)
            case acts.Decide(reason, by):
                self.journal.record("decided", turn=turn, by=by, reason=str(reason))
            case acts.FirstToken():
                self._token_at = self.clock.monotonic()
            case acts.Replaced(replaced, before, after, reason):
                body = {"before": before, "after": after, "reason": reason}
                self.journal.record("engine_changed", part=replaced, **body)
            case acts.CallForHelp(reason):
                self.journal.record("needs_human", reason=reason)
            case acts.ToolUsed(tool, outcome):
                self.journal.record("tool_called", turn=turn, tool=tool, outcome=outcome)

    async def _close(self) -> None:
        """Frees the line and the leg, whatever state they are in."""
        self.foresight.close()
        for part in (self._line, self.leg):
            if part is None:
                continue
            try:
                async with asyncio.timeout(_CLOSE_LIMIT_S):
                    await part.close()
            except (OSError, TimeoutError) as error:
                log.warning("call part not closed", call=self.new.id, error=type(error).__name__)
