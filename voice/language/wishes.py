"""Which language a caller wishes to speak, in whichever of them it is said.

A wish is nothing but a language's name and words around it that ask for something ("auf Englisch bitte"), or one of
the phrases that ask for nothing else ("do you speak English"). A word that goes on ("Englischlehrer") names no language.
"""

import re
from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "englisch": "en", "english": "en", "англійською": "en",
    "ukrainisch": "uk", "ukrainian": "uk", "українською": "uk",
    "deutsch": "de", "german": "de", "німецькою": "de",
}  # fmt: skip
_AROUND = frozenset(
    """
    auf bitte gern gerne lieber wieder auch nur ich wir sie man möchte spreche sprechen reden können kann geht das es
    hallo moin guten tag morgen abend entschuldigung entschuldigen ja also äh hier jemand weiter
    in please do you can could we i only speak talk hello hi good morning afternoon evening sorry excuse me to yes does
    anyone anybody here would like let us
    будь ласка говоріть говорите говорити розмовляєте ви я ми можна можете чи говорю тільки лише добрий день доброго дня
    вітаю алло так перейдіть перейти на хочу
    """.split()
)
_NAME = f"({'|'.join(_NAMES)})"
_ASKED = re.compile(
    rf"\b(?:sprechen sie|können sie|können wir|auf|do you speak|can (?:you|we) speak|in"
    rf"|говоріть|ви говорите|ви розмовляєте|можна)"
    rf" (?:auch |bitte |hier )*{_NAME}(?: (?:bitte|sprechen|please|будь ласка))?$|"
    rf"\b(?:you speak|sprechen sie(?: auch)?|ви говорите) {_NAME}\b"
)


def wished_language(text: str, *, alone: bool = True) -> str | None:
    """`de`, `uk` or `en`; None when the words wish for none.

    `alone`: a language's name without another word is a wish too; it is not where a name is expected.
    """
    tokens = re.findall(r"[^\W_]+", text.lower())
    named = [_NAMES[token] for token in tokens if token in _NAMES]
    if not named or (len(tokens) == 1 and not alone):
        return None
    if len(set(named)) == 1 and all(map(_may_surround, tokens)):
        return named[0]
    asked = _ASKED.search(" ".join(tokens))
    return None if asked is None else _NAMES[asked[1] or asked[2]]


def _may_surround(token: str) -> bool:
    # What a recogniser does not know in the other language it takes for a letter.
    return len(token) == 1 or token in _NAMES or token in _AROUND
