"""Callers who cancel or move an appointment of their own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

import pytest

from tests.voice.dialogue.test_policy import BERLIN, CALLER, NOW, Conversation
from voice.dialogue.acts import (
    BookingLost,
    CallForHelp,
    Cancel,
    Cancelled,
    ChangeRefused,
    Find,
    FindOwn,
    Input,
    Move,
    Moved,
    Own,
    OwnFound,
    TakeMessage,
    Words,
)


def own(day: int, hour: int, service: str = "haarschnitt", parts: int = 1) -> Own:
    start = datetime(2026, 3, day, hour, tzinfo=BERLIN)
    return Own(f"B{day}", service, "maria", start, "Becker", parts)


@dataclass
class Book(Conversation):
    """A house that knows the caller's appointments."""

    owns: tuple[Own, ...] = (own(6, 14),)
    cancelled: list[Own] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    lost_moves: int = 0
    refuses: bool = False
    finds: list[Find] = field(default_factory=list)

    def feed(self, happened: Input) -> Self:
        self.acts = []
        waiting = [happened]
        while waiting:
            for act in self.dialogue.step(waiting.pop(0), NOW):
                self.acts.append(act)
                match act:
                    case FindOwn():
                        waiting.append(OwnFound(self.owns))
                    case Find():
                        self.finds.append(act)
                        waiting.append(self._find(act))
                    case Cancel():
                        self.cancelled.append(act.own)
                        waiting.append(ChangeRefused() if self.refuses else Cancelled())
                    case Move():
                        self.moved.append(act)
                        self.lost_moves -= 1
                        waiting.append(BookingLost() if self.lost_moves >= 0 else Moved())
                    case TakeMessage():
                        self.messages.append(act)
                    case _:
                        pass
        return self


def test_the_only_appointment_is_read_out_and_cancelled_after_a_yes() -> None:
    talk = Book().say("ich möchte meinen termin absagen")
    assert "am Freitag" in talk.said
    assert (talk.asked, talk.cancelled) == ("confirm", [])
    talk.say("ja")
    assert talk.cancelled == [own(6, 14)]
    assert "abgesagt" in talk.said
    assert talk.asked == "more"


@pytest.mark.parametrize("answer", ["nein", "nein doch nicht", "lieber nicht"])
def test_a_no_keeps_it(answer: str) -> None:
    talk = Book().say("ich muss leider absagen", answer)
    assert talk.cancelled == []
    assert "bleibt" in talk.said


@pytest.mark.parametrize("answer", ["vielleicht", "hm", "was meinen sie", "am dienstag"])
def test_nothing_but_a_yes_cancels(answer: str) -> None:
    talk = Book().say("ich möchte absagen", answer)
    assert talk.cancelled == []
    assert talk.asked == "confirm"


def test_a_yes_before_the_question_was_heard_does_not_cancel() -> None:
    talk = Book().say("ich möchte absagen")
    talk.feed(Words("ja", overlapped=True))
    assert talk.cancelled == []
    assert talk.asked == "confirm"


def test_of_several_the_one_that_is_named_at_once_is_meant() -> None:
    talk = Book(owns=(own(6, 14), own(10, 9))).say("den termin am dienstag muss ich absagen", "ja")
    assert talk.cancelled == [own(10, 9)]


@pytest.mark.parametrize("which", ["den zweiten", "am dienstag", "den um neun uhr"])
def test_of_several_it_is_asked_which(which: str) -> None:
    talk = Book(owns=(own(6, 14), own(10, 9))).say("ich möchte einen termin absagen")
    assert talk.asked == "when"
    talk.say(which, "ja")
    assert talk.cancelled == [own(10, 9)]


def test_who_cannot_say_which_is_asked_again_and_nothing_is_cancelled() -> None:
    talk = Book(owns=(own(6, 14), own(10, 9))).say("ich will absagen", "keine ahnung", "hm ja")
    assert talk.cancelled == []


