"""Where the controller's Unix socket is: for the controller that makes it, and for programs that look for it."""

from collections.abc import Mapping
from pathlib import Path

from config.site import Configuration

NAME = "control.sock"
SERVICE = Path("/run/vorzimmer") / NAME
"""Where the controller's service has it: systemd gives the service $RUNTIME_DIRECTORY, and other accounts nothing."""
LONGEST = 107
"""Bytes of a socket's path (sockaddr_un in Linux's unix(7): 108 with the final zero)."""


def socket_path(configuration: Configuration, environ: Mapping[str, str]) -> Path:
    """`control.socket`, else in $RUNTIME_DIRECTORY, else in $XDG_RUNTIME_DIR/vorzimmer, else in the state folder."""
    if configuration.site.control.socket is not None:
        return configuration.site.control.socket
    if given := environ.get("RUNTIME_DIRECTORY"):
        return Path(given.partition(":")[0]) / NAME
    if own := environ.get("XDG_RUNTIME_DIR"):
        return Path(own) / "vorzimmer" / NAME
    return configuration.state / NAME


def socket_places(configuration: Configuration, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where a program looks for it, the likeliest first: the controller may have had another environment."""
    if configuration.site.control.socket is not None:
        return (configuration.site.control.socket,)
    own = socket_path(configuration, environ)
    bare = socket_path(configuration, {})
    return tuple(dict.fromkeys((own, SERVICE, bare)))


def too_long(path: Path) -> str | None:
    """Why no socket can be there, and what to do; None where one can."""
    size = len(bytes(path))
    if size <= LONGEST:
        return None
    return f"{path} is {size} bytes long, a socket's path may have {LONGEST}: name a shorter one with `control.socket`"
