"""The stream of one client: hello, a snapshot, then everything as it happens."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientConnectionResetError, WSMsgType, web

from ari_controller.control.hub import Client, Hub, text_of

HEARTBEAT_S = 20.0
"""Whoever does not answer a ping is gone, or does not read: it will be snapshotted when it is back."""
TOGETHER_S = 0.01
"""What happens within this time is sent at once: fewer wake-ups of a loop that carries voices."""
_LONGEST = 8 * 1024
_MOST_WATCHED = 200
WRONG = 1008
REVOKED = 4403
GOING_AWAY = 1001


@dataclass(frozen=True)
class StreamSource:
    """What the streams are fed from."""

    hub: Hub
    hello: Callable[[Client], dict[str, Any]]
    state: Callable[[], dict[str, Any]]


async def serve_stream(
    request: web.Request, source: StreamSource, client: Client
) -> web.WebSocketResponse:
    """Serves a client until it leaves; its own task sends, so that nobody else waits for it."""
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_S, max_msg_size=_LONGEST, compress=False, timeout=1.0, autoping=False
    )
    await socket.prepare(request)
    client.resync()
    source.hub.clients.append(client)
    sender = asyncio.create_task(_send(socket, source, client), name="control stream")
    try:
        async for message in socket:
            if not client.origin.stream_messages.take(asyncio.get_running_loop().time()):
                _cut_off(request)
                break
            if message.type in {WSMsgType.PING, WSMsgType.PONG}:
                if message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                continue
            wish = _wish(message.data) if message.type is WSMsgType.TEXT else None
            if wish is None:
                await socket.close(code=WRONG, message=b'send {"watch": [call]} or nothing')
                break
            client.watched = wish
    finally:
        source.hub.clients.remove(client)
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)
    return socket


def _cut_off(request: web.Request) -> None:
    """Somebody floods: no goodbye, which they would not read."""
    if request.transport is not None:
        request.transport.abort()


def _wish(text: str) -> frozenset[str] | None:
    """The calls of {"watch": [call, …]}; None for anything else."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"watch"}:
        return None
    calls = said["watch"]
    if not isinstance(calls, list) or len(calls) > _MOST_WATCHED:
        return None
    return frozenset(calls) if all(isinstance(call, str) for call in calls) else None


async def _send(socket: web.WebSocketResponse, source: StreamSource, client: Client) -> None:
    """Sends for ever; what it waits for is the client alone."""
    first = True
    # The client is gone: whoever reads from it notices, and ends this.
    with contextlib.suppress(ClientConnectionResetError):
        while client.closing is None:
            if client.mailbox.lagging:
                await _snapshot(socket, source, client, first=first)
                first = False
            for message in client.mailbox.take():
                await socket.send_frame(message, WSMsgType.TEXT)
            await asyncio.sleep(TOGETHER_S)
            if client.mailbox.empty and client.closing is None:
                client.woken.clear()
                await client.woken.wait()
        code, why = client.closing
        await socket.close(code=code, message=why.encode()[:120])


async def _snapshot(
    socket: web.WebSocketResponse, source: StreamSource, client: Client, *, first: bool
) -> None:
    """All running calls, a message each; the loop has its turn between two."""
    dropped = client.mailbox.caught_up()
    calls = source.hub.snapshot(client)
    begin = {"type": "snapshot_begin", "cursor": source.hub.cursor, "state": source.state()}
    if client.greet:
        client.greet = False
        await socket.send_frame(text_of(source.hello(client)), WSMsgType.TEXT)
    if not first:
        await socket.send_frame(text_of({"type": "lagging", "dropped": dropped}), WSMsgType.TEXT)
    await socket.send_frame(text_of(begin), WSMsgType.TEXT)
    for message in calls:
        await socket.send_frame(message, WSMsgType.TEXT)
        await asyncio.sleep(0)
    await socket.send_frame(b'{"type":"snapshot_end"}', WSMsgType.TEXT)
