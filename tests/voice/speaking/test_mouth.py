"""The mouth with the real voice, over memory, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from config.catalogue import Catalogue
from voice.clock import Clock
from voice.line import Uttered
from voice.media.memory import MemoryTransport
from voice.media.transport import FRAME_BYTES
from voice.speaking.cache import SpeechCache
from voice.speaking.espeak import Espeak
from voice.speaking.mouth import LEAD_S, Mouth
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
