"""The composition root: the only place that wires configuration, storage, voice and calls together."""

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from ari_controller.call.journal import Journal, Listener
from ari_controller.call.leg import Arrival, Leg
from ari_controller.call.machine import CallMachine
from ari_controller.call.session import Session
from config.catalogue import Catalogue
from config.models import Business, Configuration
from storage.availability import remember_holidays
from storage.calls import NewCall
from storage.database import Store
from storage.ids import Ids
from storage.mirror import mirror
from storage.recovery import end_interrupted
from storage.times import stamp
from voice.clock import Clock
from voice.dialogue.firm import Firm
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.rules import RulesBrain
from voice.dialogue.talk import Talk
from voice.language.languages import language
from voice.speaking.sentences import sentences

log = structlog.get_logger(__name__)
Watch = Callable[[NewCall], Listener]
"""Somebody who wants to see each new call's events live."""


@dataclass
class Reception:
    """Makes sessions: everything that the calls of one controller share."""

    configuration: Configuration
    store: Store
    clock: Clock
    ids: Ids
    watchers: list[Watch] = field(default_factory=list)

    async def open(self) -> None:
        """Opens the database, mirrors the businesses into it, and ends what a crash left open."""
        now = self.clock.now()
        await self.store.open(now)
        await self.use(self.configuration)
        keys = set(self.configuration.businesses)
        ended = await self.store.write(lambda db: end_interrupted(db, keys, self.ids.new, now))
        if ended:
            log.warning("calls were interrupted by a crash", count=len(ended))

    async def use(self, configuration: Configuration) -> None:
        """From now on new calls go by this configuration; running ones keep theirs."""
        now = self.clock.now()
        await self.store.write(lambda db: mirror(db, configuration.businesses, now))
        owners = list(configuration.businesses.values())
        await self.store.read(lambda _db: remember_holidays(owners, now))
        self.configuration = configuration

    def session(self, arrival: Arrival, leg: Leg, busy: bool = False) -> Session:
        """One call of one business; a short one when all lines are busy."""
        business = self.configuration.businesses[arrival.business]
        new = NewCall(
            id=self.ids.new(),
            business=business.key,
            zone=business.zone,
            caller=arrival.caller,
            dialled=arrival.dialled,
            transport=leg.transport,
            started_at=stamp(self.clock.now()),
            channel=arrival.channel,
            sip_call_id=arrival.sip_call_id,
        )
        listeners = [watch(new) for watch in self.watchers]
        journal = Journal(self.store, self.clock, business.key, new.id, listeners)
        spoken = language(business.language)
        talk = Talk(business, spoken, phrasebook(business), arrival.caller, busy=busy)
        house = Firm(
            business, self.store, self.clock, self.ids, new.id, arrival.caller, announcer=journal
        )
        return Session(
            new=new,
            business=business,
            leg=leg,
            brain=RulesBrain(Dialogue(talk), house, self.clock),
            house=house,
            talk=talk,
            journal=journal,
            clock=self.clock,
            machine=CallMachine(business.limits.turns, business.limits.minutes * 60.0),
        )


def phrasebook(business: Business) -> Phrasebook:
    """What a business's callers hear, its own wordings on top."""
    catalogue = Catalogue.of(business)
    return Phrasebook(catalogue, business, language(business.language))


def business_words(business: Business) -> list[str]:
    """What callers of this business say and a general recogniser may not know."""
    services = [
        text for service in business.services.values() for text in (service.name, *service.words)
    ]
    people = [text for person in business.staff.values() for text in (person.name, *person.words)]
    return [business.name, *services, *people, *business.names]


def known_texts(business: Business) -> list[str]:
    """Sentences that this business's callers will hear, known before anybody calls; what nearly all hear comes first."""
    catalogue = Catalogue.of(business)
    known = sorted(catalogue.keys())
    keys = ["disclosure", *sorted(known, key=lambda key: not key.startswith("ask."))]
    plain = [
        catalogue.variant(key, number)
        for number in (1, 2, 3)
        for key in keys
        if not catalogue.placeholders(key)
    ]
    named = [catalogue.text(key, business=business.name) for key in ("greeting", "busy")]
    told = [
        *(emergency.say for emergency in business.emergencies.values()),
        *(faq.answer for faq in business.faq.values() if "{" not in faq.answer),
        business.place or "",
    ]
    return [part for text in dict.fromkeys([*named, *plain, *told]) for part in sentences(text)]
