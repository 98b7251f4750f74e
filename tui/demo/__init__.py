"""A recorded afternoon instead of a controller."""

from pathlib import Path

from tui.demo.player import DemoClient
from tui.demo.recording import SHIPPED, open_recording


def open_demo(path: Path | None, *, at: str = "", speed: float = 1.0) -> DemoClient:
    """The client that plays a recorded file, or the one that ships with the terminal, from a local time on.

    Raises:
        FileNotFoundError: there is no such recording.
        ValueError: it is no recording of this version, or the time is none.
    """
    return DemoClient(open_recording(path or SHIPPED), at=at, speed=speed)
