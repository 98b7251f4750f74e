"""A zip archive with one folder in it, unpacked whole or not at all; nothing in it can reach outside."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from ari_controller.fetching.download import FetchError


def unpack(archive: Path, target: Path) -> None:
    """Puts the content of the archive's one folder to `target`, in the place of what was there.

    Raises:
        FetchError: it is no such archive, or the disk takes no more.
    """
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        with zipfile.ZipFile(archive) as file:
            for member in file.infolist():
                _check(member)
            file.extractall(part)  # every name was checked
        [inner] = list(part.iterdir())
        shutil.rmtree(target, ignore_errors=True)
        inner.rename(target)
    except (zipfile.BadZipFile, ValueError) as error:
        raise FetchError(f"{archive.name} is no zip archive of one folder ({error})") from error
    except OSError as error:
        raise FetchError(f"{target}: {(error.strerror or 'error').lower()}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _check(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename:
        raise ValueError(f"it holds {member.filename}")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ValueError(f"it holds a link, {member.filename}")
