"""`models` and `voices`: what hears and what speaks, and where to get better than what comes along."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)

from ari_controller.commands.common import (
    ConfigOption,
    JsonOption,
    configuration,
    fail,
    print_rows,
)
from ari_controller.fetching.archive import unpack
from ari_controller.fetching.download import download
from config.in_house import runs_elsewhere
from config.recognisers import recognisers
from config.site import LanguageModel
from config.voices import Voice, voices
from voice.hearing.modelling.tongues import LANGUAGES

models = typer.Typer(no_args_is_help=True, help="Models that hear and speak.")
_PACKAGES: Mapping[str, str] = {"espeak": "espeakng_loader", "coqui": "TTS", "piper": "piper"}


@models.command("build-demo")
def build_demo(
    out: Annotated[
        Path, typer.Option(help="The folder to write; replaced when the new model is whole.")
    ],
    minutes: Annotated[float, typer.Option(help="How long to train.")] = 27.0,
    utterances: Annotated[int, typer.Option(help="How many sentences to speak for it.")] = 16_000,
    language: Annotated[str, typer.Option(help="de, uk or en.")] = "de",
    graph_only: Annotated[
        bool, typer.Option(help="Write the words of the model in the folder anew; train nothing.")
    ] = False,
) -> None:
    """Makes an embedded recognition model: synthesises speech, trains, writes, measures (half an hour).

    Needs the extra `model` (torch). The model understands synthetic speech only.
    """
    from voice.hearing.modelling import other_languages  # noqa: PLC0415  # torch: only where it is wanted
    from voice.hearing.modelling.build import Recipe, build  # noqa: PLC0415
    from voice.hearing.modelling.evaluate import record_figures  # noqa: PLC0415
    from voice.hearing.modelling.regraph import rewrite  # noqa: PLC0415

    if language not in LANGUAGES:
        raise fail(f"no model is made for {language}; there are: {', '.join(LANGUAGES)}")
    recipe = Recipe(utterances=utterances, train_seconds=minutes * 60)
    if graph_only:
        typer.echo(f"{rewrite(language, out)} words added")
    elif language == "de":
        build(out, recipe, typer.echo)
    else:
        other_languages.build(language, out, typer.echo, replace(recipe, sentences=30_000))
    for name, rate in record_figures(out, typer.echo, language).items():
        typer.echo(f"{name}: {rate:.2%} of the words wrong")


@models.command("list")
def list_models(json: JsonOption = False) -> None:
    """Lists recognition models that can be fetched; the one that comes along is for synthetic speech only."""
    rows = [asdict(model) for model in recognisers().values()]
    columns = {
        "name": "NAME",
        "language": "LANGUAGE",
        "mb": "MB",
        "licence": "LICENCE",
        "url": "FROM",
    }
    print_rows(rows, columns, as_json=json, none="none")


def list_voices(json: JsonOption = False) -> None:
    """Lists engines and voices: which engines are installed, which voices come along, where to get the others."""
    rows = [
        {
            **asdict(voice),
            "installed": "yes" if find_spec(_PACKAGES[voice.engine]) else "no",
            "get": _how(voice),
        }
        for voice in voices().values()
    ]
    columns = {
        "name": "NAME",
        "engine": "ENGINE",
        "installed": "INSTALLED",
        "language": "LANGUAGE",
        "mb": "MB",
        "licence": "LICENCE",
        "get": "GET IT",
    }
    print_rows(rows, columns, as_json=json, none="none")


def _how(voice: Voice) -> str:
    extra = "" if find_spec(_PACKAGES[voice.engine]) else f"pip install 'vorzimmer[{voice.engine}]'"
    fetch = f"vorzimmer models fetch {voice.name}" if voice.url else ""
    return "; ".join(part for part in (extra, fetch) if part) or "is there"


@models.command("pull-llm")
def pull_llm(
    name: Annotated[
        str | None, typer.Argument(help="As Ollama knows it; else the configured one.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Lets the configured Ollama download a language model; goes on where it was cut off."""
    llm = configuration(config).site.llm
    wanted = name or llm.model
    if wanted is None:
        raise fail("name a model, or write one to vorzimmer.yaml: llm: {model: qwen3:4b}")
    if runs_elsewhere(wanted):
        raise fail(f"{wanted} runs at somebody else's: choose one without cloud in its name")
    if llm.backend == "openai":
        raise fail("llm.backend is openai: that server gets its models by its own means")
    asyncio.run(_pull(llm.model_copy(update={"model": wanted})))
    typer.echo(f"say in vorzimmer.yaml:  llm: {{model: {wanted}}}")


