"""Coqui models with random weights, of every architecture that we promise: made in seconds, never committed."""

import json
from pathlib import Path
from typing import Any

import torch

from voice.speaking.coqui.importing import ensure_importable

ensure_importable()

from TTS.tts.configs.fast_pitch_config import FastPitchConfig  # noqa: E402
from TTS.tts.configs.glow_tts_config import GlowTTSConfig  # noqa: E402
from TTS.tts.configs.shared_configs import CharactersConfig  # noqa: E402
from TTS.tts.configs.vits_config import VitsConfig  # noqa: E402
from TTS.tts.models.forward_tts import ForwardTTS, ForwardTTSArgs  # noqa: E402
from TTS.tts.models.glow_tts import GlowTTS  # noqa: E402
from TTS.tts.models.vits import Vits, VitsArgs  # noqa: E402
from TTS.vocoder.configs import HifiganConfig  # noqa: E402
from TTS.vocoder.models.gan import GAN  # noqa: E402

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"


def _saved(folder: Path, model: Any, config: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    config.save_json(folder / "config.json")
    return folder


def characters(kind: str) -> Any:
    return CharactersConfig(
        characters_class=kind, pad="_", characters=LETTERS, punctuations="!'(),-.:;? ", phonemes=""
    )


def vits(folder: Path, *, phonemes: bool = False, speakers: int = 0) -> Path:
    """A quarter of a million parameters."""
    torch.manual_seed(1)
    arguments = VitsArgs(
        init_discriminator=False,
        use_sdp=False,
        hidden_channels=16,
        hidden_channels_ffn_text_encoder=32,
        num_layers_text_encoder=1,
        num_layers_posterior_encoder=1,
        num_layers_flow=1,
        resblock_type_decoder="2",
        resblock_kernel_sizes_decoder=[3],
        resblock_dilation_sizes_decoder=[[1, 3]],
        upsample_initial_channel_decoder=32,
        use_speaker_embedding=speakers > 0,
    )
    folder.mkdir(parents=True, exist_ok=True)
    if speakers:
        names = {f"person{number}": number for number in range(speakers)}
        torch.save(names, folder / "speakers.pth")
        arguments.speakers_file = str(folder / "speakers.pth")
    config = VitsConfig(
        model_args=arguments,
        use_phonemes=phonemes,
        phonemizer="espeak" if phonemes else None,
        phoneme_language="de" if phonemes else None,
        text_cleaner="basic_cleaners",
        languages=["de"],
        characters=None if phonemes else characters("TTS.tts.models.vits.VitsCharacters"),
        test_sentences=[],
    )
    return _saved(folder, Vits(config), config)


def glow_tts(folder: Path) -> Path:
    torch.manual_seed(2)
    config = GlowTTSConfig(
        hidden_channels_enc=16,
        hidden_channels_dec=16,
        hidden_channels_dp=16,
        num_flow_blocks_dec=2,
        num_block_layers=2,
        encoder_params={
            "kernel_size": 3, "dropout_p": 0.1, "num_layers": 1, "num_heads": 2,
            "hidden_channels_ffn": 32, "input_length": None,
        },
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        characters=characters("TTS.tts.utils.text.characters.Graphemes"),
        languages=["de"],
        test_sentences=[],
    )  # fmt: skip
    return _saved(folder, GlowTTS(config), config)


def fast_pitch(folder: Path) -> Path:
    torch.manual_seed(3)
    small = {
        "hidden_channels_ffn": 32, "num_heads": 1, "num_layers": 1, "dropout_p": 0.1,
    }  # fmt: skip
    config = FastPitchConfig(
        model_args=ForwardTTSArgs(
            hidden_channels=16,
            encoder_params=small,
            decoder_params=small,
            duration_predictor_hidden_channels=16,
            pitch_predictor_hidden_channels=16,
        ),
        use_phonemes=False,
        text_cleaner="basic_cleaners",
        characters=characters("TTS.tts.utils.text.characters.Graphemes"),
        languages=["de"],
        test_sentences=[],
    )
    return _saved(folder, ForwardTTS(config), config)


def hifigan(folder: Path) -> Path:
    """A vocoder of the same kind as HiFi-GAN v2, smaller."""
    torch.manual_seed(4)
    config = HifiganConfig(
        generator_model_params={
            "upsample_factors": [8, 8, 2, 2],
            "upsample_kernel_sizes": [16, 16, 4, 4],
            "upsample_initial_channel": 32,
            "resblock_kernel_sizes": [3],
            "resblock_dilation_sizes": [[1, 3, 5]],
            "resblock_type": "1",
        }
    )
    return _saved(folder, GAN(config), config)


def piper_voice(folder: Path) -> Path:
    """The same VITS as Piper has it: exported to ONNX, with a map of its letters beside it."""
    from TTS.tts.models.vits import Vits as Network

    source = vits(folder / "vits")
    config = VitsConfig()
    config.load_json(str(source / "config.json"))
    network = Network(config)
    network.load_checkpoint(config, str(source / "model.pth"), eval=True)
    path = folder / "voice.onnx"
    network.export_onnx(str(path), verbose=False)
    symbols = {letter: [network.tokenizer.characters.char_to_id(letter)] for letter in LETTERS}
    blank = [network.tokenizer.characters.blank_id]
    described = {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "de"},
        "phoneme_type": "text",
        "num_symbols": network.tokenizer.characters.num_chars,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": {**symbols, "_": blank, "^": blank, "$": blank, " ": blank, ".": blank},
        "speaker_id_map": {},
    }
    path.with_name("voice.onnx.json").write_text(json.dumps(described), "utf-8")
    return path
