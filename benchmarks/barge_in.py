"""Who and what interrupts us: backchannels, coughs, noise, our own echo, and callers who mean it. Real ears, virtual time."""

import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from ari_controller.app import Reception, business_words
from ari_controller.call.leg import Arrival, Post
from ari_controller.call.lobby import Lobby
from ari_controller.call.signals import HungUp
from config.site import Configuration
from storage.database import Store
from storage.events import BargeIn, Event, Heard, Said
from storage.ids import Ids
from tests.firms import configuration
from voice.audio.pcm import Samples, frames, resample
from voice.audio.telephone_line import RATE_HZ as LINE_HZ
from voice.audio.telephone_line import TelephoneLine
from voice.dialogue.acts import Ask, Began, Input, Say
from voice.dialogue.brain import ReplyPart
from voice.language.languages import language
from voice.line import Line
from voice.media.memory import MemoryTransport
from voice.media.transport import FRAME_BYTES, SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak
from voice.studio import Studio
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

SEED = 20261121
TEXT = (
    "Wir haben am Freitag, dem sechsten März, um zehn Uhr noch etwas frei, dann wieder um elf Uhr dreißig, "
    "am Nachmittag um vierzehn Uhr und um sechzehn Uhr fünfzehn, und am Samstag den ganzen Vormittag."
)
BACKCHANNELS = "mhm|ja|okay|aha|genau|gut|ja ja|ja genau|alles klar|mhm mhm".split("|")
MEANT = "stopp|nein|Moment bitte|lieber am Montag|falsch|ich möchte einen anderen Tag|nein das passt nicht|einen Menschen bitte|am Donnerstag|was kostet das".split("|")  # fmt: skip
VOICES = ("de+f2", "de+m3", "de+f4", "de")
ECHO_DB = (-24, -18, -12)
AUDIBLE = 300
QUIET_FOR_S = 0.25


@dataclass
class Trial:
    """One thing that happens while we speak, and what we did about it; ms from its onset."""

    kind: str
    what: str
    outcome: str = "nothing"
    ducked_ms: float | None = None
    silent_ms: float | None = None


def tone_burst(random: np.random.Generator, seconds: float, level: float) -> Samples:
    """White noise that begins and ends at once: a door, a cup."""
    return (random.standard_normal(round(seconds * SAMPLE_RATE_HZ)) * level).astype(np.int16)


def cough(random: np.random.Generator) -> Samples:
    """An explosive onset, then a hoarse decay, once or twice; filtered noise without a pitch."""
    parts = []
    for _ in range(int(random.integers(1, 3))):
        length = round(random.uniform(0.2, 0.35) * SAMPLE_RATE_HZ)
        noise = np.convolve(random.standard_normal(length + 8), np.ones(6) / 6, "same")[:length]
        envelope = np.exp(-np.arange(length) / (0.09 * SAMPLE_RATE_HZ))
        parts += [noise * envelope * 14_000, np.zeros(round(0.12 * SAMPLE_RATE_HZ))]
    return np.clip(np.concatenate(parts), -32_000, 32_000).astype(np.int16)


class EchoingTransport(MemoryTransport):
    """A caller whose telephone gives back what it hears, some decibels quieter and later."""

    def __init__(self, clock: VirtualClock, level_db: float | None, delay_frames: int = 8) -> None:
        super().__init__(clock)
        self._gain = 0.0 if level_db is None else 10 ** (level_db / 20)
        self._delay = delay_frames
        self._plays: list[tuple[float, bytes]] = []

    async def frames(self) -> AsyncIterator[bytes]:
        async for frame in super().frames():
            if not self._gain:
                yield frame
                continue
            echoed = self._played(self._clock.monotonic() - self._delay * 0.02)
            mixed = np.frombuffer(frame, np.int16).astype(float)
            if echoed is not None:
                mixed += np.frombuffer(echoed, np.int16) * self._gain
            yield np.clip(mixed, -32768, 32767).astype(np.int16).tobytes()

    def _played(self, moment: float) -> bytes | None:
        """What the caller's telephone played then: one frame after the other, however early they came."""
        for at, pcm in self.sent[len(self._plays) :]:
            last = self._plays[-1][0] + 0.02 if self._plays else 0.0
            self._plays.append((max(at, last), pcm))
        place = bisect_right(self._plays, moment, key=lambda played: played[0]) - 1
        if place < 0 or moment - self._plays[place][0] >= 0.02 - 1e-9:
            return None
        return self._plays[place][1]


