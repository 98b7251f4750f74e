"""The call machine by hand-fed signals: no loop, no clock, no audio."""

from ari_controller.call import signals as s
from ari_controller.call.barge_in import DECIDE_S, DUCKED_MOST_S, HELD_MOST_S, NOTHING_AFTER_S
from ari_controller.call.machine import HOLD_S, CallMachine
from ari_controller.call.reply import FILLER_AGAIN_S, FILLER_S, THINK_LIMIT_S
from voice.dialogue.acts import Began, Keys, LimitReached, Silent, Unclear, Words


def said(text: str, *, meaningful: bool = True, at: float = 0.0) -> s.CallerSaid:
    return s.CallerSaid(text, meaningful, 0.9, at - 0.5, at, at)


class Driver:
    """Feeds a machine and keeps what it ordered."""

    def __init__(self, turns: int = 20, seconds: float = 600) -> None:
        self.machine = CallMachine(turns, seconds)
        self.now = 0.0
        self.orders: list[s.Command] = []

    def do(self, *signals: s.Signal) -> list[s.Command]:
        new: list[s.Command] = []
        for signal in signals:
            new += self.machine.step(signal, self.now)
        self.orders += new
        return new

    def wait(self) -> list[s.Command]:
        assert self.machine.deadline is not None
        self.now = self.machine.deadline
        return self.do(s.Timeout())

    @property
    def generation(self) -> int:
        return self.machine.generation

    def reply(
        self, *texts: str, slot: str | None = None, end: str | None = None, protected: int = 0
    ) -> list[s.Command]:
        """The brain's whole reply; nothing of it is spoken yet."""
        g = self.generation
        parts: list[s.Signal] = [
            s.ReplySay(g, text, index < protected) for index, text in enumerate(texts)
        ]
        if slot is not None:
            parts.append(s.ReplyAsk(g, slot, 1))  # type: ignore[arg-type]
        if end is not None:
            parts.append(s.ReplyEnd(g, end))  # type: ignore[arg-type]
        return self.do(*parts, s.ReplyDone(g))

    def spoken(self, text: str, *, cut: bool = False) -> list[s.Command]:
        g = self.generation
        return self.do(s.SpeechBegan(g, self.now), s.SpeechDone(g, text, cut, 500))

    def greeted(self) -> "Driver":
        self.do(s.Arrived(), s.MediaReady())
        self.reply("Guten Tag.", "Was kann ich tun?", slot="open", protected=1)
        self.spoken("Guten Tag.")
        self.spoken("Was kann ich tun?")
        assert self.machine.state == "listening"
        return self

    def asked(self, slot: str, *texts: str) -> "Driver":
        self.do(said("etwas"))
        self.reply(*texts, slot=slot)
        return self


def thoughts(commands: list[s.Command]) -> list[object]:
    return [command.input for command in commands if isinstance(command, s.Think)]


def records(commands: list[s.Command], kind: str) -> list[dict[str, object]]:
    return [c.body for c in commands if isinstance(c, s.Record) and c.kind == kind]


def test_a_call_is_answered_greeted_and_listened_to() -> None:
    driver = Driver()
    assert s.Answer() in driver.do(s.Arrived())
    assert thoughts(driver.do(s.MediaReady())) == [Began()]
    driver.reply("Guten Tag.", slot="open")
    driver.spoken("Guten Tag.")
    assert driver.machine.state == "listening"
    assert thoughts(driver.do(said("einen termin"))) == [Words("einen termin")]


def test_the_disclosure_is_played_to_its_end_and_what_was_said_over_it_is_used_after() -> None:
    driver = Driver()
    driver.do(s.Arrived(), s.MediaReady())
    driver.reply("Hier spricht eine Maschine.", "Was kann ich tun?", slot="open", protected=1)
    orders = driver.do(s.CallerPartial("einen termin", meaningful=True), said("einen termin bitte"))
    assert s.StopSpeaking() not in orders
    assert thoughts(orders) == []
    assert thoughts(driver.spoken("Hier spricht eine Maschine.")) == [
        Words("einen termin bitte", overlapped=True)
    ]


