"""The child's side: confine itself, work on one file, write one answer, exit."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, quoted
from indexer.sandbox import allowed_paths, confine
from indexer.sandbox.jail import Jail
from indexer.sandbox.protocol import ANSWER, FILE, Answer, Task
from indexer.system_reasons import reason_of

TaskFunction = Callable[[Task], object]

_MAX_DETAIL_CHARS: Final = 300


def load(function: str) -> TaskFunction:
    """The function named "module:function", after calling `preload` of its module if there is one.

    From then on the environment is empty: it is of no use to a file, but would tell it much.

    A module of `indexer.tasks` imports in `preload`, and in its function, the libraries that open
    foreign files: the indexer and the service import the same module, and must not load them.
    """
    module_name, _, name = function.partition(":")
    module = importlib.import_module(module_name)
    if hasattr(module, "preload"):
        module.preload()
    allowed_paths.readable_paths()  # cached before the children are confined
    os.environ.clear()
    found: TaskFunction = getattr(module, name)
    return found


def run(task: Task, function: TaskFunction, jail: Jail | None = None) -> None:
    """Work on the file in the descriptor `FILE`, and write the answer to `ANSWER`."""
    _silence()
    confine.limit(task.memory_mb, task.cpu_seconds, mapped_bytes=task.file.stat().st_size)
    if jail is not None:
        jail.enter()
    confine.become_nobody()
    confine.enclose(task.cache)
    confine.forbid()
    data = memoryview(_answer(task, function))
    while data:
        data = data[os.write(ANSWER, data) :]


def run_spawned(task: str, function: str) -> None:
    """Run a child that was not forked: standard input is its file, standard output its answer."""
    os.dup2(sys.stdout.fileno(), ANSWER)
    os.dup2(sys.stdin.fileno(), FILE)
    run(wire.decode(task.encode("utf-8"), Task), load(function))


def _answer(task: Task, function: TaskFunction) -> bytes:
    try:
        _verify(task)
        return wire.encode(Answer(value=function(task)))
    except MemoryError:
        problem = Problem(ProblemKind.MEMORY_LIMIT, task.path)
    except ExtractionFailed as error:
        is_memory = _is_out_of_memory(error.__cause__)
        kind = ProblemKind.MEMORY_LIMIT if is_memory else error.kind
        problem = Problem(kind, task.path, _one_line(error.detail))
    # The last place that can report which error a library raised; then the child exits.
    except Exception as error:  # noqa: BLE001
        words = f"{type(error).__name__}: {error}"
        problem = Problem(ProblemKind.CRASHED, task.path, quoted("indexer", _printable(words)))
    failure: Answer[object] = Answer(problem=problem)
    return wire.encode(failure)


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Whether opening or reading failed for lack of memory only: the file may be as good as any."""
    return isinstance(error, OSError) and error.errno == errno.ENOMEM


def _verify(task: Task) -> None:
    try:
        if task.sha256 and task.file.sha256() != task.sha256:
            raise ExtractionFailed(ProblemKind.CHANGING)
    except OSError as error:
        raise ExtractionFailed(ProblemKind.UNREADABLE, reason_of(error)) from error


def _silence() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > FILE:
        os.close(null)


def _one_line(detail: Message) -> Message:
    """`detail` with values that are printable lines of bounded length, for staff."""
    values = {
        name: value
        if isinstance(value, int | float)
        else _one_line(value)
        if isinstance(value, Message)
        else _printable(value)
        for name, value in (detail.values or {}).items()
    }
    return replace(detail, values=values or None)


def _printable(text: str) -> str:
    line = " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
    return "".join(c for c in line if c.isprintable())[:_MAX_DETAIL_CHARS]
