"""A whole call where there is no network at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from ari_controller.lab.asterisk import Lab

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab"), pytest.mark.timeout(240)]
CHECKOUT = Path(__file__).parents[2]
SCENARIOS = CHECKOUT / "tests/scenarios"


def test_a_call_needs_no_network_but_loopback(asterisk: Lab, tmp_path: Path) -> None:
    """The lab, the controller and the caller in a network namespace that has `lo` and nothing else."""
    call = f"simulate {SCENARIOS}/friseur/hangs_up.yaml --via sip --root {tmp_path}/lab"
    inside = f"""
        mount -t sysfs sysfs /sys 2>/dev/null
        ip link set lo up 2>/dev/null || {sys.executable} -c '{LO_UP}'
        ls /sys/class/net | grep -qvx lo && exit 3
        exec {sys.executable} -m ari_controller {call}
    """
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab/asterisk-22").symlink_to(asterisk.tree)
    isolated = ["unshare", "--user", "--map-root-user", "--net", "--mount", "sh", "-c", inside]
    probe = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "true"], check=False)
    if probe.returncode:
        pytest.skip("the kernel allows no network namespace here")
    done = subprocess.run(
        isolated, cwd=CHECKOUT, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 scenarios succeeded" in done.stdout


LO_UP = (
    "import fcntl,socket,struct;"
    'fcntl.ioctl(socket.socket(),0x8914,struct.pack("16sh14s",b"lo",0x49,b""))'
)
"""SIOCSIFFLAGS: loopback up, where there is no `ip`."""
