"""What one controller needs to run, as a typed tree: vorzimmer.yaml, and all that was read."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from config.models import Business, Endpoint, Frozen, OtherKey


class Ari(Frozen):
    """How to reach Asterisk's REST interface."""

    url: str
    """http://HOST:PORT, no path, no password."""
    user: str
    password_file: Path
    """A file with the password on its first line."""
    app: str = "vorzimmer"
    """The name that the dialplan hands to Stasis()."""


class Rtp(Frozen):
    """Audio by RTP, where Asterisk has no chan_websocket."""

    codec: Literal["ulaw", "alaw", "slin", "g722"] = "ulaw"
    host: str = "127.0.0.1"
    """Our own address, as Asterisk reaches it."""


EMBEDDED = "embedded"
"""What ships with the program, instead of a path."""


class SpeechToText(Frozen):
    """The recogniser."""

    model: str = EMBEDDED
    """A folder with a Vosk model for German, or "embedded": the project's own, for synthetic speech only."""
    models: dict[OtherKey, str] = Field(default={})
    """The same for other languages. Without an entry it is the embedded one where German's is, else none: callers
    are told that the language is not spoken."""
    threads: Annotated[int, Field(gt=0, le=64)] = 2
    grammars: bool = False
    """Tell the recogniser what may be said at questions with few answers; for models that learned other speech."""


class VoiceModel(Frozen):
    """What speaks."""

    engine: Literal["espeak", "coqui", "piper"] = "espeak"
    """coqui and piper are extras; espeak-ng speaks for them while they cannot."""
    model: str = EMBEDDED
    """coqui: a model's folder, or the project's own small voice. piper: a voice's .onnx file."""
    vocoder: str | None = None
    """coqui: the folder of a vocoder for a model that makes spectrograms; else MODEL/vocoder, else Griffin-Lim."""


class OtherVoice(VoiceModel):
    """The voice of one more language."""

    voice: str | None = None
    """An espeak-ng voice; None: the language's own."""


class TextToSpeech(VoiceModel):
    """The voice; other languages than German have espeak-ng's where `voices` names nothing else."""

    voices: dict[OtherKey, OtherVoice] = Field(default={})
    voice: str = "de"
    """An espeak-ng voice."""
    rate_wpm: Annotated[int, Field(ge=80, le=450)] = 150


class LanguageModel(Frozen):
    """A model that helps the rules with what they do not understand; without one they decide alone."""

    backend: Literal["ollama", "openai", "none"] = "ollama"
    """ollama: its own protocol; openai: any local server with /v1/chat/completions; none: switched off."""
    url: str = "http://127.0.0.1:11434"
    """http://HOST:PORT in the house, no password in it."""
    model: str | None = None
    """The model's name as its server knows it; absent: rules alone."""
    api_key_file: Path | None = None
    """A file with the server's key on its first line, where it wants one."""
    first_sentence_s: Annotated[float, Field(gt=0, le=10)] = 2.5
    """After that the rules answer instead."""
    turn_s: Annotated[float, Field(gt=0, le=15)] = 8.0
    """After that the model is cut off."""
    num_ctx: Annotated[int, Field(ge=1024, le=131_072)] = 4096
    """The context's length; the same in every request, another one would load the model again."""
    num_predict: Annotated[int, Field(ge=16, le=120)] = 120
    """The longest answer, in tokens."""
    temperature: Annotated[float, Field(ge=0, le=0.3)] = 0.0

    @property
    def wanted(self) -> bool:
        """True when there is a model to ask."""
        return self.backend != "none" and self.model is not None


class Admission(Frozen):
    """How many callers are talked with at once; those above it hear that all lines are busy."""

    calls: Annotated[int, Field(gt=0, le=500)] = 10
    lag_ms: Annotated[int, Field(gt=0)] = 100
    """A new caller is sent the short way too while the event loop is later than this."""


class Channel(Frozen):
    """One way to reach people."""

    url_file: Path
    """A file with an apprise address on its first line; {to} stands for the customer's number."""
    per_minute: Annotated[int, Field(gt=0, le=6000)] = 60
    """At most so many messages a minute."""
    sms: bool = False
    """True for SMS: texts are kept short, their parts are counted."""


class Http(Frozen):
    """Where programs reach us; without it nothing listens."""

    host: str = "127.0.0.1"
    """Our own address; another than loopback needs a proxy in front that speaks TLS."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8760


class Right(StrEnum):
    """What an operator may do; each one alone, none includes another."""

    WATCH = "watch"
    """See calls, bookings, customers and history."""
    STEER = "steer"
    """Step into calls."""
    BOOK = "book"
    """Change bookings, inquiries, call-backs and customers."""
    ADMIN = "admin"
    """See the log, block numbers, erase."""


class Operator(Frozen):
    """One person who watches and steers, known by the account that their program runs under."""

    user: str | None = None
    """The account's name on this machine; absent: the operator's own key."""
    name: str | None = None
    """As colleagues read it."""
    rights: tuple[Right, ...] = (Right.WATCH, Right.STEER, Right.BOOK)
    """watch, steer, book, admin."""
    businesses: tuple[str, ...] | None = None
    """Keys of the businesses that they see; absent: all."""
    phone: Endpoint | None = None
    """Their telephone, rung to take a call over or to listen: "PJSIP/empfang"."""


class Control(Frozen):
    """Where operators' programs reach the controller."""

    socket: Path | None = None
    """The Unix socket; absent: control.sock in $RUNTIME_DIRECTORY, else in $XDG_RUNTIME_DIR/vorzimmer, else in the state folder."""
    group: str = "vorzimmer"
    """Accounts of this group may connect; where there is no such group, only the controller's own account and root."""
    group_rights: tuple[Right, ...] = ()
    """What the group's accounts may do that are no operator's."""


class Site(Frozen):
    """vorzimmer.yaml: what one controller needs to run."""

    node: str = "local"
    """This machine's name in events and in the control API."""
    ari: Ari
    media: Literal["auto", "websocket", "rtp", "audiosocket"] = "auto"
    """auto: WebSocket where this Asterisk has it, else RTP."""
    rtp: Rtp = Rtp()
    admission: Admission = Admission()
    stt: SpeechToText = SpeechToText()
    tts: TextToSpeech = TextToSpeech()
    llm: LanguageModel = LanguageModel()
    http: Http | None = None
    control: Control = Control()
    operators: dict[str, Operator] = Field(default={})
    """People who watch and steer, by a short name."""
    notify: dict[str, Channel] = Field(default={})
    """Channels by their names."""
    database: Path = Path("vorzimmer.db")
    """Relative paths start at the state directory."""


class Configuration(Frozen):
    """Everything that was read: the site and its businesses by key."""

    folder: Path
    state: Path
    """Where what happens is kept: $STATE_DIRECTORY, else beside the configuration."""
    site: Site
    businesses: dict[str, Business]

    def by_number(self, dialled: str) -> Business | None:
        """The business that a dialled number reaches; None when no profile names it."""
        for business in self.businesses.values():
            if dialled in business.numbers:
                return business
        return None
