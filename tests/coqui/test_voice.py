"""The project's own Coqui voice, as callers get it: its program, its crash, a whole call with it."""

import asyncio
import hashlib
import json
import os
import signal
from collections.abc import AsyncGenerator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from config.loader import load
from config.site import TextToSpeech
from tests.coqui import models
from voice.audio.pcm import Samples, level_dbfs, resample
from voice.clock import RealClock
from voice.hearing.modelling.evaluate import held_out_sentences, word_errors
from voice.hearing.modelling.telephone import Condition, fixed, to_8_khz
from voice.hearing.recogniser import Recogniser, embedded_model
from voice.speaking import model_voice
from voice.speaking.cache import Speech
from voice.speaking.coqui.model import CoquiModel
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.model_voice import ModelVoice
from voice.speaking.voices import Fallback, Voices, embedded_voice
from voice.speaking.voices import model_voice as voice_of

PROMPTS, MOST_ERRORS = 20, 0.20
OURS = TextToSpeech(engine="coqui")


@pytest.fixture
async def coqui() -> AsyncGenerator[ModelVoice, None]:
    engine = voice_of(OURS, RealClock())
    assert engine is not None
    await engine.open()
    yield engine
    await engine.close()


async def said(engine: ModelVoice | Speech, text: str) -> Samples:
    return np.concatenate([part async for part in engine.chunks(text, voice="de", rate_wpm=150)])


def test_the_voice_was_made_by_the_scripts_that_are_here() -> None:
    folder = embedded_voice()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["scripts"].items():
        content = (folder.parent / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, (
            f"{name} changed: train the voice again"
        )
    assert sum(path.stat().st_size for path in folder.iterdir()) < 5_000_000


def test_a_recogniser_that_never_heard_the_voice_understands_it() -> None:
    """Unseen prompts: neither the voice nor the recogniser was trained on them. 20 % wrong words at most."""
    recogniser, noise = Recogniser(embedded_model()), np.random.default_rng(1)
    model, errors, words = CoquiModel(embedded_voice()), 0, 0
    for text in held_out_sentences(PROMPTS, seed=99):
        speech = np.concatenate(list(model.speak(text, "", 150)))
        narrow = to_8_khz(speech)
        padded = np.concatenate([np.zeros(2400), narrow, np.zeros(4000)])
        line = fixed(padded, Condition("telephone"), noise).astype(np.int16)
        stream = recogniser.stream()
        parts = [stream.feed(resample(line, 8000, RATE_HZ).tobytes()), stream.finish()]
        heard = " ".join(part.text for part in parts if part is not None and part.text)
        errors += word_errors(text.split(), heard.split())
        words += len(text.split())
    print(f"word errors: {errors} of {words}")  # noqa: T201
    assert errors <= MOST_ERRORS * words


async def test_it_is_as_loud_as_the_other_voice_and_has_no_silence_around_it(
    coqui: ModelVoice,
) -> None:
    speech = await said(coqui, "Guten Tag, was kann ich für Sie tun?")
    assert 1.0 < len(speech) / RATE_HZ < 4.0
    assert -26 < level_dbfs(speech) < -12
    loud = np.flatnonzero(np.abs(speech.astype(int)) > 200)
    assert loud[0] < RATE_HZ // 20
    assert len(speech) - loud[-1] < RATE_HZ // 20


async def test_a_killed_voice_says_the_sentence_by_the_other_one_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_voice, "_REST_S", (0.1,))
    voices = Voices(OURS, RealClock(), tmp_path)
    await voices.open()
    model = voices.model
    assert model is not None
    assert model._process is not None
    assert len(await said(voices.of("de"), "Eins."))
    os.kill(model._process.pid, signal.SIGKILL)
    assert len(await said(voices.of("de"), "Zwei.")) > RATE_HZ // 5
    assert isinstance(voices._speech, Fallback)
    assert voices._speech.used == 1
    async with asyncio.timeout(60):
        while model.problem is not None:  # noqa: ASYNC110  # another process sets no event
            await asyncio.sleep(0.1)
    assert len(await said(voices.of("de"), "Drei."))
    assert (voices._speech.used, model.restarts) == (1, 1)
    await voices.close()


async def test_a_model_that_does_not_load_says_why() -> None:
    engine = voice_of(TextToSpeech(engine="coqui", model="/nowhere"), RealClock())
    assert engine is not None
    with pytest.raises(EngineError, match=r"/nowhere has no config\.json"):
        await engine.open()
    await engine.close()


async def test_piper_speaks_behind_the_same_protocol(tmp_path: Path) -> None:
    path = models.piper_voice(tmp_path)
    engine = voice_of(TextToSpeech(engine="piper", model=str(path)), RealClock())
    assert engine is not None
    await engine.open()
    assert len(await said(engine, "guten tag"))
    await engine.close()
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    other = voice_of(TextToSpeech(engine="piper", model=str(broken)), RealClock())
    assert other is not None
    with pytest.raises(EngineError, match="does not load"):
        await other.open()
    await other.close()


def test_a_whole_booking_is_spoken_by_coqui(tmp_path: Path) -> None:
    scenario = load_scenario(Path(str(files("config") / "lab/demo.yaml")))
    configuration = load(lab_site(tmp_path, None, engine="coqui"), {})
    outcome = run(scenario, configuration, tmp_path, "memory")
    assert judge(scenario, outcome).ok
    assert list((configuration.state / "speech").iterdir())
