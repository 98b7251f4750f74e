"""The house behind a dialogue: the firm's own data, through storage."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from config.models import Business, Confirm
from storage import bookings, inquiries, knowledge, messages, own
from storage.database import Database, Store
from storage.errors import NotAllowed, NotFound, SlotTaken
from storage.events import BookingChanged, Event, MessageTaken
from storage.ids import Ids, idempotency_key
from storage.offers import Wish
from storage.openings import openings
from storage.recovery import PROMISE
from storage.times import parse, stamp
from voice.clock import Clock
from voice.dialogue.acts import (
    Book,
    Booked,
    BookingLost,
    Cancel,
    Cancelled,
    ChangeRefused,
    Find,
    Found,
    Inquire,
    InquiryStored,
    Look,
    Looked,
    MessageStored,
    Move,
    Moved,
    Offer,
    Own,
    OwnFound,
    TakeMessage,
)

Write = Callable[[Callable[[Database], tuple[str, bool]]], Awaitable[tuple[str, bool]]]


class Announcer(Protocol):
    """The call's journal: a row and its event are written together, and then made known."""

    def reserve(self) -> int:
        """The number of the event."""
        ...

    def announce(self, event: Event) -> None:
        """Tells those who watch live."""
        ...


@dataclass
class Firm:
    """One business as one call sees it."""

    business: Business
    store: Store
    clock: Clock
    ids: Ids
    call: str
    caller: str | None
    announcer: Announcer

    async def find(self, wanted: Find) -> Found:
        """At most three free times near a wish."""
        now = self.clock.now()
        wish = Wish(
            first=wanted.wish.date,
            last=wanted.wish.end_date,
            at=wanted.wish.time,
            until=wanted.wish.end_time,
            daypart=wanted.wish.daypart,
        )
        reason, slots = await self.store.read(
            lambda db: openings(
                db,
                self.business,
                wanted.service,
                wish,
                staff=wanted.staff,
                now=now,
                exclude=wanted.exclude,
                but=wanted.but,
                not_before=wanted.not_before,
            )
        )
        offers = tuple(
            Offer(slot.start, slot.end, slot.staff, slot.service, slot.resource) for slot in slots
        )
        return Found(reason, offers)

    async def look(self, wanted: Look) -> Looked:
        """What the business has written that may answer a question."""
        key, text = self.business.key, wanted.text
        return Looked(text, await self.store.read(lambda db: knowledge.find(db, key, text)))

    async def book(self, agreed: Book) -> Booked | BookingLost:
        """Stores the appointment; the same call and appointment twice is one row."""
        business, offer = self.business, agreed.offer
        service = business.services[offer.service]
        start = offer.start.astimezone(UTC)
        end = start + timedelta(minutes=service.duration_min)
        key = idempotency_key(
            self.call, "book", staff=offer.staff, service=offer.service, start=start.isoformat()
        )
        new = bookings.Appointment(
            id=self.ids.new(),
            business=business.key,
            call=self.call,
            service=offer.service,
            staff=offer.staff,
            start=start,
            end=end,
            blocked_until=end + timedelta(minutes=service.buffer_min),
            zone=business.zone,
            name=agreed.name,
            phone=agreed.phone,
            key=key,
            resource=offer.resource,
        )
        status: bookings.Status = "confirmed" if business.confirm is Confirm.AUTO else "requested"
        now, seq = self.clock.now(), self.announcer.reserve()
        try:
            row, fresh = await self.store.write(
                lambda db: bookings.book(db, new, status, now=now, seq=seq)
            )
        except SlotTaken:
            return BookingLost()
        if fresh:
            self._announce(row["id"], row["status"], now, seq)
        return Booked(row["id"], row["status"])

    async def own(self) -> OwnFound:
        """The caller's own appointments to come: those under the number that calls."""
        number, now = self.caller, self.clock.now()
        if number is None:
            return OwnFound(())
        zone = ZoneInfo(self.business.zone)
        rows = await self.store.read(
            lambda db: own.of_caller(db, self.business.key, number, now=now)
        )
        return OwnFound(
            tuple(
                Own(
                    row["id"],
                    row["service"],
                    row["staff"],
                    parse(row["starts_at"]).astimezone(zone),
                    row["name"],
                    row["parts"],
                )
                for row in rows
            )
        )

    async def cancel(self, agreed: Cancel) -> Cancelled | ChangeRefused:
        """Cancels an appointment under the caller's own number."""
        key, number, now = self.business.key, self.caller or "", self.clock.now()
        try:
            await self.store.write(
                lambda db: own.cancel(db, key, agreed.own.booking, number, now=now)
            )
        except (NotAllowed, NotFound):
            return ChangeRefused()
        return Cancelled()

    async def move(self, agreed: Move) -> Moved | BookingLost | ChangeRefused:
        """Moves an appointment under the caller's own number."""
        number, now, offer = self.caller or "", self.clock.now(), agreed.offer
        try:
            await self.store.write(
                lambda db: own.move(
                    db,
                    self.business,
                    agreed.own.booking,
                    number,
                    start=offer.start.astimezone(UTC),
                    staff=offer.staff,
                    now=now,
                )
            )
        except SlotTaken:
            return BookingLost()
        except (NotAllowed, NotFound):
            return ChangeRefused()
        return Moved()

    async def inquire(self, agreed: Inquire) -> InquiryStored:
        """Stores an inquiry; the same call and inquiry twice is one row."""
        now, seq = self.clock.now(), self.announcer.reserve()
        new = inquiries.NewInquiry(
            id=self.ids.new(),
            business=self.business.key,
            call=self.call,
            problem=agreed.problem,
            address=agreed.address,
            urgency="urgent" if agreed.urgency == "urgent" else "normal",
            name=agreed.name,
            phone=agreed.phone,
            category=agreed.category,
            key=idempotency_key(
                self.call, "inquire", problem=agreed.problem, address=agreed.address
            ),
        )
        row, fresh = await self.store.write(
            lambda db: inquiries.take_inquiry(db, new, now=now, seq=seq)
        )
        if fresh:
            self._announce(row, "new", now, seq)
        return InquiryStored(row)

    def _announce(self, booking: str, status: str, now: datetime, seq: int) -> None:
        """The event that storage wrote together with its row."""
        event = BookingChanged(
            seq=seq,
            at=stamp(now),
            business=self.business.key,
            call=self.call,
            booking=booking,
            status=status,
        )
        self.announcer.announce(event)

    async def take(self, message: TakeMessage) -> MessageStored:
        """Stores a message; a call-back goes to the caller's own number unless another was given."""
        return await self._take(message, self.store.write)

    async def promise(self, message: TakeMessage) -> None:
        """Stores it when the database can be written to again, see `Store.write_surely`."""
        await self._take(message, self.store.write_surely)

    async def _take(self, message: TakeMessage, write: Write) -> MessageStored:
        now, seq = self.clock.now(), self.announcer.reserve()
        new = messages.NewMessage(
            id=self.ids.new(),
            business=self.business.key,
            call=self.call,
            callback=message.callback,
            words=message.words,
            name=message.name,
            number=message.phone or self.caller,
            promised_for=message.promised_for or (now + PROMISE if message.callback else None),
            urgent=message.urgent,
            key=idempotency_key(self.call, "message", words=message.words),
        )
        row, fresh = await write(lambda db: messages.take_message(db, new, now=now, seq=seq))
        if fresh:
            self.announcer.announce(
                MessageTaken(
                    seq=seq,
                    at=stamp(now),
                    business=self.business.key,
                    call=self.call,
                    message=row,
                    callback=message.callback,
                )
            )
        return MessageStored(row, message.callback)
