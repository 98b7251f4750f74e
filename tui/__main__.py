"""`python -m tui`: the operators' terminal."""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.operator_words import LANGUAGES, own_keys
from tui.app import DeskApp
from tui.client import Client, SocketClient
from tui.glyphs import SETS
from tui.theme import NAMES
from tui.words import Words


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="vorzimmer tui", description="The operators' terminal.")
    parser.add_argument("--config", type=Path, help="the configuration's folder")
    parser.add_argument("--socket", type=Path, help="the controller's control socket")
    parser.add_argument("--language", choices=LANGUAGES, default="de")
    parser.add_argument("--theme", choices=NAMES, default="dark")
    parser.add_argument("--glyphs", choices=tuple(SETS), default=None, help="ascii: plain signs")
    parser.add_argument(
        "--open", default="", metavar="WHAT", help="anruf/ID, termin/heute, kunde/NAME"
    )
    parser.add_argument(
        "--demo", nargs="?", const="", metavar="FILE", help="a recorded afternoon, no telephony"
    )
    parser.add_argument("--at", default="", metavar="HH:MM", help="demo: from this time on")
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="demo: so many times as fast"
    )
    parser.add_argument("--picture", type=Path, metavar="SVG", help="demo: draws it and ends")
    parser.add_argument("--size", default="120x40", metavar="WxH", help="of the picture")
    parser.add_argument("--press", default="", metavar="KEYS", help="before the picture: j,enter")
    return parser.parse_args()


def _keys_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "vorzimmer" / "keys.yaml"


def control_socket(config: Path | None) -> Path:
    """The first place of those where a controller may have it; where an account may not read the site, the usual ones.

    Reads the configuration: to be called in a thread, after the first picture.
    """
    from config.loader import folder_of, load  # noqa: PLC0415  # slow to import
    from config.runtime import NAME, SERVICE, socket_places  # noqa: PLC0415

    try:
        places = socket_places(load(folder_of(config, os.environ)), os.environ)
    except (ConfigError, OSError):
        own = os.environ.get("XDG_RUNTIME_DIR")
        places = (*((Path(own) / "vorzimmer" / NAME,) if own else ()), SERVICE)
    return next((place for place in places if place.exists()), places[0])


def _demo(arguments: argparse.Namespace) -> tuple[Client, dict[str, Any]]:
    """The recorded client, and what an app on its clock is made with."""
    from tui.demo import open_demo  # noqa: PLC0415  # only the demo reads recordings

    recording = Path(arguments.demo) if arguments.demo else None
    client = open_demo(recording, at=arguments.at, speed=arguments.speed)
    return client, {"now": client.now, "ticks": True, "zone": client.zone}


def _drawn(arguments: argparse.Namespace) -> int:
    from tui.demo.pictures import Picture, draw  # noqa: PLC0415  # draws nothing else

    width, _, height = arguments.size.partition("x")
    keys = tuple(filter(None, arguments.press.split(",")))
    picture = Picture(
        name=str(arguments.picture),
        size=(int(width), int(height)),
        at=arguments.at,
        open_at=arguments.open,
        press=keys,
        theme=arguments.theme,
        language=arguments.language,
    )
    arguments.picture.write_text(asyncio.run(draw(picture)), "utf-8")
    return 0


def main() -> int:
    """Runs the terminal; the exit code is 1 after an unexpected error."""
    arguments = _arguments()
    how: dict[str, Any] = {}
    try:
        if arguments.picture is not None:
            return _drawn(arguments)
        keys = own_keys(_keys_file())
        given, config = arguments.socket, arguments.config
        client: Client = SocketClient(lambda: given or control_socket(config))
        if arguments.demo is not None:
            client, how = _demo(arguments)
    except (ConfigError, FileNotFoundError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    app = DeskApp(
        client,
        Words(arguments.language, how.pop("zone", None)),
        theme=arguments.theme,
        glyphs=SETS[arguments.glyphs or ("unicode" if utf8 else "ascii")],
        own_keys=keys,
        open_at=arguments.open,
        **how,
    )
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
