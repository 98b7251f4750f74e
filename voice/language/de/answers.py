"""Yes, no, or neither: how people answer a question that stores something."""

import re

from voice.language.folding import fold
from voice.language.values import Answer

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
_YES_PHRASES = re.compile(
    r"\b(warum nicht|kein(e)? problem|spricht nichts dagegen|nichts dagegen|so ist es|sehr gut|machen wir|"
    r"von mir aus|auf jeden fall|das ist gut|so machen|nehme ich|in ordnung|geht klar|klingt gut|waere gut|"
    r"machen sie das|bitte buchen|meinetwegen|wenn es sein muss|das geht|mir recht|recht so)\b"
)
_NO = frozenset(
    """
    nein nee noe ne naa niemals falsch keinesfalls keineswegs nie nix verkehrt
    """.split()
)
_NO_PHRASES = re.compile(
    r"\b(auf (gar )?keinen fall|nicht\w*|nichts\w*|stimmt etwas|keines? von|kein\w* von)\b"
)
_UNSURE = re.compile(
    r"\b(weiss (ich )?(es )?(noch |leider )?nicht|weiss ich (noch )?nicht|vielleicht|mal sehen|nicht sicher|keine ahnung|"
    r"jein|drauf an|mal schauen|noch nicht sagen|weiss ich (gerade |jetzt )?nicht|moeglicherweise|erst fragen|erst (noch )?(nachsehen|schauen|ueberlegen)|ueberlege noch|eventuell|kommt darauf an|"
    r"(glaube|denke) (ich )?(schon|nicht)|(ich|ja) glaube|wohl eher)\b"
)  # fmt: skip
_BUT = frozenset({"aber", "nur", "allerdings", "sondern", "statt", "anders", "doch", "lieber"})


def parse_answer(text: str) -> Answer | None:
    """What a text answers to a yes/no question; None when it answers none.

    Anything between yes and no is `UNSURE`, never a yes: a yes stores.
    """
    folded = fold(text)
    tokens = [token for token in re.findall(r"[^\W_]+", folded) if token not in _FILLERS]
    if not tokens:
        return None
    plain = " ".join(tokens)
    yes_phrase = _YES_PHRASES.search(plain)
    rest = _YES_PHRASES.sub(" ", plain)
    if _UNSURE.search(plain):
        return Answer.UNSURE
    says_no = bool(_NO & set(tokens)) or bool(_NO_PHRASES.search(rest))
    says_yes = tokens[0] in _LEADING_YES
    if says_no:
        negated = bool(_NO_PHRASES.search(rest))
        return Answer.UNSURE if says_yes and not negated and bool(_NO & set(tokens)) else Answer.NO
    if tokens[0] == "aber" and set(tokens[1:]) <= _YES:
        return Answer.YES
    if says_yes:
        return Answer.UNSURE if _BUT & set(tokens[1:]) else Answer.YES
    left = [token for token in rest.split() if token not in _NEUTRAL]
    if yes_phrase and not left:
        return Answer.YES
    if left and set(left) <= _YES:
        return Answer.YES
    if plain in {"bitte", "gut", "ja bitte", "bitte sehr", "alles gut", "gut so"}:
        return Answer.YES
    return None


def dismisses(text: str) -> bool:
    """True for "nein danke": a refusal that begins with its no, not a fact that holds a "nicht"."""
    tokens = [token for token in re.findall(r"[^\W_]+", fold(text)) if token not in _FILLERS]
    return bool(tokens) and (tokens[0] in _NO or tokens[0] in {"danke", "vielen"})
