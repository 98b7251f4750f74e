"""What is understood of Ukrainian: the shared code over its tables."""

from voice.language.comprehension import Comprehension
from voice.language.folding import folded
from voice.language.uk.answers import ANSWERS
from voice.language.uk.email import EMAILS
from voice.language.uk.grammars import GRAMMARS
from voice.language.uk.inquiries import INQUIRIES
from voice.language.uk.intents import INTENTS
from voice.language.uk.names import NAMES
from voice.language.uk.numbers import NUMERALS
from voice.language.uk.ordinals import ORDINALS
from voice.language.uk.phone import PHONES
from voice.language.uk.quantities import QUANTITIES
from voice.language.uk.questions import asks
from voice.language.uk.unfinished import UNFINISHED
from voice.language.uk.when import GRAMMAR

_OPEN = frozenset(
    folded(
        """
    і й та або чи але бо що щоб о об у в на з із до від по за без для між перед після біля близько мій моя моє наш
    пів чверть я ми е ем ну хочу хотів хотіла б потрібно треба наступного наступний наступну цього цієї звати прізвище краще
    тоді якщо двічі плюс
        """
    ).split()
)
COMPREHENSION = Comprehension(
    grammar=GRAMMAR,
    intents=INTENTS,
    answers=ANSWERS,
    numerals=NUMERALS,
    names=NAMES,
    phones=PHONES,
    ordinals=ORDINALS,
    inquiries=INQUIRIES,
    unfinished=UNFINISHED,
    emails=EMAILS,
    quantities=QUANTITIES,
    phrases=GRAMMARS,
    asks=asks,
    open_words=_OPEN,
)
