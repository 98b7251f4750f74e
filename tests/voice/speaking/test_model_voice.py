"""A voice with a model: a real program behind a real pipe, that dies, hangs and is late as it is told."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable

import numpy as np
import pytest

from voice.audio.pcm import Samples
from voice.clock import RealClock
from voice.speaking import model_voice
from voice.speaking.cache import SpeechCache
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.espeak import Espeak
from voice.speaking.model_voice import ModelVoice
from voice.speaking.voices import Fallback

PROGRAM = "tests.voice.speaking.tone_program"
WORD = round(0.2 * RATE_HZ)


@pytest.fixture(autouse=True)
def _short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_voice, "_REST_S", (0.05,))
    monkeypatch.setattr(model_voice, "FIRST_S", 0.5)
    monkeypatch.setattr(model_voice, "_DRAIN_S", 1.0)


@pytest.fixture
async def tones() -> AsyncGenerator[ModelVoice, None]:
    engine = ModelVoice("tones", PROGRAM, ("there",), RealClock())
    await engine.open()
    yield engine
    await engine.close()


@pytest.fixture
async def both(tones: ModelVoice) -> AsyncGenerator[Fallback, None]:
    other = Espeak(RealClock())
    voices = Fallback(SpeechCache(tones), SpeechCache(other), "de", RealClock())
    yield voices
    await voices.close()
    await other.close()


async def said(voice: ModelVoice | Fallback, text: str) -> Samples:
    parts = [part async for part in voice.chunks(text, voice="de", rate_wpm=150)]
    return np.concatenate(parts)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  # what happens in another process sets no event here
            await asyncio.sleep(0.02)


async def back(engine: ModelVoice) -> None:
    """Returns when it has started again."""
    await until(lambda: engine.problem is None)


async def test_a_sentence_comes_in_parts_without_a_seam(tones: ModelVoice) -> None:
    parts = [part async for part in tones.chunks("eins zwei drei", voice="", rate_wpm=150)]
    whole = np.concatenate(parts).astype(float)
    assert 3 <= len(parts) <= 4
    assert abs(len(whole) - 3 * WORD) < RATE_HZ // 25
    # 440 Hz in words of 0.2 s is one long tone: a seam would be louder than its slope allows.
    steepest = 8000 * 2 * np.pi * 440 / RATE_HZ
    assert np.abs(np.diff(whole)).max() < 1.1 * steepest


async def test_the_first_part_does_not_wait_for_the_last(tones: ModelVoice) -> None:
    clock, arrived = RealClock(), list[float]()
    began = clock.monotonic()
    async for _ in tones.chunks("eins slow slow slow slow slow", voice="", rate_wpm=150):
        arrived.append(clock.monotonic() - began)
    assert arrived[-1] - arrived[0] > 0.6


async def test_a_program_that_dies_is_started_again_and_the_sentence_is_an_error(
    tones: ModelVoice,
) -> None:
    with pytest.raises(EngineError, match="died"):
        await said(tones, "eins die")
    with pytest.raises(EngineError, match="starting again"):
        await said(tones, "zwei")
    await back(tones)
    assert len(await said(tones, "drei"))
    assert tones.restarts == 1


async def test_a_program_killed_from_outside_is_noticed_at_the_next_sentence(
    tones: ModelVoice,
) -> None:
    assert tones._process is not None
    os.kill(tones._process.pid, signal.SIGKILL)
    with pytest.raises(EngineError):
        await said(tones, "eins")
    await back(tones)
    assert len(await said(tones, "zwei"))


async def test_a_program_that_hangs_holds_nobody_up_and_is_replaced(tones: ModelVoice) -> None:
    with pytest.raises(EngineError, match="too late"):
        await said(tones, "hang")
    assert tones.restarts == 0
    # It hangs for good: those who come meanwhile do not wait for it, and then it is replaced.
    with pytest.raises(EngineError, match="too much"):
        await said(tones, "eins")
    await back(tones)
    await until(lambda: tones.restarts > 0)
    await back(tones)
    assert len(await said(tones, "zwei"))


async def test_a_refused_text_harms_nobody(tones: ModelVoice) -> None:
    with pytest.raises(EngineError, match="no such text"):
        await said(tones, "refuse")
    assert len(await said(tones, "zwei"))
    assert tones.restarts == 0


async def test_a_sentence_that_nobody_wants_any_more_is_not_rendered_to_its_end(
    tones: ModelVoice,
) -> None:
    clock = RealClock()
    abandoned = tones.chunks("eins " + "slow " * 20, voice="", rate_wpm=150)
    await anext(abandoned)
    began = clock.monotonic()
    await abandoned.aclose()
    assert len(await said(tones, "zwei"))
    assert clock.monotonic() - began < 1.5  # 3 s of it were left
    assert tones.restarts == 0


async def test_many_calls_at_once_get_their_own_sentence(tones: ModelVoice) -> None:
    texts = [" ".join(["wort"] * count) for count in range(1, 7)]
    together = await asyncio.gather(*(said(tones, text) for text in texts))
    for count, samples in enumerate(together, 1):
        assert abs(len(samples) - count * WORD) < RATE_HZ // 25


async def test_what_is_not_installed_says_how_to_get_it() -> None:
    engine = ModelVoice("tones", PROGRAM, ("missing",), RealClock())
    with pytest.raises(EngineError, match="pip install tones"):
        await engine.open()
    with pytest.raises(EngineError, match="pip install tones"):
        await said(engine, "eins")
    await engine.close()


async def test_the_other_voice_says_the_same_sentence(both: Fallback, tones: ModelVoice) -> None:
    assert len(await said(both, "eins zwei")) > WORD
    assert both.used == 0
    whole = await said(both, "eins die")
    assert both.used == 1
    # The word that was heard, and then the sentence again: nothing is lost.
    assert len(whole) > WORD + WORD
    assert len(await said(both, "drei vier"))  # while the first one starts again
    assert both.used == 2
    await back(tones)
    await said(both, "fünf")
    assert both.used == 2


async def test_what_the_other_voice_said_is_not_kept_as_the_first_ones(
    both: Fallback, tones: ModelVoice
) -> None:
    await said(both, "die")
    await back(tones)
    assert both._first._kept == {}
    assert abs(len(await said(both, "eins")) - WORD) < RATE_HZ // 25


async def test_known_sentences_are_warmed_when_nobody_speaks(
    both: Fallback, tones: ModelVoice
) -> None:
    texts = ["eins", "zwei drei", *["wort " * count for count in range(1, 25)]]
    await both.warm(texts, voice="de", rate_wpm=150)
    assert len(both._first._kept) == 20
    await until(lambda: len(both._first._kept) == len(texts))
    tones._process = None
    tones.problem = "gone"
    assert abs(len(await said(both, "zwei drei")) - 2 * WORD) < RATE_HZ // 25
    assert both.used == 0


async def test_what_is_known_in_advance_may_take_its_time_a_caller_does_not_wait(
    both: Fallback, tones: ModelVoice
) -> None:
    await both.warm(["late eins", "zwei"], voice="de", rate_wpm=150)
    assert len(both._first._kept) == 2
    assert abs(len(await said(both, "late eins")) - 2 * WORD) < RATE_HZ // 25
    assert both.used == 0
    await said(both, "late zwei")
    assert both.used == 1


async def test_opening_twice_at_once_starts_one_program() -> None:
    engine = ModelVoice("tones", PROGRAM, ("there",), RealClock())
    await asyncio.gather(engine.open(), engine.open())
    process = engine._process
    await engine.open()
    assert engine._process is process
    await engine.close()
