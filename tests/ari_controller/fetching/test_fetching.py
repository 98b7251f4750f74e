"""A model comes over a line that breaks, from a server that lies, or not at all; a real server on loopback."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ari_controller.cli import app
from ari_controller.commands import models
from ari_controller.fetching.archive import unpack
from ari_controller.fetching.download import FetchError, download
from config.recognisers import recognisers
from config.voices import Voice

CONTENT = bytes(range(256)) * 4000


@dataclass
class Server:
    """Serves CONTENT; `cut_after` bytes of each answer, `ranges` or not."""

    url: str = ""
    cut_after: int | None = None
    ranges: bool = True
    status: int | None = None
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.asked.append(wanted)
            begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and state.ranges else 0
            if state.status or begin >= len(CONTENT):
                self.send_error(state.status or 416)
                return
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(CONTENT) - begin))
            self.end_headers()
            rest = CONTENT[begin:]
            self.wfile.write(rest if state.cut_after is None else rest[: state.cut_after])

        def log_message(self, *_arguments: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{http.server_address[1]}/model.zip"
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def fetch(server: Server, target: Path, sha256: str | None = None) -> str:
    return download(server.url, target, sha256=sha256, progress=lambda _there, _total: None)


def test_a_file_is_fetched_whole_and_its_progress_told(server: Server, tmp_path: Path) -> None:
    target, told = tmp_path / "a/model.zip", list[tuple[int, int | None]]()
    found = download(
        server.url, target, sha256=None, progress=lambda there, total: told.append((there, total))
    )
    assert target.read_bytes() == CONTENT
    assert found == hashlib.sha256(CONTENT).hexdigest()
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert fetch(server, target, found) == found


@pytest.mark.parametrize("ranges", [True, False])
def test_what_was_cut_off_goes_on_where_it_was(
    server: Server, tmp_path: Path, ranges: bool
) -> None:
    target = tmp_path / "model.zip"
    server.cut_after, server.ranges = 300_000, ranges
    with pytest.raises(FetchError, match="again"):
        fetch(server, target)
    assert not target.exists()
    server.cut_after = None
    assert fetch(server, target) == hashlib.sha256(CONTENT).hexdigest()
    assert target.read_bytes() == CONTENT
    assert server.asked[1] is not None
    assert server.asked[1].startswith("bytes=")


def test_a_wrong_sum_is_named_and_nothing_is_kept(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=f"expected {'0' * 64}"):
        fetch(server, tmp_path / "model.zip", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_all_but_the_last_step_was_done_before(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT)
    assert fetch(server, tmp_path / "model.zip") == hashlib.sha256(CONTENT).hexdigest()


def test_no_network_no_file_and_no_address_are_one_sentence_each(
    server: Server, tmp_path: Path
) -> None:
    server.status = 404
    with pytest.raises(FetchError, match="answered 404"):
        fetch(server, tmp_path / "model.zip")
    with pytest.raises(FetchError, match=r"cannot be reached .* elsewhere"):
        fetch(Server("http://127.0.0.1:1/model.zip"), tmp_path / "model.zip")
    with pytest.raises(FetchError, match="https://"):
        fetch(Server("file:///etc/passwd"), tmp_path / "model.zip")


def archive(path: Path, *names: str, link: bool = False) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            info = zipfile.ZipInfo(name)
            if link:
                info.external_attr = 0o120777 << 16
            file.writestr(info, "x")
    return path


def test_the_one_folder_of_an_archive_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / "old").write_text("x")
    unpack(archive(tmp_path / "a.zip", "vosk-model/am/final.mdl", "vosk-model/conf/x"), target)
    assert sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()) == ["am/final.mdl", "conf/x"]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "model"]


@pytest.mark.parametrize(
    ("names", "link"),
    [(["../x"], False), (["/x"], False), (["a/../../x"], False), (["a\\..\\x"], False), (["a/x"], True), (["a/x", "b/x"], False), ([], False)],
)  # fmt: skip
def test_what_reaches_outside_is_refused_and_nothing_changes(
    tmp_path: Path, names: list[str], link: bool
) -> None:
    target = tmp_path / "in/model"
    target.mkdir(parents=True)
    (target / "old").write_text("x")
    with pytest.raises(FetchError, match="no zip archive of one folder"):
        unpack(archive(tmp_path / "a.zip", *names, link=link), target)
    assert [path.name for path in target.iterdir()] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "in"]


def test_no_archive_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(io.BytesIO(b"<html>").getvalue())
    with pytest.raises(FetchError, match="no zip"):
        unpack(tmp_path / "a.zip", tmp_path / "model")


def test_what_can_be_fetched_says_its_language_and_licence() -> None:
    assert {model.language for model in recognisers().values()} == {"de", "uk", "en"}
    for name, model in recognisers().items():
        assert model.url.startswith("https://")
        assert model.url.endswith(f"/{name}.zip")
        assert model.licence


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that is served."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{http.server_address[1]}"
    http.shutdown()
    thread.join()
    http.server_close()


def test_a_voice_comes_with_its_vocoder_and_says_what_to_write(
    shelf: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, url = shelf
    archive(folder / "voice.zip", "tts--de/model.pth", "tts--de/config.json")
    archive(folder / "vocoder.zip", "voc--de/model.pth", "voc--de/config.json")
    (folder / "de.onnx").write_bytes(CONTENT)
    (folder / "de.onnx.json").write_text("{}")
    there = {
        "melodic": Voice(
            "melodic", "coqui", "de", "MIT", 1, f"{url}/voice.zip", f"{url}/vocoder.zip"
        ),
        "short": Voice("short", "piper", "de", "MIT", 1, f"{url}/de.onnx"),
        "own": Voice("own", "coqui", "de", "MIT", 0),
    }
    monkeypatch.setattr(models, "voices", lambda: there)
    run = CliRunner()
    target = tmp_path / "melodic"
    answer = run.invoke(app, ["models", "fetch", "melodic", "--out", str(target)])
    assert answer.exit_code == 0, answer.output
    assert f"tts: {{engine: coqui, model: {target}}}" in answer.stdout
    names = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file())
    assert names == ["config.json", "model.pth", "vocoder.sha256", "vocoder/config.json", "vocoder/model.pth"]  # fmt: skip
    # At the second time the sum is known, and another content is refused.
    archive(folder / "voice.zip", "tts--de/model.pth")
    answer = run.invoke(app, ["models", "fetch", "melodic", "--out", str(target)])
    assert answer.exit_code != 0
    assert (target / "config.json").exists()
    answer = run.invoke(app, ["models", "fetch", "short", "--out", str(tmp_path / "short")])
    assert f"tts: {{engine: piper, model: {tmp_path / 'short' / 'de.onnx'}}}" in answer.stdout
    assert (tmp_path / "short/de.onnx.json").read_text() == "{}"
    answer = run.invoke(app, ["models", "fetch", "own", "--out", str(target)])
    assert answer.exit_code != 0
    assert "there is no model own" in answer.output


def test_every_voice_says_its_licence_and_how_to_get_it() -> None:
    output = CliRunner().invoke(app, ["voices", "--json"]).stdout
    listed = [json.loads(line) for line in output.splitlines()]
    assert {voice["engine"] for voice in listed} == {"espeak", "coqui", "piper"}
    for engine in ("coqui", "piper"):
        known = {voice["language"] for voice in listed if voice["engine"] == engine}
        assert known >= {"de", "uk", "en"}
    for voice in listed:
        assert voice["licence"]
        assert voice["get"]
        assert voice["mb"] == 0 or voice["url"].startswith("https://")
    shown = CliRunner().invoke(app, ["voices"]).stdout
    assert "pip install 'vorzimmer[piper]'" in " ".join(shown.split())
