"""German turns of phrase, by intent."""

from collections.abc import Mapping

from voice.language.intents import Intents, IntentWords
from voice.language.values import Intent

_BACKCHANNELS = frozenset(
    """
    mhm hm aha ach so okay ok ja genau gut alles klar verstehe ah oh aeh aehm
    """.split()
)

_PATTERNS: Mapping[Intent, str] = {
    Intent.BOOK: r"(einen|nen|ein|einem) (neuen )?\w*termin\b|termin (machen|vereinbaren|buchen|haben|ausmachen)|vorbeikommen|"
    r"zum friseur|(etwas|was|noch) frei|anmelden|termin bitte|reservier(en|ung)|tisch bestellen",
    Intent.MOVE: r"verschieben|verlegen|umbuchen|termin (aendern|tauschen)",
    Intent.CANCEL: r"absagen|stornieren|(kann|koennen) (leider )?nicht kommen|termin loeschen|schaffe (es|ich) nicht",
    Intent.PERSON: r"mensch(en)?|mitarbeiter(in)?|verbinden|(den|mit dem|mit der|die) chef(in)?|"
    r"mit (jemand(em)?|einer person|einem anderen|ihnen persoenlich)|maschine|computer|roboter|"
    r"(richtige|echte)[nr]? (person|mitarbeiter)|kollegin|kollegen",
    Intent.REPEAT: r"wie bitte|noch ?(ein)?mal( bitte)?$|wiederhol\w+|nicht verstanden|was (haben|hatten) sie gesagt|"
    r"^noch ?(ein)?mal\b|schlecht verstanden|akustisch|lauter|langsamer|was war das|(was|wie) meinen sie",
    Intent.HELP: r"hilfe|was kann ich sagen|was koennen sie|wie geht das",
    Intent.FAREWELL: r"tschuess|tschau|ciao|wiederhoeren|wiedersehen|(das )?war alles(?=$| danke| vielen| fuer| bitte| tschuess| auf wied| von (mir|meiner)| gut| super| ok)|das waer ?s|"
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
    Intent.MACHINE: r"(sind sie|bist du|spreche ich|rede ich|sprech ich) (denn |etwa |hier |gerade |jetzt |da |ueberhaupt |eigentlich )*(mit )?"
    r"(ein(e|er|em|en)? )?(echte[rsnm]? |richtige[rsnm]? )?(mensch\w*|maschine|roboter|computer\w*|automat\w*|ki\b|person|bandansage|anrufbeantworter|mitarbeiter\w*)",
    Intent.SMALL_TALK: r"wie geht (es|s|et) (ihnen|dir|euch|so)\b|wie gehts\b|wetter\b|wie heissen sie|wie ist ihr name|wie alt sind sie|"
    r"(erzaehlen|kennen) sie .*witz|was machen sie so|haben sie hobbys",
    Intent.COMPLAINT: r"beschwer\w+|reklam\w+|unzufrieden|frechheit|unverschaemt\w*|sauerei|pfusch\w*|"
    r"(bin|sind) (sehr |richtig |total |echt )?(veraergert|enttaeuscht|sauer|empoert)",
    Intent.MESSAGE: r"nachricht|ausrichten|etwas (sagen lassen|mitteilen)",
    Intent.CALLBACK: r"rueckruf|(ruf\w*|mich|uns) zurueck|zurueck ?rufen|zurueckruf\w*",
    Intent.CORRECTION: r"sondern|lieber|doch (nicht|um|am)|ich meine|ich meinte|statt(dessen)?|korrektur|anders|aendern",
    Intent.GREETING: r"^(hallo|guten (tag|morgen|abend)|gruess gott|moin|servus|schoenen guten tag)",
}
_SUBJECTS: Mapping[str, str] = {
    "address": r"adresse|strasse|hausnummer|ort|anschrift",
    "problem": r"problem|beschreibung|anliegen|auftrag",
    "urgency": r"dringlichkeit|dringend|eilig|eilt",
    "phone": r"nummer|telefonnummer|telefon|handy\w*",
    "name": r"name|namen|nachname|falsch geschrieben",
    "when": r"tag|uhrzeit|zeit|datum|termin|wochentag|stunde",
    "staff": r"person|mitarbeiter\w*|friseur\w*|bei wem",
    "service": r"leistung|behandlung|haarschnitt|service|das was",
}
INTENTS = Intents(
    IntentWords(
        patterns=_PATTERNS, backchannels=_BACKCHANNELS, not_over="nicht alles", subjects=_SUBJECTS
    )
)
parse_intents = INTENTS.parse
parse_subject = INTENTS.subject
