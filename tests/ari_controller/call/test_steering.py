"""Operators' orders to a call machine, by hand-fed signals: every order in every state, and what comes of it."""

from typing import TypeVar

import pytest

from ari_controller.call import orders as o
from ari_controller.call import signals as s
from ari_controller.call.machine import CallMachine
from ari_controller.call.orders import Order
from ari_controller.call.reply import FILLER_S
from ari_controller.call.steering import CALM_S, MUTED_MOST_S, SteeredCall
from tests.ari_controller.call.test_machine import Driver as Plain
from tests.ari_controller.call.test_machine import records, said, thoughts
from voice.dialogue.acts import Back, Follow, NotReached, Resumed, Silent, Words


class Driver(Plain):
    """A call that operators steer; keeps what it was told, to be told again."""

    def __init__(self, turns: int = 20, seconds: float = 600) -> None:
        super().__init__(turns, seconds)
        self.steered = SteeredCall(CallMachine(turns, seconds))
        self.machine = self.steered  # type: ignore[assignment]
        self.told: list[tuple[s.Signal, float]] = []

    def do(self, *signals: s.Signal) -> list[s.Command]:
        self.told += [(signal, self.now) for signal in signals]
        return super().do(*signals)

    def order(self, verb: str, *, operator: str = "paula", text: str = "Text") -> list[s.Command]:
        return self.do(o.Ordered(made(verb, operator, text)))

    def taken(self) -> "Driver":
        self.order("takeover")
        self.do(o.Answered(made("takeover")), o.Connected(made("takeover")))
        assert self.steered.state == "with_operator"
        return self

    def transferring(self) -> "Driver":
        self.order("transfer")
        self.spoken("Ich verbinde Sie.")
        return self


def made(verb: str, operator: str = "paula", text: str = "Text") -> Order:
    return Order(f"{verb}-{operator}", operator, verb, text, "PJSIP/x", "Frau Weber")  # type: ignore[arg-type]


def outcomes(commands: list[s.Command]) -> list[tuple[object, object, object]]:
    did = records(commands, "operator_did")
    return [(body["verb"], body["outcome"], body["reason"]) for body in did]


Kind = TypeVar("Kind")


def of(kind: type[Kind], commands: list[s.Command]) -> list[Kind]:
    return [command for command in commands if isinstance(command, kind)]


def ringing() -> Driver:
    return Driver()


def answering() -> Driver:
    driver = Driver()
    driver.do(s.Arrived())
    return driver


def greeting() -> Driver:
    driver = Driver()
    driver.do(s.Arrived(), s.MediaReady())
    driver.reply("Hier spricht eine Maschine.", "Was kann ich tun?", slot="open", protected=1)
    return driver


def listening() -> Driver:
    driver = Driver()
    driver.greeted()
    return driver


def thinking() -> Driver:
    driver = listening()
    driver.do(said("einen termin"))
    return driver


def speaking() -> Driver:
    driver = thinking()
    driver.reply("Wann möchten Sie kommen?", slot="when")
    driver.do(s.SpeechBegan(driver.generation, driver.now))
    return driver


def muted() -> Driver:
    driver = listening()
    driver.order("mute")
    return driver


def taken() -> Driver:
    return listening().taken()


def transferring() -> Driver:
    return listening().transferring()


def ending() -> Driver:
    driver = listening()
    driver.do(said("tschüss"))
    driver.reply("Auf Wiederhören.", end="farewell")
    driver.spoken("Auf Wiederhören.")
    return driver


STATES = (ringing, answering, greeting, listening, thinking, speaking, muted, taken, transferring, ending)  # fmt: skip
EARLY, OVER = "too_early", "call_over"
REFUSED: dict[str, dict[str, str]] = {
    "hint": {"ringing": EARLY, "answering": EARLY, "taken": "with_operator", "transferring": "transferring", "ending": OVER},
    "say": {"ringing": EARLY, "answering": EARLY, "taken": "with_operator", "transferring": "transferring", "ending": OVER},
    "mute": {"ringing": EARLY, "answering": EARLY, "greeting": EARLY, "taken": "with_operator", "transferring": "transferring", "ending": OVER},
    "unmute": {"ringing": EARLY, "answering": EARLY, "taken": "with_operator", "transferring": "transferring", "ending": OVER},
    "takeover": {"ringing": EARLY, "answering": EARLY, "taken": "already_taken", "transferring": "already_taken", "ending": OVER},
    "transfer": {"ringing": EARLY, "answering": EARLY, "greeting": EARLY, "taken": "already_taken", "transferring": "already_taken", "ending": OVER},
    "hand_back": {"ringing": EARLY, "answering": EARLY, "greeting": "not_taken", "listening": "not_taken", "thinking": "not_taken",
                  "speaking": "not_taken", "muted": "not_taken", "ending": OVER},
    "listen": {"ringing": EARLY, "answering": EARLY, "ending": OVER},
    "stop_listening": {"ringing": EARLY, "answering": EARLY, "ending": OVER} | dict.fromkeys(
        ("greeting", "listening", "thinking", "speaking", "muted", "taken", "transferring"), "not_listening"),
    "hang_up": {"ending": OVER},
    "call_back": {},
    "block": {},
}  # fmt: skip


