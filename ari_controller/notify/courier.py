"""Takes what is due out of the outbox and sends it: in the right words, at the right time, not too much at once."""

import asyncio
import json
import sqlite3
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import structlog

from ari_controller.notify import sms
from ari_controller.notify.gateway import Delivery, Gateway
from config.models import Business
from config.site import Channel, Configuration
from config.templates import TextError, has, render, written_moment
from storage import outbox
from storage.audit import CONTROLLER
from storage.database import Store
from storage.ids import idempotency_key
from storage.messages import NewMessage, take_message
from storage.numbers import is_mobile
from storage.outbox import Row
from storage.times import parse
from voice.clock import Clock

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 1.0
"""Other processes write too, and do not tell."""
MINUTE = timedelta(minutes=1)
MOST_PARTS = 3
AT_ONCE = frozenset({"booked", "requested", "inquiry"})
"""The customer is on the telephone, or just was: quiet hours do not matter."""


@dataclass
class Courier:
    """One for each controller."""

    configuration: Configuration
    store: Store
    clock: Clock
    gateway: Gateway | None = None
    _sent_at: dict[str, deque[datetime]] = field(default_factory=dict)

    async def open(self) -> None:
        """Loads what sends, before anybody calls: apprise's plugins take seconds."""
        if self.configuration.site.notify and self.gateway is None:
            self.gateway = await asyncio.get_running_loop().run_in_executor(None, Gateway)

    async def run(self) -> None:
        """Sends for ever; a database that cannot be used is tried again."""
        while True:
            try:
                busy = await self.round()
            except sqlite3.Error as error:
                log.warning("outbox not readable, trying again", error=str(error))
                busy = 0
            if not busy:
                await asyncio.sleep(LOOK_EVERY_S)

    async def round(self) -> int:
        """Sends what is due now; gives how many messages were looked at."""
        await self.open()
        now = self.clock.now()
        rows = await self.store.write(lambda db: outbox.claim(db, now))
        await asyncio.gather(*(self._guarded(row) for row in rows))
        return len(rows)

    async def _guarded(self, row: Row) -> None:
        """One message's failure, whatever it is, stops no other and not the sending."""
        try:
            await self._one(row)
        except Exception as error:  # the boundary of one message
            log.exception("message not sent", entry=row["entry"], error=type(error).__name__)
            await self._fail(row, type(error).__name__, permanent=False)

    async def _one(self, row: Row) -> None:
        business = self.configuration.businesses.get(row["business"])
        channel = self.configuration.site.notify.get(row["channel"])
        now = self.clock.now()
        if business is None or channel is None:
            await self._fail(
                row, "its business or channel is not configured any more", permanent=True
            )
            return
        later = self._not_before(row, business, channel, now)
        if later is not None:
            await self.store.write_surely(lambda db: outbox.postpone(db, row, later))
            return
        try:
            title, body = text_of(row, business)
        except TextError as error:
            await self._fail(row, str(error), permanent=True)
            return
        by_mail = row["audience"] == "customer" and "@" in row["recipient"]
        if row["audience"] == "customer" and not by_mail and not is_mobile(row["recipient"]):
            await self._call_instead(row, business, body)
            return
        if by_mail:
            title = render(
                business.language,
                business.notify.texts,
                "mail_subject",
                {"business": business.name},
            )
        if channel.sms:
            body = sms.shortened(body, MOST_PARTS)
        delivery = await self._deliver(row, channel, title, body)
        if delivery.ok:
            count = sms.parts(body) if channel.sms else None
            done = self.clock.now()
            await self.store.write_surely(lambda db: outbox.sent(db, row, now=done, parts=count))
            log.info("message sent", channel=row["channel"], what=row["what"], entry=row["entry"])
        else:
            await self._fail(row, delivery.reason, permanent=delivery.permanent)

    async def _deliver(self, row: Row, channel: Channel, title: str, body: str) -> Delivery:
        try:
            url = await asyncio.get_running_loop().run_in_executor(
                None, _first_line, channel.url_file
            )
        except OSError as error:
            return Delivery(ok=False, reason=f"{channel.url_file}: {error.strerror}")
        url = url.replace("{to}", quote(row["recipient"] or "", safe=""))
        if self.gateway is None:
            return Delivery(ok=False, reason="nothing that sends is loaded")
        return await self.gateway.send(url, title, body)

    def _not_before(
        self, row: Row, business: Business, channel: Channel, now: datetime
    ) -> datetime | None:
        """When it may be sent, if not now; a message that may go counts against its channel's limit."""
        if row["audience"] == "customer" and row["what"] not in AT_ONCE:
            local = now.astimezone(ZoneInfo(business.zone))
            quiet = business.notify.quiet
            if not quiet.opens <= local.time() < quiet.closes:
                day = local.date() + timedelta(days=local.time() >= quiet.closes)
                return datetime.combine(day, quiet.opens, local.tzinfo)
        recent = self._sent_at.setdefault(row["channel"], deque())
        while recent and recent[0] <= now - MINUTE:
            recent.popleft()
        if len(recent) >= channel.per_minute:
            return recent[0] + MINUTE
        recent.append(now)
        return None

    async def _call_instead(self, row: Row, business: Business, body: str) -> None:
        """A landline gets no SMS: somebody has to call."""
        now = self.clock.now()
        words = render(business.language, business.notify.texts, "by_phone", {"text": body})
        key = idempotency_key(row["id"], "call")
        call = NewMessage(
            id=key[:26],
            business=row["business"],
            call=None,
            callback=True,
            words=words,
            name=json.loads(row["facts"]).get("name"),
            number=row["recipient"],
            promised_for=None,
            key=key,
        )
        await self.store.write_surely(
            lambda db: take_message(db, call, now=now, seq=0, by=CONTROLLER)
        )
        await self.store.write_surely(lambda db: outbox.sent(db, row, now=now))

    async def _fail(self, row: Row, reason: str, *, permanent: bool) -> None:
        now = self.clock.now()
        await self.store.write_surely(
            lambda db: outbox.failed(db, row, reason, now=now, permanent=permanent)
        )
        log.warning("message not sent", channel=row["channel"], what=row["what"], reason=reason)


def text_of(row: Row, business: Business) -> tuple[str, str]:
    """Title (empty for customers) and body of a queued message.

    Raises:
        TextError: there is no text for it, or it names a fact that this message does not have.
    """
    language, own = business.language, business.notify.texts
    facts: dict[str, str | None] = {**json.loads(row["facts"]), "business": business.name}
    facts.setdefault("number", row["recipient"])
    facts.setdefault("summary", None)
    facts.setdefault("also", None)
    zone, start = facts.get("zone"), facts.get("start")
    if start and zone:
        facts["day"], facts["time"] = written_moment(language, parse(start), zone)
    key = f"{row['audience']}.{row['what']}"
    if has(language, f"{key}.body"):
        title = render(language, own, f"{key}.title", facts)
        return title, render(language, own, f"{key}.body", facts)
    return "", render(language, own, key, facts)


def _first_line(path: Path) -> str:
    return path.read_text("utf-8").partition("\n")[0].strip()
