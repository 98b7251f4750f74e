"""How soon a caller hears the model's answer: the real session, ears and voice over memory, in real time.

    python -m benchmarks thinking

A stand-in for Ollama answers 150 ms after it was asked, at 60 tokens a second (`ollama_stand_in`: our client and
our pipeline are measured, no model). Callers ask what the rules do not understand; every answer is another sentence,
so that none is rendered before. From the end of the turn: recognised, first sentence of the model, first sound.
"""

import asyncio
import json
import platform
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from ari_controller.app import Reception, business_words, known_texts
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.ollama_stand_in import Settings, StandIn, ollama_stand_in
from benchmarks.barge_in import OpenLeg
from benchmarks.calls import shown, summary
from config.prompts import read_prompts
from config.site import LanguageModel
from storage.database import Store
from storage.events import Decided, Event, Heard, Said, StateChanged, TurnTimed
from storage.ids import Ids
from tests.firms import configuration
from voice.audio.pcm import frames, resample
from voice.audio.telephone_line import RATE_HZ as LINE_HZ
from voice.audio.telephone_line import TelephoneLine
from voice.clock import RealClock
from voice.media.memory import MemoryTransport
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak
from voice.speaking.sentences import sentences
from voice.studio import Studio
from voice.thinking.making import model_of
from voice.thinking.model import Message, Model, Schema
from voice.thinking.thinker import Thinker

SEED = 20261121
FIRST_TOKEN_S, TOKENS_PER_S = 0.15, 60.0
TURNS, TURNS_A_CALL = 45, 15
QUESTIONS = (
    "kann ich mit Karte zahlen",
    "haben Sie einen Parkplatz",
    "sprechen Sie Englisch",
    "gibt es bei Ihnen Gutscheine",
    "ist das Wasser bei Ihnen warm",
)
OPENINGS = ("Das ist", "Das bleibt", "Hier ist das", "Bei uns ist das", "Das war", "Das macht")
ADJECTIVES = ("eine schöne", "eine gute", "eine nette", "eine kluge", "eine wichtige")
NOUNS = ("Frage", "Sache", "Freude", "Auswahl", "Zeit")
VOICES, RATES = ("de+f2", "de+m3", "de+f4"), (140, 150, 165)
WANTED = {"recognised": 200.0, "sentence": 500.0, "sound": 300.0, "together": 1000.0}
OVERHEAD_MS = 60.0


@dataclass
class Timed:
    """A model with a watch: how long it took from the request to the end of the first sentence, in ms."""

    inner: Model
    sentence_ms: list[float] = field(default_factory=list)
    sentence: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    async def chat(
        self, messages: Sequence[Message], schema: Schema, most_tokens: int | None = None
    ) -> AsyncGenerator[str, None]:
        loop = asyncio.get_running_loop()
        asked, text, told = loop.time(), "", False
        answer = self.inner.chat(messages, schema, most_tokens)
        try:
            async for piece in answer:
                text += piece
                _, opened, say = text.partition('"say": "')
                if opened and not told and (". " in say or '."' in say):
                    told = True
                    self.sentence_ms.append((loop.time() - asked) * 1000)
                    self.sentence.append(sentences(say.removesuffix('"}').strip('"'))[0])
                yield piece
        finally:
            await answer.aclose()

    async def look(self) -> None:
        await self.inner.look()

    async def load(self) -> None:
        await self.inner.load()

    async def close(self) -> None:
        await self.inner.close()


@dataclass(frozen=True)
class Turn:
    """One answer; ms."""

    recognised: float
    sentence: float
    sound: float
    voice: float
    heard_after: float
    """From the final text to the first sound."""
    from_speech: float
    """From the end of the caller's speech."""

    @property
    def together(self) -> float:
        return self.recognised + self.sentence + self.sound

    @property
    def overhead(self) -> float:
        """What is neither the model's nor the voice's."""
        return self.heard_after - self.sentence - self.voice


