r"""The wire format between us and a voice's worker: a JSON line each way, then raw audio.

request   {"id": 7, "text": "…", "voice": "de+f2", "rate": 150, …}\n
response  {"id": 7, "rate_hz": 22050, "bytes": 4410, "events": null, "error": null}\n + that many bytes

cancel    {"cancel": 7}\n (the worker leaves out what it has not rendered yet; its last header still comes)

Audio is signed 16 bit, little-endian, mono. A sentence in several parts has "more": true in each header but
the last. Neither side of this module loads a voice.
"""

import json
from dataclasses import asdict, dataclass
from typing import NamedTuple

Line = bytes
"""One line of JSON with its newline."""


class SpeechEvent(NamedTuple):
    """A word (`kind` "word") or phoneme ("phoneme") and where it begins, in samples."""

    kind: str
    sample: int
    name: str
    """The phoneme's espeak mnemonic; empty for words."""


@dataclass(frozen=True)
class SpeechRequest:
    """One text to render."""

    id: int
    text: str
    voice: str = "de"
    rate: int = 150
    """Words a minute, 80 to 450."""
    pitch: int = 50
    range: int = 50
    volume: int = 80
    """Full scale is reached near 100."""
    word_gap: int = 0
    """Extra pause between words, in units of 10 ms."""
    events: bool = False

    def to_line(self) -> Line:
        """The request as it goes over the pipe."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_line(cls, line: Line) -> "SpeechRequest":
        """Reads `to_line`.

        Raises:
            ValueError: not JSON, or not these fields.
        """
        body = json.loads(line)
        if not isinstance(body, dict) or not isinstance(body.get("text"), str):
            raise ValueError("a request is a JSON object with a text")  # noqa: TRY004  # what a line holds
        try:
            return cls(**body)
        except TypeError as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True)
class SpeechHeader:
    """What precedes the audio; `error` instead of audio when it could not be rendered."""

    id: int
    rate_hz: int
    bytes: int
    events: list[SpeechEvent] | None = None
    error: str | None = None
    more: bool = False
    """Another header for the same request follows."""

    def to_line(self) -> Line:
        """The header as it goes over the pipe."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_line(cls, line: Line) -> "SpeechHeader":
        """Reads `to_line`.

        Raises:
            ValueError: the worker sent something else; it should be restarted.
        """
        body = json.loads(line)
        events = body.get("events")
        body["events"] = None if events is None else [SpeechEvent(*event) for event in events]
        return cls(**body)
