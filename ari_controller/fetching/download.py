"""One file from the net: goes on where it was cut off, and is what it should be, or is not kept."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

Progress = Callable[[int, int | None], None]
"""Told how many bytes are there, and of how many if that is known."""
BLOCK = 256 * 1024
SILENCE_LIMIT_S = 30.0


class FetchError(Exception):
    """It could not be fetched; the message says why, and what to do."""


def download(url: str, target: Path, *, sha256: str | None, progress: Progress) -> str:
    """Fetches a file to `target`; gives its SHA-256. What came of an earlier try is used.

    Raises:
        FetchError: the host cannot be reached, the file is not there, was cut off, or is not the expected one.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise FetchError(f"{url}: an address that begins with https:// is expected")
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    total = _transfer(url, part, progress)
    size = part.stat().st_size
    if total is not None and size < total:
        raise FetchError(
            f"{url} was cut off after {size} of {total} bytes: run the same command again, it goes on there"
        )
    found = _sum(part)
    if sha256 is not None and found != sha256:
        part.unlink()
        raise FetchError(
            f"{url} is not what it should be (SHA-256 {found}, expected {sha256}): nothing of it was kept"
        )
    part.replace(target)
    return found


def _transfer(url: str, part: Path, progress: Progress) -> int | None:
    """Adds what is missing to the part; gives how long the whole should be, if the server says so."""
    there = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={there}-"} if there else {})  # noqa: S310  # checked
    try:
        with urllib.request.urlopen(request, timeout=SILENCE_LIMIT_S) as answer:  # noqa: S310  # checked above
            goes_on = answer.status == HTTPStatus.PARTIAL_CONTENT
            total = _total(answer, there if goes_on else 0)
            with part.open("ab" if goes_on else "wb") as file:
                there = there if goes_on else 0
                while block := answer.read(BLOCK):
                    file.write(block)
                    there += len(block)
                    progress(there, total)
            return total
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return None  # all of it is there: its sum decides
        raise FetchError(f"{url}: the server answered {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise FetchError(
            f"{urlsplit(url).hostname} cannot be reached ({error.reason}): if this machine has no network, "
            f"fetch {url} elsewhere and unpack it here"
        ) from error
    except (OSError, HTTPException) as error:
        why = str(error) or type(error).__name__
        raise FetchError(
            f"{url} broke off ({why}): run the same command again, it goes on there"
        ) from error


def _total(answer: HTTPResponse, there: int) -> int | None:
    length = answer.headers.get("Content-Length")
    return there + int(length) if length and length.isdigit() else None


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
