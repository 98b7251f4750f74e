"""What a caller wants of the conversation: words and turns of phrase, by intent."""

import re
from collections.abc import Mapping

from voice.language.folding import fold
from voice.language.values import Intent

_BACKCHANNELS = frozenset(
    """
    mhm hm aha ach so okay ok ja genau gut alles klar verstehe ah oh aeh aehm
    """.split()
)

_PATTERNS: Mapping[Intent, str] = {
    Intent.BOOK: r"(einen|nen|ein|einem) (neuen )?termin|termin (machen|vereinbaren|buchen|haben|ausmachen)|vorbeikommen|"
    r"zum friseur|(etwas|was|noch) frei|anmelden|termin bitte|reservier(en|ung)|tisch bestellen",
    Intent.MOVE: r"verschieben|verlegen|umbuchen|termin (aendern|tauschen)",
    Intent.CANCEL: r"absagen|stornieren|(kann|koennen) (leider )?nicht kommen|termin loeschen|schaffe (es|ich) nicht",
    Intent.PERSON: r"mensch(en)?|mitarbeiter(in)?|verbinden|(den|mit dem|mit der|die) chef(in)?|"
    r"mit (jemand(em)?|einer person|einem anderen|ihnen persoenlich)|maschine|computer|roboter|"
    r"(richtige|echte)[nr]? (person|mitarbeiter)|kollegin|kollegen",
    Intent.REPEAT: r"wie bitte|noch ?(ein)?mal( bitte)?$|wiederhol\w+|nicht verstanden|was (haben|hatten) sie gesagt|"
    r"^noch ?(ein)?mal\b|schlecht verstanden|akustisch|lauter|langsamer|was war das",
    Intent.HELP: r"hilfe|was kann ich sagen|was koennen sie|wie geht das",
    Intent.FAREWELL: r"tschuess|tschau|ciao|wiederhoeren|wiedersehen|(das )?war alles|das waer s|"
    r"schoenen (tag|abend)|bis (dann|bald)|ade\b|servus$|wiederschauen",
    Intent.THANKS: r"danke|dank|dankeschoen",
    Intent.WAIT: r"(einen |nen )?(moment|augenblick)( mal)?( bitte)?|sekunde|warten sie|moment mal|bleiben sie dran",
    Intent.LATER: r"spaeter|zu frueh",
    Intent.EARLIER: r"frueher|zu spaet|eher\b",
    Intent.OTHER: r"(was|etwas) anderes|ander(e|en|er) (tag|termin|zeit|uhrzeit)|kein\w* (von|davon)|nichts davon|"
    r"nichts dabei|passt (mir )?(alles )?nicht",
    Intent.NEXT_FREE: r"so (bald|schnell|frueh) wie (es )?(moeglich|geht)|naechste[rn]? freie[rn]?|moeglichst (bald|schnell|frueh)|"
    r"baldmoeglichst|schnellstmoeglich",
    Intent.ANY: r"egal|beides|ganz gleich|gleichgueltig|wer (gerade )?(frei|zeit)|keine praeferenz|bei irgendwem|irgendwann",
    Intent.PRICE: r"(was|wieviel|wie viel) (kostet|kosten|kostest)|wie teuer|preis(e|liste)?\b",
    Intent.HOURS: r"(wann|bis wann|ab wann) haben sie (geoeffnet|offen|auf)|oeffnungszeit\w*|"
    r"haben sie .*(geoeffnet|offen|auf)$|wann machen sie (auf|zu)|wie lange haben sie",
    Intent.PLACE: r"wo (sind|finde|ist|liegt)|(ihre|eure|deren) adresse|anfahrt|wie komme ich",
    Intent.WRONG_NUMBER: r"falsche nummer|verwaehlt|falsch verbunden",
    Intent.COMPLAINT: r"beschwer\w+|reklam\w+|unzufrieden|frechheit|unverschaemt\w*|sauerei|pfusch\w*|"
    r"(bin|sind) (sehr |richtig |total |echt )?(veraergert|enttaeuscht|sauer|empoert)",
    Intent.MESSAGE: r"nachricht|ausrichten|etwas (sagen lassen|mitteilen)",
    Intent.CALLBACK: r"rueckruf|(ruf\w*|mich|uns) zurueck|zurueck ?rufen|zurueckruf\w*",
    Intent.CORRECTION: r"sondern|lieber|doch (nicht|um|am)|ich meine|ich meinte|statt(dessen)?|korrektur|anders|aendern",
    Intent.GREETING: r"^(hallo|guten (tag|morgen|abend)|gruess gott|moin|servus|schoenen guten tag)",
}
_COMPILED = {
    intent: re.compile(rf"\b(?:{pattern})" if not pattern.startswith("^") else pattern)
    for intent, pattern in _PATTERNS.items()
}


def parse_intents(text: str) -> frozenset[Intent]:
    """Every intent that the words show; empty when they show none."""
    tokens = re.findall(r"[^\W_]+", fold(text))
    if not tokens:
        return frozenset()
    plain = " ".join(tokens)
    found = {intent for intent, pattern in _COMPILED.items() if pattern.search(plain)}
    if set(tokens) <= _BACKCHANNELS:
        found.add(Intent.BACKCHANNEL)
    if found & {Intent.MOVE, Intent.CANCEL}:
        found.discard(Intent.BOOK)
    if Intent.FAREWELL in found and "nicht alles" in plain:
        found.discard(Intent.FAREWELL)
    if Intent.PRICE in found or Intent.PLACE in found:
        found.discard(Intent.BOOK)
    return frozenset(found)


_SUBJECTS: Mapping[str, str] = {
    "address": r"\b(adresse|strasse|hausnummer|ort|anschrift)\b",
    "problem": r"\b(problem|beschreibung|anliegen|auftrag)\b",
    "urgency": r"\b(dringlichkeit|dringend|eilig|eilt)\b",
    "phone": r"\b(nummer|telefonnummer|telefon|handy\w*)\b",
    "name": r"\b(name|namen|nachname|falsch geschrieben)\b",
    "when": r"\b(tag|uhrzeit|zeit|datum|termin|wochentag|stunde)\b",
    "staff": r"\b(person|mitarbeiter\w*|friseur\w*|bei wem)\b",
    "service": r"\b(leistung|behandlung|haarschnitt|service|das was)\b",
}


def parse_subject(text: str) -> str | None:
    """Which part of a read-back the caller wants to change: a slot's name; None when none is named."""
    plain = " ".join(re.findall(r"[^\W_]+", fold(text)))
    for subject, pattern in _SUBJECTS.items():
        if re.search(pattern, plain):
            return subject
    return None
