import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from voice.audio.pcm import Samples
from voice.clock import RealClock
from voice.speaking.cache import SpeechCache
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.espeak import Espeak


@pytest.fixture
async def voice() -> AsyncIterator[Espeak]:
    engine = Espeak(RealClock())
    yield engine
    await engine.close()


async def test_a_sentence_becomes_sound_without_silence_around_it(voice: Espeak) -> None:
    samples = await voice.synthesize("Guten Tag.", voice="de", rate_wpm=150)
    assert 0.4 < len(samples) / RATE_HZ < 1.5
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 200)
    assert loud[0] <= RATE_HZ // 100
    assert len(samples) - loud[-1] <= RATE_HZ // 50 + 1


async def test_a_faster_rate_is_shorter_and_the_same_text_is_the_same_sound(voice: Espeak) -> None:
    slow, fast, again = [
        await voice.synthesize("Einen Moment bitte.", voice="de", rate_wpm=rate)
        for rate in (120, 220, 120)
    ]
    assert len(fast) < len(slow)
    assert abs(len(slow) - len(again)) < RATE_HZ // 100


async def test_a_voice_that_does_not_exist_is_an_error_and_the_next_text_is_spoken(
    voice: Espeak,
) -> None:
    with pytest.raises(EngineError, match="nobody"):
        await voice.synthesize("Hallo.", voice="nobody", rate_wpm=150)
    assert len(await voice.synthesize("Hallo.", voice="de", rate_wpm=150))


async def test_a_killed_worker_is_replaced_without_losing_the_sentence(voice: Espeak) -> None:
    await voice.synthesize("Eins.", voice="de", rate_wpm=150)
    assert voice._process is not None
    voice._process.kill()
    await voice._process.end()
    assert len(await voice.synthesize("Zwei.", voice="de", rate_wpm=150))
    assert voice.restarts == 1


async def test_many_calls_at_once_get_their_own_sentence(voice: Espeak) -> None:
    texts = [f"Nummer {number}." for number in range(12)]
    together = await asyncio.gather(
        *(voice.synthesize(text, voice="de", rate_wpm=150) for text in texts)
    )
    for text, samples in zip(texts, together, strict=True):
        alone = await voice.synthesize(text, voice="de", rate_wpm=150)
        # espeak-ng carries a phase from one sentence into the next; the loudness over time stays.
        assert abs(len(samples) - len(alone)) < RATE_HZ // 100
        assert np.corrcoef(loudness(samples), loudness(alone))[0, 1] > 0.9


def loudness(samples: Samples) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """In 20 ms, over the first 0.6 s."""
    levels: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.abs(samples[:9600].astype(float)).reshape(30, 320).mean(axis=1)
    )
    return levels


async def test_the_cache_renders_once_and_stays_within_its_bounds(voice: Espeak) -> None:
    cache = SpeechCache(voice, most_bytes=60_000)
    first = await cache.render("Guten Tag.", voice="de", rate_wpm=150)
    assert await cache.render("Guten Tag.", voice="de", rate_wpm=150) is first
    await cache.warm([f"Das ist der Satz Nummer {n}." for n in range(5)], voice="de", rate_wpm=150)
    assert cache._bytes <= 60_000 or len(cache._kept) == 1
    assert await cache.render("Guten Tag.", voice="de", rate_wpm=150) is not first


async def test_a_sentence_that_is_given_up_does_not_cost_the_worker(voice: Espeak) -> None:
    await voice.synthesize("Eins.", voice="de", rate_wpm=150)
    for wait_s in (0.0, 0.001, 0.003, 0.006):
        given_up = asyncio.create_task(
            voice.synthesize("Ein langer Satz.", voice="de", rate_wpm=150)
        )
        await asyncio.sleep(wait_s)
        given_up.cancel()
        assert len(await voice.synthesize("Zwei.", voice="de", rate_wpm=150))
    assert voice.restarts == 0
