"""What an operator's order needs of the house: a hint's free times, a promise, a blocked number."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import structlog

from ari_controller.call.orders import Carried, Order
from storage.audit import By
from storage.database import Store
from storage.desk.blocking import block_caller
from storage.desk.table import Asker, Scope
from storage.ids import Ids
from voice.clock import Clock
from voice.dialogue import hints
from voice.dialogue.acts import Hint, TakeMessage
from voice.dialogue.brain import House
from voice.dialogue.talk import Talk

log = structlog.get_logger(__name__)


@dataclass
class Errands:
    """One call's."""

    talk: Talk
    house: House
    store: Store
    clock: Clock
    ids: Ids
    thinks: Callable[[], bool] = lambda: False
    """Whether a model is there that can make something of any hint."""

    async def carry(self, order: Order) -> Carried:
        """Does it; a reason tells that it could not be done."""
        try:
            match order.verb:
                case "hint":
                    return await self._hint(order)
                case "call_back":
                    return Carried(order, await self._promise(order))
                case _:
                    return Carried(order, await self._block(order))
        except sqlite3.Error as error:
            log.warning("order not carried out", verb=order.verb, error=type(error).__name__)
            return Carried(order, "database")

    async def _hint(self, order: Order) -> Carried:
        talk = self.talk
        now = self.clock.now().astimezone(ZoneInfo(talk.business.zone))
        hint = hints.read(order.text, talk, now)
        if hint is None:
            if not self.thinks():
                return Carried(order, "not_understood")
            talk.hint = Hint("free", order.text)
            return Carried(order)
        wanted = hints.search(hint, talk)
        if wanted is not None:
            offering = hints.offering(hint, wanted, await self.house.find(wanted))
            if offering is None:
                return Carried(order, "not_free")
            hint = offering
        talk.hint = hint
        return Carried(order, follow=True)

    async def _promise(self, order: Order) -> str:
        facts, number = self.talk.facts, self.talk.caller or self.talk.facts.phone
        if number is None:
            return "no_number"
        words = order.text or " … ".join(self.talk.heard)
        message = TakeMessage(words, facts.name, number, callback=True)
        await self.house.promise(replace(message, promised_for=order.promised_for))
        return ""

    async def _block(self, order: Order) -> str:
        number, now = self.talk.caller, self.clock.now()
        if number is None:
            return "no_number"
        by = By(f"operator:{order.operator}", order.text)
        business = self.talk.business
        asker = Asker({business.key: business}, Scope(), now, by, self.ids.new)
        await self.store.write(
            lambda db: block_caller(db, asker, business.key, number, order=order.id)
        )
        return ""
