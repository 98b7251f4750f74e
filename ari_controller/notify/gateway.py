"""The door to apprise: one message to one address, and why not when it fails."""

import asyncio
import logging
import re
from dataclasses import dataclass

from apprise import Apprise, LogCapture

from ari_controller.notify import sipgate

_LOGGER = logging.getLogger("apprise")
_PERSONAL = re.compile(r"\+?\d[\d ./-]{5,}|[^\s@]+@[^\s@]+|\S+://\S+")
"""Numbers, mail addresses and addresses with secrets in what a plugin says."""
LIMIT_S = 40.0


@dataclass(frozen=True)
class Delivery:
    """What came of it."""

    ok: bool
    reason: str = ""
    permanent: bool = False


class Gateway:
    """Sends through apprise's plugins and ours, each in a thread."""

    def __init__(self) -> None:
        sipgate.register()
        _LOGGER.propagate = False

    async def send(self, url: str, title: str, body: str) -> Delivery:
        """One message; what goes wrong is told, never raised."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LIMIT_S):
                return await loop.run_in_executor(None, _send, url, title, body)
        except TimeoutError:
            return Delivery(ok=False, reason=f"no answer within {LIMIT_S:.0f} s")


def _send(url: str, title: str, body: str) -> Delivery:
    apprise = Apprise()
    if not url or not apprise.add(url):
        return Delivery(
            ok=False, reason="apprise does not understand the channel's address", permanent=True
        )
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as told:
        ok = bool(apprise.notify(title=title, body=body))
        text = told.getvalue()
    if ok:
        return Delivery(ok=True)
    plugin = apprise[0]
    lines = [line for line in text.splitlines() if line.strip()]
    reason = getattr(plugin, "reason", "") or _PERSONAL.sub("…", lines[0] if lines else "")
    return Delivery(
        ok=False,
        reason=reason or "the gateway refused it",
        permanent=getattr(plugin, "permanent", False),
    )