def test_a_key_over_the_disclosure_is_used_after_it() -> None:
    driver = Driver()
    driver.do(s.Arrived(), s.MediaReady())
    driver.reply("Hier spricht eine Maschine.", slot="open", protected=1)
    assert thoughts(driver.do(s.KeyPressed("0"))) == []
    assert thoughts(driver.spoken("Hier spricht eine Maschine.")) == [Keys("0")]


def test_meaningful_words_interrupt_and_count_as_said_before_we_were_heard() -> None:
    driver = Driver().greeted().asked("confirm", "Ich fasse zusammen.", "Ist das richtig?")
    orders = driver.do(s.CallerPartial("ja bitte", meaningful=True))
    assert s.StopSpeaking() in orders
    assert thoughts(driver.do(said("ja bitte"))) == [Words("ja bitte", overlapped=True)]


def test_a_listeners_noise_interrupts_nobody_and_is_no_answer() -> None:
    driver = Driver().greeted().asked("confirm", "Ich fasse zusammen.", "Ist das richtig?")
    orders = driver.do(s.CallerPartial("mhm", meaningful=False), said("mhm", meaningful=False))
    assert s.StopSpeaking() not in orders
    driver.spoken("Ich fasse zusammen.")
    assert thoughts(driver.spoken("Ist das richtig?")) == []
    assert driver.machine.state == "listening"


def test_a_yes_over_the_last_question_is_its_answer_once_it_is_heard() -> None:
    driver = Driver().greeted().asked("confirm", "Ich fasse zusammen.", "Ist das richtig?")
    driver.spoken("Ich fasse zusammen.")
    driver.do(said("ja", meaningful=False))
    assert thoughts(driver.spoken("Ist das richtig?")) == [Words("ja", overlapped=False)]


def test_a_late_reply_of_an_interrupted_turn_is_void() -> None:
    driver = Driver().greeted()
    driver.do(said("einen termin"))
    old = driver.generation
    driver.do(said("nein doch nicht"))
    assert driver.do(s.ReplySay(old, "Wann?"), s.ReplyAsk(old, "when", 1), s.ReplyDone(old)) == []


def test_silence_is_asked_about_three_times_and_counted_from_the_end_of_our_words() -> None:
    driver = Driver().greeted()
    for stage, seconds in ((1, 6.0), (2, 6.0), (3, 5.0)):
        before = driver.now
        assert thoughts(driver.wait()) == [Silent(stage)]
        assert driver.now - before == seconds
        driver.reply("Sind Sie noch da?", slot="open")
        driver.now += 2.0
        driver.spoken("Sind Sie noch da?")
    assert driver.machine.turn == 0


def test_no_silence_is_counted_while_the_caller_speaks_or_we_think() -> None:
    driver = Driver().greeted()
    driver.do(s.CallerBegan())
    assert driver.machine.deadline == 600
    driver.do(s.CallerPaused(), said("einen termin"))
    assert driver.machine.deadline == FILLER_S


def test_a_moment_please_holds_the_line() -> None:
    driver = Driver().greeted()
    driver.do(said("einen moment bitte"))
    g = driver.generation
    driver.do(s.ReplySay(g, "Ich warte."), s.ReplyHold(g), s.ReplyDone(g))
    driver.spoken("Ich warte.")
    assert driver.machine.deadline == driver.now + HOLD_S


def test_the_last_word_is_spoken_before_the_line_is_closed() -> None:
    driver = Driver().greeted()
    driver.do(said("tschüss"))
    assert s.HangUp() not in driver.reply("Auf Wiederhören!", end="farewell")
    assert s.HangUp() in driver.spoken("Auf Wiederhören!")
    ended = driver.do(s.HungUp())
    assert records(ended, "call_ended") == [{"reason": "farewell", "turns": 1}]


