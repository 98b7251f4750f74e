"""The acoustic model: a small time-delay network that names the phone of each 30 ms."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from voice.hearing.modelling.corpus import FEATURES, Corpus
from voice.hearing.modelling.espeak import PHONES

SPLICES: Sequence[tuple[int, int, int]] = (
    (-1, 0, 1), (-1, 0, 1), (-1, 0, 1), (-2, 0, 1), (-2, 0, 1), (-3, 0, 1),
)  # fmt: skip
"""What each layer sees: the first two in frames of 10 ms, the others in frames of 30 ms."""
STRIDE_AT = 1
SUBSAMPLING = 3
WIDTHS = (128, 256, 256, 256, 256, 256)
LEFT_CONTEXT = 2 + SUBSAMPLING * (1 + 2 + 2 + 3)
RIGHT_CONTEXT = 2 + SUBSAMPLING * 4
_CHUNK = 48
_BATCH = 32
_WARM_UP_STEPS = 300


class PhoneNetwork(nn.Module):
    """Affine, batch norm, ReLU, six times over; then one score per phone."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        inputs = (FEATURES, *WIDTHS[:-1])
        self.affine = nn.ModuleList(
            nn.Linear(3 * before, after) for before, after in zip(inputs, WIDTHS, strict=True)
        )
        self.norm = nn.ModuleList(nn.BatchNorm1d(width) for width in WIDTHS)
        self.output = nn.Linear(WIDTHS[-1], len(PHONES))
        self.dropout = nn.Dropout(dropout)
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("deviation", torch.ones(FEATURES))

    def forward(self, features: Tensor) -> Tensor:
        """(batch, frames, 32) to (batch, outputs, phones), one output per 30 ms."""
        hidden = (features - self.mean) / self.deviation
        for index, (affine, norm) in enumerate(zip(self.affine, self.norm, strict=True)):
            low, _, high = SPLICES[index]
            step = SUBSAMPLING if index == STRIDE_AT else 1
            frames = hidden.shape[1]
            parts = [
                hidden[:, offset - low : frames - high + offset : step] for offset in SPLICES[index]
            ]
            shortest = min(part.shape[1] for part in parts)
            spliced = affine(torch.cat([part[:, :shortest] for part in parts], 2))
            flat = spliced.reshape(-1, spliced.shape[2])
            hidden = self.dropout(torch.relu(norm(flat).reshape(spliced.shape)))
        scores: Tensor = self.output(hidden)
        return scores


@dataclass(frozen=True)
class Progress:
    """Where training stands."""

    step: int
    seconds: float
    accuracy: float
    """Share of training frames named right since the last report."""


def train(
    corpus: Corpus,
    *,
    seconds: float,
    seed: int,
    report: Callable[[Progress], None],
    rate: float = 2e-3,
) -> PhoneNetwork:
    """Trains for a time on one thread: AdamW, cosine rate, label smoothing, time masks."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # two threads spin on a shared machine and are seven times slower
    features = torch.from_numpy(np.concatenate(corpus.features))
    labels = torch.from_numpy(np.concatenate(corpus.labels).astype(np.int64))
    network = PhoneNetwork()
    sample = features[::17].float()
    network.mean.copy_(sample.mean(0))
    network.deviation.copy_(sample.std(0))
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3)
    started, step, right = time.monotonic(), 0, 0.0
    network.train()
    while (elapsed := time.monotonic() - started) < seconds:
        share = elapsed / seconds
        now = (
            rate
            * min(1, (step + 1) / _WARM_UP_STEPS)
            * (0.49 * (1 + math.cos(math.pi * share)) + 0.02)
        )
        for group in optimiser.param_groups:
            group["lr"] = now
        batch, targets = _batch(features, labels, network)
        scores = network(batch)
        loss = nn.functional.cross_entropy(
            scores.reshape(-1, len(PHONES)), targets.reshape(-1), label_smoothing=0.02
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        right += float((scores.argmax(2) == targets).float().mean())
        step += 1
        if step % 400 == 0:
            report(Progress(step, elapsed, right / 400))
            right = 0.0
    return network.eval()


def _batch(features: Tensor, labels: Tensor, network: PhoneNetwork) -> tuple[Tensor, Tensor]:
    """Random stretches of the corpus, each with a random channel, half of them with a hole."""
    span = LEFT_CONTEXT + SUBSAMPLING * (_CHUNK - 1) + 1 + RIGHT_CONTEXT
    starts = torch.randint(0, len(features) - span, (_BATCH, 1))
    batch = features[starts + torch.arange(span)].float()
    targets = labels[starts + LEFT_CONTEXT + SUBSAMPLING * torch.arange(_CHUNK)]
    tilt = network.deviation * torch.linspace(0.25, 0.08, FEATURES)
    batch = batch + torch.randn(_BATCH, 1, FEATURES) * tilt
    for row in range(0, _BATCH, 4):
        at = int(torch.randint(0, span - 12, (1,)))
        batch[row, at : at + int(torch.randint(2, 12, (1,)))] = network.mean
    return batch, targets


@dataclass(frozen=True)
class Affine:
    """One layer's weights (out by in) and bias, with everything before and after it folded in."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def folded(network: PhoneNetwork) -> list[Affine]:
    """The network as plain affine layers: input statistics and batch norms folded into them."""
    state = {name: value.double().numpy() for name, value in network.state_dict().items()}
    layers = []
    for index in range(len(WIDTHS)):
        weights, bias = state[f"affine.{index}.weight"], state[f"affine.{index}.bias"]
        if index == 0:
            mean, deviation = np.tile(state["mean"], 3), np.tile(state["deviation"], 3)
            bias = bias - weights @ (mean / deviation)
            weights = weights / deviation
        gain = state[f"norm.{index}.weight"] / np.sqrt(state[f"norm.{index}.running_var"] + 1e-5)
        bias = (bias - state[f"norm.{index}.running_mean"]) * gain + state[f"norm.{index}.bias"]
        layers.append(Affine(weights * gain[:, None], bias))
    layers.append(Affine(state["output.weight"], state["output.bias"]))
    return layers
