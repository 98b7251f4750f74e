"""What callers are told of the business: prices, hours and the place, from its own file."""

from config.models import TimeRange, Weekday
from voice.dialogue.talk import Talk

Ranges = tuple[TimeRange, ...]


def price(talk: Talk, service: str | None) -> str:
    """What a service costs, where the price list says so."""
    known = None if service is None else talk.business.services[service]
    if known is None or known.price_eur is None:
        return talk.phrases.text("price.from")
    return talk.phrases.text(
        "price.known",
        service=known.called(talk.language.key),
        price=talk.language.spoken_price(known.price_eur),
    )


def place(talk: Talk) -> str:
    """Where the business is, where its file says so in the language of the call."""
    written = talk.business.place if in_its_own_language(talk) else None
    return written or talk.phrases.text("place")


def hours(talk: Talk) -> str:
    """The week's opening hours: days that follow each other and have the same are named together."""
    text, language = talk.phrases.text, talk.language
    runs: list[tuple[list[int], Ranges]] = []
    for number, weekday in enumerate(Weekday):
        ranges = talk.business.hours.get(weekday, ())
        if ranges and runs and runs[-1][1] == ranges and runs[-1][0][-1] == number - 1:
            runs[-1][0].append(number)
        elif ranges:
            runs.append(([number], ranges))
    spoken = []
    for days, ranges in runs:
        names = [language.weekday_name(day) for day in (days[0], days[-1])]
        named = text("hours.days", first=names[0], last=names[1]) if len(days) > 1 else names[0]
        times = [
            text("hours.range", opens=language.spoken_time(r.opens), closes=language.spoken_time(r.closes))
            for r in ranges
        ]  # fmt: skip
        spoken.append(text("hours.day", days=named, ranges=text("hours.and").join(times)))
    return text("hours.open", hours=", ".join(spoken))


def in_its_own_language(talk: Talk) -> bool:
    """False where the caller has changed to another than the business's file is written in."""
    return talk.language.key == talk.business.language
