"""Speech with exact labels: espeak-ng says where each phone begins, so nothing has to be aligned."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

import espeakng_loader
import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

from voice.hearing.modelling import telephone
from voice.hearing.modelling.espeak import PHONES, EspeakProcess, Speech, phone
from voice.hearing.modelling.phrases import training_sentence

FEATURES = 32
FRAME_SHIFT, FRAME_LENGTH = 80, 200
"""Samples at 8 kHz: 10 ms and 25 ms, Kaldi's defaults."""
HELD_OUT_VOICES = ("m4", "f2", "klatt3", "Mario", "linda", "michel", "Andrea", "steph2")
"""Voices that judge the model and that it never hears in training; the demo's caller is de+f2."""
_UNLIKE_PEOPLE = ("Demonic", "UniRobot", "anikaRobot", "robosoft", "whisper", "croak")
PHONE_IDS = {name: index for index, name in enumerate(PHONES)}
Pronunciation = tuple[str, ...]


@dataclass(frozen=True)
class Segment:
    """A phone (None: silence) in samples, and which word of the text it belongs to."""

    start: float
    end: float
    phone: str | None
    word: int


@dataclass
class Corpus:
    """Features (frames by 32), a phone id for each frame, and how each word was pronounced."""

    features: list[NDArray[np.float16]] = field(default_factory=list)
    labels: list[NDArray[np.int16]] = field(default_factory=list)
    lexicon: Counter[tuple[str, Pronunciation]] = field(default_factory=Counter)

    @property
    def hours(self) -> float:
        """How much audio it holds."""
        return sum(len(part) for part in self.features) / 360_000


def training_voices() -> tuple[str, ...]:
    """The voice variants that the model learns from."""
    folder = os.path.join(str(espeakng_loader.get_data_path()), "voices", "!v")  # noqa: PTH118 - a library's path
    names = sorted(os.listdir(folder))  # noqa: PTH208
    usable = [
        name
        for name in names
        if name not in HELD_OUT_VOICES and " " not in name and not name.startswith(_UNLIKE_PEOPLE)
    ]
    return ("", "", "", "", *usable)


def voice_name(variant: str) -> str:
    """German in a variant's voice."""
    return f"de+{variant}" if variant else "de"


def segments(speech: Speech) -> tuple[list[Segment], int]:
    """The phones of rendered speech, and how many words espeak-ng counted."""
    word, starts = -1, list[tuple[int, str | None, int]]()
    for event in speech.events:
        if event.kind == "word":
            word += 1
        else:
            starts.append((event.sample, phone(event.name), word))
    ends = [start for start, _, _ in starts[1:]] + [len(speech.samples)]
    parts = [
        Segment(start, end, name, index)
        for (start, name, index), end in zip(starts, ends, strict=True)
        if end > start
    ]
    return parts, word + 1


def pronunciations(
    text: str, parts: Sequence[Segment], words: int
) -> list[tuple[str, Pronunciation]]:
    """Each word of a text with its phones; nothing when espeak-ng divided the text differently."""
    written = text.replace(",", "").split()
    if words != len(written):
        return []
    return [
        (word, tuple(part.phone for part in parts if part.word == index and part.phone is not None))
        for index, word in enumerate(written)
    ]


def mfcc(samples: NDArray[np.float64]) -> NDArray[np.float32]:
    """The features of conf/mfcc.conf, from samples in int16's range."""
    options = kaldi_native_fbank.MfccOptions()
    frames = options.frame_opts
    frames.samp_freq, frames.dither, frames.snip_edges = telephone.RATE_HZ, 0, True
    options.mel_opts.num_bins = options.num_ceps = FEATURES
    options.mel_opts.low_freq, options.mel_opts.high_freq = 100, 3700
    options.use_energy = False
    extractor = kaldi_native_fbank.OnlineMfcc(options)
    extractor.accept_waveform(telephone.RATE_HZ, samples.astype(np.float32).tolist())
    extractor.input_finished()
    count = extractor.num_frames_ready
    return np.array([extractor.get_frame(index) for index in range(count)], np.float32)


def frame_labels(parts: Sequence[Segment], count: int) -> NDArray[np.int16]:
    """The phone at each frame's centre; 0 is silence."""
    labels = np.zeros(count, np.int16)
    centres = np.arange(count) * FRAME_SHIFT + FRAME_LENGTH // 2
    for part in parts:
        if part.phone is not None:
            labels[(centres >= part.start) & (centres < part.end)] = PHONE_IDS[part.phone]
    return labels


class Studio:
    """Makes labelled utterances out of one seed."""

    def __init__(
        self,
        espeak: EspeakProcess,
        seed: int,
        sentence: Callable[[Random], str] = training_sentence,
    ) -> None:
        self._espeak = espeak
        self._sentence = sentence
        self._random = Random(seed)
        self._numbers = np.random.default_rng(seed)
        self._voices = training_voices()
        self._babble = self._crowd()

    def _crowd(self) -> NDArray[np.float64]:
        """Six people at once, of unit variance."""
        length = 20 * telephone.RATE_HZ
        crowd = np.zeros(length)
        for _ in range(6):
            voice = voice_name(self._random.choice(self._voices))
            texts = ". ".join(self._sentence(self._random) for _ in range(8))
            line = telephone.to_8_khz(self._espeak.speak(texts, voice).samples)
            crowd += np.resize(line, length)
        return np.asarray(crowd / (crowd.std() + 1e-9))

    def record(self, count: int, corpus: Corpus) -> None:
        """Adds `count` utterances; a sixth of them are lines on which nobody speaks."""
        for _ in range(count):
            if self._random.random() < 0.14:
                line = telephone.noise_only(self._numbers, self._babble)
                features = mfcc(line)
                corpus.features.append(features.astype(np.float16))
                corpus.labels.append(np.zeros(len(features), np.int16))
            else:
                self._utterance(corpus)

    def _utterance(self, corpus: Corpus) -> None:
        random = self._random
        text = self._sentence(random)
        speech = self._espeak.speak(
            text,
            voice_name(random.choice(self._voices)),
            rate=int(random.uniform(115, 235)),
            pitch=int(random.uniform(15, 85)),
            range=int(random.uniform(15, 95)),
            word_gap=random.choice([0] * 8 + [1, 3, 6]),
        )
        if len(speech.samples) < 2000:
            return
        parts, words = segments(speech)
        corpus.lexicon.update(pronunciations(text, parts, words))
        factor = self._numbers.uniform(0.87, 1.13)
        line = telephone.to_8_khz(speech.samples, factor)
        before = int(telephone.RATE_HZ * self._numbers.uniform(0.15, 1.0))
        after = int(telephone.RATE_HZ * self._numbers.uniform(0.2, 1.2))
        scale = 160 / round(441 * factor)
        moved = [
            Segment(p.start * scale + before, p.end * scale + before, p.phone, p.word)
            for p in parts
        ]
        padded = np.concatenate([np.zeros(before), line, np.zeros(after)])
        features = mfcc(telephone.varied(padded, self._numbers, self._babble))
        corpus.features.append(features.astype(np.float16))
        corpus.labels.append(frame_labels(moved, len(features)))


def record(count: int, seed: int) -> Corpus:
    """A corpus of `count` utterances; the same seed gives the same corpus."""
    corpus = Corpus()
    with EspeakProcess() as espeak:
        Studio(espeak, seed).record(count, corpus)
    return corpus
