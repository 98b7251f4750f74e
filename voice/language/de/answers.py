"""German words of agreement and refusal."""

from voice.language.answers import Answers, AnswerWords

_FILLERS = frozenset(["aeh", "aehm", "eh", "hm", "oehm", "also", "tja", "nun", "na", "ach", "oh"])
_YES = frozenset(
    """
    ja jawohl jawoll jo jupp jap jep joa genau richtig stimmt stimme okay ok oke ordnung passt
    passe gern gerne natuerlich selbstverstaendlich einverstanden klar prima wunderbar perfekt
    super korrekt freilich sicher selbstredend exakt bestens abgemacht top
    """.split()
)
_LEADING_YES = frozenset(
    """
    ja jawohl jawoll jo jupp jap jep genau richtig stimmt okay ok klar
    """.split()
)
_NEUTRAL = frozenset(
    """
    das so es ist mir gut sehr wir machen mach danke bitte vielen dank schoen auch sie buchen
    koennen auf jeden fall von mich uns aus ganz alles mit in dann mal doch schon wirklich fuer
    nehme ich den die der nehmen tragen eintragen ein soweit fein und das's haette waere geht war
    noch aber's sein
    """.split()
)
_YES_PHRASES = (
    r"warum nicht|kein(e)? problem|spricht nichts dagegen|nichts dagegen|so ist es|sehr gut|machen wir|"
    r"von mir aus|auf jeden fall|das ist gut|so machen|nehme ich|in ordnung|geht klar|klingt gut|waere gut|"
    r"machen sie das|bitte buchen|meinetwegen|wenn es sein muss|das geht|mir recht|recht so"
)
_NO = frozenset(
    """
    nein nee noe ne naa niemals falsch keinesfalls keineswegs nie nix verkehrt
    """.split()
)
_NO_PHRASES = r"auf (gar )?keinen fall|nicht\w*|nichts\w*|stimmt etwas|keines? von|kein\w* von"
_UNSURE = (
    r"weiss (ich )?(es )?(noch |leider )?nicht|weiss ich (noch )?nicht|vielleicht|mal sehen|nicht sicher|keine ahnung|"
    r"jein|drauf an|mal schauen|noch nicht sagen|weiss ich (gerade |jetzt )?nicht|moeglicherweise|erst fragen|erst (noch )?(nachsehen|schauen|ueberlegen)|ueberlege noch|eventuell|kommt darauf an|"
    r"(glaube|denke) (ich )?(schon|nicht)|(ich|ja) glaube|wohl eher"
)  # fmt: skip
_BUT = frozenset({"aber", "nur", "allerdings", "sondern", "statt", "anders", "doch", "lieber"})


ANSWERS = Answers(
    AnswerWords(
        fillers=_FILLERS,
        yes=_YES,
        leading_yes=_LEADING_YES,
        neutral=_NEUTRAL,
        yes_phrases=_YES_PHRASES,
        no=_NO,
        no_phrases=_NO_PHRASES,
        unsure=_UNSURE,
        but=_BUT,
        alone=frozenset({"bitte", "gut", "ja bitte", "bitte sehr", "alles gut", "gut so"}),
        dismissing=frozenset({"danke", "vielen"}),
    )
)
parse_answer = ANSWERS.parse
dismisses = ANSWERS.dismisses
