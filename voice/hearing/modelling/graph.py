"""The decoding graph: which phones make which words (HCLr.fst), and which words follow which (Gr.fst).

Plain Python: a business's own words are added at start, without retraining and without Kaldi.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from voice.hearing.modelling.espeak import PHONES
from voice.hearing.modelling.fst import Fst, write_const, write_olabel_lookahead

UNKNOWN = "[unk]"
EPSILON = "<eps>"
PHONE_STATES = 1 + 4 * (len(PHONES) - 1)
"""Silence, and each phone at a word's beginning, end, inside, and alone."""
_POSITIONS = {"B": 0, "E": 1, "I": 2, "S": 3}
_SILENCE = 1
_SILENCE_COST = 0.69
_UNKNOWN_PHONE_COST = 3.5
"""A lower one rejects more foreign words and eats rare known ones: 6.5 % errors at 3.0, 3.1 % at 3.5."""
_UNKNOWN_PROBABILITY = 1e-3
_DISCOUNT = 0.6
_UNIGRAM_FLOOR = 0.03
_ORDER = 3
Lexicon = Mapping[str, Sequence[tuple[float, tuple[str, ...]]]]
"""Word to its pronunciations, each with its cost (negative log of its share of the best one's)."""
History = tuple[str, ...]


def positioned(phone_id: int, position: str) -> int:
    """The state of phone 1… at a position in a word."""
    return 2 + 4 * (phone_id - 1) + _POSITIONS[position]


def pdf_of(state: int) -> int:
    """The network's output for a state: all positions of a phone share one."""
    return 0 if state == _SILENCE else (state - 2) // 4 + 1


def _forward(state: int) -> int:
    return 2 * state


def _self_loop(state: int) -> int:
    return 2 * state - 1


def word_boundaries() -> str:
    """graph/phones/word_boundary.int."""
    lines = ["1 nonword"]
    names = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
    for phone_id in range(1, len(PHONES)):
        lines += [f"{positioned(phone_id, key)} {name}" for key, name in names.items()]
    return "\n".join(lines) + "\n"


def _word_states(pronunciation: Sequence[str]) -> list[int]:
    ids = [PHONES.index(phone) for phone in pronunciation]
    if len(ids) == 1:
        return [positioned(ids[0], "S")]
    return [
        positioned(ids[0], "B"),
        *(positioned(phone_id, "I") for phone_id in ids[1:-1]),
        positioned(ids[-1], "E"),
    ]


class _LexiconGraph:
    """A prefix tree of phones with words at its leaves, silence between them, and a phone loop for [unk]."""

    def __init__(self) -> None:
        self.fst = Fst()
        self._start = self.fst.state()
        self._hub = self.fst.state()
        self._end = self.fst.state()
        silence = self.fst.state()
        self.fst.final = {self._end: 0.0, silence: 0.0}
        for state in (self._start, self._end):
            self.fst.arc(state, self._hub, 0, 0, _SILENCE_COST)
            self.fst.arc(state, silence, _forward(_SILENCE), 0, _SILENCE_COST)
        self.fst.arc(silence, silence, _self_loop(_SILENCE), 0)
        self.fst.arc(silence, self._hub, 0, 0)
        self._tree: dict[tuple[int, int], int] = {}
        self._words: set[tuple[int, int]] = set()

    def _step(self, node: int, state: int) -> int:
        key = (node, state)
        if key not in self._tree:
            after = self.fst.state()
            self._tree[key] = after
            self.fst.arc(node, after, _forward(state), 0)
            self.fst.arc(after, after, _self_loop(state), 0)
        return self._tree[key]

    def word(self, label: int, pronunciation: Sequence[str], cost: float) -> None:
        """A word with one of its pronunciations."""
        node = self._hub
        for state in _word_states(pronunciation):
            node = self._step(node, state)
        if (node, label) not in self._words:
            self._words.add((node, label))
            self.fst.arc(node, self._end, 0, label, cost)

    def unknown(self, label: int) -> None:
        """Any phones at all, dearly."""
        fst, inside = self.fst, self.fst.state()
        for phone_id in range(1, len(PHONES)):
            for position, source, target in (("B", self._hub, inside), ("I", inside, inside)):
                state, node = positioned(phone_id, position), fst.state()
                fst.arc(source, node, _forward(state), 0, _UNKNOWN_PHONE_COST)
                fst.arc(node, node, _self_loop(state), 0)
                fst.arc(node, target, 0, 0)
            state, node = positioned(phone_id, "E"), fst.state()
            fst.arc(inside, node, _forward(state), 0, _UNKNOWN_PHONE_COST)
            fst.arc(node, node, _self_loop(state), 0)
            fst.arc(node, self._end, 0, label)


