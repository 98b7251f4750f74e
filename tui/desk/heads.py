"""The lines above the desk's lists: mode, businesses, day, how much there is."""

from datetime import date

from tui.desk.agenda import Day
from tui.desk.agenda_lines import day_head
from tui.desk.chip_line import Chip
from tui.desk.firms import Firms
from tui.desk.look import Look
from tui.desk.moments import day_text
from tui.words import Words


def mode_chips(mode: str, firms: Firms, words: Words) -> list[Chip]:
    """The mode always in words; the other one, with its key, where businesses work so."""
    name = words(f"bookings.mode.{mode}")
    others = [one for one in firms.modes if one != mode]
    if not others:
        return [Chip("", name, role="title")]
    chips = [Chip("", f"[{name}]", role="mark")]
    return chips + [
        Chip("mode", f"m {words(f'bookings.mode.{one}')}", role="dim") for one in others
    ]


def calendar_chips(firms: Firms, shown: str | None, words: Words) -> list[Chip]:
    """The businesses with a calendar, the shown one marked; None: all of them are."""
    chips = firms.chips(words, all_of_them=shown is None, mode="termin")
    if shown is None:
        return chips
    return [Chip(one.id, one.text, on=one.id == f"firm/{shown}", role=one.role) for one in chips]


def day_chips(day: date, page: Day | None, look: Look) -> list[Chip]:
    """Di 14.07., and when it is open."""
    today = look.now.date()
    text = day_text(day, look.words, today)
    chips = [Chip("", text, role="key" if day == today else "strong")]
    if page is not None and page.day == day:
        chips.append(Chip("", day_head(page, look), role="dim"))
    return chips


def list_chips(total: int | None, known: int, words: Words, *, from_today: bool) -> list[Chip]:
    """How many entries there are, and from when."""
    chips = [Chip("", words("desk.count", count=count_text(total, known)), role="strong")]
    return chips + ([Chip("", words("bookings.from_today"), role="dim")] if from_today else [])


def count_text(total: int | None, known: int) -> str:
    """412, or 100+ where nobody counted."""
    return str(total) if total is not None else f"{known}+"
