"""The packages that the container needs of those in the lock.

`python -m tests.deploy.container_packages` writes deploy/container/packages.txt from what is
installed here.
"""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.environment.lock import LOCK, pins

PACKAGES = ROOT / "deploy/container/packages.txt"
_PROJECT = "aluna-publication-search"
_EXTRAS = ("", "ocr", "meaning")


def needed() -> list[str]:
    """The names of all packages that the service and the indexer need, on any system."""
    locked = {pin.name for pin in pins(LOCK.read_text("utf-8"))}
    found: set[str] = set()
    waiting = [(_PROJECT, _EXTRAS)]
    while waiting:
        name, extras = waiting.pop()
        for text in metadata.requires(name) or ():
            requirement = Requirement(text)
            wanted = canonicalize_name(requirement.name)
            if wanted in found or wanted not in locked or not _holds(requirement, extras):
                continue
            found.add(wanted)
            waiting.append((wanted, ("", *requirement.extras)))
    return sorted(found)


def _holds(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


if __name__ == "__main__":
    PACKAGES.write_text("".join(f"{name}\n" for name in needed()), "utf-8")
