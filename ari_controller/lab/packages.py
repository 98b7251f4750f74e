"""Unpacks Debian's packages of Asterisk 22 into a folder: no root, nothing installed, no script of theirs run."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ari_controller.lab.apt_sources import DEBIAN_KEYRING, debian_mirror, read_sources
from ari_controller.lab.errors import (
    AptMissingError,
    MirrorUnreachableError,
    NoMirrorError,
    PackageMissingError,
    SetupError,
)
from ari_controller.lab.lock import only_one

Progress = Callable[[str], None]
"""Told one short line at each step."""

SUITE: Final = "forky"
"""The Debian suite that carries Asterisk 22; stable releases since bookworm have none."""

PACKAGES: Final = (
    "asterisk",
    "asterisk-modules",
    "asterisk-core-sounds-en-gsm",
    "libbsd0",
    "libc6",
    "libcap2",
    "libcrypt1",
    "libedit2",
    "libgcc-s1",
    "libgsm1",
    "libjansson4",
    "libmd0",
    "libsqlite3-0",
    "libssl3t64",
    "libstdc++6",
    "libsystemd0",
    "libtinfo6",
    "liburiparser1",
    "libuuid1",
    "libxml2-16",
    "libxslt1.1",
    "libzstd1",
    "zlib1g",
)
"""What the modules of config/asterisk/modules.conf map into memory; the rest of asterisk's
dependencies serves modules that are not loaded."""

CHECKED_MODULES: Final = (
    "res_pjsip",
    "chan_pjsip",
    "res_rtp_asterisk",
    "res_ari",
    "chan_rtp",
    "chan_websocket",
    "chan_audiosocket",
    "codec_gsm",
    "codec_g722",
    "codec_resample",
    "res_http_websocket",
)

_WAITING: Final = "asterisk: another set-up is under way, waiting for it"
_STAMP: Final = ".unpacked.json"
_COMMAND_LIMIT_S: Final = 600
_LOADERS: Final = {
    "amd64": ("x86_64-linux-gnu", "usr/lib64/ld-linux-x86-64.so.2"),
    "arm64": ("aarch64-linux-gnu", "usr/lib/ld-linux-aarch64.so.1"),
}


@dataclass(frozen=True)
class Tree:
    """An unpacked Asterisk, run by its own dynamic loader and C library: the host's age is no matter."""

    root: Path
    triplet: str
    """The multiarch name: "x86_64-linux-gnu"."""
    loader: str
    """Path of the dynamic loader below `root`."""
    version: str
    """As Asterisk says it: "Asterisk 22.10.1…"."""

    @property
    def modules(self) -> Path:
        """The folder with Asterisk's modules."""
        return self.root / "usr/lib" / self.triplet / "asterisk/modules"

    def command(self, *args: str) -> list[str]:
        """The argument list that starts this Asterisk with `args`."""
        return [*self._load(), str(self.root / "usr/sbin/asterisk"), *args]

    def missing_libraries(self) -> list[str]:
        """Libraries that the program or a checked module asks for and nothing in the tree provides."""
        objects = [self.root / "usr/sbin/asterisk"]
        objects += [self.modules / f"{name}.so" for name in CHECKED_MODULES]
        missing: set[str] = set()
        for path in objects:
            listing = _run([*self._load(), "--list", str(path)])
            lines = (listing.stdout + listing.stderr).splitlines()
            missing.update(line.split()[0] for line in lines if "not found" in line)
            if listing.returncode != 0 and not missing:
                missing.add(path.name)
        return sorted(missing)

    def _load(self) -> list[str]:
        libraries = self.root / "usr/lib" / self.triplet
        return [str(self.root / self.loader), "--library-path", str(libraries)]


