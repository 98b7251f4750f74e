"""`simulate --all` from the command line."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.ari_controller.commands.test_commands import here
from tests.faults.parts import children

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


def test_a_suite_that_is_killed_leaves_no_process_behind() -> None:
    suite = subprocess.Popen(
        [sys.executable, "-m", "ari_controller", "simulate", "--all", "--via", "memory", "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert until(lambda: len(workers(suite.pid)) == 2)
        left = workers(suite.pid)
    finally:
        suite.kill()
        suite.wait()
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


def workers(pid: int) -> list[int]:
    """Those that have begun: they have a thread beside the first."""
    return [
        child
        for child in children(pid)
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        and len(list(Path(f"/proc/{child}/task").iterdir())) > 1
    ]


def until(condition: Callable[[], bool], limit_s: float = 30) -> bool:
    """Nothing announces it."""
    ends = time.monotonic() + limit_s
    while not condition() and time.monotonic() < ends:
        time.sleep(0.02)
    return condition()
