"""One call on one screen, whether it runs, is over, or is replayed: only where its events come from differs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget

from storage.events import decode
from storage.live import fold
from storage.live.model import LiveCall, Speech
from tui.actions import Where
from tui.call_head import head_line, now_s
from tui.call_panels import (
    fact_lines,
    latency_lines,
    line_lines,
    note_lines,
    result_lines,
    timeline_lines,
)
from tui.lines import Line, clean
from tui.replay import Replay
from tui.screens.base import Handlers, StandingLine
from tui.state import CLOCK, LINK
from tui.steering import SteeringScreen
from tui.transcript import transcript_rows
from tui.widgets.line_list import LineList, Row
from tui.widgets.text_lines import TextLines
from tui.widgets.transcript import Transcript

SIDE_FROM = 100
"""Columns from which the panels stand beside the conversation."""
TICK_S = 0.1


class CallScreen(SteeringScreen):
    """Conversation, facts, answer times, who spoke when, line and operators."""

    DEFAULT_CSS = """
    CallScreen #call-title { height: 1; background: $panel; }
    CallScreen #call-columns { height: 1fr; }
    CallScreen #call-left { width: 3fr; }
    CallScreen #call-missed { height: 1; display: none; }
    CallScreen #call-missed.-on { display: block; }
    CallScreen #call-side { width: 2fr; border-left: solid $primary; }
    CallScreen #call-facts { height: auto; max-height: 11; }
    CallScreen #call-rest { height: 1fr; overflow-y: auto; }
    CallScreen #call-time { height: 4; border-top: solid $primary; }
    CallScreen.-narrow #call-side { display: none; }
    CallScreen.-narrow.-facts #call-side { display: block; width: 1fr; border-left: none; }
    CallScreen.-narrow.-facts #call-left { display: none; }
    CallScreen StandingLine { display: none; }
    CallScreen StandingLine.-on { display: block; }
    """
    where: ClassVar[Where] = "call"
    areas: ClassVar[frozenset[str]] = frozenset(
        {LINK, CLOCK, fold.LIST, fold.TALK, fold.FACTS, fold.TIMES, fold.SPANS, fold.LINE}
        | {fold.ORDERS}
    )

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._call = ""
        self._turn = ""
        self._replay: Replay | None = None
        self._row: Mapping[str, Any] = {}
        self._decisions = False
        self._loading = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, conversation, side, timeline."""
        yield TextLines(id="call-title")
        yield StandingLine()
        with Horizontal(id="call-columns"):
            with Vertical(id="call-left"):
                yield Transcript(id="call-talk")
                yield TextLines(id="call-missed")
            with Vertical(id="call-side"):
                facts = LineList(id="call-facts")
                facts.cursor = "focused"
                yield facts
                yield TextLines(id="call-rest")
        yield TextLines(id="call-time")

    def focus_target(self) -> Widget | None:
        """The conversation; the facts where they take its place."""
        facts = self.has_class("-narrow") and self.has_class("-facts")
        return self.query_one("#call-facts" if facts else "#call-talk")

    def chosen_call(self) -> LiveCall | None:
        """The opened one: as it runs, else as its replay stands."""
        if self._replay is not None:
            return self._replay.call()
        return self.state.call(self._call)

    def subject(self) -> Mapping[str, Any]:
        """A stored call counts as over wherever its replay stands."""
        more = {"stored": self._replay is not None}
        return {"row": self._row or None, "more": more}

    def shown(self, argument: str = "") -> None:
        """`argument` is an id, or the end of one, and a turn's number where one is meant."""
        if not argument:
            self._want_levels()
            return
        wanted, _, turn = argument.partition(" ")
        self._stop()
        self._call, self._turn, self._replay, self._row = self._resolve(wanted), turn, None, {}
        self._loading = False
        talk = self.query_one(Transcript)
        talk.following = not turn
        talk.show([])
        if self._call not in self.state.calls:
            self._load()
        self._want_levels()

    def _resolve(self, wanted: str) -> str:
        known = [*self.state.calls, *(one.call for one in self.state.finished)]
        ends = [one for one in known if one.lower().endswith(wanted.lower())]
        return ends[0] if len(ends) == 1 else wanted

    def _want_levels(self) -> None:
        self.desk.want_levels((self._call,) if self._call in self.state.calls else ())

    def _load(self) -> None:
        self._loading = True

        def found(answer: dict[str, Any]) -> None:
            self._loading = False
            self._row = answer
            self._replay = Replay.of([decode(body) for body in answer.get("events") or ()])
            self.refresh_view(self.areas)
            self.desk.draw_footer()

        def failed() -> None:
            self._loading = False
            self.refresh_view(self.areas)

        self.load(f"/calls/{self._call}", found, group="call", failed=failed)

    def handlers(self) -> Handlers:
        """Those of a call, and the replay's."""
        return {
            **super().handlers(),
            "call.decisions": self._toggle_decisions,
            "call.facts": self._to_facts,
            "call.copy": self._copy,
            "replay.play": self._play,
            "replay.back": lambda: self._seek(-1),
            "replay.forward": lambda: self._seek(1),
            "replay.start": lambda: self._seek_to(0),
            "replay.end": lambda: self._seek_to(-1),
            "replay.faster": lambda: self._speed(1),
            "replay.slower": lambda: self._speed(-1),
        }

    def peel(self) -> bool:
        """First the facts, then a replay that runs."""
        if self.has_class("-narrow") and self.has_class("-facts"):
            self._to_facts()
        elif self._replay is not None and self._replay.playing:
            self._play()
        else:
            self._stop()
            return False
        return True

    def _toggle_decisions(self) -> None:
        self._decisions = not self._decisions
        self.refresh_view(self.areas)

    def _to_facts(self) -> None:
        """The facts get the keys; on a narrow terminal they take the conversation's place."""
        if self.has_class("-narrow"):
            self.toggle_class("-facts")
            self.desk.set_focus(self.focus_target())
            return
        talk, facts = self.query_one("#call-talk"), self.query_one("#call-facts")
        self.desk.set_focus(talk if self.desk.focused is facts else facts)

    def _copy(self) -> None:
        call = self.chosen_call()
        if call is None:
            return
        spoken = [one for turn in call.turns for one in turn.said if isinstance(one, Speech)]
        lines = [f"{self.words('speaker.' + one.who)}: {clean(one.text)}" for one in spoken]
        self.desk.copy_to_clipboard("\n".join(lines))
        self.desk.tell("call.copied", count=len(lines))

    def _play(self) -> None:
        if self._replay is None:
            self._replay_finished()
        if self._replay is None:
            return
        self._replay.play()
        if self._replay.playing and self._timer is None:
            self._timer = self.set_interval(TICK_S, self._tick)
        self.query_one(Transcript).following = True
        self.refresh_view(self.areas)

    def _replay_finished(self) -> None:
        """A call that ended while we watched is fetched once its replay is wanted."""
        if not self._loading:
            self._load()

    def _tick(self) -> None:
        if self._replay is None or not self._replay.playing:
            self._stop()
        if self._replay is not None and self._replay.forward(TICK_S):
            self.refresh_view(self.areas)

    def _stop(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.stop()
        if self._replay is not None:
            self._replay.playing = False

    def _seek(self, step: int) -> None:
        if self._replay is None:
            self._replay_finished()
            return
        self._replay.to_turn(step)
        self.query_one(Transcript).following = True
        self.refresh_view(self.areas)

    def _seek_to(self, place: int) -> None:
        if self._replay is not None:
            self._replay.to(place)
            self.refresh_view(self.areas)
        else:
            self.query_one(Transcript).action_move_to(place)

    def _speed(self, step: int) -> None:
        if self._replay is not None:
            self._replay.faster(step)
            self.refresh_view(self.areas)

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Everything of the call that changed."""
        self.set_class(self.size.width < SIDE_FROM, "-narrow")
        call = self.chosen_call()
        standing = self.standing(loading=self._loading, empty=call is None)
        line = self.query_one(StandingLine)
        line.set_class(call is None, "-on")
        self.query_one("#call-columns").display = call is not None
        if call is None:
            line.show(self.standing_lines(standing, "call.none", id=clean(self._call)))
            return
        if areas == {CLOCK} and not call.running:
            return
        self._draw_head(call)
        if areas & {fold.TALK, fold.ORDERS, LINK}:
            self._draw_talk(call)
        if areas - {CLOCK, fold.TALK}:
            self._draw_side(call)

    def _draw_head(self, call: LiveCall) -> None:
        desk = self.desk
        cells = self.size.width
        name = desk.business_names.get(call.business, call.business)
        order = self.order_texts().get(call.call, "")
        line = head_line(
            call,
            self.words,
            desk.glyphs,
            desk.now.shown(desk.state.link),
            cells,
            name,
            self._replay,
            order,
        )
        self.query_one("#call-title", TextLines).show([line])
        at = now_s(call, desk.now.shown(desk.state.link))
        lanes = timeline_lines(call, at, self.words, desk.glyphs, cells)
        self.query_one("#call-time", TextLines).show(lanes)

    def _draw_talk(self, call: LiveCall) -> None:
        talk = self.query_one(Transcript)
        cells = talk.cells or self.size.width
        how = {"decisions": self._decisions}
        talk.show(transcript_rows(call, self.words, self.desk.glyphs, cells, **how))
        turn, self._turn = self._turn, ""
        if turn:
            talk.to_turn(turn)

    def _draw_side(self, call: LiveCall) -> None:
        words, glyphs = self.words, self.desk.glyphs
        cells = self.query_one("#call-side").size.width or 40
        facts = fact_lines(call, words, glyphs, cells)
        self.query_one("#call-facts", LineList).show([Row(slot, (line,)) for slot, line in facts])
        rest: list[Line] = []
        for title, lines in (
            ("call.results", result_lines(call, words, cells)),
            ("call.notes", note_lines(self._row.get("notes") or (), words, cells)),
            ("call.times", latency_lines(call, words, glyphs, cells)),
            ("call.line", line_lines(call, words, cells)),
        ):
            rest += [((f" {words(title)}", "title"),), *lines, ()] if lines else []
        self.query_one("#call-rest", TextLines).show(rest)

    def levels(self) -> None:
        """The title's meter."""
        call = self.chosen_call()
        if call is not None:
            self._draw_head(call)

    def on_transcript_missed(self, event: Transcript.Missed) -> None:
        """Says how much is new below."""
        event.stop()
        line = self.query_one("#call-missed", TextLines)
        line.set_class(event.count > 0, "-on")
        text = self.words("transcript.new", count=event.count)
        line.show([((f" {text} {self.desk.glyphs.down} {self.words('key.end')}", "accent"),)])

    def on_line_list_resized(self, event: LineList.Resized) -> None:
        """Lines are as wide as their list."""
        event.stop()
        self.refresh_view(self.areas)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A fact leads to the sentence that it came from, while the facts have the keys."""
        event.stop()
        if event.source.id == "call-facts" and event.source.has_focus:
            self._to_sentence(event.row)

    def _to_sentence(self, slot: str) -> None:
        call = self.chosen_call()
        fact = call.facts.get(slot) if call is not None else None
        if fact is not None:
            self.query_one(Transcript).to_turn(str(fact.turn))

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """A click on a fact leads to its sentence too."""
        event.stop()
        if event.source.id == "call-facts":
            self._to_sentence(event.row)
