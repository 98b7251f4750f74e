"""English answers of which more must come, or may."""

from voice.language.en.names import SPELLING
from voice.language.en.numbers import SIMPLE
from voice.language.unfinished import Unfinished, UnfinishedWords

GIVEN_NAMES = frozenset(
    """
    james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald
    steven paul andrew joshua kenneth kevin brian george edward peter mary patricia jennifer linda elizabeth barbara susan
    jessica sarah karen nancy lisa margaret betty sandra ashley kimberly emily donna michelle carol amanda melissa deborah
    stephanie rebecca laura helen sharon cynthia kathleen amy anna angela ruth jack harry oliver emma olivia sophie
    """.split()
)
UNFINISHED = Unfinished(
    UnfinishedWords(
        must_go_on=(
            r"\b(?:would|would be|want|need|like|id like|wanted|have|name is|names|number is|under the name|between|this is|my|to|if|i am|im)|"
            r"^(?:no )?not (?:on|at|in|the) \w+|^no not"
        ),
        may_go_on=r"^(?:uh |um |well |oh )?(?:no|nope|nah|wait|stop|hold on)|\b(?:works|suits|is good)",
        is_number=SIMPLE.__contains__,
        with_a_number=frozenset(
            "first second third last oclock between to until half quarter past before after am pm".split()
        ),
        given_names=GIVEN_NAMES,
        before_names=frozenset("is im am name names this its uh um well".split()),
        spelling=SPELLING,
        tail=frozenset(
            """
            yes yeah please thanks thank you very much exactly sure right correct that thats is fine good great would be works for me
            okay ok perfect lovely alright all then if possible of course oclock
            """.split()
        ),
    )
)
must_go_on = UNFINISHED.must_go_on
may_go_on = UNFINISHED.may_go_on
is_tail = UNFINISHED.is_tail
