"""The program `espeak-ng` that Coqui is given: as a process, by its name."""

import subprocess
from pathlib import Path

import pytest

from voice.speaking.coqui.importing import install_espeak_ng


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_espeak_ng(tmp_path_factory.mktemp("with a space"))


def asked(program: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *options], capture_output=True, text=True, check=False, timeout=20
    )


def test_it_gives_phonemes_in_ipa_a_line_for_each_clause(program: Path, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("Guten Tag, hier ist Jörg.", "utf-8")
    answer = asked(program, "-q", "-b", "1", "-v", "de", "--ipa=1", "-f", str(text))
    assert answer.stdout.splitlines() == ["ɡ_ˈuː_t_ə_n t_ˈɑː_k", "h_ˈiː_ɾ _ɪ_s_t j_ˈœ_ɾ_k"]
    assert (answer.returncode, answer.stderr) == (0, "")


def test_coqui_finds_its_version_and_its_languages(program: Path) -> None:
    assert asked(program, "--version").stdout.split()[3] == "1.52.0"
    rows = [line.split() for line in asked(program, "-q", "--voices").stdout.splitlines()[1:]]
    assert {"de", "uk", "en-us"} <= {row[1] for row in rows}


def test_a_wrong_language_is_a_sentence_and_no_traceback(program: Path, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("Guten Tag", "utf-8")
    answer = asked(program, "-v", "xx", "--ipa=1", "-f", str(text))
    assert answer.returncode != 0
    assert answer.stderr.strip() == "espeak-ng: there is no language 'xx'"
