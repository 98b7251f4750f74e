"""What went wrong unexpectedly goes into a file, never onto the operators' screen."""

import os
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path


def write_error(error: BaseException) -> Path:
    """Appends an error with its trace to terminal.log in $XDG_STATE_HOME/vorzimmer; else in the temporary folder."""
    home = os.environ.get("XDG_STATE_HOME")
    folder = Path(home) if home else Path.home() / ".local" / "state"
    text = "".join(traceback.format_exception(error))
    entry = f"{datetime.now(UTC).isoformat()}\n{text}\n"
    for place in (folder / "vorzimmer", Path(tempfile.gettempdir())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            with (place / "terminal.log").open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:
            continue
        return place / "terminal.log"
    return Path(os.devnull)
