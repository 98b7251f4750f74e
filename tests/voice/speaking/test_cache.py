"""Known sentences outlive the process on disk; damaged ones are made again, and what is personal never gets there."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest

from voice.audio.pcm import Samples
from voice.clock import RealClock
from voice.speaking.cache import SpeechCache
from voice.speaking.engine import EngineError
from voice.speaking.shelf import Shelf

KEY = ("espeak", "de", 150, "Guten Tag.")
SOUND = np.arange(-500, 500, dtype=np.int16)


class Counting:
    """An engine whose work is seen."""

    name = "counting"

    def __init__(self) -> None:
        self.made: list[str] = []

    async def synthesize(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        if text == "broken":
            raise EngineError("no")
        self.made.append(f"{voice} {rate_wpm} {text}")
        return np.full(rate_wpm, len(text), np.int16)

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        whole = await self.synthesize(text, voice=voice, rate_wpm=rate_wpm)
        for part in np.array_split(whole, 3):
            yield part

    async def close(self) -> None:
        pass


async def warmed(folder: Path, *texts: str, rate: int = 150) -> tuple[Counting, SpeechCache]:
    engine = Counting()
    cache = SpeechCache(engine, shelf=Shelf(folder), clock=RealClock())
    await cache.warm(texts, voice="de", rate_wpm=rate)
    return engine, cache


def test_what_is_put_there_comes_back_and_nothing_else(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "speech")
    assert shelf.get(KEY) is None
    shelf.put(KEY, SOUND)
    got = shelf.get(KEY)
    assert got is not None
    assert np.array_equal(got, SOUND)
    for other in (
        ("coqui", *KEY[1:]),
        (KEY[0], "de+f2", *KEY[2:]),
        (*KEY[:2], 151, KEY[3]),
        (*KEY[:3], "Tag."),
    ):
        assert shelf.get(other) is None
    [file] = (tmp_path / "speech").iterdir()
    assert "Guten" not in file.name


@pytest.mark.parametrize("damage", [b"", b"x", bytes(40), None])
def test_a_damaged_entry_is_thrown_away(tmp_path: Path, damage: bytes | None) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(KEY, SOUND)
    [file] = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[-7] ^= 1
    file.write_bytes(bytes(content) if damage is None else damage)
    assert shelf.get(KEY) is None
    assert (shelf.healed, list(tmp_path.iterdir())) == (1, [])
    shelf.put(KEY, SOUND)
    assert shelf.get(KEY) is not None


def test_it_is_bounded_and_what_was_used_last_stays(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=5 * (2 * len(SOUND) + 32))
    keys = [(*KEY[:3], f"Satz {number}") for number in range(8)]
    for number, key in enumerate(keys):
        shelf.put(key, SOUND)
        assert shelf.get(keys[0]) is not None, number
    assert len(list(tmp_path.iterdir())) == 5
    assert shelf.get(keys[1]) is None
    assert shelf.get(keys[7]) is not None


def test_a_disk_that_takes_nothing_harms_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    shelf = Shelf(blocked / "speech")
    shelf.put(KEY, SOUND)
    assert shelf.get(KEY) is None


async def test_the_next_start_renders_nothing_that_is_known(tmp_path: Path) -> None:
    first, _ = await warmed(tmp_path, "Guten Tag.", "Auf Wiederhören.")
    assert len(first.made) == 2
    second, cache = await warmed(tmp_path, "Guten Tag.", "Auf Wiederhören.", "Einen Moment.")
    assert second.made == ["de 150 Einen Moment."]
    assert len(await cache.render("Guten Tag.", voice="de", rate_wpm=150)) == 150
    assert len(second.made) == 1
    other, _ = await warmed(tmp_path, "Guten Tag.", rate=180)
    assert other.made == ["de 180 Guten Tag."]


async def test_what_is_said_to_one_caller_is_not_on_disk(tmp_path: Path) -> None:
    _, cache = await warmed(tmp_path, "Guten Tag.")
    await cache.render(
        "Frau Becker, Ihre Nummer ist null eins sieben null.", voice="de", rate_wpm=150
    )
    there = await asyncio.get_running_loop().run_in_executor(None, lambda: list(tmp_path.iterdir()))
    assert len(there) == 1
    with pytest.raises(EngineError):
        await cache.render("broken", voice="de", rate_wpm=150)


class Gradual(Counting):
    """Three parts, a moment apart."""

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        self.made.append(text)
        for number in range(3):
            await asyncio.sleep(0.01)
            if text == "breaks" and number == 1:
                raise EngineError("broken")
            yield np.full(10, number, np.int16)


async def test_two_who_want_the_same_sentence_at_once_share_one_rendering() -> None:
    engine = Gradual()
    cache = SpeechCache(engine)

    async def want(after_s: float) -> list[int]:
        await asyncio.sleep(after_s)
        return [int(part[0]) async for part in cache.chunks("eins", voice="de", rate_wpm=150)]

    assert list(await asyncio.gather(want(0), want(0.015))) == [[0, 1, 2], [0, 1, 2]]
    assert engine.made == ["eins"]
    [whole] = [part async for part in cache.chunks("eins", voice="de", rate_wpm=150)]
    assert len(whole) == 30
    assert engine.made == ["eins"]


async def test_a_rendering_that_nobody_wants_any_more_is_given_up_and_not_kept() -> None:
    engine = Gradual()
    cache = SpeechCache(engine)
    first = cache.chunks("eins", voice="de", rate_wpm=150)
    await anext(first)
    await first.aclose()
    await asyncio.sleep(0.05)
    assert (cache._kept, cache._making) == ({}, {})
    assert len([part async for part in cache.chunks("eins", voice="de", rate_wpm=150)]) == 3
    with pytest.raises(EngineError):
        [part async for part in cache.chunks("breaks", voice="de", rate_wpm=150)]
    assert len(cache._kept) == 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
async def test_a_sentence_that_is_wanted_again_while_it_is_given_up_is_whole(turns: int) -> None:
    """Given up before it began, at once, or a moment later: whoever asks next neither waits for ever nor gets half."""
    cache = SpeechCache(Gradual())

    async def want() -> list[int]:
        return [int(part[0]) async for part in cache.chunks("eins", voice="de", rate_wpm=150)]

    first = asyncio.create_task(want())
    for _ in range(turns):
        await asyncio.sleep(0)
    await asyncio.sleep(0.012 * (turns > 2))
    first.cancel()
    second = asyncio.create_task(want())
    async with asyncio.timeout(2):
        assert await second == [0, 1, 2]
    assert cache._making == {}
