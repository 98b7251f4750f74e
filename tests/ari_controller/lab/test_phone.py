"""The lab's phone against the lab's Asterisk, which echoes."""

import asyncio

import numpy as np
import pytest

from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.phone import Phone, PhoneError

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]
RATE_HZ = 8000


def tone(hertz: float, seconds: float) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    at = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


@pytest.mark.parametrize("codec", ["ulaw", "alaw"])
async def test_what_is_said_comes_back(addresses: LabAddresses, codec: str) -> None:
    phone = Phone(addresses.sip, addresses.callers[0], codec)  # type: ignore[arg-type]
    await phone.call("600", "+491701234567")
    loop = asyncio.get_running_loop()
    began = loop.time()
    ended = await phone.speak(tone(1000, 0.5))
    await asyncio.sleep(0.3)
    await phone.close()
    assert 0.45 < ended - began < 0.7
    first = phone.first_audible_after(began)
    assert first is not None
    assert first - began < 0.3
    heard = np.concatenate(
        [frame.samples for frame in phone.received if np.abs(frame.samples).max() > 1000]
    )
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.argmax(spectrum) * RATE_HZ / len(heard) == pytest.approx(1000, abs=20)
    assert phone.recording().shape[1] == 2


async def test_a_number_that_does_not_exist_is_refused_with_its_status(
    addresses: LabAddresses,
) -> None:
    phone = Phone(addresses.sip, addresses.callers[0])
    with pytest.raises(PhoneError, match="404"):
        await phone.call("999", None)
    await phone.close()


async def test_without_a_controller_the_dialplan_says_goodbye_and_hangs_up(
    addresses: LabAddresses,
) -> None:
    phone = Phone(addresses.sip, addresses.callers[0])
    await phone.call("100", None)
    async with asyncio.timeout(10):
        await phone.ended.wait()
    await phone.close()
    assert phone.first_audible_after(phone.dialled_at) is not None


def test_the_lab_is_up_and_says_so(asterisk: Lab) -> None:
    status = asterisk.status()
    assert status.answers
    assert status.version is not None
    assert "Asterisk" in asterisk.command("core show version")
    assert asterisk.up() == status.addresses


def test_a_second_lab_beside_it_starts_and_stops_alone(
    asterisk: Lab, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from ari_controller.lab.addresses import LabPorts

    other = Lab(tmp_path_factory.mktemp("other"), tree=asterisk.tree)
    addresses = other.up(LabPorts.free())
    assert addresses != asterisk.status().addresses
    assert other.down()
    assert not other.down()
    assert not other.status().answers
    assert asterisk.status().answers
