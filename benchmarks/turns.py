"""How often we take the turn of a caller who only paused, and how soon we answer one who is done: the trade between them.

    python -m benchmarks turns

200 answers in the fixed mix (40 % yes/no and choices, 40 % day and time, 10 % names, 10 % numbers), real ears in
virtual time. Each is said twice: once with a pause of 300 to 700 ms at a word boundary drawn from the printed seed
(of those with a place where the answer already looks whole, every second one pauses there), once without. A
cut-in is an answer of ours that would have reached the caller before they went on.
"""

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

import numpy as np

from storage.events import SlotName
from voice.audio.pcm import Samples, frames, resample
from voice.audio.telephone_line import RATE_HZ as LINE_HZ
from voice.audio.telephone_line import TelephoneLine
from voice.hearing.ears import Ears
from voice.hearing.endpoint import Endpointer
from voice.hearing.events import FinalText
from voice.hearing.listener import Listener
from voice.hearing.modelling import corpus, phrases
from voice.hearing.recogniser import Recogniser, embedded_model
from voice.hearing.vad import Detectors
from voice.language.languages import language
from voice.language.values import TextState
from voice.media.memory import MemoryTransport
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

SEED = 20261121
MIX: Sequence[tuple[SlotName, str, int]] = (
    ("confirm", "yes", 25), ("confirm", "no", 20), ("confirm", "correction", 15), ("when", "offer_answer", 20),
    ("when", "when_answer", 80), ("name", "name_answer", 20), ("phone", "phone_answer", 20),
)  # fmt: skip
PATIENCE = (0.6, 0.8, 1.0, 1.3, 1.7)
ANSWER_S = 0.03
"""From the endpoint to the first sound of ours at the caller, at the least."""
SLOTS: tuple[SlotName, ...] = ("confirm", "when", "name", "phone")


@dataclass(frozen=True)
class Said:
    """One answer: its words before and after the pause, and how it looks to us there."""

    slot: SlotName
    before: str
    after: str
    pause_s: float
    state: TextState
    voice: str


@dataclass(frozen=True)
class Trial:
    """What came of it: seconds from the true end of the whole answer to our taking the turn."""

    said: Said
    cut_in: bool
    delay_s: float | None


class Patient(Endpointer):
    """The table's delays times a factor."""

    factor = 1.0

    @property
    def patience(self) -> float:
        return super().patience * self.factor


def answers() -> list[Said]:
    """The mix, in its order."""
    random, grammar, state = Random(SEED), phrases.german(), language("de").completeness.state
    found = list[Said]()
    for slot, symbol, count in MIX:
        for number in range(count):
            while len(words := grammar.expand(symbol, random).split()) < 2:
                if symbol in ("yes", "no", "name_answer") and words:
                    break
            places = range(1, len(words))
            whole = [at for at in places if state(slot, " ".join(words[:at])) == "complete"]
            at = random.choice(whole if whole and number % 2 else list(places)) if places else 1
            before = " ".join(words[:at])
            pause = random.uniform(0.3, 0.7)
            voice = corpus.voice_name(random.choice(corpus.HELD_OUT_VOICES))
            found.append(
                Said(slot, before, " ".join(words[at:]), pause, state(slot, before), voice)
            )
    return found


