"""What is done to entries: an order, its undo for a while, several at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from storage.times import parse
from tui.actions import key_text
from tui.screens.base import DeskScreen
from tui.widgets.undo_line import Done, UndoLine, seconds_left, undo_line

UNDO_WITHIN = timedelta(seconds=10)
_NAMED = 3
"""So many entries of a batch that failed are named, each with its reason."""


class Orders:
    """The orders of one view, the last of which can be taken back."""

    def __init__(self, view: DeskScreen, renew: Callable[[], None]) -> None:
        self._view, self._renew = view, renew
        self.done: Done | None = None

    @property
    def undoable(self) -> bool:
        """True while the last one can be taken back."""
        return self.done is not None and bool(seconds_left(self.done, self._view.desk.now()))

    def give(
        self,
        path: str,
        body: Mapping[str, Any],
        text: str,
        done: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        """Does something at the desk; `text` says what was done, once it is."""

        def answered(answer: dict[str, Any]) -> None:
            until = answer.get("undo_until")
            self.done = Done(text, str(answer.get("order") or ""), parse(until) if until else None)
            if not self.undoable:
                self._view.desk.say(text)
            self._over()
            if done is not None:
                done(answer)

        self._view.send(path, body, answered)

    def batch(
        self,
        verb: str,
        names: Mapping[str, str],
        text: str,
        why: str,
        done: Callable[[Sequence[str]], None],
    ) -> None:
        """Does the same to several entries (ids and what they are called), each for itself; `done` gets those it was done to."""

        def answered(answer: dict[str, Any]) -> None:
            results: Sequence[Mapping[str, Any]] = answer.get("results") or ()
            good = [str(one["entry"]) for one in results if one.get("ok")]
            bad = [one for one in results if not one.get("ok")]
            values = {"verb": text, "good": len(good), "all": len(results)}
            until = answer.get("undo_until")
            moment = parse(until) if until else self._view.desk.now() + UNDO_WITHIN
            said = self._view.words("desk.batch_done", **values)
            self.done = Done(said, str(answer.get("order") or ""), moment if good else None)
            for one in bad[:_NAMED]:
                name = names.get(str(one["entry"]), str(one["entry"]))
                reason = self._reason(one.get("error") or {})
                told = self._view.words("desk.batch_failed", name=name, reason=reason)
                self._view.desk.say(told, "warning")
            done(good)
            self._over()

        body = {"verb": verb, "entries": list(names), "why": why}
        self._view.send("/batch", body, answered)

    def _reason(self, error: Mapping[str, Any]) -> str:
        detail = error.get("detail") or {}
        for code in (detail.get("reason"), error.get("code"), error.get("error")):
            if code and self._view.words.known(f"reason.{code}"):
                return self._view.words(f"reason.{code}")
        return str(error.get("message") or error.get("code") or "")

    def undo(self) -> None:
        """Takes the last one back."""
        done = self.done
        if done is None or not self.undoable:
            self._view.desk.tell("reason.nothing_to_undo", severity="warning")
            return

        def undone(answer: dict[str, Any]) -> None:
            del answer
            self.done = None
            self._view.desk.say(self._view.words("desk.undone", text=done.text))
            self._over()

        self._view.send("/undo", {"order": done.order}, undone)

    def _over(self) -> None:
        self.draw()
        self._renew()

    def draw(self) -> None:
        """The line with the countdown, there only while it counts."""
        line, desk = self._view.query_one(UndoLine), self._view.desk
        line.set_class(self.undoable, "-shown")
        if self.done is not None and self.undoable:
            key = key_text(desk.registry.shown_key("undo"), desk.words("key.space"))
            width = self._view.size.width
            line.show([undo_line(self.done, desk.now(), key, desk.words, width)])
