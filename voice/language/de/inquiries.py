"""German words for urgency, and around addresses."""

from voice.language.de.numbers import NUMERALS
from voice.language.inquiries import Inquiries, InquiryWords

INQUIRIES = Inquiries(
    InquiryWords(
        not_urgent=(
            r"nicht (so |sehr |besonders )?(dringend|eilig)|eilt nicht|hat zeit|keine eile|irgendwann|in ruhe|normal|"
            r"(?<!nicht )(das )?kann (noch )?warten|(kein|nicht) notfall|lassen sie sich( ruhig)? zeit"
        ),
        urgent=(
            r"dringend|eilig|eilt|sofort|notfall|so schnell wie moeglich|so bald wie moeglich|schnellstens|noch heute|gleich|"
            r"heute noch|brennt|wasser (laeuft|tropft|spritzt)|moeglichst (schnell|bald)|kann nicht warten|(aller)?hoechste eisenbahn"
        ),
        frame=(
            r"aeh|aehm|also|ja|das ist|es ist|ich wohne|wir wohnen|ich bin|wir sind|bei uns|meine adresse ist|"
            r"die adresse ist|die|in der|im|in|am|an der"
        ),
        no_address=r"weiss nicht|keine ahnung|wie bitte|moment|nein|ja",
        keep_small=frozenset({"in", "im", "am", "an", "der", "bei"}),
        numerals=NUMERALS,
    )
)
parse_urgency = INQUIRIES.urgency
parse_address = INQUIRIES.address
