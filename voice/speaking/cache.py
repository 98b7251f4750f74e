"""Sentences that were rendered once, and those that are known in advance."""

from collections import OrderedDict
from collections.abc import Iterable

from voice.audio.pcm import Samples
from voice.speaking.engine import Engine

MOST_BYTES = 64 * 1024 * 1024
"""About half an hour of speech."""
Key = tuple[str, str, int, str]


class SpeechCache:
    """Rendered sentences by engine, voice, rate and text; the least used go first."""

    def __init__(self, engine: Engine, most_bytes: int = MOST_BYTES) -> None:
        self.engine = engine
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, Samples] = OrderedDict()

    async def render(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A sentence, from the cache or from the engine.

        Raises:
            EngineError: the engine cannot.
        """
        key = (self.engine.name, voice, rate_wpm, text)
        samples = self._kept.get(key)
        if samples is None:
            samples = await self.engine.synthesize(text, voice=voice, rate_wpm=rate_wpm)
            self._keep(key, samples)
        self._kept.move_to_end(key)
        return samples

    async def warm(self, texts: Iterable[str], *, voice: str, rate_wpm: int) -> None:
        """Renders what is known in advance."""
        for text in texts:
            await self.render(text, voice=voice, rate_wpm=rate_wpm)

    def _keep(self, key: Key, samples: Samples) -> None:
        if key not in self._kept:
            self._kept[key] = samples
            self._bytes += samples.nbytes
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.nbytes
