"""How long understanding one expression takes, in µs: it runs on every partial result."""

from datetime import datetime
from statistics import median
from time import perf_counter

from tests.voice.language.tables import rows
from voice.language.languages import language

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
REPEATS = 50


def main(_arguments: list[str]) -> None:
    """Prints the median and the slowest expression of each kind."""
    german = language("de")
    kinds = {
        "when": (lambda text: german.when(text, NOW), [row[0] for row in rows("de_when.yaml")]),
        "name": (german.name, [row[0] for row in rows("de_names.yaml")]),
        "phone": (german.phone, [row[0] for row in rows("de_phones.yaml")]),
        "answer": (german.answer, [row[0] for row in rows("de_names.yaml")]),
        "intents": (german.intents, [row[0] for row in rows("de_when.yaml")]),
        "state": (
            lambda text: german.completeness.state("when", text),
            [row[0] for row in rows("de_when.yaml")],
        ),
    }
    for kind, (parse, texts) in kinds.items():
        each = []
        for text in texts:
            began = perf_counter()
            for _ in range(REPEATS):
                parse(text)  # type: ignore[operator]
            each.append((perf_counter() - began) / REPEATS * 1e6)
        print(
            f"{kind:8} {len(texts):4} expressions: median {median(each):6.1f} µs, slowest {max(each):6.1f} µs"
        )