@pytest.mark.parametrize("verb", REFUSED)
@pytest.mark.parametrize("state", STATES)
def test_every_order_in_every_state_is_told_of_and_has_an_end(state: object, verb: str) -> None:
    driver: Driver = state()  # type: ignore[operator]
    commands = driver.order(verb)
    why = REFUSED[verb].get(state.__name__)  # type: ignore[attr-defined]
    told = outcomes(commands)
    assert told[0] == (verb, "requested", "")
    refused = [entry for entry in told if entry[:2] == (verb, "failed")]
    assert refused == ([(verb, "failed", why)] if why else [])
    if why:
        assert of(o.Ring, commands) + of(o.Carry, commands) + of(o.Release, commands) == []
    # Whatever is still open when the caller hangs up has an outcome then.
    driver.do(s.HungUp())
    ended = [entry for entry in outcomes(driver.orders) if entry[0] == verb]
    requested = [entry for entry in ended if entry[1] == "requested"]
    assert len(ended) == 2 * len(requested)
    assert of(s.Record, driver.orders[-1:])[0].kind == "call_ended"


@pytest.mark.parametrize("state", STATES)
def test_a_recorded_list_of_signals_with_orders_replays_to_the_same_commands(state: object) -> None:
    driver: Driver = state()  # type: ignore[operator]
    for verb in REFUSED:
        driver.order(verb)
    driver.do(o.Answered(made("takeover")), said("hallo"), s.HungUp())
    again = SteeredCall(CallMachine(20, 600))
    replayed = [command for signal, now in driver.told for command in again.step(signal, now)]
    assert replayed == driver.orders


def test_while_the_telephone_rings_the_assistant_goes_on_and_then_falls_silent() -> None:
    driver = speaking()
    assert of(o.Ring, driver.order("takeover")) == [o.Ring(made("takeover"))]
    driver.spoken("Wann möchten Sie kommen?")
    assert thoughts(driver.do(said("morgen"))) == [Words("morgen")]
    answered = driver.do(o.Answered(made("takeover")))
    assert answered[-1] == o.Connect(made("takeover"))
    assert s.StopSpeaking() in answered
    assert records(answered, "state_changed")[-1] == {
        "before": "listening",
        "after": "with_operator",
    }
    assert outcomes(answered) == []  # nothing optimistic
    assert outcomes(driver.do(o.Connected(made("takeover")))) == [("takeover", "done", "")]


def test_nobody_answers_and_nothing_changes_for_the_caller() -> None:
    driver = listening()
    driver.order("takeover")
    lost = driver.do(o.Lost(made("takeover"), "busy"))
    assert len(lost) == 1
    assert outcomes(lost) == [("takeover", "failed", "busy")]
    assert driver.steered.state == "listening"
    assert of(o.Ring, driver.order("takeover", operator="brigitte"))  # the next one may try


def test_time_stands_still_while_an_operator_has_the_caller() -> None:
    driver = taken()
    assert driver.machine.deadline is None
    assert driver.do(s.CallerBegan(), s.CallerPaused(), s.Timeout()) == []
    driver.now = 2000.0
    driver.order("hand_back")
    back = driver.do(o.Released(made("takeover")))
    assert outcomes(back) == [("hand_back", "done", "")]
    assert thoughts(back) == [Back()]
    assert of(s.Filler, driver.wait()) == [s.Filler(driver.generation, 1)]
    assert driver.now == 2000.0 + FILLER_S
    driver.spoken("Einen Moment, bitte.")
    driver.reply("Hier bin ich wieder.", slot="open")
    driver.spoken("Hier bin ich wieder.")
    assert thoughts(driver.do(said("ja"))) == [Words("ja")]  # and no limit was reached meanwhile


def test_an_operator_who_hangs_up_gives_the_caller_back() -> None:
    driver = taken()
    lost = driver.do(o.Lost(made("takeover"), "hung_up"))
    assert lost == [o.Release(made("takeover"))]
    assert thoughts(driver.do(o.Released(made("takeover")))) == [Back()]


