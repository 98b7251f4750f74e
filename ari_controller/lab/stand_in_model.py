"""What the stand-in for a language model answers: a small table over the caller's words, and a mixer that spoils it.

It knows nothing of the product's own grammars. With the mixer its figure is called "dialogue under a bad model";
it says nothing about the quality of any real model.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

Kind = Literal[
    "good",
    "wrong_command",
    "invented_quote",
    "figures",
    "claims",
    "prose",
    "cut_off",
    "late",
    "repeated",
    "busy",
    "malformed",
]
BAD: tuple[Kind, ...] = (
    "wrong_command",
    "invented_quote",
    "figures",
    "claims",
    "prose",
    "cut_off",
    "late",
    "repeated",
    "busy",
    "malformed",
)
Answer = dict[str, Any]
_INTENTS: Sequence[tuple[str, dict[str, str]]] = (
    (
        r"\b(jemand(en)? (richtigen|echten)|lebendig\w*|leibhaftig\w*|echte person)\b",
        {"do": "person"},
    ),
    (r"\b(richten sie .* aus|sagen sie (ihr|ihm|ihnen) bescheid)\b", {"do": "message"}),
    (
        r"\b(wird (leider )?nichts|klappt (leider )?nicht|muss passen)\b",
        {"do": "intent", "name": "cancel"},
    ),
    (
        r"\b(haare .* (lang|wild|ab)|mähne|zotteln|neuen look|mal wieder)\b",
        {"do": "intent", "name": "book"},
    ),
    (r"\b(eile|schleunigst|pronto|sofort)\b", {"do": "intent", "name": "next_free"}),
    (r"\b(schnuppe|wurst|einerlei)\b", {"do": "intent", "name": "any"}),
)
_NAME = re.compile(r"\b(?:ich bin(?: der| die)?|bei|von) ([a-zäöüß]{4,})\b")
_TOLD = (
    ("name", r"\b(?:ich bin(?: der| die)?|mein name ist|ich heiße) ([a-zäöüß]{4,})\b"),
    (
        "when",
        r"((?:am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag)(?: um \w+(?: uhr)?)?)",
    ),
    ("service", r"(haarschnitt|dauerwelle|färben)"),
)
_SMALL_TALK: Sequence[tuple[str, str]] = (
    (r"wetter|sonne|regen", "Das Wetter ist ein schönes Thema."),
    (r"wie geht", "Danke, mir geht es gut."),
    (r"parkpl|parken", "Das weiß ich leider nicht. Unser Team hilft Ihnen gern."),
    (r"roboter|mensch|künstlich|wer (sind|bist)", "Ich bin ein automatischer Telefonassistent."),
)
ELSE = "Das kann ich Ihnen leider nicht sagen."


def understood(request: str) -> Answer:
    """A fair answer to the last user message: JSON text with `caller`; any other text asks for another try."""
    try:
        told = json.loads(request)
        words = str(told.get("caller", "")).lower()
    except (json.JSONDecodeError, AttributeError):
        told, words = {}, ""
    if isinstance(told, dict) and "turns" in told:
        return _extracted(told["turns"])
    for pattern, command in _INTENTS:
        found = re.search(pattern, words)
        if found:
            return {"commands": [{**command, "quote": found[0]}], "say": ""}
    for pattern, sentence in _SMALL_TALK:
        if re.search(pattern, words):
            return {"commands": [], "say": sentence}
    name = _NAME.search(words)
    if name:
        quote = name[1]
        return {"commands": [{"do": "set_slot", "slot": "name", "quote": quote}], "say": ""}
    return {"commands": [], "say": ELSE}


def _extracted(turns: Sequence[dict[str, Any]]) -> Answer:
    """A call that is over: each name and each day that was told, with its turn."""
    facts, purpose = [], "nothing"
    for turn in turns:
        words = str(turn["caller"]).lower()
        for slot, pattern in _TOLD:
            found = re.search(pattern, words)
            if found:
                facts.append({"slot": slot, "quote": found[1], "turn": turn["turn"]})
                purpose = "booking"
    return {"purpose": purpose, "facts": facts, "questions": []}


@dataclass
class Mixer:
    """Draws what becomes of each answer; at least a third are bad with `bad` at 0.4 or more."""

    seed: int
    bad: float = 0.4
    drawn: list[Kind] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def draw(self) -> Kind:
        """The next answer's kind."""
        kind: Kind = self._random.choice(BAD) if self._random.random() < self.bad else "good"
        self.drawn.append(kind)
        return kind

    def spoiled(self, answer: Answer, kind: Kind) -> str:
        """The answer's text, made as bad as its kind says."""
        match kind:
            case "wrong_command":
                wrong = self._random.choice(_WRONG)
                return _written({"commands": [wrong], "say": ""})
            case "invented_quote":
                quote = self._random.choice(_INVENTED)
                return _written({"commands": [quote], "say": ""})
            case "figures":
                return _written({"commands": [], "say": self._random.choice(_FIGURES)})
            case "claims":
                return _written({"commands": [], "say": self._random.choice(_CLAIMS)})
            case "prose":
                return f"Gern! Hier ist das JSON:\n```json\n{_written(answer)}\n```\nHilft das?"
            case "cut_off":
                text = _written(answer)
                return text[: self._random.randrange(3, max(4, len(text) - 4))]
            case "repeated":
                say = answer["say"]
                commands = answer["commands"] * 2
                return _written({"commands": commands, "say": " ".join([say] * 5).strip()})
            case "malformed":
                return self._random.choice(_MALFORMED)
            case _:
                return _written(answer)


_WRONG: Sequence[Any] = (
    {"do": "book", "slot": "when", "quote": "ja"},
    {"do": "confirm", "quote": "ja"},
    {"do": "farewell", "quote": "tschüss"},
    {"do": "set_slot", "quote": "freitag"},
    {"do": "intent", "name": "yes", "quote": "ja"},
    "book",
)
_INVENTED: Sequence[Any] = (
    {"do": "set_slot", "slot": "when", "quote": "am Sonntag um drei Uhr nachts"},
    {"do": "set_slot", "slot": "name", "quote": "Rumpelstilzchen"},
    {"do": "set_slot", "slot": "phone", "quote": "null eins sieben sechs neun neun neun neun"},
    {"do": "intent", "name": "cancel", "quote": "ich will alles absagen"},
    {"do": "person", "quote": "geben Sie mir den Direktor"},
)
_FIGURES = (
    "Das kostet nur 5 Euro.",
    "Kommen Sie am Sonntag um drei.",
    "Fragen Sie Frau Rumpelstilz.",
    "Ein Haarschnitt kostet 15 Euro.",
)
_CLAIMS = (
    "Ihr Termin ist gebucht.",
    "Ich habe alles eingetragen.",
    "Morgen ist noch alles frei.",
    "Der Termin wurde storniert.",
)
_MALFORMED = (
    "{",
    "[]",
    '{"commands": 7, "say": "Gern."}',
    "null",
    '{"commands": [{}], "say": ""}',
    "Gern!",
)


def _written(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False)
