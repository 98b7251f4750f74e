"""What the actions do that every view has."""

from typing import TYPE_CHECKING, Any

from tui.screens.base import Handlers
from tui.theme import NAMES
from tui.widgets.log_drawer import LogDrawer
from tui.widgets.prompt_line import Prompt, PromptLine

if TYPE_CHECKING:
    from tui.app import DeskApp


def general_handlers(app: "DeskApp") -> Handlers:
    """Handlers of the app itself."""
    return {
        "go.live": lambda: app.show_view("live"),
        "go.bookings": lambda: app.show_view("bookings"),
        "go.inbox": lambda: app.show_view("inbox"),
        "go.customers": lambda: app.show_view("customers"),
        "go.history": lambda: app.show_view("history"),
        "go.last": lambda: _last(app),
        "go.call": lambda: _command(app, ":anruf "),
        "go.business": lambda: _command(app, ":betrieb "),
        "back": lambda: _peel(app),
        "log": app.open_log,
        "filter": lambda: _filter(app),
        "clear": lambda: app.view.filtered(""),
        "refresh": lambda: app.view.shown(""),
        "banner.jump": lambda: _jump(app),
        "banner.dismiss": lambda: _dismiss(app),
        "command": lambda: _command(app, ""),
        "palette": app.action_command_palette,
        "help": lambda: app.show_view("help"),
        "theme": lambda: _theme(app),
        "quit": lambda: _quit(app),
    }


def _last(app: "DeskApp") -> None:
    if app.been:
        where = app.been.pop()
        before = app.where
        app.show_view(where, back=True)
        app.been.append(before)


def _peel(app: "DeskApp") -> None:
    """One layer at a time: prompt, armed question, drawer, the view's own layers, the view itself; never the program."""
    drawer = app.query_one(LogDrawer)
    if app.query_one(PromptLine).leave() or app.disarm():
        return
    if drawer.has_class("-open"):
        app.open_log()
    elif not app.view.peel() and app.where in {"call", "help"}:
        app.show_view(app.been.pop() if app.been else "live", back=True)


def _filter(app: "DeskApp") -> None:
    view = app.view
    words = app.words

    def left() -> None:
        view.filtered("")

    prompt = Prompt("/", view.filtered, changed=view.filtered, left=left, empty=True)
    app.ask(Prompt(**{**prompt.__dict__, "hint": words("prompt.filter")}))


def _command(app: "DeskApp", begun: str) -> None:
    text = begun.removeprefix(":")
    app.ask(
        Prompt(":", lambda line: command(app, line), text=text, hint=app.words("prompt.command"))
    )


def _jump(app: "DeskApp") -> None:
    problem = app.problem()
    if problem is None:
        app.tell("banner.none")
    elif problem.call:
        app.open_call(problem.call)
    else:
        app.do("log")


def _dismiss(app: "DeskApp") -> None:
    problem = app.problem()
    if problem is not None:
        app.dismissed.add(problem.id)
        app.changed(frozenset({"notices"}))


def _theme(app: "DeskApp") -> None:
    app.theme = NAMES[(NAMES.index(app.theme) + 1) % len(NAMES)]
    app.screen.refresh(layout=True)
    for widget in app.screen.walk_children():
        widget.refresh()
    app.tell("theme.now", name=app.words(f"theme.{app.theme}"))


def _quit(app: "DeskApp") -> None:
    mine = [one for one in app.state.calls.values() if one.taken_by == app.state.operator.key]
    if mine and app.state.link.live:
        text = app.words("prompt.quit")
        app.ask(
            Prompt(
                text,
                lambda answer: app.exit() if answer.lower() in {"j", "ja", "y", "yes"} else None,
            )
        )
    else:
        app.exit()


def command(app: "DeskApp", text: str) -> None:
    """A line of the command line: a word, and what follows it."""
    word, _, argument = text.strip().lstrip(":").partition(" ")
    action = app.registry.by_command(word.lower()) if word else None
    if action is None:
        app.say(app.words("command.unknown", word=word), "warning")
        return
    argument = argument.strip()
    if action.id.startswith("go.") and argument:
        _go(app, action.id, word.lower(), argument)
    elif action.id in {"go.call", "go.business"}:
        app.say(app.words("command.needs", word=word), "warning")
    else:
        app.do(action.id)


def _go(app: "DeskApp", action: str, word: str, argument: str) -> None:
    """A view with an argument: the view makes sense of it."""
    if action == "go.call":
        app.open_call(argument)
    elif action == "go.business":
        app.show_view("bookings", f"{word} {argument}")
    else:
        where: Any = action.removeprefix("go.")
        app.show_view(where, f"{word} {argument}")
