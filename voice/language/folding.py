"""One spelling for comparisons: lower case, umlauts and ß written out, no accents."""

import unicodedata

_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(text: str) -> str:
    """Folds: "Müller" and "MUELLER" become "mueller", "René" becomes "rene"."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded(text: str) -> str:
    """Folded, without apostrophes: "o'clock" and "п'ять" are words."""
    return fold(text.translate(_APOSTROPHES))
