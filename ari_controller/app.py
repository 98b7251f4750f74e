"""The composition root: the only place that wires configuration, storage, voice and calls together."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

import structlog

from ari_controller.call.errands import Errands
from ari_controller.call.journal import Journal, Listener
from ari_controller.call.leg import Arrival, Leg, Reachable
from ari_controller.call.machine import CallMachine
from ari_controller.call.session import Session
from ari_controller.call.steering import SteeredCall
from ari_controller.call.telephony import Telephony, display
from config.catalogue import Catalogue, languages
from config.models import Business
from config.prompts import prompt_languages
from config.site import Configuration
from storage.availability import remember_holidays
from storage.calls import NewCall
from storage.database import Store
from storage.ids import Ids
from storage.mirror import mirror
from storage.recovery import end_interrupted
from storage.times import stamp
from voice.clock import Clock
from voice.dialogue.brain import Brain, House
from voice.dialogue.firm import Firm
from voice.dialogue.hybrid import HybridBrain
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.rules import RulesBrain
from voice.dialogue.talk import Talk, Tongue
from voice.hearing.recogniser import ModelError
from voice.language.languages import language
from voice.speaking.sentences import sentences
from voice.studio import GERMAN, Studio
from voice.thinking.thinker import Thinker

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
    thinker: Thinker | None = None
    """The model that helps the rules; who made it opens and closes it."""
    speaks: Callable[[str], bool] = lambda _language: True
    """Which languages can be heard now."""
    levels_wanted: Callable[[str], bool] = lambda _call: False
    """Whether anybody looks at how loud both sides of a call are."""
    _tongues: dict[str, dict[str, Tongue]] = field(default_factory=dict)
    """Read beforehand: a call must not wait for a file."""

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
        self._tongues = await self.store.read(
            lambda _db: {owner.key: tongues_of(owner) for owner in owners}
        )
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
        talk.others = partial(self._tongue, business)
        house = Firm(
            business, self.store, self.clock, self.ids, new.id, arrival.caller, announcer=journal
        )
        return Session(
            new=new,
            business=business,
            leg=leg,
            brain=brain_of(Dialogue(talk), house, self.clock, self.thinker),
            house=house,
            talk=talk,
            journal=journal,
            clock=self.clock,
            machine=SteeredCall(CallMachine(business.limits.turns, business.limits.minutes * 60.0)),
            telephony=self._telephony(leg, talk, house),
            levels_wanted=partial(self.levels_wanted, new.id),
        )

    def _telephony(self, leg: Leg, talk: Talk, house: House) -> Telephony:
        """What operators of one call are served with."""
        thinker, errands = self.thinker, Errands(talk, house, self.store, self.clock, self.ids)
        if thinker is not None and talk.business.language in prompt_languages():
            errands.thinks = lambda: thinker.ready
        telephones = leg.telephones if isinstance(leg, Reachable) else None
        return Telephony(telephones, errands, display(talk.caller, talk.business.name))

    def _tongue(self, business: Business, key: str) -> Tongue | None:
        """What a caller's wish for another language leads to."""
        return self._tongues.get(business.key, {}).get(key) if self.speaks(key) else None


def tongues_of(business: Business) -> dict[str, Tongue]:
    """The languages that a business offers; reads their catalogues."""
    offered = {*business.languages, business.language} & {*languages()}
    return {key: Tongue(language(key), phrasebook(business, key)) for key in sorted(offered)}


def brain_of(dialogue: Dialogue, house: House, clock: Clock, thinker: Thinker | None) -> Brain:
    """The rules, with a model's help where there is one that has prompts in the business's language."""
    if thinker is None or dialogue.talk.business.language not in prompt_languages():
        return RulesBrain(dialogue, house, clock)
    return HybridBrain(dialogue, house, clock, thinker)


async def prepare(studio: Studio, businesses: Collection[Business]) -> None:
    """Everything without which no call can be taken: German, and what callers are greeted in.

    Raises:
        ModelError: a model cannot be loaded.
    """
    await studio.open(word for business in businesses for word in business_words(business))
    for key in sorted({business.language for business in businesses} - {GERMAN}):
        if not await studio.learn(key, words_in(businesses, key)):
            raise ModelError(f"no recogniser for {key}, in which callers are greeted")
    for business in businesses:
        await studio.warm(known_texts(business), business.voice, business.language)


async def prepare_others(
    studio: Studio, businesses: Collection[Business], *, bare: bool = False
) -> None:
    """The languages that callers may change to: when calls are taken already, as nobody may need them.

    `bare`: without the businesses' own words and without rendering anything.
    """
    offered = {key for business in businesses for key in business.languages}
    for key in sorted(offered - {business.language for business in businesses} - {GERMAN}):
        if not await studio.learn(key, () if bare else words_in(businesses, key)):
            continue
        for business in () if bare else businesses:
            if key in business.languages:
                await studio.warm(known_texts(business, key), None, key)


def words_in(businesses: Iterable[Business], key: str) -> list[str]:
    """What callers of some businesses say in a language."""
    return [word for business in businesses for word in business_words(business, key)]


def phrasebook(business: Business, key: str | None = None) -> Phrasebook:
    """What a business's callers hear: in its own language with its own wordings on top."""
    key = key or business.language
    return Phrasebook(Catalogue.of(business, key), business, language(key))


def business_words(business: Business, key: str = GERMAN) -> list[str]:
    """What callers of this business say in a language and a general recogniser may not know."""
    services = [
        text
        for service in business.services.values()
        for text in (
            (service.name, *service.words)
            if key == GERMAN
            else next((said for other, said in service.spoken.items() if other == key), ())
        )
    ]
    people = [text for person in business.staff.values() for text in (person.name, *person.words)]
    return [business.name, *services, *people, *business.names, *_written_words(business, key)]


def _written_words(business: Business, key: str) -> list[str]:
    """What the file says of callers' questions, kinds of orders and emergencies; in its own language."""
    if key != business.language:
        return []
    questions = [question for entry in business.faq.values() for question in entry.questions]
    kinds = [word for kind in business.categories.values() for word in (kind.name, *kind.words)]
    alarms = [word for alarm in business.emergencies.values() for word in alarm.words]
    return [*questions, *kinds, *(word for word in alarms if "*" not in word)]


def known_texts(business: Business, key: str | None = None) -> list[str]:
    """Sentences that this business's callers will hear, known before anybody calls; what nearly all hear comes first."""
    catalogue = Catalogue.of(business, key)
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
