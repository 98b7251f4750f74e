"""What an operator is told, and the time that it happens at."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from textual.app import App

from storage.times import parse
from tui.client import Refused
from tui.state import DeskState
from tui.words import Words


class TellingApp(App[None]):
    """Short messages from the catalogue, and the controller's clock."""

    def __init__(self, words: Words, now: Callable[[], datetime] | None) -> None:
        super().__init__()
        self.words = words
        self.state = DeskState()
        self._clock = now or (lambda: datetime.now(UTC))
        self._ahead = timedelta()
        """How far the controller's clock is before ours: labs and demos pretend to another time."""
        self._ticks = now is None

    def now(self) -> datetime:
        """The controller's time."""
        return self._clock() + self._ahead

    def set_clock(self, message: Mapping[str, Any]) -> None:
        """Takes over the time that a controller greets with."""
        if message.get("type") == "hello" and message.get("now"):
            self._ahead = datetime.fromisoformat(str(message["now"])) - self._clock()

    def tell(
        self,
        key: str,
        /,
        *,
        severity: Literal["information", "warning", "error"] = "information",
        **values: object,
    ) -> None:
        """A short message from the catalogue."""
        self.say(self.words(key, **values), severity)

    def say(
        self, text: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """A short message; never markup."""
        self.notify(text, severity=severity, markup=False, timeout=6.0)

    def tell_refusal(self, refusal: Refused) -> None:
        """Why the controller said no."""
        right = refusal.detail.get("right")
        code = f"no_right_{right}" if refusal.code == "no_right" and right else refusal.code
        reason = refusal.detail.get("reason")
        if isinstance(reason, str) and self.words.known(f"reason.{reason}"):
            code = reason
        text = (
            self.words(f"reason.{code}") if self.words.known(f"reason.{code}") else refusal.message
        )
        self.say(self.words("refused", reason=text or code), "error")

    def shown_now(self) -> datetime:
        """The time of the picture: it stands still while nobody tells us anything."""
        link = self.state.link
        return parse(link.since) if link.since and not link.live else self.now()