def test_none_under_the_number_becomes_a_message_and_reveals_nothing() -> None:
    talk = Book(owns=()).say("ich möchte den termin von frau becker absagen", "huber")
    assert talk.cancelled == []
    assert "becker" in talk.messages[0].words
    assert talk.messages[0].phone == CALLER


def test_a_withheld_number_is_told_nothing() -> None:
    talk = Book(caller=None).say("ich möchte meinen termin morgen absagen")
    assert not [act for act in talk.acts if isinstance(act, FindOwn)]
    assert talk.asked == "name"


def test_moving_asks_for_the_new_time_reads_both_and_moves_after_a_yes() -> None:
    talk = Book().say("ich möchte meinen termin verschieben")
    assert talk.asked == "when"
    talk.say("auf samstag um zehn")
    assert "bisher am Freitag" in talk.said
    assert "am Samstag" in talk.said
    assert talk.moved == []
    talk.say("ja")
    assert [(move.own, move.offer.start.day) for move in talk.moved] == [(own(6, 14), 7)]
    assert talk.booked == []
    assert "verschoben" in talk.said


def test_old_and_new_time_in_one_sentence() -> None:
    talk = Book(owns=(own(6, 14), own(10, 9)))
    talk.say("ich möchte den termin am freitag auf samstag um zehn verschieben", "ja")
    assert [(move.own, move.offer.start.day) for move in talk.moved] == [(own(6, 14), 7)]


def test_the_same_person_is_looked_for_and_the_old_time_is_not_in_its_own_way() -> None:
    talk = Book().say("ich möchte meinen termin verschieben", "auf freitag um drei")
    assert (talk.finds[-1].staff, talk.finds[-1].but) == ("maria", "B6")


def test_a_new_time_that_somebody_took_is_asked_for_again() -> None:
    talk = Book(lost_moves=1).say("termin verschieben bitte", "samstag um zehn", "ja")
    assert "gerade vergeben" in talk.said
    assert talk.asked in ("when", "confirm")


def test_cancelling_may_become_moving() -> None:
    talk = Book().say("ich möchte absagen", "ach nein lieber verschieben")
    assert talk.asked == "when"
    talk.say("samstag um zehn", "ja")
    assert talk.cancelled == []
    assert len(talk.moved) == 1


def test_a_visit_of_several_parts_is_moved_by_the_team() -> None:
    talk = Book(owns=(own(6, 14, parts=2),)).say("ich möchte meinen termin verschieben")
    assert talk.messages
    assert talk.moved == []


def test_what_the_house_refuses_goes_to_the_team() -> None:
    talk = Book(refuses=True).say("ich möchte absagen", "ja")
    assert "abgesagt" not in talk.said
    assert talk.messages[0].name == "Becker"


def test_a_goodbye_with_the_yes_cancels_and_one_without_does_not() -> None:
    talk = Book().say("ich möchte absagen", "ja danke tschüss")
    assert (talk.cancelled, talk.ended) == ([own(6, 14)], "farewell")
    talk = Book().say("ich möchte absagen", "tschüss")
    assert (talk.cancelled, talk.ended) == ([], "farewell")


def test_after_cancelling_a_new_one_can_be_booked() -> None:
    talk = Book().say(
        "ich möchte absagen", "ja", "ich brauche einen haarschnitt am samstag um zehn"
    )
    talk.say("becker")
    assert talk.asked == "confirm"
    assert (NOW + timedelta(days=3)).day == 7


@pytest.mark.parametrize(
    "text", ["ich möchte mich beschweren", "das ist eine frechheit was sie da gemacht haben"]
)
def test_a_complaint_calls_a_person_and_is_passed_on(text: str) -> None:
    talk = Book().say(text)
    assert CallForHelp("complaint") in talk.acts
    assert "tut mir leid" in talk.said
    assert talk.asked in ("problem", "name")