def unpacked(folder: Path) -> Tree | None:
    """The tree in `folder` when it is complete and made from the present package list."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        if stamp["recipe"] != _recipe(SUITE, PACKAGES):
            return None
        return Tree(folder, stamp["triplet"], stamp["loader"], stamp["version"])
    except (OSError, ValueError, KeyError):
        return None


def unpack(
    folder: Path,
    progress: Progress,
    *,
    packages: Sequence[str] = PACKAGES,
    apt_folder: Path = Path("/etc/apt"),
) -> Tree:
    """Makes `folder` hold a complete Asterisk and returns it; at once when it already does.

    Safe when two processes do it at the same time: one waits for the other. What was half done
    is never seen under the folder's name.

    Raises:
        AptMissingError: no apt-get or no dpkg-deb on this machine.
        NoMirrorError: the machine's apt sources name no Debian mirror.
        MirrorUnreachableError: apt could not fetch.
        PackageMissingError: the suite lacks a package, or a library is missing after unpacking.
        SetupError: the folder cannot be written, or the processor is not supported.
    """
    done = unpacked(folder)
    if done is not None:
        return done
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with only_one(folder.with_name(folder.name + ".lock"), lambda: progress(_WAITING)):
            done = unpacked(folder)
            if done is not None:
                return done
            with tempfile.TemporaryDirectory(prefix="unpacking-", dir=folder.parent) as temporary:
                return _unpack_anew(folder, Path(temporary), progress, packages, apt_folder)
    except OSError as error:
        raise SetupError(
            f"cannot write the lab's folder {folder} ({error.strerror or error}): "
            "choose another one, or free some 300 MB there"
        ) from error


def _unpack_anew(
    folder: Path, work: Path, progress: Progress, packages: Sequence[str], apt_folder: Path
) -> Tree:
    for tool in ("apt-get", "dpkg-deb", "dpkg"):
        if shutil.which(tool) is None:
            raise AptMissingError(
                f"{tool} is not on this machine: the lab takes Asterisk from Debian's packages; "
                "without them use the memory transport (make demo VIA=memory)"
            )
    architecture = _run(["dpkg", "--print-architecture"]).stdout.strip()
    if architecture not in _LOADERS:
        raise SetupError(f"the lab knows amd64 and arm64, this machine is {architecture!r}")
    apt = _PrivateApt(work, apt_folder)
    progress(f"asterisk: reading the package lists of {SUITE}")
    apt.update()
    progress("asterisk: downloading packages")
    archives = apt.download(packages, progress)
    progress(f"asterisk: unpacking {len(archives)} packages")
    root = work / "tree"
    root.mkdir(mode=0o755)
    for archive in archives:
        result = _run(["dpkg-deb", "-x", str(archive), str(root)])
        if result.returncode != 0:
            raise SetupError(f"cannot unpack {archive.name}: {_last_lines(result)}")
    tree = _finish(root, architecture)
    stamp = {
        "recipe": _recipe(SUITE, packages),
        "triplet": tree.triplet,
        "loader": tree.loader,
        "version": tree.version,
        "packages": sorted(archive.name for archive in archives),
    }
    (root / _STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    root.chmod(0o755)
    if folder.exists():
        folder.rename(work / "old")
    root.rename(folder)
    progress(f"asterisk: {tree.version} is ready")
    return Tree(folder, tree.triplet, tree.loader, tree.version)


def _finish(root: Path, architecture: str) -> Tree:
    """Does what the packages' scripts would do, and proves that the program runs."""
    triplet, loader = _LOADERS[architecture]
    sounds = root / "usr/share/asterisk/sounds"
    if not (sounds / "en").exists() and (sounds / "en_US_f_Allison").is_dir():
        (sounds / "en").symlink_to("en_US_f_Allison")  # update-alternatives would do this
    tree = Tree(root, triplet, loader, "")
    if not (root / loader).exists() or not (root / "usr/sbin/asterisk").exists():
        raise PackageMissingError(
            "the packages hold no Asterisk or no C library: the suite has changed"
        )
    missing = tree.missing_libraries()
    if missing:
        raise PackageMissingError(
            f"Asterisk's packages lack {', '.join(missing)}: the suite has changed"
        )
    version = _run(tree.command("-V"))
    if version.returncode != 0 or not version.stdout.startswith("Asterisk"):
        raise PackageMissingError(f"the unpacked Asterisk does not run: {_last_lines(version)}")
    return Tree(root, triplet, loader, version.stdout.strip())


