"""A machine with systemd, on this one: in namespaces of its own, with no units but those given.

systemd runs as process 1 of its namespaces, so that all that a unit demands of it is done in
earnest. It needs root. Changes of /etc, /opt, /srv and /var/lib stay in memory; the network is this
machine's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSTEMD: Final = Path("/lib/systemd/systemd")
_TARGETS: Final = ("sysinit", "basic", "shutdown", "multi-user", "network", "timers")
_BOOT: Final = """
set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
for folder in etc opt srv; do
  up=/run/changes/$folder work=/run/work/$folder
  mkdir -p $up $work
  mount -t overlay overlay -o lowerdir=/$folder,upperdir=$up,workdir=$work /$folder
done
mount -t tmpfs tmpfs /var/lib
if mountpoint -q /sys/fs/cgroup; then umount -R -l /sys/fs/cgroup; fi
mount -t cgroup2 cgroup2 /sys/fs/cgroup
. "$MACHINE/prepare"
export container=other SYSTEMD_UNIT_PATH="$MACHINE/units" SYSTEMD_GENERATOR_PATH=/nonexistent
export SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/nonexistent
exec /lib/systemd/systemd --system --unit=multi-user.target --show-status=no --log-target=console
"""


def is_available() -> bool:
    """Whether systemd can be started so on this machine."""
    has_tools = all(map(shutil.which, ("unshare", "nsenter", "systemctl", "mountpoint")))
    if not (has_tools and SYSTEMD.exists() and os.geteuid() == 0):
        return False
    trial = ["unshare", "--mount", "--cgroup", "mount", "-t", "cgroup2", "cgroup2", "/mnt"]
    return not subprocess.run(trial, capture_output=True, timeout=20, check=False).returncode


@dataclass(frozen=True)
class Machine:
    """systemd, running; `pid` is that of its process 1 as it is seen from here."""

    pid: int

    def systemctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run systemctl there."""
        inside = ["nsenter", "-t", str(self.pid), "-m", "-p", "-C", "-i", "-u"]
        return subprocess.run(
            [*inside, "systemctl", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def show(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.systemctl("show", "--value", "-p", name, unit).stdout.strip()


@contextmanager
def booted(folder: Path, units: Mapping[str, str], prepare: str) -> Iterator[Machine]:
    """A machine with `units`, by name, which is prepared by a shell script; `folder` is its own."""
    (folder / "units").mkdir()
    for target in _TARGETS:
        text = f"[Unit]\nDescription={target}\nDefaultDependencies=no\n"
        (folder / "units" / f"{target}.target").write_text(text, "utf-8")
    for name, text in units.items():
        path = folder / "units" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "prepare").write_text(prepare, "utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["unshare", "--pid", "--mount", "--cgroup", "--uts", "--ipc", "--fork", "--kill-child",
             "sh", "-c", _BOOT],
            stdout=log,
            stderr=log,
            env={"PATH": os.environ["PATH"], "MACHINE": str(folder)},
        )  # fmt: skip
        try:
            yield _started(process, folder)
        finally:
            process.kill()  # and with it process 1, and so everything
            process.wait(20)


def _started(process: subprocess.Popen[bytes], folder: Path) -> Machine:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        for pid in children.read_text("ascii").split():
            machine = Machine(int(pid))
            if Path(f"/proc/{pid}/comm").read_text("ascii").strip() == "systemd" and (
                machine.systemctl("is-system-running").stdout.strip() in ("running", "degraded")
            ):
                return machine
        time.sleep(0.05)
    raise AssertionError((folder / "log").read_text("utf-8", "replace"))
