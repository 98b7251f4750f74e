"""Long lists a page at a time, by the keys of an index: the last page costs what the first one does.

A list is one or more streams, each of which an index gives in order; streams of one rank are merged, ranks follow
each other. A row that is added meanwhile shows where its key is; none is given twice, none left out.
"""

import base64
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from storage.desk.errors import BadField
from storage.desk.table import Field, Row

PAGE, MOST = 50, 500
Value = str | int | float | None
Key = tuple[Any, ...]
PAGING = (
    Field("after", "the `next` of the page before"),
    Field("limit", f"rows of a page, at most {MOST}; else {PAGE}", "integer"),
    Field("order", "the other way round than usual", choices=("asc", "desc")),
)
LIST_RETURNS = {
    "items": "the rows",
    "next": "cursor of the next page; null at the end",
    "total": "how many there are, where that is cheap to know; else null",
}


@dataclass(frozen=True)
class Stream:
    """Rows of a table that one index holds in the order of `keys`."""

    table: str
    where: str
    """Equalities first: what the index begins with."""
    values: tuple[Value, ...]
    keys: tuple[str, ...]
    """What it is ordered by, `id` last; columns or indexed expressions."""
    descending: bool = False
    rank: int = 0

    def among(self, ids: Sequence[str]) -> "Stream":
        """Only these rows: read by their ids and sorted, for which they must be few."""
        # A plus keeps the planner from walking the whole list in its order.
        where = "id IN (SELECT value FROM json_each(?)) AND +"
        return replace(self, where=where + self.where, values=(json.dumps(list(ids)), *self.values))

    def sql(self, after: Key | None, limit: int, *, descending: bool) -> tuple[str, list[Value]]:
        """A page's query; each row carries its keys as `key_0`, `key_1` and so on."""
        where, values = self.where, list(self.values)
        if after is not None:
            sign = "<" if descending else ">"
            marks = ", ".join("?" * len(self.keys))
            # The first condition is what the index can use, whether the key is a column or an expression.
            where += f" AND {self.keys[0]} {sign}= ? AND ({', '.join(self.keys)}) {sign} ({marks})"
            values += [after[0], *after]
        way = " DESC" if descending else ""
        shown = ", ".join(f"{key} AS key_{number}" for number, key in enumerate(self.keys))
        order = ", ".join(f"{key}{way}" for key in self.keys)
        sql = f"SELECT *, {shown} FROM {self.table} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608  # our own names
        return sql, [*values, limit]


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor of those that follow."""

    items: list[Row]
    next: str | None

    def answer(self, items: Sequence[Row] | None = None, **more: Any) -> Row:  # JSON values
        """As clients get it."""
        shown = self.items if items is None else list(items)
        return {"items": shown, "next": self.next, "total": None, **more}


def page(db: Database, streams: Sequence[Stream], fields: Mapping[str, Any]) -> Page:
    """The page that the fields of `PAGING` ask for.

    `order` that is not the first stream's own turns everything round.

    Raises:
        BadField: a cursor that is none, or a limit out of bounds.
    """
    limit = limit_of(fields)
    if not streams:
        return Page([], None)
    own = "desc" if streams[0].descending else "asc"
    turned = fields.get("order", own) != own
    after = _decoded(fields.get("after"))
    rows: list[Row] = []
    last: tuple[int, Key] | None = None
    by_rank = sorted(streams, key=lambda one: one.rank, reverse=turned)
    for rank, group in groupby(by_rank, key=lambda one: one.rank):
        if after is not None and (rank > after[0] if turned else rank < after[0]):
            continue
        since = after[1] if after is not None and rank == after[0] else None
        found = _merged(db, list(group), since, limit + 1 - len(rows), turned=turned)
        for row, key in found:
            rows.append(row)
            if len(rows) <= limit:
                last = rank, key
        if len(rows) > limit:
            break
    more = len(rows) > limit
    return Page(rows[:limit], _encoded(last) if more and last is not None else None)


def _merged(
    db: Database, streams: list[Stream], after: Key | None, limit: int, *, turned: bool
) -> Iterator[tuple[Row, Key]]:
    descending = streams[0].descending != turned
    if after is not None and len(after) != len(streams[0].keys):
        raise BadField("after: this is no cursor of this list", field="after")
    read = [_read(db, one, after, limit, descending=descending) for one in streams]
    merged = heapq.merge(*read, key=itemgetter(1), reverse=descending)
    return islice(merged, limit)


def _read(
    db: Database, stream: Stream, after: Key | None, limit: int, *, descending: bool
) -> list[tuple[Row, Key]]:
    rows = list(db.query(*stream.sql(after, limit, descending=descending)))
    names = [f"key_{number}" for number in range(len(stream.keys))]
    return [(row, tuple([row.pop(name) for name in names])) for row in rows]


def limit_of(fields: Mapping[str, Any]) -> int:
    """How many rows a page has.

    Raises:
        BadField: fewer than one, or more than `MOST`.
    """
    limit = int(fields.get("limit", PAGE))
    if not 1 <= limit <= MOST:
        raise BadField(f"limit: 1 to {MOST}", field="limit")
    return limit


def _encoded(last: tuple[int, Key]) -> str:
    text = json.dumps([last[0], *last[1]], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str | None) -> tuple[int, Key] | None:
    if cursor is None:
        return None
    try:
        made = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        rank, *key = made
    except (ValueError, TypeError):
        raise BadField("after: this is no cursor", field="after") from None
    if not isinstance(rank, int) or not all(isinstance(part, str | int) for part in key):
        raise BadField("after: this is no cursor", field="after")
    return rank, tuple(key)
