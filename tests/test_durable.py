"""Files that are replaced in one step."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from indexer import durable


def test_on_windows_no_folder_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses that; the file must be replaced all the same."""
    opened, real = [], os.open

    def open_file(path: Path, flags: int, mode: int = 0o777) -> int:
        if path.is_dir():
            opened.append(path)
        return real(path, flags, mode)

    monkeypatch.setattr(durable.os, "open", open_file)
    durable.replace_file(tmp_path / "current", b"0001")
    assert opened == [tmp_path]
    monkeypatch.setattr(durable.sys, "platform", "win32")
    durable.replace_file(tmp_path / "current", b"0002")
    assert opened == [tmp_path]
    assert (tmp_path / "current").read_bytes() == b"0002"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_that_is_replaced_keeps_its_rights_and_a_new_one_gets_its_mode(
    tmp_path: Path,
) -> None:
    file = tmp_path / "ledger.json"
    durable.replace_file(file, b"1", mode=0o600)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    durable.replace_file(file, b"2", mode=0o600)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_bytes() == b"2"


def test_what_an_earlier_run_left_unfinished_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".list.txt.new").write_bytes(b"half")
    durable.replace_file(tmp_path / "list.txt", b"whole")
    assert [file.name for file in tmp_path.iterdir()] == ["list.txt"]
