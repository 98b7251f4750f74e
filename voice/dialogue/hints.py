"""What operators tell the assistant to do: read by the grammars that read callers, followed at the next turn. No I/O.

A hint asks, offers, or sets a fact; what is stored is still only what the caller agrees to in a read-back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from config.models import Mode
from storage.events import SlotName
from voice.dialogue import booking
from voice.dialogue.acts import (
    Act,
    Ask,
    Book,
    Cancel,
    Decide,
    End,
    Fill,
    Find,
    FindOwn,
    Found,
    Hint,
    Hold,
    Inquire,
    Look,
    Move,
    Offer,
    Say,
    SwitchLanguage,
    TakeMessage,
)
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.choices import match_choice
from voice.language.folding import folded
from voice.language.languages import Language, language
from voice.language.values import Intent, When

_LAST = End | Book | Cancel | Move | Inquire | TakeMessage | Look | FindOwn | Hold | SwitchLanguage
"""Acts that are not to be disturbed: the hint is followed at a later turn."""
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{2})\b(?![.\d])")


@dataclass(frozen=True)
class _Verbs:
    """How operators of one language say what to do; patterns over folded words."""

    ask: str
    when: str
    farewell: str


_VERBS: Mapping[str, _Verbs] = {
    "de": _Verbs(r"\bfrag|\berfrag|\bbitte um", r"\bwann\b", r"verabschied|\bbeende|\bleg auf"),
    "en": _Verbs(r"\bask", r"\bwhen\b", r"\bgoodbye|\bend the call|\bhang up"),
    "uk": _Verbs(r"\bзапита|\bспита|\bпитай", r"\bколи\b", r"\bпопроща|\bзаверш"),
}
_SLOTS: Mapping[Mode, frozenset[SlotName]] = {
    Mode.TERMIN: frozenset({"service", "when", "name", "phone"}),
    Mode.AUFTRAG: frozenset({"problem", "address", "urgency", "name", "phone"}),
}
_IN_A_MESSAGE: frozenset[SlotName] = frozenset({"problem", "name", "phone"})


def read(text: str, talk: Talk, now: datetime) -> Hint | None:
    """A hint in German, in the caller's language or in English; None when it is not understood."""
    for key in dict.fromkeys(["de", talk.language.key, "en"]):
        found = _read(text, talk, language(key), now)
        if found is not None:
            return found
    return None


def _read(text: str, talk: Talk, spoken: Language, now: datetime) -> Hint | None:
    words = spoken.normalise(_DOTTED.sub(r"\1:\2", text)).lower()
    plain, verbs, business = folded(words), _VERBS[spoken.key], talk.business
    intents = spoken.intents(words)
    if re.search(verbs.ask, plain):
        slot = spoken.subject(words) or ("when" if re.search(verbs.when, plain) else None)
        allowed = _IN_A_MESSAGE if talk.goal is Goal.MESSAGE else _SLOTS.get(business.mode, ())
        return next((Hint("ask", text, slot=known) for known in allowed if known == slot), None)
    if Intent.CALLBACK in intents:
        return Hint("callback", text)
    if Intent.FAREWELL in intents or re.search(verbs.farewell, plain):
        return Hint("farewell", text)
    if business.mode is not Mode.TERMIN:
        return None
    services = match_choice(words, {key: one.all_words for key, one in business.services.items()})
    people = match_choice(words, {key: (p.name, *p.words) for key, p in business.staff.items()})
    service, staff = next(iter(services), None), next(iter(people), None)
    when = spoken.when(words, now, business.hours)
    if when is None and service is None and staff is None:
        return None
    return Hint("facts", text, service=service, staff=staff, when=when)