def test_what_breaks_while_an_operator_has_the_caller_breaks_after_it() -> None:
    driver = taken()
    assert driver.do(s.Broken("media")) == []
    driver.order("hand_back")
    assert s.Apologise() in driver.do(o.Released(made("takeover")))


def test_a_transfer_is_said_rung_and_ends_the_call_when_the_person_hangs_up() -> None:
    driver = speaking()
    commands = driver.order("transfer")
    assert of(o.Tell, commands) == [
        o.Tell(driver.generation, "transfer.connecting", 1, {"name": "Frau Weber"})
    ]
    assert of(o.Ring, commands) == []
    assert of(o.Ring, driver.spoken("Ich verbinde Sie.")) == [o.Ring(made("transfer"))]
    before = driver.now
    [calm] = of(o.Tell, driver.wait())
    assert (driver.now - before, calm.key) == (CALM_S, "transfer.waiting")
    driver.spoken("Es klingelt noch.")
    driver.do(o.Answered(made("transfer")), o.Connected(made("transfer")))
    assert driver.steered.state == "with_operator"
    assert s.HangUp() in driver.do(o.Lost(made("transfer"), "hung_up"))
    assert records(driver.do(s.HungUp()), "call_ended")[0]["reason"] == "transferred"
    assert [body["after"] for body in records(driver.orders, "state_changed")][-4:] == [
        "with_operator", "listening", "ending", "ended",
    ]  # fmt: skip


def test_a_caller_who_hangs_up_after_a_transfer_was_transferred() -> None:
    driver = transferring()
    driver.do(o.Answered(made("transfer")), o.Connected(made("transfer")))
    assert records(driver.do(s.HungUp()), "call_ended")[0]["reason"] == "transferred"


def test_a_person_who_is_not_reached_leads_back_to_the_assistant() -> None:
    driver = transferring()
    lost = driver.do(o.Lost(made("transfer"), "no_answer"))
    assert outcomes(lost) == [("transfer", "failed", "no_answer")]
    assert thoughts(lost) == [NotReached("Frau Weber")]
    assert driver.steered.state == "thinking"


def test_hand_back_lets_a_ringing_telephone_go() -> None:
    driver = listening()
    driver.order("takeover")
    commands = driver.order("hand_back")
    assert outcomes(commands)[1:] == [("takeover", "failed", "let_go")]
    assert commands[-1] == o.Release(made("takeover"))
    # Answered in the same moment: too late.
    assert driver.do(o.Answered(made("takeover"))) == []
    released = driver.do(o.Released(made("takeover")))
    assert outcomes(released) == [("hand_back", "done", "")]
    assert thoughts(released) == []


def test_muted_the_assistant_listens_and_takes_up_what_was_heard_last() -> None:
    driver = speaking()
    commands = driver.order("mute")
    assert s.StopSpeaking() in commands
    assert outcomes(commands)[-1] == ("mute", "done", "")
    heard = driver.do(s.CallerBegan(), s.CallerPartial("ja", meaningful=True), said("ja bitte"))
    assert [body["text"] for body in records(heard, "heard")] == ["ja bitte"]
    assert thoughts(heard) == []
    assert thoughts(driver.order("unmute")) == [Words("ja bitte", overlapped=True)]


def test_unmuted_without_a_word_the_question_is_repeated() -> None:
    driver = muted()
    assert thoughts(driver.order("unmute")) == [Resumed(again=False)]
    driver = speaking()
    driver.order("mute")
    assert thoughts(driver.order("unmute")) == [Resumed(again=True)]


def test_nobody_stays_muted_for_ever() -> None:
    driver = muted()
    began = driver.now
    commands = driver.wait()
    assert driver.now - began == MUTED_MOST_S
    assert outcomes(commands) == [("unmute", "done", "too_long")]
    assert thoughts(commands) == [Resumed(again=False)]


def test_typed_words_are_spoken_next_and_agree_to_nothing() -> None:
    driver = listening()
    driver.do(said("ich will einen termin"))
    driver.reply("Ist das richtig?", slot="confirm")
    driver.spoken("Ist das richtig?")
    order = made("say")
    [speak] = of(s.Speak, driver.order("say"))
    assert speak == s.Speak(driver.generation, "Text", order)
    g = driver.generation
    done = driver.do(
        s.SpeechBegan(g, driver.now), s.SpeechDone(g, "Text", cut=False, played_ms=500, order=order)
    )
    assert outcomes(done) == [("say", "done", "")]
    assert records(done, "said")[0]["text"] == "Text"
    assert (driver.steered.state, driver.steered.question) == ("listening", "confirm")
    # The answer may be one to the typed question: the read-back is repeated before anything is stored.
    assert thoughts(driver.do(said("ja"))) == [Words("ja", overlapped=True)]


