"""German answers of which more must come, or may."""

from voice.language.de.numbers import CARDINALS
from voice.language.de.words import SPELLING
from voice.language.unfinished import Unfinished, UnfinishedWords

GIVEN_NAMES = frozenset(
    """
    anna maria peter thomas michael julia sabine andreas stefan lukas jana lena klaus hans petra monika karin
    ursula gisela helga renate brigitte heinz karl josef markus daniel tobias florian sandra nicole katharina
    laura sophie leon felix jonas paul eva martina birgit susanne angelika christian alexander sebastian bernd
    juergen manfred wolfgang dieter horst olga oksana mehmet ayse elena natalia ernst elke ingrid christine
    claudia heike anja silke katrin kerstin gabriele barbara elisabeth johanna charlotte emma mia hannah lisa
    marie sarah vanessa jennifer melanie stephanie rolf uwe ralf frank holger joerg jens dirk sven torsten
    matthias johannes philipp maximilian jan tim niklas ben noah elias mustafa fatma ivan tetjana iryna
    """.split()
)
_TAIL = frozenset(
    """
    ja jo bitte danke schoen vielen dank genau gern gerne richtig so das stimmt passt mir auch gut waere geht ist okay ok
    halt eben dann wenn es moeglich sehr machen wir uhr klar alles prima super in ordnung ja natuerlich
    """.split()
)
UNFINISHED = Unfinished(
    UnfinishedWords(
        must_go_on=(
            r"\b(?:vielen|schoenen|wenn es|wenns|wuerde|wuerde mir|waere|bin nicht|moechte|haette|heisse|name ist|auf den namen|nummer ist|"
            r"nummer lautet|zwischen|spricht die|spricht der)|^(?:ja |also |ach )?nein nicht|"
            r"^(?:nein )?nicht (?:am|um|den|der|im|bei) \w+"
        ),
        may_go_on=(
            r"^(?:aeh |also |ach )?(?:nein|nee|ne|noe|halt|stopp|moment)|\b(?:geht|passt|passt mir|passen|ginge)"
        ),
        is_number=CARDINALS.__contains__,
        with_a_number=frozenset("uhr zwischen bis halb viertel dreiviertel vor nach".split()),
        given_names=GIVEN_NAMES,
        before_names=frozenset("heisse ist bin namen spricht aeh also".split()),
        spelling=SPELLING,
        tail=_TAIL,
    )
)
must_go_on = UNFINISHED.must_go_on
may_go_on = UNFINISHED.may_go_on
is_tail = UNFINISHED.is_tail
