"""Real ears on real (synthetic) voices: what is heard, when it is over, and what is no speech."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from storage.events import SlotName
from voice.audio.pcm import Samples, frames, resample
from voice.audio.telephone_line import RATE_HZ, TelephoneLine
from voice.hearing.ears import Ears
from voice.hearing.events import FinalText, HearingEvent, PartialText, SpeechStarted
from voice.hearing.listener import Listener
from voice.hearing.recogniser import ModelError, Recogniser, Stream, embedded_model
from voice.hearing.vad import Silero, VoiceActivity, WebRtc, voice_activity
from voice.language.languages import language
from voice.media.memory import MemoryTransport
from voice.speaking.espeak import Espeak
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

WIDE = 16_000


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(embedded_model())


def hear(
    recogniser: Recogniser,
    *parts: str | float | Samples,
    slot: SlotName = "open",
    gaps: bool = False,
    vad: VoiceActivity | None = None,
    grammars: bool = False,
) -> tuple[list[HearingEvent], float]:
    """What ears report of texts, pauses (seconds) and sounds; and when the last part ended."""
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, tzinfo=UTC))
    pool = ThreadPoolExecutor(1)

    def streams(question: SlotName) -> Stream:
        return recogniser.stream(language("de").grammar(question))

    async def main() -> tuple[list[HearingEvent], float]:
        engine = Espeak(clock)
        sound = [np.zeros(WIDE // 2, np.int16)]
        random = np.random.default_rng(3)
        for part in parts:
            if isinstance(part, float):
                sound.append(np.zeros(round(part * WIDE), np.int16))
            elif isinstance(part, str):
                spoken = await engine.synthesize(part, voice="de+f2", rate_wpm=150)
                sound.append(resample(TelephoneLine().carry(spoken, WIDE, random), RATE_HZ, WIDE))
            else:
                sound.append(part)
        await engine.close()
        whole = np.concatenate(sound)
        loud = np.flatnonzero(np.abs(whole.astype(int)) > 300)
        media = MemoryTransport(clock)
        started = clock.monotonic()
        media.from_caller(frames(whole.tobytes()))
        ears = Ears(
            Listener(vad or voice_activity(), recogniser.stream(), streams if grammars else None),
            pool,
            clock,
            language("de").completeness.state,
        )
        ears.expect(slot)
        events: list[HearingEvent] = []

        async def listen() -> None:
            source = _with_gaps(media) if gaps else media.frames()
            events.extend([event async for event in ears.listen(source)])

        listening = asyncio.create_task(listen())
        await clock.sleep_until(started + len(whole) / WIDE + 4)
        await media.close()
        await listening
        return events, started + (int(loud[-1]) / WIDE if len(loud) else 0)

    try:
        return run_virtual(main(), loop)
    finally:
        pool.shutdown()


async def _with_gaps(media: MemoryTransport) -> AsyncIterator[bytes]:
    """A telephone that sends nothing while its user is silent."""
    async for frame in media.frames():
        if any(frame):
            yield frame


def finals(events: list[HearingEvent]) -> list[FinalText]:
    return [event for event in events if isinstance(event, FinalText)]


@pytest.mark.parametrize("vad", [Silero, WebRtc])
def test_a_sentence_is_heard_whole_and_its_end_is_dated_right(
    recogniser: Recogniser, vad: type[VoiceActivity]
) -> None:
    events, ended = hear(recogniser, "am freitag um halb drei", slot="when", vad=vad())
    [final] = finals(events)
    assert final.text == "am freitag um halb drei"
    assert final.confidence is not None
    assert final.confidence > 0.8
    assert abs(final.speech_ended_at - ended) < 0.1
    assert 0.39 <= final.endpoint_at - final.speech_ended_at < 0.5
    assert any(isinstance(event, PartialText) for event in events)


@pytest.mark.parametrize(("word", "within"), [("ja", 0.45), ("nein", 0.65), ("genau", 0.45)])
def test_short_answers_are_not_lost_and_are_over_soon(
    recogniser: Recogniser, word: str, within: float
) -> None:
    events, ended = hear(recogniser, word, slot="confirm")
    [final] = finals(events)
    assert final.text == word
    assert final.endpoint_at - ended < within


def test_a_pause_in_the_middle_of_a_wish_does_not_end_it(recogniser: Recogniser) -> None:
    events, _ = hear(recogniser, "am freitag um", 0.9, "halb drei", slot="when")
    [final] = finals(events)
    assert final.text == "am freitag um halb drei"


def test_who_goes_on_after_we_took_their_turn_is_waited_for_longer(recogniser: Recogniser) -> None:
    def waited(events: list[HearingEvent]) -> float:
        last = finals(events)[-1]
        return last.endpoint_at - last.speech_ended_at

    once, _ = hear(
        recogniser, "am Freitag um halb drei", 3.0, "am Freitag um halb drei", slot="when"
    )
    cut, _ = hear(
        recogniser, "am Freitag um halb drei", 0.6, "am Freitag um halb drei", 3.0, "am Freitag um halb drei", slot="when"
    )  # fmt: skip
    assert (len(finals(once)), len(finals(cut))) == (2, 3)
    assert waited(cut) > waited(once) + 0.05


def test_two_answers_with_a_long_pause_are_two_turns(recogniser: Recogniser) -> None:
    events, _ = hear(recogniser, "guten tag", 3.0, "ich brauche einen termin")
    assert [final.text for final in finals(events)] == ["guten tag", "ich brauche einen termin"]


def test_silence_and_a_click_are_no_turn(recogniser: Recogniser) -> None:
    click = np.zeros(WIDE // 10, np.int16)
    click[100:140] = 20_000
    events, _ = hear(recogniser, 2.0, click, 2.0)
    assert finals(events) == []


def test_noise_is_no_turn_with_words(recogniser: Recogniser) -> None:
    noise = np.random.default_rng(1).normal(0, 800, 3 * WIDE).astype(np.int16)
    events, _ = hear(recogniser, noise)
    assert [final.text for final in finals(events) if final.text] == []


def test_a_telephone_that_sends_nothing_in_silence_is_understood_all_the_same(
    recogniser: Recogniser,
) -> None:
    events, _ = hear(recogniser, "ich möchte einen haarschnitt", gaps=True)
    [final] = finals(events)
    assert final.text == "ich möchte einen haarschnitt"


def test_the_same_sound_gives_the_same_events(recogniser: Recogniser) -> None:
    first, second = (hear(recogniser, "mein name ist becker", slot="name")[0] for _ in range(2))
    assert first == second
    assert any(isinstance(event, SpeechStarted) for event in first)


def test_a_folder_that_is_no_model_is_named(tmp_path: "pytest.TempPathFactory") -> None:
    with pytest.raises(ModelError, match="no Vosk model"):
        Recogniser(tmp_path)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="no such folder"):
        Recogniser(embedded_model() / "nowhere")


@pytest.mark.parametrize(
    ("slot", "said", "heard"),
    [
        ("confirm", "ja das stimmt", "ja das stimmt"),
        ("confirm", "nein lieber um elf uhr", "nein lieber um elf uhr"),
        ("more", "nein danke", "nein danke"),
        ("phone", "null eins sieben null eins zwei drei vier", "null eins sieben null eins zwei drei vier"),
        ("when", "am freitag um halb drei", "am freitag um halb drei"),
        ("name", "becker", "becker"),  # anything may be said here
    ],
)  # fmt: skip
def test_with_grammars_an_answer_is_heard_and_what_is_none_is_not_made_one(
    recogniser: Recogniser, slot: SlotName, said: str, heard: str
) -> None:
    events, _ = hear(recogniser, said, slot=slot, grammars=True)
    assert " ".join(event.text for event in finals(events)) == heard
    if slot in ("confirm", "phone"):
        events, _ = hear(recogniser, "der hund und die katze", slot=slot, grammars=True)
        words = " ".join(event.text for event in finals(events))
        assert language("de").answer(words) is None
        assert language("de").phone(words) is None


class Loud:
    """A detector that always hears somebody."""

    name = "loud"

    def probability(self, _window: Samples) -> float:
        return 1.0


def test_a_grammar_changes_between_utterances_only(recogniser: Recogniser) -> None:
    """Vosk ends the process when it is told of another one in the middle of one."""
    made = list[SlotName]()

    def streams(question: SlotName) -> Stream:
        made.append(question)
        return recogniser.stream(language("de").grammar(question))

    listener = Listener(Loud(), recogniser.stream(), streams, question="confirm")
    listener.hear(bytes(2 * 512 * 10), 1.0)
    assert made == ["confirm"]
    listener.question = "phone"
    listener.hear(bytes(2 * 512 * 10), 2.0)
    assert made == ["confirm"]
    listener.finish()
    listener.hear(bytes(2 * 512 * 10), 3.0)
    assert made == ["confirm", "phone"]


@pytest.mark.parametrize("slot", ["confirm", "more", "phone", "when"])
def test_the_recogniser_knows_nearly_every_word_of_the_grammars(slot: SlotName) -> None:
    lexicon = (embedded_model() / "lexicon.txt").read_text("utf-8")
    known = {line.split()[0] for line in lexicon.splitlines()}
    phrases = language("de").grammar(slot)
    assert phrases is not None
    words = {word for phrase in phrases for word in phrase.split()}
    assert len(words - known) <= len(words) / 10, sorted(words - known)


@pytest.mark.parametrize("pause_s", [0.2, 0.24, 0.33])
def test_letters_with_pauses_between_them_help_to_hear_each_other(
    recogniser: Recogniser, pause_s: float
) -> None:
    """Each by itself, "c" was heard as "aha" and "e" as "ä"."""
    letters: list[str | float | Samples] = []
    for letter in "becker":
        letters += [letter, pause_s]
    events, _ = hear(recogniser, *letters, slot="name")
    assert " ".join(event.text for event in finals(events)) == "b e c k e r"
