"""English turns of phrase, by intent."""

from collections.abc import Mapping

from voice.language.intents import Intents, IntentWords
from voice.language.values import Intent

_PATTERNS: Mapping[Intent, str] = {
    Intent.BOOK: r"(an?|new|book|make|get|another) appointment|appointment please|book (a|an|me|in|something)|come in|anything (free|available)|"
    r"(have|got) (something|a slot|any slots)|sign me up",
    Intent.MOVE: r"reschedule|rebook|postpone|(move|change|shift|push|swap) (my|the|our) (appointment|booking|slot)|bring forward",
    Intent.CANCEL: r"cancel\w*|(cant|cannot|can not|wont be able to) (come|make it)|call it off",
    Intent.PERSON: r"(human|person|manager|boss|colleague|employee|receptionist|machine|machines|robot|computer)\b|put me through|"
    r"(speak|talk) (to|with) (some\w+|a |an |the |your )|connect me|transfer me|real person",
    Intent.REPEAT: r"pardon|say (that|it) again|repeat|didnt (catch|understand|hear|get)|what did you say|(once more|one more time)|"
    r"come again|again please|louder|slower|sorry what",
    Intent.HELP: r"help\b|what can (i|you) (say|do)|how does this work",
    Intent.FAREWELL: r"(good ?)?bye\b|that(s| is| was| will be) (all|everything|it)$|have a (nice|good) (day|one|evening)|see you|"
    r"that(s| is| was) all\b|nothing else",
    Intent.THANKS: r"thanks|thank you|cheers",
    Intent.WAIT: r"(one|just a|wait a|a) (moment|minute|second|sec)\b|hold on|hang on|wait\b|bear with me",
    Intent.LATER: r"later\b(?! than)|too early",
    Intent.EARLIER: r"earlier\b(?! than)|sooner|too late",
    Intent.OTHER: r"(something|anything) else|(another|a different|other) (day|time|date|slot|appointment)|none of|neither of|different (day|time)",
    Intent.NEXT_FREE: r"as (soon|early|quickly) as (possible|you can)|next (free|available)|the earliest|first available|soonest|asap",
    Intent.ANY: r"dont mind|doesnt matter|either (is|one|works)|whoever|any(one|body)|no preference|all the same|whatever|whenever",
    Intent.PRICE: r"how (much|expensive)|what (does|do|would) (it|that|this|a|the) \w* ?cost|prices?\b|cost\b",
    Intent.HOURS: r"opening (hours|times)|when (are|do) you (open|close)|are you open|(how late|until when) are you open|business hours|"
    r"what time do you (open|close)",
    Intent.PLACE: r"where (are|can i find|is)|your address|whats the address|how do i (get|find)|directions",
    Intent.WRONG_NUMBER: r"wrong number|misdialled|misdialed",
    Intent.MACHINE: r"(are you|am i (speaking|talking) (to|with)) (really |actually |even )*(an? )?(real |actual )?"
    r"(human|person|machine|robot|computer|bot|ai|answering machine)\b",
    Intent.SMALL_TALK: r"how are you|weather\b|whats your name|what is your name|how old are you|tell me a joke",
    Intent.COMPLAINT: r"complain\w*|complaint|unhappy with|dissatisfied|disgrace\w*|outrageous|botched|"
    r"(am|im|very|really) (very |really )?(upset|angry|annoyed|disappointed)",
    Intent.MESSAGE: r"(leave|take|give|pass on) (a|the|my)? ?message|pass (something|that|it) on|leave word",
    Intent.CALLBACK: r"(call|ring|phone) (me|us) back|call ?back\b|return my call",
    Intent.CORRECTION: r"rather\b|instead\b|i mean\w*|i meant|actually|not \w+ but|correction",
    Intent.GREETING: r"^(hello|hi|hey|good (morning|afternoon|evening|day))\b",
}
_SUBJECTS: Mapping[str, str] = {
    "address": r"address|street|house number|town|city|place",
    "problem": r"problem|description|issue|matter",
    "urgency": r"urgency|urgent",
    "phone": r"number|telephone|phone|mobile",
    "name": r"name|surname|spelling|spelled|spelt",
    "when": r"day|time|date|appointment|weekday|hour",
    "staff": r"person|hairdresser|stylist|who with|staff",
    "service": r"service|treatment|haircut|what for",
}
INTENTS = Intents(
    IntentWords(
        patterns=_PATTERNS,
        backchannels=frozenset(
            "mhm hm hmm uh huh aha okay ok yes yeah right i see good got it sure oh ah um".split()
        ),
        not_over="not all",
        subjects=_SUBJECTS,
    )
)
parse_intents = INTENTS.parse
parse_subject = INTENTS.subject
