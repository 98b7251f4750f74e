"""`models pull-llm`, and what `check` says of the model."""

from pathlib import Path

import pytest

from ari_controller.lab.ollama_stand_in import Settings, ollama_stand_in
from tests.ari_controller.commands.test_commands import here
from tests.config.test_loader import SITE, write


def test_a_missing_model_is_named_pulled_and_there(tmp_path: Path) -> None:
    with ollama_stand_in(Settings(models=[])) as server:
        llm = f"llm: {{model: qwen3:4b, url: '{server.url}'}}\n"
        folder = str(write(tmp_path, site=SITE + llm))
        before = here("check", "--config", folder)
        assert before.returncode == 0
        assert "vorzimmer models pull-llm qwen3:4b" in before.stdout
        pulled = here("models", "pull-llm", "--config", folder)
        assert pulled.returncode == 0
        assert "llm: {model: qwen3:4b}" in pulled.stdout
        assert "success" in pulled.stderr
        after = here("check", "--config", folder)
        assert f"model: qwen3:4b at {server.url}" in after.stdout


@pytest.mark.parametrize(
    ("name", "tells"),
    [("no-such-model", "does not exist"), ("gpt-oss:120b-cloud", "somebody else's")],
)
def test_what_cannot_be_pulled_is_said_in_a_sentence(tmp_path: Path, name: str, tells: str) -> None:
    with ollama_stand_in() as server:
        folder = str(write(tmp_path, site=f"{SITE}llm: {{model: m, url: '{server.url}'}}\n"))
        done = here("models", "pull-llm", name, "--config", folder)
    assert done.returncode == 1
    assert tells in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_ollama_both_say_how_to_start_it(tmp_path: Path) -> None:
    folder = str(write(tmp_path, site=f"{SITE}llm: {{model: m, url: 'http://127.0.0.1:9'}}\n"))
    assert "start it" in here("check", "--config", folder).stdout
    done = here("models", "pull-llm", "--config", folder)
    assert done.returncode == 1
    assert "start it" in done.stderr


def test_without_a_name_a_model_is_asked_for(tmp_path: Path) -> None:
    done = here("models", "pull-llm", "--config", str(write(tmp_path)))
    assert done.returncode == 1
    assert "name a model" in done.stderr
