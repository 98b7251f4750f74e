import pytest

from voice.speaking.mouth import words_heard
from voice.speaking.sentences import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Guten Tag. Was kann ich tun?", ["Guten Tag.", "Was kann ich tun?"]),
        ("Dr. Weber ist da. Ja!", ["Dr. Weber ist da.", "Ja!"]),
        ("Das kostet z. B. 30 Euro.", ["Das kostet z. B. 30 Euro."]),
        ("Am 1. Mai um 14.30 Uhr.", ["Am 1. Mai um 14.30 Uhr."]),
        (
            "Ich fasse zusammen: Haarschnitt bei Anna.",
            ["Ich fasse zusammen:", "Haarschnitt bei Anna."],
        ),
        ("Salon Anna", ["Salon Anna"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_speaker_would_pause(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("share", "heard"),
    [(0.0, ""), (0.4, "Was kann"), (0.5, "Was kann ich"), (1.0, "Was kann ich für Sie tun?")],
)
def test_the_words_that_had_been_said_when_we_were_cut(share: float, heard: str) -> None:
    assert words_heard("Was kann ich für Sie tun?", share) == heard
