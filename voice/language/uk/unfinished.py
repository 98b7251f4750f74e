"""Ukrainian answers of which more must come, or may."""

from voice.language.folding import folded
from voice.language.uk.names import GIVEN_NAMES
from voice.language.uk.numbers import SIMPLE
from voice.language.unfinished import Unfinished, UnfinishedWords

UNFINISHED = Unfinished(
    UnfinishedWords(
        must_go_on=folded(
            r"\b(?:хочу|хотів би|хотіла б|хотів|хотіла|мені потрібно|треба|було б|якщо|якби|мене звати|моє прізвище|на прізвище|мій номер|"
            r"номер|між|можна|запишіть|запишіть мене|це пан|це пані)|^(?:ні )?не (?:у|в|о|об|на) \w+|^ні не"
        ),
        may_go_on=folded(r"^(?:е |ну |ой )?(?:ні|нє|стоп|чекайте|хвилинку)|\b(?:підходить|можна|зручно)"),
        is_number=SIMPLE.__contains__,
        with_a_number=frozenset(folded("година годині годин між до пів чверть на за без по після").split()),
        given_names=GIVEN_NAMES,
        before_names=frozenset(folded("звати звуть це я прізвище ім'я е ну").split()),
        spelling=(),
        tail=frozenset(
            folded(
                """
                так да будь ласка дякую щиро дуже добре гаразд звичайно правильно вірно точно підходить мені це чудово ага угу
                окей супер було б якщо можна годині години
                """
            ).split()
        ),
    )
)  # fmt: skip
must_go_on = UNFINISHED.must_go_on
may_go_on = UNFINISHED.may_go_on
is_tail = UNFINISHED.is_tail
