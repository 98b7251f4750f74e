"""How long understanding one expression takes, in µs: it runs on every partial result."""

from collections.abc import Callable
from datetime import datetime
from statistics import mean
from time import perf_counter

from tests.voice.language.tables import rows
from voice.language.languages import LANGUAGES, Language, language

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
REPEATS = 20


def main(_arguments: list[str]) -> None:
    """Prints the mean and the slowest expression of each kind, language by language."""
    for key in LANGUAGES:
        for kind, (parse, texts) in _kinds(language(key)).items():
            each = [_microseconds(parse, text) for text in texts]
            print(
                f"{key} {kind:8} {len(texts):4} expressions: mean {mean(each):6.1f} µs, slowest {max(each):6.1f} µs"
            )


def _kinds(known: Language) -> dict[str, tuple[Callable[[str], object], list[str]]]:
    times, names, phones, emails = (
        [row[0] for row in rows(f"{known.key}_{table}.yaml")]
        for table in ("when", "names", "phones", "emails")
    )
    return {
        "when": (lambda text: known.when(text, NOW), times),
        "name": (known.name, names),
        "phone": (known.phone, phones),
        "email": (known.email, emails),
        "answer": (known.answer, names),
        "intents": (known.intents, times),
        "state": (lambda text: known.completeness.state("when", text), times),
    }


def _microseconds(parse: Callable[[str], object], text: str) -> float:
    parse(text)
    began = perf_counter()
    for _ in range(REPEATS):
        parse(text)
    return (perf_counter() - began) / REPEATS * 1e6
