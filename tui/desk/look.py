"""What drawing an entry depends on besides the entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tui.glyphs import Glyphs
from tui.words import Words


@dataclass(frozen=True)
class Look:
    """What drawing depends on besides the entry."""

    words: Words
    glyphs: Glyphs
    now: datetime
    names: Mapping[str, str]
    """Businesses by their keys; a business is shown where there are several."""

    @property
    def many(self) -> bool:
        """True when an operator sees several businesses."""
        return len(self.names) > 1

    def business(self, key: str) -> str:
        """Its name."""
        return self.names.get(key, key)
