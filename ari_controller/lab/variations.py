"""Other callers with the same wish: a pure function of a scenario and a seed, whose outcome stays known.

Each change leaves what the caller wants as it is, or moves the expectation along with the words.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from ari_controller.lab.scenarios import PAUSE, Scenario, Step, Trigger
from ari_controller.lab.wishes import Spot, days, spot, starts, times
from config.models import Business
from voice.language.de.spoken import WEEKDAYS

UNTOUCHED = frozenset({"redteam", "silence", "hang_up", "language", "emergency", "wrong_number"})
"""Kinds whose outcome hangs on each word or second."""
NAMES = (
    "Becker", "Bauer", "Braun", "Fischer", "Fuchs", "Hartmann", "Hoffmann", "Huber", "Keller", "Klein", "Koch", "Krause",
    "Krüger", "Lehmann", "Lorenz", "Neumann", "Peters", "Richter", "Scholz", "Schneider", "Schubert", "Schulz", "Wagner",
    "Weber", "Winkler", "Wolf", "Ziegler", "Zimmermann",
)  # fmt: skip
FACTS = ("when", "name", "service", "address")
"""Questions whose answers may be dressed up, cut in on, or kept waiting for."""
FILLERS = ("äh", "also", "ähm", "äh also")
MOST_CHANGES = 3
Change = Callable[[Scenario, Business, Random], Scenario | None]


def vary(scenario: Scenario, business: Business, seed: int) -> Scenario | None:
    """The scenario as this seed's caller plays it; None when nothing of it can vary. The same seed gives the same."""
    if scenario.kind in UNTOUCHED or len(scenario.callers) != 1 or business.language != "de":
        return None
    random = Random(f"{scenario.name} {seed}")
    order = random.sample(_CHANGES, len(_CHANGES))
    wanted = random.randint(1, MOST_CHANGES)
    varied = _changed(scenario, business, random, order[:wanted])
    for change in order[wanted:]:
        varied = varied or _changed(scenario, business, random, [change])
    if varied is None:
        return None
    most = varied.expect.turns_at_most
    expect = varied.expect.model_copy(update={"turns_at_most": None if most is None else most + 3})
    return varied.model_copy(update={"expect": expect})


def _changed(
    scenario: Scenario, business: Business, random: Random, changes: Sequence[Change]
) -> Scenario | None:
    """All of the changes that can be made; what is said comes before how it is said, where it is still found."""
    varied = None
    for change in sorted(changes, key=lambda change: change in _MANNERS):
        varied = change(varied or scenario, business, random) or varied
    return varied


def _steps(scenario: Scenario) -> tuple[Step, ...]:
    return scenario.callers[0].steps


def _with_steps(scenario: Scenario, steps: Sequence[Step]) -> Scenario:
    caller = scenario.callers[0].model_copy(update={"steps": tuple(steps)})
    return scenario.model_copy(update={"callers": (caller,)})


def _with_say(scenario: Scenario, index: int, say: str) -> Scenario:
    steps = list(_steps(scenario))
    steps[index] = steps[index].model_copy(update={"say": say})
    return _with_steps(scenario, steps)


def _texts(scenario: Scenario) -> list[str]:
    return [step.say or "" for step in _steps(scenario)]


def _chosen(scenario: Scenario, random: Random, fits: Callable[[Step], bool]) -> int | None:
    """One of the steps that fit."""
    found = [index for index, step in enumerate(_steps(scenario)) if fits(step)]
    return random.choice(found) if found else None


# --- what is said -----------------------------------------------------------------------------------


