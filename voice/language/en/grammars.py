"""English phrases for a recogniser with a general vocabulary."""

from voice.language.en.numbers import ORDINALS, number_words
from voice.language.en.when import DAYPARTS, MONTHS, RELATIVE_DAYS, WEEKDAYS
from voice.language.grammars import GrammarWords, PhraseLists, Phrases

_ALWAYS: Phrases = (
    "moment", "one moment please", "pardon", "say that again please", "repeat that please", "help", "stop", "hold on", "hello",
    "wrong", "no", "yes", "a person please", "speak to a person", "goodbye", "bye", "please", "thanks", "thank you", "um", "well",
    "i", "i don't know",
)  # fmt: skip
_ANSWERS: Phrases = (
    "yes please", "yes that's right", "that's right", "that's correct", "correct", "right", "exactly", "okay", "all right", "sure",
    "of course", "that's fine", "that works", "sounds good", "no thanks", "no thank you", "that's wrong", "that's not right",
    "that doesn't work", "rather not", "that's all", "no that's all", "not sure", "maybe", "the day", "the time", "the name",
    "the number", "the service",
)  # fmt: skip
_CLOCK: Phrases = (
    "at", "o'clock", "half", "half past", "quarter", "quarter to", "quarter past", "before", "after", "from", "until", "between",
    "and", "on", "the", "of", "rather", "not", "or", "next", "this", "week", "in", "a week", "two weeks", "a m", "p m", "noon",
    "as soon as possible", "i don't mind", "the first", "the second", "the third", "the last one", "something else", "works for me",
)  # fmt: skip
_NUMBER: Phrases = (
    "my number is",
    "the number is",
    "and",
    "then",
    "double",
    "triple",
    "plus",
    "oh",
)


def _numbers(most: int) -> Phrases:
    return tuple(number_words(number) for number in range(most))


GRAMMARS = PhraseLists(
    GrammarWords(
        always=_ALWAYS,
        answers=_ANSWERS,
        times=(
            *_CLOCK, *WEEKDAYS, *MONTHS, *DAYPARTS, *RELATIVE_DAYS,
            *(word for word in ORDINALS if word[0].isalpha()), *_numbers(60),
        ),
        numbers=(*_NUMBER, *_numbers(100)),
        by_person="with {name}",
    )
)  # fmt: skip
grammar = GRAMMARS.of
