"""The page on the data is drawn from the code, and no table or column is without a word on it."""

from pathlib import Path

from sqlite_utils import Database

from storage.schema import EVERYWHERE, SCHEMA, TRIGGERS, page, tables

PAGE = Path(__file__).parents[2] / "docs/data.md"
BEGIN, END = "<!-- drawn by python -m storage.schema -->\n", "<!-- end -->\n"


def test_every_table_column_and_trigger_is_explained_and_nothing_else(db: Database) -> None:
    assert set(tables(db)) == set(SCHEMA)
    for name, table in SCHEMA.items():
        columns = {column.name for column in db[name].columns}
        assert columns - table.columns.keys() - EVERYWHERE.keys() == set(), name
        assert (table.columns.keys() | table.refers.keys()) - columns == set(), name
    triggers = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()}  # fmt: skip
    assert triggers == set(TRIGGERS)


def test_the_page_is_what_the_code_draws(db: Database) -> None:
    text = PAGE.read_text("utf-8")
    drawn = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    assert drawn.strip() == page(db).strip(), (
        "put the output of python -m storage.schema into docs/data.md"
    )


def test_every_entry_names_its_business(db: Database) -> None:
    """A node is a cell: businesses are moved one by one."""
    without = {name for name in SCHEMA if "business" not in {c.name for c in db[name].columns}}
    assert without == {"businesses", "search", "knowledge"}
