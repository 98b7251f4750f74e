"""The command line as people and programs use it."""

import io
import json
import os
import signal
import subprocess
import sys
import wave
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from ari_controller.cli import main
from ari_controller.logs import log_to
from storage import bookings
from storage.database import connect
from storage.messages import NewMessage, take_message
from storage.mirror import mirror
from tests.config.test_loader import BUSINESS, write
from tests.firms import configuration
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.test_bookings import START

ROOT = Path(__file__).parents[3]


def vorzimmer(
    *arguments: str, stdin: str | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ari_controller", *arguments], cwd=ROOT, input=stdin, capture_output=True, text=True,
        timeout=90, check=False, env={**os.environ, "COLUMNS": "160", **environment},
    )  # fmt: skip


def here(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The same in this process: a second of start-up less for each of many; one of each command is a process."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", ["vorzimmer", *arguments]),
        patch.dict(os.environ, {"COLUMNS": "160", **environment}),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    log_to(sys.stderr, as_json=True)
    return subprocess.CompletedProcess(list(arguments), status, out.getvalue(), err.getvalue())


def lines(done: "subprocess.CompletedProcess[str]") -> list[dict[str, object] | None]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "meaning"),
    [
        (["--kind", "when", "--now", "2026-03-04T10:00", "am Freitag um halb drei"],
         {"date": "2026-03-06", "time": "14:30", "end_date": None, "end_time": None, "daypart": None}),
        (["--kind", "number", "zwölf"], {"value": 12}),
        (["--kind", "phone", "null eins sieben null eins zwei drei vier fünf sechs sieben"], {"e164": "+491701234567"}),
        (["--kind", "yesno", "kein Problem"], {"answer": "yes"}),
        (["--kind", "email", "becker at web punkt de"], {"address": "becker@web.de"}),
        (["--kind", "quantity", "anderthalb"], {"value": 1.5}),
        (["--kind", "name", "mein Name ist Anna Müller"], {"family": "Müller", "given": "Anna", "spelled": False}),
    ],
)  # fmt: skip
def test_understand_prints_one_meaning(arguments: list[str], meaning: dict[str, object]) -> None:
    done = here("understand", "--language", "de", *arguments)
    assert (done.returncode, lines(done)) == (0, [meaning])


@pytest.mark.parametrize(("key", "yes"), [("uk", "так будь ласка"), ("en", "yes please")])
def test_understand_knows_three_languages(key: str, yes: str) -> None:
    done = here("understand", "--language", key, "--kind", "yesno", yes)
    assert (done.returncode, lines(done)) == (0, [{"answer": "yes"}])


def test_understand_without_meaning_is_null_and_an_exit_status_for_one_text_only() -> None:
    assert here("understand", "--kind", "phone", "hallo").returncode == 1
    done = vorzimmer("understand", "--kind", "yesno", stdin="ja\nfreitag\nnein\n")
    assert (done.returncode, lines(done)) == (0, [{"answer": "yes"}, None, {"answer": "no"}])


def test_understand_names_what_is_wrong_with_its_options() -> None:
    done = here("understand", "--kind", "colour", "rot")
    assert (done.returncode, done.stderr) == (
        2,
        "--kind colour: one of when, number, phone, yesno, name, email, quantity is expected\n",
    )


def test_understand_takes_a_business_for_its_hours(tmp_path: Path) -> None:
    folder = str(write(tmp_path, BUSINESS + "hours: {mo-so: 02:00-06:00}\n"))
    arguments = [
        "--kind",
        "when",
        "--now",
        "2026-03-04T10:00",
        "--config",
        folder,
        "--business",
        "anna",
        "um drei",
    ]
    assert (lines(here("understand", *arguments))[0] or {})["time"] == "03:00"


