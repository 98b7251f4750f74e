"""What a list shows, written to a file."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tui.background import background
from tui.client import Refused, Unreachable
from tui.desk.export import as_csv, as_json, columns_of
from tui.screens.base import DeskScreen
from tui.widgets.prompt_line import Prompt

MOST_EXPORTED = 100_000
Ask = Callable[[str | None], Awaitable[Mapping[str, Any]]]
"""The answer of a list from a cursor on."""


def export(view: DeskScreen, name: str, ask: Ask) -> None:
    """Asks for the file's name and writes everything that the list has: CSV for spreadsheets, JSON for programs."""
    day = view.desk.now().astimezone(view.words.zone)
    view.desk.ask(
        Prompt(
            view.words("desk.export") + " ",
            lambda answer: _start(view, answer, ask),
            text=f"{name}-{day:%Y-%m-%d}.csv",
            hint=view.words("desk.export_hint"),
        )
    )


def _start(view: DeskScreen, name: str, ask: Ask) -> None:
    background(view, partial(_write, view, Path(name).expanduser(), ask), f"{view.where}-export")


async def _write(view: DeskScreen, path: Path, ask: Ask) -> None:
    rows: list[Mapping[str, Any]] = []
    after: str | None = None
    try:
        while True:
            answer = await ask(after)
            rows += answer.get("items") or []
            after = answer.get("next")
            if after is None or len(rows) >= MOST_EXPORTED:
                break
        text = as_json(rows) if path.suffix == ".json" else as_csv(rows, columns_of(rows))
        written = write_new(path, text)
    except Refused as refusal:
        view.desk.tell_refusal(refusal)
    except Unreachable:
        view.desk.tell("reason.no_link", severity="error")
    except OSError as error:
        view.desk.tell("desk.not_written", severity="error", reason=error.strerror or str(error))
    else:
        view.desk.tell("desk.exported", count=len(rows), path=written)
        if after is not None:
            view.desk.tell("desk.exported_part", severity="warning", count=len(rows))


def write_new(path: Path, text: str) -> Path:
    """Writes a file that only its owner reads, beside one that is there already; gives where.

    Raises:
        OSError: the folder takes no file.
    """
    for number in range(1, 100):
        free = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        try:
            with free.open("x", encoding="utf-8", newline="") as file:
                free.chmod(0o600)
                file.write(text)
        except FileExistsError:
            continue
        return free.resolve()
    raise FileExistsError(f"{path} and 98 beside it are there already")
