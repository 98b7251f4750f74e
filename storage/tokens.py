"""Access tokens for programs: shown once when they are made, kept as hashes, revoked for ever."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.audit import By, record
from storage.errors import NotFound
from storage.times import parse, stamp
from storage.transactions import immediate

Row = dict[str, Any]
Right = Literal["calendar", "read", "write"]
PREFIX = "vz_"
_BYTES = 32
"""256 random bits: too many to guess, so that one round of SHA-256 keeps them safe."""
USE_NOTED_EVERY = timedelta(minutes=10)


def make(
    db: Database,
    token: str,
    name: str,
    right: Right,
    *,
    business: str | None,
    now: datetime,
    by: By,
) -> tuple[str, Row]:
    """Stores a new token under an id; gives the secret, which is nowhere kept, and the row.

    `business` None is every business.
    """
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    with immediate(db):
        db.execute(
            "INSERT INTO tokens (id, business, name, right, hash, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (token, business, name, right, _hash(secret), stamp(now)),
        )
        record(db, by, "token", business=business or "", entry=token, now=now, after=right)
    return secret, _get(db, token)


def revoke(db: Database, token: str, *, now: datetime, by: By) -> Row:
    """From now on it opens nothing; a second time changes nothing. The id may be shortened.

    Raises:
        NotFound: there is no such token, or several ids begin like that.
    """
    with immediate(db):
        row = _get(db, token)
        if row["revoked_at"] is None:
            db.execute("UPDATE tokens SET revoked_at = ? WHERE id = ?", (stamp(now), row["id"]))
            record(
                db, by, "revoke", business=row["business"] or "", entry=row["id"], now=now,
                before=row["right"], after="revoked",
            )  # fmt: skip
    return _get(db, row["id"])


def of_secret(db: Database, secret: str, *, business: str, right: Right) -> Row | None:
    """The token that a secret belongs to; None when there is none, it was revoked, or it opens something else.

    `write` opens what `read` opens, and `read` what `calendar` opens.
    """
    rows = list(
        db.query("SELECT * FROM tokens WHERE hash = ? AND revoked_at IS NULL", [_hash(secret)])
    )
    rights: tuple[Right, ...] = ("calendar", "read", "write")
    for row in rows:
        enough = rights.index(row["right"]) >= rights.index(right)
        if enough and row["business"] in (None, business):
            return row
    return None


def is_use_to_note(row: Row, now: datetime) -> bool:
    """True when the last noted use is old enough."""
    return row["last_used_at"] is None or parse(row["last_used_at"]) <= now - USE_NOTED_EVERY


def note_use(db: Database, token: str, *, now: datetime) -> None:
    """When it was last used, for whoever wonders whether it still is."""
    with immediate(db):
        db.execute("UPDATE tokens SET last_used_at = ? WHERE id = ?", (stamp(now), token))


def list_tokens(db: Database) -> list[Row]:
    """All of them without their hashes, the newest first."""
    columns = "id, business, name, right, created_at, last_used_at, revoked_at"
    return list(db.query(f"SELECT {columns} FROM tokens ORDER BY created_at DESC, id"))  # noqa: S608


def _get(db: Database, token: str) -> Row:
    rows = [row for row in list_tokens(db) if row["id"].startswith(token)]
    if len(rows) != 1:
        raise NotFound(f"there is no token {token}" if not rows else f"{token} is not unique")
    return rows[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
