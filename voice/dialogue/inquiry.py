"""The way to an inquiry: problem, address, urgency, name, number, read-back, yes."""

from voice.dialogue.acts import Act, Decide, Inquire, InquiryStored, Say
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.choices import match_choice
from voice.language.values import Answer, Intent

LEAST_WORDS = 2
"""Fewer are no description of a problem."""


def advance(talk: Talk) -> list[Act]:
    """The next missing part, or everything read back."""
    facts = talk.facts
    talk.goal = Goal.INQUIRY
    for slot in ("problem", "address", "urgency", "name", "phone"):
        if getattr(facts, slot) is None:
            return talk.ask(slot)
    summary = talk.phrases.text(
        "inquiry.read_back",
        problem=facts.problem or "",
        address=talk.language.normalise(facts.address or ""),
        urgency=talk.phrases.text(f"inquiry.{facts.urgency}"),
        name=facts.name or "",
        phone=talk.language.spoken_phone(facts.phone or ""),
    )
    return [Say(summary), *talk.ask("confirm", pending=Pending.READ_BACK)]


def absorb(talk: Talk, reading: Reading) -> list[Act]:
    """Takes over what was said; the problem and the address are taken as they are told."""
    facts, fills, quote = talk.facts, list[Act](), reading.text
    if reading.name is not None:
        given = f"{reading.name.given} " if reading.name.given else ""
        facts.name = given + reading.name.family
        fills.append(talk.fill("name", facts.name, quote))
    if reading.phone is not None:
        facts.phone = reading.phone.e164
        fills.append(talk.fill("phone", facts.phone, quote))
    if reading.urgency is not None:
        facts.urgency = reading.urgency
        fills.append(talk.fill("urgency", reading.urgency, quote))
    if reading.address is not None and talk.question == "address":
        facts.address = reading.address
        fills.append(talk.fill("address", reading.address, quote))
    tells = talk.question == "problem" or (talk.question == "open" and facts.problem is None)
    if tells and _is_problem(talk, reading):
        facts.problem = reading.text
        fills.append(talk.fill("problem", reading.text, quote))
    return fills


def _is_problem(talk: Talk, reading: Reading) -> bool:
    """A greeting with a name, or a single word, describes nothing; the open question is generous."""
    if len(reading.text.split()) < LEAST_WORDS:
        return False
    if talk.question == "problem":
        return True
    only_said_hello = Intent.GREETING in reading.intents or reading.name is not None
    told = talk.language.without_introduction(reading.text)
    return len(told.split()) >= LEAST_WORDS if only_said_hello else True


def category(talk: Talk) -> str | None:
    """Which kind of order the problem is, by its words; None when they tell none."""
    kinds = {key: (kind.name, *kind.words) for key, kind in talk.business.categories.items()}
    found = match_choice(talk.facts.problem or "", kinds)
    return found[0] if found else None


def answer(talk: Talk, reading: Reading) -> list[Act]:
    """Words while an inquiry is being taken."""
    fills = absorb(talk, reading)
    if not fills:
        return talk.fail("inquiry_unclear")
    talk.pending = Pending.NOTHING
    return [Decide("inquiry"), *fills, *advance(talk)]


def answer_read_back(talk: Talk, reading: Reading, *, overlapped: bool) -> list[Act]:
    """Yes stores, nothing else does."""
    facts = talk.facts
    if reading.answer is Answer.YES and overlapped:
        return [Decide("yes_before_the_read_back_was_heard"), *advance(talk)]
    if reading.answer is Answer.YES:
        parts = (facts.problem, facts.address, facts.urgency, facts.name, facts.phone)
        if any(part is None for part in parts):
            return advance(talk)
        problem, address, urgency, name, phone = (part or "" for part in parts)
        agreed = Inquire(problem, address, urgency, name, phone, category(talk))
        return [Decide("confirmed"), agreed]
    if reading.answer is Answer.NO:
        fills = absorb(talk, reading)
        if fills:
            return [Decide("corrected"), *fills, *advance(talk)]
        return [Decide("read_back_refused"), *talk.ask("open", pending=Pending.CHANGE)]
    return talk.fail("read_back_unclear")


def change(talk: Talk, reading: Reading) -> list[Act]:
    """Which part of the read-back was wrong."""
    subject = talk.language.subject(reading.text)
    if subject not in ("problem", "address", "urgency", "name", "phone"):
        return talk.fail("change_unclear")
    setattr(talk.facts, subject, None)
    talk.pending = Pending.NOTHING
    return [Decide("change"), *advance(talk)]


def stored(talk: Talk, result: InquiryStored) -> list[Act]:
    """The row exists, so it may be said."""
    del result
    facts = talk.facts
    facts.problem = facts.address = facts.urgency = None
    talk.goal, talk.pending = Goal.UNKNOWN, Pending.NOTHING
    talk.attempts.clear()
    said = Say(talk.phrases.text("inquiry.stored"))
    return [said, *talk.goodbye()] if talk.leaving else [said, *talk.ask("more")]
