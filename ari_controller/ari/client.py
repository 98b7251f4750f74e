"""Asterisk's REST interface, as far as Vorzimmer uses it; one keep-alive session."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import aiohttp

from ari_controller.ari.errors import (
    AriDeniedError,
    AriUnreachableError,
    AsteriskFailedError,
    ConflictError,
    NotFoundError,
    refusal,
)
from ari_controller.ari.records import Application, Channel, MediaEndpoint, text
from ari_controller.ari.resources import Bridges, Channels, safe
from config.site import Ari

_RTP: Final = "UNICASTRTP_LOCAL_"
CONNECTION_ID: Final = "MEDIA_WEBSOCKET_CONNECTION_ID"


@dataclass(frozen=True)
class AriLogin:
    """Where Asterisk is and who we are there."""

    url: str
    """http://HOST:PORT, without a path."""
    user: str
    password: str

    @classmethod
    def read(cls, ari: Ari) -> Self:
        """From the configuration; the password is the first line of its file.

        Raises:
            AriDeniedError: the file cannot be read or is empty.
        """
        try:
            password = ari.password_file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except OSError as error:
            raise AriDeniedError(
                f"cannot read the password file {ari.password_file} ({error.strerror}): "
                "ari.password_file in vorzimmer.yaml names it"
            ) from error
        if not password:
            raise AriDeniedError(f"the password file {ari.password_file} is empty")
        return cls(ari.url, ari.user, password)

    def __repr__(self) -> str:
        return f"AriLogin(url={self.url!r}, user={self.user!r})"

    @property
    def headers(self) -> dict[str, str]:
        """The Authorization header: the password never stands in an address."""
        return {
            "Authorization": "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()
        }

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        return self.url.rstrip("/")

    @property
    def websocket_base(self) -> str:
        """The same place for WebSockets: ws:// or wss://."""
        return "ws" + self.base.removeprefix("http")

    def denied(self) -> AriDeniedError:
        """The error for a refused login."""
        return AriDeniedError(
            f"Asterisk at {self.base} refused the user {self.user!r}: compare ari.user and "
            "ari.password_file in vorzimmer.yaml with that user's section in Asterisk's ari.conf"
        )

    def unreachable(self, why: str) -> AriUnreachableError:
        """The error for an address where no Asterisk answers."""
        return AriUnreachableError(
            f"Asterisk's REST interface does not answer at {self.base} ({why}): is Asterisk running, "
            "is ari.url in vorzimmer.yaml right, are http.conf and ari.conf enabled?"
        )


