"""The list of libraries that an offline copy brings along."""

from __future__ import annotations

from configparser import ConfigParser

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from indexer.bundle.library_wheels import TARGET_NAMES, required_libraries, wheel_targets
from tests.conftest import ROOT


def test_it_holds_what_the_program_needs_with_the_versions_that_are_installed() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lines = setup["options"]["install_requires"].splitlines()
    needed = {Requirement(line).name for line in lines if line.strip() and line[0] != "#"}
    listed = {one.name: Requirement(one.line) for one in required_libraries()}
    assert {canonicalize_name(name) for name in needed} <= listed.keys()
    assert all(listed[canonicalize_name(name)].specifier for name in needed)
    assert "pytest" not in listed
    assert "brotli" in listed, "what others need is in it too"


def test_what_only_windows_needs_is_listed_for_windows() -> None:
    [colorama] = [one for one in required_libraries() if one.name == "colorama"]
    marker = Requirement(colorama.line).marker
    assert marker is not None
    assert marker.evaluate({"platform_system": "Windows", "sys_platform": "win32"})
    assert not marker.evaluate({"platform_system": "Linux", "sys_platform": "linux"})


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_each_system_has_its_targets(name: str) -> None:
    targets = wheel_targets([name, name])
    assert len(targets) == (1 if name == "this" else 4)
    assert all(bool(one.options) == (name != "this") for one in targets)
