"""What a business's answers, emergencies and closed hours may say: checked where they are written."""

import re
import string

from config.document import Document, Place
from config.models import Business

MOST_TEXT = 300
MOST_SENTENCES = 2
_SENTENCE = re.compile(r"[^.!?]*[^.!?\s][.!?]+(?=\s+[A-ZÄÖÜА-ЯІЇЄҐ]|\s*$)")
_SHORT = re.compile(
    r"\b(?:Nr|Str|Dr|Prof|bzw|ca|inkl|z\. ?B|u\. ?a|d\. ?h|St|Tel)\.", re.IGNORECASE
)
_ANSWER_PLACES = frozenset({"hours", "place"})
_CLOSED_PLACES = frozenset({"business", "opens"})


def sentence_count(text: str) -> int:
    """How many sentences a text has; one without a full stop counts too."""
    plain = re.sub(r"\d\.(?=\s)", "0", _SHORT.sub("", text.strip()))
    ends = list(_SENTENCE.finditer(plain))
    rest = plain[ends[-1].end() :] if ends else plain
    return len(ends) + bool(rest.strip())


def placeholders(text: str) -> frozenset[str] | None:
    """The names in braces; None when a brace is left alone."""
    try:
        return frozenset(
            name for _, name, _, _ in string.Formatter().parse(text) if name is not None
        )
    except ValueError:
        return None


def check_answers(business: Business, document: Document) -> None:
    """Notes what cannot be said or never be recognised."""
    if business.place is not None:
        _check_answer(("place",), business.place, document)
    for key, faq in business.faq.items():
        _check_answer(("faq", key, "answer"), faq.answer, document)
        names = placeholders(faq.answer)
        if names is None or not names <= _ANSWER_PLACES:
            known = " ".join(f"{{{name}}}" for name in sorted(_ANSWER_PLACES))
            found = "a placeholder that nothing fills"
            document.blame(("faq", key, "answer"), found, f"allowed: {known}")
        _check_phrases(("faq", key, "questions"), faq.questions, document, stars=False)
    for key, emergency in business.emergencies.items():
        place = ("emergencies", key)
        _check_phrases((*place, "words"), emergency.words, document)
        _check_phrases((*place, "unless"), emergency.unless, document)
        _check_length((*place, "say"), emergency.say, document)
        if not emergency.subject.strip():
            document.blame((*place, "subject"), "empty", 'a word or two like "Gasgeruch"')
    _check_closed(business, document)


def _check_answer(place: Place, text: str, document: Document) -> None:
    if sentence_count(text) > MOST_SENTENCES:
        remedy = "at most two: a caller cannot read it again"
        document.blame(place, f"{sentence_count(text)} sentences", remedy)
    _check_length(place, text, document)


def _check_length(place: Place, text: str, document: Document) -> None:
    if not text.strip():
        document.blame(place, "empty", "write what the caller hears, or remove the entry")
    elif len(text) > MOST_TEXT:
        document.blame(place, f"{len(text)} letters", f"at most {MOST_TEXT}: people listen")


def _check_phrases(
    place: Place, phrases: tuple[str, ...], document: Document, *, stars: bool = True
) -> None:
    """Each has a word; a star ends a word of at least three letters, so that it cannot mean everything."""
    for index, phrase in enumerate(phrases):
        at = (*place, str(index))
        if not re.search(r"[^\W_]", phrase):
            document.blame(at, f'"{phrase}"', "words as callers say them are expected")
        elif "*" in phrase and not stars:
            document.blame(at, f'"{phrase}"', "leave out the star: endings are understood anyway")
        elif any("*" in word and not re.fullmatch(r"\w{3,}\*", word) for word in phrase.split()):
            document.blame(at, f'"{phrase}"', "a star stands at the end of a word: verblut*")


def _check_closed(business: Business, document: Document) -> None:
    closed, place = business.closed_call, ("closed_call", "greeting")
    if len(set(closed.offers)) < len(closed.offers):
        document.blame(("closed_call", "offers"), "the same twice", "name each of them once")
    if closed.greeting is None:
        return
    names = placeholders(closed.greeting)
    if names is None or not names <= _CLOSED_PLACES:
        known = " ".join(f"{{{name}}}" for name in sorted(_CLOSED_PLACES))
        document.blame(place, "a placeholder that nothing fills", f"allowed: {known}")
    _check_length(place, closed.greeting, document)
