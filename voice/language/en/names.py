"""English words around names."""

from collections.abc import Mapping

from voice.language.en.numbers import ORDINALS, cardinal
from voice.language.names import Names, NameWords, mapped

NOT_NAMES = frozenset(
    """
    a an the i you he she it we they me him us them my your his her our their im ive id ill its thats this that these those
    yes yeah yep no nope not nothing none ok okay sure right wrong correct fine good great please thanks thank sorry pardon
    hello hi hey goodbye bye moment second minute what who when where why how which do does did dont doesnt didnt have has had
    havent be am is are was were been being will would wont can cant could couldnt shall should may might must need want like
    love know mean say said tell speak speaking spell call come coming go going get got make take book booking cancel
    change move appointment time day week month today tomorrow yesterday morning afternoon evening night noon monday tuesday
    wednesday thursday friday saturday sunday january february april june july september october november december haircut
    hair cut name names surname number phone message someone something anyone anything person human help repeat again and or
    but so if then than because for from to at on in of with about around after before until by as up out off over under maybe
    perhaps actually rather instead really just only also still already soon now here there one ones first last next other
    another different early late earlier later free available idea well uh um er dunno d m ve ll re s t oh ah
    """.split()
)
SPELLING: Mapping[str, str] = {
    "alpha": "a", "alfa": "a", "bravo": "b", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g", "hotel": "h",
    "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "november": "n", "oscar": "o", "papa": "p",
    "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "whiskey": "w", "whisky": "w",
    "yankee": "y", "zulu": "z",
}  # fmt: skip
"""Charlie, Mike, Victor are names more often than letters; "v as in victor" is read as a v."""
LETTER_NAMES: Mapping[str, str] = {
    "bee": "b", "cee": "c", "dee": "d", "ef": "f", "gee": "g", "aitch": "h", "jay": "j", "kay": "k", "el": "l", "em": "m",
    "en": "n", "pee": "p", "cue": "q", "queue": "q", "ar": "r", "ess": "s", "tee": "t", "vee": "v", "ex": "x", "wye": "y",
    "zed": "z", "zee": "z", "apostrophe": "'", "hyphen": "-",
}  # fmt: skip
NAMES = Names(
    NameWords(
        frames=(
            r"(?:good (?:morning|afternoon|evening|day)|hello|hi|hey)(?: there)?",
            r"(?:my|the|our) (?:last |family |first )?(?:name|surname)(?:['’]?s| is| would be)?",
            r"(?:the )?surname(?:['’]?s| is)?",
            r"i['’]?m(?: called)?|i am(?: called)?",
            r"(?:this|here|it|that)(?: is|['’]s)",
            r"they call me",
            r"(?:it['’]?s |put it )?(?:under|in|on)(?: the| my)?(?: name)?(?: of)?",
            r"(?:i['’]?ll |i will |let me )?spell(?: it| that)?(?: for you)?",
            r"speaking",
            r"the name",
            r"(?:make it|for|the)",
        ),
        introduces=r"my (?:last |family )?name(?:['’]?s| is)?|i['’]?m called|this is (?:mr|mrs|ms|miss|doctor)|under the name|surname is|is my name",
        after=r"my (?:last |family )?name(?:['’]?s| is)|surname is|i['’]?m called|this is(?= (?:mr|mrs|ms|miss|doctor))",
        before=r"speaking(?!\s+\w)",
        tail=r"is my name|is the name|please|thanks|thank you|speaking",
        fillers=r"uh|um|er|well|yes|yeah|so|and|okay|it['’]?s|that['’]?s",
        aside=r"with|as in|like",
        titles=frozenset("mr mrs ms miss mister doctor dr professor sir madam".split()),
        particles=frozenset({"von", "van", "de", "mc", "mac", "st"}),
        articles=frozenset({"der", "den", "la", "le"}),
        articles_in_front=frozenset(),
        not_names=NOT_NAMES,
        is_number=lambda token: cardinal(token) is not None or token in ORDINALS,
        letter=mapped({**LETTER_NAMES, **SPELLING}),
        spelling=(
            (r"\b(\w) (?:as in|for|like|as) (\w+)", r"\1"),
            (r"\bdouble (?:u|you)\b", "w"),
            (r"\bdouble (\w)\b", r"\1 \1"),
        ),
    )
)
parse_name = NAMES.parse
introduces_name = NAMES.introduces
without_introduction = NAMES.without_introduction
