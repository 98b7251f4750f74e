"""What an operator is told, and the time that it happens at."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from textual.app import App

from tui.client import Refused
from tui.clock import DeskClock
from tui.state import DeskState
from tui.words import Words


class TellingApp(App[None]):
    """Short messages from the catalogue, and the controller's clock."""

    def __init__(
        self, words: Words, now: Callable[[], datetime] | None, *, ticks: bool | None
    ) -> None:
        """`now`: another clock than the machine's, which stands still unless it `ticks`."""
        super().__init__()
        self.words = words
        self.state = DeskState()
        self.now = DeskClock(now or (lambda: datetime.now(UTC)))
        self._ticks = now is None if ticks is None else ticks

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
