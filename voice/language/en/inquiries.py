"""English words for urgency, and around addresses."""

from voice.language.en.numbers import NUMERALS
from voice.language.inquiries import Inquiries, InquiryWords

INQUIRIES = Inquiries(
    InquiryWords(
        not_urgent=(
            r"(not|isnt|nothing)( so| very| that| really| particularly| an)? (urgent|emergency|pressing)|no (rush|hurry|emergency)|"
            r"(it |that )?can wait|whenever|take your time|any ?time|normal|when (you have|theres) time|not in a (rush|hurry)"
        ),
        urgent=(
            r"urgent|urgently|emergency|as soon as possible|asap|right away|straight away|immediately|today|cant wait|cannot wait|"
            r"at once|pressing|now|quick|quickly|sooner the better|pouring|critical|burning|flooding|leaking"
        ),
        frame=(
            r"uh|um|well|so|yes|its|it is|thats|that is|i live|we live|i am|im|were|my address is|the address is|at|in|on"
        ),
        no_address=r"dont know|no idea|pardon|moment|no|yes",
        keep_small=frozenset({"in", "at", "on", "the", "of", "near"}),
        numerals=NUMERALS,
    )
)
parse_urgency = INQUIRIES.urgency
parse_address = INQUIRIES.address
