"""Spoken days and times in any language: a token grammar that would rather understand nothing than a wrong date.

Words are read left to right into pieces; a correction ("nein", "sondern", "lieber") starts a new
stretch whose pieces replace those before; pieces that contradict each other give no meaning at all.
What the words of a language mean, and how it puts them together, is in its tables.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from config.models import WeeklyHours
from voice.language.clock_times import ClockTime, resolve
from voice.language.folding import folded
from voice.language.patterns import Rule, Senses, rules
from voice.language.pieces import Contradictory, Stretch
from voice.language.values import When

_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4})?|\d{1,2}[:.]\d{2}|\d+\.|[^\W_]+")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_DIGITAL = re.compile(r"(\d{1,2})[:.](\d{2})")
_MOST_SENSES = 8192
Table = Sequence[tuple[str, Callable[..., Any]]]


@dataclass(frozen=True)
class WhenWords:
    """One language's words and turns of phrase for days and times; words are written as in the language."""

    senses: Mapping[str, Senses]
    """What a word or a phrase of several words may be."""
    rules: Table
    """Pieces of a day or a time; the first that fits counts."""
    clock: Table
    """Times that nothing else could be mistaken for."""
    bare: Table
    """Times that are such behind "at", or alone."""
    rewrites: Mapping[str, str]
    """Phrases that are read as other words: "nicht vor" as "ab"."""
    corrections: frozenset[str]
    negations: frozenset[str]
    than: frozenset[str]
    """Before what is not wanted: "lieber dienstag als mittwoch"."""
    behind_negation: frozenset[str]
    """Small words between a negation and what it negates."""
    refusing: frozenset[str]
    """A negation, or words beside it, that refuses what was named before: "um drei geht nicht"."""
    refuses_before: bool
    """"Dienstag nicht, Mittwoch" refuses Tuesday; "Tuesday not Wednesday" does not."""
    fillers: frozenset[str]
    """Words around a number that leave it a time of day: "so um zehn bitte"."""
    divide: Callable[[str], Sequence[str]] = lambda token: (token,)
    """A compound's parts, folded: "freitagvormittag"."""


def number_senses(value: int) -> dict[str, Any]:
    """What a cardinal may be; a language's words may be less."""
    senses: dict[str, Any] = {"NUMBER": value}
    if 0 < value < 30 and value % 5 == 0:
        senses["FIVES"] = value
    if 0 <= value <= 24:
        senses["HOUR"] = value
    if 0 <= value <= 59:
        senses["MINUTE"] = value
    if 10 <= value <= 59:
        senses["MINUTES"] = value
    if 1 <= value <= 29:
        senses["FEW"] = value
    if 1 <= value <= 31:
        senses["DAYNUMBER"] = value
    if 2000 <= value <= 2100:
        senses["YEAR"] = value
    return senses