async def _pull(llm: LanguageModel) -> None:
    from voice.thinking.ollama_model import OllamaModel  # noqa: PLC0415  # a large library

    model = OllamaModel(llm)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            tasks: dict[str, TaskID] = {}
            async for step in model.pull():
                if step.part is None:
                    progress.console.print(step.status, highlight=False)
                    continue
                if step.part not in tasks:
                    tasks[step.part] = progress.add_task(step.part[-12:], total=step.total)
                progress.update(tasks[step.part], completed=step.there)
    finally:
        await model.close()


@models.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(help="As `models list` or `voices` shows it.")],
    config: ConfigOption = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; else models/NAME in the state folder.")
    ] = None,
) -> None:
    """Fetches a recognition model or a voice: goes on where it was cut off, checks its sum, unpacks it."""
    known = recognisers()
    spoken = {key: voice for key, voice in voices().items() if voice.url}
    if name not in known | spoken:
        raise fail(f"there is no model {name}; there are: {', '.join([*known, *spoken])}")
    target = out or configuration(config).state / "models" / name
    if name in known:
        _archive(known[name].url, target, known[name].sha256)
        typer.echo(f"say in vorzimmer.yaml:  stt: {{model: {target}}}")
        return
    model = _voice(spoken[name], target)
    typer.echo(f"say in vorzimmer.yaml:  tts: {{engine: {spoken[name].engine}, model: {model}}}")


def _voice(voice: Voice, target: Path) -> Path:
    """Fetches a voice's files; gives what the configuration names."""
    if voice.url is None:
        raise fail(f"{voice.name} comes along")
    if voice.engine == "piper":
        file = target / voice.url.rpartition("/")[2]
        _file(f"{voice.url}.json", file.with_name(f"{file.name}.json"), None)
        _file(voice.url, file, voice.sha256)
        return file
    _archive(voice.url, target, voice.sha256)
    if voice.vocoder is not None:
        _archive(voice.vocoder, target / "vocoder", None)
    return target


def _archive(url: str, target: Path, sha256: str | None) -> None:
    """A zip archive, unpacked to `target`."""
    archive = target.with_name(f"{target.name}.zip")
    _file(url, archive, sha256, target.with_name(f"{target.name}.sha256"))
    unpack(archive, target)
    archive.unlink()


def _file(url: str, target: Path, sha256: str | None, sums: Path | None = None) -> None:
    """One file; its sum is checked, or recorded at the first time."""
    sums = sums or target.with_name(f"{target.name}.sha256")
    recorded = sums.read_text("utf-8").split()[0] if sums.is_file() else None
    found = download(url, target, sha256=sha256 or recorded, progress=_Bar(target.name))
    sums.write_text(f"{found}  {target.name}\n", "utf-8")
    new = "" if sha256 or recorded else ", recorded now: nobody had checked it before"
    typer.echo(f"{target.name}: SHA-256 {found}{new}")


class _Bar:
    """A line on a terminal, a line for each tenth elsewhere."""

    def __init__(self, name: str) -> None:
        self._name, self._tenth = name, -1

    def __call__(self, there: int, total: int | None) -> None:
        tenth = there * 10 // total if total else there // 50_000_000
        if tenth == self._tenth:
            return
        self._tenth = tenth
        of = f" of {total / 1e6:.0f}" if total else ""
        typer.echo(f"{self._name}: {there / 1e6:.0f}{of} MB", err=True)
