"""A call machine that operators step into: who has the caller, who listens, whether we may speak. No I/O, no clock.

The turn taking itself is the inner machine's. While somebody else has the caller it is told nothing of them,
no time runs for it, and what it would say of its own state is kept back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ari_controller.call import orders as o
from ari_controller.call import signals as s
from ari_controller.call.listening import Listeners, Party
from ari_controller.call.machine import CallMachine
from ari_controller.call.orders import Order
from ari_controller.call.records import heard, operator_did
from storage.events import CallState, SlotName
from voice.dialogue.acts import Back, Follow, NotReached, Resumed, Words

CALM_S = 5.0
"""So long a caller who is being transferred hears nothing, then that it goes on."""
MUTED_MOST_S = 180.0
"""Nobody leaves a caller alone with silence for longer."""
_MOVING = s.Think | s.Speak | s.StopSpeaking | o.Tell
"""After these another moment is the next."""
CallerSignal = s.CallerBegan | s.CallerPaused | s.CallerPartial | s.CallerSaid | s.KeyPressed


@dataclass
class SteeredCall:
    """One call; the interface of `CallMachine`, with orders among its signals."""

    machine: CallMachine
    muted: bool = False
    _away: CallState | None = None
    """What the call is while the caller is not ours."""
    _away_since: float = 0.0
    _party: Party | None = None
    _listeners: Listeners = field(default_factory=Listeners)
    _open: dict[str, Order] = field(default_factory=dict)
    """Orders whose outcome is not known yet, but for those with a telephone."""
    _unanswered: s.CallerSaid | None = None
    """What was heard last while muted."""
    _cut: bool = False
    """Muting cut a reply."""
    _until: float | None = None
    """When muting ends by itself, or a waiting caller is told that it goes on."""
    _told: int = 0
    _broken: s.Broken | None = None
    """What broke while we were not needed."""
    _now: float = 0.0

    @property
    def state(self) -> CallState:
        """Where the call is."""
        return self._away or self.machine.state

    @property
    def turn(self) -> int:
        """How many turns there were."""
        return self.machine.turn

    @property
    def question(self) -> SlotName:
        """What the caller was asked last."""
        return self.machine.question

    @property
    def generation(self) -> int:
        """The number of the current reply."""
        return self.machine.generation

    @property
    def deadline(self) -> float | None:
        """When something must happen although nobody does anything."""
        return self._until if self._away or self.muted else self.machine.deadline

    def step(self, signal: s.Signal, now: float) -> list[s.Command]:
        """Everything to do about one signal, in order."""
        if self.machine.state == "ended":
            return self._too_late(signal)
        self._now = self.machine.now = now
        commands = self._react(signal)
        if any(isinstance(command, _MOVING) for command in commands):
            self.machine.set_deadline(now, signal)
        return commands

    def _too_late(self, signal: s.Signal) -> list[s.Command]:
        if not isinstance(signal, o.Ordered):
            return []
        order = signal.order
        return [operator_did(order, "requested"), operator_did(order, "failed", "call_over")]

    def _react(self, signal: s.Signal) -> list[s.Command]:
        match signal:
            case o.Ordered(order):
                return [operator_did(order, "requested"), *self._ordered(order)]
            case o.Carried():
                return self._carried(signal)
            case o.Answered() | o.Connected() | o.Lost() | o.Released():
                return self._telephone(signal)
            case s.HungUp():
                return self._hung_up(signal)
            case s.Stopped():
                return [*self._give_back(), *self._inner(signal)]
            case s.Broken() if self._away == "with_operator":
                self._broken = signal
                return []
            case s.Broken():
                return [*self._give_back(), *self._inner(signal)]
            case s.SpeechDone():
                return self._played(signal)
            case s.Timeout():
                return self._timeout(signal)
            case (
                s.CallerBegan()
                | s.CallerPaused()
                | s.CallerPartial()
                | s.CallerSaid()
                | s.KeyPressed()
            ):
                return self._caller(signal)
            case _:
                return self._inner(signal)  # fmt: skip

    # --- orders -----------------------------------------------------------------------------------

    def _ordered(self, order: Order) -> list[s.Command]:
        refused = self._refusal(order)
        if refused:
            return [operator_did(order, "failed", refused)]
        follow: dict[o.Verb, Callable[[Order], list[s.Command]]] = {
            "hint": self._carry,
            "call_back": self._carry,
            "block": self._carry,
            "say": self._say,
            "mute": self._mute,
            "unmute": self._unmute,
            "takeover": self._take_over,
            "transfer": self._transfer,
            "hand_back": self._hand_back,
            "listen": self._listeners.listen,
            "stop_listening": self._listeners.stop,
            "hang_up": self._hang_up,
        }
        return follow[order.verb](order)

    def _refusal(self, order: Order) -> str:
        """Why an order cannot be followed now; empty where it can."""
        verb = order.verb
        if verb in ("call_back", "block"):
            return ""
        if self.state == "ending":
            return "call_over"
        if verb == "hang_up":
            return ""
        if self.state in ("ringing", "answering"):
            return "too_early"
        if verb in ("listen", "stop_listening"):
            return self._listeners.refusal(order)
        if verb == "hand_back":
            return "" if self._party else "not_taken"
        if verb in ("takeover", "transfer") and self._party is not None:
            return "already_taken"
        if self._away and verb in ("hint", "say", "mute", "unmute"):
            return self._away
        # Every caller hears first that a machine speaks.
        return "too_early" if verb in ("mute", "transfer") and self.machine.protected else ""

    def _carry(self, order: Order) -> list[s.Command]:
        self._open[order.id] = order
        return [o.Carry(order)]

    def _carried(self, done: o.Carried) -> list[s.Command]:
        if self._open.pop(done.order.id, None) is None:
            return []
        if done.reason:
            return [operator_did(done.order, "failed", done.reason)]
        told: list[s.Command] = [operator_did(done.order, "done")]
        follows = done.follow and not (self.muted or self._away) and self.machine.may_begin
        return [*told, *(self._turn(Follow()) if follows else [])]

    def _say(self, order: Order) -> list[s.Command]:
        self._open[order.id] = order
        return self.machine.utter(order)

    def _hang_up(self, order: Order) -> list[s.Command]:
        self._open[order.id] = order
        return [*self._give_back(), *self._inner(s.Stopped("operator_hung_up"))]

    # --- muted ------------------------------------------------------------------------------------

    def _mute(self, order: Order) -> list[s.Command]:
        commands: list[s.Command] = []
        if not self.muted:
            self._cut, commands = self.machine.busy, self._silent()
        self.muted, self._until = True, self._now + MUTED_MOST_S
        return [*commands, operator_did(order, "done")]

    def _unmute(self, order: Order) -> list[s.Command]:
        return [operator_did(order, "done"), *(self._speak_again() if self.muted else [])]

    def _speak_again(self) -> list[s.Command]:
        """Takes up what was heard last, else repeats the open question."""
        said, cut = self._unanswered, self._cut
        self._unmuted()
        commands = self._silent()
        if said is not None and said.text:
            # What was asked is long ago: a "ja" agrees to nothing any more.
            return [*commands, *self._turn(Words(said.text, overlapped=True))]
        return [*commands, *self._turn(Resumed(again=cut))]

    def _unmuted(self) -> None:
        self.muted, self._unanswered, self._cut, self._until = False, None, False, None

    def _caller(self, signal: CallerSignal) -> list[s.Command]:
        if self._away is None and not self.muted:
            return self._inner(signal)
        match signal:
            case s.CallerPartial(text) if text:
                return [s.Record("partial", {"turn": self.machine.turn + 1, "text": text})]
            case s.KeyPressed(digit):
                return [s.Record("dtmf", {"digit": digit})]
            case s.CallerSaid(echo=False) if signal.text:
                # A turn of its own, which the limit does not count.
                self.machine.turn += 1
                self.machine.turns_limit += 1
                if self.muted and signal.meaningful:
                    self._unanswered = signal
                return [heard(self.machine.turn, signal, self._now)]
            case _:
                return []

    # --- telephones -------------------------------------------------------------------------------

    def _take_over(self, order: Order) -> list[s.Command]:
        self._party = Party(order)
        return [o.Ring(order)]

    def _transfer(self, order: Order) -> list[s.Command]:
        self._party = Party(order, "told")
        commands = [*self._silent(), *self._leave("transferring")]
        self._unmuted()
        self._told = 0
        return [*commands, *self.machine.tell("transfer.connecting", 1, {"name": order.person})]

    def _hand_back(self, order: Order) -> list[s.Command]:
        party = self._party
        if party is None or party.stage == "releasing":
            return [operator_did(order, "failed", "not_taken")]
        return party.let_go(order)

    def _telephone(self, signal: o.Answered | o.Connected | o.Lost | o.Released) -> list[s.Command]:
        party = self._party
        if party is None or party.order.id != signal.order.id:
            return self._listeners.telephone(signal)
        match signal:
            case o.Answered() if party.stage == "ringing":
                party.stage = "connecting"
                self._unmuted()
                return [*self._silent(), *self._leave("with_operator"), o.Connect(party.order)]
            case o.Connected() if party.stage == "connecting":
                party.stage = "connected"
                return [operator_did(party.order, "done")]
            case o.Lost(_, reason) if party.stage != "releasing":
                return self._lost(party, reason)
            case o.Released() if party.stage == "releasing":
                return self._released(party)
            case _:
                return []

    def _lost(self, party: Party, reason: str) -> list[s.Command]:
        """Not reached, or hung up."""
        order = party.order
        if party.stage == "connected" and order.verb == "transfer":
            self._party = None
            return [*self._return(), *self._inner(s.Stopped("transferred"))]
        failed = [] if party.stage == "connected" else [operator_did(order, "failed", reason)]
        if party.stage in ("connecting", "connected"):
            party.stage = "releasing"
            return [*failed, o.Release(order)]
        self._party = None
        if self._away is None:
            return [*failed]
        silent = self._silent()
        return [*failed, *silent, *self._return(), *self._turn(NotReached(order.person))]

    def _released(self, party: Party) -> list[s.Command]:
        """The caller hears us again."""
        self._party = None
        done = [] if party.back is None else [operator_did(party.back, "done")]
        if self._away is None:
            return [*done]
        broken, self._broken = self._broken, None
        if broken is not None:
            return [*done, *self._return(), *self._inner(broken)]
        return [*done, *self._silent(), *self._return(), *self._turn(Back())]

    # --- whose caller it is -----------------------------------------------------------------------

    def _leave(self, after: CallState) -> list[s.Command]:
        before = self.state
        if self._away is None:
            self._away_since = self._now
        self._away, self._until = after, None
        return [s.Record("state_changed", {"before": before, "after": after})]

    def _return(self) -> list[s.Command]:
        """The caller is ours again."""
        if self._away is None:
            return []
        before, self._away, self._until = self._away, None, None
        self.machine.extend(self._now - self._away_since)
        return [s.Record("state_changed", {"before": before, "after": self.machine.state})]

    def _give_back(self) -> list[s.Command]:
        """The call is about to end by our doing."""
        self._unmuted()
        party, self._party = self._party, None
        release = [o.Release(party.order)] if party is not None else []
        unsettled = [] if party is None else party.unsettled
        failed = [operator_did(order, "failed", "call_over") for order in unsettled]
        return [*failed, *release, *self._return()]

    def _hung_up(self, signal: s.HungUp) -> list[s.Command]:
        party = self._party
        over = [party] if party is not None else []
        if party is not None and party.stage == "connected" and party.order.verb == "transfer":
            self.machine.exit_reason = "transferred"
        told: list[s.Command] = [
            operator_did(order, "failed", "call_over")
            for one in (*over, *self._listeners.parties.values())
            for order in one.unsettled
        ]
        told += [
            operator_did(order, "done")
            if order.verb == "hang_up"
            else operator_did(order, "failed", "call_over")
            for order in self._open.values()
        ]
        self._open.clear()
        commands = self._inner(signal)
        self._away = None
        return [*told, *commands]

    def _silent(self) -> list[s.Command]:
        """What we are saying or thinking about is given up."""
        self.machine.extend(0)
        return self._inner(self.machine.interrupt()) if self.machine.busy else []

    # --- the inner machine ------------------------------------------------------------------------

    def _inner(self, what: s.Signal | list[s.Command]) -> list[s.Command]:
        """What it does about a signal, or has done, as the call is seen from outside."""
        commands = what if isinstance(what, list) else self.machine.step(what, self._now)
        if self._away is None:
            return commands
        return [kept for command in commands if (kept := self._seen(command)) is not None]

    def _seen(self, command: s.Command) -> s.Command | None:
        """Of its states only the end counts while the caller is not ours."""
        if not isinstance(command, s.Record) or command.kind != "state_changed":
            return command
        if command.body["after"] not in ("ending", "ended"):
            return None
        return s.Record("state_changed", {**command.body, "before": self._away})

    def _turn(self, happened: Words | Follow | Resumed | Back | NotReached) -> list[s.Command]:
        return self.machine.take_turn(happened, count=False)

    def _played(self, done: s.SpeechDone) -> list[s.Command]:
        current = done.generation == self.machine.generation
        commands = self._inner(done)
        if done.order is not None and self._open.pop(done.order.id, None) is not None:
            outcome = ("failed", "interrupted") if done.cut else ("done", "")
            commands.append(operator_did(done.order, *outcome))
        if self.muted:
            self._until = self._now + MUTED_MOST_S
        party = self._party
        if party is None or self._away != "transferring" or not current:
            return commands
        self._until = self._now + CALM_S
        if party.stage == "told":
            party.stage = "ringing"
            commands.append(o.Ring(party.order))
        return commands

    def _timeout(self, signal: s.Timeout) -> list[s.Command]:
        if not (self._away or self.muted):
            return self._inner(signal)
        if self._until is None or self._now < self._until:
            return []
        if self._away:
            self._until, self._told = None, self._told + 1
            return self.machine.tell("transfer.waiting", self._told, {})
        by_itself = Order("", "", "unmute")
        return [operator_did(by_itself, "done", "too_long"), *self._speak_again()]
