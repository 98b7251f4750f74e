"""The call as a machine: `step(signal, now) -> list[Command]`, no I/O, no clock of its own.

`deadline` is the one timer that it asks for. One recorded list of signals replays to the same commands.
"""

from dataclasses import dataclass, field

from ari_controller.call.barge_in import BargeIn
from ari_controller.call.reply import THINK_LIMIT_S, Reply
from ari_controller.call.signals import (
    Answer,
    Apologise,
    Apologised,
    Arrived,
    Broken,
    CallerBegan,
    CallerPartial,
    CallerPaused,
    CallerSaid,
    Command,
    Expect,
    Filler,
    HangUp,
    HungUp,
    KeyPressed,
    MediaReady,
    Record,
    ReplyAsk,
    ReplyDone,
    ReplyEnd,
    ReplyHold,
    ReplySay,
    Signal,
    Speak,
    SpeechBegan,
    SpeechDone,
    Stopped,
    StopSpeaking,
    Think,
    Timeout,
)
from ari_controller.call.timing import TurnClock
from storage.events import CallState, ExitReason, SlotName
from voice.dialogue.acts import Began, Input, Keys, LimitReached, Silent, Unclear, Words

SILENCE_STEPS_S = (6.0, 6.0, 5.0)
"""Ask again, offer a call-back, end (C6); counted from the end of what was said to the caller."""
HOLD_S = 120.0
"""How long "einen Moment bitte" keeps the line (C6)."""
ENDING_LIMIT_S = 15.0
"""A call that should have ended and did not is ended without ceremony."""