class AriClient:
    """Requests to one Asterisk. Every method raises the errors of `ari.errors`.

    Args:
        login: where and who.
        timeout_s: the longest that one request may take; Asterisk answers in 0.3 to 3 ms.
    """

    def __init__(self, login: AriLogin, *, timeout_s: float = 5.0) -> None:
        self.login = login
        self.channels = Channels(self)
        self.bridges = Bridges(self)
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connection; safe to call twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ping(self) -> str:
        """Asterisk's own id, when it is ready."""
        return text(await self.request("GET", "asterisk/ping"), "asterisk_id")

    async def version(self) -> str:
        """Such as "22.10.1"."""
        info = await self.request("GET", "asterisk/info", only="system")
        system = info.get("system")
        return text(system, "version") if isinstance(system, dict) else ""

    async def has_module(self, name: str) -> bool:
        """True when the module, such as "chan_websocket.so", is loaded and runs."""
        try:
            module = await self.request("GET", f"asterisk/modules/{safe(name)}")
        except (NotFoundError, ConflictError):
            return False
        return text(module, "status") == "Running"

    async def application(self, name: str) -> Application:
        """What Asterisk knows about a Stasis application; NotFoundError when none registered it."""
        return Application.read(await self.request("GET", f"applications/{safe(name)}"))

    async def external_media_websocket(
        self,
        *,
        channel_id: str,
        app: str,
        format: str = "slin16",  # noqa: A002  # the word that ARI and the media channel use
        data: str = "",
    ) -> MediaEndpoint:
        """Makes a channel whose audio we fetch and fill over a WebSocket to Asterisk.

        Its StasisStart comes only after we have connected to the endpoint; until then it must not
        be put into a bridge.

        Args:
            channel_id: chosen by us and known to the event reader before the request is sent.
            app: the Stasis application that it enters.
            format: "slin16": 640 bytes little-endian each 20 ms, both ways.
            data: becomes the arguments of its StasisStart, split at commas.

        Raises:
            AsteriskFailedError: chan_websocket is missing (Asterisk before 20.16, 21.11, 22.6).
        """
        asked = {
            "app": app,
            "channelId": channel_id,
            "encapsulation": "none",
            "transport": "websocket",
            "connection_type": "server",
            # Older releases ask for one although nothing is called.
            "external_host": "INCOMING",
            "format": format,
            "transport_data": "f(json)",
        }
        if data:
            asked["data"] = data
        channel = Channel.read(await self.request("POST", "channels/externalMedia", **asked))
        connection = channel.variables.get(CONNECTION_ID)
        if connection is None:
            connection = await self.channels.variable(channel.id, CONNECTION_ID)
        if not connection:
            await self.channels.hang_up(channel.id)
            raise AsteriskFailedError(
                "externalMedia: Asterisk gave no media connection; it needs chan_websocket, which "
                "came with 20.16, 21.11 and 22.6",
                500,
            )
        url = f"{self.login.websocket_base}/media/{safe(connection)}"
        return MediaEndpoint(channel.id, connection, url, format)

    async def external_media_rtp(
        self,
        *,
        channel_id: str,
        app: str,
        external_host: str,
        format: str = "ulaw",  # noqa: A002  # the word that ARI uses
    ) -> tuple[str, int]:
        """Makes a channel whose audio goes by RTP to `external_host` (HOST:PORT); gives its own address.

        Args:
            channel_id: chosen by us and known to the event reader before the request is sent.
            app: the Stasis application that it enters.
            external_host: where we listen.
            format: ulaw | alaw | slin | g722; slin16 would be heard in one direction only.

        Raises:
            AsteriskFailedError: Asterisk named no address.
        """
        record = await self.request(
            "POST",
            "channels/externalMedia",
            app=app,
            channelId=channel_id,
            external_host=external_host,
            format=format,
            encapsulation="rtp",
            transport="udp",
        )
        variables = Channel.read(record).variables
        host, port = variables.get(f"{_RTP}ADDRESS", ""), variables.get(f"{_RTP}PORT", "")
        if not host or not port.isdigit():
            raise AsteriskFailedError("externalMedia: Asterisk named no RTP address", 500)
        return host, int(port)

    async def external_media_audiosocket(
        self, *, channel_id: str, app: str, external_host: str, call: UUID
    ) -> None:
        """Makes a channel whose audio Asterisk brings to `external_host` (HOST:PORT) by AudioSocket, slin16.

        Args:
            channel_id: chosen by us and known to the event reader before the request is sent.
            app: the Stasis application that it enters.
            external_host: where we listen already; else Asterisk fails at once.
            call: what its connection names itself by.

        Raises:
            AsteriskFailedError: chan_audiosocket is missing, or it could not connect.
        """
        await self.request(
            "POST",
            "channels/externalMedia",
            app=app,
            channelId=channel_id,
            external_host=external_host,
            format="slin16",
            encapsulation="audiosocket",
            transport="tcp",
            data=str(call),
        )

    async def request(self, method: str, path: str, **query: str) -> Mapping[str, Any]:
        """One request; the JSON object that came back, empty when none did."""
        answer = await self.request_any(method, path, **query)
        return answer if isinstance(answer, dict) else {}

    async def request_any(self, method: str, path: str, **query: str) -> object:
        """One request; the JSON value that came back, None when none did."""
        url = f"{self.login.base}/ari/{path}"
        try:
            status, reason, body = await self._once(method, url, query)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # Asterisk closes idle connections; everything that we ask for may be asked for twice.
            try:
                status, reason, body = await self._once(method, url, query)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise self.login.unreachable(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self.login.unreachable(type(error).__name__) from error
        value = _json(body)
        if 200 <= status < 300:
            return value
        said = text(value, "message") or text(value, "error") if isinstance(value, dict) else ""
        raise self._error(status, f"{method} {path.partition('/')[0]}", said or reason, value)

    async def _once(
        self, method: str, url: str, query: Mapping[str, str]
    ) -> tuple[int, str, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, headers=self.login.headers, trust_env=False
            )
        async with self._session.request(method, url, params=query) as response:
            return response.status, response.reason or "", await response.read()

    def _error(self, status: int, what: str, said: str, value: object) -> Exception:
        if status in {401, 403}:
            return self.login.denied()
        if status == 503:
            return self.login.unreachable("Asterisk is still starting")
        if status == 404 and not isinstance(value, dict):
            return self.login.unreachable("there is a web server, but no ARI in it")
        return refusal(status, what, said)


def _json(body: bytes) -> object:
    try:
        value: object = json.loads(body)
    except ValueError:
        return None
    return value
