"""The one place for gateways that cannot run here: sipgate's SMS API, Telegram's, a webhook; and a real SMTP server."""

import json
import socket
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

TOKEN_ID, TOKEN, SMS_ID = "token-ABC123", "geheim/mit+zeichen", "s0"
BOT, CHAT = "123456789:AAExampleExampleExampleExampleExample", 987654321
TELEGRAM_LIMIT = 4096
"""Letters of one message."""
Answer = tuple[int, dict[str, Any] | None]


@dataclass
class Web:
    """A server on loopback: answers with `status`, and remembers what it was asked."""

    status: int = 204
    body: dict[str, Any] | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""


def _sipgate(web: Web, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> Answer:
    """As sipgate's REST API v2 answers POST /sessions/sms: 204, 400, 401, 402, 403."""
    given = handler.headers.get("Authorization", "")
    if b64decode(given.removeprefix("Basic ") or b"").decode() != f"{TOKEN_ID}:{TOKEN}":
        return 401, None
    if handler.path != "/v2/sessions/sms" or set(body) != {"smsId", "recipient", "message"}:
        return 400, None
    if body["smsId"] != SMS_ID:
        return 403, None
    return web.status, None


def _telegram(web: Web, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> Answer:
    """As the Bot API answers sendMessage: `ok` with a result, or an error code with its description."""
    code, description = web.status, "Too Many Requests: retry after 5"
    if handler.path != f"/bot{BOT}/sendMessage":
        code, description = (404, "Not Found") if BOT in handler.path else (401, "Unauthorized")
    elif int(body.get("chat_id", 0)) != CHAT:
        code, description = 400, "Bad Request: chat not found"
    elif not 0 < len(str(body.get("text", ""))) <= TELEGRAM_LIMIT:
        code, description = 400, "Bad Request: message is too long"
    if code >= 300:
        return code, {"ok": False, "error_code": code, "description": description}
    sent = {"message_id": len(web.asked) + 1, "chat": {"id": CHAT}, "text": body["text"]}
    return 200, {"ok": True, "result": sent}


def _plain(web: Web, _handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> Answer:
    return web.status, None


@contextmanager
def web_server(*, sipgate: bool = False, telegram: bool = False) -> Iterator[Web]:
    """Runs one in a thread."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(size) or b"{}")
            answer = _sipgate if sipgate else _telegram if telegram else _plain
            status, reply = answer(web, self, body)
            content = json.dumps(reply).encode() if reply else b""
            if status < 300:
                web.asked.append((self.path, body))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """What an SMTP server received."""

    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    refuse: bool = False

    async def handle_DATA(  # noqa: N802  # aiosmtpd calls it so
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        if self.refuse:
            return "451 not now"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A real SMTP server on loopback."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
