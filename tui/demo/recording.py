"""A recording as `ari_controller/lab/tape.py` writes it: JSON lines in a gzip file."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHIPPED = Path(__file__).parent / "afternoon.jsonl.gz"
VERSION = 1
OPENS = "15:09:30"
"""When the recorded afternoon becomes busy."""
Frame = Mapping[str, Any]


@dataclass(frozen=True)
class Recording:
    """What happened, and when."""

    start: datetime
    zone: ZoneInfo
    end_s: float
    businesses: tuple[str, ...]
    sql: Sequence[str]
    """The statements that frames name by their numbers."""
    frames: Sequence[Frame]
    """Each with `t` in seconds since the start; in their order."""

    def seconds(self, local: str) -> float:
        """The second of a local time of the recorded day.

        Raises:
            ValueError: that is no time.
        """
        try:
            at = time.fromisoformat(local)
        except ValueError:
            raise ValueError(f"{local}: a time like 15:12 is expected") from None
        moment = datetime.combine(self.start.astimezone(self.zone).date(), at, self.zone)
        return min(max(0.0, (moment - self.start).total_seconds()), self.end_s)


def open_recording(path: Path) -> Recording:
    """Reads a recording.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is of another version.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head = json.loads(next(file))
        if head.get("version") != VERSION:
            raise ValueError(f"{path}: a recording of version {VERSION} is expected")
        frames = [json.loads(line) for line in file]
    return Recording(
        start=datetime.fromisoformat(head["start"]),
        zone=ZoneInfo(head["zone"]),
        end_s=float(head["end_s"]),
        businesses=tuple(head["businesses"]),
        sql=tuple(head["sql"]),
        frames=frames,
    )
