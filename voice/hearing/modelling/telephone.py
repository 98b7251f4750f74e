"""A telephone line in numbers: band, level, noise, µ-law, lost packets; random for training, fixed for tests."""

from dataclasses import dataclass

import numpy as np
import scipy.signal
from numpy.typing import NDArray

Samples = NDArray[np.float64]
RATE_HZ = 8000
FULL_SCALE = 32768.0
TEST_LEVEL_DBFS = -22.0


@dataclass(frozen=True)
class Condition:
    """One fixed line: 300-3400 Hz and µ-law, with noise at `snr_db` when there is any."""

    name: str
    snr_db: float | None = None
    white: bool = True


def to_8_khz(samples: NDArray[np.int16], factor: float = 1.0) -> Samples:
    """22,050 Hz to 8,000 Hz; a factor other than 1 also changes speed and vocal tract."""
    down = round(441 * factor)
    return np.asarray(scipy.signal.resample_poly(samples.astype(np.float64), 160, down))


def companded(samples: Samples) -> Samples:
    """Through µ-law's 8 bits and back (the continuous law of ITU-T G.711)."""
    unit = np.clip(samples / FULL_SCALE, -1, 1)
    curve = np.sign(unit) * np.log1p(255 * np.abs(unit)) / np.log(256)
    coded = np.round((curve + 1) / 2 * 255) / 255 * 2 - 1
    return np.asarray(np.sign(coded) * (np.power(256, np.abs(coded)) - 1) / 255 * FULL_SCALE)


def coloured(random: np.random.Generator, count: int, exponent: float) -> Samples:
    """Noise of unit variance: exponent 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(random.normal(size=count))
    bins = np.arange(len(spectrum), dtype=np.float64)
    bins[0] = 1
    noise = np.fft.irfft(spectrum / np.power(bins, exponent / 2), count)
    return np.asarray(noise / (noise.std() + 1e-9))


def band(samples: Samples, low_hz: float, high_hz: float, order: int = 3) -> Samples:
    """What the network lets through."""
    filter_ = scipy.signal.butter(order, [low_hz, high_hz], "band", fs=RATE_HZ, output="sos")
    return np.asarray(scipy.signal.sosfilt(filter_, samples))


def _loudness(samples: Samples, speech: NDArray[np.bool_]) -> float:
    return float(np.sqrt((samples[speech] ** 2).mean())) if speech.any() else 1.0


def fixed(samples: Samples, condition: Condition, random: np.random.Generator) -> Samples:
    """The line of a test: SNR is speech-active RMS against broadband noise RMS."""
    speech = np.abs(samples) > 30
    line = band(samples, 300, 3400)
    level = 10 ** (TEST_LEVEL_DBFS / 20) * FULL_SCALE
    line = line * (level / (_loudness(line, speech) + 1e-6))
    if condition.snr_db is not None:
        noise = coloured(random, len(line), 0 if condition.white else 1)
        line = line + noise * level * 10 ** (-condition.snr_db / 20)
    return np.round(companded(np.clip(line, -FULL_SCALE, FULL_SCALE - 1)))


def varied(samples: Samples, random: np.random.Generator, babble: Samples) -> Samples:
    """The lines of training: rooms, bands, levels, noises, codecs, losses."""
    speech = np.abs(samples) > 30
    line = samples
    if random.random() < 0.25:
        count = int(RATE_HZ * random.uniform(0.03, 0.25))
        echo = random.normal(size=count) * np.exp(-np.arange(count) / count * 5)
        echo *= random.uniform(0.1, 0.5) / np.sqrt((echo**2).sum())
        echo[0] += 1
        line = scipy.signal.fftconvolve(line, echo)[: len(line)]
    if random.random() < 0.8:
        line = band(
            line, random.uniform(150, 420), random.uniform(3000, 3750), int(random.integers(1, 4))
        )
    if random.random() < 0.5:
        line = scipy.signal.lfilter([1, random.uniform(-0.5, 0.5)], [1], line)
    level = 10 ** (random.uniform(-34, -10) / 20) * FULL_SCALE
    line = line * (level / (_loudness(line, speech) + 1e-6))
    if random.random() < 0.8:
        line = line + noise(random, len(line), babble) * level * 10 ** (-random.uniform(6, 40) / 20)
    line = np.clip(line, -FULL_SCALE, FULL_SCALE - 1)
    if random.random() < 0.85:
        line = companded(line)
    if random.random() < 0.07:
        for _ in range(random.integers(1, 4)):
            at = random.integers(0, max(1, len(line) - 160))
            line[at : at + 160] = 0
    return np.asarray(np.round(line))


def noise(random: np.random.Generator, count: int, babble: Samples) -> Samples:
    """Of unit variance: one third other people, the rest white to brown."""
    if random.random() < 0.33:
        start = int(random.integers(0, len(babble) - 1))
        return np.asarray(np.resize(np.roll(babble, -start), count))
    return coloured(random, count, float(random.choice([0, 1, 2])))


def noise_only(random: np.random.Generator, babble: Samples) -> Samples:
    """A line on which nobody speaks: noise, tones; all of it is silence to the recogniser."""
    count = int(RATE_HZ * random.uniform(1, 4))
    level = 10 ** (random.uniform(-60, -22) / 20) * FULL_SCALE
    line = noise(random, count, babble) * level
    if random.random() < 0.2:
        time = np.arange(count) / RATE_HZ
        tone = np.sin(2 * np.pi * random.choice([425, 440, 350, 1000]) * time)
        gate = np.sin(2 * np.pi * time * random.uniform(0.2, 1)) > 0
        line = line + level * random.uniform(0.3, 3) * tone * gate
    return np.asarray(np.round(companded(np.clip(line, -FULL_SCALE, FULL_SCALE - 1))))
