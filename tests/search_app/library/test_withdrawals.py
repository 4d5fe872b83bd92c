"""The list of withdrawals under simultaneous requests."""

from __future__ import annotations

import threading
from pathlib import Path

from search_app.library.withdrawals import TakedownList


class Interleaved(TakedownList):
    """A slow reader of an older file goes on whenever the quick one has stored something."""

    def __init__(self, path: Path) -> None:
        self.slow: threading.Thread | None = None
        self.has_read = threading.Event()
        self.go_on = threading.Event()
        super().__init__(path)

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        slow = self.__dict__.get("slow")
        if slow is not None and slow.is_alive() and threading.current_thread() is not slow:
            self.go_on.set()
            slow.join(30)

    def _read(self) -> bytes | None:
        data = super()._read()
        if threading.current_thread() is self.slow:
            self.has_read.set()
            self.go_on.wait(30)
        return data


def test_a_slower_request_that_read_an_older_list_undoes_no_withdrawal(tmp_path: Path) -> None:
    file = tmp_path / "takedown.txt"
    file.write_text("other\n")
    takedown = Interleaved(file)
    slow = threading.Thread(target=takedown.read)
    takedown.slow = slow
    slow.start()
    assert takedown.has_read.wait(30)
    file.write_text("secret\n")
    assert takedown.read() == {"secret"}
    assert takedown.read() == {"secret"}
    slow.join(30)
    assert not slow.is_alive()


def test_an_unchanged_list_is_not_parsed_again(tmp_path: Path) -> None:
    file = tmp_path / "takedown.txt"
    file.write_text("one\ntwo # remark\n")
    takedown = TakedownList(file)
    assert takedown.read() == {"one", "two"}
    assert takedown.read() is takedown.read()
