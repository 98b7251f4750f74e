"""Kaldi's binary files: a transition model and an nnet3 acoustic model, written without Kaldi.

The layout follows kaldi's `TransitionModel::Write` and `AmNnetSimple::Write`; every phone has one
emitting state with a self-loop.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from voice.hearing.modelling.acoustic import (
    LEFT_CONTEXT,
    RIGHT_CONTEXT,
    SPLICES,
    STRIDE_AT,
    SUBSAMPLING,
    Affine,
)
from voice.hearing.modelling.corpus import FEATURES
from voice.hearing.modelling.espeak import PHONES
from voice.hearing.modelling.graph import PHONE_STATES, pdf_of

_HALF = -0.6931472


class KaldiWriter:
    """Kaldi's binary primitives."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.write(b"\0B")

    def token(self, *names: str) -> None:
        """Names, each followed by a space."""
        for name in names:
            self._file.write(name.encode() + b" ")

    def text(self, text: str) -> None:
        """Raw text."""
        self._file.write(text.encode())

    def integer(self, *values: int) -> None:
        """32 bit each, with its length before it."""
        for value in values:
            self._file.write(b"\x04" + struct.pack("<i", value))

    def real(self, value: float) -> None:
        """A 32 bit float."""
        self._file.write(b"\x04" + struct.pack("<f", value))

    def double(self, value: float) -> None:
        """A 64 bit float."""
        self._file.write(b"\x08" + struct.pack("<d", value))

    def integers(self, values: Sequence[int]) -> None:
        """A vector of 32 bit integers."""
        self._file.write(
            b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()
        )

    def vector(self, values: ArrayLike) -> None:
        """A float vector."""
        array = np.asarray(values, "<f4")
        self.token("FV")
        self.integer(len(array))
        self._file.write(array.tobytes())

    def matrix(self, values: ArrayLike, *, compressed: bool) -> None:
        """A float matrix; compressed: one byte a weight over one range (`CM3`)."""
        array = np.ascontiguousarray(values, "<f4")
        rows, columns = array.shape
        if not compressed:
            self.token("FM")
            self.integer(rows, columns)
            self._file.write(array.tobytes())
            return
        low = float(array.min())
        span = float(array.max()) - low or 1e-5
        codes = np.clip(np.floor((array - low) / span * 255 + 0.5), 0, 255).astype("u1")
        self.token("CM3")
        self._file.write(struct.pack("<ffii", low, span, rows, columns) + codes.tobytes())


def write_acoustic_model(path: Path, layers: Sequence[Affine]) -> None:
    """am/final.mdl, with uniform priors: dividing by the true ones lets rare phones beat silence."""
    with path.open("wb") as file:
        writer = KaldiWriter(file)
        _transitions(writer)
        _network(writer, layers)
        writer.token("<LeftContext>")
        writer.integer(LEFT_CONTEXT)
        writer.token("<RightContext>")
        writer.integer(RIGHT_CONTEXT)
        writer.token("<Priors>")
        writer.vector(np.full(len(PHONES), 1 / len(PHONES)))


def _transitions(writer: KaldiWriter) -> None:
    phones = list(range(1, PHONE_STATES + 1))
    writer.token("<TransitionModel>", "<Topology>")
    writer.integers(phones)
    writer.integers([-1] + [0] * len(phones))
    writer.integer(1, 2)  # one topology of two states
    writer.integer(0, 2, 0)  # state 0: pdf class 0, two transitions, the first to itself
    writer.real(0.5)
    writer.integer(1)
    writer.real(0.5)
    writer.integer(-1, 0)  # state 1: final
    writer.token("</Topology>", "<Triples>")
    writer.integer(len(phones))
    for phone in phones:
        writer.integer(phone, 0, pdf_of(phone))
    writer.token("</Triples>", "<LogProbs>")
    writer.vector([0.0] + [_HALF] * (2 * len(phones)))
    writer.token("</LogProbs>", "</TransitionModel>")


def network_config() -> list[str]:
    """The nnet3 component graph, one line each."""
    lines, before = [f"input-node name=input dim={FEATURES}"], "input"
    for index, splice in enumerate(SPLICES):
        step = 1 if index <= STRIDE_AT else SUBSAMPLING
        parts = ",".join(
            before if offset == 0 else f"Offset({before}, {offset * step})" for offset in splice
        )
        name = f"tdnn{index + 1}"
        lines += [
            f"component-node name={name}.affine component={name}.affine input=Append({parts})",
            f"component-node name={name}.relu component={name}.relu input={name}.affine",
        ]
        before = f"{name}.relu"
    return [
        *lines,
        f"component-node name=output.affine component=output.affine input={before}",
        "component-node name=output.log-softmax component=output.log-softmax input=output.affine",
        "output-node name=output input=output.log-softmax objective=linear",
    ]


def _network(writer: KaldiWriter, layers: Sequence[Affine]) -> None:
    writer.token("<Nnet3>")
    writer.text("\n" + "\n".join(network_config()) + "\n\n")
    writer.token("<NumComponents>")
    writer.integer(2 * len(layers))
    for index, layer in enumerate(layers):
        last = index == len(layers) - 1
        name = "output" if last else f"tdnn{index + 1}"
        writer.token(
            "<ComponentName>", f"{name}.affine", "<FixedAffineComponent>", "<LinearParams>"
        )
        writer.matrix(layer.weights, compressed=index > 0)  # the first layer also scales its input
        writer.token("<BiasParams>")
        writer.vector(layer.bias)
        writer.token("</FixedAffineComponent>", "<ComponentName>")
        kind = "LogSoftmaxComponent" if last else "RectifiedLinearComponent"
        writer.token(f"{name}.log-softmax" if last else f"{name}.relu", f"<{kind}>", "<Dim>")
        writer.integer(len(layer.bias))
        writer.token("<ValueAvg>")
        writer.vector([])
        writer.token("<DerivAvg>")
        writer.vector([])
        writer.token("<Count>")
        writer.double(0.0)
        writer.token(f"</{kind}>")
    writer.token("</Nnet3>")