@dataclass
class CallMachine:
    """One call's turn taking."""

    turns_limit: int
    seconds_limit: float
    state: CallState = "ringing"
    turn: int = 0
    question: SlotName = "open"
    deadline: float | None = None
    _reply: Reply = field(default_factory=Reply)
    _silences: int = 0
    _hold: bool = False
    _apologising: bool = False
    _caller_speaks: bool = False
    _interrupted: bool = False
    """What the caller is saying began before our words were heard to their end."""
    _limit_at: float | None = None
    _limited: bool = False
    _exit: ExitReason | None = None
    _deferred: list[CallerSaid | KeyPressed] = field(default_factory=list)
    _barge_in: BargeIn = field(default_factory=BargeIn)
    _timing: TurnClock = field(default_factory=TurnClock)
    _now: float = 0.0

    @property
    def generation(self) -> int:
        """The number of the current reply; what older ones still say or do is void."""
        return self._reply.generation

    def step(self, signal: Signal, now: float) -> list[Command]:
        """Everything to do about one signal, in order."""
        if self.state == "ended":
            return []
        self._now = now
        commands = self._react(signal, now)
        self._set_deadline(now, signal)
        return commands

    def _react(self, signal: Signal, now: float) -> list[Command]:
        match signal:
            case Arrived():
                return [*self._move("answering"), Answer()]
            case MediaReady():
                self._limit_at = now + self.seconds_limit
                return [*self._move("greeting"), self._think(Began())]
            case CallerBegan() | CallerPaused() | CallerPartial() | CallerSaid() | KeyPressed():
                return self._caller(signal)
            case ReplySay() | ReplyAsk() | ReplyHold() | ReplyEnd() | ReplyDone():
                return self._brain(signal, now) if self._current(signal.generation) else []
            case SpeechBegan():
                return self._audible(signal, now)
            case SpeechDone():
                return self._played(signal)
            case HungUp():
                return self._over(self._exit or "caller_hung_up")
            case Broken():
                return self._broken(signal)
            case Apologised():
                return [HangUp()]
            case Stopped(reason):
                return self._stopped(reason)
            case Timeout():
                return self._timeout(now)

    # --- the caller -------------------------------------------------------------------------------

    def _caller(
        self, signal: CallerBegan | CallerPaused | CallerPartial | CallerSaid | KeyPressed
    ) -> list[Command]:
        if self.state in ("ringing", "answering", "ending"):
            return []
        match signal:
            case CallerBegan():
                self._caller_speaks = True
                may = self._speaking and not self._held
                return self._barge_in.began(self._now) if may else []
            case CallerPaused():
                self._caller_speaks = False
                return self._barge_in.paused(self._now)
            case CallerPartial():
                return self._partial(signal)
            case CallerSaid():
                self._caller_speaks = False
                return self._said(signal)
            case KeyPressed():
                return [Record("dtmf", {"digit": signal.digit}), *self._pressed(signal)]

    @property
    def _held(self) -> bool:
        """Nobody interrupts now: a protected text plays, or the caller was asked to wait."""
        return self._reply.protected > 0 or self._reply.awaited

    def _pressed(self, key: KeyPressed) -> list[Command]:
        if self._held:
            # Pressed while the brain is late, it would answer a question that was never heard.
            if not self._reply.awaited:
                self._deferred.append(key)
            return []
        self._silences, self._hold = 0, False
        stop = self._silence_us() if self._speaking else []
        return [*stop, *self._take_turn(Keys(key.digit), count=False)]

    def _partial(self, partial: CallerPartial) -> list[Command]:
        commands: list[Command] = []
        if partial.text:
            commands.append(Record("partial", {"turn": self.turn + 1, "text": partial.text}))
        if partial.meaningful and self._speaking and not self._held:
            self._interrupted = True
            commands += self._interrupt()
        else:
            self._barge_in.recognised(listener=bool(partial.text))
        return commands

    def _said(self, said: CallerSaid) -> list[Command]:
        if said.echo:
            return self._as_before()
        if self._held:
            self._interrupted = self._interrupted or self._reply.awaited
            self._deferred.append(said)
            return []
        overlapped = self._speaking or self._reply.thinking or self._interrupted
        if overlapped and not said.meaningful:
            if self._hears_the_question:
                self._deferred.append(said)
            return self._as_before()
        self._silences, self._hold, self._interrupted = 0, False, False
        commands = self._interrupt() if self._speaking or self._reply.thinking else []
        self._timing.heard(self.turn + 1, self.question, said)
        if said.text:
            commands.append(
                Record(
                    "heard",
                    {"turn": self.turn + 1, "text": said.text, "confidence": said.confidence},
                )
            )
        if self.turn + 1 > self.turns_limit and not self._limited:
            self._limited = True
            return commands + self._take_turn(LimitReached())
        return commands + self._take_turn(
            Words(said.text, overlapped=overlapped) if said.text else Unclear()
        )

    @property
    def _hears_the_question(self) -> bool:
        """Everything but the yes/no question itself has been heard: a "ja" over it is its answer."""
        reply = self._reply
        return self.question in ("confirm", "more") and not reply.thinking and reply.waiting == 1

    def _as_before(self) -> list[Command]:
        """Whoever spoke over us meant nothing by it."""
        held = self._barge_in.gate == "held"
        body = {"turn": self.turn, "heard_ms": 0, "outcome": "resumed"}
        return [*self._barge_in.over(), *([Record("barge_in", body)] if held else [])]

    def _take_turn(self, happened: Input, *, count: bool = True) -> list[Command]:
        self.turn += 1 if count else 0
        return [*self._move("thinking"), self._think(happened)]

    def _interrupt(self) -> list[Command]:
        """The caller speaks over us: what is not heard yet is dropped."""
        self._deferred.clear()
        return [*self._move("listening"), *self._silence_us()]

    # --- the brain --------------------------------------------------------------------------------

    def _think(self, happened: Input) -> Think:
        self._reply.ask(self._now)
        return Think(self._reply.generation, self.turn, happened)

    def _current(self, generation: int) -> bool:
        return generation == self._reply.generation

    def _brain(
        self, signal: ReplySay | ReplyAsk | ReplyHold | ReplyEnd | ReplyDone, now: float
    ) -> list[Command]:
        reply = self._reply
        match signal:
            case ReplySay(generation, text, protected, token_at):
                self._timing.decided(now, token_at)
                reply.waiting += 1
                reply.protected += 1 if protected else 0
                return [Speak(generation, text)]
            case ReplyAsk(_, slot, attempt):
                self.question = slot
                body = {"turn": self.turn, "slot": slot, "attempt": attempt}
                return [Expect(slot), Record("asked", body)]
            case ReplyHold():
                self._hold = True
                return []
            case ReplyEnd(_, reason):
                reply.ends = reason
                return []
            case ReplyDone():
                reply.thinking = False
                return self._after_reply()

    def _after_reply(self) -> list[Command]:
        """The reply is complete: listen, or hang up after the last word."""
        reply = self._reply
        if reply.thinking or reply.waiting:
            return []
        loud = self._barge_in.over()
        if reply.ends is not None:
            self._exit = reply.ends
            return [*loud, *self._move("ending"), HangUp()]
        reply.fillers = 0
        return [*loud, *self._move("listening"), *self._use_deferred()]

    def _use_deferred(self) -> list[Command]:
        """What the caller said or pressed while they could not be answered."""
        waiting, self._deferred = self._deferred, []
        commands: list[Command] = []
        for signal in waiting:
            commands += (
                self._pressed(signal) if isinstance(signal, KeyPressed) else self._said(signal)
            )
        return commands

    # --- our voice --------------------------------------------------------------------------------

    @property
    def _speaking(self) -> bool:
        return self._reply.waiting > 0

    def _silence_us(self) -> list[Command]:
        self._reply.give_up()
        return [*self._barge_in.over()[:1], StopSpeaking()]

    def _audible(self, signal: SpeechBegan, now: float) -> list[Command]:
        if not self._current(signal.generation) or self._reply.bridging:
            return []
        commands = [] if self.state == "greeting" else self._move("speaking")
        timed = self._timing.audible(signal.rendered_at, now)
        return [*commands, Record("turn_timed", timed)] if timed else commands

    def _played(self, signal: SpeechDone) -> list[Command]:
        commands: list[Command] = []
        if signal.text:
            body = {"turn": self.turn, "text": signal.text, "cut": signal.cut}
            commands.append(Record("said", body))
        if signal.cut:
            commands.append(Record("barge_in", {"turn": self.turn, "heard_ms": signal.played_ms}))
        if not self._current(signal.generation):
            return commands
        reply = self._reply
        reply.waiting = max(0, reply.waiting - 1)
        if reply.bridging:
            reply.bridged(self._now)
            return commands + self._after_reply()
        reply.protected = max(0, reply.protected - 1)
        if self._deferred and not self._held and not reply.late:
            asked = [*commands, *self._use_deferred()]
            # A listener's "mhm" was no turn: then the reply goes on, or its end is near.
            return asked if reply.thinking or reply.waiting else [*asked, *self._after_reply()]
        return commands + self._after_reply()

    # --- time -------------------------------------------------------------------------------------

    def _set_deadline(self, now: float, signal: Signal) -> None:
        """The next moment at which something must happen although nobody does anything."""
        if self.state == "ended":
            self.deadline = None
        elif self.state == "ending":
            if self.deadline is None or not isinstance(signal, Timeout | SpeechDone):
                self.deadline = now + ENDING_LIMIT_S
        elif self.state == "listening" and not self._caller_speaks:
            step = HOLD_S if self._hold else SILENCE_STEPS_S[min(self._silences, 2)]
            restarts = not isinstance(signal, CallerPartial | CallerBegan) or self.deadline is None
            if restarts:
                self.deadline = now + step
        else:
            moments = (self._limit_at, self._reply.next_bridge, self._barge_in.deadline)
            self.deadline = min((at for at in moments if at is not None), default=None)

    def _timeout(self, now: float) -> list[Command]:
        if self.state == "ending":
            return [HangUp(), *self._over(self._exit or "error")]
        if self._barge_in.deadline is not None and now >= self._barge_in.deadline:
            ends = self._barge_in.gate == "held"
            return self._as_before() if ends else self._barge_in.timeout(now)
        bridge_at = self._reply.next_bridge
        if bridge_at is not None and now >= bridge_at:
            return self._bridge(now)
        if self._limit_at is not None and now >= self._limit_at and not self._limited:
            self._limited = True
            return [
                *(self._silence_us() if self._speaking else []),
                *self._take_turn(LimitReached()),
            ]
        if self.state != "listening" or self._caller_speaks:
            return []
        if self._hold:
            self._hold = False
            return []
        self._silences += 1
        return self._take_turn(Silent(self._silences), count=False)

    def _bridge(self, now: float) -> list[Command]:
        """The brain is late: a word until it answers, or an apology when it will not."""
        reply = self._reply
        if now - reply.since > THINK_LIMIT_S:
            return self._broken(Broken("brain"))
        return [Filler(reply.generation, reply.bridge())]

    # --- the end ----------------------------------------------------------------------------------

    def _broken(self, signal: Broken) -> list[Command]:
        """This call ends politely; no other is touched."""
        return self._apologise("error", f"{signal.part}_failed")

    def _stopped(self, reason: ExitReason) -> list[Command]:
        """The controller ends, which the caller is told, or an operator ended the call."""
        if reason == "interrupted":
            return self._apologise(reason, "stopped")
        self._exit = reason
        return [*self._move("ending"), *self._silence_us(), HangUp()]

    def _apologise(self, reason: ExitReason, why: str) -> list[Command]:
        if self._apologising:
            return []  # one fault often breaks two parts; the apology ends the call
        if self.state == "ending":
            return [HangUp()]
        self._exit, self._apologising = reason, True
        told = Record("needs_human", {"reason": why})
        return [told, *self._move("ending"), *self._silence_us(), Apologise()]

    def _over(self, reason: ExitReason) -> list[Command]:
        ended = Record("call_ended", {"reason": reason, "turns": self.turn})
        return [*self._silence_us(), *self._move("ended"), ended]

    def _move(self, after: CallState) -> list[Command]:
        if after == self.state:
            return []
        before, self.state = self.state, after
        return [Record("state_changed", {"before": before, "after": after})]
