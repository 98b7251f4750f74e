"""The picture that every view stands in: what is known, and what of it is drawn when."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from textual.events import Resize
from textual.timer import Timer

from storage.live.need import Thresholds
from tui import frame
from tui.actions import GENERAL, Context, Registry, Where, key_text, registry
from tui.call_actions import CALLS
from tui.client import Client
from tui.desk_actions import DESK
from tui.glyphs import UNICODE, Glyphs
from tui.lines import clean
from tui.orders import Given, Orders
from tui.screens.base import DeskScreen
from tui.state import CLOCK, EVERYTHING, LINK, NOTICES, SERVER
from tui.telling import TellingApp
from tui.theme import THEMES
from tui.widgets.log_drawer import LogDrawer
from tui.widgets.text_lines import TextLines
from tui.widgets.zone_line import ZoneLine
from tui.words import Words

SMALLEST = (60, 12)


class PictureApp(TellingApp):
    """Strip, tabs, banner and footer."""

    CSS = """
    Screen { layers: base top; }
    #body { height: 1fr; }
    #banner { height: 1; display: none; background: $panel; }
    #banner.-on { display: block; }
    #strip, #tabs, #footer { background: $panel; }
    #small { display: none; layer: top; width: 100%; height: 100%; background: $background; padding: 1; }
    Screen.-small #small { display: block; }
    """

    def __init__(
        self,
        client: Client,
        words: Words,
        *,
        theme: str = "dark",
        glyphs: Glyphs = UNICODE,
        own_keys: Mapping[str, str] | None = None,
        open_at: str = "",
        now: Callable[[], datetime] | None = None,
        ticks: bool | None = None,
        pace_s: float = 0.25,
        thresholds: Thresholds | None = None,
    ) -> None:
        super().__init__(words, now, ticks=ticks)
        self.client, self.glyphs = client, glyphs
        self.thresholds = thresholds or Thresholds()
        self.orders = Orders()
        self.businesses: tuple[Mapping[str, Any], ...] = ()
        """Those that the operator sees, as GET /businesses tells."""
        self.registry: Registry = registry((CALLS, DESK, GENERAL), own_keys)
        self.where: Where = "live"
        self.views: dict[Where, DeskScreen] = {}
        self.been: list[Where] = []
        self.dismissed: set[str] = set()
        self._pace_s, self._open_at = pace_s, open_at
        self._dirty: set[str] = set()
        self._flush_timer: Timer | None = None
        self._armed: tuple[str, str, datetime] | None = None
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme
        for key in {key for keys in self.registry.keys.values() for key in keys}:
            self.bind(key, f"press('{key}')", show=False)

    def context(self) -> Context:
        """What actions would act on now."""
        view = self.views.get(self.where)
        return view.context() if view is not None and view.is_mounted else Context(where=self.where)

    @property
    def view(self) -> DeskScreen:
        """The view in front."""
        return self.views[self.where]

    # What is drawn, and when.

    def changed(self, areas: frozenset[str]) -> None:
        """Marks areas as out of date; they are drawn together, at most every quarter of a second."""
        if not areas:
            return
        self._dirty |= areas
        if self._pace_s <= 0:
            self.call_later(self.flush)
        elif self._flush_timer is None:
            self._flush_timer = self.set_timer(self._pace_s, self.flush)

    @property
    def drawable(self) -> bool:
        """False before the frame stands and while the app is taken down."""
        return self.is_running and bool(self.query("#footer"))

    def flush(self) -> None:
        """Draws what is out of date."""
        self._flush_timer = None
        areas, self._dirty = frozenset(self._dirty), set()
        if not areas or not self.drawable:
            return
        with self.batch_update():
            self._draw_frame(areas)
            view = self.views.get(self.where)
            if view is not None and view.is_mounted and areas & view.areas:
                view.refresh_view(areas & view.areas)
            drawer = self.query_one(LogDrawer)
            if drawer.has_class("-open") and areas & drawer.areas:
                drawer.refresh_view(areas)
            self.state.touched.clear()

    def _draw_frame(self, areas: frozenset[str]) -> None:
        if not areas & {LINK, SERVER, CLOCK, NOTICES, "list"}:
            return
        cells, now = self.size.width, self.now()
        line = frame.strip_line(self.state, self.words, self.glyphs, now, cells)
        self.query_one("#strip", TextLines).show((line,))
        tabs = frame.tabs_line(self.where, self.words, self.registry, {}, cells)
        self.query_one("#tabs", ZoneLine).show_zones(*tabs)
        self._draw_banner(now, cells)
        self.draw_footer()

    def problem(self) -> frame.Problem | None:
        """The most important problem that was not put aside."""
        found = frame.problems(self.state, self.thresholds, self.now(), self.glyphs, self.words)
        self.dismissed &= {one.id for one in found}
        return next((one for one in found if one.id not in self.dismissed), None)

    def _draw_banner(self, now: datetime, cells: int) -> None:
        del now
        banner, problem = self.query_one("#banner", ZoneLine), self.problem()
        banner.set_class(problem is not None, "-on")
        if problem is not None:
            keys = (self._key("banner.jump"), self._key("banner.dismiss"))
            line = frame.banner_line(problem, self.words, self.glyphs, keys, cells)
            banner.show_zones(line, [frame.Zone(0, cells, "banner.jump")])

    def _key(self, action: str) -> str:
        return key_text(self.registry.shown_key(action), self.words("key.space"))

    def draw_footer(self) -> None:
        """The keys of this view, or the question of an armed action."""
        if not self.drawable:
            return
        footer = self.query_one("#footer", ZoneLine)
        if self._armed is not None:
            name = self.words(f"action.{self._armed[0]}.name")
            text = self.words("confirm.again", name=name, key=self._key(self._armed[0]))
            footer.show_zones(((f" {text}", "needs"),), [])
            return
        actions = self.registry.of(self.where)
        context = self.context()
        zones = frame.footer_line(actions, context, self.registry, self.words, self.size.width)
        footer.show_zones(*zones)

    def on_resize(self, event: Resize) -> None:
        """Everything is as wide as the terminal; one that is too small gets a sentence."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        self.screen.set_class(small, "-small")
        values = {"width": SMALLEST[0], "height": SMALLEST[1]}
        self.query_one("#small", TextLines).show(
            [((self.words("standing.small", **values), "strong"),)]
        )
        self.changed(EVERYTHING)

    def tell_order(self, given: Given) -> None:
        """How an own order stands now."""
        verb = self.words.or_code("verb", given.verb)
        reason = self.words.or_code("reason", clean(given.reason)) if given.reason else ""
        text = self.words(f"order.{given.standing}", verb=verb, reason=reason)
        bad = given.standing in {"failed", "late"}
        self.say(text, "error" if bad else "information")
        self.changed(frozenset({"list"}))

    def tell_late(self) -> None:
        """Orders that nobody told us anything of."""
        for given in self.orders.late(self.now()):
            standing = str((self.state.server.get("asterisk") or {}).get("state") or "down")
            given.reason = self.words.or_code("asterisk", standing)
            self.tell_order(given)
