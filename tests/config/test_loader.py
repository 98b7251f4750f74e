import shutil
from datetime import time
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.loader import folder_of, load
from config.models import Confirm, Weekday
from config.site import Configuration

SITE = """\
ari:
  url: http://127.0.0.1:8088
  user: vorzimmer
  password_file: password
"""
BUSINESS = """\
extends: friseur
name: Salon Anna
numbers: ["+498912345100"]
staff:
  anna: {name: Anna}
"""


def write(folder: Path, business: str = BUSINESS, site: str = SITE, **others: str) -> Path:
    (folder / "businesses").mkdir(parents=True, exist_ok=True)
    (folder / "vorzimmer.yaml").write_text(site, "utf-8")
    (folder / "password").write_text("geheim\n", "utf-8")
    (folder / "businesses/anna.yaml").write_text(business, "utf-8")
    for name, text in others.items():
        (folder / f"businesses/{name}.yaml").write_text(text, "utf-8")
    return folder


def loaded(folder: Path) -> Configuration:
    return load(folder, environ={})


def problems(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_business_is_its_profile_with_its_own_lines_on_top(tmp_path: Path) -> None:
    business = loaded(write(tmp_path, BUSINESS + "confirm: by_hand\n")).businesses["anna"]
    assert business.key == "anna"
    assert business.branch == "friseur"
    assert business.confirm is Confirm.BY_HAND
    assert business.services["haarschnitt"].duration_min == 45


def test_scalars_keep_the_meaning_that_people_give_them(tmp_path: Path) -> None:
    text = BUSINESS.replace('["+498912345100"]', "[0176123456, 0100]")
    text += "hours: {mo: 9:30-12:30}\nnames: [on, No, 012]\n"
    business = loaded(write(tmp_path, text)).businesses["anna"]
    assert business.numbers == ("0176123456", "0100")
    assert business.names == ("on", "No", "012")
    assert business.hours[Weekday.MONDAY][0].closes == time(12, 30)


def test_ranges_of_days_and_several_ranges_of_a_day(tmp_path: Path) -> None:
    text = BUSINESS + 'hours: {mo-fr: "09:00-12:00, 14:00-18:00", mi: zu, sa: [09:00-13:00]}\n'
    hours = loaded(write(tmp_path, text)).businesses["anna"].hours
    assert [len(hours[day]) for day in list(Weekday)[:6]] == [2, 2, 0, 2, 2, 1]


def test_an_empty_value_removes_what_the_profile_brings(tmp_path: Path) -> None:
    business = loaded(write(tmp_path, BUSINESS + "services:\n  faerben:\n")).businesses["anna"]
    assert "faerben" not in business.services
    assert "haarschnitt" in business.services


def test_relative_paths_start_at_the_folder_and_state_beside_it(tmp_path: Path) -> None:
    configuration = loaded(write(tmp_path))
    assert configuration.site.ari.password_file == tmp_path / "password"
    assert configuration.state == tmp_path / "state"
    assert load(tmp_path, {"STATE_DIRECTORY": "/var/lib/x"}).state == Path("/var/lib/x")


def test_a_firm_may_bring_its_own_profiles(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "config/profiles/friseur.yaml"
    (tmp_path / "profiles").mkdir()
    shutil.copy(shipped, tmp_path / "profiles/barbier.yaml")
    write(tmp_path, BUSINESS.replace("friseur", "barbier"))
    assert loaded(tmp_path).businesses["anna"].branch == "barbier"


def test_the_folder_is_given_or_in_the_environment_or_the_usual_one() -> None:
    assert folder_of(Path("a"), {"VORZIMMER_CONFIG": "b"}) == Path("a")
    assert folder_of(None, {"VORZIMMER_CONFIG": "b"}) == Path("b")
    assert folder_of(None, {}) == Path("/etc/vorzimmer")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder; name it with --config"):
        loaded(tmp_path / "nowhere")


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, BUSINESS + "colour: red\nconfirm: maybe\n", SITE + "media: tin\n", b=BUSINESS)
    assert len(problems(tmp_path)) == 3


BAD_BUSINESSES = [
    ("colour: red", "6: colour: unknown key; remove it, or see docs/configuration.md"),
    ("confrim: auto", "6: confrim: unknown key; did you mean confirm?"),
    ("confirm: yes", '6: confirm: "yes"; one of: auto or by_hand is expected'),
    ("hours: {montag: 9-17}", "6: hours.montag: no day; a day (mo di mi do fr sa so) or days like di-fr"),
    ("hours: {mo: 9-17}", '6: hours.mo: "9-17"; hours like "09:00-18:00", several with commas, or zu is expected'),
    ("hours: {mo: 18:00-09:00}", '6: hours.mo: "18:00-09:00" ends before it begins; write the earlier time first'),
    ("hours: {mo: 09:00-25:00}", '6: hours.mo: "09:00-25:00"; clock times from 00:00 to 23:59 are expected'),
    ('hours: {mo: "09:00-12:00, 11:00-14:00"}', "6: hours.mo: two ranges of one day overlap; join them into one"),
    ("hours: open", "6: hours: 'open'; a line for each day is expected"),
    ("hours: {fr-mo: 09:00-12:00}", "6: hours.fr-mo: no day; a day (mo di mi do fr sa so) or days like di-fr"),
    ("services: {farbe: {name: Farbe, accusative: Farbe}}", "6: services.farbe.duration_min: missing; add it, see docs/configuration.md"),
    ("services: {haarschnitt: {duration_min: 45 min}}", '6: services.haarschnitt.duration_min: "45 min"; a whole number is expected'),
    ("services: {haarschnitt: {duration_min: 0}}", '6: services.haarschnitt.duration_min: "0"; a whole number more than 0 is expected'),
    ("services: {haarschnitt: {duration: 30}}", "6: services.haarschnitt.duration: unknown key; did you mean duration_min?"),
    ("services: {haarschnitt: {price_eur: 32.50}}", '6: services.haarschnitt.price_eur: "32.50"; a price like "32" or "32,50" is expected'),
    ("services: {haarschnitt: {staff: [ana]}}", '6: services.haarschnitt.staff.0: nobody has the key "ana"; did you mean anna?'),
    ("services: {haarschnitt: {staff: anna}}", '6: services.haarschnitt.staff: "anna"; a list like [one, two] is expected'),
    ("zone: Berlin", '6: zone: "Berlin"; a name like Europe/Berlin is expected'),
    ("state: Bayern", '6: state: "Bayern"; one of: BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH is expected'),
    ("language: fr", '6: language: "fr"; one of: de, uk or en is expected'),
    ("open_on_holidays: vielleicht", '6: open_on_holidays: "vielleicht"; true or false is expected'),
    ("closed: [{first: 24.12.2026, last: 2026-12-31}]", '6: closed.0.first: "24.12.2026"; a date like 2026-12-24 is expected'),
    ("closed: [{first: 2026-12-31, last: 2026-12-24}]", "6: closed: 2026-12-31 is after 2026-12-24; first the first day"),
    ("texts: {disclosure: Hallo}", "6: texts.disclosure: the disclosure cannot be changed; remove it: callers are always told that a machine speaks"),
    ("texts: {farewel: Tschüss}", "6: texts.farewel: no such text; did you mean farewell?"),
    ('texts: {farewell: "Tschüss {name}"}', "6: texts.farewell: a placeholder that nothing fills; allowed: none"),
    ("limits: {turns: -1}", '6: limits.turns: "-1"; a whole number more than 0 is expected'),
    ("booking: 15", '6: booking: "15"; lines of the form `key: value` below it are expected'),
    ("name: Salon Berta", "6: name: a second time (first in line 2); keep one of the two"),
    ("key: anna", "6: key: not to be written; the file's name is the key; remove the line"),
    ("names: [a, b", "6: not YAML: expected ',' or ']', but got '<stream end>'; correct the line, or put text in quotes"),
    ("\tnames: a", "6: not YAML: found character '\\t' that cannot start any token; correct the line, or put text in quotes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"), BAD_BUSINESSES, ids=[line for line, _ in BAD_BUSINESSES]
)
def test_a_mistake_is_named_with_its_line_its_field_and_its_remedy(
    tmp_path: Path, line: str, message: str
) -> None:
    found = problems(write(tmp_path, f"{BUSINESS}{line}\n"))
    assert found == [f"businesses/anna.yaml:{message}"] or found == [
        f"businesses/anna.yaml:{int(message.partition(':')[0]) + 1}:{message.partition(':')[2]}"
    ]


BAD_FILES = [
    ("", "businesses/anna.yaml: no profile is named; add `extends: anwalt`"),
    ("- a\n", "businesses/anna.yaml:1: no mapping; lines of the form `key: value` are expected"),
    (BUSINESS.replace("friseur", "friseu"), "businesses/anna.yaml:1: extends: no profile 'friseu'; one of: anwalt, arztpraxis, bestattung, friseur, gastronomie, handwerk, immobilien, kosmetik"),
    (BUSINESS.replace("friseur", "../friseur"), "businesses/anna.yaml:1: extends: no profile '../friseur'; one of: anwalt, arztpraxis, bestattung, friseur, gastronomie, handwerk, immobilien, kosmetik"),
    (BUSINESS.replace('["+498912345100"]', "[]"), "businesses/anna.yaml:3: numbers: no number; name at least one that callers dial"),
    (BUSINESS.replace("{name: Anna}", "{name: Anna, hours: {mo: 09:00-12:00}}"),
     "businesses/anna.yaml:5: staff.anna.hours.mo: 09:00-12:00 is outside the business's hours; open the business then, or shorten these"),
    (BUSINESS.replace("name: Salon Anna\n", ""), "businesses/anna.yaml: name: missing; add it, see docs/configuration.md"),
    (BUSINESS.replace("staff:\n  anna: {name: Anna}\n", ""), "businesses/anna.yaml: staff: nobody; a business of mode termin needs at least one person"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_FILES)
def test_a_file_that_is_wrong_as_a_whole(tmp_path: Path, text: str, message: str) -> None:
    assert problems(write(tmp_path, text)) == [message]


BAD_SITES = [
    (SITE.replace("url: http://127.0.0.1:8088", "url: 127.0.0.1"), 'vorzimmer.yaml:2: ari.url: "127.0.0.1"; http://HOST:PORT without a password is expected'),
    (SITE.replace("http://", "http://a:b@"), 'vorzimmer.yaml:2: ari.url: "http://a:b@127.0.0.1:8088"; http://HOST:PORT without a password is expected'),
    (SITE.replace("  user: vorzimmer\n", ""), "vorzimmer.yaml:1: ari.user: missing; add it, see docs/configuration.md"),
    (SITE + "stt: {threads: viele}\n", 'vorzimmer.yaml:5: stt.threads: "viele"; a whole number is expected'),
    (SITE + "media: tin\n", 'vorzimmer.yaml:5: media: "tin"; one of: auto, websocket, rtp or audiosocket is expected'),
    (SITE + "password: x\n", "vorzimmer.yaml:5: password: unknown key; remove it, or see docs/configuration.md"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_SITES)
def test_a_wrong_site_file(tmp_path: Path, text: str, message: str) -> None:
    assert problems(write(tmp_path, site=text)) == [message]


def test_a_password_file_that_is_not_there(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "password").unlink()
    found = "no such file or directory; create it with the password in it"
    assert problems(folder) == [f"vorzimmer.yaml:4: ari.password_file: {folder}/password: {found}"]


def test_a_number_that_two_businesses_claim(tmp_path: Path) -> None:
    assert problems(write(tmp_path, b=BUSINESS)) == [
        "businesses/b.yaml:3: numbers: +498912345100 belongs to anna already; a number reaches one business"
    ]


def test_the_folders_of_other_languages_start_at_the_configuration_and_must_be_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "uk").mkdir()
    site = SITE + "stt: {models: {uk: uk, en: nowhere}}\n"
    site += "tts: {voices: {en: {engine: piper, model: en.onnx}, uk: {voice: uk+f2}}}\n"
    assert problems(write(tmp_path, site=site)) == [
        f"vorzimmer.yaml:6: tts.voices.en.model: there is no {tmp_path}/en.onnx; see: vorzimmer voices",
        f"vorzimmer.yaml:5: stt.models.en: there is no folder {tmp_path}/nowhere; see: vorzimmer models list",
    ]
    (tmp_path / "nowhere").mkdir()
    (tmp_path / "en.onnx").touch()
    known = loaded(write(tmp_path, site=site)).site
    assert known.stt.models == {"uk": str(tmp_path / "uk"), "en": str(tmp_path / "nowhere")}
    assert known.tts.voices["uk"].voice == "uk+f2"