@dataclass
class Ear:
    """Follows a call's events."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    listening: bool = False
    said: bool = False
    timed: TurnTimed | None = None
    by_model: bool = False
    words: str = ""

    def hear(self, event: Event) -> None:
        match event:
            case StateChanged(after=after):
                self.listening = after == "listening"
            case Said():
                self.said = True
            case Decided(by="model", reason=reason):
                self.by_model = reason == "said"
            case TurnTimed():
                self.timed = event
            case Heard():
                self.words = event.text
            case _:
                return
        self.changed.set()

    def forget(self) -> None:
        self.said = self.by_model = False
        self.timed = None

    async def answered(self) -> None:
        async with asyncio.timeout(30):
            while not (self.said and self.listening):
                self.changed.clear()
                await self.changed.wait()


@dataclass
class Bench:
    """What all turns share."""

    reception: Reception
    studio: Studio
    clock: RealClock
    engine: Espeak
    server: StandIn
    model: Timed
    random: Random = field(default_factory=lambda: Random(SEED))
    noise: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))
    turns: list[Turn] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    sayings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        every = [f"{a} {b} {c}." for a in OPENINGS for b in ADJECTIVES for c in NOUNS]
        self.sayings = self.random.sample(every, TURNS)

    async def call(self) -> None:
        ear = Ear()
        self.reception.watchers[:] = [lambda _new: ear.hear]
        lobby = Lobby(self.reception.session)
        media = MemoryTransport(self.clock)
        leg = OpenLeg(self.studio, media)
        lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
        await ear.answered()
        for _ in range(TURNS_A_CALL):
            if self.sayings:
                await self._turn(ear, media, self.sayings.pop())
        await leg.hang_up()
        await lobby.idle()

    async def _turn(self, ear: Ear, media: MemoryTransport, saying: str) -> None:
        question = self.random.choice(QUESTIONS)
        voice, rate = self.random.choice(VOICES), self.random.choice(RATES)
        spoken = await self.engine.synthesize(question, voice=voice, rate_wpm=rate)
        carried = TelephoneLine().carry(spoken, SAMPLE_RATE_HZ, self.noise)
        sound = resample(carried, LINE_HZ, SAMPLE_RATE_HZ)
        say = f"{saying} Das freut mich."
        self.server.settings.answer = json.dumps({"commands": [], "say": say}, ensure_ascii=False)
        await asyncio.sleep(0.3)
        ear.forget()
        asked = len(self.model.sentence_ms)
        media.from_caller(frames(sound.tobytes()))
        await ear.answered()
        timed = ear.timed
        if timed is None or not ear.by_model or len(self.model.sentence_ms) == asked:
            self.missed.append(f"{question}: {ear.words}")
            return
        began = asyncio.get_running_loop().time()
        await self.engine.synthesize(saying, voice="de", rate_wpm=150)
        voice_ms = (asyncio.get_running_loop().time() - began) * 1000
        endpoint, final = timed.endpoint or 0.0, timed.final or 0.0
        decision, audible = timed.decision or 0.0, timed.audible or 0.0
        self.turns.append(
            Turn(
                recognised=final - endpoint,
                sentence=self.model.sentence_ms[-1],
                sound=audible - decision,
                voice=voice_ms,
                heard_after=audible - final,
                from_speech=audible,
            )
        )


async def everything(server: StandIn, folder: Path) -> Bench:
    clock = RealClock(datetime(2026, 3, 4, 9, tzinfo=UTC) - datetime.now(UTC))
    known = configuration()
    timed = Timed(model_of(LanguageModel(url=server.url, model="stand-in")))
    thinker = Thinker(timed, clock, first_sentence_s=2.5, turn_s=8)
    store = Store(folder / "b.db")
    reception = Reception(known, store, clock, Ids(clock.now), thinker=thinker)
    await reception.open()
    await thinker.open()
    studio, engine = Studio(known.site, clock, folder), Espeak(clock)
    business = known.businesses["friseur"]
    try:
        await thinker.loaded(10)
        await studio.open(business_words(business))
        await studio.warm(known_texts(business))
        bench = Bench(reception, studio, clock, engine, server, timed)
        while bench.sayings:
            await bench.call()
            print(f"{len(bench.turns)} answers, {len(bench.missed)} not the model's", flush=True)
    finally:
        await engine.close()
        await studio.close()
        await thinker.close()
        await store.close()
    return bench


def main(_arguments: list[str]) -> None:
    """Prints the table; JSON goes to build/."""
    read_prompts()
    pace = Settings(first_token_s=FIRST_TOKEN_S, tokens_per_s=TOKENS_PER_S)
    with ollama_stand_in(pace) as server, TemporaryDirectory() as folder:
        bench = asyncio.run(everything(server, Path(folder)))
    turns = bench.turns
    stages = {
        "recognised": [turn.recognised for turn in turns],
        "sentence": [turn.sentence for turn in turns],
        "sound": [turn.sound for turn in turns],
        "together": [turn.together for turn in turns],
        "voice_alone": [turn.voice for turn in turns],
        "overhead": [turn.overhead for turn in turns],
        "from_speech": [turn.from_speech for turn in turns],
    }
    print(f"seed {SEED}, {platform.machine()}, Python {platform.python_version()}")
    print(f"{len(turns)} answers, ms as median / 95 % / most; wanted at 95 %")
    for stage, values in stages.items():
        print(f"{stage:12} {shown(values):18} {WANTED.get(stage, '')}")
    late = [turn.overhead for turn in turns if turn.overhead > OVERHEAD_MS]
    print(f"more than {OVERHEAD_MS:.0f} ms beside model and voice: {len(late)} of {len(turns)}")
    print(f"median overhead {median(stages['overhead']):.1f} ms")
    for words in bench.missed:
        print(f"   not the model's: {words}")
    out = Path("build")
    out.mkdir(exist_ok=True)
    result = {
        "seed": SEED,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "answers": len(turns),
        "missed": len(bench.missed),
        "late": len(late),
        "ms": {stage: summary(values) for stage, values in stages.items()},
    }
    (out / "benchmark-thinking.json").write_text(json.dumps(result, indent=2) + "\n")
