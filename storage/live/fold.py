"""Calls from their events: the same function for a running call, a stored one and a replay."""

from collections.abc import MutableMapping
from datetime import datetime

from storage.events import (
    Asked,
    BargeIn,
    BookingChanged,
    CallEnded,
    CallStarted,
    ConsentChanged,
    Decided,
    Dtmf,
    EngineChanged,
    Event,
    Heard,
    LanguageChanged,
    Level,
    MessageTaken,
    NeedsHuman,
    OperatorDid,
    Partial,
    Said,
    SlotFilled,
    StateChanged,
    ToolCalled,
    TurnTimed,
)
from storage.live.model import Fact, LiveCall, Order, Span, Speech, Timing, Tool, Turn

LIST, TALK, FACTS, TIMES, SPANS, LINE, LEVELS, ORDERS = (
    "list",
    "talk",
    "facts",
    "times",
    "spans",
    "line",
    "levels",
    "orders",
)
"""Areas of a call: its row in a list, transcript, facts, answer times, timeline, line, meter, operators' actions."""

Areas = frozenset[str]
_NOTHING: Areas = frozenset()
_QUESTIONS = frozenset({"confirm", "more", "open"})
_AGREED = frozenset({"confirmed"})
"""Decisions that tell of a caller's yes to what was read back."""
_KEPT = frozenset({"requested", "confirmed", "new"})
"""Entries with one of these were stored: nothing is before the caller heard it read back and said yes."""


def apply(calls: MutableMapping[str, LiveCall], event: Event) -> Areas:
    """Takes one event in; tells which areas of the call look different now.

    An event that was taken in before changes nothing. One that is written together with what it tells of may come
    after others that have higher numbers.
    """
    call = calls.get(event.call)
    if call is None:
        call = LiveCall(event.call, event.business, since=event.at, started=event.at)
        calls[event.call] = call
    if not event.live_only:
        if event.seq in call.taken:
            return _NOTHING
        call.taken.add(event.seq)
    call.last_at = max(call.last_at, event.at)
    return _take(call, event)


def follow(calls: MutableMapping[str, LiveCall], event: Event) -> Areas:
    """Like `apply` for running calls: what is changed later about a call that is over makes no call of it."""
    if event.call not in calls and not isinstance(event, CallStarted):
        return _NOTHING
    return apply(calls, event)


def _take(call: LiveCall, event: Event) -> Areas:  # noqa: C901, PLR0912  # one case for each kind of event
    match event:
        case Level():
            call.levels = (event.caller_dbfs, event.assistant_dbfs)
            return frozenset({LEVELS})
        case Partial() | Heard() | Said() | BargeIn():
            return _speech(call, event)
        case CallStarted():
            return _started(call, event)
        case StateChanged():
            call.state, call.since = event.after, event.at
            if event.before == "with_operator":
                call.taken_by = None
            return frozenset({LIST, LINE})
        case CallEnded():
            _forget_interim(call)
            call.turns = [turn for turn in call.turns if turn.said or turn.decided or turn.asked]
            call.ended, call.exit_reason, call.state = event.at, event.reason, "ended"
            call.since = event.at
            return frozenset({LIST, LINE, TALK})
        case Asked():
            turn = _turn(call, event.turn, event.at)
            turn.asked, turn.attempt = event.slot, event.attempt
            call.asked, call.attempt = event.slot, event.attempt
            return frozenset({LIST})
        case SlotFilled() | BookingChanged() | MessageTaken():
            return _result(call, event)
        case ToolCalled():
            ms = event.detail.get("ms")
            took = float(ms) if isinstance(ms, int | float) else None
            tool = Tool(event.at, event.tool, event.outcome, event.detail, took)
            _turn(call, event.turn, event.at).said.append(tool)
            return frozenset({TALK})
        case TurnTimed():
            stages = (event.endpoint, event.final, event.decision, event.first_token)
            timing = Timing(event.turn, event.slot, *stages, event.first_audio, event.audible)
            _turn(call, event.turn, event.at).timing = timing
            return frozenset({LIST, TIMES})
        case Decided():
            _turn(call, event.turn, event.at).decided.append((event.by, event.reason))
            if event.reason in _AGREED:
                _confirm(call)
            return frozenset({TALK, FACTS})
        case OperatorDid():
            return _ordered(call, event)
        case _:
            return _beside(call, event)


