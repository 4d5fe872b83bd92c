"""Task functions that misbehave, each in its own way; the fork server loads this module."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from indexer import wire
from indexer.errors import ExtractionFailed
from indexer.extract.ocr.ocr_cache import PictureText
from indexer.extract.ocr.raster import Raster
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import verbatim
from indexer.model import Extraction, Metadata, Passage
from indexer.sandbox.protocol import ANSWER, Answer, Task
from indexer.tasks import ocr
from indexer.tasks.ocr import OcrRequest
from indexer.tasks.samples import SAMPLE_WORD, sample_picture
from tests.sandbox import layers

GOOD = Extraction("application/pdf", Metadata(title="Claves"), (Passage(1, "1", "texto"),))
READERS = f"{__name__}:by_name"
SAMPLE = "self-test"


def preload() -> None:
    layers.take_away()


def by_name(task: Task) -> Extraction:
    """Misbehave as the file's name says."""
    name = Path(task.path).stem
    if name == SAMPLE:  # the known good file
        return replace(GOOD, passages=(Passage(1, "1", SAMPLE_WORD),))
    result = getattr(sys.modules[__name__], name.partition("-")[0])(task)
    assert isinstance(result, Extraction)
    return result


def good(task: Task) -> Extraction:
    return GOOD


def refuse(task: Task) -> Extraction:
    raise ExtractionFailed(ProblemKind.ENCRYPTED, verbatim("a password\nis needed"))


def stumble(task: Task) -> Extraction:
    raise TypeError("'NoneType' object is not subscriptable \udc80")


def kill_itself(task: Task) -> Extraction:
    os.kill = None  # type: ignore[assignment] # the audit hook would refuse it
    ctypes.CDLL(None).kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def abort(task: Task) -> Extraction:
    os.abort()


def segfault(task: Task) -> Extraction:
    ctypes.string_at(0)
    raise AssertionError


def hang(task: Task) -> Extraction:
    time.sleep(600)
    raise AssertionError


def hang_deaf(task: Task) -> Extraction:
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    return hang(task)


def outlive(task: Task) -> Extraction:
    """Cancels its death with the server, and leaves its session."""
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    ctypes.CDLL(None).setsid()
    return hang_deaf(task)


def stop_itself(task: Task) -> Extraction:
    ctypes.CDLL(None).kill(os.getpid(), signal.SIGSTOP)
    raise AssertionError


def eat_memory(task: Task) -> Extraction:
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def eat_memory_and_abort(task: Task) -> Extraction:
    try:
        return eat_memory(task)
    except MemoryError:
        os.abort()


def eat_shared_memory(task: Task) -> Extraction:
    eaten = []
    while True:
        eaten.append(mmap.mmap(-1, 16 << 20))
        eaten[-1].write(b"x" * (16 << 20))


def eat_stack(task: Task) -> Extraction:
    """Endless recursion in native code: a walk through a tree that contains itself."""
    libc = ctypes.CDLL(None)
    node = (ctypes.c_size_t * 3)()  # its key, what is left of it, what is right of it
    node[1] = ctypes.addressof(node)
    libc.twalk(ctypes.byref(node), ctypes.cast(libc.abs, ctypes.c_void_p))
    raise AssertionError


def start_threads(task: Task) -> Extraction:
    while True:
        threading.Thread(target=time.sleep, args=(600,)).start()


def start_processes(task: Task) -> Extraction:
    """A fork bomb; once it cannot fork any more, it reports how often it did."""
    started = 0
    while (pid := ctypes.CDLL(None).fork()) >= 0:
        started += pid > 0
    return _tell(f"started {started}")


def eat_memory_and_load(task: Task) -> Extraction:
    """As if the dynamic loader had found no memory."""
    try:
        return eat_memory(task)
    except MemoryError:
        os._exit(127)


def ask_for_too_much(task: Task) -> Extraction:
    bytearray(1 << 40)
    raise AssertionError


def spin(task: Task) -> Extraction:
    while True:
        pass


def spin_deaf(task: Task) -> Extraction:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return spin(task)


def garbage(task: Task) -> Extraction:
    os.write(ANSWER, os.urandom(1000))
    os._exit(0)


def half(task: Task) -> Extraction:
    os.write(ANSWER, b'{"value":{"media_type":"application/pdf","passages":[{"numb')
    os._exit(0)


def half_and_hang(task: Task) -> Extraction:
    os.write(ANSWER, b'{"value":')
    return hang(task)


def twice(task: Task) -> Extraction:
    os.write(ANSWER, b"{}")
    return GOOD


def good_twice(task: Task) -> Extraction:
    os.write(ANSWER, wire.encode(Answer(value=GOOD)))
    return GOOD


def drip(task: Task) -> Extraction:
    """An endless answer, slowly."""
    os.write(ANSWER, b'{"value":')
    while True:
        os.write(ANSWER, b" ")
        time.sleep(0.05)