class Grammar:
    """The grammar of one language, out of its tables."""

    def __init__(self, words: WhenWords) -> None:
        self._words = words
        self._fixed = {folded(word): dict(senses) for word, senses in words.senses.items()}
        self._rules = rules(words.rules)
        self._clock = rules(words.clock)
        self._bare = (*self._clock, *rules(words.bare))
        phrases: dict[str, tuple[str, ...]] = {word: (word,) for word in self._fixed if " " in word}
        phrases |= {
            folded(phrase): tuple(folded(other).split()) for phrase, other in words.rewrites.items()
        }
        self._phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = tuple(phrase.split())
            self._phrases.setdefault(parts[0], []).append((parts, phrases[phrase]))
        self._corrections, self._negations = _all(words.corrections), _all(words.negations)
        self._than, self._fillers = _all(words.than), _all(words.fillers)
        self._small, self._refusing = _all(words.behind_negation), _all(words.refusing)
        self.senses = lru_cache(_MOST_SENSES)(self._senses)
        self._times = lru_cache(_MOST_SENSES)(self._times_of)
        self._candidates = lru_cache(_MOST_SENSES)(self._candidates_of)

    def parse(self, text: str, now: datetime, hours: WeeklyHours | None = None) -> When | None:
        """A day, a time, or both; None when the words have no such meaning or contradict themselves.

        `now` is local time of the business. Clock times from one to 6:59 without a part of the day are
        in the afternoon unless the opening hours say otherwise; weekdays are the next to come.
        """
        found: When | None = None
        try:
            for tokens, denied in self._stretches(self.tokens(text)):
                stretch = self._read(tokens, now)
                if stretch.said:
                    if found and found.date and found.date.weekday() in denied:
                        found = replace(found, date=None, end_date=None)
                    found = _over(found, _put_together(stretch, now, hours))
        except Contradictory:
            return None
        return found

    def tokens(self, text: str) -> list[str]:
        """Folded words; phrases that the tables know are one token."""
        plain = [
            part for token in _TOKEN.findall(folded(text)) for part in self._words.divide(token)
        ]
        joined: list[str] = []
        at = 0
        while at < len(plain):
            for parts, other in self._phrases.get(plain[at], ()):
                if tuple(plain[at : at + len(parts)]) == parts:
                    joined += other
                    at += len(parts)
                    break
            else:
                joined.append(plain[at])
                at += 1
        return joined

    def time(self, tokens: Sequence[str], at: int, *, bare: bool) -> tuple[ClockTime, int] | None:
        """A time of day beginning at a token, and where it ends; "pm" behind it belongs to it."""
        if at >= len(tokens):
            return None
        for rule in self._times(tokens[at], bare):
            found = rule.match(tokens, at, self)
            said = rule.action(*found[0]) if found else None
            if said is None or found is None:
                continue
            end = found[1]
            half = self.senses(tokens[end]).get("HALF") if end < len(tokens) else None
            if half is None:
                return said, end
            return said.in_half(afternoon=half == "pm"), end + 1
        return None

    def _senses(self, word: str) -> Senses:
        if word in self._fixed:
            return self._fixed[word]
        if word.isdecimal():
            return number_senses(int(word))
        if word[-1:] == "." and word[:-1].isdecimal():
            return {"ORDINAL": int(word[:-1])}
        iso, written, digital = (
            pattern.fullmatch(word) for pattern in (_ISO_DATE, _DATE, _DIGITAL)
        )
        if iso is not None:
            return {"DATE": (int(iso[3]), int(iso[2]), int(iso[1]))}
        if written is not None:
            year = int(written[3]) if written[3] else None
            return {"DATE": (int(written[1]), int(written[2]), year)}
        if digital is not None:
            exact = int(digital[1]) > 12 or digital[1][0] == "0"
            said = ClockTime(int(digital[1]), int(digital[2]), exact=exact)
            return {"DIGITAL": said} if said.valid else {}
        return {}

    def begins_time(self, word: str, *, bare: bool) -> bool:
        """True when a time of day may begin with that word."""
        return bool(self._times(word, bare))

    def _times_of(self, word: str, bare: bool) -> tuple[Rule, ...]:
        table = self._bare if bare else self._clock
        return tuple(rule for rule in table if rule.may_begin(word, self))

    def _candidates_of(self, word: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self._rules if rule.may_begin(word, self))

    def _piece(self, tokens: Sequence[str], at: int) -> tuple[Rule, list[Any], int] | None:
        for rule in self._candidates(tokens[at]):
            found = rule.match(tokens, at, self)
            if found is not None and found[1] > at:
                return rule, *found
        return None

    def _read(self, tokens: Sequence[str], now: datetime) -> Stretch:
        """Everything that one stretch of tokens names; tokens that say nothing are skipped."""
        stretch, at, plain = Stretch(), 0, True
        while at < len(tokens):
            piece = self._piece(tokens, at)
            if piece is None:
                at += 1
                continue
            rule, values, at = piece
            rule.action(stretch, now, *values)
            plain = False
        if plain:
            self._read_bare(tokens, stretch)
        return stretch

    def _read_bare(self, tokens: Sequence[str], stretch: Stretch) -> None:
        """A number that is all that was said is a time: "zehn", "zehn dreißig"."""
        rest = [token for token in tokens if token not in self._fillers]
        if not 1 <= len(rest) <= 3 or "ARTICLE" in self.senses(rest[0]):
            return
        found = self.time(rest, 0, bare=True)
        if found is not None and found[1] == len(rest):
            stretch.times.append(found[0])

    def _stretches(self, tokens: Sequence[str]) -> list[tuple[list[str], set[int]]]:
        """Cuts at corrections, and drops what was negated; beside each the weekdays that were dropped from it."""
        parts: list[list[str]] = [[]]
        for token in tokens:
            if token in self._corrections:
                parts.append([])
            elif token in self._than:
                parts.append([next(iter(self._negations))])
            else:
                parts[-1].append(token)
        return [
            (kept, self._weekdays(part) - self._weekdays(kept))
            for part in parts
            if (kept := self._without_negated(part))
        ]

    def _weekdays(self, tokens: Sequence[str]) -> set[int]:
        return {
            senses["WEEKDAY"] for token in tokens if "WEEKDAY" in (senses := self.senses(token))
        }

    def _without_negated(self, part: list[str]) -> list[str]:
        """What a negation leaves: "nicht dienstag mittwoch" leaves "mittwoch"; "dienstag geht nicht" leaves nothing."""
        at = next((at for at, token in enumerate(part) if token in self._negations), None)
        if at is None:
            return part
        before, after = part[:at], part[at + 1 :]
        if not after:
            return []
        if self._refused(before, {part[at], *before[-1:], after[0]}):
            return self._without_negated(after)
        kept = [] if self._words.refuses_before else before
        at = 0
        while at < len(after):
            piece = self._piece(after, at)
            if piece is not None or after[at] not in self._small:
                end = piece[2] if piece else at + 1
                return kept + self._without_negated(after[end:])
            at += 1
        return kept

    def _refused(self, before: Sequence[str], around: set[str]) -> bool:
        """True when a negation refuses what stands before it; `around` are the words that tell."""
        named = [senses for token in before if (senses := self.senses(token))]
        days = any("WEEKDAY" in senses or "ORDINAL" in senses for senses in named)
        if self._words.refuses_before and days:
            return True
        return bool(around & self._refusing) and any(
            self._piece(before, at) for at in range(len(before))
        )


