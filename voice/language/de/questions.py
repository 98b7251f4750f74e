"""Whether words are a question; a recogniser writes no question mark."""

import re

from voice.language.folding import fold

_OPENER = r"(?:(?:ja|aeh|aehm|also|und|hallo|guten (?:tag|morgen|abend)|gruess gott|moin|sagen sie(?: mal)?|entschuldigung|(?:eine |noch eine |ne )?frage|ich (?:haette|habe) (?:da )?(?:mal |noch )?eine frage|ich (?:wollte|moechte|wuerde gern|haette gern|will) (?:nur |mal |noch |gern )*(?:fragen|wissen|gewusst)|mich wuerde interessieren|koennen sie mir sagen|wissen sie|bevor ich das vergesse|aber|noch was|ach so|ach) )*"
_WORDS = (
    r"wie|was|wo|wann|wer|wem|wen|warum|wieso|weshalb|welche[rsnm]?|womit|wofuer|worauf|wohin|woher|wodurch|wieviel|ob|bis wann|"
    r"ab wann|seit wann|(?:in|zu|mit|auf|bei|um|fuer|von|an) (?:welche[rsnm]?|was|wie viel|wieviel)"
)
_VERBS = (
    r"(?:kann|koennen|koennte|koennten|darf|duerfen|duerfte|muss|muessen|soll|sollen|sollte|brauche|braucht|brauchen|habe|haben|haetten|gibt|gaebe|ist|sind|"
    r"nehmen|machen|bieten|verkaufen|liefern|fahren|kommen|behandeln|schneiden|arbeiten|bleibt|zahlt|kostet|geht|ginge|gilt|hoert|bekomme|bekommt|"
    r"kriegt|kriege|bringen|reparieren|sprechen|spricht|stellen|schreiben|vertreten|uebernimmt|uebernehmen|suchen|vermieten|akzeptieren|richten|vertragen|"
    r"schicken|dauert|tut|oeffnen|schliessen|wird|werden|wuerden|wuerde|laeuft|steht|hat|findet|wissen) "
    r"(?:ich|man|sie|ihr|es|wir|er|der|die|das|den|dem|ein|eine|einen|bei|auch|da|denn|hier|noch|mein|meine|meinen|mich|in|im|jemand|hunde|kinder|rezepte|schon|alles|mir|uns|alle|eigentlich|vielleicht)\b"
)
_TAILS = r"(?:geht das|ist das moeglich|waere das moeglich|ist das ein problem|ist das schlimm|haben sie (?:da )?was|geht das auch|oder nicht|stimmt das)"
_ASKS = re.compile(
    rf"^{_OPENER}(?:(?:{_WORDS})\b|{_VERBS})|\b{_TAILS}$|\bob (?:ich|sie|man|es|das|der|die|wir)\b"
)


def asks(text: str) -> bool:
    """True when words are put as a question: they open like one or end like one."""
    return _ASKS.search(" ".join(fold(text).split())) is not None
