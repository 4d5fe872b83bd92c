"""The tests under other conditions and with other versions are started as they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.environment import conditions, matrix
from tests.environment.conditions import Condition
from tests.environment.matrix import Cell

SHOW = """
import os, pathlib, sys, time
if "SHIFT_SECONDS" in os.environ:
    sys.exit(abs(time.time() - os.stat(sys.argv[0]).st_mtime - 31_622_400) > 3600)
print(pathlib.Path.cwd().name, os.environ.get("TZ"), "HOME" in os.environ, sys.argv[1:])
sys.exit(os.umask(0))
"""


@pytest.mark.parametrize(
    ("condition", "shown", "result"),
    [
        (Condition(environment={"TZ": "Asia/Tokyo"}), "project Asia/Tokyo True", "failed, see "),
        (Condition(environment={"TZ": None, "HOME": None}), "project None False", "failed, see "),
        (Condition(("sh", "-c", 'umask 0; exec "$@"', "sh"), name="niñas y más"),
         "niñas y más UTC True", "passed"),
        pytest.param(
            Condition(days=366), "", "passed",
            marks=pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler"),
        ),
        (Condition(needs=("sh", "no-such")), "", "not tested, no-such is not installed"),
    ],
)  # fmt: skip
def test_a_condition_is_what_the_tests_meet(
    condition: Condition,
    shown: str,
    result: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/usr/bin/env python3\n{SHOW}", "utf-8")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.setattr(conditions, "FOLDER", tmp_path)
    monkeypatch.setattr(conditions, "CONDITIONS", {"this": condition})
    for name in ("SHIFT_SECONDS", "LC_ALL"):  # these tests may be run under a condition themselves
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("HOME", str(tmp_path))
    code = conditions.run([], ["tests/engine/test_signature.py"])
    assert code == (0 if result == "passed" else 1)
    assert capsys.readouterr().out.startswith(f"this: {result}")
    if shown:
        log = (tmp_path / "this.log").read_text("utf-8")
        assert log.startswith(shown)
        assert "'tests/engine/test_signature.py'" in log


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["3.12", "lowest"], [Cell("3.12", "lowest")]),
        (["3.13"], [Cell("3.13", "lowest"), Cell("3.13", "newest")]),
        (["newest"], [Cell(python, "newest") for python in matrix.TESTED_PYTHONS]),
        ([], [Cell(python, end) for python in matrix.TESTED_PYTHONS for end in matrix.ENDS]),
    ],
)
def test_the_matrix_has_each_python_with_each_end(chosen: list[str], expected: list[Cell]) -> None:
    assert matrix.cells(chosen) == expected


def test_a_python_that_is_not_here_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretender = tmp_path / "python2.99"
    pretender.write_text("#!/bin/sh\nexit 127\n", "utf-8")
    pretender.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert matrix.find_python("2.99") is None
    pretender.write_text("#!/bin/sh\n", "utf-8")
    assert matrix.find_python("2.99") == pretender
