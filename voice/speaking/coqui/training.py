"""The project's own German Coqui voice, from nothing but espeak-ng: `python -m voice.speaking.coqui.training FOLDER`.

espeak-ng says when each phoneme begins, so nothing has to be aligned: Coqui's SpeedySpeech becomes plain
regression from phonemes to durations and a mel spectrogram. Griffin-Lim makes the sound, without a vocoder.
About a quarter of an hour on one core.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from config.catalogue import Catalogue
from voice.hearing.modelling import phrases
from voice.speaking.coqui.importing import ensure_importable
from voice.speaking.espeak_program import EspeakLibrary
from voice.speaking.espeak_protocol import SpeechEvent, SpeechRequest

ensure_importable()

from TTS.tts.configs.shared_configs import BaseAudioConfig  # noqa: E402
from TTS.tts.configs.speedy_speech_config import SpeedySpeechConfig  # noqa: E402
from TTS.tts.models.forward_tts import ForwardTTS, ForwardTTSArgs  # noqa: E402

VOICE = "de+Annie"
RATE_HZ, HOP = 22_050, 256
_BATCH = 16
_SCRIPTS = ("importing.py", "training.py")


@dataclass(frozen=True)
class Recipe:
    """What determines a voice."""

    voice: str = VOICE
    seed: int = 20261121
    utterances: int = 1600
    steps: int = 3000
    rate_wpm: int = 150


@dataclass(frozen=True)
class Example:
    """Token ids, frames for each of them, and the mel spectrogram (frames by 80)."""

    tokens: list[int]
    durations: list[int]
    mel: NDArray[np.float32]


def new_config() -> Any:
    """SpeedySpeech, small: 1.35 million parameters. Dilation 1 in the encoder, so that "ja" is long enough for it."""
    return SpeedySpeechConfig(
        audio=BaseAudioConfig(
            sample_rate=RATE_HZ,
            fft_size=1024,
            win_length=1024,
            hop_length=HOP,
            num_mels=80,
            mel_fmin=0,
            mel_fmax=8000,
            griffin_lim_iters=30,
            power=1.5,
            do_trim_silence=False,
            resample=False,
        ),
        model_args=ForwardTTSArgs(
            use_pitch=False,
            use_aligner=False,
            encoder_type="residual_conv_bn",
            encoder_params={
                "kernel_size": 4,
                "dilations": [1] * 6,
                "num_conv_blocks": 2,
                "num_res_blocks": 6,
            },
            decoder_type="residual_conv_bn",
            decoder_params={
                "kernel_size": 4,
                "dilations": [1, 2, 4, 1, 2, 4, 1, 2, 1, 1],
                "num_conv_blocks": 2,
                "num_res_blocks": 10,
            },
            out_channels=80,
            hidden_channels=96,
            positional_encoding=True,
            detach_duration_predictor=True,
        ),
        use_phonemes=True,
        phonemizer="espeak",
        phoneme_language="de",
        text_cleaner="basic_cleaners",
        languages=["de"],
        test_sentences=[],
    )


def texts(count: int, seed: int) -> list[str]:
    """What a receptionist says, and callers' sentences and single words for the sounds that it says seldom."""
    random = Random(seed)
    known = Catalogue("de").texts()
    found = []
    for _ in range(count):
        if random.random() < 0.3:
            found.append(_filled(random.choice(known), random))
            continue
        text = phrases.training_sentence(random)
        while phrases.held_out(text):
            text = phrases.training_sentence(random)
        found.append(text + random.choice(".....?"))
    return found


def _filled(text: str, random: Random) -> str:
    grammar = phrases.german()
    parts = text.split("{")
    words = [parts[0]]
    for part in parts[1:]:
        _, _, rest = part.partition("}")
        words += [grammar.expand(random.choice(("when_answer", "name_answer")), random), rest]
    return "".join(words)