def other_name(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """Somebody else calls; the expectation, and what they had before, are theirs."""
    del business
    expect = scenario.expect
    names = {
        *(row.name for row in expect.bookings),
        *(row.name for row in expect.inquiries),
        *(row.name for row in (*expect.messages, *expect.callbacks)),
    } - {None}
    said = " ".join(_texts(scenario))
    if len(names) != 1 or (old := names.pop()) not in NAMES or not re.search(rf"\b{old}\b", said):
        return None
    there = {*re.findall(r"\w+", said), *(given.name for given in scenario.given.bookings)}
    new = random.choice([name for name in NAMES if name not in there])
    written = re.sub(rf"\b{old}\b", new, scenario.model_dump_json(exclude={"name"}))
    return scenario.model_validate_json(f'{{"name": "{scenario.name}", {written[1:]}')


def other_time(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """Another free day and time, in other words; the expected start moves along."""
    wish = _wish(scenario)
    if wish is None or scenario.given.bookings or scenario.expect.bookings[0].staff is not None:
        return None
    day_spot, time_spot, _ = wish
    booking = scenario.expect.bookings[0]
    free = [
        start
        for start in starts(business, booking.service, scenario.now)
        if len(times(start.time())) > 1
    ]
    if not free:
        return None
    start = random.choice(free)
    moved = _put(scenario, time_spot, random.choice(times(start.time())))
    later = len(_texts(moved)[time_spot.step]) - len(_texts(scenario)[time_spot.step])
    if day_spot.step == time_spot.step and day_spot.start > time_spot.start:
        day_spot = Spot(day_spot.step, day_spot.start + later, day_spot.end + later)
    moved = _put(moved, day_spot, random.choice(days(start.date(), scenario.now.date())))
    wanted = booking.model_copy(update={"start": start})
    expect = moved.expect.model_copy(update={"bookings": (wanted,)})
    return _renamed_days(moved.model_copy(update={"expect": expect}), booking.start, start)


def corrected(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """Another day or time first, taken back in the same breath."""
    del business
    wish = _wish(scenario)
    if wish is None:
        return None
    day_spot, time_spot, start = wish
    text = _texts(scenario)
    day = text[day_spot.step][day_spot.start : day_spot.end]
    clock = text[time_spot.step][time_spot.start : time_spot.end]
    other_day = random.choice([name for name in WEEKDAYS[1:6] if name != WEEKDAYS[start.weekday()]])
    other_hour = random.choice(
        [form for form in ("um neun", "um zehn", "um elf") if not clock.startswith(form)]
    )
    if random.random() < 0.5:
        slip = random.choice(
            (
                f"am {other_day} nein {day}",
                f"am {other_day}, nein, Moment, nicht {other_day}, {day}",
            )
        )
        return _put(scenario, day_spot, slip)
    return _put(scenario, time_spot, f"{other_hour} nein {clock}")


def _wish(scenario: Scenario) -> tuple[Spot, Spot, datetime] | None:
    """Where the day and the time of the only booking are said, each once, and nothing else of the kind."""
    if len(scenario.expect.bookings) != 1:
        return None
    start = scenario.expect.bookings[0].start
    texts = _texts(scenario)
    day_spot = spot(texts, days(start.date(), scenario.now.date()))
    time_spot = spot(texts, times(start.time()))
    if day_spot is None or time_spot is None:
        return None
    others = [
        text for step, text in enumerate(texts) if step not in (day_spot.step, time_spot.step)
    ]
    left = [
        _cut(text, [part for part in (day_spot, time_spot) if part.step == step])
        for step, text in enumerate(texts)
    ]
    return None if _tells_time(" ".join([*left, *others])) else (day_spot, time_spot, start)


def _cut(text: str, spots: Sequence[Spot]) -> str:
    for part in sorted(spots, key=lambda part: -part.start):
        text = f"{text[: part.start]} {text[part.end :]}"
    return text


def _tells_time(text: str) -> bool:
    names = "|".join(WEEKDAYS)
    return bool(
        re.search(
            rf"\b({names}|uhr|um|morgen|heute|woche|später|früher|gestern)\b", text, re.IGNORECASE
        )
    )


def _put(scenario: Scenario, where: Spot, words: str) -> Scenario:
    text = _texts(scenario)[where.step]
    return _with_say(scenario, where.step, text[: where.start] + words + text[where.end :])


def _renamed_days(scenario: Scenario, old: datetime, new: datetime) -> Scenario | None:
    """Weekdays in what callers wait for, and in what must be said, follow; None where more than those would have to."""
    before, after = WEEKDAYS[old.weekday()], WEEKDAYS[new.weekday()]
    patterns = [step.when.says or "" for step in _steps(scenario)] + list(scenario.expect.said)
    if any(re.search(r"\buhr\b|märz|april", pattern, re.IGNORECASE) for pattern in patterns):
        return None
    steps = [
        step.model_copy(update={"when": _renamed(step.when, before, after)})
        for step in _steps(scenario)
    ]
    said = tuple(pattern.replace(before, after) for pattern in scenario.expect.said)
    expect = scenario.expect.model_copy(update={"said": said})
    return _with_steps(scenario.model_copy(update={"expect": expect}), steps)


def _renamed(trigger: Trigger, before: str, after: str) -> Trigger:
    return trigger.model_copy(update={"says": trigger.says and trigger.says.replace(before, after)})


# --- how it is said ---------------------------------------------------------------------------------


def filler(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """A noise before the answer."""
    del business
    index = _chosen(scenario, random, _answers)
    if index is None:
        return None
    return _with_say(scenario, index, f"{random.choice(FILLERS)} {_texts(scenario)[index]}")


def polite(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """The same answer in a friendlier frame."""
    del business
    index = _chosen(scenario, random, lambda step: bool(_frames(step, step is _steps(scenario)[0])))
    if index is None:
        return None
    step = _steps(scenario)[index]
    return _with_say(scenario, index, random.choice(_frames(step, index == 0)))


def _frames(step: Step, is_first: bool) -> list[str]:
    text, asked = step.say or "", step.when.asks
    if asked == "name" and text in NAMES:
        return [
            f"mein Name ist {text}",
            f"auf den Namen {text} bitte",
            f"{text} ist mein Name",
            f"hier ist Frau {text}",
        ]
    if asked == "confirm" and text == "ja":
        return ["ja bitte", "ja gern", "jawohl", "ja genau"]
    if asked == "more" and text in ("nein", "nein danke"):
        return ["nein das war alles", "nein vielen Dank", "das war alles danke"]
    if asked == "when" and text:
        return [f"{text} bitte", f"am liebsten {text}", f"{text} wenn das geht"]
    if (
        is_first
        and asked is None
        and text
        and not re.match(r"(guten|hallo|hier)\b", text, re.IGNORECASE)
    ):
        return [f"Guten Tag {text}", f"Hallo {text}", f"{text} bitte"]
    return []


def pause(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """The caller falls silent for a moment within a sentence."""
    del business
    index = _chosen(scenario, random, lambda step: len((step.say or "").split()) >= 4)
    if index is None:
        return None
    words = _texts(scenario)[index].split()
    at = random.randint(2, len(words) - 1)
    return _with_say(scenario, index, " ".join([*words[:at], PAUSE, *words[at:]]))


def cut_in(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """Answers before the question was put to its end."""
    del business
    index = _chosen(scenario, random, lambda step: _answers(step) and step.when.says is None)
    if index is None:
        return None
    steps = list(_steps(scenario))
    after = round(random.uniform(0.5, 1.5), 1)
    steps[index] = steps[index].model_copy(update={"interrupt_after_s": after})
    return _with_steps(scenario, steps)


def impatient(scenario: Scenario, business: Business, random: Random) -> Scenario | None:
    """Asks whether somebody is there, where an answer is due; the question is put again, and answered."""
    del business
    index = _chosen(scenario, random, lambda step: _answers(step) and step.when.says is None)
    if index is None:
        return None
    steps = list(_steps(scenario))
    again = Step(when=Trigger(asks=steps[index].when.asks), say="hallo?")
    return _with_steps(scenario, [*steps[:index], again, *steps[index:]])


def _answers(step: Step) -> bool:
    """A fact that was asked for, and that nobody has dressed up in time yet."""
    return step.say is not None and step.when.asks in FACTS and step.interrupt_after_s is None


_MANNERS: tuple[Change, ...] = (filler, polite, pause, cut_in, impatient)
_CHANGES: tuple[Change, ...] = (other_name, other_time, corrected, *_MANNERS)
