"""What the call machine writes down of speech, as events' kinds and fields. No I/O."""

from ari_controller.call.orders import Order
from ari_controller.call.signals import CallerSaid, Record, SpeechDone


def heard(turn: int, said: CallerSaid, now: float) -> Record:
    """What the caller said, how long they spoke, and how long ago they stopped."""
    body = {
        "turn": turn,
        "text": said.text,
        "confidence": said.confidence,
        "since_ms": _ms(said.speech_ended_at, now),
    }
    if said.started_at is not None:
        body["spoke_ms"] = _ms(said.started_at, said.speech_ended_at)
    return Record("heard", body)


def spoken(turn: int, done: SpeechDone) -> Record:
    """What the caller heard of our words, and for how long."""
    body = {"turn": turn, "text": done.text, "cut": done.cut, "played_ms": float(done.played_ms)}
    return Record("said", {**body, "wanted": done.wanted} if done.cut else body)


def operator_did(order: Order, outcome: str, reason: str = "", *, verb: str = "") -> Record:
    """How far an order is."""
    body = {
        "operator": order.operator,
        "verb": verb or order.verb,
        "outcome": outcome,
        "reason": reason,
        "order": order.id,
    }
    return Record("operator_did", body)


def _ms(before: float, after: float) -> float:
    return round(max(0.0, after - before) * 1000, 1)