def test_typed_words_are_no_answer_and_what_is_thought_about_comes_after_them() -> None:
    driver = thinking()
    order = made("say")
    driver.order("say")
    g = driver.generation
    driver.do(s.ReplySay(g, "Wann?"), s.SpeechBegan(g, driver.now, typed=True))
    assert records(driver.orders, "turn_timed") == []
    driver.do(s.SpeechDone(g, "Text", cut=False, played_ms=500, order=order))
    driver.do(s.ReplyAsk(g, "when", 1), s.ReplyDone(g))
    assert records(driver.spoken("Wann?"), "turn_timed")
    assert driver.steered.state == "listening"


def test_silence_is_counted_anew_after_typed_words() -> None:
    driver = listening()
    driver.now += 5.0
    order = made("say")
    driver.order("say")
    g = driver.generation
    driver.do(s.SpeechBegan(g, driver.now))
    driver.now += 3.0
    driver.do(s.SpeechDone(g, "Text", cut=False, played_ms=3000, order=order))
    began = driver.now
    assert thoughts(driver.wait()) == [Silent(1)]
    assert driver.now - began == 6.0


def test_typed_words_that_are_interrupted_were_not_heard() -> None:
    driver = listening()
    order = made("say")
    driver.order("say")
    g = driver.generation
    driver.do(s.SpeechBegan(g, driver.now), s.CallerPartial("moment mal", meaningful=True))
    cut = driver.do(s.SpeechDone(g, "Te", cut=True, played_ms=200, wanted="Text", order=order))
    assert outcomes(cut) == [("say", "failed", "interrupted")]
    assert records(cut, "said")[0]["wanted"] == "Text"


def test_a_hint_is_followed_at_once_where_nobody_speaks_else_at_the_next_turn() -> None:
    driver = listening()
    assert of(o.Carry, driver.order("hint")) == [o.Carry(made("hint"))]
    carried = driver.do(o.Carried(made("hint"), follow=True))
    assert outcomes(carried) == [("hint", "done", "")]
    assert thoughts(carried) == [Follow()]
    driver = speaking()
    driver.order("hint")
    assert thoughts(driver.do(o.Carried(made("hint"), follow=True))) == []
    driver = listening()
    driver.order("hint")
    driver.do(s.CallerBegan())
    assert thoughts(driver.do(o.Carried(made("hint"), follow=True))) == []
    driver = listening()
    driver.order("hint")
    assert outcomes(driver.do(o.Carried(made("hint"), "not_free"))) == [("hint", "failed", "not_free")]  # fmt: skip


def test_several_listen_and_nobody_notices() -> None:
    driver = listening()
    for operator in ("paula", "brigitte"):
        order = made("listen", operator)
        assert of(o.Ring, driver.order("listen", operator=operator)) == [o.Ring(order)]
        assert driver.do(o.Answered(order)) == [o.Connect(order)]
        assert outcomes(driver.do(o.Connected(order))) == [("listen", "done", "")]
    assert outcomes(driver.order("listen"))[-1] == ("listen", "failed", "already_listening")
    commands = driver.order("stop_listening")
    assert commands[-1] == o.Release(made("listen"))
    released = driver.do(o.Released(made("listen")))
    assert outcomes(released) == [("stop_listening", "done", "")]
    lost = driver.do(o.Lost(made("listen", "brigitte"), "hung_up"))
    assert outcomes(lost) == [("stop_listening", "done", "")]
    assert driver.steered.state == "listening"


def test_the_operator_hangs_up_the_call() -> None:
    driver = speaking()
    commands = driver.order("hang_up")
    assert s.HangUp() in commands
    assert [entry[1] for entry in outcomes(commands)] == ["requested"]
    over = driver.do(s.HungUp())
    assert outcomes(over) == [("hang_up", "done", "")]
    assert records(over, "call_ended")[0]["reason"] == "operator_hung_up"


def test_a_stopping_controller_takes_the_caller_back_to_say_so() -> None:
    driver = taken()
    commands = driver.do(s.Stopped("interrupted"))
    assert o.Release(made("takeover")) in commands
    assert s.Apologise() in commands


def test_an_order_for_a_call_that_is_over_is_told_to_have_failed() -> None:
    driver = listening()
    driver.do(s.HungUp())
    assert outcomes(driver.order("mute")) == [("mute", "requested", ""), ("mute", "failed", "call_over")]  # fmt: skip
