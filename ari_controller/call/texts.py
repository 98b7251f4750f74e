"""What is to be said in one call, in order; an operator's words come before what waits."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from ari_controller.call.signals import Speak
from voice.dialogue.acts import SwitchLanguage

Text = Speak | SwitchLanguage


@dataclass
class Texts:
    """A queue with a front door."""

    _waiting: deque[Text] = field(default_factory=deque)
    _typed: deque[Speak] = field(default_factory=deque)
    _some: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, text: Text) -> None:
        """Adds one."""
        if isinstance(text, Speak) and text.order is not None:
            self._typed.append(text)
        else:
            self._waiting.append(text)
        self._some.set()

    async def get(self) -> Text:
        """The next one, as soon as there is one."""
        while not (self._typed or self._waiting):
            self._some.clear()
            await self._some.wait()
        return self._typed.popleft() if self._typed else self._waiting.popleft()
