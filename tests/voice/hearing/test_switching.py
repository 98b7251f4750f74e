"""The recogniser of another language: between two utterances, and only where there is one."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from config.site import Site
from storage.events import SlotName
from tests.firms import configuration
from voice.audio.pcm import Samples, resample
from voice.audio.telephone_line import RATE_HZ, TelephoneLine
from voice.hearing.listener import Listener
from voice.hearing.modelling.tongues import Speaker
from voice.hearing.recogniser import Recogniser, Stream, embedded_model
from voice.hearing.words import with_words
from voice.studio import Studio
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual


class Loud:
    """A detector that always hears somebody."""

    name = "loud"

    def probability(self, _window: Samples) -> float:
        return 1.0


def test_a_language_changes_between_utterances_only() -> None:
    german, ukrainian = Recogniser(embedded_model()), Recogniser(embedded_model("uk"))
    made = list[SlotName]()

    def streams(question: SlotName) -> Stream:
        made.append(question)
        return ukrainian.stream()

    listener = Listener(Loud(), german.stream())
    listener.hear(bytes(2 * 512 * 10), 1.0)
    before = listener.stream
    listener.switch(streams)
    listener.hear(bytes(2 * 512 * 10), 2.0)
    assert listener.stream is before
    listener.finish()
    for question in ("open", "name"):
        listener.question = question
        listener.hear(bytes(2 * 512 * 10), 3.0)
        listener.finish()
    assert listener.stream is not before
    assert made == ["open"]


def learned(tmp_path: Path, site: Site, language: str) -> tuple[bool, bool]:
    """Whether a studio could learn a language, and speaks it then."""
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, tzinfo=UTC))

    async def main() -> tuple[bool, bool]:
        studio = Studio(site, clock, tmp_path)
        try:
            return await studio.learn(language, ["Шевченко"]), studio.speaks(language)
        finally:
            await studio.close()

    return run_virtual(main(), loop)


@pytest.mark.parametrize(
    ("stt", "there"),
    [
        ({}, True),
        ({"model": "/a/german/model"}, False),
        ({"model": "/a/german/model", "models": {"uk": "embedded"}}, True),
        ({"models": {"uk": "/nothing/there"}}, False),
    ],
)
def test_a_language_is_spoken_where_its_model_is(
    tmp_path: Path, stt: dict[str, object], there: bool
) -> None:
    site = configuration().site
    own = site.model_copy(update={"stt": site.stt.model_validate(stt)})
    assert learned(tmp_path, own, "uk") == (there, there)


@pytest.mark.parametrize(
    ("language", "text", "new"),
    [
        ("uk", "мене звати гайдамака", "Гайдамака"),
        ("en", "my name is featherstone", "Featherstone"),
    ],
)
def test_a_business_own_words_are_heard_in_other_languages_too(
    tmp_path: Path, language: str, text: str, new: str
) -> None:
    folder = with_words(embedded_model(language), [new, "Straße", "Köln"], tmp_path, language)
    with Speaker(language, {}) as speaker:
        speech = speaker.speak(text, "de+f2")
    arrived = TelephoneLine().carry(speech.samples, speech.rate_hz, np.random.default_rng(1))
    quiet = np.zeros(4000, np.int16)
    stream = Recogniser(folder).stream()
    stream.feed(resample(np.concatenate([quiet, arrived, quiet]), RATE_HZ, 16_000).tobytes())
    assert stream.finish().text == text
