"""What happens to one caller's audio off the loop: detector, recogniser, and the turn that they make."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from storage.events import SlotName
from voice.audio.pcm import Samples
from voice.hearing.own_voice import OwnVoice
from voice.hearing.recogniser import Recognised, Stream
from voice.hearing.vad import RATE_HZ, WINDOW, VoiceActivity

ONSET, HANGOVER = 0.5, 0.35
ONSET_WHILE_WE_SPEAK = 0.7
"""Our own echo and a listener's noises must not count as speech while we speak."""
ONSET_WINDOWS = 2
PRE_ONSET_WINDOWS = 12
"""About 400 ms before the onset go to the recogniser too: no first syllable is lost."""
STOP_WINDOWS = 4
"""So many quiet windows are a pause: 128 ms."""
FLUSH_WINDOWS = 6
"""After so many the recogniser is asked for its last word, while the pause goes on: 192 ms."""
DICTATED: frozenset[SlotName] = frozenset({"name", "phone", "email"})
"""Answers that are spelled or dictated with pauses in them, each word of which helps to hear the next."""
DETECTOR_DELAY_S = 0.05
"""How much later than the true end the detector falls below its threshold."""
PARTIAL_EVERY = 4
ECHO_AFTER_WINDOWS = 20
"""So long after our last frame its echo may come: 640 ms."""
ECHO_WINDOWS = 7
"""With the newest one 256 ms are compared with our own voice."""


Streams = Callable[[SlotName], Stream]


@dataclass(frozen=True)
class Observed:
    """What a piece of audio changed; times are monotonic seconds."""

    started_at: float | None = None
    stopped_at: float | None = None
    partial: str | None = None