def test_a_hang_up_that_is_never_confirmed_ends_all_the_same() -> None:
    driver = Driver().greeted()
    driver.do(said("tschüss"))
    driver.reply("Auf Wiederhören!", end="farewell")
    driver.spoken("Auf Wiederhören!")
    assert records(driver.wait(), "call_ended")
    assert driver.machine.state == "ended"
    assert driver.do(s.HungUp(), said("hallo")) == []


def test_the_caller_hangs_up_in_the_middle_of_a_sentence() -> None:
    driver = Driver().greeted().asked("when", "Wann möchten Sie kommen?")
    assert records(driver.do(s.HungUp()), "call_ended") == [
        {"reason": "caller_hung_up", "turns": 1}
    ]


def test_the_limits_of_turns_and_minutes() -> None:
    driver = Driver(turns=1).greeted()
    driver.do(said("eins"))
    driver.reply("Wie bitte?", slot="open")
    driver.spoken("Wie bitte?")
    assert thoughts(driver.do(said("zwei"))) == [LimitReached()]
    driver = Driver(seconds=5).greeted()
    assert thoughts(driver.wait()) == [LimitReached()]


def test_a_broken_part_apologises_and_ends() -> None:
    driver = Driver().greeted()
    orders = driver.do(s.Broken("brain"))
    assert s.Apologise() in orders
    assert records(orders, "needs_human") == [{"reason": "brain_failed"}]
    assert s.HangUp() in driver.do(s.Apologised())
    assert records(driver.do(s.HungUp()), "call_ended") == [{"reason": "error", "turns": 0}]


def test_a_second_broken_part_does_not_cut_the_apology_short() -> None:
    driver = Driver().greeted()
    driver.do(s.Broken("media"))
    assert driver.do(s.Broken("voice")) == []
    assert s.HangUp() in driver.do(s.Apologised())


def test_speech_without_words_is_unclear() -> None:
    assert thoughts(Driver().greeted().do(said("", meaningful=False))) == [Unclear()]


def test_each_stage_of_a_turn_is_timed_from_the_end_of_speech() -> None:
    driver = Driver().greeted()
    driver.now = 10.0
    driver.do(
        s.CallerSaid(
            "am freitag",
            meaningful=True,
            confidence=1.0,
            speech_ended_at=9.0,
            endpoint_at=9.7,
            final_at=9.75,
        )
    )
    driver.now = 10.1
    driver.reply("Auf welchen Namen?", slot="name")
    driver.now = 10.2
    timed = records(driver.do(s.SpeechBegan(driver.generation, 10.15)), "turn_timed")
    assert timed == [
        {"turn": 1, "slot": "open", "endpoint": 700.0, "final": 750.0, "decision": 1100.0, "first_audio": 1150.0, "audible": 1200.0}
    ]  # fmt: skip


def test_one_recorded_list_of_signals_replays_to_the_same_orders() -> None:
    def orders() -> list[s.Command]:
        driver = Driver().greeted().asked("confirm", "Ich fasse zusammen.", "Ist das richtig?")
        driver.do(s.CallerPartial("nein", meaningful=True), said("nein falsch"))
        driver.wait()
        return driver.orders

    assert orders() == orders()


def fillers(commands: list[s.Command]) -> list[int]:
    return [command.attempt for command in commands if isinstance(command, s.Filler)]