def test_check_says_ok_or_names_every_mistake_without_a_trace(tmp_path: Path) -> None:
    good = here("check", "--config", str(write(tmp_path)))
    assert good.returncode == 0
    assert "ok:" in good.stdout
    bad = vorzimmer(
        "check", VORZIMMER_CONFIG=str(write(tmp_path, BUSINESS + "confirm: yes\ncolour: red\n"))
    )
    assert bad.returncode == 1
    assert len(bad.stderr.splitlines()) == 2
    assert f"{tmp_path}/businesses/anna.yaml:6: confirm:" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_say_writes_a_file_that_can_be_played(tmp_path: Path) -> None:
    done = vorzimmer(
        "say", "Der Termin ist am 6.3. um 14:30 Uhr.", "--out", str(tmp_path / "a.wav")
    )
    assert done.returncode == 0
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert 2 < file.getnframes() / 16_000 < 8


@pytest.fixture
def desk(tmp_path: Path) -> str:
    """A firm with a requested appointment, a message and a call-back."""
    folder = write(tmp_path)
    db = connect(folder / "state/vorzimmer.db")
    mirror(db, configuration().businesses, NOW)
    bookings.book(db, appointment(START), "requested", now=NOW)
    for number, callback in enumerate((True, False)):
        new = NewMessage(
            f"M{number}",
            "friseur",
            None,
            callback,
            "wegen der Rechnung",
            "Becker",
            "+491701234567",
            NOW,
            f"k{number}",
        )
        take_message(db, new, now=NOW, seq=1)
    db.close()
    return str(folder)


def test_the_desk_confirms_an_appointment_and_a_second_time_changes_nothing(desk: str) -> None:
    [row] = lines(vorzimmer("bookings", "--config", desk, "--json"))
    assert row is not None
    identity = str(row["id"])
    assert (
        here("bookings", "confirm", identity, "--config", desk).stdout
        == f"{identity}: confirmed, Fri 06.03.2026 14:30 with anna\n"
    )
    assert here("bookings", "confirm", identity, "--config", desk).returncode == 0
    refused = here("bookings", "decline", identity, "--config", desk)
    assert (refused.returncode, refused.stderr) == (
        1,
        "a confirmed appointment cannot become declined\n",
    )
    assert "Becker" in here("bookings", "--config", desk).stdout
    assert (
        here("bookings", "cancel", "nothing", "--config", desk).stderr
        == "there is no appointment nothing\n"
    )


def test_a_call_back_is_done_and_no_longer_open(desk: str) -> None:
    [row] = lines(vorzimmer("callbacks", "--config", desk, "--json"))
    assert row is not None
    assert (row["words"], row["number"], row["done_at"]) == (
        "wegen der Rechnung",
        "+491701234567",
        None,
    )
    assert "done by" in here("callbacks", "done", "M0", "--config", desk).stdout
    assert here("callbacks", "--config", desk).stdout == "no open callbacks\n"
    assert len(lines(here("callbacks", "--all", "--config", desk, "--json"))) == 1
    assert "Rechnung" in vorzimmer("messages", "--config", desk).stdout
    assert here("messages", "done", "nothing", "--config", desk).returncode == 1


def test_simulate_judges_by_the_database_and_its_exit_status_tells(tmp_path: Path) -> None:
    good = here(
        "simulate",
        "tests/scenarios/friseur/plain_booking.yaml",
        "--via",
        "text",
        "--json",
        "--root",
        str(tmp_path),
    )
    [verdict] = lines(good)
    assert verdict is not None
    assert (verdict["ok"], verdict["bookings"], verdict["wrong_bookings"], verdict["exit"]) == (
        True,
        1,
        0,
        ["farewell"],
    )
    text = (
        (ROOT / "tests/scenarios/friseur/plain_booking.yaml")
        .read_text("utf-8")
        .replace("name: Becker", "name: Wagner")
    )
    (tmp_path / "wrong.yaml").write_text(text, "utf-8")
    bad = vorzimmer(
        "simulate", str(tmp_path / "wrong.yaml"), "--via", "text", "--root", str(tmp_path)
    )
    assert bad.returncode == 1
    assert "no booking" in bad.stdout
    assert "an unexpected booking" in bad.stdout


