"""The socket's file: never wider than it should be, never stolen, replaced where nobody listens any more."""

import asyncio
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ari_controller.control.listening import SocketUnusableError, listen
from config.runtime import LONGEST, socket_path, socket_places
from config.site import Configuration
from tests.firms import configuration

KNOWN = configuration()
NAMED = configuration("control: {socket: /srv/own.sock}\n")
STATE = KNOWN.state


@pytest.fixture
def place() -> Iterator[Path]:
    with TemporaryDirectory(prefix="vz") as folder:
        yield Path(folder) / "run" / "control.sock"


@pytest.mark.parametrize(
    ("known", "environ", "places"),
    [
        (NAMED, {"RUNTIME_DIRECTORY": "/run/v"}, ["/srv/own.sock"]),
        (KNOWN, {"RUNTIME_DIRECTORY": "/run/v:/run/w", "XDG_RUNTIME_DIR": "/run/user/1"},
         ["/run/v/control.sock", "/run/vorzimmer/control.sock", f"{STATE}/control.sock"]),
        (KNOWN, {"XDG_RUNTIME_DIR": "/run/user/1"},
         ["/run/user/1/vorzimmer/control.sock", "/run/vorzimmer/control.sock", f"{STATE}/control.sock"]),
        (KNOWN, {}, [f"{STATE}/control.sock", "/run/vorzimmer/control.sock"]),
    ],
)  # fmt: skip
def test_where_it_is_and_where_programs_look(
    known: Configuration, environ: dict[str, str], places: list[str]
) -> None:
    assert [str(place) for place in socket_places(known, environ)] == places
    assert str(socket_path(known, environ)) == places[0]


def test_a_relative_name_starts_at_the_configuration_folder() -> None:
    known = configuration("control: {socket: control.sock}\n")
    assert known.site.control.socket == known.folder / "control.sock"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_it_is_for_its_account_alone_whatever_the_umask(place: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        listening = listen(place, None)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    listening.socket.close()


def test_a_group_that_is_ours_may_connect(place: Path) -> None:
    listening = listen(place, os.getgid())
    assert (place.stat().st_gid, stat.S_IMODE(place.stat().st_mode)) == (os.getgid(), 0o660)
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o750
    listening.socket.close()


def test_a_deserted_one_is_replaced_and_a_live_one_is_not(place: Path) -> None:
    first = listen(place, None)
    with pytest.raises(SocketUnusableError, match="another controller serves here"):
        listen(place, None)
    first.socket.close()
    second = listen(place, None)
    # Whoever comes late takes away only what is theirs.
    first.remove()
    assert place.exists()
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(place))
    second.socket.close()
    second.remove()
    assert not place.exists()


def test_where_no_socket_can_be_it_says_why(place: Path) -> None:
    long = place.parent / ("x" * LONGEST)
    for where, told in (
        (long, f"may have {LONGEST}: name a shorter one"),
        (Path("/proc/x.sock"), "check its folder"),
    ):
        with pytest.raises(SocketUnusableError, match=told):
            listen(where, None)
    place.parent.mkdir()
    place.touch()
    with pytest.raises(SocketUnusableError, match="is no socket"):
        listen(place, None)
    assert place.is_file()


async def test_two_that_start_at_once_do_not_steal_from_each_other(place: Path) -> None:
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(None, listen, place, None) for _ in range(8)]
    found = await asyncio.gather(*jobs, return_exceptions=True)
    ours = [one for one in found if not isinstance(one, BaseException)]
    assert len(ours) == 1
    assert all(isinstance(one, SocketUnusableError) for one in found if one is not ours[0])
    ours[0].socket.close()
