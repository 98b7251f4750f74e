"""German words that are no names, letters of the spelling alphabets, and other small lists; all folded."""

from collections.abc import Mapping

NOT_NAMES = frozenset(
    """
    ja nein nee noe doch ok okay genau richtig falsch stimmt gut gerne gern danke bitte hallo
    tschuess moment sekunde augenblick wie was wer wann wo warum wieso weshalb welche welcher
    welches ich du er sie es wir ihr mein meine meinen dein ihre ihren ihrem unser der die das
    den dem des ein eine einen einem einer kein keine keinen nicht nichts noch nur schon mal so
    zu zum zur auf an am im in um bei mit von vom vor nach fuer ueber unter und oder aber denn
    weil dass ob wenn als also aeh aehm hm mhm aha ach weiss wissen sage sagen habe haben haette
    hat ist sind war bin sein werden wird moechte will kann koennte koennen muss soll brauche
    braeuchte nehme nehmen komme kommen gehe gehen geht machen mache termin termine uhr uhrzeit
    zeit tag tage woche wochen monat morgen heute uebermorgen gestern frueh abend mittag
    nachmittag vormittag montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    januar februar april juni juli september oktober november dezember haarschnitt haare
    schneiden faerben foehnen bart name namen vorname nachname nummer telefon rueckruf nachricht
    mensch mitarbeiter chef hilfe wiederholen wiederhoeren wiedersehen egal frei freien halb
    viertel dreiviertel null eins zwei zwo drei vier fuenf sechs sieben acht neun zehn elf
    zwoelf selbe gleiche anderer andere anderes anderen erste zweite dritte ersten zweiten
    dritten letzte naechste naechsten leider vielleicht keine ahnung einfach da dort hier jetzt
    dann verstanden verstehe hoeren entschuldigung verzeihung wieder etwas jemand jemanden
    niemand alles ganz sehr auch buchen absagen verschieben guten grosses gruess gott servus
    moin spricht heisse
    """.split()
)
"""Words that an answer to "Auf welchen Namen?" may hold and that are none; family names that are also
such words (Sommer, Lange, Braun) are left out on purpose."""

SPELLING: Mapping[str, str] = {
    # DIN 5009 of 1996 and its kin
    "anton": "a", "aerger": "ä", "berta": "b", "caesar": "c", "charlotte": "ch", "dora": "d", "emil": "e",
    "friedrich": "f", "gustav": "g", "heinrich": "h", "ida": "i", "julius": "j", "kaufmann": "k", "konrad": "k",
    "ludwig": "l", "martha": "m", "nordpol": "n", "otto": "o", "oekonom": "ö", "paula": "p", "quelle": "q",
    "richard": "r", "siegfried": "s", "samuel": "s", "schule": "sch", "eszett": "ß", "theodor": "t",
    "ulrich": "u", "uebermut": "ü", "viktor": "v", "wilhelm": "w", "xanthippe": "x", "xaver": "x",
    "ypsilon": "y", "zacharias": "z", "zeppelin": "z", "nathan": "n", "david": "d", "jakob": "j",
    "katharina": "k", "sophie": "s", "marie": "m", "albert": "a", "hans": "h", "karl": "k",
    # DIN 5009 of 2022: towns
    "aachen": "a", "umlaut aachen": "ä", "berlin": "b", "chemnitz": "c", "duesseldorf": "d", "essen": "e",
    "frankfurt": "f", "goslar": "g", "hamburg": "h", "ingelheim": "i", "jena": "j", "koeln": "k", "leipzig": "l",
    "muenchen": "m", "nuernberg": "n", "offenbach": "o", "potsdam": "p", "quickborn": "q", "rostock": "r",
    "salzwedel": "s", "tuebingen": "t", "unna": "u", "voelklingen": "v", "wuppertal": "w", "xanten": "x",
    "zwickau": "z",
}  # fmt: skip
"""Words of the spelling alphabets and the letters that they stand for."""

LETTER_NAMES: Mapping[str, str] = {
    "be": "b", "ce": "c", "de": "d", "ef": "f", "ge": "g", "ha": "h", "jot": "j", "ka": "k", "el": "l",
    "em": "m", "en": "n", "pe": "p", "ku": "q", "er": "r", "es": "s", "te": "t", "vau": "v", "we": "w",
    "ix": "x", "zett": "z", "eszett": "ß", "ypsilon": "y",
}  # fmt: skip
"""Letters as some recognisers write them."""
