"""`python -m benchmarks NAME`: a table on screen, JSON beside it."""

import sys

from benchmarks import (
    bad_model,
    barge_in,
    barge_in_at_ear,
    calls,
    desk,
    desk_reads,
    hearing,
    language,
    many,
    media,
    speaking,
    terminal,
    thinking,
    turns,
    watching,
)

NAMES = {
    "bad-model": bad_model.main,
    "barge-in": barge_in.main,
    "barge-in-at-ear": barge_in_at_ear.main,
    "calls": calls.main,
    "desk": desk.main,
    "desk_reads": desk_reads.main,
    "hearing": hearing.main,
    "language": language.main,
    "many": many.main,
    "media": media.main,
    "speaking": speaking.main,
    "terminal": terminal.main,
    "thinking": thinking.main,
    "turns": turns.main,
    "watching": watching.main,
}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        raise SystemExit(f"usage: python -m benchmarks {{{','.join(NAMES)}}}")
    NAMES[sys.argv[1]](sys.argv[2:])