class Reader:
    """A brain that reads a long text, and then listens."""

    def give_up(self) -> None:
        pass

    async def foresee(self, _text: str) -> list[str]:
        return []

    async def reply(self, happened: Input) -> AsyncIterator[ReplyPart]:
        if isinstance(happened, Began):
            yield Say(TEXT)
            yield Ask("when", 1)


@dataclass
class OpenLeg:
    """A call over memory that the benchmark's hand holds."""

    studio: Studio
    media: MemoryTransport
    post: Post = lambda _signal: None
    transport: str = "memory"

    async def open(self, post: Post) -> Line:
        self.post = post
        return self.studio.line(self.media, language("de"), None)

    async def hang_up(self) -> None:
        self.post(HungUp())

    async def close(self) -> None:
        pass


async def play(
    reception: Reception, studio: Studio, clock: VirtualClock, trial: Trial, sound: Samples | None, echo_db: float | None, at_s: float
) -> None:  # fmt: skip
    """Our long sentence, and one thing in the middle of it."""
    media = EchoingTransport(clock, echo_db)
    leg = OpenLeg(studio, media)
    heard: list[tuple[float, Event]] = []
    reception.watchers[:] = [lambda _new: lambda event: heard.append((clock.monotonic(), event))]
    lobby = Lobby(reception.session)
    session = lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
    session.brain = Reader()
    while not media.sent:
        await clock.sleep_until(clock.monotonic() + 0.02)
    onset = clock.monotonic() + at_s
    if sound is not None:
        await clock.sleep_until(onset)
        quiet = np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)
        onset = clock.monotonic() + float(quiet[0]) / SAMPLE_RATE_HZ
        media.from_caller(frames(sound.tobytes()))
    if echo_db is None or sound is not None:
        await clock.sleep_until(onset + 4.0)
    else:
        while not any(isinstance(event, Said) for _, event in heard):
            await clock.sleep_until(clock.monotonic() + 0.1)
        await clock.sleep_until(clock.monotonic() + 3.0)
    outcomes = [event.outcome for _, event in heard if isinstance(event, BargeIn)]
    words = [event.text for _, event in heard if isinstance(event, Heard)]
    trial.what += f" {words}" if echo_db is not None and words else ""
    trial.outcome = (
        "taken for words"
        if echo_db is not None and sound is None and words
        else "cut"
        if "cut" in outcomes
        else "resumed"
        if outcomes
        else "nothing"
    )
    loud = [
        (at, int(np.abs(np.frombuffer(pcm, np.int16).astype(int)).max())) for at, pcm in media.sent
    ]
    if sound is not None:
        trial.ducked_ms = _first_change(media, onset)
        after = [at for at, level in loud if at >= onset and level > AUDIBLE]
        ends = [*after[1:], onset + 99.0] if after else []
        gaps = [a for a, b in zip(after, ends, strict=True) if b - a > QUIET_FOR_S]
        trial.silent_ms = round((gaps[0] + 0.08 - onset) * 1000) if gaps else None
    if trial.kind == "warm":
        while not any(isinstance(event, Said) for _, event in heard):
            await clock.sleep_until(clock.monotonic() + 0.1)
        _PLAIN.update(pcm for _, pcm in media.sent)
    leg.post(HungUp())
    await lobby.idle()


def _first_change(media: MemoryTransport, onset: float) -> float | None:
    """When the first quieter frame is heard: 80 ms after it was handed over, at most."""
    for at, pcm in media.sent:
        if at >= onset and media_ducked(pcm):
            return round((at + 0.08 - onset) * 1000)
    return None


