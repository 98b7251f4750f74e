"""The call as a machine: `step(signal, now) -> list[Command]`, no I/O, no clock of its own.

`deadline` is the one timer that it asks for. One recorded list of signals replays to the same commands.
"""

from dataclasses import dataclass, field

from ari_controller.call import signals as s
from ari_controller.call.barge_in import BargeIn
from ari_controller.call.orders import Order, Tell
from ari_controller.call.records import heard, spoken
from ari_controller.call.reply import FILLER_S, THINK_LIMIT_S, Reply
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
    _interjected: bool = False
    """An operator's words were heard after the question: a "ja" may be an answer to them."""
    _limit_at: float | None = None
    _limited: bool = False
    exit_reason: ExitReason | None = None
    _deferred: list[s.CallerSaid | s.KeyPressed] = field(default_factory=list)
    _barge_in: BargeIn = field(default_factory=BargeIn)
    _timing: TurnClock = field(default_factory=TurnClock)
    now: float = 0.0

    @property
    def generation(self) -> int:
        """The number of the current reply; what older ones still say or do is void."""
        return self._reply.generation

    @property
    def protected(self) -> bool:
        """The caller has not heard yet what every caller must hear."""
        return self.state == "greeting" and (self._reply.thinking or self._reply.protected > 0)

    @property
    def busy(self) -> bool:
        """We speak, or think about what to say."""
        return self._speaking or self._reply.thinking

    @property
    def may_begin(self) -> bool:
        """Nobody speaks and nothing is being thought about."""
        return self.state == "listening" and not self._caller_speaks

    def extend(self, seconds: float) -> None:
        """So long the call was not ours to lead."""
        self._limit_at = None if self._limit_at is None else self._limit_at + seconds
        self._caller_speaks, self._silences, self._hold = False, 0, False

    def step(self, signal: s.Signal, now: float) -> list[s.Command]:
        """Everything to do about one signal, in order."""
        if self.state == "ended":
            return []
        self.now = now
        commands = self._react(signal, now)
        self.set_deadline(now, signal)
        return commands

    def _react(self, signal: s.Signal, now: float) -> list[s.Command]:
        match signal:
            case s.Arrived():
                return [*self._move("answering"), s.Answer()]
            case s.MediaReady():
                self._limit_at = now + self.seconds_limit
                return [*self._move("greeting"), self._think(Began())]
            case (
                s.CallerBegan()
                | s.CallerPaused()
                | s.CallerPartial()
                | s.CallerSaid()
                | s.KeyPressed()
            ):
                return self._caller(signal)
            case s.ReplySay() | s.ReplyAsk() | s.ReplyHold() | s.ReplyEnd() | s.ReplyDone():
                return self._brain(signal, now) if signal.generation == self.generation else []
            case s.SpeechBegan():
                return self._audible(signal, now)
            case s.SpeechDone():
                return self._played(signal)
            case s.HungUp():
                return self._over(self.exit_reason or "caller_hung_up")
            case s.Broken():
                return self._broken(signal)
            case s.Apologised():
                return [s.HangUp()]
            case s.Stopped(reason):
                return self._stopped(reason)
            case s.Timeout():
                return self._timeout(now)
            case _:
                return []  # orders are not ours: `SteeredCall` knows what to do about them

    # --- the caller -------------------------------------------------------------------------------

    def _caller(
        self, signal: s.CallerBegan | s.CallerPaused | s.CallerPartial | s.CallerSaid | s.KeyPressed
    ) -> list[s.Command]:
        if self.state in ("ringing", "answering", "ending"):
            return []
        match signal:
            case s.CallerBegan():
                self._caller_speaks = True
                may = self._speaking and not self._held
                return self._barge_in.began(self.now) if may else []
            case s.CallerPaused():
                self._caller_speaks = False
                return self._barge_in.paused(self.now)
            case s.CallerPartial():
                return self._partial(signal)
            case s.CallerSaid():
                self._caller_speaks = False
                return self._said(signal)
            case s.KeyPressed():
                return [s.Record("dtmf", {"digit": signal.digit}), *self._pressed(signal)]

    @property
    def _held(self) -> bool:
        """Nobody interrupts now: a protected text plays, or the caller was asked to wait."""
        return self._reply.protected > 0 or self._reply.awaited

    def _pressed(self, key: s.KeyPressed) -> list[s.Command]:
        if self._held:
            # Pressed while the brain is late, it would answer a question that was never heard.
            if not self._reply.awaited:
                self._deferred.append(key)
            return []
        self._silences, self._hold = 0, False
        stop = self._silence_us() if self._speaking else []
        return [*stop, *self.take_turn(Keys(key.digit), count=False)]

    def _partial(self, partial: s.CallerPartial) -> list[s.Command]:
        commands: list[s.Command] = []
        if partial.text:
            commands.append(s.Record("partial", {"turn": self.turn + 1, "text": partial.text}))
        if partial.meaningful and self._speaking and not self._held:
            self._interrupted = True
            commands += self.interrupt()
        else:
            self._barge_in.recognised(listener=bool(partial.text))
        return commands

    def _said(self, said: s.CallerSaid) -> list[s.Command]:
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
        commands = self.interrupt() if self._speaking or self._reply.thinking else []
        self._timing.heard(self.turn + 1, self.question, said)
        if said.text:
            commands.append(heard(self.turn + 1, said, self.now))
        if self.turn + 1 > self.turns_limit and not self._limited:
            self._limited = True
            return commands + self.take_turn(LimitReached())
        overlapped, self._interjected = overlapped or self._interjected, False
        return commands + self.take_turn(
            Words(said.text, overlapped=overlapped) if said.text else Unclear()
        )

    @property
    def _hears_the_question(self) -> bool:
        """Everything but the yes/no question itself has been heard: a "ja" over it is its answer."""
        reply = self._reply
        return self.question in ("confirm", "more") and not reply.thinking and reply.waiting == 1

    def _as_before(self) -> list[s.Command]:
        """Whoever spoke over us meant nothing by it."""
        held = self._barge_in.gate == "held"
        body = {"turn": self.turn, "heard_ms": 0, "outcome": "resumed"}
        return [*self._barge_in.over(), *([s.Record("barge_in", body)] if held else [])]

    def take_turn(self, happened: Input, *, count: bool = True) -> list[s.Command]:
        """The brain is asked what to do about it."""
        self.turn += 1 if count else 0
        return [*self._move("thinking"), self._think(happened)]

    def interrupt(self) -> list[s.Command]:
        """Somebody speaks in our place: what is not heard yet is dropped."""
        self._deferred.clear()
        return [*self._move("listening"), *self._silence_us()]

    # --- the brain --------------------------------------------------------------------------------

    def _think(self, happened: Input) -> s.Think:
        self._reply.ask(self.now)
        return s.Think(self._reply.generation, self.turn, happened)

    def _brain(
        self, signal: s.ReplySay | s.ReplyAsk | s.ReplyHold | s.ReplyEnd | s.ReplyDone, now: float
    ) -> list[s.Command]:
        reply = self._reply
        match signal:
            case s.ReplySay(generation, text, protected, token_at):
                self._timing.decided(now, token_at)
                reply.waiting += 1
                reply.protected += 1 if protected else 0
                return [s.Speak(generation, text)]
            case s.ReplyAsk(_, slot, attempt):
                self.question = slot
                body = {"turn": self.turn, "slot": slot, "attempt": attempt}
                return [s.Expect(slot), s.Record("asked", body)]
            case s.ReplyHold():
                self._hold = True
                return []
            case s.ReplyEnd(_, reason):
                reply.ends = reason
                return []
            case s.ReplyDone():
                reply.thinking = False
                return self._after_reply()

    def _after_reply(self) -> list[s.Command]:
        """The reply is complete: listen, or hang up after the last word."""
        reply = self._reply
        if reply.thinking or reply.waiting:
            return []
        loud = self._barge_in.over()
        if reply.ends is not None:
            self.exit_reason = reply.ends
            return [*loud, *self._move("ending"), s.HangUp()]
        reply.fillers = 0
        return [*loud, *self._move("listening"), *self._use_deferred()]

    def _use_deferred(self) -> list[s.Command]:
        """What the caller said or pressed while they could not be answered."""
        waiting, self._deferred = self._deferred, []
        commands: list[s.Command] = []
        for signal in waiting:
            commands += (
                self._pressed(signal) if isinstance(signal, s.KeyPressed) else self._said(signal)
            )
        return commands

    # --- our voice --------------------------------------------------------------------------------

    @property
    def _speaking(self) -> bool:
        return self._reply.waiting > 0

    def _silence_us(self) -> list[s.Command]:
        self._reply.give_up()
        return [*self._barge_in.over()[:1], s.StopSpeaking()]

    def _audible(self, signal: s.SpeechBegan, now: float) -> list[s.Command]:
        if signal.generation != self.generation or self._reply.bridging:
            return []
        commands = [] if self.state == "greeting" else self._move("speaking")
        timed = None if signal.typed else self._timing.audible(signal.rendered_at, now)
        return [*commands, s.Record("turn_timed", timed)] if timed else commands

    def _played(self, signal: s.SpeechDone) -> list[s.Command]:
        commands: list[s.Command] = []
        if signal.text:
            commands.append(spoken(self.turn, signal))
        if signal.cut:
            commands.append(s.Record("barge_in", {"turn": self.turn, "heard_ms": signal.played_ms}))
        if signal.generation != self.generation:
            return commands
        reply, self._interjected = self._reply, signal.order is not None
        reply.waiting = max(0, reply.waiting - 1)
        if self._interjected:
            reply.bridge_at = max(reply.bridge_at, self.now + FILLER_S)
            return commands + self._after_reply()
        if reply.bridging:
            reply.bridged(self.now)
            return commands + self._after_reply()
        reply.protected = max(0, reply.protected - 1)
        if self._deferred and not self._held and not reply.late:
            asked = [*commands, *self._use_deferred()]
            # A listener's "mhm" was no turn: then the reply goes on, or its end is near.
            return asked if reply.thinking or reply.waiting else [*asked, *self._after_reply()]
        return commands + self._after_reply()

    def utter(self, order: Order) -> list[s.Command]:
        """An operator's words come next; the open question stays open."""
        self._reply.waiting += 1
        return [s.Speak(self._reply.generation, order.text, order)]

    def tell(self, key: str, number: int, values: dict[str, str]) -> list[s.Command]:
        """A sentence of the catalogue that is no reply."""
        self._reply.waiting += 1
        return [Tell(self._reply.generation, key, number, values)]

    # --- time -------------------------------------------------------------------------------------

    def set_deadline(self, now: float, signal: s.Signal) -> None:
        """The next moment at which something must happen although nobody does anything."""
        if self.state == "ended":
            self.deadline = None
        elif self.state == "ending":
            if self.deadline is None or not isinstance(signal, s.Timeout | s.SpeechDone):
                self.deadline = now + ENDING_LIMIT_S
        elif self.state == "listening" and not self._caller_speaks:
            step = HOLD_S if self._hold else SILENCE_STEPS_S[min(self._silences, 2)]
            restarts = (
                not isinstance(signal, s.CallerPartial | s.CallerBegan) or self.deadline is None
            )
            if restarts:
                self.deadline = now + step
        else:
            moments = (self._limit_at, self._reply.next_bridge, self._barge_in.deadline)
            self.deadline = min((at for at in moments if at is not None), default=None)

    def _timeout(self, now: float) -> list[s.Command]:
        if self.state == "ending":
            return [s.HangUp(), *self._over(self.exit_reason or "error")]
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
                *self.take_turn(LimitReached()),
            ]
        if self.state != "listening" or self._caller_speaks:
            return []
        if self._hold:
            self._hold = False
            return []
        self._silences += 1
        return self.take_turn(Silent(self._silences), count=False)

    def _bridge(self, now: float) -> list[s.Command]:
        """The brain is late: a word until it answers, or an apology when it will not."""
        reply = self._reply
        if now - reply.since > THINK_LIMIT_S:
            return self._broken(s.Broken("brain"))
        slow = {"turn": self.turn, "by": "controller", "reason": "slow"}
        first = [] if reply.fillers else [s.Record("decided", slow)]
        return [*first, s.Filler(reply.generation, reply.bridge())]

    # --- the end ----------------------------------------------------------------------------------

    def _broken(self, signal: s.Broken) -> list[s.Command]:
        """This call ends politely; no other is touched."""
        return self._apologise("error", f"{signal.part}_failed")

    def _stopped(self, reason: ExitReason) -> list[s.Command]:
        """The controller ends, which the caller is told, or an operator ended the call."""
        if reason == "interrupted":
            return self._apologise(reason, "stopped")
        self.exit_reason = reason
        return [*self._move("ending"), *self._silence_us(), s.HangUp()]

    def _apologise(self, reason: ExitReason, why: str) -> list[s.Command]:
        if self._apologising:
            return []  # one fault often breaks two parts; the apology ends the call
        if self.state == "ending":
            return [s.HangUp()]
        self.exit_reason, self._apologising = reason, True
        told = s.Record("needs_human", {"reason": why})
        return [told, *self._move("ending"), *self._silence_us(), s.Apologise()]

    def _over(self, reason: ExitReason) -> list[s.Command]:
        ended = s.Record("call_ended", {"reason": reason, "turns": self.turn})
        return [*self._silence_us(), *self._move("ended"), ended]

    def _move(self, after: CallState) -> list[s.Command]:
        if after == self.state:
            return []
        before, self.state = self.state, after
        return [s.Record("state_changed", {"before": before, "after": after})]
