"""What callers are told of the business: prices, hours and the place, from its own file."""

from config.models import Weekday
from voice.dialogue.talk import Talk


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
    """The week's opening hours, day by day."""
    language = talk.language
    days = [
        talk.phrases.text(
            "hours.day",
            day=language.weekday_name(list(Weekday).index(weekday)),
            opens=language.spoken_time(ranges[0].opens),
            closes=language.spoken_time(ranges[-1].closes),
        )
        for weekday, ranges in talk.business.hours.items()
        if ranges
    ]
    return talk.phrases.text("hours.open", hours=", ".join(days))


def in_its_own_language(talk: Talk) -> bool:
    """False where the caller has changed to another than the business's file is written in."""
    return talk.language.key == talk.business.language
