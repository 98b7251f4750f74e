"""Businesses for tests, from the shipped profile."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from config.loader import load
from config.models import Business
from config.site import Configuration

LAB = Path(__file__).parents[1] / "config/lab"
SITE = """\
ari: {url: "http://127.0.0.1:1", user: vorzimmer, password_file: password}
"""


def site_with(lines: str) -> Configuration:
    """The lab's businesses, and more lines of vorzimmer.yaml."""
    return configuration(lines)


def configuration(lines: str = "", /, **files: str) -> Configuration:
    """The lab's businesses, and more from the text of their files; frozen, so the same files are read once."""
    return _loaded(lines, tuple(files.items()))


@cache
def _loaded(lines: str, files: tuple[tuple[str, str], ...]) -> Configuration:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "businesses").mkdir()
        (folder / "vorzimmer.yaml").write_text(SITE + lines, "utf-8")
        (folder / "password").write_text("geheim\n", "utf-8")
        for path in (LAB / "businesses").glob("*.yaml"):
            (folder / "businesses" / path.name).write_text(path.read_text("utf-8"), "utf-8")
        for key, text in files:
            (folder / "businesses" / f"{key}.yaml").write_text(text, "utf-8")
        return load(folder, {})


def salon() -> Business:
    """Salon Anna: anna, maria, peter; open from Tuesday to Saturday, Bavaria."""
    return configuration().businesses["friseur"]
