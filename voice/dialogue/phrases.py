"""The sentences of a dialogue: catalogue entries filled with spoken forms, never words of its own."""

from collections.abc import Sequence
from datetime import datetime

from config.catalogue import Catalogue
from config.models import Business
from voice.dialogue.acts import Offer
from voice.language.languages import Language


class Phrasebook:
    """Everything that one business's callers hear, in one language."""

    def __init__(self, catalogue: Catalogue, business: Business, language: Language) -> None:
        self._catalogue = catalogue
        self._business = business
        self._language = language

    def text(self, key: str, **values: str) -> str:
        """One entry, the business's own wording first."""
        return self._catalogue.text(key, **values)

    def variant(self, key: str, number: int, **values: str) -> str:
        """The n-th wording of an entry, counted from 1; the last one stays."""
        return self._catalogue.variant(key, number, **values)

    def ask(self, topic: str, attempt: int) -> str:
        """A question in the words of its n-th attempt."""
        return self._catalogue.variant(f"ask.{topic}", attempt, services=self.services())

    def services(self) -> str:
        """A few of the services, joined as in speech."""
        names = self.service_names()[:4]
        join = self.text("offer.join")
        return join.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    def service_names(self) -> list[str]:
        """What can be booked, in this language where its name is known."""
        key = self._language.key
        return [service.called(key) for service in self._business.services.values()]

    def _day(self, start: datetime) -> str:
        """The day of an appointment, with its weekday."""
        return self._language.spoken_date(start.date(), case="dative")

    def _time(self, start: datetime) -> str:
        """The time of day of an appointment."""
        return self._language.spoken_time(start.time())

    def slots(self, offers: Sequence[Offer]) -> list[str]:
        """Offers as people say them: the day is named once for times of one day."""
        spoken: list[str] = []
        previous: datetime | None = None
        for offer in offers:
            if previous is not None and previous.date() == offer.start.date():
                spoken.append(self.text("slot.same_day", time=self._time(offer.start)))
            else:
                spoken.append(
                    self.text("slot.day", date=self._day(offer.start), time=self._time(offer.start))
                )
            previous = offer.start
        return spoken

    def offer(self, offers: Sequence[Offer]) -> str:
        """At most three free times and the question which one."""
        spoken = self.slots(offers[:3])
        names = ("first", "second", "third")
        size = ("one", "two", "three")[len(spoken) - 1]
        return self.text(f"offer.{size}", **dict(zip(names, spoken, strict=False)))

    def which(self, offers: Sequence[Offer]) -> str:
        """The same offers once more, in other words."""
        return self.text("offer.which", list=self.text("offer.join").join(self.slots(offers)))

    def read_back(self, offer: Offer, *, name: str, phone: str) -> str:
        """All that will be stored, for the caller to agree to (name, number, day with date, time)."""
        return self.text(
            "read_back",
            service=self._business.services[offer.service].called(self._language.key),
            staff=self._business.staff[offer.staff].name,
            date=self._day(offer.start),
            time=self._time(offer.start),
            name=name,
            phone=self._language.spoken_phone(phone),
        )

    def done(self, offer: Offer, status: str) -> str:
        """Booked, or noted until somebody confirms it."""
        return self.text(
            "booked" if status == "confirmed" else "requested",
            staff=self._business.staff[offer.staff].name,
            date=self._day(offer.start),
            time=self._time(offer.start),
        )
