"""Ukrainian phrases for a recogniser with a general vocabulary."""

from voice.language.grammars import GrammarWords, PhraseLists, Phrases
from voice.language.uk.spoken import number_word, ordinal_word
from voice.language.uk.when import DAYPARTS, MONTHS, RELATIVE_DAYS, WEEKDAYS

_ALWAYS: Phrases = (
    "хвилинку", "одну хвилинку будь ласка", "перепрошую", "повторіть будь ласка", "ще раз будь ласка", "допоможіть", "стоп",
    "алло", "неправильно", "ні", "так", "людину будь ласка", "поговорити з людиною", "до побачення", "будь ласка", "дякую", "е",
    "ну", "я", "не знаю",
)  # fmt: skip
_ANSWERS: Phrases = (
    "так будь ласка", "так правильно", "все правильно", "правильно", "вірно", "точно", "добре", "гаразд", "звичайно", "підходить",
    "мені підходить", "згоден", "згодна", "ні дякую", "це неправильно", "не підходить", "не так", "краще ні", "це все",
    "ні це все", "можливо", "день", "час", "ім'я", "номер", "послуга",
)  # fmt: skip
_CLOCK: Phrases = (
    "о", "об", "на", "годині", "година", "пів", "чверть", "за", "до", "після", "з", "між", "і", "у", "в", "краще", "не", "або",
    "наступного", "наступний", "тижня", "через тиждень", "через два тижні", "все одно", "якнайшвидше", "перший", "другий",
    "третій", "останній", "щось інше", "опівдні",
)  # fmt: skip
_NUMBER: Phrases = ("мій номер", "номер", "і", "потім", "двічі", "плюс")


def _numbers(most: int) -> Phrases:
    return tuple(number_word(number) for number in range(most))


GRAMMARS = PhraseLists(
    GrammarWords(
        always=_ALWAYS,
        answers=_ANSWERS,
        times=(
            *_CLOCK, *WEEKDAYS, *MONTHS, *DAYPARTS, *RELATIVE_DAYS,
            *(ordinal_word(day, "genitive") for day in range(1, 32)),
            *(ordinal_word(hour, "locative") for hour in range(1, 24)),
            *(ordinal_word(hour, "feminine") for hour in range(1, 13)), *_numbers(60),
        ),
        numbers=(*_NUMBER, *_numbers(100)),
        by_person="до {name}",
    )
)  # fmt: skip
grammar = GRAMMARS.of
