"""Whether an address is in the firm's own house: what callers say goes nowhere else."""

from ipaddress import ip_address
from urllib.parse import urlsplit

_OWN_ENDINGS = (
    ".local",
    ".lan",
    ".internal",
    ".home.arpa",
    ".fritz.box",
    ".localdomain",
    ".intern",
)
_EXPECTED = "http://HOST:PORT is expected, such as http://127.0.0.1:11434"

_REMEDY = (
    "what callers say stays there: install the server on a machine of your own and name it by a "
    "private address (127.0.0.1, 192.168.…, 10.…) or a name of your network (….local)"
)


def not_in_the_house(url: str) -> tuple[str, str] | None:
    """What is wrong with a server's address and what to do; None when it is in the house."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "no address", _EXPECTED
    if parts.username is not None or parts.password is not None:
        # The address itself is not repeated: it holds a secret.
        return "a password in an address", "write the key to a file and name it in llm.api_key_file"
    if parts.scheme not in ("http", "https") or not host:
        return f'"{url}"', _EXPECTED
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        return f'"{url}"', f"{_EXPECTED}, without a path"
    if _own(host):
        return None
    if host in ("0.0.0.0", "::"):  # noqa: S104  # refused, not bound
        return f'"{url}"', "that is no address to call: write 127.0.0.1"
    return f"{host} is not in your house", _REMEDY


def _own(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_OWN_ENDINGS)
    if address.is_unspecified:
        return False
    return address.is_private or address.is_loopback or address.is_link_local


def runs_elsewhere(model: str) -> bool:
    """True for Ollama's names of models that it only passes on to its own data centre."""
    tag = model.rpartition(":")[2].lower()
    return tag == "cloud" or tag.endswith("-cloud")