def search(hint: Hint, talk: Talk) -> Find | None:
    """What the house is asked before a time is offered; None where there is nothing to look for yet."""
    facts, services = talk.facts, talk.business.services
    moving = talk.own if talk.goal is Goal.MOVE else None
    only = next(iter(services)) if len(services) == 1 else None
    service = hint.service or (moving.service if moving else facts.service) or only
    if hint.when is None or service is None:
        return None
    staff = hint.staff or (None if hint.service else facts.staff)
    but = moving.booking if moving else None
    return Find(
        service, staff, booking.merge(facts.wish, hint.when), but=but, not_before=talk.not_before
    )


def offering(hint: Hint, wanted: Find, found: Found) -> Hint | None:
    """The hint with those of the found times that it means; None when they are not free."""
    fitting = tuple(offer for offer in found.offers if _fits(offer, wanted.wish))
    return replace(hint, kind="offer", offers=fitting) if fitting else None


def _fits(offer: Offer, wish: When) -> bool:
    last = wish.end_date or wish.date
    in_days = wish.date is None or last is None or wish.date <= offer.start.date() <= last
    if wish.time is None or wish.end_time is not None:
        return in_days
    return in_days and offer.start.time() == wish.time


def followed(talk: Talk, acts: list[Act]) -> list[Act]:
    """The turn with the hint instead of its own question; as it is where it does more than ask."""
    hint = talk.hint
    if hint is None or hint.kind == "free" or talk.busy or talk.leaving:
        return acts
    if talk.pending in (Pending.EMERGENCY, Pending.LIMIT):
        return acts
    if not may_wait(acts):
        return acts
    talk.hint = None
    return [*_without_question(acts), Decide("hint", by="operator"), *_follow(talk, hint)]


def may_wait(acts: list[Act]) -> bool:
    """True where a turn asks or says something and does nothing that cannot be put off."""
    return not any(isinstance(act, _LAST) for act in acts)


def _without_question(acts: list[Act]) -> list[Act]:
    """What was understood and answered; "I did not understand" is not said when somebody helped."""
    unsure = any(isinstance(act, Decide) and not act.sure for act in acts)
    kept: list[Act] = []
    for act in acts:
        if isinstance(act, Ask) and kept and isinstance(kept[-1], Say):
            kept.pop()
        elif isinstance(act, Say):
            kept += [] if unsure else [act]
        elif not isinstance(act, Ask | Find):
            kept.append(act)
    return kept


def _follow(talk: Talk, hint: Hint) -> list[Act]:
    match hint.kind:
        case "offer":
            return _offer(talk, hint)
        case "ask":
            return talk.ask(hint.slot or "open")
        case "callback":
            return talk.offer_callback()
        case "farewell":
            return talk.goodbye()
        case _:
            return [*_facts(talk, hint), *booking.advance(talk)]


def _facts(talk: Talk, hint: Hint) -> list[Act]:
    """What the hint names, without a quote: the caller has not said it, and agrees to it in the read-back."""
    facts, fills = talk.facts, list[Fill]()
    if hint.service is not None and hint.service != facts.service and talk.goal is not Goal.MOVE:
        facts.service, facts.offer = hint.service, None
        fills.append(talk.fill("service", hint.service, ""))
    if hint.staff is not None and hint.staff != facts.staff:
        facts.staff, facts.offer = hint.staff, None
        fills.append(talk.fill("staff", hint.staff, ""))
    if hint.when is not None and hint.kind == "facts":
        facts.wish, facts.offer = booking.merge(facts.wish, hint.when), None
        fills.append(talk.fill("when", booking.written(facts.wish), ""))
    talk.pending = Pending.NOTHING
    if talk.goal is not Goal.MOVE:
        talk.goal = Goal.BOOK
    return [*fills]


def _offer(talk: Talk, hint: Hint) -> list[Act]:
    fills = _facts(talk, hint)
    if talk.facts.service is None and talk.goal is not Goal.MOVE:
        talk.facts.service = hint.offers[0].service
    # A "ja" to what was read back before is none to this.
    talk.facts.offer = None
    talk.offers, talk.question, talk.pending = hint.offers, "when", Pending.OFFERS
    return [*fills, Say(talk.phrases.offer(hint.offers)), Ask("when")]
