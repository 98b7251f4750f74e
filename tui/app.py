"""The operators' terminal: one app, one picture of what is known, views that draw it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

from textual.app import ComposeResult
from textual.command import Provider
from textual.containers import Container
from textual.widget import AwaitMount
from textual.worker import Worker, WorkerState

from storage.events import OperatorDid, decode
from storage.live.fold import LEVELS
from tui.actions import Action, Context, Where
from tui.errors import write_error
from tui.general import command, general_handlers
from tui.lines import clean
from tui.picture import PictureApp
from tui.screens.base import DeskScreen
from tui.state import CLOCK, EVERYTHING, LINK
from tui.widgets.log_drawer import LogDrawer
from tui.widgets.prompt_line import Prompt, PromptLine
from tui.widgets.text_lines import TextLines
from tui.widgets.zone_line import ZoneLine

VIEWS: Mapping[Where, tuple[str, str]] = {
    "live": ("tui.screens.live", "LiveScreen"),
    "call": ("tui.screens.call", "CallScreen"),
    "bookings": ("tui.screens.bookings", "BookingsScreen"),
    "inbox": ("tui.screens.inbox", "InboxScreen"),
    "customers": ("tui.screens.customers", "CustomersScreen"),
    "history": ("tui.screens.history", "HistoryScreen"),
    "help": ("tui.screens.help", "HelpScreen"),
}
"""Fetched when first opened, so that the first picture waits for one only."""
CONFIRM_S, DEBOUNCE_S = 3.0, 0.3
DEAF_S = 1.5
WORDS_FOLLOW = frozenset({"hint", "say", "note", "block", "transfer", "new"})
"""Last parts of actions after whose key people type on: where it was refused, their letters are no keys."""


def _palette() -> type[Provider]:
    from tui.palette import Actions  # noqa: PLC0415  # not before it is opened

    return Actions


class DeskApp(PictureApp):
    """Shell of the views: strip, tabs, banner, prompt, footer, log drawer; keys go by the registry."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {_palette}  # noqa: RUF012  # Textual reads it from the class
    COMMAND_PALETTE_BINDING = "f24"
    TITLE = "Vorzimmer"
    _watched: tuple[str, ...] = ()
    _deaf_until: datetime | None = None

    def compose(self) -> ComposeResult:
        """The frame; views come into #body."""
        yield TextLines(id="strip")
        yield ZoneLine(id="tabs")
        yield ZoneLine(id="banner")
        yield Container(id="body")
        yield LogDrawer(id="log")
        yield PromptLine()
        yield ZoneLine(id="footer")
        yield TextLines(id="small")

    def on_mount(self) -> None:
        """The frame is painted first; what the views need is fetched behind it."""
        self._draw_frame(EVERYTHING)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.show_view("live")
        self.run_worker(self._listen, group="stream", exit_on_error=False)  # type: ignore[arg-type]  # coroutine functions are welcome
        if self._ticks:
            self.set_interval(1.0, lambda: self.changed(frozenset({CLOCK})))
        for key, values in self.registry.warnings:
            self.tell(key, severity="warning", **values)

    async def _listen(self) -> None:
        async for message in self.client.messages():
            try:
                self.now.set(message)
                areas = self.state.apply(message)
            except (KeyError, TypeError, ValueError) as error:
                # One message that is not what it should be must not end the picture of all the others.
                self.tell("error.unexpected", severity="error", path=write_error(error))
                continue
            if areas == {LEVELS}:
                self.view.levels()
                continue
            self._follow(message)
            self.changed(areas)

    def _follow(self, message: Mapping[str, Any]) -> None:
        """What happens besides drawing: own orders end, names of businesses are asked for."""
        kind = message.get("type")
        if kind == "snapshot_end" and "watch" in self.state.operator.rights:
            self.view.load("/businesses", self._named, group="businesses")
            self.want_levels(self._watched)
            opened, self._open_at = self._open_at, ""
            if opened:
                command(self, opened.replace("/", " ", 1))
        elif kind == "event" and message["event"].get("kind") == OperatorDid.kind:
            event = decode(message["event"])
            given = self.orders.told(event) if isinstance(event, OperatorDid) else None
            if given is not None:
                self.tell_order(given)

    def _named(self, answer: Mapping[str, Any]) -> None:
        self.businesses = tuple(answer.get("items") or ())
        self.changed(frozenset({"list"}))

    @property
    def business_names(self) -> Mapping[str, str]:
        """By key."""
        return {str(one.get("key")): str(one.get("name")) for one in self.businesses}

    def transfers(self, business: str) -> list[tuple[str, str]]:
        """Keys and names of the people that a business's calls can be put through to."""
        found = next((one for one in self.businesses if one.get("key") == business), {})
        return [(str(one["key"]), clean(str(one["name"]))) for one in found.get("transfer") or ()]

    def want_levels(self, calls: tuple[str, ...]) -> None:
        """Whose levels are drawn."""
        self._watched = calls
        work = partial(self.client.watch, calls)
        self.run_worker(work, group="watch", exclusive=True, exit_on_error=False)  # type: ignore[arg-type]  # coroutine functions are welcome

    async def on_unmount(self) -> None:
        """Lets go of the controller."""
        await self.client.close()

    # Views.

    def show_view(self, where: Where, argument: str = "", *, back: bool = False) -> None:
        """Brings a view to the front; it is made when it is first needed."""
        if where != self.where and not back:
            self.been.append(self.where)
        view, mounting = self.views.get(where), None
        if view is None:
            module, name = VIEWS[where]
            view = getattr(import_module(module), name)(id=f"view-{where}")
            assert isinstance(view, DeskScreen)
            self.views[where] = view
            mounting = self.query_one("#body").mount(view)
        for place, other in self.views.items():
            other.display = place == where
        self.where = where
        self.disarm()
        self.call_next(self._front, view, argument, mounting)

    async def _front(self, view: DeskScreen, argument: str, mounting: AwaitMount | None) -> None:
        if mounting is not None:
            await mounting
        if self.views.get(self.where) is not view or not self.drawable:
            return
        view.shown(argument)
        view.refresh_view(EVERYTHING)
        if not self.query_one(PromptLine).asking:
            target = view.focus_target()
            self.set_focus(target if target is not None and target.can_focus else None)
        self._draw_frame(frozenset({LINK}))

    def open_call(self, call: str, turn: int | None = None) -> None:
        """Opens the detail of a running or stored call, at a turn where one is given."""
        self.show_view("call", f"{call} {turn}" if turn is not None else call)

    # What is done.

    async def action_quit(self) -> None:
        """Textual's own key for leaving asks like ours."""
        self.do("quit")

    def action_help_quit(self) -> None:
        """Ctrl+C, out of habit: says how to leave."""
        self.tell("quit.how", key=self._key("quit"))

    def action_press(self, key: str) -> None:
        """A key that the focused widget left over."""
        action = self.registry.by_key(self.where, key) if self.where in self.views else None
        if action is None or (self._deaf_until is not None and not self._hears(key)):
            return
        refused = self.do(action.id)
        typing = action.id.rpartition(".")[2] in WORDS_FOLLOW
        if refused is not None and typing and not refused.startswith("no_right"):
            self._deaf_until = self.now() + timedelta(seconds=DEAF_S)

    def _hears(self, key: str) -> bool:
        """False for the letters of a sentence whose prompt did not open, until they pause."""
        now = self.now()
        deaf = self._deaf_until is not None and now < self._deaf_until
        if deaf and (len(key) == 1 or key in {"enter", "space"}):
            self._deaf_until = now + timedelta(seconds=DEAF_S)
            return False
        self._deaf_until = None
        return True

    def do(self, name: str) -> str | None:
        """Does an action, or asks for the second press; says and gives the reason where it cannot be done."""
        action = self.registry.actions[name]
        context = self.context()
        reason = action.barred(context) if action.here(self.where) else "not_here"
        if reason is not None:
            self.disarm()
            text = self.words.or_code("reason", reason)
            self.say(
                self.words("barred", name=self.words(f"action.{name}.name"), reason=text), "warning"
            )
            return reason
        if action.confirm == "again" and not self._confirmed(action, context):
            return None
        handler = self.view.handlers().get(name) or general_handlers(self).get(name)
        if handler is None:
            self.say(
                self.words("barred", name=name, reason=self.words("reason.not_here")), "warning"
            )
            return "not_here"
        handler()
        if name != "back":
            self.draw_footer()
        return None

    def _confirmed(self, action: Action, context: Context) -> bool:
        """True at the second press within three seconds; presses that follow at once are one long press."""
        subject = context.call.call if context.call is not None else str(context.row)
        now = self.now()
        if self._armed is not None and self._armed[:2] == (action.id, subject):
            passed = (now - self._armed[2]).total_seconds()
            if passed < DEBOUNCE_S:
                return False
            if passed <= CONFIRM_S:
                self.disarm()
                return True
        self._armed = (action.id, subject, now)
        self.draw_footer()
        self.set_timer(CONFIRM_S, self._disarm_old)
        return False

    def _disarm_old(self) -> None:
        if self._armed and (self.now() - self._armed[2]).total_seconds() >= CONFIRM_S:
            self.disarm()

    def disarm(self) -> bool:
        """Takes the question of the second press back; False when there was none."""
        armed, self._armed = self._armed, None
        if armed is not None:
            self.draw_footer()
        return armed is not None

    def ask(self, prompt: Prompt) -> None:
        """Asks on the prompt line; the view gets the keys back afterwards."""
        done, left = prompt.done, prompt.left

        def answered(text: str) -> None:
            self._focus_view()
            done(text)

        def gone() -> None:
            self._focus_view()
            if left is not None:
                left()

        shell = {**prompt.__dict__, "done": answered, "left": gone}
        self.query_one(PromptLine).ask(Prompt(**shell))

    def _focus_view(self) -> None:
        self.set_focus(self.view.focus_target())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A task of the background that failed says so; the picture stays."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            path = write_error(event.worker.error)
            self.tell("error.unexpected", severity="error", path=path)

    def _handle_exception(self, error: Exception) -> None:
        """No trace is ever shown: a sentence, and a file for who mends it."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        path = write_error(error)
        self._exit_renderables.append(self.words("error.ended", path=path))
        self._close_messages_no_wait()

    def open_log(self) -> None:
        """Opens or closes the log drawer."""
        drawer = self.query_one(LogDrawer)
        drawer.toggle_class("-open")
        if drawer.has_class("-open"):
            drawer.opened()
        else:
            self._focus_view()
