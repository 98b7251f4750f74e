"""Words, times and figures as operators read them."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from config.operator_words import operator_words
from storage.times import parse


class Words:
    """One language's texts, and how it writes times and figures."""

    def __init__(self, language: str = "de", zone: tzinfo | None = None) -> None:
        self.language = language
        self.zone = zone
        """Where the operator sits; None: as this machine is set."""
        self._texts: Mapping[str, str] = operator_words(language)

    def __call__(self, key: str, /, **values: object) -> str:
        """One text, filled in.

        Raises:
            KeyError: there is no such key, or a value for it is missing.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def known(self, key: str) -> bool:
        """True when there is a text for a key."""
        return key in self._texts

    def or_code(self, group: str, code: str) -> str:
        """The text of a code, or the code itself where a newer server sends one that is not known here."""
        return self._texts.get(f"{group}.{code}", code)

    def local(self, at: str | datetime) -> datetime:
        """A stored time on the operator's clock."""
        moment = parse(at) if isinstance(at, str) else at
        return moment.astimezone(self.zone)

    def time(self, at: str | datetime) -> str:
        """14:32."""
        return f"{self.local(at):%H:%M}"

    def clock(self, at: str | datetime) -> str:
        """14:32:07."""
        return f"{self.local(at):%H:%M:%S}"

    def day(self, at: str | datetime) -> str:
        """Di 14.07."""
        moment = self.local(at)
        return f"{self('weekday.' + str(moment.weekday()))} {moment:{self('format.day')}}"

    def number(self, value: float, digits: int = 1) -> str:
        """0,9 in German, 0.9 in English."""
        return f"{value:.{digits}f}".replace(".", self("format.comma"))

    def seconds(self, milliseconds: float) -> str:
        """0,9 s."""
        return f"{self.number(milliseconds / 1000)} s"


def minutes(seconds: float) -> str:
    """0:22, 4:12, 1:02:07."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def since(at: str, now: datetime) -> float:
    """Seconds from a stored time until now, never below zero."""
    return max(0.0, (now.astimezone(UTC) - parse(at)).total_seconds())
