"""Ten callers at once through a real Asterisk: do all of them book, and does anybody's audio suffer?"""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from ari_controller.lab.asterisk import Lab
from ari_controller.lab.scenarios import Scenario
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from benchmarks.calls import shown, summary

CALLERS = 10
DAYS = (("Freitag", "2026-03-06"), ("Samstag", "2026-03-07"), ("Dienstag", "2026-03-10"))
HOURS = (("neun", "09"), ("zehn", "10"), ("elf", "11"), ("zwölf", "12"))


def scenario(count: int) -> Scenario:
    """Callers who ring within three seconds and want different times."""
    wishes = [(day, hour) for day in DAYS for hour in HOURS][:count]
    callers = [
        {
            "number": f"+49170123450{number:02}",
            "starts_s": number * 0.3,
            "steps": [
                {"say": "Ich hätte gern einen Haarschnitt"},
                {"when": {"asks": "when"}, "say": f"am {day[0]} um {hour[0]} Uhr"},
                {"when": {"asks": "name"}, "say": "Becker"},
                {"when": {"asks": "confirm"}, "say": "ja"},
                {"when": {"asks": "more"}, "say": "nein danke"},
            ],
        }
        for number, (day, hour) in enumerate(wishes)
    ]
    expect = {"bookings": [{"start": f"{day[1]}T{hour[1]}:00"} for day, hour in wishes]}
    body = {"name": "many", "business": "friseur", "now": "2026-03-04T10:00"}
    return Scenario.model_validate({**body, "callers": callers, "expect": expect})


def main(arguments: list[str]) -> None:
    """Runs once and prints the delays and the gaps at the callers' ears."""
    media = arguments[0] if arguments else "websocket"
    root = Path(".lab")
    lab = Lab(root)
    addresses = lab.up(progress=print)
    answers: list[float] = []
    gaps: list[float] = []

    def on_ear(_caller: str | None, what: str, delay: float) -> None:
        (gaps if what == "gap" else answers if what == "answer" else []).append(delay)

    plan = scenario(CALLERS)
    try:
        with TemporaryDirectory() as folder:
            site = lab_site(Path(folder), addresses)
            file = site / "vorzimmer.yaml"
            file.write_text(file.read_text().replace("media: websocket", f"media: {media}"))
            outcome = asyncio.run(
                run_sip(plan, site, addresses, Path(folder) / "state", on_ear=on_ear)
            )
            log = (Path(folder) / "state/controller.log").read_text("utf-8").splitlines()
            clock = [json.loads(line) for line in log if '"audio clock"' in line]
    finally:
        lab.down()
    verdict = judge(plan, outcome)
    print(
        f"{CALLERS} callers over {media}: {verdict.bookings} bookings, failures: {verdict.failures or 'none'}"
    )
    print(f"answers at the ear, ms as median / 95 % / most: {shown(answers)}")
    print(f"longest gap in our speech at each caller's ear, ms: {shown(gaps)}")
    if clock:
        print(
            f"the audio clock was late by {clock[0]['p50_ms']} ms (median), {clock[0]['p99_ms']} ms (99 %)"
        )
    result = {"media": media, "audio_clock": clock, "bookings": verdict.bookings, "failures": list(verdict.failures),
              "answers_ms": summary(answers), "longest_gap_ms": summary(gaps)}  # fmt: skip
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / f"benchmark-many-{media}.json").write_text(json.dumps(result, indent=2) + "\n")
