"""What callers say stays in the house: which servers a model may run on."""

import pytest

from config.errors import ConfigError
from config.in_house import not_in_the_house, runs_elsewhere
from config.site import LanguageModel
from tests.firms import configuration, site_with


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434",
        "http://localhost:11434",
        "http://[::1]:11434",
        "http://192.168.1.20:8000",
        "http://10.1.2.3",
        "https://[fd12::7]:8000",
        "http://gpu:11434",
        "http://ollama.lan:11434",
        "https://gpu.salon.local/",
    ],
)
def test_servers_of_the_own_house_are_taken(url: str) -> None:
    assert not_in_the_house(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com",
        "http://8.8.8.8:11434",
        "https://ollama.com",
        "http://0.0.0.0:11434",
        "http://[::]:11434",
        "http://192.168.1.20:8000/v1",
        "ftp://127.0.0.1",
        "127.0.0.1:11434",
        "http://127.0.0.1:99999",
        "",
    ],
)
def test_other_servers_are_refused_with_a_remedy(url: str) -> None:
    why = not_in_the_house(url)
    assert why is not None
    assert "127.0.0.1" in why[1]


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    why = not_in_the_house("http://anna:geheim@127.0.0.1:11434")
    assert why is not None
    assert "geheim" not in " ".join(why)
    assert "api_key_file" in why[1]


def test_models_that_are_only_passed_on_are_known_by_their_names() -> None:
    assert runs_elsewhere("gpt-oss:120b-cloud")
    assert runs_elsewhere("kimi:cloud")
    assert not runs_elsewhere("qwen3:4b")
    assert not runs_elsewhere("cloudy:7b")


def test_without_a_model_the_rules_decide_alone() -> None:
    assert not configuration().site.llm.wanted
    assert not LanguageModel(model="qwen3:4b", backend="none").wanted
    assert LanguageModel(model="qwen3:4b").wanted


@pytest.mark.parametrize(
    ("lines", "tells"),
    [
        ("llm: {model: m, url: https://api.openai.com}", "not in your house"),
        ("llm: {model: qwen:cloud}", "at somebody else's"),
        ("llm: {model: m, turn_s: 1}", "at least first_sentence_s"),
        ("llm: {model: m, api_key_file: nowhere}", "no key in"),
        ("llm: {model: m, num_predict: 500}", "at most 120"),
        ("llm: {model: m, backend: cloud}", "ollama"),
        ("llm: {modell: m}", "did you mean model"),
    ],
)
def test_mistakes_are_named(lines: str, tells: str) -> None:
    with pytest.raises(ConfigError, match=tells):
        site_with(lines)


def test_a_model_that_is_switched_off_is_not_looked_at() -> None:
    known = site_with("llm: {model: m, backend: none, url: https://api.openai.com}")
    assert not known.site.llm.wanted


def test_times_and_lengths_are_read_from_text() -> None:
    known = site_with("llm: {model: qwen3:4b, first_sentence_s: 1.5, num_ctx: 8192}")
    assert known.site.llm.first_sentence_s == 1.5
    assert known.site.llm.num_ctx == 8192
