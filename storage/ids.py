"""Ids that are unique across nodes and sort by time: ULIDs from a source that can be seeded."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from random import Random, SystemRandom

from ulid import ULID

_RANDOM_BITS = 80


class Ids:
    """Makes ids from a clock and a random source."""

    def __init__(self, now: Callable[[], datetime], random: Random | None = None) -> None:
        self._now = now
        self._random = random or SystemRandom()

    def new(self) -> str:
        """26 characters of Crockford's base 32."""
        milliseconds = int(self._now().timestamp() * 1000)
        number = (milliseconds << _RANDOM_BITS) | self._random.getrandbits(_RANDOM_BITS)
        return str(ULID.from_int(number))


def idempotency_key(call: str, action: str, **arguments: str) -> str:
    """The same call, action and arguments give the same key, whoever retries."""
    text = json.dumps([call, action, sorted(arguments.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
