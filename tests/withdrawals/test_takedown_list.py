"""The list of withdrawals as bytes: what is read from it, and that nothing else in it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import WithdrawalsUnreadable
from indexer.withdrawals.takedown_list import new_list, parse_list, write_list

HERE = Path("takedown.txt")
KEPT = [
    "# señal\r\nuno\r\n\r\n  dos \t\r\ntres".encode("cp1252"),
    "\ufeff# señal\nuno\n\n  dos \t\ntres\n".encode(),
    "# señal\runo\rdos \rtres\r".encode(),
    "\ufeff# señal\r\nuno\r\ndos\r\ntres\r\n".encode("utf-16-le"),
    "\ufeff# señal\nuno\ndos\ntres".encode("utf-16-be"),
]


@pytest.mark.parametrize("data", KEPT)
def test_what_nobody_changes_stays_byte_by_byte(data: bytes) -> None:
    content = parse_list(data, HERE)
    assert content.entries == ("# señal", "uno", "dos", "tres")
    assert content.data == data
    assert content.replaced({}).data == data
    without = content.replaced({"dos": ""})
    assert parse_list(without.data, HERE).entries == ("# señal", "uno", "tres")
    assert without.data.startswith(data[:8])
    longer = content.extended(["cuatro"])
    assert longer.data.startswith(data)
    assert parse_list(longer.data, HERE).entries[-1] == "cuatro"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_are_refused(data: bytes) -> None:
    try:
        content = parse_list(data, HERE)
    except WithdrawalsUnreadable as error:
        assert "takedown.txt" in str(error)
    else:
        assert content.data == data


def test_a_list_is_replaced_with_its_rights(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "takedown.txt"
    real.write_text("uno\n")
    real.chmod(0o640)
    link.symlink_to(real)
    write_list(link, new_list(["uno", "dos"]))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert parse_list(real.read_bytes(), real).entries[-2:] == ("uno", "dos")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["real.txt", "takedown.txt"]
