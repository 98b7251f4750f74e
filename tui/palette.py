"""The command palette: the registry's actions by their names."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.actions import Action, key_text

if TYPE_CHECKING:
    from tui.app import DeskApp


class Actions(Provider):
    """What can be done in the open view, and why not where it cannot."""

    @property
    def desk(self) -> "DeskApp":
        """The app, as what it is."""
        return cast("DeskApp", self.app)

    def _offers(self) -> list[tuple[str, str, Action]]:
        app = self.desk
        context = app.context()
        offers = []
        for action in app.registry.of(app.where):
            name = app.words(f"action.{action.id}.name")
            key = key_text(app.registry.shown_key(action.id), app.words("key.space"))
            reason = action.barred(context)
            tip = app.words(f"action.{action.id}.tip")
            if reason is not None:
                tip = app.words("palette.barred", reason=app.words.or_code("reason", reason))
            offers.append((f"{name}  {key}" if key else name, tip, action))
        return offers

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, tip, action in self._offers():
            run = self._runner(action)
            yield DiscoveryHit(Content(name), run, text=name, help=tip)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, tip, action in self._offers():
            score = matcher.match(f"{name} {action.id}")
            if score > 0:
                yield Hit(score, Content(name), self._runner(action), text=name, help=tip)

    def _runner(self, action: Action) -> Callable[[], None]:
        def run() -> None:
            self.desk.do(action.id)

        return run
