import asyncio

from voice.media.ticker import PERIOD_S, Ticker
from voice.virtual_time import VirtualLoop, run_virtual


def test_members_are_called_every_twenty_milliseconds_while_they_are_members() -> None:
    loop = VirtualLoop()
    ticks: dict[str, list[float]] = {"a": [], "b": []}

    async def main() -> None:
        ticker = Ticker()
        ticker.join("a", lambda: ticks["a"].append(loop.time()))
        await asyncio.sleep(1.0)
        ticker.join("b", lambda: ticks["b"].append(loop.time()))
        await asyncio.sleep(0.5)
        ticker.leave("a")
        await asyncio.sleep(0.5)
        ticker.leave("b")
        await asyncio.sleep(0.1)
        assert ticker.late_ms(0.99) < 0.001
        assert ticker.skipped == 0

    run_virtual(main(), loop)
    assert 74 <= len(ticks["a"]) <= 76
    assert 49 <= len(ticks["b"]) <= 51
    gaps = [
        round(later - earlier, 6)
        for earlier, later in zip(ticks["a"], ticks["a"][1:], strict=False)
    ]
    assert set(gaps) == {PERIOD_S}


def test_a_clock_that_fell_far_behind_skips_instead_of_sending_a_burst() -> None:
    count = 0

    async def main() -> None:
        nonlocal count
        ticker = Ticker()

        def tick() -> None:
            nonlocal count
            count += 1
            if count == 5:
                loop.jumping.now += 0.5  # somebody blocked the loop for half a second

        ticker.join("a", tick)
        await asyncio.sleep(1.0)
        ticker.leave("a")
        assert ticker.skipped >= 20

    loop = VirtualLoop()
    run_virtual(main(), loop)
    assert count < 35
