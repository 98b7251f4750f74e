"""Which model simulated calls have."""

import pytest

from ari_controller.lab.errors import LabError
from ari_controller.lab.llm_choice import host_of, with_model, write_model
from ari_controller.lab.ollama_stand_in import Settings, ollama_stand_in
from config.site import LanguageModel
from tests.firms import configuration, site_with


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("", "http://127.0.0.1:1"),
        ("gpu", "http://gpu:11434"),
        ("gpu:8000", "http://gpu:8000"),
        ("http://gpu:8000/", "http://gpu:8000"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8000", "http://127.0.0.1:8000"),
        (":8000", "http://127.0.0.1:8000"),
        ("https://gpu", "https://gpu:11434"),
    ],
)
def test_the_host_is_read_as_ollama_reads_it(written: str, url: str) -> None:
    assert host_of({"OLLAMA_HOST": written}, "http://127.0.0.1:1") == url


def test_the_configured_model_stays_where_nothing_is_chosen() -> None:
    known = configuration()
    with with_model(known, None) as found:
        assert found is known


def test_none_means_rules_alone() -> None:
    with with_model(site_with("llm: {model: m}"), "none") as found:
        assert not found.site.llm.wanted


def test_a_stand_in_runs_as_long_as_it_is_needed() -> None:
    with with_model(configuration(), "stand-in") as found:
        assert found.site.llm.model == "stand-in"
        assert found.site.llm.url.startswith("http://127.0.0.1:")


def test_the_first_model_of_an_ollama_that_is_there_is_taken() -> None:
    with ollama_stand_in(Settings(models=["one", "two"])) as server:
        environ = {"OLLAMA_HOST": server.url}
        with with_model(configuration(), "ollama", environ) as found:
            assert (found.site.llm.model, found.site.llm.url) == ("one", server.url)
        with with_model(site_with("llm: {model: two}"), "ollama", environ) as found:
            assert found.site.llm.model == "two"
        server.settings.models.clear()
        with (
            pytest.raises(LabError, match="pull-llm"),
            with_model(configuration(), "ollama", environ),
        ):
            pass


@pytest.mark.parametrize(
    ("host", "tells"), [("127.0.0.1:9", "start it"), ("https://ollama.com", "not in your house")]
)
def test_an_ollama_that_is_not_there_or_not_ours_is_refused(host: str, tells: str) -> None:
    chosen = with_model(configuration(), "ollama", {"OLLAMA_HOST": host})
    with pytest.raises(LabError, match=tells), chosen:
        pass


def test_a_controller_of_its_own_reads_the_model_from_the_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("site")
    (folder / "vorzimmer.yaml").write_text("node: lab\n", "utf-8")
    write_model(folder, LanguageModel(model="m", url="http://127.0.0.1:7"))
    lines = (folder / "vorzimmer.yaml").read_text("utf-8").splitlines()
    assert lines[0] == "node: lab"
    again = site_with(lines[1])
    assert (again.site.llm.model, again.site.llm.url) == ("m", "http://127.0.0.1:7")
