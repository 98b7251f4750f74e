"""A recorded afternoon instead of a controller."""

from pathlib import Path

from tui.client import Client


def open_demo(path: Path | None) -> Client:
    """The client that plays a recorded file, or the one that ships with the terminal.

    Raises:
        FileNotFoundError: there is no such recording.
    """
    raise FileNotFoundError(str(path) if path else "no recording ships with this version")
