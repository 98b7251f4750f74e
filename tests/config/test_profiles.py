"""The profiles that come with the product, and what is refused in answers and emergencies."""

from pathlib import Path

import pytest

from config.answers import sentence_count
from config.catalogue import Catalogue
from config.loader import profiles_of
from config.models import Business, Mode
from tests.config.test_loader import BUSINESS, problems, write
from tests.firms import configuration

LAB = configuration().businesses
BY_BRANCH = {business.branch: business for business in LAB.values()}
BRANCHES = (
    "anwalt", "arztpraxis", "bestattung", "friseur", "gastronomie", "handwerk", "immobilien", "kosmetik",
)  # fmt: skip


def test_the_lab_has_a_firm_of_every_branch_that_comes_with_the_product() -> None:
    assert list(profiles_of(Path("/nowhere"))) == list(BRANCHES)
    assert set(BY_BRANCH) == set(BRANCHES)


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_profile_says_all_that_a_receptionist_needs(branch: str) -> None:
    business = BY_BRANCH[branch]
    assert business.hours
    assert len(business.faq) >= 5
    assert {"suizid", "lebensgefahr", "feuer", "gas"} <= set(business.emergencies)
    if business.mode is Mode.TERMIN:
        assert business.services
        assert all(service.words for service in list(business.services.values())[:3])


@pytest.mark.parametrize("branch", ["arztpraxis", "anwalt"])
def test_those_who_keep_secrets_name_no_service_in_a_message(branch: str) -> None:
    texts = BY_BRANCH[branch].notify.texts
    customers = {"booked", "requested", "confirmed", "moved", "reminder"}
    assert {key.removeprefix("customer.") for key in texts} == customers
    assert not any("service" in text or "staff" in text for text in texts.values())


def du_firm() -> Business:
    return BY_BRANCH["kosmetik"]


def test_du_changes_every_sentence_that_says_sie_and_no_key_is_new() -> None:
    sie, du = Catalogue("de"), Catalogue("de", address="du")
    assert du.keys() == sie.keys()
    for key in sorted(sie.keys()):
        assert du.placeholders(key) == sie.placeholders(key), key
    formal = {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer"}
    said = [text for text in du.texts() if formal & set(text.replace(",", " ").replace(".", " ").split())]  # fmt: skip
    assert said == []
    assert Catalogue.of(du_firm()).text("farewell") == du.text("farewell")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ja.", 1),
        ("Ja, gern. Kommen Sie vorbei.", 2),
        ("Wir haben am 3. März zu. Danach wieder offen. Bis dann!", 3),
        ("Bei Dr. Huber, Hauptstr. 5, ca. 10 Euro", 1),
        ("Das kostet 3.50 Euro.", 1),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert sentence_count(text) == count


BAD = [
    ("faq: {a: {questions: [Parken], answer: Eins. Zwei. Drei.}}", "6: faq.a.answer: 3 sentences; at most two: a caller cannot read it again"),
    ('faq: {a: {questions: [Parken], answer: ""}}', "6: faq.a.answer: empty; write what the caller hears, or remove the entry"),
    ('faq: {a: {questions: ["?"], answer: Ja.}}', '6: faq.a.questions.0: "?"; words as callers say them are expected'),
    ("faq: {a: {questions: [park*], answer: Ja.}}", '6: faq.a.questions.0: "park*"; leave out the star: endings are understood anyway'),
    ("emergencies: {a: {words: [], say: Hilfe., subject: A}}", "6: emergencies.a.words: empty; at least one entry is expected"),
    ("emergencies: {a: {words: [a*], say: Hilfe., subject: A}}", '6: emergencies.a.words.0: "a*"; a star stands at the end of a word: verblut*'),
    ("emergencies: {a: {words: [brand], say: Hilfe.}}", "6: emergencies.a.subject: missing; add it, see docs/configuration.md"),
    ('closed_call: {greeting: "{name} ist zu."}', "6: closed_call.greeting: a placeholder that nothing fills; allowed: {business} {opens}"),
    ("closed_call: {offers: [termin]}", '6: closed_call.offers.0: "termin"; one of: booking, message or callback is expected'),
    ("closed_call: {offers: [message, message]}", "6: closed_call.offers: the same twice; name each of them once"),
    ("place: Hier. Dort. Da.", "6: place: 3 sentences; at most two: a caller cannot read it again"),
    ("address: ihr", '6: address: "ihr"; one of: sie or du is expected'),
    ('texts: {ask.when: ["Wann?", "{wann}"]}', "6: texts.ask.when: a placeholder that nothing fills; allowed: none"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), BAD, ids=[line for line, _ in BAD])
def test_a_mistake_is_named(tmp_path: Path, line: str, message: str) -> None:
    assert problems(write(tmp_path, f"{BUSINESS}{line}\n")) == [f"businesses/anna.yaml:{message}"]


def test_a_mistake_of_a_profile_is_named_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    profile = "mode: termin\nhours: {mo: 09:00-12:00}\nservices:\n  a: {name: A, accusative: A, duration_min: 5}\nfaq:\n  x: {questions: [Wo], answer: A. B. C.}\n"
    (tmp_path / "profiles/neu.yaml").write_text(profile, "utf-8")
    found = problems(write(tmp_path, BUSINESS.replace("friseur", "neu")))
    assert [line.partition(": 3")[0] for line in found] == ["profiles/neu.yaml:6: faq.x.answer"]
