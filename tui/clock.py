"""What the terminal takes for the time: the controller's."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from storage.times import parse
from tui.state import Link


class DeskClock:
    """This machine's time until a controller greets with its own: labs and demos pretend to another."""

    def __init__(self, own: Callable[[], datetime]) -> None:
        self._own = own
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Now; aware."""
        return self._own() + self._ahead

    def set(self, message: Mapping[str, Any]) -> None:
        """Takes over the time of a greeting; other messages change nothing."""
        if message.get("type") == "hello" and message.get("now"):
            self._ahead = parse(str(message["now"])) - self._own()

    def shown(self, link: Link) -> datetime:
        """The time of the picture: it stands still while nobody tells us anything."""
        return parse(link.since) + self._ahead if link.since and not link.live else self()