def test_a_late_reply_is_bridged_and_then_spoken() -> None:
    driver = Driver().greeted()
    driver.do(said("am Freitag", at=1.0))
    asked_at = driver.now
    late = driver.wait()
    assert fillers(late) == [1]
    assert records(late, "decided") == [{"turn": 1, "by": "controller", "reason": "slow"}]
    assert driver.now == asked_at + FILLER_S
    assert driver.spoken("Einen Moment, bitte.")[-1] == s.Record(
        "said", {"turn": 1, "text": "Einen Moment, bitte.", "cut": False, "played_ms": 500.0}
    )
    later = driver.wait()
    assert fillers(later) == [2]
    assert records(later, "decided") == []
    assert driver.now == asked_at + FILLER_S + FILLER_AGAIN_S
    spoken = driver.spoken("Es dauert noch.")
    assert records(spoken, "turn_timed") == []  # a filler is no answer
    driver.reply("Frei ist zehn Uhr.", slot="when")
    assert records(driver.spoken("Frei ist zehn Uhr."), "turn_timed")
    assert driver.machine.state == "listening"


def test_a_prompt_reply_needs_no_filler() -> None:
    driver = Driver().greeted()
    driver.do(said("am Freitag"))
    driver.reply("Frei ist zehn Uhr.", slot="when")
    assert driver.machine.deadline == 600


def test_a_reply_that_never_comes_is_apologised_for() -> None:
    driver = Driver().greeted()
    driver.do(said("am Freitag"))
    commands: list[s.Command] = []
    while driver.now < THINK_LIMIT_S + FILLER_AGAIN_S and s.Apologise() not in commands:
        commands = driver.wait()
        driver.spoken("Einen Moment, bitte.")
    assert s.Apologise() in commands
    assert records(commands, "needs_human") == [{"reason": "brain_failed"}]


def test_what_is_said_to_a_late_brain_waits_for_the_reply_and_is_no_answer_to_it() -> None:
    driver = Driver().greeted().asked("confirm", "Ist das richtig?")
    driver.spoken("Ist das richtig?")
    driver.do(said("ja"))
    driver.wait()
    booking = driver.generation
    assert driver.do(s.CallerPartial("ja ja", meaningful=True)) == [
        s.Record("partial", {"turn": 3, "text": "ja ja"})
    ]
    assert driver.do(said("ja ja")) == []
    driver.do(s.KeyPressed("1"))
    driver.spoken("Einen Moment, bitte.")
    assert driver.generation == booking
    driver.reply("Der Termin ist gebucht.", "Noch etwas?", slot="more")
    assert thoughts(driver.spoken("Der Termin ist gebucht.")) == []
    assert thoughts(driver.spoken("Noch etwas?")) == [Words("ja ja", overlapped=True)]


def test_a_reply_that_came_late_can_be_interrupted_like_any_other() -> None:
    driver = Driver().greeted()
    driver.do(said("am Freitag"))
    driver.wait()
    driver.do(said("hallo"))
    driver.spoken("Einen Moment, bitte.")
    driver.reply("Frei ist zehn Uhr.", "Passt das?", slot="confirm")
    assert s.StopSpeaking() in driver.do(s.CallerPartial("lieber elf", meaningful=True))
    assert thoughts(driver.do(said("lieber elf"))) == [Words("lieber elf", overlapped=True)]


def test_a_controller_that_stops_apologises_and_promises_a_call_back() -> None:
    driver = Driver().greeted()
    commands = driver.do(s.Stopped("interrupted"))
    assert s.Apologise() in commands
    assert driver.do(s.Apologised()) == [s.HangUp()]
    assert records(driver.do(s.HungUp()), "call_ended") == [{"reason": "interrupted", "turns": 0}]


def speaking() -> Driver:
    """Two sentences on their way, the first one audible."""
    driver = Driver().greeted().asked("when", "Frei ist um zehn.", "Oder um elf.")
    driver.do(s.SpeechBegan(driver.generation, driver.now))
    return driver


def test_our_voice_makes_room_at_the_onset_and_is_back_when_it_was_nothing() -> None:
    driver = speaking()
    assert driver.do(s.CallerBegan()) == [s.Duck(on=True)]
    driver.now += 0.3
    assert driver.do(s.CallerPaused()) == [s.Duck(on=False)]
    assert driver.machine.state == "speaking"


