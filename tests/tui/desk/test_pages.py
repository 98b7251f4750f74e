"""Keyset pages: fetched where they are looked at, kept by id."""

from dataclasses import dataclass

from tui.desk.pages import Page, Pages, Want


@dataclass(frozen=True)
class Row:
    id: str


def rows(first: int, last: int) -> list[Row]:
    return [Row(str(number)) for number in range(first, last)]


def filled(pages: int, size: int = 10) -> Pages[Row]:
    held: Pages[Row] = Pages(size)
    for page in range(pages):
        want = held.want(page * size, page * size)
        assert want is not None
        held.put(want, Page(rows(page * size, (page + 1) * size), str(page + 1), 1_000_000))
    return held


def test_only_what_is_seen_and_a_page_more_is_asked_for() -> None:
    held: Pages[Row] = Pages(10)
    assert held.want(0, 5) == Want(0, None)
    held.put(Want(0, None), Page(rows(0, 10), "c1", 1_000_000))
    assert held.want(0, 5) == Want(1, "c1")
    held.put(Want(1, "c1"), Page(rows(10, 20), "c2", None))
    assert held.want(0, 5) is None
    assert held.want(8, 14) == Want(2, "c2")
    assert (len(held), held.total, held.unseen) == (20, 1_000_000, 10)


def test_the_end_is_the_end() -> None:
    held: Pages[Row] = Pages(10)
    held.put(Want(0, None), Page(rows(0, 3), None, None))
    assert (held.want(0, 20), held.unseen, held.place("2"), held.place("3")) == (None, 0, 2, None)


def test_what_was_spoilt_is_asked_for_again_where_it_is_looked_at() -> None:
    held = filled(4)
    held.spoil()
    assert held.want(12, 15) == Want(1, "1")
    held.put(Want(1, "1"), Page(rows(10, 20), "2", None))
    assert held.want(12, 15) is None
    assert len(held) == 40, "pages behind stay where the refetched one ends where it did"


def test_a_page_that_ends_elsewhere_lets_go_of_those_behind_it() -> None:
    held = filled(4)
    held.spoil()
    held.put(Want(1, "1"), Page([Row("new"), *rows(10, 19)], "18", None))
    assert [row.id for row in held.rows[9:13]] == ["9", "new", "10", "11"]
    assert (len(held), held.next) == (20, "18")


def test_an_entry_that_moved_is_shown_once_as_it_is_now() -> None:
    held = filled(2)
    held.spoil()
    held.put(Want(0, None), Page([Row("15"), *rows(0, 9)], "1", None))
    assert [row.id for row in held.rows].count("15") == 1
    assert held.place("15") == 0


def test_late_answers_for_pages_that_are_gone_change_nothing() -> None:
    held: Pages[Row] = Pages(10)
    held.put(Want(3, "3"), Page(rows(30, 40), "4", None))
    assert len(held) == 0
