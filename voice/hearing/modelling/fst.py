"""OpenFst's binary files for standard (tropical) arcs, written without OpenFst.

Two types that Vosk reads: `const`, and `olabel_lookahead`, whose output labels are numbered anew so
that the labels reachable from a state over epsilon outputs form few intervals.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

_MAGIC = 2125659606
_LOOKAHEAD_MAGIC = 0x1A9FD15A
_EXPANDED = 1
_INPUT_SORTED, _INPUT_UNSORTED = 0x10000000, 0x20000000
_OUTPUT_SORTED, _OUTPUT_UNSORTED = 0x40000000, 0x80000000


class Arc(NamedTuple):
    """From `source` to `target`; label 0 is epsilon, weights are negative logs."""

    source: int
    target: int
    input: int
    output: int
    weight: float = 0.0


@dataclass
class Fst:
    """A transducer with states 0 to `states` - 1."""

    states: int = 0
    start: int = 0
    arcs: list[Arc] = field(default_factory=list)
    final: dict[int, float] = field(default_factory=dict)

    def state(self) -> int:
        """A new state."""
        self.states += 1
        return self.states - 1

    def arc(self, source: int, target: int, input_: int, output: int, weight: float = 0.0) -> None:
        """A new arc."""
        self.arcs.append(Arc(source, target, input_, output, weight))


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode()


def _header(kind: str, version: int, properties: int, start: int, states: int, arcs: int) -> bytes:
    return (
        struct.pack("<I", _MAGIC)
        + _text(kind)
        + _text("standard")
        + struct.pack("<iiQqqq", version, 0, properties, start, states, arcs)
    )


def _sorted_by(rows: Sequence[Sequence[Arc]], key: Callable[[Arc], int]) -> bool:
    return all(key(a) <= key(b) for row in rows for a, b in pairwise(row))


def const_fst(fst: Fst, order: Callable[[Arc], int]) -> bytes:
    """The `const` form, each state's arcs sorted by `order`."""
    rows: list[list[Arc]] = [[] for _ in range(fst.states)]
    for arc in fst.arcs:
        rows[arc.source].append(arc)
    for row in rows:
        row.sort(key=order)
    properties = _EXPANDED
    properties |= _INPUT_SORTED if _sorted_by(rows, lambda a: a.input) else _INPUT_UNSORTED
    properties |= _OUTPUT_SORTED if _sorted_by(rows, lambda a: a.output) else _OUTPUT_UNSORTED
    states, arcs, position = bytearray(), bytearray(), 0
    for state, row in enumerate(rows):
        epsilons_in = sum(arc.input == 0 for arc in row)
        epsilons_out = sum(arc.output == 0 for arc in row)
        weight = fst.final.get(state, float("inf"))
        states += struct.pack("<fIIII", weight, position, len(row), epsilons_in, epsilons_out)
        position += len(row)
        for arc in row:
            arcs += struct.pack("<iifi", arc.input, arc.output, arc.weight, arc.target)
    return _header("const", 2, properties, fst.start, fst.states, position) + bytes(states + arcs)


def write_const(path: Path, fst: Fst) -> None:
    """A grammar or language model, sorted by input label."""
    path.write_bytes(const_fst(fst, lambda arc: arc.input))


def write_olabel_lookahead(path: Path, fst: Fst) -> Mapping[int, int]:
    """Writes HCLr.fst and gives the new number of each output label; words and grammar must use them."""
    numbers = _renumbered(fst)
    final_label = len(numbers) + 1
    reach = _reachable(fst, numbers, final_label)
    renamed = Fst(
        fst.states,
        fst.start,
        [arc._replace(output=numbers.get(arc.output, 0)) for arc in fst.arcs],
        fst.final,
    )
    out = bytearray(_header("olabel_lookahead", 1, _properties(renamed), -1, 0, 0))
    out += struct.pack("<I", _LOOKAHEAD_MAGIC)
    out += const_fst(renamed, lambda arc: arc.output)
    out += struct.pack("<???", True, False, True)  # noqa: FBT003 - has data, no input, has output reachability
    out += struct.pack("<??", False, False)  # noqa: FBT003 - reach_input, keep_relabel_data
    out += struct.pack("<iq", final_label, fst.states)
    for labels in reach:
        intervals = _intervals(sorted(labels))
        out += struct.pack("<q", len(intervals))
        for begin, end in intervals:
            out += struct.pack("<ii", begin, end)
        out += struct.pack("<i", len(labels))
    path.write_bytes(bytes(out))
    return numbers


def _properties(fst: Fst) -> int:
    body = const_fst(fst, lambda arc: arc.output)
    offset = 4 + len(_text("const")) + len(_text("standard")) + 8
    return int(struct.unpack_from("<Q", body, offset)[0])


def _renumbered(fst: Fst) -> dict[int, int]:
    """Output labels in the order of a depth-first walk: neighbours in the tree become neighbours."""
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(fst.states)]
    for arc in fst.arcs:
        leaving[arc.source].append((arc.target, arc.output))
    numbers: dict[int, int] = {}
    seen = {fst.start}
    stack = [iter(leaving[fst.start])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        target, label = step
        if label and label not in numbers:
            numbers[label] = len(numbers) + 1
        if target not in seen:
            seen.add(target)
            stack.append(iter(leaving[target]))
    return numbers


def _reachable(fst: Fst, numbers: Mapping[int, int], final_label: int) -> list[set[int]]:
    """The labels that each state can produce next, over epsilon outputs; the final one if it may end."""
    silent: list[set[int]] = [set() for _ in range(fst.states)]
    reach: list[set[int]] = [
        {final_label} if state in fst.final else set() for state in range(fst.states)
    ]
    for arc in fst.arcs:
        if arc.output:
            reach[arc.source].add(numbers[arc.output])
        elif arc.target != arc.source:
            silent[arc.source].add(arc.target)
    changed = True
    while changed:
        changed = False
        for state in range(fst.states - 1, -1, -1):
            before = len(reach[state])
            for target in silent[state]:
                reach[state] |= reach[target]
            changed = changed or len(reach[state]) != before
    return reach


def _intervals(labels: Sequence[int]) -> list[tuple[int, int]]:
    intervals: list[tuple[int, int]] = []
    for label in labels:
        if intervals and intervals[-1][1] == label:
            intervals[-1] = (intervals[-1][0], label + 1)
        else:
            intervals.append((label, label + 1))
    return intervals
