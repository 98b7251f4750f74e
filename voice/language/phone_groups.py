"""How a number is divided when it is read aloud: the same in every language."""

import re

from storage.numbers import number_parts


def phone_groups(e164: str, *, home: int = 49) -> tuple[str | None, list[str]]:
    """The country's digits (None at home) and the groups: area, then three and twos; an odd last digit joins the first.

    What is no valid number is one group.
    """
    parts = number_parts(e164)
    if parts is None:
        return None, [re.sub(r"\D", "", e164)]
    abroad = str(parts.country) if parts.country != home else None
    area = [("" if abroad else "0") + parts.area] if parts.area else []
    return abroad, [*area, *_divided(parts.subscriber)]


def _divided(digits: str) -> list[str]:
    if len(digits) <= 3:
        return [digits] if digits else []
    if len(digits) == 6:
        return [digits[:3], digits[3:]]
    if len(digits) % 2 == 0:
        return [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return [digits[:3], *(digits[at : at + 2] for at in range(3, len(digits), 2))]
