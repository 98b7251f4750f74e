"""`lab phone`: an operator's telephone that needs no telephone."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from ari_controller.commands.common import LAB_ROOT, RootOption, fail
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.operator_phone import OperatorPhone
from ari_controller.lab.phone import RATE_HZ
from ari_controller.lab.recording import write_stereo
from voice.audio.pcm import resample
from voice.clock import RealClock
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak

WORDS = "Guten Tag, hier spricht ein Mensch. Wie kann ich Ihnen helfen?"


def phone(
    root: RootOption = LAB_ROOT,
    user: Annotated[
        str, typer.Option(help="operator1 or operator2: rung as PJSIP/operator1.")
    ] = "operator1",
    after: Annotated[float, typer.Option(help="Picks up after so many seconds.")] = 2.0,
    talks: Annotated[float, typer.Option(help="Hangs up after so many seconds.")] = 60.0,
    say: Annotated[str, typer.Option(help="What it says when it is connected.")] = WORDS,
    record: Annotated[
        Path | None, typer.Option(help="A WAV file of the last call: it left, what it heard right.")
    ] = None,
) -> None:
    """Registers a telephone at the lab's Asterisk and picks up whenever it rings, until Ctrl-C."""
    addresses = Lab(root).status().addresses
    if addresses is None:
        raise fail("the lab does not run: start it with `vorzimmer lab up`")
    telephone = OperatorPhone(addresses.sip, user=user, behaviour="rings")
    asyncio.run(_serve(telephone, after, talks, say, record))


async def _serve(
    telephone: OperatorPhone, after: float, talks: float, say: str, record: Path | None
) -> None:
    engine = Espeak(RealClock())
    try:
        sound = await engine.synthesize(say, voice="de+f2", rate_wpm=150)
        words = resample(sound, SAMPLE_RATE_HZ, RATE_HZ)
        await telephone.register()
        typer.echo(f"{telephone.user}: registered, waiting")
        while True:
            await telephone.ringing.wait()
            typer.echo(f"{telephone.user}: rings")
            await asyncio.sleep(after)
            if not telephone.ringing.is_set():
                typer.echo(f"{telephone.user}: nobody is there any more")
                continue
            telephone.sent.clear()
            telephone.received.clear()
            telephone.answer()
            typer.echo(f"{telephone.user}: connected")
            try:
                async with asyncio.timeout(talks):
                    await telephone.speak(words)
                    await telephone.ended.wait()
            except TimeoutError:
                await telephone.hang_up()
            typer.echo(f"{telephone.user}: over")
            if record is not None:
                write_stereo(record, telephone.sent, telephone.received)
    finally:
        await telephone.close()
        await engine.close()