class _PrivateApt:
    """apt with lists, cache and an empty status of its own; proxies and logins stay the machine's."""

    def __init__(self, work: Path, apt_folder: Path) -> None:
        source = debian_mirror(read_sources(apt_folder))
        if source is None:
            raise NoMirrorError(
                f"the apt sources in {apt_folder} name no Debian mirror (a URI that ends in "
                "/debian): add one, or use the memory transport (make demo VIA=memory)"
            )
        self._work = work
        self._archives = work / "cache/archives"
        for folder in ("lists/partial", "cache/archives/partial", "empty", "packages"):
            (work / folder).mkdir(parents=True)
        (work / "status").touch()
        keyring = source.signed_by or (str(DEBIAN_KEYRING) if DEBIAN_KEYRING.exists() else None)
        signed = f"[signed-by={keyring}] " if keyring else ""
        listing = work / "sources.list"
        listing.write_text(f"deb {signed}{source.uri} {SUITE} main\n", encoding="utf-8")
        options = {
            "Dir::Etc::sourcelist": listing,
            "Dir::Etc::sourceparts": work / "empty",
            "Dir::Etc::preferences": work / "none",
            "Dir::Etc::preferencesparts": work / "empty",
            "Dir::State": work,
            "Dir::State::lists": work / "lists",
            "Dir::State::status": work / "status",
            "Dir::Cache": work / "cache",
            "Dir::Log": work,
            # Frozen mirrors outlive their Release file's date; the signature is still verified.
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Languages": "none",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
            "Acquire::Retries": "3",
            "Acquire::http::Timeout": "20",
            "Acquire::https::Timeout": "20",
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
            "APT::Install-Recommends": "false",
            "APT::Keep-Downloaded-Packages": "true",
            "Debug::NoLocking": "1",
        }
        self._options = [
            part for key, value in options.items() for part in ("-o", f"{key}={value}")
        ]

    def update(self) -> None:
        """Fetches the package lists."""
        result = self._apt("update")
        if result.returncode != 0:
            raise MirrorUnreachableError(
                "apt could not read the package lists from this machine's Debian mirror; try again "
                f"when it can be reached. apt says: {_last_lines(result)}"
            )

    def download(self, packages: Sequence[str], progress: Progress) -> list[Path]:
        """Fetches the listed packages; when the list no longer resolves, what apt resolves itself."""
        result = self._apt("download", *packages, cwd=self._work / "packages")
        if result.returncode == 0:
            return sorted((self._work / "packages").glob("*.deb"))
        if (
            "Unable to locate" not in result.stderr
            and "no installation candidate" not in result.stderr
        ):
            raise self._unreachable(result)
        progress("asterisk: package names have changed, apt resolves them anew (some 80 MB)")
        result = self._apt(
            "install", "--yes", "--download-only", "asterisk", "asterisk-core-sounds-en-gsm"
        )
        if result.returncode != 0:
            if "Unable to" in result.stderr and "fetch" not in result.stderr:
                raise PackageMissingError(
                    f"the mirror's suite {SUITE} has no Asterisk that can be resolved: "
                    f"{_last_lines(result)}"
                )
            raise self._unreachable(result)
        return sorted(self._archives.glob("*.deb"))

    def _unreachable(self, result: subprocess.CompletedProcess[str]) -> MirrorUnreachableError:
        return MirrorUnreachableError(
            "apt could not fetch Asterisk's packages from this machine's Debian mirror; try again "
            f"when it can be reached. apt says: {_last_lines(result)}"
        )

    def _apt(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return _run(["apt-get", *self._options, "-qq", *args], cwd=cwd)


def _run(command: Sequence[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LD_")} | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            list(command),
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_COMMAND_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise MirrorUnreachableError(
            f"{Path(command[0]).name} did not finish within {_COMMAND_LIMIT_S} s: "
            "the mirror is too slow, try again later"
        ) from error


def _last_lines(result: subprocess.CompletedProcess[str]) -> str:
    lines = (result.stderr or result.stdout).strip().splitlines()
    return " | ".join(lines[-3:]) or f"exit status {result.returncode}"


def _recipe(suite: str, packages: Sequence[str]) -> str:
    return hashlib.sha256(" ".join((suite, *packages)).encode()).hexdigest()[:16]
