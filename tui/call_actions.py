"""What operators can do with a call."""

from storage.live.model import LiveCall
from tui.actions import Action, Available, Context, always, at

LIVE = at("live", "call")
CALL = at("call")


def _running(context: Context) -> LiveCall | str:
    if not context.linked:
        return "no_link"
    if context.call is None:
        return "no_call"
    over = context.more.get("stored") or not context.call.running
    return "call_over" if over else context.call


def steers(more: Available = always) -> Available:
    """A call must be running, and nothing else stand against it."""

    def barred(context: Context) -> str | None:
        call = _running(context)
        return call if isinstance(call, str) else more(context)

    return barred


def _call(context: Context) -> LiveCall:
    assert context.call is not None
    return context.call


def _takeover(context: Context) -> str | None:
    if _call(context).taken_by is not None:
        return "already_taken"
    if not context.phone:
        return "no_phone"
    return _early(context)


def _hand_back(context: Context) -> str | None:
    if _call(context).taken_by is None:
        return "not_taken"
    return None if _call(context).taken_by == context.operator else "not_yours"


def _speech(context: Context) -> str | None:
    call = _call(context)
    if call.taken_by is not None:
        return "already_taken"
    return "with_operator" if call.state == "with_operator" else _early(context)


def _early(context: Context) -> str | None:
    return "ringing" if _call(context).state in {"ringing", "answering"} else None


def _listen(context: Context) -> str | None:
    if context.operator in _call(context).listening:
        return "listening_already"
    return None if context.phone else "no_phone"


def _listening(context: Context) -> str | None:
    return None if context.operator in _call(context).listening else "not_listening"


def _number(context: Context) -> str | None:
    return None if _call(context).caller else "withheld"


def _with_row(context: Context) -> str | None:
    return None if context.row is not None else "no_call"


def _with_call(context: Context) -> str | None:
    if not context.linked:
        return "no_link"
    return None if context.call is not None else "no_call"


def _opened(context: Context) -> str | None:
    return None if context.call is not None else "no_call"


def _replay(context: Context) -> str | None:
    if context.call is None:
        return "no_call"
    if context.more.get("stored"):
        return None
    return "still_running" if context.call.running else None


CALLS = (
    Action("call.open", ("enter",), at("live"), available=_with_row, footer=1),
    Action(
        "call.takeover",
        ("t", "f3"),
        LIVE,
        "steer",
        "again",
        steers(_takeover),
        footer=2,
        instead="call.hand_back",
    ),
    Action("call.hint", ("w", "f6"), LIVE, "steer", "none", steers(_speech), footer=3),
    Action(
        "call.listen",
        ("h", "f7"),
        LIVE,
        "steer",
        "none",
        steers(_listen),
        footer=4,
        instead="call.stop_listening",
    ),
    Action("call.say", ("s",), LIVE, "steer", "none", steers(_speech)),
    Action("call.mute", ("m",), LIVE, "steer", "none", steers(_speech)),
    Action("call.hand_back", ("T",), LIVE, "steer", "none", steers(_hand_back)),
    Action("call.stop_listening", ("H",), LIVE, "steer", "none", steers(_listening)),
    Action("call.transfer", ("v",), LIVE, "steer", "none", steers(_speech)),
    Action("call.hang_up", ("X", "f4"), LIVE, "steer", "again", steers(), footer=5),
    Action("call.call_back", ("r",), LIVE, "steer", "none", steers(_number)),
    Action("call.note", ("n",), LIVE, "book", "none", _with_call),
    Action("call.block", ("B",), LIVE, "admin", "typed", steers(_number)),
    Action("live.problems", ("exclamation_mark",), at("live")),
    Action("live.preview", ("p",), at("live")),
    Action("call.facts", ("enter", "f"), CALL, footer=6),
    Action("call.decisions", ("d",), CALL),
    Action("call.copy", ("y",), CALL),
    Action("replay.play", ("space",), CALL, None, "none", _replay, footer=7),
    Action("replay.back", ("left",), CALL, None, "none", _replay),
    Action("replay.forward", ("right",), CALL, None, "none", _replay),
    Action("replay.start", ("home",), CALL, None, "none", _opened),
    Action("replay.end", ("end",), CALL, None, "none", _opened),
    Action("replay.faster", ("plus",), CALL, None, "none", _replay),
    Action("replay.slower", ("minus",), CALL, None, "none", _replay),
)