def close_answer_and_hang(task: Task) -> Extraction:
    os.write(ANSWER, wire.encode(Answer(value=GOOD)))
    os.close(ANSWER)
    return hang(task)


def close_answer_and_spin(task: Task) -> Extraction:
    os.close(ANSWER)
    return spin(task)


def endless(task: Task) -> Extraction:
    while True:
        os.write(ANSWER, b"a" * 65536)


def deep(task: Task) -> Extraction:
    os.write(ANSWER, b'{"value":' + b"[" * 1_000_000)
    os._exit(0)


def large(task: Task) -> Extraction:
    text = "á" * 1_000_000
    return Extraction("application/pdf", passages=tuple(Passage(n, "", text) for n in range(1, 11)))


def misnumber(task: Task) -> Extraction:
    return Extraction("application/pdf", passages=(Passage(7, "7", "texto"),))


def blame_another(task: Task) -> Extraction:
    return Extraction("application/pdf", problems=(Problem(ProblemKind.DAMAGED, "other.pdf"),))


def silent(task: Task) -> Extraction:
    os._exit(0)


def leave(task: Task) -> Extraction:
    raise SystemExit(3)


def fork_and_end(task: Task) -> Extraction:
    """Leaves a process behind that has left the group and holds the answer's pipe."""
    if ctypes.CDLL(None).fork() == 0:
        os.setsid()
        if ctypes.CDLL(None).fork() == 0:
            time.sleep(600)
        os._exit(0)
    time.sleep(0.1)
    return GOOD


def kill_server(task: Task) -> Extraction:
    ctypes.CDLL(None).kill(os.getppid(), signal.SIGKILL)
    return hang(task)


def stop_server(task: Task) -> Extraction:
    ctypes.CDLL(None).kill(os.getppid(), signal.SIGSTOP)
    return hang(task)


def touch_file(task: Task) -> Extraction:
    time.sleep(0.2)
    return GOOD


def _tell(ok: str) -> Extraction:
    return Extraction("application/pdf", Metadata(title=ok))


def connect(task: Task) -> Extraction:
    with socket.create_connection(("127.0.0.1", 9), timeout=1):
        return _tell("connected")


def write_python(task: Task) -> Extraction:
    Path("/tmp/written").write_text("x")
    return _tell("written")


def start_program(task: Task) -> Extraction:
    os.system("true")
    return _tell("started")


def seen_in_proc(task: Task) -> Extraction:
    """Reports what /proc tells where nothing hides it."""
    interfaces = Path("/proc/self/net/dev").read_text().split()
    seen = {
        "interfaces": [word for word in interfaces if word.endswith(":")],
        "oom": Path("/proc/self/oom_score_adj").read_text().strip(),
    }
    return _tell(repr(seen))


def report(task: Task) -> Extraction:
    """Reports what a child looks like from inside."""
    libc = ctypes.CDLL(None)
    seen = {
        "descriptors": sum(libc.fcntl(number, 1, 0) >= 0 for number in range(1024)),
        "no_new_privs": libc.prctl(39, 0, 0, 0, 0),
        "session": os.getsid(0) == os.getpid(),
        "stdin": os.fstat(0).st_rdev == Path(os.devnull).stat().st_rdev,
        "main": getattr(sys.modules["__main__"], "__file__", None),
    }
    return _tell(repr(seen))


def forges_a_text(task: Task) -> object:
    return _recognised_if_known(task) or PictureText("falso", 95)


def forges_places(task: Task) -> object:
    return _recognised_if_known(task) or PictureText("dos palabras", 95, boxes=b"\0" * 8)


def forges_numbers(task: Task) -> object:
    return _recognised_if_known(task) or PictureText("palabra", 1_000, turned=45)


def forges_a_picture(task: Task) -> object:
    """Claims to be as large as it pleases."""
    if Path(task.path).stem == SAMPLE:
        return sample_picture()
    return Raster(b"\xff" * 100, 5_000, 5_000, 5_000, 200)


def claims_all(task: Task) -> Extraction:
    """Claims to use every recognised text whose name it can know."""
    return replace(GOOD, pictures=(f"{'ab' * 32}-{'cd' * 8}",))


def every_page_aborts(task: Task) -> object:
    return _recognised_if_known(task) or os.abort()


def second_page_aborts(task: Task) -> object:
    return _recognised(task, os.abort)


def second_page_hangs(task: Task) -> object:
    return _recognised(task, lambda: time.sleep(600))


def second_page_garbages(task: Task) -> object:
    return _recognised(task, lambda: os.write(ANSWER, b"}"))


def _recognised_if_known(task: Task) -> PictureText | None:
    """The text of the known good picture; None of another one."""
    return ocr.recognise(task) if Path(task.path).stem == SAMPLE else None


def _recognised(task: Task, misbehave: Callable[[], object]) -> object:
    """Recognises, but misbehaves on requests with the second page."""
    if wire.decode(task.request.encode(), OcrRequest).page == 2:
        misbehave()
    return ocr.recognise(task)
