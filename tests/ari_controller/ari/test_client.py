"""The REST client against the lab's real Asterisk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_controller.ari.client import AriClient, AriLogin
from ari_controller.ari.errors import (
    AriDeniedError,
    AriUnreachableError,
    ConflictError,
    NotFoundError,
)
from ari_controller.lab.addresses import LabAddresses
from config.site import Ari

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]


def login(addresses: LabAddresses, password: str | None = None) -> AriLogin:
    found = AriLogin.read(
        Ari(
            url=addresses.ari_url,
            user=addresses.ari_user,
            password_file=addresses.ari_password_file,
        )
    )
    return AriLogin(found.url, found.user, password) if password else found


@pytest.fixture
async def client(addresses: LabAddresses) -> AsyncIterator[AriClient]:
    async with AriClient(login(addresses)) as opened:
        yield opened


async def test_asterisk_answers_and_has_what_we_need(client: AriClient) -> None:
    assert await client.ping()
    assert (await client.version()).startswith("22.")
    assert await client.has_module("chan_websocket.so")
    assert not await client.has_module("chan_nothing.so")


async def test_a_wrong_password_names_the_file_to_look_into(addresses: LabAddresses) -> None:
    async with AriClient(login(addresses, "wrong")) as client:
        with pytest.raises(AriDeniedError, match=r"ari\.password_file in vorzimmer\.yaml"):
            await client.ping()


async def test_an_address_where_nobody_answers_says_what_to_check() -> None:
    async with AriClient(AriLogin("http://127.0.0.1:1", "vorzimmer", "x")) as client:
        with pytest.raises(AriUnreachableError, match=r"is Asterisk running"):
            await client.ping()


async def test_a_password_is_never_shown(addresses: LabAddresses) -> None:
    secret = addresses.ari_password_file.read_text().strip()
    assert secret not in repr(login(addresses))


async def test_a_password_file_that_is_missing_or_empty(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    with pytest.raises(AriDeniedError, match="cannot read the password file"):
        AriLogin.read(Ari(url=addresses.ari_url, user="a", password_file=tmp_path / "nothing"))
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(AriDeniedError, match="is empty"):
        AriLogin.read(Ari(url=addresses.ari_url, user="a", password_file=tmp_path / "empty"))


async def test_what_is_gone_is_not_found_and_hanging_it_up_is_no_error(client: AriClient) -> None:
    with pytest.raises(NotFoundError):
        await client.channels.get("nobody")
    assert await client.channels.hang_up("nobody") is False
    assert await client.bridges.destroy("nothing") is False


async def test_a_bridge_lives_under_the_id_that_we_chose(client: AriClient) -> None:
    bridge = await client.bridges.create("vz-bridge-test", "test")
    assert bridge.id == "vz-bridge-test"
    assert "vz-bridge-test" in {found.id for found in await client.bridges.all()}
    with pytest.raises((NotFoundError, ConflictError)):
        await client.bridges.add("vz-bridge-test", "nobody")
    assert await client.bridges.destroy("vz-bridge-test")
