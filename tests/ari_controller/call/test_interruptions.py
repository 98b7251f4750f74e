"""With real ears and a real voice: who means it silences us; a listener, a cough, a noise and our own echo do not."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.barge_in import everything
from tests.firms import configuration
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual


def test_only_who_means_it_interrupts_us(tmp_path: Path) -> None:
    loop, known = VirtualLoop(), configuration()
    clock = VirtualClock(loop, datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    trials = run_virtual(everything(6, known, tmp_path, clock), loop)
    outcomes = {(trial.kind, trial.what, trial.outcome) for trial in trials}
    assert {kind.partition(" ")[0] for kind, _, _ in outcomes} == {
        "backchannel",
        "cough",
        "noise",
        "echo",
        "meant",
    }
    wrong = [
        found for found in outcomes if found[2] != ("cut" if found[0][:5] == "meant" else "nothing")
    ]
    assert wrong == []