_PLAIN: set[bytes] = set()


def media_ducked(pcm: bytes) -> bool:
    """True for a frame that is none of the plain rendering's."""
    return len(pcm) == FRAME_BYTES and any(pcm) and pcm not in _PLAIN


async def everything(
    rounds: int, known: Configuration, folder: Path, clock: VirtualClock
) -> list[Trial]:
    random, noise = Random(SEED), np.random.default_rng(SEED)
    store = Store(folder / "b.db", around=clock.working)
    reception = Reception(known, store, clock, Ids(clock.now, Random(1)))
    await reception.open()
    studio = Studio(reception.configuration.site, clock, reception.configuration.state)
    engine = Espeak(clock)
    business = reception.configuration.businesses["friseur"]
    await studio.open(business_words(business))

    async def said(text: str) -> Samples:
        samples = await engine.synthesize(
            text, voice=random.choice(VOICES), rate_wpm=random.choice((140, 160, 180))
        )
        carried = TelephoneLine().carry(samples, SAMPLE_RATE_HZ, noise)
        return resample(carried, LINE_HZ, SAMPLE_RATE_HZ)

    trials: list[Trial] = []
    await play(reception, studio, clock, Trial("warm", ""), None, None, 0.0)

    async def one(
        kind: str, what: str, sound: Samples | None, echo_db: float | None = None
    ) -> None:
        trial = Trial(kind, what)
        await play(reception, studio, clock, trial, sound, echo_db, random.uniform(1.5, 5.0))
        trials.append(trial)

    for number in range(rounds):
        word = BACKCHANNELS[number % len(BACKCHANNELS)]
        await one("backchannel", word, await said(word))
    for number in range(rounds // 2):
        await one("cough", str(number), cough(noise))
        await one("noise", str(number), tone_burst(noise, float(noise.uniform(0.05, 0.8)), float(noise.uniform(1000, 6000))))  # fmt: skip
    for level in ECHO_DB:
        for number in range(max(2, rounds // 10)):
            await one(f"echo {level} dB", str(number), None, level)
    for number in range(rounds):
        word = MEANT[number % len(MEANT)]
        await one("meant", word, await said(word))
        if number % 2:
            await one("meant over an echo of -12 dB", word, await said(word), -12)
    await engine.close()
    await studio.close()
    await store.close()
    return trials


def shown(values: Sequence[float]) -> str:
    """Median and 95 %, in ms."""
    ordered = sorted(values)
    return (
        f"{median(ordered):.0f} / {ordered[int(0.95 * (len(ordered) - 1))]:.0f} ms"
        if ordered
        else "-"
    )


def main(arguments: list[str]) -> None:
    """So many backchannels (50), half as many coughs and bursts of noise, echoes, and as many who mean it."""
    rounds = int(arguments[0]) if arguments else 50
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    with TemporaryDirectory() as folder:
        trials = run_virtual(everything(rounds, configuration(), Path(folder), clock), loop)
    print(f"seed {SEED}", file=sys.stderr)
    result: dict[str, dict[str, object]] = {}
    for kind in dict.fromkeys(trial.kind for trial in trials):
        of_kind = [trial for trial in trials if trial.kind == kind]
        outcomes = Counter(trial.outcome for trial in of_kind)
        silent = [
            trial.silent_ms
            for trial in of_kind
            if trial.silent_ms is not None and trial.outcome == "cut"
        ]
        ducked = [trial.ducked_ms for trial in of_kind if trial.ducked_ms is not None]
        print(
            f"{kind}: {len(of_kind)}, {dict(outcomes)}; quieter after {shown(ducked)}, silent after {shown(silent)}"
        )
        for trial in of_kind:
            if trial.outcome != ("cut" if kind.startswith("meant") else "nothing"):
                print(f"   {trial.what}: {trial.outcome}")
        result[kind] = {
            "trials": len(of_kind),
            **outcomes,
            "quieter_ms": ducked,
            "silent_ms": silent,
        }
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-barge-in.json").write_text(json.dumps(result, indent=2) + "\n")