def _beside(call: LiveCall, event: Event) -> Areas:
    match event:
        case NeedsHuman():
            call.alarms.append((event.at, event.reason))
            return frozenset({LIST})
        case EngineChanged():
            change = (event.at, event.part, event.before, event.after, event.reason)
            call.engines.append(change)
            return frozenset({LIST, LINE})
        case LanguageChanged():
            call.language = event.after
            return frozenset({LIST, LINE})
        case Dtmf():
            call.digits.append((event.at, event.digit))
            return frozenset({TALK})
        case ConsentChanged():
            call.consent = event.consent
            return frozenset({LINE})
        case _:
            return _NOTHING


def _started(call: LiveCall, event: CallStarted) -> Areas:
    call.started = call.since = event.at
    call.caller, call.dialled = event.caller, event.dialled
    call.transport, call.channel = event.transport, event.channel
    return frozenset({LIST, LINE})


def _turn(call: LiveCall, number: int, at: str) -> Turn:
    for turn in reversed(call.turns):
        if turn.number == number:
            return turn
    turn = Turn(number, at)
    call.turns.append(turn)
    return turn


def _speech(call: LiveCall, event: Partial | Heard | Said | BargeIn) -> Areas:
    if isinstance(event, BargeIn):
        return _interrupted(call, event)
    if isinstance(event, Partial) and not event.text:
        return _NOTHING
    turn = _turn(call, event.turn, event.at)
    match event:
        case Partial():
            _forget_interim(call)
            turn.said.append(Speech("caller", event.at, event.text, interim=True))
            return frozenset({LIST, TALK})
        case Heard():
            _forget_interim(call)
            turn.at = event.at
            since = event.since_ms or 0.0
            spoken = Speech("caller", event.at, event.text, ms=event.spoke_ms, since_ms=since)
            spoken.confidence = event.confidence
            turn.said.append(spoken)
            _span(call, spoken)
        case Said():
            said = Speech("assistant", event.at, event.text, ms=event.played_ms)
            said.cut, said.wanted = event.cut, event.wanted
            turn.said.append(said)
            _span(call, said)
    return frozenset({LIST, TALK, SPANS})


def _forget_interim(call: LiveCall) -> None:
    for turn in call.turns[-2:]:
        turn.said = [one for one in turn.said if not (isinstance(one, Speech) and one.interim)]


def _interrupted(call: LiveCall, event: BargeIn) -> Areas:
    call.interruptions.append((_seconds(call.started, event.at), event.outcome == "cut"))
    return frozenset({SPANS})


def _span(call: LiveCall, speech: Speech) -> None:
    end = _seconds(call.started, speech.at) - speech.since_ms / 1000
    length = speech.ms / 1000 if speech.ms is not None else 0.4 * max(1, len(speech.text.split()))
    start = max(0.0, end - length)
    call.spans.append(Span(speech.who, start, max(start, end), speech.cut))


def _seconds(first: str, then: str) -> float:
    return (datetime.fromisoformat(then) - datetime.fromisoformat(first)).total_seconds()


def _result(call: LiveCall, event: SlotFilled | BookingChanged | MessageTaken) -> Areas:
    match event:
        case SlotFilled():
            if event.slot in _QUESTIONS:
                return _NOTHING
            call.facts[event.slot] = Fact(event.slot, event.value, event.quote, event.turn)
        case BookingChanged():
            call.bookings[event.booking] = event.status
            if event.status in _KEPT:
                _confirm(call)
        case MessageTaken():
            call.messages[event.message] = event.callback
    return frozenset({LIST, FACTS})


def _confirm(call: LiveCall) -> None:
    for fact in call.facts.values():
        fact.confirmed = True


def _ordered(call: LiveCall, event: OperatorDid) -> Areas:
    known = next((one for one in call.orders if event.order and one.order == event.order), None)
    if known is None:
        told = (event.order, event.operator, event.verb, event.outcome, event.reason)
        call.orders.append(Order(*told, at=event.at, asked_at=event.at))
    else:
        known.outcome, known.reason, known.at = event.outcome, event.reason, event.at
    if event.outcome == "done":
        _steered(call, event)
    return frozenset({LIST, ORDERS, TALK})


def _steered(call: LiveCall, event: OperatorDid) -> None:
    match event.verb:
        case "mute":
            call.muted = True
        case "unmute":
            call.muted = False
        case "takeover":
            call.taken_by, call.muted = event.operator, False
        case "transfer":
            call.muted = False
        case "hand_back":
            call.taken_by = None
        case "listen":
            call.listening.add(event.operator)
        case "stop_listening":
            call.listening.discard(event.operator)
        case _:
            return
