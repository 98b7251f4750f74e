"""How often something may be done, without a clock: the time is handed in."""

from dataclasses import dataclass


@dataclass
class Bucket:
    """Allows `rate` a second on average and `burst` at once."""

    rate: float
    burst: float
    _left: float = -1.0
    _at: float = 0.0

    def take(self, now: float, amount: float = 1.0) -> bool:
        """True when `amount` is still allowed at `now`, seconds that only grow; it is used up then."""
        left = self.burst if self._left < 0 else self._left + (now - self._at) * self.rate
        self._left, self._at = min(left, self.burst), now
        if self._left < amount:
            return False
        self._left -= amount
        return True
