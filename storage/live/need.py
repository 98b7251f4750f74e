"""Which calls need a human now, and why: reasons as codes, ranked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from storage.live.model import TALKING, LiveCall

Reason = Literal[
    "emergency",
    "person_wanted",
    "engine_failed",
    "not_understood",
    "no_free_slot",
    "engine_slow",
    "silence",
    "complaint",
    "language_missing",
    "long",
]
RANK: tuple[Reason, ...] = get_args(Reason)
"""The most urgent first."""


@dataclass(frozen=True)
class Thresholds:
    """From when on a call is worth a look."""

    silence_s: float = 8.0
    """Nobody has said anything for so long."""
    long_s: float = 300.0
    """The call has lasted so long."""
    not_understood: int = 2
    """The same question had to be asked again so often."""
    slow_answer_ms: float = 3000.0
    """The last answer took so long to become audible, or one is being waited for so long."""


SLOW = ("controller", "slow")
"""Who decided what when a filler had to be said because the answer was not there yet."""
USUAL = Thresholds()


@dataclass(frozen=True)
class Need:
    """One reason to step in."""

    reason: Reason
    since: str
    detail: str = ""
    """What belongs to it: a part's name, a count."""


def needs(call: LiveCall, now: datetime, thresholds: Thresholds = Thresholds()) -> tuple[Need, ...]:
    """Why a human should look at this call, the most urgent reason first; empty for none.

    What the caller told us stays until an operator has the call; what a clock tells goes when it ends.
    """
    if not call.running or call.taken_by is not None or call.state == "with_operator":
        return ()
    found: dict[Reason, Need] = {}
    for at, code in call.alarms:
        reason, detail = _of_alarm(code)
        if reason is not None and reason not in found:
            found[reason] = Need(reason, at, detail)
    for need in _of_clock(call, now.astimezone(UTC), thresholds):
        found.setdefault(need.reason, need)
    return tuple(found[reason] for reason in RANK if reason in found)


def _of_alarm(code: str) -> tuple[Reason | None, str]:
    if known := next((reason for reason in RANK if reason == code), None):
        return known, ""
    if code.endswith("_failed"):
        return "engine_failed", code.removesuffix("_failed")
    return ("engine_failed", "") if code == "stopped" else (None, "")


def _of_clock(call: LiveCall, now: datetime, limits: Thresholds) -> list[Need]:
    found = []
    repeated = call.attempt - 1
    if repeated >= limits.not_understood and call.state in TALKING:
        found.append(Need("not_understood", call.last_at, str(repeated)))
    answer = call.answer_ms
    waited = (now - _moment(call.since)).total_seconds() * 1000
    turn = call.turns[-1] if call.turns else None
    if turn is not None and turn.timing is None and SLOW in turn.decided:
        found.append(Need("engine_slow", turn.at))
    elif call.state == "thinking" and waited > limits.slow_answer_ms:
        found.append(Need("engine_slow", call.since))
    elif answer is not None and answer > limits.slow_answer_ms and call.state in TALKING:
        found.append(Need("engine_slow", call.last_at, str(round(answer))))
    if call.state == "listening":
        quiet = max(_moment(call.since), _moment(_last_heard(call)))
        if (now - quiet).total_seconds() > limits.silence_s:
            found.append(Need("silence", _stamp(quiet)))
    begun = _moment(call.started)
    if call.state in TALKING and (now - begun).total_seconds() > limits.long_s:
        found.append(Need("long", _stamp(begun + timedelta(seconds=limits.long_s))))
    return found


def _last_heard(call: LiveCall) -> str:
    speech = call.last_speech
    return speech.at if speech is not None and speech.who == "caller" else call.since


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
