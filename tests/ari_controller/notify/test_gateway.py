"""Our sipgate plugin and apprise's own against servers on loopback."""

from urllib.parse import quote

import pytest
from apprise.plugins.telegram import NotifyTelegram

from ari_controller.notify.gateway import Delivery, Gateway
from tests.gateways import BOT, CHAT, SMS_ID, TOKEN, TOKEN_ID, Web, mail_server, web_server

NUMBER = "+491701234567"


def address(web: Web, token: str = TOKEN, sms_id: str = SMS_ID) -> str:
    secret = quote(token, safe="")
    return f"sipgate://{TOKEN_ID}:{secret}@{sms_id}/{quote(NUMBER, safe='')}?endpoint={web.url}"


async def test_an_sms_reaches_sipgate_as_its_api_wants_it() -> None:
    with web_server(sipgate=True) as web:
        delivery = await Gateway().send(address(web), "", "Ihr Termin: Größe & Länge, 5 €")
    assert delivery == Delivery(ok=True)
    sent = {"smsId": SMS_ID, "recipient": NUMBER, "message": "Ihr Termin: Größe & Länge, 5 €"}
    assert web.asked == [("/v2/sessions/sms", sent)]


@pytest.mark.parametrize(
    ("status", "permanent", "reason"),
    [(402, True, "no credit"), (400, True, "does not take"), (500, False, "answered 500"), (429, False, "429")],
)  # fmt: skip
async def test_what_sipgate_refuses_is_told_with_its_reason(
    status: int, permanent: bool, reason: str
) -> None:
    with web_server(sipgate=True) as web:
        web.status = status
        delivery = await Gateway().send(address(web), "", "Hallo")
    assert (delivery.ok, delivery.permanent) == (False, permanent)
    assert reason in delivery.reason
    assert NUMBER[3:] not in delivery.reason


async def test_a_wrong_token_a_wrong_sender_and_nobody_there() -> None:
    with web_server(sipgate=True) as web:
        assert "token" in (await Gateway().send(address(web, token="no"), "", "Hallo")).reason
        assert (await Gateway().send(address(web, sms_id="s9"), "", "Hallo")).permanent
    gone = await Gateway().send(address(web), "", "Hallo")
    assert (gone.ok, gone.permanent) == (False, False)
    assert "does not answer" in gone.reason


async def test_a_mail_reaches_a_real_smtp_server() -> None:
    with mail_server() as mailbox:
        url = f"mailto://127.0.0.1:{mailbox.port}?from=telefon@salon.example&to=anna@salon.example&format=text"
        delivery = await Gateway().send(url, "Neuer Termin", "Müller, Freitag um 14:30")
        assert delivery == Delivery(ok=True)
        mailbox.refuse = True
        refused = await Gateway().send(url, "Neuer Termin", "Müller")
    [mail] = mailbox.mails
    assert mail["Subject"] == "Neuer Termin"
    assert mail["To"] == "anna@salon.example"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Müller, Freitag um 14:30" in body.get_content()
    assert not refused.ok
    assert not refused.permanent
    assert "salon.example" not in refused.reason


async def test_a_webhook_gets_json() -> None:
    with web_server() as web:
        url = web.url.replace("http://", "json://") + "/neu"
        assert (await Gateway().send(url, "Neuer Termin", "Becker")).ok
    [(path, body)] = web.asked
    assert path == "/neu"
    assert (body["title"], body["message"]) == ("Neuer Termin", "Becker")


async def test_telegram_gets_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server(telegram=True) as web:
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{web.url}/bot")
        url = f"tgram://{BOT}/{CHAT}/?format=text"
        text = "Becker <möchte> einen_Haarschnitt & *Färben*\nTelefon +491701234567."
        assert (await Gateway().send(url, "Neuer Termin: 06.03. um 14:30", text)).ok
        web.status = 429
        busy = await Gateway().send(url, "Neuer Termin", "Becker")
        web.status = 204
        stranger = await Gateway().send(f"tgram://{BOT}/{CHAT + 1}/", "Neuer Termin", "Becker")
    [(path, sent)] = web.asked
    assert path == f"/bot{BOT}/sendMessage"
    assert "Neuer Termin: 06.03. um 14:30" in sent["text"]
    assert "Becker <möchte> einen_Haarschnitt & *Färben*" in sent["text"]
    assert "Telefon +491701234567." in sent["text"]
    for refused, why in ((busy, "Too Many Requests"), (stranger, "chat not found")):
        assert not refused.ok
        assert why in refused.reason
        assert BOT not in refused.reason


async def test_an_address_that_nobody_understands_is_told_without_it() -> None:
    delivery = await Gateway().send("nonsense://geheim@host", "", "Hallo")
    assert delivery.permanent
    assert "geheim" not in delivery.reason