class _LanguageModel:
    """Trigrams with absolute discounting and back-off, as a grammar transducer."""

    def __init__(self, sentences: Iterable[Sequence[str]], vocabulary: Sequence[str]) -> None:
        self._counts: list[dict[History, Counter[str]]] = [
            defaultdict(Counter) for _ in range(_ORDER)
        ]
        for sentence in sentences:
            words = ("<s>", *sentence, "</s>")
            for index in range(1, len(words)):
                for order in range(min(_ORDER, index + 1)):
                    self._counts[order][words[index - order : index]][words[index]] += 1
        single = self._counts[0][()]
        total, size = sum(single.values()), len(vocabulary) + 1
        self._single = {
            word: (1 - _UNIGRAM_FLOOR) * single[word] / total + _UNIGRAM_FLOOR / size
            for word in (*vocabulary, "</s>")
        }
        self._single[UNKNOWN] = _UNKNOWN_PROBABILITY
        self._states: dict[History, int] = {(): 0}
        for order in range(1, _ORDER):
            least = 1 if order == 1 else 3
            for history, counts in self._counts[order].items():
                if sum(counts.values()) >= least:
                    self._states[history] = len(self._states)

    def _known(self, history: History) -> History:
        while history not in self._states:
            history = history[1:]
        return history

    def _probability(self, history: History, word: str) -> float:
        if not history:
            return self._single.get(word, 1e-9)
        if history not in self._states:
            return self._probability(history[1:], word)
        counts = self._counts[len(history)][history]
        total = sum(counts.values())
        back_off = _DISCOUNT * len(counts) / total
        own = max(counts[word] - _DISCOUNT, 0) / total
        return own + back_off * self._probability(history[1:], word)

    def fst(self, labels: Mapping[str, int]) -> Fst:
        """The grammar over the given labels."""
        fst = Fst(states=len(self._states), start=self._states[("<s>",)])
        for history, state in self._states.items():
            counts = self._counts[len(history)][history]
            for word in self._single if not history else list(counts):
                cost = -math.log(self._probability(history, word))
                if word == "</s>":
                    fst.final[state] = cost
                else:
                    target = self._states[self._known((*history, word)[-(_ORDER - 1) :])]
                    fst.arc(state, target, labels[word], labels[word], cost)
            if history:
                share = _DISCOUNT * len(counts) / sum(counts.values())
                target = self._states[self._known(history[1:])]
                fst.arc(state, target, 0, 0, -math.log(share))
        return fst


def write_graph(folder: Path, lexicon: Lexicon, sentences: Iterable[Sequence[str]]) -> None:
    """Writes graph/: sentences with words outside the lexicon are left out."""
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    (folder / "phones" / "word_boundary.int").write_text(word_boundaries())
    (folder / "disambig_tid.int").write_text("")
    words = [UNKNOWN, *sorted(lexicon)]
    labels = {word: index + 1 for index, word in enumerate(words)}
    graph = _LexiconGraph()
    for word in sorted(lexicon):
        for cost, pronunciation in lexicon[word]:
            graph.word(labels[word], pronunciation, cost)
    graph.unknown(labels[UNKNOWN])
    numbers = write_olabel_lookahead(folder / "HCLr.fst", graph.fst)
    labels = {word: numbers[label] for word, label in labels.items() if label in numbers}
    known = [sentence for sentence in sentences if all(word in labels for word in sentence)]
    model = _LanguageModel(known, [word for word in labels if word != UNKNOWN])
    write_const(folder / "Gr.fst", model.fst(labels))
    lines = [f"{EPSILON} 0", *(f"{w} {n}" for w, n in sorted(labels.items(), key=lambda x: x[1]))]
    (folder / "words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_lexicon(path: Path) -> dict[str, list[tuple[float, tuple[str, ...]]]]:
    """A lexicon.txt: word, cost, phones, a line each."""
    lexicon: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        word, cost, *phones = line.split()
        lexicon.setdefault(word, []).append((float(cost), tuple(phones)))
    return lexicon