def _all(words: frozenset[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


def _over(before: When | None, new: When) -> When:
    """A correction keeps what it does not name."""
    if before is None:
        return new
    if new.date is None:
        new = replace(new, date=before.date, end_date=before.end_date)
    if new.time is None and new.end_time is None and new.daypart is None:
        new = replace(new, time=before.time, end_time=before.end_time, daypart=before.daypart)
    return new


def _put_together(stretch: Stretch, now: datetime, hours: WeeklyHours | None) -> When:
    if stretch.moment is not None:
        return When(
            date=stretch.moment.date(), time=stretch.moment.time().replace(second=0, microsecond=0)
        )
    day, end_day = _day(stretch, now.date())
    if stretch.by_day and end_day is None:
        day, end_day = now.date(), day
    start, end = _times(stretch, hours)
    return When(date=day, time=start, end_date=end_day, end_time=end, daypart=stretch.daypart)


def _day(stretch: Stretch, today: date) -> tuple[date | None, date | None]:
    later = timedelta(weeks=stretch.weeks_later)
    if stretch.weekdays:
        found = [_weekday(weekday, stretch, today) + later for weekday in stretch.weekdays]
        if stretch.days:
            if stretch.days[0] not in {day - later for day in found} and any(
                day.weekday() != stretch.weekdays[0] for day in stretch.days
            ):
                raise Contradictory
            return stretch.days[0] + later, None
        if stretch.in_order and found[-1] < found[0]:
            found[-1] += timedelta(weeks=1)
        return _first_and_last(found)
    if stretch.days:
        return _first_and_last([day + later for day in stretch.days])
    if stretch.span is not None:
        first, last = stretch.span
        return first, None if last == first else last
    return None, None


def _first_and_last(days: Sequence[date]) -> tuple[date, date | None]:
    distinct = sorted(set(days))
    if len(distinct) > 2:
        raise Contradictory
    if len(distinct) == 2 and distinct[1] - distinct[0] > timedelta(days=7):
        raise Contradictory
    return distinct[0], distinct[1] if len(distinct) == 2 else None


def _weekday(weekday: int, stretch: Stretch, today: date) -> date:
    if stretch.week is not None:
        return stretch.week + timedelta(days=weekday)
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + (7 if stretch.after_next else 0))


def _times(stretch: Stretch, hours: WeeklyHours | None) -> tuple[time | None, time | None]:
    times = [resolve(said, stretch.daypart, hours) for said in stretch.times]
    end = resolve(stretch.until, stretch.daypart, hours) if stretch.until is not None else None
    if len(set(times)) > 2:
        raise Contradictory
    if len(set(times)) == 2 and end is None:
        times.sort()
        return times[0], times[1]
    start = times[0] if times else None
    if start is not None and end is not None and end <= start:
        late = start.replace(hour=(start.hour + 12) % 24) if start.hour >= 12 else start
        start = late if late < end else start
    return start, end
