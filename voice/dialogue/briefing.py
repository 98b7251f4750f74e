"""What a model is told: who it works for, which facts it may use, and what the caller said, as data."""

import json
from collections.abc import Sequence

from config.catalogue import Catalogue
from config.models import Business
from config.prompts import Prompts, prompts
from voice.dialogue.free_speech import FreeSpeech
from voice.dialogue.talk import Talk
from voice.language.languages import Language
from voice.thinking.model import Message

EARLIER_WORDS = 2
"""How many of the caller's sentences before this one are told."""


class Briefing:
    """One business's; the beginning of every request is the same to the byte, what changes comes last."""

    def __init__(self, business: Business, language: Language) -> None:
        self._texts: Prompts = prompts(language.key)
        facts = _facts(business, self._texts)
        listed = "\n".join(f"- {fact}" for fact in facts)
        told = self._texts.instructions.format(business=business.name, facts=listed)
        self._system = Message("system", told)
        own = Catalogue.of(business, language.key).texts()
        self.free_speech = FreeSpeech(facts, own, self._texts, language)

    def ask(self, talk: Talk, words: str) -> list[Message]:
        """The request for one turn; what callers said stands in the user's message only, as JSON text."""
        told = {
            "question": talk.question_text(1),
            "before": talk.heard[-EARLIER_WORDS:],
            "caller": words,
        }
        if talk.hint is not None:
            told["operator"] = talk.hint.text
        return [self._system, Message("user", json.dumps(told, ensure_ascii=False))]

    def again(self, messages: Sequence[Message], answer: str, error: str) -> list[Message]:
        """The same request once more, after an answer that could not be used."""
        why = self._texts.retry.format(error=error.rstrip("."))
        return [*messages, Message("assistant", answer[:500]), Message("user", why)]


def _facts(business: Business, texts: Prompts) -> list[str]:
    """Only what a figure cannot be wrong in: opening hours and free times are the program's to say."""
    facts = [texts.facts["machine"], texts.facts["business"].format(name=business.name)]
    for service in business.services.values():
        key = "service_without_price" if service.price_eur is None else "service"
        minutes, price = str(service.duration_min), service.price_eur or ""
        facts.append(texts.facts[key].format(name=service.name, minutes=minutes, price=price))
    if business.staff:
        names = ", ".join(person.name for person in business.staff.values())
        facts.append(texts.facts["staff"].format(names=names))
    return facts
