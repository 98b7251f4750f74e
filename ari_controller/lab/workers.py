"""Does the runs of a suite: virtual ones side by side in processes of their own, those over SIP one after another."""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.errors import LabError
from ari_controller.lab.outcome import Outcome
from ari_controller.lab.phone import PhoneError
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.sounds import from_stereo, mixed
from ari_controller.lab.suite import Job, KnownFailures, Run
from ari_controller.lab.verdict import Verdict, judge
from ari_controller.lab.virtual_run import MemoryLeg
from ari_controller.lab.virtual_run import run as run_virtually
from ari_controller.logs import log_to
from config.loader import load
from config.site import Configuration


@dataclass(frozen=True)
class Workplace:
    """Where runs are done, and what is kept of them."""

    site: Path
    """The configuration folder."""
    addresses: LabAddresses | None = None
    """Of the running lab; None where nothing runs over SIP."""
    keep_sound: bool = False
    known: KnownFailures = field(default_factory=KnownFailures)


def done(jobs: Sequence[Job], place: Workplace, side_by_side: int) -> Iterator[Run]:
    """Each run as soon as it is done."""
    virtual = [job for job in jobs if job.way != "sip"]
    if side_by_side <= 1 or len(virtual) <= 1:
        yield from (run(job, place) for job in virtual)
    else:
        # Threads and event loops of this process must not be copied into the others.
        pool = ProcessPoolExecutor(
            side_by_side, mp_context=get_context("spawn"), initializer=_prepare
        )
        try:
            for result in as_completed([pool.submit(run, job, place) for job in virtual]):
                yield result.result()
        finally:
            pool.shutdown(cancel_futures=True)
    yield from (run(job, place) for job in jobs if job.way == "sip")


def run(job: Job, place: Workplace) -> Run:
    """One run, from a new database to its verdict."""
    known = place.known.reason(job)
    with TemporaryDirectory(prefix="vorzimmer-") as name:
        folder = Path(name)
        try:
            outcome, sound = (_over_sip if job.way == "sip" else _virtually)(job, place, folder)
        except (LabError, ExceptionGroup) as error:
            return _no_call(job, error, known)
    verdict = judge(job.scenario, outcome)
    return Run(job, verdict, tuple(outcome.lines), _kept(verdict, sound), known)


def _no_call(job: Job, error: Exception, known: str | None) -> Run:
    """The call did not come about: that fails this run, not the suite.

    Raises:
        Exception: it has another reason.
    """
    if isinstance(error, ExceptionGroup):
        if error.split(PhoneError)[1] is not None:
            raise error
        error = error.exceptions[0]
    verdict = Verdict(job.scenario.name, (f"no call: {error}",), 0, (), 0, 0, ())
    return Run(job, verdict, known=known)


def _kept(verdict: Verdict, sound: bytes | None) -> bytes | None:
    return None if verdict.ok else sound


def _virtually(job: Job, place: Workplace, folder: Path) -> tuple[Outcome, bytes | None]:
    legs: list[MemoryLeg] = []
    outcome = run_virtually(
        job.scenario,
        _configuration(place.site),
        folder,
        "text" if job.way == "text" else "memory",
        record=legs.append,
    )
    sound = mixed(legs[0].spoken, legs[0].media.sent) if legs and place.keep_sound else None
    return outcome, sound


def _over_sip(job: Job, place: Workplace, folder: Path) -> tuple[Outcome, bytes | None]:
    """In one state folder for all: the database is new each time, known sentences are rendered once."""
    if place.addresses is None:
        raise RuntimeError("no lab is up")
    sound = folder / "call.wav" if place.keep_sound else None
    state = Path(_state().name)
    outcome = asyncio.run(run_sip(job.scenario, place.site, place.addresses, state, record=sound))
    return outcome, from_stereo(sound) if sound is not None and sound.exists() else None


def _prepare() -> None:
    """Lines of the log are none of the report's; nobody works for a suite that was killed."""
    log_to(sys.stderr, as_json=False)
    Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@cache
def _state() -> TemporaryDirectory[str]:
    """What this process keeps for its runs: models and known sentences are made once, by nobody else beside."""
    return TemporaryDirectory(prefix="vorzimmer-state-")


@cache
def _configuration(site: Path) -> Configuration:
    return load(site, {"STATE_DIRECTORY": _state().name})
