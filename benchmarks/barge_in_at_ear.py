"""The same as `barge-in`, at the ear of a SIP caller through a real Asterisk: when are we quieter, when silent?

    python -m benchmarks barge-in-at-ear [CALLS]

Each call hears our long sentence and interrupts it with a word that means something. What the telephone received is
compared with an undisturbed call's, frame by frame of 20 ms, at the kernel's times of arrival.
"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ari_controller.app import Reception
from ari_controller.ari.link import AriLink
from ari_controller.call.session import Session
from ari_controller.controller import Controller
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.phone import HeardFrame, Phone
from ari_controller.lab.site import lab_site
from benchmarks.barge_in import MEANT, SEED, VOICES, Reader
from config.loader import load
from voice.audio.pcm import Samples
from voice.audio.telephone_line import TelephoneLine
from voice.clock import RealClock
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak

CALLS = 24
QUIETER = 0.5
"""Ducking takes 12 dB away: a quarter of the amplitude."""
LOUD, SILENT = 400.0, 60.0
AUDIBLE = 300
FRAME_S = 0.02


Level = tuple[float, float]
"""Root mean square of a frame, and when it arrived."""


def levels(received: Sequence[HeardFrame]) -> dict[int, Level]:
    """By the number of the frame since our first sound, as its time stamp tells: a pause may send nothing."""
    rms = [float(np.sqrt(np.mean(frame.samples.astype(float) ** 2))) for frame in received]
    first = next(index for index, level in enumerate(rms) if level > LOUD / 4)
    begin = received[first].timestamp
    return {
        (frame.timestamp - begin) // len(frame.samples): (level, frame.at)
        for frame, level in zip(received[first:], rms[first:], strict=True)
    }


def noticed(
    plain: dict[int, Level], received: Sequence[HeardFrame], onset: float
) -> tuple[float | None, float | None]:
    """Milliseconds from the onset to the first quieter frame, and to the end of the last sound before 0.25 s without."""
    heard = levels(received)
    quieter = None
    for number, (level, at) in sorted(heard.items()):
        expected = plain.get(number, (0.0, 0.0))[0]
        if at >= onset and expected > LOUD and level < QUIETER * expected:
            quieter = (at - onset) * 1000
            break
    loud = [at for level, at in heard.values() if level > SILENT and at >= onset]
    ends = [
        at for at, after in zip(loud, [*loud[1:], float("inf")], strict=True) if after - at > 0.25
    ]
    return quieter, (ends[0] + FRAME_S - onset) * 1000 if ends else None


async def call(addresses: LabAddresses, sound: Samples | None, at_s: float) -> tuple[Phone, float]:
    """One call; gives the telephone and when its user's voice began."""
    phone = Phone(addresses.sip, addresses.callers[0])
    await phone.call("100", "+491701234567")
    async with asyncio.timeout(10):
        while phone.first_audible_after(0) is None:  # noqa: ASYNC110  # nothing announces it
            await asyncio.sleep(0.02)
    await asyncio.sleep(at_s)
    onset = 0.0
    if sound is not None:
        before = len(phone.sent)
        await phone.speak(sound)
        spoken = phone.sent[before:]
        began = next(frame for frame in spoken if np.abs(frame.samples.astype(int)).max() > AUDIBLE)
        inside = int(np.flatnonzero(np.abs(began.samples.astype(int)) > AUDIBLE)[0])
        onset = began.at + inside / 8000
    await asyncio.sleep(1.5 if sound is not None else 9.0)
    await phone.close()
    return phone, onset


async def measured(addresses: LabAddresses, site: Path, calls: int) -> list[dict[str, Any]]:
    original = Reception.session

    def session(self: Reception, *arguments: Any, **more: Any) -> Session:
        made = original(self, *arguments, **more)
        made.brain = Reader()
        return made

    setattr(Reception, "session", session)  # noqa: B010  # the dialogue is not what is measured
    known = load(site, {"STATE_DIRECTORY": str(site / "state")})
    controller = Controller(known, RealClock())
    await controller.open()
    link = AriLink(controller.client, "vorzimmer", random=Random(1))
    serving = asyncio.create_task(controller.exchange.serve(link))
    while link.connections != 1:  # noqa: ASYNC110  # nothing announces it
        await asyncio.sleep(0.02)
    random, noise, engine = Random(SEED), np.random.default_rng(SEED), Espeak(RealClock())
    rows = []
    try:
        plain, _ = await call(addresses, None, 0.0)
        expected = levels(plain.received)
        await controller.lobby.idle()
        for number in range(calls):
            what = MEANT[number % len(MEANT)]
            voice, rate = random.choice(VOICES), random.choice((140, 160, 180))
            samples = await engine.synthesize(what, voice=voice, rate_wpm=rate)
            sound = TelephoneLine().carry(samples, SAMPLE_RATE_HZ, noise)
            phone, onset = await call(addresses, sound, random.uniform(1.5, 5.0))
            quieter, silent = noticed(expected, phone.received, onset)
            rows.append({"what": what, "quieter_ms": quieter, "silent_ms": silent})
            print(f"{what:28} quieter {shown(quieter)} silent {shown(silent)}", flush=True)
            await controller.lobby.idle()
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await engine.close()
        await controller.close()
    return rows


def shown(value: float | None) -> str:
    return "   -  " if value is None else f"{value:6.0f}"


def main(arguments: list[str]) -> None:
    """Prints each call and the percentiles; JSON goes to build/."""
    lab = Lab(Path(".lab"))
    addresses = lab.up(progress=print)
    try:
        with TemporaryDirectory() as folder:
            site = lab_site(Path(folder), addresses)
            rows = asyncio.run(measured(addresses, site, int(arguments[0]) if arguments else CALLS))
    finally:
        lab.down()
    for key in ("quieter_ms", "silent_ms"):
        values = [row[key] for row in rows if row[key] is not None]
        if len(values) < 2:
            print(f"{key:11} {len(values)} of {len(rows)}")
            continue
        print(
            f"{key:11} {len(values)} of {len(rows)}: median {median(values):.0f}, 95 % {quantiles(values, n=20)[-1]:.0f}"
        )
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-barge-in-at-ear.json").write_text(json.dumps(rows, indent=2) + "\n")