def record(recipe: Recipe, model: Any) -> Iterator[Example]:
    """Speaks each text, and says how long each of the model's tokens lasts."""
    library = EspeakLibrary(ipa=True)
    tokenizer = model.tokenizer
    for index, text in enumerate(texts(recipe.utterances, recipe.seed)):
        request = SpeechRequest(index, text, recipe.voice, rate=recipe.rate_wpm)
        audio, events = library.render(request)
        samples = np.frombuffer(audio, np.int16).astype(np.float32) / 32768
        tokens = tokenizer.text_to_ids(text, language="de")
        mel = model.ap.melspectrogram(samples).T.astype(np.float32)
        if not tokens or len(tokens) * 2 > len(mel):
            continue
        symbols = [tokenizer.characters.id_to_char(token) for token in tokens]
        phones = [event for event in events if event.kind == "phoneme"]
        durations = durations_of(symbols, phones, len(mel))
        if durations is not None:
            yield Example(tokens, durations, mel)


def durations_of(
    symbols: Sequence[str], phones: Sequence[SpeechEvent], frames: int
) -> list[int] | None:
    """Frames for each symbol, together `frames`, none without; None when the two do not fit.

    The symbols of the text's phonemes are matched with those of the events (the least changes); a symbol
    without an event, such as a stress mark, takes one frame of its neighbour, and pauses belong to punctuation.
    """
    heard = [
        (letter, index) for index, event in enumerate(phones) for letter in _letters(event.name)
    ]
    matched = _aligned(symbols, [letter for letter, _ in heard])
    if sum(match is not None for match in matched) < 0.6 * len(heard):
        return None
    starts = [round(event.sample / HOP) for event in phones]
    ends = [*starts[1:], frames]
    counts = [0] * len(phones)
    for match in matched:
        if match is not None:
            counts[heard[match][1]] += 1
    begins: list[float | None] = []
    used = [0] * len(phones)
    for match in matched:
        if match is None:
            begins.append(None)
            continue
        phone = heard[match][1]
        length = ends[phone] - starts[phone]
        begins.append(starts[phone] + length * used[phone] / counts[phone])
        used[phone] += 1
    return _whole(begins, _pauses(symbols, phones, starts, ends, begins), frames)


def _letters(name: str) -> str:
    """A pause is an event whose name begins with "_"."""
    return "_" if name.startswith(("_", "(")) or not name else name


def _pauses(
    symbols: Sequence[str],
    phones: Sequence[SpeechEvent],
    starts: Sequence[int],
    ends: Sequence[int],
    begins: Sequence[float | None],
) -> dict[int, int]:
    """Punctuation without an event begins where the pause after its phoneme does."""
    pauses = [
        start
        for event, start, end in zip(phones, starts, ends, strict=True)
        if _letters(event.name) == "_" and end > start
    ]
    found: dict[int, int] = {}
    for index, symbol in enumerate(symbols):
        if symbol not in ".,?!;:" or begins[index] is not None:
            continue
        before = max((b for b in begins[:index] if b is not None), default=0.0)
        after = min((b for b in begins[index:] if b is not None), default=float("inf"))
        within = [pause for pause in pauses if before < pause <= after]
        if within:
            found[index] = within[0]
    return found


def _whole(begins: list[float | None], pauses: dict[int, int], frames: int) -> list[int] | None:
    """Begins as durations of at least one frame; what has none ends where its successor begins."""
    count = len(begins)
    following, at = float(frames), list[float]()
    for index in reversed(range(count)):
        begin = pauses.get(index, begins[index])
        following = following - 1 if begin is None else begin
        at.append(following)
    fixed: list[int] = []
    for begin in reversed(at):
        fixed.append(max(fixed[-1] + 1 if fixed else 0, round(begin)))
    fixed[0] = 0
    limit = frames
    for index in reversed(range(count)):
        limit = min(limit - 1, fixed[index])
        if limit < index:
            return None
        fixed[index] = limit
    return [after - before for before, after in zip(fixed, [*fixed[1:], frames], strict=True)]


def _aligned(symbols: Sequence[str], letters: Sequence[str]) -> list[int | None]:
    """For each symbol the letter it stands for, or None (Needleman and Wunsch, 1970)."""
    rows, columns = len(symbols) + 1, len(letters) + 1
    cost = [
        [row + column if not row or not column else 0 for column in range(columns)]
        for row in range(rows)
    ]
    for row in range(1, rows):
        for column in range(1, columns):
            same = symbols[row - 1] == letters[column - 1]
            cost[row][column] = min(
                cost[row - 1][column - 1] + (0 if same else 3),
                cost[row - 1][column] + 1,
                cost[row][column - 1] + 1,
            )
    found: list[int | None] = [None] * len(symbols)
    row, column = rows - 1, columns - 1
    while row and column:
        if (
            symbols[row - 1] == letters[column - 1]
            and cost[row][column] == cost[row - 1][column - 1]
        ):
            row, column = row - 1, column - 1
            found[row] = column
        elif cost[row][column] == cost[row - 1][column] + 1:
            row -= 1
        elif cost[row][column] == cost[row][column - 1] + 1:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found[row] = column
    return found


