"""What operators tell the assistant: read by the grammars that read callers."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ari_controller.app import phrasebook
from tests.firms import configuration
from voice.dialogue import hints
from voice.dialogue.acts import Act, Ask, Book, Decide, Find, Found, Hint, Offer, Say
from voice.dialogue.talk import Facts, Goal, Pending, Talk
from voice.language.languages import language
from voice.language.values import When

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=BERLIN)
BUSINESSES = configuration().businesses
FRIDAY = date(2026, 3, 6)


def talk(business: str = "friseur", key: str = "de") -> Talk:
    firm = BUSINESSES[business]
    return Talk(firm, language(key), phrasebook(firm, key), "+491701234567")


def shown(hint: Hint | None) -> object:
    """What a hint says beside its text."""
    if hint is None:
        return None
    if hint.kind == "ask":
        return hint.slot
    if hint.kind != "facts":
        return hint.kind
    return tuple(part for part in (hint.service, hint.staff, hint.when) if part is not None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("biete 15:15 an", (When(time=time(15, 15)),)),
        ("biete ihr 15.15 an", (When(time=time(15, 15)),)),
        ("Freitag vormittag", (When(date=FRIDAY, daypart="forenoon"),)),
        ("Freitag um halb drei bei Maria", ("maria", When(date=FRIDAY, time=time(14, 30)))),
        ("Haarschnitt", ("haarschnitt",)),
        ("sie will zu Peter", ("peter",)),
        ("Rückruf anbieten", "callback"),
        ("biete einen Rückruf an", "callback"),
        ("frag nach dem Namen", "name"),
        ("nach der Nummer fragen", "phone"),
        ("frag nach der Leistung", "service"),
        ("frag, wann sie kommen will", "when"),
        ("verabschieden", "farewell"),
        ("verabschiede dich bitte", "farewell"),
        ("ask for the name", "name"),
        ("offer a call back", "callback"),
        ("say goodbye", "farewell"),
        ("frag nach der Adresse", None),  # a salon has no use for it
        ("sei netter", None),
        ("", None),
    ],
)
def test_hints_of_a_salon(text: str, meant: object) -> None:
    assert shown(hints.read(text, talk(), NOW)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("frag nach der Adresse", "address"),
        ("frag nach dem Problem", "problem"),
        ("frag, wie dringend es ist", "urgency"),
        ("frag nach der Leistung", None),
        ("biete 15:15 an", None),
        ("Rückruf anbieten", "callback"),
    ],
)
def test_hints_of_a_firm_that_takes_orders(text: str, meant: object) -> None:
    assert shown(hints.read(text, talk("installateur"), NOW)) == meant


def test_operators_may_write_in_the_callers_language() -> None:
    assert shown(hints.read("запитай імʼя", talk(key="uk"), NOW)) == "name"


def offer(hour: int, minute: int = 0) -> Offer:
    start = datetime(2026, 3, 6, hour, minute, tzinfo=BERLIN)
    return Offer(start, start, "anna", "haarschnitt")


def test_only_what_was_hinted_is_offered() -> None:
    it = talk()
    it.facts.service = "haarschnitt"
    hint = hints.read("biete Freitag um 15:15 an", it, NOW)
    assert hint is not None
    wanted = hints.search(hint, it)
    assert wanted == Find("haarschnitt", None, When(date=FRIDAY, time=time(15, 15)))
    assert hints.offering(hint, wanted, Found("near", (offer(15), offer(16)))) is None
    found = hints.offering(hint, wanted, Found("exact", (offer(15, 15),)))
    assert found is not None
    assert (found.kind, found.offers) == ("offer", (offer(15, 15),))


def test_without_a_service_a_time_is_a_wish_and_the_service_is_asked() -> None:
    it = talk()
    hint = it.hint = hints.read("Freitag um zehn", it, NOW)
    assert hint is not None
    assert hints.search(hint, it) is None
    assert Ask("service") in hints.followed(it, [])
    assert it.goal is Goal.BOOK
    assert hints.followed(it, []) == []  # once


def test_a_hint_takes_the_place_of_the_question_and_nothing_else() -> None:
    it = talk()
    it.hint = Hint("ask", "frag nach dem Namen", slot="name")
    acts = hints.followed(
        it, [Decide("price"), Say("Das kostet 32 Euro."), Say("Wann?"), Ask("when")]
    )
    assert acts[:3] == [Decide("price"), Say("Das kostet 32 Euro."), Decide("hint", by="operator")]
    assert acts[-1] == Ask("name")
    assert Say("Wann?") not in acts


def test_a_hint_waits_while_something_is_stored() -> None:
    it = talk()
    it.hint = hint = Hint("callback", "Rückruf")
    booking: list[Act] = [Decide("confirmed"), Book(offer(15), "Becker", "+491701234567")]
    assert hints.followed(it, [*booking]) == booking
    assert it.hint is hint


def test_what_was_read_back_is_given_up_for_what_is_hinted() -> None:
    it = talk()
    it.facts, it.pending = Facts(service="haarschnitt", offer=offer(10)), Pending.READ_BACK
    it.hint = Hint("offer", "15:15", offers=(offer(15, 15),))
    hints.followed(it, [])
    assert it.facts.offer is None
    assert (it.question, it.offers) == ("when", (offer(15, 15),))
