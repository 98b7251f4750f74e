"""The lab's own configuration folder: the same shape as a firm's, made from what the product ships."""

import getpass
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.rendering import render

NO_ASTERISK = "http://127.0.0.1:1"


def lab_site(
    root: Path,
    addresses: LabAddresses | None,
    *,
    engine: str = "espeak",
    only: Collection[str] = (),
) -> Path:
    """Writes `root/site` and returns it; businesses that are there already are left as they are.

    Without addresses (no Asterisk here) it serves the memory transport only. `engine` is the voice's.
    With `only` it is a site of these businesses alone, `root/site-KEY…`, as they are in `root/site` if they are there:
    it starts faster than one of all.
    """
    whole = root.absolute() / "site"
    folder = root.absolute() / "-".join(["site", *sorted(only)])
    (folder / "businesses").mkdir(parents=True, exist_ok=True)
    shipped = files("config") / "lab"
    for source in (shipped / "businesses").iterdir():
        target = folder / "businesses" / source.name
        wanted = not only or source.name.removesuffix(".yaml") in only
        if wanted and source.name.endswith(".yaml") and (only or not target.exists()):
            edited = whole / "businesses" / source.name
            text = (edited if edited.exists() else source).read_text("utf-8")
            target.write_text(text, encoding="utf-8")
    password = addresses.ari_password_file if addresses else folder / "no-password"
    if addresses is None:
        password.touch(mode=0o600)
        password.write_text("none\n", encoding="utf-8")
    values = {
        "ARI_URL": addresses.ari_url if addresses else NO_ASTERISK,
        "PASSWORD_FILE": str(password),
        "ENGINE": engine,
        "ACCOUNT": getpass.getuser(),
    }
    template = (shipped / "vorzimmer.yaml.in").read_text("utf-8")
    (folder / "vorzimmer.yaml").write_text(render(template, values), encoding="utf-8")
    return folder
