"""Values go to bytes and back, also when several threads ask first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from indexer import wire
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import message

SIMULTANEOUS = """
import sys, threading
from indexer import wire
from indexer.messages import message
from indexer.model import Metadata, Publication, Record
sys.setswitchinterval(1e-6)
record = Record(Publication("a", "a", (), "", 1, "", Metadata(), 1), (1,), "", True)
data, same = wire.encode(record), []
everybody = threading.Barrier(8)
def decode():
    everybody.wait()
    same.append(wire.decode(data, Record) == record)
threads = [threading.Thread(target=decode) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.exit(same != [True] * 8)
"""


def test_a_value_comes_back_as_it_was() -> None:
    problem = Problem(ProblemKind.NO_TEXT, "año.pdf", message("página {n}", n=3), 3)
    assert wire.decode(wire.encode(problem), Problem) == problem


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"kind":"none","path":""}', b"\xff", b"[" * 9]
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(data, Problem)


def test_threads_may_be_the_first_to_decode_a_type_together() -> None:
    # Without a lock two of three of these processes crash.
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", SIMULTANEOUS], check=False)
        assert done.returncode == 0
