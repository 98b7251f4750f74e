"""Reads the machine's own apt sources, in both forms (sources.list(5)); no I/O but one folder walk."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class AptSource:
    """One enabled source of binary packages."""

    uri: str
    suites: tuple[str, ...]
    signed_by: str | None = None
    """Path of its keyring; None: the machine's trusted ones."""


def parse_one_line(text: str) -> list[AptSource]:
    """Sources of a `*.list` file: `deb [options] URI SUITE COMPONENT…`."""
    return [source for line in text.splitlines() if (source := _one_line(line)) is not None]


def _one_line(line: str) -> AptSource | None:
    words = line.partition("#")[0].split()
    if not words or words[0] != "deb":
        return None
    rest = " ".join(words[1:])
    signed_by = None
    if rest.startswith("["):
        options, _, rest = rest[1:].partition("]")
        for option in shlex.split(options):
            key, _, value = option.partition("=")
            if key == "signed-by":
                signed_by = value
    fields = rest.split()
    if len(fields) < 2:
        return None
    return AptSource(fields[0], (fields[1],), signed_by)


def parse_deb822(text: str) -> list[AptSource]:
    """Sources of a `*.sources` file: paragraphs of `Key: value` with folded lines."""
    return [source for fields in _paragraphs(text) for source in _from_fields(fields)]


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    last = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield fields
            fields, last = {}, ""
        elif line[0].isspace():
            if last:
                fields[last] += "\n" + line.strip()
        else:
            key, _, value = line.partition(":")
            last = key.strip().lower()
            fields[last] = value.strip()


def _from_fields(fields: dict[str, str]) -> Iterator[AptSource]:
    if fields.get("enabled", "yes").lower() in {"no", "false", "0", "off", "without", "disable"}:
        return
    if "deb" not in fields.get("types", "").split():
        return
    signed_by: str | None = fields.get("signed-by") or None
    if signed_by is not None and not signed_by.startswith("/"):
        signed_by = None  # a key written into the file itself: the keyring package has it too
    for uri in fields.get("uris", "").split():
        yield AptSource(uri, tuple(fields.get("suites", "").split()), signed_by)


def read_sources(folder: Path = Path("/etc/apt")) -> list[AptSource]:
    """Every enabled source of the machine, in apt's order; files that cannot be read are left out."""
    files = [folder / "sources.list"]
    parts = folder / "sources.list.d"
    if parts.is_dir():
        files += sorted(parts.iterdir())
    found: list[AptSource] = []
    for file in files:
        if file.suffix not in {".list", ".sources"} or not file.is_file():
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += parse_deb822(text) if file.suffix == ".sources" else parse_one_line(text)
    return found


def debian_mirror(sources: Iterable[AptSource]) -> AptSource | None:
    """The first source of Debian's main archive: a URI whose path ends in `/debian`."""
    for source in sources:
        parts = urlsplit(source.uri)
        if parts.scheme in {"http", "https", "file", "copy"}:
            path = parts.path.rstrip("/")
            if path.rpartition("/")[2] == "debian":
                return source
    return None
