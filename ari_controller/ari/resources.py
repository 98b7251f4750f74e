"""Channels and bridges of one Asterisk, and what can be done with them."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

from ari_controller.ari.errors import NotFoundError
from ari_controller.ari.records import Bridge, Channel, text


class Requests(Protocol):
    """Who carries requests to Asterisk."""

    async def request(self, method: str, path: str, **query: str) -> Mapping[str, Any]:
        """One request; the JSON object that came back."""
        ...

    async def request_any(self, method: str, path: str, **query: str) -> object:
        """One request; the JSON value that came back."""
        ...


class Channels:
    """What can be done with channels."""

    def __init__(self, client: Requests) -> None:
        self._client = client

    async def all(self) -> tuple[Channel, ...]:
        """Every channel of this Asterisk, also those that are not ours."""
        return tuple(Channel.read(item) for item in await _listed(self._client, "channels"))

    async def get(self, channel_id: str) -> Channel:
        """One channel as it is now."""
        return Channel.read(await self._client.request("GET", f"channels/{safe(channel_id)}"))

    async def variable(self, channel_id: str, name: str) -> str | None:
        """A channel variable or readable function such as "CALLERID(num)"; None when it is not set."""
        path = f"channels/{safe(channel_id)}/variable"
        try:
            return text(await self._client.request("GET", path, variable=name), "value")
        except NotFoundError as error:
            if "Channel" in str(error):
                raise
            return None

    async def ring(self, channel_id: str) -> None:
        """Lets the caller hear ringing."""
        await self._client.request("POST", f"channels/{safe(channel_id)}/ring")

    async def answer(self, channel_id: str) -> None:
        """Takes the call."""
        await self._client.request("POST", f"channels/{safe(channel_id)}/answer")

    async def originate(
        self, channel_id: str, endpoint: str, app: str, *, caller_id: str, timeout_s: int
    ) -> None:
        """Rings an endpoint under an id that we chose; its StasisStart comes when it answers.

        Args:
            channel_id: known to the event reader before the request is sent.
            endpoint: "PJSIP/empfang".
            app: the Stasis application that it enters.
            caller_id: what its display shows: `"Name" <number>`.
            timeout_s: how long it rings; then comes its ChannelDestroyed with cause 19.

        Raises:
            AsteriskFailedError: there is no such endpoint, or nobody is registered there.
        """
        await self._client.request(
            "POST",
            "channels",
            channelId=channel_id,
            endpoint=endpoint,
            app=app,
            callerId=caller_id,
            timeout=str(timeout_s),
        )

    async def snoop(self, channel_id: str, snoop_id: str, app: str) -> None:
        """Makes a channel that hears both directions of another and says nothing into it."""
        path = f"channels/{safe(channel_id)}/snoop/{safe(snoop_id)}"
        await self._client.request("POST", path, app=app, spy="both", whisper="none")

    async def hang_up(self, channel_id: str, reason: str = "normal") -> bool:
        """Ends a channel; False when it had ended already.

        Args:
            channel_id: which one.
            reason: normal | busy | rejected | congestion | no_answer, as the caller's line hears it.
        """
        try:
            await self._client.request("DELETE", f"channels/{safe(channel_id)}", reason=reason)
        except NotFoundError:
            return False
        return True


class Bridges:
    """What can be done with bridges."""

    def __init__(self, client: Requests) -> None:
        self._client = client

    async def all(self) -> tuple[Bridge, ...]:
        """Every bridge of this Asterisk, also those that are not ours."""
        return tuple(Bridge.read(item) for item in await _listed(self._client, "bridges"))

    async def create(self, bridge_id: str, name: str = "") -> Bridge:
        """Makes a mixing bridge under an id that we chose."""
        path = f"bridges/{safe(bridge_id)}"
        return Bridge.read(await self._client.request("POST", path, type="mixing", name=name))

    async def add(self, bridge_id: str, *channel_ids: str) -> None:
        """Puts channels into a bridge.

        Raises:
            ConflictError: one of them has not entered our application yet, or has left it.
        """
        path = f"bridges/{safe(bridge_id)}/addChannel"
        await self._client.request("POST", path, channel=",".join(channel_ids))

    async def remove(self, bridge_id: str, channel_id: str) -> None:
        """Takes a channel out of a bridge; it stays in our application.

        Raises:
            ConflictError: it is not in that bridge.
        """
        path = f"bridges/{safe(bridge_id)}/removeChannel"
        await self._client.request("POST", path, channel=channel_id)

    async def destroy(self, bridge_id: str) -> bool:
        """Ends a bridge, its channels stay; False when it was gone already."""
        try:
            await self._client.request("DELETE", f"bridges/{safe(bridge_id)}")
        except NotFoundError:
            return False
        return True


async def _listed(client: Requests, path: str) -> list[Mapping[str, Any]]:
    value = await client.request_any("GET", path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def safe(identity: str) -> str:
    """An id as it may stand in a path."""
    return quote(identity, safe="")