def _batch(examples: Sequence[Example]) -> tuple[torch.Tensor, ...]:
    longest = max(len(example.tokens) for example in examples)
    frames = max(len(example.mel) for example in examples)
    tokens = torch.zeros(len(examples), longest, dtype=torch.long)
    durations = torch.zeros(len(examples), longest, dtype=torch.long)
    mels = torch.zeros(len(examples), frames, 80)
    for index, example in enumerate(examples):
        tokens[index, : len(example.tokens)] = torch.tensor(example.tokens)
        durations[index, : len(example.durations)] = torch.tensor(example.durations)
        mels[index, : len(example.mel)] = torch.from_numpy(example.mel)
    lengths = torch.tensor([len(example.tokens) for example in examples])
    return tokens, lengths, durations, mels, torch.tensor([len(e.mel) for e in examples])


def train(model: Any, examples: Sequence[Example], recipe: Recipe) -> float:
    """Adam with a cosine, L1 of the spectrogram and Huber of log durations; gives the last mean L1."""
    random = Random(recipe.seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.steps, 1e-5)
    by_length = sorted(examples, key=lambda example: len(example.mel))
    recent: list[float] = []
    began = time.monotonic()
    model.train()
    for step in range(1, recipe.steps + 1):
        start = random.randrange(len(by_length) - _BATCH)
        tokens, lengths, durations, mels, frames = _batch(by_length[start : start + _BATCH])
        out = model.forward(tokens, lengths, frames, mels, durations, aux_input={})
        mask = (torch.arange(mels.shape[1])[None] < frames[:, None])[..., None]
        spectrum = ((out["model_outputs"] - mels).abs() * mask).sum() / mask.sum() / 80
        spoken = torch.arange(tokens.shape[1])[None] < lengths[:, None]
        predicted = out["durations_log"].reshape(tokens.shape)
        wanted = torch.log(durations.float() + 1)
        length = torch.nn.functional.huber_loss(predicted[spoken], wanted[spoken])
        optimizer.zero_grad()
        (spectrum + length).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        recent = [*recent[-49:], spectrum.item()]
        if step % 100 == 0:
            mean = sum(recent) / len(recent)
            print(f"step {step}, {time.monotonic() - began:.0f} s, L1 {mean:.3f}", flush=True)  # noqa: T201
    return sum(recent) / len(recent)


def build(folder: Path, recipe: Recipe) -> None:
    """Writes model.pth (half precision), config.json and manifest.json."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    config = new_config()
    model = ForwardTTS(config)
    examples = list(record(recipe, model))
    hours = sum(len(example.mel) for example in examples) * HOP / RATE_HZ / 3600
    print(f"{len(examples)} utterances, {hours:.2f} h", flush=True)  # noqa: T201
    loss = train(model, examples, recipe)
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        name: value.half() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    torch.save({"model": weights}, folder / "model.pth")
    model.config.save_json(folder / "config.json")
    here = Path(__file__).parent
    manifest = {
        "licence": "Apache-2.0",
        "made_of": "speech synthesised by eSpeak NG (espeakng-loader), nobody's voice",
        "recipe": asdict(recipe),
        "utterances": len(examples),
        "hours": round(hours, 2),
        "mel_l1": round(loss, 4),
        "packages": {
            name: metadata.version(name) for name in ("coqui-tts", "espeakng-loader", "torch")
        },
        "scripts": {
            name: hashlib.sha256((here / name).read_bytes()).hexdigest() for name in _SCRIPTS
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--utterances", type=int, default=Recipe.utterances)
    parser.add_argument("--voice", default=VOICE)
    options = parser.parse_args(arguments)
    recipe = Recipe(voice=options.voice, steps=options.steps, utterances=options.utterances)
    build(options.folder, recipe)


if __name__ == "__main__":
    main(sys.argv[1:])
