"""One controller at a time works on a database: a second one would end the first one's calls as interrupted."""

import fcntl
import os
from pathlib import Path
from typing import IO

from storage.errors import DatabaseInUse


class Ownership:
    """A lock beside the database that the kernel drops when its process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.controller")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Takes the lock; it is this process's until `release`.

        Raises:
            DatabaseInUse: another process has it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise DatabaseInUse(
                f"another controller works with {self._path.parent}: stop it first, or give this one "
                "a folder of its own ($STATE_DIRECTORY)"
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Others may have it; safe to call twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


def owner_of(database: Path) -> int | None:
    """The process id of the controller that works on a database; None when none does."""
    path = database.with_name(f"{database.name}.controller")
    try:
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                written = file.read().strip()
                return int(written) if written.isdigit() else None
    except OSError:
        return None
    return None
