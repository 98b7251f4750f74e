"""How many parts a short message has (3GPP TS 23.038): GSM 7 bit where every letter is in its alphabet, else UCS-2."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")
"""Two septets each."""


def parts(text: str) -> int:
    """1 or more: 160 septets alone or 153 each, 70 UTF-16 units alone or 67 each."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        length = sum(2 if letter in EXTENDED else 1 for letter in text)
        single, each = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        single, each = 70, 67
    return 1 if length <= single else -(-length // each)


def shortened(text: str, most: int) -> str:
    """A text of at most so many parts; what is cut off ends in three dots."""
    while parts(text) > most:
        text = text[: len(text) - 4].rstrip() + "..."
    return text
