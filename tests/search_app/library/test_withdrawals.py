"""The list and the ledger of withdrawals under simultaneous requests."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from indexer.withdrawals import WithdrawalStore
from search_app.library import withdrawals
from search_app.library.withdrawals import WithdrawalWatch


def watch(folder: Path) -> WithdrawalWatch:
    store = WithdrawalStore(folder / "takedown.txt", folder / "index-withdrawn.json")
    return WithdrawalWatch(store, logging.getLogger("test"))


def test_a_slower_request_that_read_an_older_list_undoes_no_withdrawal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "takedown.txt"
    file.write_text("other\n")
    takedown, has_read, go_on = watch(tmp_path), threading.Event(), threading.Event()
    read_list = withdrawals.read_list

    def interrupted(path: Path) -> bytes | None:
        data = read_list(path)
        if threading.current_thread() is slow:
            has_read.set()
            go_on.wait(30)
        return data

    monkeypatch.setattr(withdrawals, "read_list", interrupted)
    slow = threading.Thread(target=takedown.read)
    slow.start()
    assert has_read.wait(30)
    file.write_text("secret\n")
    assert takedown.read().lines == ("secret",)
    go_on.set()
    slow.join(30)
    assert not slow.is_alive()
    assert takedown.read().lines == ("secret",)


def test_an_unchanged_list_is_not_parsed_again(tmp_path: Path) -> None:
    (tmp_path / "takedown.txt").write_text("one\ntwo # remark\n")
    takedown = watch(tmp_path)
    assert takedown.read() is takedown.read()
