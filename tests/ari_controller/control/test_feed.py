"""A calendar program fetches the book over HTTP: with its token, only its business, only what changed."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import vobject

from ari_controller.control.feed import CalendarFeed
from config.site import Http
from storage import bookings, tokens
from storage.database import Store, connect
from storage.errors import NotFound
from storage.mirror import mirror
from tests.firms import configuration
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW
from voice.clock import RealClock

KNOWN = configuration()
START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)


class Watch(RealClock):
    def now(self) -> datetime:
        return NOW


@dataclass
class Served:
    store: Store
    session: aiohttp.ClientSession
    url: str
    secret: str
    token: str

    async def get(
        self, path: str, secret: str | None = None, **headers: str
    ) -> tuple[int, str, str | None]:
        """Status, text, ETag."""
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        async with self.session.get(f"{self.url}/{path}", headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers.get("ETag")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    store = Store(tmp_path / "v.db")
    await store.open()
    await store.write(lambda db: mirror(db, KNOWN.businesses, NOW))
    await store.write(lambda db: bookings.book(db, appointment(START), "confirmed", now=NOW))
    old = appointment(NOW - timedelta(days=61), name="Vorbei")
    await store.write(lambda db: bookings.book(db, old, "confirmed", now=NOW))
    secret, row = await store.write(
        lambda db: tokens.make(db, "t1", "Annas Kalender", "calendar", business="friseur", now=NOW, by=ANNA)
    )  # fmt: skip
    feed = CalendarFeed(KNOWN, store, Watch())
    port = await feed.open(Http(port=0))
    async with aiohttp.ClientSession() as session:
        yield Served(store, session, f"http://127.0.0.1:{port}", secret, row["id"])
    await feed.close()
    await store.close()


async def test_the_book_is_fetched_with_a_token_and_not_again_while_nothing_changed(
    served: Served,
) -> None:
    status, text, tag = await served.get("calendar/friseur.ics", served.secret)
    assert status == 200
    [event] = vobject.readOne(text).contents["vevent"]
    assert event.summary.value == "Haarschnitt: Becker"
    assert tag is not None
    status, text, _ = await served.get(
        "calendar/friseur.ics", served.secret, **{"If-None-Match": tag}
    )
    assert (status, text) == (304, "")
    await served.store.write(
        lambda db: bookings.book(db, appointment(START, staff="maria"), "requested", now=NOW)
    )
    status, text, _ = await served.get(
        "calendar/friseur.ics", served.secret, **{"If-None-Match": tag}
    )
    assert (status, text.count("BEGIN:VEVENT")) == (200, 2)
    status, text, _ = await served.get("calendar/friseur/maria.ics", served.secret)
    assert (status, text.count("BEGIN:VEVENT")) == (200, 1)


async def test_calendar_programs_send_it_as_a_password(served: Served) -> None:
    basic = b64encode(f"anna:{served.secret}".encode()).decode()
    status, _, _ = await served.get("calendar/friseur.ics", Authorization=f"Basic {basic}")
    assert status == 200
    for wrong in ("Basic äöü", "Basic !!!", "Basic", "Bearer", "Digest x", "Bearer " + "x" * 9000):
        status, text, _ = await served.get(
            "calendar/friseur.ics", Authorization=wrong.encode().decode("latin-1")
        )
        assert status in (400, 401)
        assert "Becker" not in text


async def test_who_has_no_token_learns_nothing(served: Served) -> None:
    for path in ("friseur", "salon_hamburg", "nobody", "friseur/otto"):
        status, text, _ = await served.get(f"calendar/{path}.ics")
        assert (status, text) == (401, "a token is needed\n")
    for path in ("salon_hamburg", "nobody"):
        assert (await served.get(f"calendar/{path}.ics", served.secret))[0] == 401
    assert (await served.get("calendar/friseur/otto.ics", served.secret))[0] == 404
    assert (await served.get("calendar/friseur.ics", "vz_guess"))[0] == 401
    assert (await served.get("", served.secret))[0] == 404


async def test_a_revoked_token_opens_nothing_and_its_use_was_noted(served: Served) -> None:
    await served.get("calendar/friseur.ics", served.secret)
    [row] = await served.store.read(tokens.list_tokens)
    assert row["last_used_at"] is not None
    assert "hash" not in row
    await served.store.write(lambda db: tokens.revoke(db, "t", now=NOW, by=ANNA))
    assert (await served.get("calendar/friseur.ics", served.secret))[0] == 401


async def test_a_calendar_that_cannot_be_made_is_told_and_nothing_changed_needs_no_making(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("sys.executable", "/bin/false")
        status, text, _ = await served.get("calendar/friseur.ics", served.secret)
        assert (status, text) == (503, "the book cannot be read now\n")
    assert (await served.get("calendar/friseur.ics", served.secret))[0] == 200
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert (await served.get("calendar/friseur.ics", served.secret))[0] == 200
    await served.store.write(
        lambda db: bookings.book(db, appointment(START, staff="maria"), "requested", now=NOW)
    )
    assert (await served.get("calendar/friseur.ics", served.secret))[0] == 503


def test_rights_include_the_lesser_ones_and_secrets_are_not_kept(tmp_path: Path) -> None:
    db = connect(tmp_path / "v.db")
    secret, row = tokens.make(db, "a", "alles", "write", business=None, now=NOW, by=ANNA)
    assert tokens.of_secret(db, secret, business="any", right="calendar") is not None
    less, _ = tokens.make(db, "b", "lesen", "read", business="any", now=NOW, by=ANNA)
    assert tokens.of_secret(db, less, business="any", right="write") is None
    assert tokens.of_secret(db, less, business="other", right="read") is None
    with pytest.raises(NotFound):
        tokens.revoke(db, "x", now=NOW, by=ANNA)
    assert row["revoked_at"] is None
    db.close()
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()