def test_a_wrong_scenario_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "business: friseur\nnow: 2026-03-04T10:00\ncolour: red\nexpect: {}\n", "utf-8"
    )
    done = here("simulate", str(tmp_path / "s.yaml"), "--via", "text", "--root", str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path}/s.yaml:3: colour: unknown key" in done.stderr


def test_the_demo_over_memory_ends_with_one_line_for_programs_and_a_call_that_can_be_read(
    tmp_path: Path,
) -> None:
    done = vorzimmer("demo", "--via", "memory", "--json", "--root", str(tmp_path))
    [result] = lines(done)
    assert result is not None
    assert result["via"] == "memory"
    assert result["exit_reason"] == "farewell"
    assert result["booking"] == {
        "start": "2026-03-06T14:30", "service": "haarschnitt", "staff": "anna", "name": "Becker",
        "phone": "+491701234567", "status": "confirmed",
    }  # fmt: skip
    assert len(result["turns"]) == 5  # type: ignore[arg-type]
    assert Path(str(result["database"])).is_file()
    (tmp_path / "site/vorzimmer.yaml").write_text(
        (tmp_path / "site/vorzimmer.yaml").read_text().replace("vorzimmer.db", "scenario.db")
    )
    shown = vorzimmer(
        "calls", "--config", str(tmp_path / "site"), STATE_DIRECTORY=str(tmp_path / "demo")
    )
    identity = shown.stdout.splitlines()[1].split()[0]
    call = here(
        "calls",
        "show",
        identity[:20],
        "--why",
        "--config",
        str(tmp_path / "site"),
        STATE_DIRECTORY=str(tmp_path / "demo"),
    )
    assert "caller: am freitag um halb drei" in call.stdout
    assert "rules: facts" in call.stdout
    assert "when = 2026-03-06 14:30:00" in call.stdout


def test_run_without_an_asterisk_says_so_and_keeps_trying(tmp_path: Path) -> None:
    folder = write(
        tmp_path, site="ari: {url: 'http://127.0.0.1:1', user: a, password_file: password}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "ari_controller", "run", "--config", str(folder)],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    seen = ""
    for line in process.stderr:
        seen += line
        if "is Asterisk running" in line:
            break
    process.terminate()
    out, err = process.communicate(timeout=20)
    assert "is Asterisk running" in seen
    assert "ready" not in out
    assert "Traceback" not in err
    assert process.returncode == 0


def test_every_command_has_help_that_suffices() -> None:
    shown = vorzimmer("--help").stdout
    for command in ("run", "demo", "check", "lab", "calls", "bookings", "messages", "callbacks", "say", "simulate", "models", "understand"):  # fmt: skip
        assert command in shown


def test_a_running_controller_re_reads_its_businesses_and_refuses_wrong_ones(
    tmp_path: Path,
) -> None:
    folder = write(
        tmp_path, site="ari: {url: 'http://127.0.0.1:1', user: a, password_file: password}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "ari_controller", "run", "--config", str(folder)],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stderr is not None

    def wait_for(text: str) -> str:
        assert process.stderr is not None
        return next(line for line in process.stderr if text in line)

    wait_for("ari link down")
    write(tmp_path, BUSINESS + "confirm: perhaps\n", site=(folder / "vorzimmer.yaml").read_text())
    process.send_signal(signal.SIGHUP)
    assert "anna.yaml:6: confirm" in wait_for("configuration refused")
    write(
        tmp_path,
        BUSINESS.replace("Salon Anna", "Salon Berta"),
        site=(folder / "vorzimmer.yaml").read_text(),
    )
    process.send_signal(signal.SIGHUP)
    wait_for("configuration in force")
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 0
    db = connect(folder / "state/vorzimmer.db")
    assert db.execute("SELECT name FROM businesses").fetchone()[0] == "Salon Berta"
    db.close()
