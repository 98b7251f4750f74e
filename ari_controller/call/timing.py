"""A turn's latency, stage by stage, in ms from the end of the caller's speech (V9)."""

from dataclasses import dataclass
from typing import Any

from ari_controller.call.signals import CallerSaid
from storage.events import SlotName


@dataclass
class TurnClock:
    """Collects one turn's moments; all of them are monotonic seconds."""

    _turn: int = 0
    _slot: SlotName = "open"
    _said: CallerSaid | None = None
    _token_at: float | None = None
    _decided_at: float | None = None

    def heard(self, turn: int, slot: SlotName, said: CallerSaid) -> None:
        """A turn begins: the caller has answered the open question."""
        self._turn, self._slot, self._said, self._token_at = turn, slot, said, None
        self._decided_at = None

    def decided(self, now: float, token_at: float | None = None) -> None:
        """The first text of the reply is known; a model's first token came at `token_at`."""
        if self._decided_at is None:
            self._decided_at, self._token_at = now, token_at

    def audible(self, rendered_at: float, now: float) -> dict[str, Any] | None:
        """The first frame went to the line: the turn's row, once; None when it was reported before."""
        said, decided_at = self._said, self._decided_at
        if said is None or decided_at is None:
            return None
        self._said = None

        def since(moment: float) -> float:
            return round((moment - said.speech_ended_at) * 1000, 1)

        return {
            "turn": self._turn,
            "slot": self._slot,
            "endpoint": since(said.endpoint_at),
            "final": since(said.final_at),
            "decision": since(decided_at),
            **({} if self._token_at is None else {"first_token": since(self._token_at)}),
            "first_audio": since(max(rendered_at, decided_at)),
            "audible": since(now),
        }
