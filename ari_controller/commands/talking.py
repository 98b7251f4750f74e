"""`talk`: a call by this machine's microphone, without a telephone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ari_controller.app import Reception, prepare, prepare_others
from ari_controller.call.leg import Arrival, Post
from ari_controller.call.lobby import Lobby
from ari_controller.call.signals import HungUp
from ari_controller.commands.common import LAB_ROOT, ConfigOption, business_of, configuration
from ari_controller.commands.typed_talk import clock_for, talk_typed
from ari_controller.lab.site import lab_site
from config.models import Business
from config.site import Configuration
from storage.calls import NewCall
from storage.database import Store
from storage.events import Event, Heard, Said
from storage.ids import Ids
from voice.clock import RealClock
from voice.language.languages import language
from voice.line import Line
from voice.media.microphone import MicrophoneTransport
from voice.media.transport import Transport
from voice.studio import Studio
from voice.thinking.making import thinker_of


@dataclass
class MicrophoneLeg:
    """The caller sits in front of this machine."""

    studio: Studio
    business: Business
    media: Transport
    post: Post = lambda _signal: None
    transport: str = "microphone"

    async def open(self, post: Post) -> Line:
        """Answers at once."""
        self.post = post
        spoken = language(self.business.language)
        return self.studio.line(self.media, spoken, self.business.voice)

    async def hang_up(self) -> None:
        """The call is over."""
        self.post(HungUp())

    async def close(self) -> None:
        """The line closes the devices."""


def talk(
    config: ConfigOption = None,
    business: Annotated[str, typer.Option(help="Which business answers, by its key.")] = "friseur",
    number: Annotated[str, typer.Option(help="The number that you call from.")] = "+491701234567",
    device: Annotated[str | None, typer.Option(help="A sound device by its name.")] = None,
    typed: Annotated[
        bool, typer.Option("--typed", help="Type instead; nothing that you book is kept.")
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="With --typed: who decides, and why.")] = False,
    now: Annotated[str | None, typer.Option(help="With --typed: pretends a time.")] = None,
) -> None:
    """Answers you at this machine's microphone; what you book is booked. Best with a headset; Ctrl+C hangs up."""
    folder: Path = config or lab_site(LAB_ROOT, None)
    known = configuration(folder)
    owner = business_of(known, business)
    if typed:
        clock = clock_for(now, owner)
        asyncio.run(talk_typed(known, owner, number, clock, why=why, tell=typer.echo))
        return
    asyncio.run(_talk(known, owner, number, device, typer.echo))


async def _talk(
    known: Configuration, owner: Business, number: str, device: str | None, tell: Callable[[str], None]
) -> None:  # fmt: skip
    media = await MicrophoneTransport.open(device)
    clock = RealClock()
    store = Store(known.state / known.site.database)
    thinker = thinker_of(known.site.llm, clock)
    reception = Reception(known, store, clock, Ids(clock.now), [_follower(tell)], thinker)
    studio = Studio(known.site, clock, known.state)
    try:
        await reception.open()
        if thinker is not None:
            await thinker.open()
        await prepare(studio, [owner])
        await prepare_others(studio, [owner])
        reception.speaks = studio.speaks
        lobby = Lobby(reception.session)
        arrival = Arrival(owner.key, number, owner.numbers[0], "microphone")
        lobby.admit(arrival, MicrophoneLeg(studio, owner, media))
        await lobby.idle()
    finally:
        await media.close()
        if thinker is not None:
            await thinker.close()
        await studio.close()
        await store.close()


def _follower(tell: Callable[[str], None]) -> Callable[[NewCall], Callable[[Event], None]]:
    """Both sides as they speak."""

    def watch(_new: NewCall) -> Callable[[Event], None]:
        def follow(event: Event) -> None:
            if isinstance(event, Heard | Said):
                tell(f"{'you' if isinstance(event, Heard) else 'Vorzimmer'}: {event.text}")

        return follow

    return watch
