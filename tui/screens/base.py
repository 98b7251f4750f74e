"""What every view of the desk has in common: areas it shows, actions it has, and its states in words."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from textual.containers import Container
from textual.widget import Widget

from storage.live.model import LiveCall
from tui.actions import Context, Where
from tui.background import background
from tui.client import Refused, Unreachable
from tui.lines import Line
from tui.state import DeskState
from tui.widgets.text_lines import TextLines
from tui.words import Words

if TYPE_CHECKING:
    from tui.app import DeskApp

Handlers = Mapping[str, Callable[[], None]]
"""What a view does for an action id; those it does not name are the app's."""
Standing = Literal["ready", "loading", "empty", "disconnected", "no_right"]
Taken = Callable[[dict[str, Any]], None]


class DeskPart(Container):
    """A part of the picture that knows the app and asks the controller."""

    where: ClassVar[Where]

    @property
    def desk(self) -> "DeskApp":
        """The app, as what it is."""
        return cast("DeskApp", self.app)

    @property
    def words(self) -> Words:
        """The operator's language."""
        return self.desk.words

    @property
    def state(self) -> DeskState:
        """What is known."""
        return self.desk.state

    def load(
        self,
        path: str,
        done: Taken,
        *,
        group: str = "load",
        failed: Callable[[], None] | None = None,
        **query: Any,
    ) -> None:
        """Asks the controller; a newer question of the same group replaces one that is under way."""

        async def work() -> None:
            try:
                found = await self.desk.client.get(path, **query)
            except (Refused, Unreachable) as problem:
                self._tell_problem(problem)
                if failed is not None:
                    failed()
            else:
                done(found)

        name = f"{self.where}-{group}"
        background(self, work, name)

    def _tell_problem(self, problem: Refused | Unreachable) -> None:
        if isinstance(problem, Refused):
            self.desk.tell_refusal(problem)
        else:
            self.desk.tell("reason.no_link", severity="warning")

    def send(
        self, path: str, body: Mapping[str, Any] | None = None, done: Taken | None = None
    ) -> None:
        """Asks the controller to do something; its refusal becomes a toast with the reason."""

        async def work() -> None:
            try:
                answer = await self.desk.client.post(path, body)
            except (Refused, Unreachable) as problem:
                self._tell_problem(problem)
            else:
                if done is not None:
                    done(answer)

        background(self, work, f"{self.where}-send", exclusive=False)


class DeskScreen(DeskPart):
    """One view: mounted when it is first opened, told of dirty areas while it is seen.

    A view builds itself in `compose`, draws in `refresh_view` from the state alone (and from what it loaded),
    and never waits: `load` and `send` ask the controller in the background and hand the answer to a function.
    """

    DEFAULT_CSS = "DeskScreen { height: 1fr; width: 1fr; }"
    areas: ClassVar[frozenset[str]] = frozenset()
    right: ClassVar[str] = "watch"
    """Without it the view shows a sentence instead of its content."""

    def focus_target(self) -> Widget | None:
        """Who gets the keys when the view is opened."""
        return None

    def shown(self, argument: str = "") -> None:
        """The view came to the front; `argument` is what followed its command (":termin heute")."""

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Draws what changed in these areas; called at most four times a second, and once after `shown`."""

    def levels(self) -> None:
        """Draws meters; called ten times a second while a call is watched."""

    def filtered(self, text: str) -> None:
        """The filter line says something else; called while it is typed."""

    def peel(self) -> bool:
        """Esc: takes the topmost layer away; False when there is none left."""
        return False

    def handlers(self) -> Handlers:
        """What this view does for its actions."""
        return {}

    def chosen_call(self) -> LiveCall | None:
        """The call that call actions act on."""
        return None

    def subject(self) -> Mapping[str, Any]:
        """Further fields of the context: row, can, more."""
        return {}

    def context(self) -> Context:
        """What the actions would act on now."""
        state = self.state
        return Context(
            where=self.where,
            linked=state.link.live,
            rights=state.operator.rights,
            phone=state.operator.phone,
            operator=state.operator.key,
            call=self.chosen_call(),
            **self.subject(),
        )

    def standing(self, *, loading: bool = False, empty: bool = False) -> Standing:
        """Which of its states a view is in; the first that holds."""
        state = self.state
        if state.link.live and self.right not in state.operator.rights:
            return "loading" if not state.operator.key else "no_right"
        if empty and not state.link.live:
            return "loading" if state.link.state == "starting" else "disconnected"
        if loading:
            return "loading"
        return "empty" if empty else "ready"

    def standing_lines(self, standing: Standing, empty_key: str, **values: object) -> list[Line]:
        """The sentence of a state other than ready: what it is and what to do next."""
        if standing == "empty":
            return [((self.words(empty_key, **values), "dim"),)]
        right = self.words.or_code("right", self.right)
        return [((self.words(f"standing.{standing}", right=right), "dim"),)]


class StandingLine(TextLines):
    """Where a view says that it is empty, loading, cut off or not allowed."""

    DEFAULT_CSS = "StandingLine { padding: 1 2; }"
