"""A firm is set up by commands, from nothing to its first service; what is wrong is not kept."""

import signal
from pathlib import Path

from storage.database import connect
from storage.ownership import Ownership, owner_of
from tests.ari_controller.commands.test_commands import here as vorzimmer
from tests.ari_controller.commands.test_commands import lines
from tests.config.test_loader import write


def test_a_firm_with_its_people_and_services(tmp_path: Path) -> None:
    config = ("--config", str(write(tmp_path)))
    new = (
        "business",
        "add",
        "barbier",
        "--name",
        "Barbier Otto",
        "--extends",
        "friseur",
        "--number",
        "0800100",
    )
    refused = vorzimmer(*new, *config)
    assert refused.returncode == 1
    assert "staff: nobody" in refused.stderr
    assert not (tmp_path / "businesses/barbier.yaml").exists()
    made = vorzimmer(*new, "--person", "otto=Otto", "--state", "BY", *config)
    assert made.stdout == f"barbier: written to {tmp_path}/businesses/barbier.yaml\n"
    assert "is there already" in vorzimmer(*new, "--person", "otto=Otto", *config).stderr
    bart = ("service", "add", "bart", "--business", "barbier", "--name", "Bart", "--accusative", "den Bart",
            "--minutes", "20", "--price", "15")  # fmt: skip
    assert "nobody has the key" in vorzimmer(*bart, "--only", "karl", *config).stderr
    part_time = (
        "staff",
        "add",
        "karl",
        "--business",
        "barbier",
        "--name",
        "Karl",
        "--hours",
        "di=09:00-12:00",
    )
    assert vorzimmer(*part_time, *config).returncode == 0
    assert vorzimmer(*bart, "--only", "karl", *config).returncode == 0
    assert "services.bart is there already" in vorzimmer(*bart, *config).stderr
    listed = [
        row
        for row in lines(vorzimmer("service", "--business", "barbier", "--json", *config))
        if row
    ]
    assert listed[-1] == {"business": "barbier", "key": "bart", "name": "Bart", "minutes": 20, "buffer": 0,
                          "price": "15", "staff": "karl", "resources": ""}  # fmt: skip
    assert "di 09:00-12:00" in vorzimmer("staff", "--business", "barbier", *config).stdout
    assert "Barbier Otto" in vorzimmer("business", *config).stdout
    db = connect(tmp_path / "state/vorzimmer.db")
    [row] = db.query("SELECT * FROM services WHERE key = 'bart'")
    assert row["duration_min"] == 20
    db.close()
    assert (
        "a key like"
        in vorzimmer("staff", "add", "../x", "--business", "barbier", "--name", "x", *config).stderr
    )


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    config = ("--config", str(write(tmp_path)))
    assert (
        "there are: anwalt"
        in vorzimmer("profile", "copy", "barbier", "--like", "baecker", *config).stderr
    )
    assert vorzimmer("profile", "copy", "barbier", "--like", "friseur", *config).returncode == 0
    assert (
        "is there already"
        in vorzimmer("profile", "copy", "barbier", "--like", "friseur", *config).stderr
    )
    rows = [row for row in lines(vorzimmer("profile", "--json", *config)) if row]
    assert [row["name"] for row in rows if row["own"]] == ["barbier"]


def test_a_running_controller_is_told(tmp_path: Path) -> None:
    config = ("--config", str(write(tmp_path)))
    heard: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _frame: heard.append(number))
    database = tmp_path / "state/vorzimmer.db"
    assert owner_of(database) is None
    ownership = Ownership(database)
    ownership.take()
    try:
        told = vorzimmer("staff", "add", "otto", "--business", "anna", "--name", "Otto", *config)
    finally:
        ownership.release()
        signal.signal(signal.SIGHUP, before)
    assert told.stdout.endswith("the running controller reads it now\n")
    assert heard == [signal.SIGHUP]
    assert owner_of(database) is None
