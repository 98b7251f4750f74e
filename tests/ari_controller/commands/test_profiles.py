"""`profile`: what there is, and a firm's file by questions; a ninth branch is one YAML file."""

import json
from pathlib import Path

from typer.testing import CliRunner

from ari_controller.cli import app
from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from config import schema
from config.loader import load
from tests.config.test_loader import write

RUNNER = CliRunner()


def profile(*arguments: str, typed: str = "") -> tuple[int, str]:
    done = RUNNER.invoke(app, ["profile", *arguments], input=typed)
    return done.exit_code, done.output


def test_the_profiles_and_one_of_them(tmp_path: Path) -> None:
    config = ("--config", str(write(tmp_path)))
    _, listed = profile("list", "--json", *config)
    modes = {row["name"]: row["mode"] for row in map(json.loads, listed.splitlines())}
    assert modes["handwerk"] == modes["bestattung"] == "auftrag"
    assert len(modes) == 8
    _, shown = profile("show", "handwerk", *config)
    assert "rohrbruch" in shown
    assert "gasgeruch" in shown
    assert profile("show", "baecker", *config)[0] == 1


def test_the_schema_as_a_file(tmp_path: Path) -> None:
    assert profile("schema", "--out", str(tmp_path / "x.json"))[0] == 0
    assert (tmp_path / "x.json").read_text("utf-8") == profile("schema")[1] == schema.text()


def test_a_firm_by_questions_and_what_is_wrong_is_asked_again(tmp_path: Path) -> None:
    write(tmp_path)
    answers = [
        "friseure", "friseur", "Müllers Salon", "Müllers Salon!", "", "hallo", "089 123456, 200",
        "XX", "by", "ihr", "du", "", "Ute, Jörg", "Du findest uns in der Gasse 1.",
    ]  # fmt: skip
    status, told = profile("new", "--config", str(tmp_path), typed="\n".join(answers) + "\n")
    assert status == 0, told
    for explained in ('"friseure": one of', '"Müllers Salon!": a key', '"hallo": a number', '"XX": one of', '"ihr": one of'):  # fmt: skip
        assert explained in told
    firm = load(tmp_path, {}).businesses["muellers_salon"]
    assert firm.numbers == ("+4989123456", "200")
    assert (firm.state, firm.address, list(firm.staff)) == ("BY", "du", ["ute", "joerg"])
    first = (tmp_path / "businesses/muellers_salon.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../profile.schema.json"
    assert (tmp_path / "profile.schema.json").read_text("utf-8") == schema.text()


def test_a_firm_by_options_alone(tmp_path: Path) -> None:
    config = ("--config", str(write(tmp_path)))
    given = ("new", "praxis", "--extends", "arztpraxis", "--name", "Praxis Dr. Kern", "--number", "30",
             "--person", "Dr. Kern")  # fmt: skip
    assert profile(*given, *config)[0] == 0
    assert load(tmp_path, {}).businesses["praxis"].staff["dr_kern"].name == "Dr. Kern"
    status, told = profile(*given, *config)
    assert (status, "is there already" in told) == (1, True)
    status, told = profile("new", "neu", "--extends", "friseur", *config)
    assert (status, "say it as an option" in told) == (1, True)


FAHRSCHULE = """\
mode: termin
hours: {mo-fr: 12:00-19:00}
services:
  fahrstunde: {name: Fahrstunde, accusative: eine Fahrstunde, words: [fahren], duration_min: 90, price_eur: "65"}
  theorie: {name: Theoriestunde, accusative: eine Theoriestunde, words: [Theorie], duration_min: 90}
faq:
  sehtest:
    questions: [Brauche ich einen Sehtest]
    answer: Ja, den machen Sie vorher beim Optiker.
emergencies:
  unfall:
    words: [unfall gebaut, unfall passiert]
    say: Sichern Sie die Stelle und wählen Sie bei Verletzten die 112.
    subject: Unfall
texts: {ask.service: "Geht es um eine Fahrstunde oder um Theorie?"}
"""
FIRM = """\
extends: fahrschule
name: Fahrschule Blitz
numbers: ["900"]
staff: {uwe: {name: Uwe}}
"""
BOOKS = """\
business: blitz
now: 2026-03-04T14:00
callers:
  - steps:
      - {say: Guten Tag ich möchte einen Termin}
      - {when: {asks: service, says: Theorie}, say: eine Fahrstunde bitte}
      - {when: {asks: when}, say: am Freitag um vierzehn Uhr}
      - {when: {asks: name}, say: Becker}
      - {when: {asks: confirm}, say: ja}
      - {when: {asks: more}, say: nein danke}
expect:
  bookings: [{start: 2026-03-06T14:00, name: Becker, service: fahrstunde, staff: uwe}]
  exit: farewell
"""


def test_a_ninth_branch_is_one_yaml_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "firm", blitz=FIRM)
    (folder / "profiles").mkdir()
    (folder / "profiles/fahrschule.yaml").write_text(FAHRSCHULE, "utf-8")
    (tmp_path / "books.yaml").write_text(BOOKS, "utf-8")
    known, scenario = load(folder, {}), load_scenario(tmp_path / "books.yaml")
    assert list(known.businesses["blitz"].emergencies)[-1] == "unfall"
    assert "feuer" in known.businesses["blitz"].emergencies
    assert judge(scenario, run(scenario, known, tmp_path, "text")).failures == ()
