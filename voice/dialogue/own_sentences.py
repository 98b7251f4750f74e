"""Sentences about an appointment that the caller has: which one, and its old and new time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.models import Business
from voice.dialogue.acts import Offer, Own
from voice.dialogue.phrases import Phrasebook
from voice.language.languages import Language


@dataclass(frozen=True)
class OwnSentences:
    """In the words of one business's phrasebook."""

    business: Business
    phrases: Phrasebook
    language: Language

    def which(self, owns: Sequence[Own]) -> str:
        """Which of several is meant."""
        spoken = [self.about("own.one", own) for own in owns]
        return self.phrases.text("own.which", list=self.phrases.text("offer.join").join(spoken))

    def about(self, key: str, own: Own) -> str:
        """One sentence about an appointment; what the firm no longer has is called by its key."""
        service = self.business.services.get(own.service)
        return self.phrases.text(
            key,
            service=service.name if service else own.service,
            staff=self._person(own.staff),
            date=self._day(own.start),
            time=self.language.spoken_time(own.start.time()),
        )

    def read_back(self, own: Own, offer: Offer) -> str:
        """The old time and the new one, for the caller to agree to."""
        before = self.language.spoken_time(own.start.time())
        return self.phrases.text(
            "own.read_back",
            service=self.business.services[offer.service].name,
            staff=self._person(offer.staff),
            before=f"{self._day(own.start)} {self.phrases.text('slot.same_day', time=before)}",
            date=self._day(offer.start),
            time=self.language.spoken_time(offer.start.time()),
        )

    def moved(self, offer: Offer) -> str:
        """The new time is in the book."""
        return self.phrases.text(
            "own.moved",
            staff=self._person(offer.staff),
            date=self._day(offer.start),
            time=self.language.spoken_time(offer.start.time()),
        )

    def _day(self, start: datetime) -> str:
        return self.language.spoken_date(start.date(), case="dative")

    def _person(self, key: str) -> str:
        person = self.business.staff.get(key)
        return person.name if person else key
