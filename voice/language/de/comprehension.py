"""What is understood of German: the shared code over its tables."""

from voice.language.comprehension import Comprehension
from voice.language.de.answers import ANSWERS
from voice.language.de.email import EMAILS
from voice.language.de.grammars import GRAMMARS
from voice.language.de.inquiries import INQUIRIES
from voice.language.de.intents import INTENTS
from voice.language.de.names import NAMES
from voice.language.de.numbers import NUMERALS
from voice.language.de.ordinals import ORDINALS
from voice.language.de.phone import PHONES
from voice.language.de.quantities import QUANTITIES
from voice.language.de.questions import asks
from voice.language.de.unfinished import UNFINISHED
from voice.language.de.when import GRAMMAR

_OPEN = frozenset(
    """
    und oder aber weil dass am an im in um ab bis von vom bei mit ohne fuer gegen zwischen vor
    nach auf zu zum zur der die das den dem des ein eine einen einem einer mein meine meinen
    halb viertel dreiviertel kurz ich wir also aeh aehm hm moechte haette wollte brauche
    braeuchte naechsten naechste kommenden diesen dieser ist heisse name lieber dann ob doppel
    plus uhr-und
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
