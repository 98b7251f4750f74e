"""`simulate --all` from the command line."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.ari_controller.commands.test_commands import here

ROOT = Path(__file__).parents[3]
PLAIN = "tests/scenarios/friseur/plain_booking.yaml"


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ari_controller", "simulate", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_all_is_one_document_for_programs_and_lines_for_people() -> None:
    done = simulate(
        "--all", "--via", "text", "--only", "plain_booking", "--only", "books_again", "--variations", "1", "--json"
    )  # fmt: skip
    document = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (document["runs"], document["ok"], document["known_failures"]) == (3, 3, 0)
    assert document["ways"]["text"]["varied"] == 1
    assert (document["forbidden_actions"], document["failures"]) == (0, [])
    assert [row["scenario"] for row in document["scenarios"]] == [
        "friseur/plain_booking", "friseur/plain_booking", "redteam/books_again_and_again",
    ]  # fmt: skip
    assert re.search(r"\[3/3\] (ok    |listed) text ", done.stderr)


def test_a_failure_that_is_not_listed_is_told_by_the_exit_status_and_the_report(
    tmp_path: Path,
) -> None:
    text = (ROOT / PLAIN).read_text("utf-8").replace("name: Becker", "name: <b>Wagner")
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    report = tmp_path / "report.html"
    done = here("simulate", str(tmp_path), "--via", "text", "--html", str(report))
    assert done.returncode == 1
    assert "0 of 1 runs succeeded" in done.stdout
    assert "&lt;b&gt;Wagner" in report.read_text("utf-8")
    (tmp_path / "known_failures.yaml").write_text(
        f"text: {{{tmp_path.name}/wrong: asked for the wrong name}}\n", "utf-8"
    )
    listed = here("simulate", str(tmp_path), "--via", "text", "--html", str(report))
    assert listed.returncode == 0


def test_nothing_that_fits_is_no_success() -> None:
    done = here("simulate", "--all", "--via", "text", "--only", "nothing_like_this")
    assert done.returncode == 1