@dataclass
class Listener:
    """Used by one thread at a time; holds everything that one caller's stream needs."""

    vad: VoiceActivity
    stream: Stream
    streams: Streams | None = None
    """A stream for each question, where the recogniser is told what may be said."""
    question: SlotName = "open"
    """The open one; it counts from the next utterance on, since Vosk cannot change its mind in one."""
    we_speak: bool = False
    speaking: bool = False
    in_turn: bool = False
    own: OwnVoice = field(default_factory=OwnVoice)
    echoes: int = 0
    """Windows that would have been an onset but for our own voice in them."""
    speech_ms: float = 0.0
    """How much speech the turn has had."""
    _rest: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    _before: list[bytes] = field(default_factory=list)
    _loud: int = 0
    _silent_for: int = ECHO_AFTER_WINDOWS
    _quiet: int = 0
    _unread: int = 0
    _ended_at: float = 0.0
    _flushed: bool = True
    _parts: list[Recognised] = field(default_factory=list)
    _partial: str = ""
    _streamed: SlotName | None = None
    _switches: deque[tuple[Streams, bool]] = field(default_factory=deque)

    def switch(self, streams: Streams, *, per_question: bool = False) -> None:
        """Another recogniser from the caller's next utterance on; called on the loop, taken over off it."""
        self._switches.append((streams, per_question))

    def hear(self, pcm: bytes, end_at: float) -> list[Observed]:
        """Takes audio whose last sample was at `end_at`."""
        samples = np.concatenate([self._rest, np.frombuffer(pcm, np.int16)])
        count = len(samples) // WINDOW
        self._rest = samples[count * WINDOW :]
        observed = []
        for index in range(count):
            behind = len(samples) - (index + 1) * WINDOW
            at = end_at - behind / RATE_HZ
            observed += self._window(samples[index * WINDOW : (index + 1) * WINDOW], at)
        return observed

    def _window(self, window: Samples, at: float) -> list[Observed]:
        probability = self.vad.probability(window)
        self._silent_for = 0 if self.we_speak else self._silent_for + 1
        may_echo = self._silent_for < ECHO_AFTER_WINDOWS and not self.in_turn
        if may_echo and probability >= self._onset and self._is_ours(window):
            self.echoes += 1
            probability = 0.0
        pcm = window.tobytes()
        if not self.in_turn:
            return self._idle(probability, pcm, at)
        observed = []
        self._feed(pcm)
        if self.speaking:
            self.speech_ms += WINDOW * 1000 / RATE_HZ
            if probability >= HANGOVER:
                self._quiet = 0
                self._ended_at = at
            else:
                self._quiet += 1
            if self._quiet == STOP_WINDOWS:
                self.speaking = False
                observed.append(Observed(stopped_at=self._ended_at - DETECTOR_DELAY_S))
        else:
            self._quiet += 1
            self._loud = self._loud + 1 if probability >= self._onset else 0
            if self._loud >= ONSET_WINDOWS:
                self.speaking, self._quiet, self._loud, self._flushed = True, 0, 0, False
                self._ended_at = at
                observed.append(Observed(started_at=at))
        if self._quiet == FLUSH_WINDOWS and not self._flushed:
            observed.append(self._so_far() if self.question in DICTATED else self._flush())
        elif self.speaking and self._unread >= PARTIAL_EVERY:
            self._unread = 0
            observed += self._new_partial(self._joined(self.stream.partial()))
        return observed

    def _idle(self, probability: float, pcm: bytes, at: float) -> list[Observed]:
        self._before = [*self._before[-PRE_ONSET_WINDOWS:], pcm]
        self._loud = self._loud + 1 if probability >= self._onset else 0
        if self._loud < ONSET_WINDOWS:
            return []
        self._choose_stream()
        self.in_turn = self.speaking = True
        self._flushed, self._quiet, self._loud, self._ended_at = False, 0, 0, at
        self.speech_ms = ONSET_WINDOWS * WINDOW * 1000 / RATE_HZ
        for earlier in self._before:
            self._feed(earlier)
        self._before = []
        return [Observed(started_at=at - ONSET_WINDOWS * WINDOW / RATE_HZ)]

    def _choose_stream(self) -> None:
        question = self.question
        while self._switches:
            streams, per_question = self._switches.popleft()
            self.stream, self._streamed = streams(question), question
            self.streams = streams if per_question else None
        if self.streams is not None and question != self._streamed:
            self.stream, self._streamed = self.streams(question), question

    def _is_ours(self, window: Samples) -> bool:
        """The last quarter of a second with this window, against what we said."""
        before = b"".join(self._before[-ECHO_WINDOWS:])
        return self.own.is_heard_in(np.concatenate([np.frombuffer(before, np.int16), window]))

    @property
    def _onset(self) -> float:
        return ONSET_WHILE_WE_SPEAK if self.we_speak else ONSET

    def _feed(self, pcm: bytes) -> None:
        self._unread += 1
        result = self.stream.feed(pcm)
        if result is not None and result.text:
            self._parts.append(result)

    def _so_far(self) -> Observed:
        """The words without an end being put to them: a letter or a digit alone is misheard."""
        self._partial = self._joined(self.stream.partial())
        return Observed(partial=self._partial)

    def _flush(self) -> Observed:
        """Asks for the last word early; what is said after it is a part of its own and joined."""
        self._flushed = True
        result = self.stream.finish()
        if result.text:
            self._parts.append(result)
        self._partial = self._joined("")
        return Observed(partial=self._partial)

    def _new_partial(self, text: str) -> list[Observed]:
        if text == self._partial:
            return []
        self._partial = text
        return [Observed(partial=text)]

    def _joined(self, last: str) -> str:
        return " ".join([*(part.text for part in self._parts), last]).strip()

    def finish(self) -> Recognised:
        """The whole turn in words; the next one begins."""
        if not self._flushed:
            self._flush()
        parts, self._parts = self._parts, []
        confidences = [part.confidence for part in parts if part.confidence is not None]
        text = " ".join(part.text for part in parts)
        self.in_turn = self.speaking = False
        self._partial, self._loud, self._quiet, self._unread = "", 0, 0, 0
        return Recognised(text, sum(confidences) / len(confidences) if confidences else None)
