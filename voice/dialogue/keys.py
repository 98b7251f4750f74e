"""The telephone's keys as answers: what each one means at the open question. `#` ends a number, `*` says it again."""

from datetime import date, datetime, time

from voice.dialogue.reading import Reading
from voice.dialogue.talk import Pending, Talk
from voice.language.values import Answer, Intent, Urgency, When

YES_KEY, NO_KEY, PERSON_KEY, AGAIN_KEY, END_KEY = "1", "2", "0", "*", "#"
MOST_DIGITS = 20
"""More is no number of anything; the last ones count."""


def takes_numbers(talk: Talk) -> bool:
    """True where a key is one digit of several, `0` among them."""
    if talk.question == "phone":
        return True
    return talk.question == "when" and talk.pending is not Pending.OFFERS


def press(talk: Talk, digit: str) -> str | None:
    """Adds a digit; gives the number when it is complete."""
    if digit == END_KEY:
        number, talk.keys = talk.keys, ""
        return number
    talk.keys = (talk.keys + digit)[-MOST_DIGITS:]
    return None


def number(talk: Talk, digits: str, now: datetime) -> Reading | None:
    """What a complete number says: a telephone number, or day, month and time by two digits each."""
    if talk.question == "phone":
        phone = talk.language.phone(" ".join(digits))
        return None if phone is None else Reading(text="", phone=phone)
    when = _when(
        digits, now, dated=talk.facts.wish is not None and talk.facts.wish.date is not None
    )
    return None if when is None else Reading(text="", when=when)


def single(talk: Talk, digit: str) -> Reading | None:
    """What one key says at a question that a number does not answer; None for nothing."""
    match talk.question:
        case "confirm" | "more":
            answers = {YES_KEY: Answer.YES, NO_KEY: Answer.NO}
            return Reading(text="", answer=answers[digit]) if digit in answers else None
        case "urgency":
            urgencies: dict[str, Urgency] = {YES_KEY: "urgent", NO_KEY: "normal"}
            return Reading(text="", urgency=urgencies[digit]) if digit in urgencies else None
        case "open":
            intents = {YES_KEY: Intent.BOOK, NO_KEY: Intent.MESSAGE}
            return (
                Reading(text="", intents=frozenset({intents[digit]})) if digit in intents else None
            )
        case "service":
            services = list(talk.business.services)
            chosen = int(digit) - 1 if digit.isdigit() else -1
            return (
                Reading(text="", service=services[chosen]) if 0 <= chosen < len(services) else None
            )
        case _:
            return None


def explained(talk: Talk) -> str:
    """Which keys the open question takes, in words."""
    phrases = talk.phrases
    match talk.question:
        case "service":
            names = phrases.service_names()[:9]
            choices = [
                phrases.text("keys.choice", digit=talk.language.normalise(str(index)), name=name)
                for index, name in enumerate(names, 1)
            ]
            return phrases.text("keys.service", choices=", ".join(choices))
        case "when" if talk.pending is Pending.OFFERS:
            return phrases.text("keys.offers")
        case "confirm" | "more" | "phone" | "when" | "urgency" | "open" as question:
            return phrases.text(f"keys.{question}")
        case _:
            return phrases.text("keys.none")


def _when(digits: str, now: datetime, *, dated: bool) -> When | None:
    """DDMMHHMM, DDMM, or HHMM once the day is known; a day that has passed is next year's."""
    if not digits.isdigit() or len(digits) not in (4, 8):
        return None
    try:
        if len(digits) == 4 and dated:
            return When(time=time(int(digits[:2]), int(digits[2:])))
        day = date(now.year, int(digits[2:4]), int(digits[:2]))
        if day < now.date():
            day = day.replace(year=now.year + 1)
        at = time(int(digits[4:6]), int(digits[6:])) if len(digits) == 8 else None
    except ValueError:
        return None
    return When(date=day, time=at)
