"""What is understood of English: the shared code over its tables."""

from voice.language.comprehension import Comprehension
from voice.language.en.answers import ANSWERS
from voice.language.en.email import EMAILS
from voice.language.en.grammars import GRAMMARS
from voice.language.en.inquiries import INQUIRIES
from voice.language.en.intents import INTENTS
from voice.language.en.names import NAMES
from voice.language.en.numbers import NUMERALS
from voice.language.en.ordinals import ORDINALS
from voice.language.en.phone import PHONES
from voice.language.en.quantities import QUANTITIES
from voice.language.en.questions import asks
from voice.language.en.unfinished import UNFINISHED
from voice.language.en.when import GRAMMAR

_OPEN = frozenset(
    """
    and or but because that at on in by from to of with without for between before after until till the a an my your our
    half quarter past about around just i we um uh well would like want need next this coming is am name rather then if
    double triple plus
    """.split()
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
