"""The mouth with the real voice, over memory, in virtual time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from config.catalogue import Catalogue
from voice.audio.pcm import Samples
from voice.clock import Clock
from voice.line import Uttered
from voice.media.memory import MemoryTransport
from voice.media.transport import FRAME_BYTES
from voice.speaking.cache import SpeechCache
from voice.speaking.engine import EngineError
from voice.speaking.espeak import Espeak
from voice.speaking.mouth import DUCKED, LEAD_S, Mouth
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

DISCLOSURE = Catalogue("de").text("disclosure")
TEXT = "Guten Tag, hier spricht der automatische Telefonassistent. Was kann ich für Sie tun?"


def with_mouth(play: Callable[[Mouth, MemoryTransport, Clock], Awaitable[None]]) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, tzinfo=UTC))

    async def main() -> None:
        engine = Espeak(clock)
        media = MemoryTransport(clock)
        await play(Mouth(media, SpeechCache(engine), clock, "de", 150), media, clock)
        await engine.close()

    run_virtual(main(), loop)


def test_a_text_takes_the_time_that_it_lasts_and_is_never_far_ahead() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        began: list[float] = []
        uttered = await mouth.say(TEXT, began.append)
        played_s = sum(len(pcm) for _, pcm in media.sent) / 32_000
        assert (uttered.text, uttered.cut) == (TEXT, False)
        assert len(began) == 1
        assert abs(clock.monotonic() - began[0] - played_s) < 0.3
        for index, (at, pcm) in enumerate(media.sent):
            assert len(pcm) == FRAME_BYTES
            assert at >= began[0] + index * 0.02 - LEAD_S - 1e-6

    with_mouth(play)


def test_what_is_cut_is_dropped_at_once_and_only_heard_words_are_kept() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        saying = asyncio.create_task(mouth.say(TEXT, lambda _at: None))
        await clock.sleep_until(clock.monotonic() + 1.5)
        await mouth.stop()
        stopped = clock.monotonic()
        uttered: Uttered = await saying
        assert clock.monotonic() == stopped
        assert uttered.cut
        assert uttered.text
        assert TEXT.startswith(uttered.text)
        assert "tun" not in uttered.text
        assert max(at for at, _ in media.sent) <= stopped
        assert not mouth.speaking

    with_mouth(play)


def test_the_disclosure_takes_at_most_four_seconds_at_the_usual_rate() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        uttered = await mouth.say(DISCLOSURE, lambda _at: None)
        assert 2000 < uttered.played_ms <= 4000

    with_mouth(play)


def test_stopping_a_silent_mouth_does_nothing_and_the_next_text_is_whole() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        await mouth.stop()
        assert not (await mouth.say("Guten Tag.", lambda _at: None)).cut

    with_mouth(play)


def loudness(media: MemoryTransport, since: float, until: float) -> float:
    """The root mean square of what was handed over between two moments."""
    pcm = b"".join(pcm for at, pcm in media.sent if since <= at < until)
    samples = np.frombuffer(pcm, np.int16).astype(float)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0


def test_a_ducked_voice_is_twelve_decibels_quieter_from_the_next_frame_on_without_a_click() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        await mouth.say(TEXT, lambda _at: None)
        plain, media.sent[:] = [pcm for _, pcm in media.sent], []
        saying = asyncio.create_task(mouth.say(TEXT, lambda _at: None))
        await clock.sleep_until(clock.monotonic() + 1.0)
        mouth.duck(on=True)
        await clock.sleep_until(clock.monotonic() + 1.0)
        mouth.duck(on=False)
        assert not (await saying).cut
        assert len(media.sent) == len(plain)
        for number, ((_, got), full) in enumerate(zip(media.sent, plain, strict=True)):
            one, other = (np.frombuffer(pcm, np.int16).astype(float) for pcm in (got, full))
            if 60 <= number < 95:
                assert np.abs(one - other * DUCKED).max() <= 1
            elif number < 50 or number > 110:
                assert got == full
        steps = [abs(int(np.frombuffer(b, np.int16)[0]) - int(np.frombuffer(a, np.int16)[-1]))
                 for (_, a), (_, b) in pairwise(media.sent)]  # fmt: skip
        own = [abs(int(np.frombuffer(b, np.int16)[0]) - int(np.frombuffer(a, np.int16)[-1]))
               for a, b in pairwise(plain)]  # fmt: skip
        assert max(steps) <= max(own)

    with_mouth(play)


def test_a_paused_sentence_is_silent_and_begins_again() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        saying = asyncio.create_task(mouth.say(TEXT, lambda _at: None))
        await clock.sleep_until(clock.monotonic() + 1.5)
        mouth.pause()
        paused = clock.monotonic()
        await clock.sleep_until(paused + 1.0)
        assert loudness(media, paused + 0.001, clock.monotonic()) == 0.0
        mouth.resume()
        resumed = clock.monotonic()
        uttered = await saying
        assert (uttered.text, uttered.cut) == (TEXT, False)
        again = b"".join(pcm for at, pcm in media.sent if at >= resumed)
        first = b"".join(pcm for at, pcm in media.sent if at < paused)
        assert again.startswith(first[:32_000])

    with_mouth(play)


def test_what_is_cut_while_it_is_paused_keeps_the_words_heard() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        saying = asyncio.create_task(mouth.say(TEXT, lambda _at: None))
        await clock.sleep_until(clock.monotonic() + 1.5)
        mouth.pause()
        await clock.sleep_until(clock.monotonic() + 0.5)
        await mouth.stop()
        uttered = await saying
        assert uttered.cut
        assert uttered.text
        assert TEXT.startswith(uttered.text)
        mouth.resume()
        mouth.pause()  # nothing is being said: the next text is not held up
        assert not (await mouth.say("Guten Tag.", lambda _at: None)).cut
        assert media.sent

    with_mouth(play)


class Slow:
    """A voice that gives 0.2 s at a time, each after so long; it may break off."""

    def __init__(self, clock: Clock, after_s: float, breaks_after: int | None = None) -> None:
        self._clock, self._after_s, self._breaks_after = clock, after_s, breaks_after

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        for index in range(5):
            if index == self._breaks_after:
                raise EngineError("broken")
            await self._clock.sleep_until(self._clock.monotonic() + self._after_s)
            yield np.full(3200, 1000 * (index + 1), np.int16)

    async def warm(self, texts: Iterable[str], *, voice: str, rate_wpm: int) -> None:
        pass


def test_a_sentence_is_heard_while_the_rest_of_it_is_made() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        mouth.cache = Slow(clock, 0.12)
        asked, began = clock.monotonic(), list[float]()
        uttered = await mouth.say("Ein Satz.", began.append)
        assert began[0] - asked == pytest.approx(0.12)
        assert not uttered.cut
        assert uttered.played_ms == pytest.approx(1000, abs=25)
        assert len(media.sent) == 50

    with_mouth(play)


def test_a_voice_slower_than_its_speech_makes_pauses_and_loses_nothing() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        mouth.cache = Slow(clock, 0.5)
        uttered = await mouth.say("Ein Satz.", lambda _at: None)
        assert (uttered.text, uttered.cut) == ("Ein Satz.", False)
        assert b"".join(pcm for _, pcm in media.sent) == b"".join(
            np.full(3200, 1000 * (index + 1), np.int16).tobytes() for index in range(5)
        )
        # After each hole the pace is a frame each 20 ms again, never a heap at once.
        times = [at for at, _ in media.sent]
        assert min(later - at for at, later in zip(times, times[10:], strict=False)) > 0.1

    with_mouth(play)


def test_a_voice_that_breaks_off_is_an_error_for_whoever_speaks() -> None:
    async def play(mouth: Mouth, media: MemoryTransport, clock: Clock) -> None:
        mouth.cache = Slow(clock, 0.1, breaks_after=2)
        with pytest.raises(EngineError):
            await mouth.say("Ein Satz.", lambda _at: None)
        assert not mouth.speaking

    with_mouth(play)
