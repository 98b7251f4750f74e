"""The microphone with a device that a test's hand holds; what is missing on a machine is one clear sentence."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, ClassVar

import pytest

from voice.media.microphone import MicrophoneError, MicrophoneTransport
from voice.media.transport import FRAME_BYTES, TransportClosed

FRAME = bytes(range(256)) * 2 + bytes(128)


class Device:
    """A stream of sounddevice: its callback is called by whoever plays PortAudio's thread."""

    opened: ClassVar[list["Device"]] = []

    def __init__(self, callback: Callable[..., None], **settings: Any) -> None:
        if settings["device"] == "broken":
            raise ValueError("No input device matching 'broken'")
        self.callback, self.settings = callback, settings
        self.running = False
        self.opened.append(self)

    def start(self) -> None:
        self.running = True

    def close(self) -> None:
        self.running = False


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> list[Device]:
    module = ModuleType("sounddevice")
    module.RawInputStream = module.RawOutputStream = Device  # type: ignore[attr-defined]
    module.PortAudioError = type("PortAudioError", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    Device.opened.clear()
    return Device.opened


async def test_both_directions(devices: list[Device]) -> None:
    media = await MicrophoneTransport.open()
    microphone, loudspeaker = devices
    assert (microphone.settings["samplerate"], microphone.settings["blocksize"]) == (16_000, 320)
    microphone.callback(FRAME, 320, None, None)
    frames = media.frames()
    assert await anext(frames) == FRAME
    await media.send(FRAME + bytes(FRAME_BYTES))
    played = bytearray(FRAME_BYTES)
    loudspeaker.callback(memoryview(played), 320, None, None)
    assert bytes(played) == FRAME
    await media.flush()
    loudspeaker.callback(memoryview(played), 320, None, None)
    assert not any(played)
    with pytest.raises(ValueError, match="whole frames"):
        await media.send(b"x")
    await media.close()
    await media.close()
    assert not microphone.running
    assert not loudspeaker.running
    with pytest.raises(StopAsyncIteration):
        await anext(frames)
    with pytest.raises(TransportClosed):
        await media.send(FRAME)


async def test_a_device_that_is_not_there(devices: list[Device]) -> None:
    with pytest.raises(MicrophoneError, match="No input device matching"):
        await MicrophoneTransport.open("broken")
    assert not any(device.running for device in devices)


@pytest.mark.parametrize(
    ("raised", "told"),
    [(ImportError("no"), r"pip install 'vorzimmer\[talk\]'"), (OSError("PortAudio library not found"), "libportaudio2")],
)  # fmt: skip
async def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, told: str
) -> None:
    def missing(_name: str) -> None:
        raise raised

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(MicrophoneError, match=told):
        await MicrophoneTransport.open()
