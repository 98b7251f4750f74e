"""The recorded house: a database of its own, which grows as the afternoon passes, and the businesses whose it is."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from config.loader import load
from config.models import Business
from storage.audit import By
from storage.database import Database, connect, immediate
from storage.desk import serving
from storage.desk.errors import DeskError
from storage.desk.table import Asker, Row, Scope
from tui.client import Refused
from tui.demo.recording import Frame

SITE = 'ari: {url: "http://127.0.0.1:1", user: demo, password_file: password}\n'
OPERATOR = "lea"
OWN_ROWS_FROM = 1_000_000_000
"""What the operator changes is found again under numbers that no recorded statement names."""


class House:
    """One thread uses it; nothing of it outlives `close`."""

    def __init__(self, sql: Iterable[str], keys: Iterable[str]) -> None:
        self._folder = Path(mkdtemp(prefix="vorzimmer-demo-"))
        self._sql = tuple(sql)
        self.businesses = _businesses(self._folder, tuple(keys))
        self._db: Database = connect(self._folder / "demo.db", one_thread=False)
        self._db.execute("PRAGMA synchronous = OFF")
        self._told = 0

    def happened(self, frames: Iterable[Frame]) -> None:
        """Changes the database as it was changed then; what the operator has made impossible is left out."""
        with immediate(self._db):
            for number, parameters, *many in (one for frame in frames for one in frame["do"]):
                rows = parameters if many else [parameters]
                try:
                    with immediate(self._db):
                        self._db.conn.executemany(self._sql[number], rows)
                except sqlite3.IntegrityError:
                    continue  # the operator has booked that time, or erased that customer

    def begin(self) -> None:
        """All that was there before is there; from now on changes are news."""
        self._db.execute(
            "INSERT INTO search_entries (id, business, kind, entry, at) VALUES (?, '', '', '', '')",
            (OWN_ROWS_FROM,),
        )
        self.news()

    def news(self) -> list[dict[str, Any]]:
        """What changed in the desk since the last time, as `entry` messages."""
        rows = list(self._db.query("SELECT * FROM audit WHERE id > ? ORDER BY id", [self._told]))
        if rows:
            self._told = rows[-1]["id"]
        return [
            {
                "type": "entry",
                **{key: row[key] for key in ("business", "entry", "verb", "who", "at")},
            }
            for row in rows
        ]

    def ask(
        self,
        method: str,
        path: str,
        raw: Mapping[str, Any],
        now: datetime,
        new_id: Callable[[], str],
    ) -> Row:
        """One request of the desk's table.

        Raises:
            Refused: as the control API refuses it.
        """
        by = By(f"operator:{OPERATOR}")
        asker = Asker(self.businesses, Scope(), now, by, new_id)
        try:
            answered = serving.answer(self._db, asker, serving.find(method, path), raw)
        except DeskError as error:
            raise Refused(error.code, str(error), error.detail) from error
        plain: Row = json.loads(json.dumps(answered, default=str))
        return plain

    def close(self) -> None:
        """Removes everything."""
        self._db.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _businesses(folder: Path, keys: tuple[str, ...]) -> dict[str, Business]:
    site = folder / "site"
    (site / "businesses").mkdir(parents=True)
    (site / "vorzimmer.yaml").write_text(SITE, "utf-8")
    (site / "password").write_text("none\n", "utf-8")
    shipped = files("config") / "lab" / "businesses"
    for key in keys:
        text = (shipped / f"{key}.yaml").read_text("utf-8")
        (site / "businesses" / f"{key}.yaml").write_text(text, "utf-8")
    return dict(load(site, {"STATE_DIRECTORY": str(folder)}).businesses)
