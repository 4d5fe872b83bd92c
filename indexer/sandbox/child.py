"""The child's side: confine itself, read one file, write one answer, end."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Final

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.model import Problem, ProblemKind
from indexer.sandbox import allowed_paths, confine
from indexer.sandbox.protocol import ANSWER, Answer, Task

Reader = Callable[[Task], object]

_DETAIL: Final = 300


def load(reader: str) -> Reader:
    """The function that `reader` ("module:function") names, its module's `preload` called."""
    module_name, _, function = reader.partition(":")
    module = importlib.import_module(module_name)
    if hasattr(module, "preload"):
        module.preload()
    allowed_paths.code()  # remembered for the children
    found: Reader = getattr(module, function)
    return found


def run(task: Task, reader: Reader) -> None:
    """Read the task's file and write the answer to the descriptor `ANSWER`."""
    _silence()
    confine.limit(task.memory_mb, task.cpu_seconds)
    confine.enclose(task.file, task.cache)
    confine.forbid()
    data = memoryview(_answer(task, reader))
    while data:
        data = data[os.write(ANSWER, data) :]


def spawned(task: str, reader: str) -> None:
    """The whole life of a child that was not forked: its answer goes to standard output."""
    os.dup2(sys.stdout.fileno(), ANSWER)
    run(wire.decode(task.encode("utf-8"), Task), load(reader))


def _answer(task: Task, reader: Reader) -> bytes:
    try:
        return wire.encode(Answer(value=reader(task)))
    except MemoryError:
        problem = Problem(ProblemKind.MEMORY_LIMIT, task.path)
    except ExtractionFailed as error:
        problem = Problem(error.kind, task.path, _plain(error.detail))
    # The last place where somebody can say what a library stumbled over; it ends the child.
    except Exception as error:  # noqa: BLE001
        detail = f"{type(error).__name__}: {error}"
        problem = Problem(ProblemKind.CRASHED, task.path, _plain(detail))
    refusal: Answer[object] = Answer(problem=problem)
    return wire.encode(refusal)


def _silence() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > ANSWER:
        os.close(null)


def _plain(text: str) -> str:
    """`text` as it can be shown to staff: one line, not endless."""
    line = " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
    return "".join(c for c in line if c.isprintable())[:_DETAIL]
