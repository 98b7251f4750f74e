"""The dialogue by hand-fed inputs: no clock, no database, no sound."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import pytest

from config.catalogue import Catalogue
from tests.firms import salon
from voice.dialogue import keys
from voice.dialogue.acts import (
    Act,
    Ask,
    Began,
    Book,
    Booked,
    BookingLost,
    CallForHelp,
    End,
    Fill,
    Find,
    FindReason,
    Found,
    Hold,
    Input,
    Keys,
    LimitReached,
    Look,
    Looked,
    MessageStored,
    Offer,
    Say,
    Silent,
    TakeMessage,
    Unclear,
    Words,
)
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.talk import Talk
from voice.language.languages import language
from voice.language.values import When

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=BERLIN)
CALLER = "+491701234567"


def offer(day: int, hour: int, minute: int = 0, staff: str = "anna") -> Offer:
    start = datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)
    return Offer(start, start + timedelta(minutes=45), staff, "haarschnitt")


@dataclass
class Conversation:
    """A dialogue, and a house that answers what it was told to."""

    caller: str | None = CALLER
    free: bool = True
    """Every wished time is free."""
    lost: int = 0
    found: Found | None = None
    booked: list[Book] = field(default_factory=list)
    messages: list[TakeMessage] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        business, spoken = salon(), language("de")
        phrases = Phrasebook(Catalogue("de"), business, spoken)
        self.dialogue = Dialogue(Talk(business, spoken, phrases, self.caller))
        self.feed(Began())

    def feed(self, happened: Input) -> Self:
        self.acts = []
        waiting = [happened]
        while waiting:
            for act in self.dialogue.step(waiting.pop(0), NOW):
                self.acts.append(act)
                if isinstance(act, Find):
                    waiting.append(self._find(act))
                elif isinstance(act, Look):
                    waiting.append(Looked(act.text, ()))
                elif isinstance(act, Book):
                    self.booked.append(act)
                    self.lost -= 1
                    waiting.append(BookingLost() if self.lost >= 0 else Booked("B1", "confirmed"))
                elif isinstance(act, TakeMessage):
                    self.messages.append(act)
                    waiting.append(MessageStored("M1", act.callback))
        return self

    def _find(self, wanted: Find) -> Found:
        wish = wanted.wish
        if self.free and wish.date and wish.time and wish.end_time is None:
            start = datetime.combine(wish.date, wish.time, BERLIN)
            if start not in wanted.exclude:
                return Found(
                    "exact",
                    (
                        Offer(
                            start,
                            start + timedelta(minutes=45),
                            wanted.staff or "anna",
                            wanted.service,
                        ),
                    ),
                )
        return self.found or Found("near", (offer(6, 9), offer(6, 13), offer(6, 17)))

    def say(self, *texts: str) -> Self:
        for text in texts:
            self.feed(Words(text))
        return self

    @property
    def asked(self) -> str | None:
        asks = [act.slot for act in self.acts if isinstance(act, Ask)]
        return asks[-1] if asks else None

    @property
    def said(self) -> str:
        return " ".join(act.text for act in self.acts if isinstance(act, Say))

    @property
    def ended(self) -> str | None:
        ends = [act.reason for act in self.acts if isinstance(act, End)]
        return ends[-1] if ends else None

    def read_back(self) -> Self:
        self.say("ich möchte einen haarschnitt", "am freitag um halb drei", "becker")
        assert self.asked == "confirm"
        return self


def test_the_machine_is_named_first_and_that_sentence_is_protected() -> None:
    first = next(act for act in Conversation().acts if isinstance(act, Say))
    assert first.protected
    assert "automatisch" in first.text


def test_nothing_is_stored_before_the_read_back_was_agreed_to_and_all_of_it_was_read() -> None:
    talk = Conversation().read_back()
    assert talk.booked == []
    for part in (
        "Haarschnitt",
        "Anna",
        "am Freitag, dem sechsten März",
        "vierzehn Uhr dreißig",
        "Becker",
        "null eins sieben null",
    ):
        assert part in talk.said
    talk.say("ja")
    [booked] = talk.booked
    assert (booked.name, booked.phone, f"{booked.offer.start:%d.%m. %H:%M}") == (
        "Becker",
        CALLER,
        "06.03. 14:30",
    )
    assert "gebucht" in talk.said
    assert talk.asked == "more"


@pytest.mark.parametrize(
    "answer",
    [
        "vielleicht",
        "ich weiß nicht",
        "ja nein",
        "ja aber",
        "hm",
        "was kostet das",
        "das ist nicht richtig",
        "nein",
    ],
)
def test_only_a_clear_yes_books(answer: str) -> None:
    assert Conversation().read_back().say(answer).booked == []


def test_a_yes_that_began_before_the_read_back_was_heard_reads_it_back_again() -> None:
    talk = Conversation().read_back()
    talk.feed(Words("ja", overlapped=True))
    assert talk.booked == []
    assert "Ich fasse zusammen" in talk.said
    talk.say("ja")
    assert len(talk.booked) == 1


@pytest.mark.parametrize(
    ("correction", "expected"),
    [
        ("nein lieber am samstag um zehn", "07.03. 10:00"),
        ("nein um vier", "06.03. 16:00"),
        ("nicht freitag sondern donnerstag", "05.03. 14:30"),
        ("doch lieber um drei", "06.03. 15:00"),
    ],
)
def test_a_correction_at_the_read_back_keeps_what_it_does_not_name(
    correction: str, expected: str
) -> None:
    talk = Conversation().read_back().say(correction)
    assert talk.asked == "confirm"
    assert talk.booked == []
    talk.say("ja")
    assert f"{talk.booked[0].offer.start:%d.%m. %H:%M}" == expected


def test_a_yes_that_repeats_the_read_back_is_a_yes() -> None:
    assert len(Conversation().read_back().say("ja am freitag um halb drei").booked) == 1


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("den namen", "name"),
        ("die uhrzeit", "when"),
        ("die nummer", "phone"),
        ("die leistung", "service"),
        ("den tag", "when"),
    ],
)
def test_a_bare_no_asks_what_is_wrong_and_then_for_that_part_alone(part: str, asked: str) -> None:
    talk = Conversation().read_back().say("nein")
    assert "ändern" in talk.said
    assert talk.say(part).asked == asked


def test_facts_in_one_sentence_are_not_asked_again() -> None:
    talk = Conversation().say("ich möchte einen haarschnitt am freitag um halb drei bei maria")
    assert talk.asked == "name"
    fills = {act.slot: act.value for act in talk.acts if isinstance(act, Fill)}
    assert fills["service"] == "haarschnitt"
    assert fills["staff"] == "maria"


def test_at_most_three_times_are_offered_and_any_way_of_taking_one_works() -> None:
    for taking, hour in (
        ("das erste", 9),
        ("den zweiten bitte", 13),
        ("um siebzehn uhr", 17),
        ("die letzte", 17),
        ("egal", 9),
    ):
        talk = Conversation(free=False).say("einen haarschnitt am freitag")
        assert talk.said.count("Uhr") == 3
        talk.say(taking)
        assert talk.asked == "name", taking
        talk.say("becker", "ja")
        assert talk.booked[0].offer.start.hour == hour
    talk = Conversation(free=False).say("einen haarschnitt am freitag").feed(Keys("2"))
    assert talk.asked == "name"


def test_a_plain_yes_to_several_offers_is_asked_which() -> None:
    talk = Conversation(free=False).say("einen haarschnitt am freitag", "ja")
    assert talk.asked == "when"
    assert "Welcher Termin" in talk.said


def test_refused_offers_are_not_offered_again() -> None:
    talk = Conversation(free=False).say(
        "einen haarschnitt am freitag", "haben sie noch etwas anderes"
    )
    [find] = [act for act in talk.acts if isinstance(act, Find)]
    assert len(find.exclude) == 3


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("taken", "nicht mehr frei"),
        ("closed", "geschlossen"),
        ("past", "Vergangenheit"),
        ("none", "nichts mehr frei"),
    ],
)
def test_why_a_time_is_not_to_be_had_is_said(reason: FindReason, words: str) -> None:
    talk = Conversation(free=False, found=Found(reason, (offer(6, 9),)))
    assert words in talk.say("einen haarschnitt am freitag um zehn").said


def test_without_any_free_time_a_call_back_is_offered_and_stored() -> None:
    talk = Conversation(free=False, found=Found("none", ())).say(
        "einen haarschnitt am freitag um zehn"
    )
    assert any(isinstance(act, CallForHelp) for act in talk.acts)
    talk.say("ja gerne")
    [message] = talk.messages
    assert (message.phone, message.callback) == (CALLER, True)
    assert talk.ended == "farewell"


def test_a_time_that_somebody_else_took_in_between_is_said_and_others_are_offered() -> None:
    talk = Conversation(lost=1).read_back().say("ja")
    assert "gerade vergeben" in talk.said
    assert "gebucht" not in talk.said
    assert talk.asked == "when"


def test_what_is_not_understood_is_asked_in_other_words_and_after_three_times_a_call_back_is_offered() -> (
    None
):
    talk = Conversation().say("einen haarschnitt")
    questions = []
    for _ in range(2):
        talk.say("bla bla")
        questions.append(talk.said)
    assert len(set(questions)) == 2
    assert any(isinstance(act, CallForHelp) for act in talk.acts)
    talk.feed(Unclear())
    assert talk.asked == "confirm"
    assert "zurückrufen" in talk.said


def test_a_dictated_number_that_is_too_short_is_not_taken() -> None:
    talk = Conversation(caller=None).say("einen haarschnitt am freitag um zehn", "becker")
    assert talk.asked == "phone"
    assert talk.say("null eins sieben null eins zwei").asked == "phone"
    talk.say("null eins sieben null eins zwei drei vier fünf sechs sieben")
    assert talk.asked == "confirm"


def test_a_number_on_the_keys_ends_with_the_hash() -> None:
    talk = Conversation(caller=None).say("einen haarschnitt am freitag um zehn", "becker")
    for digit in "01701234567":
        assert talk.feed(Keys(digit)).asked is None
    assert talk.feed(Keys("#")).asked == "confirm"


def test_who_stops_typing_a_number_is_done() -> None:
    talk = Conversation(caller=None).say("einen haarschnitt am freitag um zehn", "becker")
    for digit in "01701234567":
        talk.feed(Keys(digit))
    assert talk.feed(Silent(1)).asked == "confirm"


@pytest.mark.parametrize(
    ("typed", "asked", "start"),
    [
        ("06031000#", "name", datetime(2026, 3, 6, 10, tzinfo=BERLIN)),
        ("06031000", "name", datetime(2026, 3, 6, 10, tzinfo=BERLIN)),  # and then silence
        ("99991000#", "when", None),
        ("123#", "when", None),
        ("#", "when", None),
        ("0#", "problem", None),  # a person
        ("0", "problem", None),
    ],
)
def test_day_and_time_can_be_typed(typed: str, asked: str, start: datetime | None) -> None:
    talk = Conversation().say("einen haarschnitt")
    for digit in typed:
        talk.feed(Keys(digit))
    if not typed.endswith("#"):
        talk.feed(Silent(1))
    assert talk.asked == asked
    assert talk.said
    if start is not None:
        assert talk.dialogue.talk.facts.offer is not None
        assert talk.dialogue.talk.facts.offer.start == start


def test_a_day_that_has_passed_is_next_years_and_a_time_alone_belongs_to_the_known_day() -> None:
    def typed(digits: str, *, dated: bool) -> When | None:
        return keys._when(digits, NOW, dated=dated)

    assert typed("0301", dated=False) == When(date=date(2027, 1, 3))
    assert typed("0403", dated=False) == When(date=date(2026, 3, 4))
    assert typed("1430", dated=True) == When(time=time(14, 30))
    assert typed("2561", dated=True) is None
    assert typed("29020900", dated=False) is None  # neither 2026 nor 2027 has that day


def test_every_question_takes_keys_or_says_which_it_takes() -> None:
    talk = Conversation().feed(Keys("1"))
    assert talk.asked == "service"
    assert talk.feed(Keys("1")).asked == "when"
    opened = Conversation().feed(Keys("2"))
    assert opened.asked == "problem"
    for digit in "13456789#":
        opened.feed(Keys(digit))
        assert "Null" in opened.said
    service = Conversation().say("ich hätte gern einen termin").feed(Keys("#"))
    assert service.asked == "service"
    assert "die eins für Haarschnitt" in service.said
    read_back = Conversation().read_back()
    assert "Eins für ja" in read_back.feed(Keys("7")).said
    assert read_back.feed(Keys("1")).booked


def test_the_star_says_it_again() -> None:
    talk = Conversation().say("einen haarschnitt")
    asked = talk.said
    assert talk.feed(Keys("*")).said == asked


def test_a_person_is_wanted_by_word_or_by_key_at_any_time() -> None:
    for conversation in (Conversation(), Conversation().read_back()):
        talk = conversation.say("ich möchte mit einem menschen sprechen")
        assert any(isinstance(act, CallForHelp) for act in talk.acts)
        assert talk.asked == "problem"
        assert talk.booked == []
    assert Conversation().feed(Keys("0")).asked == "problem"


def test_a_message_holds_the_callers_words_name_and_number() -> None:
    talk = Conversation().say(
        "ich möchte eine nachricht hinterlassen", "es geht um die rechnung", "hoffmann"
    )
    assert talk.messages == [
        TakeMessage("es geht um die rechnung", "Hoffmann", CALLER, callback=True)
    ]
    assert talk.asked == "more"


def test_repeat_says_the_last_words_again_and_help_helps() -> None:
    talk = Conversation().say("einen haarschnitt")
    question = talk.said
    assert talk.say("wie bitte").said == question
    assert "so bald wie möglich" in talk.say("hilfe").said


def test_a_question_in_between_is_answered_and_the_open_one_asked_again() -> None:
    talk = Conversation().say("einen haarschnitt", "was kostet ein haarschnitt")
    assert "fünfunddreißig Euro" in talk.said
    assert talk.asked == "when"
    assert "neun Uhr" in talk.say("wie sind ihre öffnungszeiten").said


def test_a_moment_please_holds() -> None:
    assert any(isinstance(act, Hold) for act in Conversation().say("einen moment bitte").acts)


def test_a_goodbye_ends_and_with_the_yes_it_books_first() -> None:
    assert Conversation().say("tschüss").ended == "farewell"
    talk = Conversation().read_back().say("ja danke tschüss")
    assert len(talk.booked) == 1
    assert talk.ended == "farewell"
    talk = Conversation().read_back().say("auf wiederhören")
    assert (talk.booked, talk.ended) == ([], "farewell")
    assert "nichts eingetragen" in talk.said


def test_after_a_booking_no_or_thanks_ends_and_another_wish_starts_anew() -> None:
    assert Conversation().read_back().say("ja", "nein danke").ended == "farewell"
    talk = Conversation().read_back().say("ja", "ja noch einen haarschnitt")
    assert talk.asked == "when"
    talk.say("am samstag um zehn")
    assert talk.asked == "confirm"


def test_silence_asks_offers_a_call_back_and_ends() -> None:
    talk = Conversation().feed(Silent(1))
    assert "Sind Sie noch da" in talk.said
    assert talk.feed(Silent(2)).asked == "confirm"
    assert talk.feed(Silent(3)).ended == "silence"


def test_the_limit_stores_a_call_back_and_ends() -> None:
    talk = Conversation().say("ich hätte da eine frage").feed(LimitReached())
    assert talk.ended == "limit"
    assert len(talk.messages) == 1


def test_a_wrong_number_is_let_go() -> None:
    talk = Conversation().say("entschuldigung ich habe mich verwählt")
    assert talk.ended == "farewell"
    assert "Salon Anna" in talk.said