async def sound(engine: Espeak, said: Said, *, paused: bool) -> tuple[Samples, float, float]:
    """What arrives at 16 kHz; when the second part begins and when all ends, in seconds."""
    random = np.random.default_rng(SEED)
    if paused and said.after:
        texts = [said.before, said.after]
    else:
        texts = [f"{said.before} {said.after}".strip()]
    parts, at, resumes, ends = [np.zeros(SAMPLE_RATE_HZ // 2, np.int16)], 0.5, 0.0, 0.0
    for index, text in enumerate(texts):
        spoken = await engine.synthesize(text, voice=said.voice, rate_wpm=150)
        loud = np.flatnonzero(np.abs(spoken.astype(int)) > 300)
        if index:
            parts.append(np.zeros(round(said.pause_s * SAMPLE_RATE_HZ), np.int16))
            at += said.pause_s
            resumes = at + int(loud[0]) / SAMPLE_RATE_HZ
        parts.append(spoken)
        ends = at + int(loud[-1]) / SAMPLE_RATE_HZ
        at += len(spoken) / SAMPLE_RATE_HZ
    clean = np.concatenate([*parts, np.zeros(4 * SAMPLE_RATE_HZ, np.int16)])
    arrived = TelephoneLine().carry(clean, SAMPLE_RATE_HZ, random)
    return resample(arrived, LINE_HZ, SAMPLE_RATE_HZ), resumes, ends


class Room:
    """A recogniser and detectors for many short calls in virtual time."""

    def __init__(self) -> None:
        self.recogniser = Recogniser(embedded_model())
        self.detectors = Detectors(1)
        self.pool = ThreadPoolExecutor(1)

    def hear(self, said: Said, factor: float, *, paused: bool) -> Trial:
        loop = VirtualLoop()
        return run_virtual(
            self._hear(
                VirtualClock(loop, datetime(2026, 3, 4, tzinfo=UTC)), said, factor, paused=paused
            ),
            loop,
        )

    async def _hear(self, clock: VirtualClock, said: Said, factor: float, *, paused: bool) -> Trial:
        engine = Espeak(clock)
        whole, resumes, ends = await sound(engine, said, paused=paused)
        await engine.close()
        self.detectors.fill()
        media, endpointer = MemoryTransport(clock), Patient()
        endpointer.factor = factor
        listener = Listener(self.detectors.take(), self.recogniser.stream())
        ears = Ears(listener, self.pool, clock, language("de").completeness.state, endpointer)
        ears.expect(said.slot)
        began = clock.monotonic()
        media.from_caller(frames(whole.tobytes()))
        finals = list[float]()

        async def listen() -> None:
            async for event in ears.listen(media.frames()):
                if isinstance(event, FinalText) and event.text:
                    finals.append(event.endpoint_at - began)

        listening = asyncio.create_task(listen())
        await clock.sleep_until(began + len(whole) / SAMPLE_RATE_HZ)
        await media.close()
        await listening
        cut_in = paused and bool(finals) and finals[0] + ANSWER_S < resumes
        last = [at for at in finals if at >= ends - 0.1]
        return Trial(said, cut_in, last[0] - ends if last else None)


def summary(trials: Sequence[Trial]) -> dict[str, float]:
    delays = [1000 * trial.delay_s for trial in trials if trial.delay_s is not None]
    return {"p50": round(median(delays)), "p95": round(quantiles(delays, n=20)[-1])}


def plot(curve: Sequence[dict[str, float]], path: Path) -> None:
    """Cut-ins over the wait, as SVG."""
    most_x, most_y = (
        max(row["p50"] for row in curve) * 1.1,
        max(row["cut_in_percent"] for row in curve) * 1.1 + 1,
    )
    points = [
        (60 + 520 * row["p50"] / most_x, 340 - 300 * row["cut_in_percent"] / most_y, row)
        for row in curve
    ]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y, _ in points)
    dots = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/><text x="{x + 7:.0f}" y="{y - 7:.0f}">x {row["patience"]}: {row["cut_in_percent"]:.1f} %, {row["p50"]:.0f} ms</text>'
        for x, y, row in points
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="760" height="380" font-family="sans-serif" font-size="12">'
        '<rect width="760" height="380" fill="white"/><path d="M60 30 V340 H620" fill="none" stroke="black"/>'
        '<text x="250" y="368">median wait after the end of an answer, ms</text><text x="10" y="20">turns taken in a pause of 300 to 700 ms, %</text>'
        f'<polyline points="{line}" fill="none" stroke="steelblue" stroke-width="2"/>{dots}</svg>\n',
        "utf-8",
    )


def main(_arguments: list[str]) -> None:
    """Prints the tables; JSON and the plot go to build/."""
    said, room = answers(), Room()
    pausing = [one for one in said if one.after]
    print(f"seed {SEED}: {len(said)} answers, {len(pausing)} of them long enough to pause in")
    curve, at_one = list[dict[str, float]](), list[Trial]()
    whole = list[Trial]()
    for factor in PATIENCE:
        paused = [room.hear(one, factor, paused=True) for one in pausing]
        done = [room.hear(one, factor, paused=False) for one in said]
        share = 100 * sum(trial.cut_in for trial in paused) / len(paused)
        curve.append({"patience": factor, "cut_in_percent": round(share, 1), **summary(done)})
        print(
            f"patience {factor:4}: {share:5.1f} % cut in; wait p50 {curve[-1]['p50']:.0f}, p95 {curve[-1]['p95']:.0f} ms",
            flush=True,
        )
        if factor == 1.0:
            at_one, whole = paused, done
    print(f"\n{'question':9} {'answers':>7} {'cut in':>7} {'p50':>6} {'p95':>6} ms (patience 1)")
    by_slot = {}
    for slot in SLOTS:
        paused = [trial for trial in at_one if trial.said.slot == slot]
        done = [trial for trial in whole if trial.said.slot == slot]
        cut = sum(trial.cut_in for trial in paused)
        by_slot[slot] = {"paused": len(paused), "cut_in": cut, **summary(done)}
        print(f"{slot:9} {len(paused):7} {cut:7} {by_slot[slot]['p50']:6} {by_slot[slot]['p95']:6}")
    by_place = {}
    for state in ("complete", "neutral", "open", "empty"):
        there = [trial for trial in at_one if trial.said.state == state]
        if there:
            by_place[state] = {"paused": len(there), "cut_in": sum(trial.cut_in for trial in there)}
            print(
                f"pauses where the answer looks {state:9}: {len(there):4}, cut in {by_place[state]['cut_in']:3}"
            )
    out = Path("build")
    out.mkdir(exist_ok=True)
    result = {"seed": SEED, "curve": curve, "by_question": by_slot, "by_place": by_place}
    (out / "benchmark-turns.json").write_text(json.dumps(result, indent=2) + "\n")
    plot(curve, out / "benchmark-turns.svg")
