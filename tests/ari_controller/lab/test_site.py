"""The lab's configuration folder: what somebody changed in it stays, in a narrower one too."""

from pathlib import Path

from ari_controller.lab.site import lab_site
from config.loader import load


def test_a_narrow_site_has_the_named_businesses_as_they_are_in_the_whole_one(
    tmp_path: Path,
) -> None:
    whole = lab_site(tmp_path, None)
    changed = whole / "businesses/friseur.yaml"
    changed.write_text(changed.read_text("utf-8").replace("Salon Anna", "Salon Berta"), "utf-8")
    for _ in range(2):
        assert lab_site(tmp_path, None) == whole
        narrow = load(lab_site(tmp_path, None, only=["friseur"]), {})
        assert [one.name for one in narrow.businesses.values()] == ["Salon Berta"]
    fresh = load(lab_site(tmp_path / "other", None, only=["friseur", "praxis"]), {})
    assert sorted(fresh.businesses) == ["friseur", "praxis"]
    assert fresh.businesses["friseur"].name == "Salon Anna"
