"""Several services in one visit, one after the other: which starts are free. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

from config.models import Business
from storage.availability import NOTHING_SPECIAL, Busy, OneDay, Slot, Special, able, slot_at

Visit = tuple[Slot, ...]
"""The parts, in the order of the services."""
MOST_SERVICES = 4
"""Of one visit: the ways to share more among people are too many to try."""


def free_visits(
    business: Business,
    services: Sequence[str],
    day: date,
    busy: Sequence[Busy],
    *,
    now: datetime,
    staff: str | None = None,
    special: Special = NOTHING_SPECIAL,
) -> list[Visit]:
    """Every free start of a visit on one day, by time; of several ways the one with the fewest people, then by the file.

    The first part starts on the grid like a single service. Each further one begins when the one before it
    ends; with the same person after its buffer, since they take nobody before that.

    Raises:
        ValueError: there are no services, or more than `MOST_SERVICES`.
    """
    if not 0 < len(services) <= MOST_SERVICES:
        raise ValueError(f"a visit has one to {MOST_SERVICES} services")
    day_of = OneDay(business, day, busy, now=now, special=special)
    teams = _teams(business, services, staff)
    found = ((at, _way(business, services, day_of, teams, at)) for at in day_of.grid)
    zone = ZoneInfo(business.zone)
    return [
        tuple(
            slot_at(begins, business.services[key], key, person, unit, zone)
            for key, (person, begins, unit) in zip(services, way, strict=True)
        )
        for _, way in found
        if way is not None
    ]


Part = tuple[str, int, str | None]
"""Who, from when (seconds since 1970), with which resource."""


def _teams(business: Business, services: Sequence[str], staff: str | None) -> list[tuple[str, ...]]:
    """Who may do which service, the fewest people first."""
    order = {person: number for number, person in enumerate(business.staff)}
    who = [
        [person for person in able(business, service) if staff in (None, person)]
        for service in services
    ]
    return sorted(
        product(*who), key=lambda team: (len(set(team)), [order[person] for person in team])
    )


def _way(
    business: Business,
    services: Sequence[str],
    day_of: OneDay,
    teams: Sequence[tuple[str, ...]],
    at: int,
) -> list[Part] | None:
    for team in teams:
        way = next(_ways(business, services, day_of, team, at, ()), None)
        if way is not None:
            return list(way)
    return None


def _ways(
    business: Business,
    services: Sequence[str],
    day_of: OneDay,
    team: tuple[str, ...],
    at: int,
    done: tuple[tuple[Part, int], ...],
) -> Iterator[tuple[Part, ...]]:
    """Each way for this team; `done` are the parts so far, each with the end of what it blocks."""
    number = len(done)
    if number == len(services):
        yield tuple(part for part, _ in done)
        return
    wanted, person = business.services[services[number]], team[number]
    ends = at + wanted.duration_min * 60
    until = ends + wanted.buffer_min * 60
    if not day_of.is_free(person, at, ends, until):
        return
    if any(part[0] == person and at < blocked for part, blocked in done):
        return
    following = until if number + 1 < len(team) and team[number + 1] == person else ends
    for unit in day_of.units(wanted, at, until):
        if unit is None or not any(part[2] == unit and at < blocked for part, blocked in done):
            further = (*done, ((person, at, unit), until))
            yield from _ways(business, services, day_of, team, following, further)