def test_speech_that_goes_on_silences_us_and_a_word_ends_the_reply() -> None:
    driver = speaking()
    driver.do(s.CallerBegan())
    assert driver.wait() == [s.PauseSpeaking()]
    assert driver.now == DECIDE_S
    orders = driver.do(s.CallerPartial("nein", meaningful=True))
    assert s.StopSpeaking() in orders
    assert s.ResumeSpeaking() not in orders
    assert thoughts(driver.do(said("nein"))) == [Words("nein", overlapped=True)]


def test_a_word_needs_no_450_ms() -> None:
    driver = speaking()
    driver.do(s.CallerBegan())
    driver.now += 0.2
    orders = driver.do(s.CallerPartial("stopp", meaningful=True))
    assert [o for o in orders if isinstance(o, s.Duck | s.StopSpeaking)] == [s.Duck(on=False), s.StopSpeaking()]  # fmt: skip


def test_a_long_mhm_makes_us_quieter_and_no_more() -> None:
    driver = speaking()
    driver.do(s.CallerBegan(), s.CallerPartial("ja genau", meaningful=False))
    assert driver.wait() == []
    driver.now += 0.3
    assert driver.do(s.CallerPaused()) == [s.Duck(on=False)]
    assert thoughts(driver.do(said("ja genau", meaningful=False))) == []


def test_a_noise_without_an_end_does_not_keep_us_quiet() -> None:
    driver = speaking()
    driver.do(s.CallerBegan(), s.CallerPartial("mhm", meaningful=False))
    driver.wait()
    assert driver.wait() == [s.Duck(on=False)]
    assert driver.now == DECIDE_S + DUCKED_MOST_S


def test_a_cough_silences_us_and_the_sentence_begins_again() -> None:
    driver = speaking()
    driver.do(s.CallerBegan())
    assert driver.wait() == [s.PauseSpeaking()]
    driver.now += 0.2
    assert driver.do(s.CallerPaused()) == []
    orders = driver.do(said("", meaningful=False))
    assert orders[:2] == [s.Duck(on=False), s.ResumeSpeaking()]
    assert records(orders, "barge_in") == [{"turn": 1, "heard_ms": 0, "outcome": "resumed"}]
    assert thoughts(orders) == []


def test_a_silence_of_ours_has_an_end_of_its_own() -> None:
    driver = speaking()
    driver.do(s.CallerBegan())
    driver.wait()
    driver.do(s.CallerPaused())
    began = driver.now
    assert s.ResumeSpeaking() in driver.wait()
    assert driver.now == began + NOTHING_AFTER_S
    driver = speaking()
    driver.do(s.CallerBegan())
    driver.wait()
    assert s.ResumeSpeaking() in driver.wait()  # they never paused: noise
    assert driver.now == DECIDE_S + HELD_MOST_S


def test_our_own_voice_is_no_turn_during_and_after_our_words() -> None:
    echo = s.CallerSaid(
        "frei ist um zehn oder um elf",
        meaningful=True,
        confidence=0.9,
        speech_ended_at=0,
        endpoint_at=0,
        final_at=0,
        echo=True,
    )
    driver = speaking()
    assert driver.do(s.CallerBegan(), echo) == [s.Duck(on=True), s.Duck(on=False)]
    driver.spoken("Frei ist um zehn.")
    driver.spoken("Oder um elf.")
    assert driver.do(s.CallerBegan(), echo) == []
    assert driver.machine.state == "listening"


def test_nothing_makes_the_disclosure_quieter() -> None:
    driver = Driver()
    driver.do(s.Arrived(), s.MediaReady())
    driver.reply("Hier spricht eine Maschine.", "Was kann ich tun?", slot="open", protected=1)
    assert driver.do(s.CallerBegan()) == []
    driver.do(s.CallerPaused())
    driver.spoken("Hier spricht eine Maschine.")
    assert driver.do(s.CallerBegan()) == [s.Duck(on=True)]
