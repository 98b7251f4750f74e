"""The sipgate plugin for apprise: SMS through sipgate's REST API.

Address: `sipgate://TOKEN_ID:TOKEN@SMS_ID/{to}`; the token needs the right `sessions:sms:write`. A server of
one's own for tests: `?endpoint=http://127.0.0.1:8080`.
"""

from typing import Any
from urllib.parse import unquote

import requests
from apprise import NotifyType
from apprise.plugins import N_MGR, NotifyBase

ENDPOINT = "https://api.sipgate.com"
TIMEOUT_S = 15
PERMANENT = {400: "sipgate does not take this message or number", 401: "sipgate refuses the token",
             402: "no credit at sipgate", 403: "the token may not send SMS, or the sender is not allowed"}  # fmt: skip


class NotifySipgate(NotifyBase):  # type: ignore[misc]  # apprise has no types
    """One SMS to each target.

    Attributes:
        reason: why the last one was not sent, without numbers or secrets.
        permanent: trying again would not help.
    """

    service_name = "sipgate"
    secure_protocol = "sipgate"
    request_rate_per_sec = 0  # the outbox keeps the limits
    title_maxlen = 0
    body_maxlen = 1530
    templates = ("{schema}://{token_id}:{token}@{sms_id}/{targets}",)

    def __init__(
        self,
        token_id: str,
        token: str,
        sms_id: str,
        targets: list[str],
        endpoint: str = "",
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.token_id, self._token, self.sms_id = token_id, token, sms_id
        self.targets = targets
        self.endpoint = (endpoint or ENDPOINT).rstrip("/")
        self.reason, self.permanent = "", False

    def send(
        self, body: str, title: str = "", notify_type: object = NotifyType.INFO, **_more: Any
    ) -> bool:
        """True when sipgate took all of them."""
        del title, notify_type
        sent = [self._send(target, body) for target in self.targets]
        return all(sent)

    def _send(self, number: str, text: str) -> bool:
        try:
            answer = requests.post(
                f"{self.endpoint}/v2/sessions/sms",
                json={"smsId": self.sms_id, "recipient": number, "message": text},
                auth=(self.token_id, self._token),
                timeout=TIMEOUT_S,
            )
        except requests.RequestException as error:
            self.reason = f"sipgate does not answer ({type(error).__name__})"
            return False
        if answer.status_code in (200, 204):
            return True
        self.permanent = answer.status_code in PERMANENT
        self.reason = PERMANENT.get(answer.status_code, f"sipgate answered {answer.status_code}")
        return False

    def url(self, privacy: bool = False, *_arguments: Any, **_more: Any) -> str:
        """Its address without its token."""
        del privacy
        return f"sipgate://{self.token_id}:****@{self.sms_id}/"

    def __len__(self) -> int:
        return len(self.targets)

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """What the constructor takes, or None for an address that is none."""
        found = NotifyBase.parse_url(url, verify_host=False)
        if not found:
            return None
        targets = NotifySipgate.split_path(found["fullpath"])
        if not (found.get("user") and found.get("password") and found.get("host") and targets):
            return None
        return {
            **found,
            "token_id": unquote(found["user"]),
            "token": unquote(found["password"]),
            "sms_id": found["host"],
            "targets": targets,
            "endpoint": unquote(found["qsd"].get("endpoint", "")),
        }


def register() -> None:
    """Makes apprise know `sipgate://`; a second time changes nothing."""
    if "sipgate" not in N_MGR:
        N_MGR.add(NotifySipgate, schemas="sipgate")
