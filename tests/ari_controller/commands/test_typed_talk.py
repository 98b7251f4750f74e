"""`talk --typed`: a profile is tried by typing."""

import subprocess
import sys
from pathlib import Path

from tests.ari_controller.commands.test_commands import ROOT

TYPED = ("-m", "ari_controller", "talk", "--typed", "--why", "--now", "2026-03-04T10:00")


def talk(tmp_path: Path, *typed: str, more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:  # fmt: skip
    return subprocess.run(
        [sys.executable, *TYPED, *more], cwd=ROOT, capture_output=True, text=True, check=False,
        input="\n".join(typed) + "\n", env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_a_booking_by_typing_with_the_reasons(tmp_path: Path) -> None:
    done = talk(tmp_path, "Einen Haarschnitt bitte", "am Freitag um halb drei", "Becker", "1", "nein")  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Vorzimmer: Guten Tag")
    assert "  when = 2026-03-06 14:30:00" in lines
    assert "  rules: facts" in lines
    assert "  book: confirmed" in lines
    assert lines[-1] == "  (ended: farewell)"


def test_a_wrong_moment_is_named(tmp_path: Path) -> None:
    done = talk(tmp_path, more=("--now", "gestern"))
    assert done.returncode == 2
    assert "gestern" in done.stderr
    assert "Traceback" not in done.stderr
