"""A file that has taken over its child can reach nothing, by more than one layer."""

from __future__ import annotations

import errno
import os
import platform
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.sandbox import landlock, seccomp, starters, syscalls
from indexer.sandbox.pool import Pool
from indexer.settings import Settings
from indexer.tasks.extract import EXTRACT
from tests.playground import SETTINGS, Playground
from tests.sandbox import layers, native

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these layers need Linux")

# EAGAIN is of looking up names, ENOENT of what is not there inside the jail, EBADF and ENOTDIR of
# what a file is not.
REFUSED = {"EPERM", "EACCES", "ENOSYS", "EAGAIN", "ENOENT", "EBADF", "ENOTDIR"}


@pytest.fixture(scope="module")
def places(playground: Playground) -> Iterator[Playground]:
    """A corpus with another file and a fifo in it, a cache with a file, and a home with a diary."""
    (_settings(playground).ocr_cache / "0").mkdir(parents=True)
    (_settings(playground).ocr_cache / "0" / "key").write_text("recognised")
    home = playground.folder.with_name("home")
    home.mkdir()
    (home / "diary.txt").write_text("private")
    (playground.folder / "other.pdf").write_bytes(b"%PDF-")
    os.mkfifo(playground.folder / "fifo.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(native.HOME, str(home))
        patch.setenv(native.FOLDER, str(playground.folder))
        yield playground


def _settings(playground: Playground) -> Settings:
    return replace(SETTINGS, index=playground.folder.with_name("index"))


def _ask(places: Playground, name: str, missing: str) -> dict[str, str]:
    """The results of the probes `name` without the layers `missing`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(layers.MISSING, missing)
        one = Pool(_settings(places), EXTRACT, starters.starter(native.READER))
        outcome = one.run(places.job(name))
        one.close()
    assert outcome.value is not None, outcome.problem
    lines = outcome.value.metadata.title.splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.fixture(scope="module")
def protected(places: Playground) -> dict[str, str]:
    return _ask(places, "probes", "")


@pytest.fixture(scope="module")
def without_landlock(places: Playground) -> dict[str, str]:
    return _ask(places, "probes", "landlock jail")


@pytest.fixture(scope="module")
def only_landlock(places: Playground) -> dict[str, str]:
    return _ask(places, "by_landlock", "seccomp capabilities jail")


@pytest.fixture(scope="module")
def only_jail(places: Playground) -> dict[str, str]:
    flags = ["--mount"] if os.geteuid() == 0 else ["--map-root-user", "--mount"]
    if subprocess.run(["unshare", *flags, "true"], check=False).returncode != 0:
        pytest.skip("this system lets nobody have mounts of his own")
    return _ask(places, "by_jail", "seccomp capabilities landlock")


needs_filter = pytest.mark.skipif(
    platform.machine() not in syscalls.PROCESSORS, reason="there is no filter for this processor"
)

# What a kernel does not have cannot be installed: there the tests are about what is left.
LANDLOCK = landlock.version()
WITHOUT_LANDLOCK = [name for name in native.PROBES if name not in native.ONLY_LANDLOCK]


@needs_filter
@pytest.mark.parametrize("name", native.PROBES if LANDLOCK else WITHOUT_LANDLOCK)
def test_native_code_is_refused(name: str, protected: dict[str, str]) -> None:
    assert protected[name] in REFUSED


@needs_filter
@pytest.mark.parametrize("name", WITHOUT_LANDLOCK)
def test_without_landlock_everything_but_reading_is_refused(
    name: str, without_landlock: dict[str, str]
) -> None:
    assert without_landlock[name] in REFUSED


if LANDLOCK:

    @pytest.mark.parametrize("name", native.by_landlock(LANDLOCK))
    def test_landlock_alone_refuses_what_it_can(name: str, only_landlock: dict[str, str]) -> None:
        assert only_landlock[name] in REFUSED


@pytest.mark.parametrize("name", native.BY_JAIL)
def test_a_root_of_its_own_alone_hides_what_is_there(name: str, only_jail: dict[str, str]) -> None:
    assert only_jail[name] in REFUSED


@pytest.mark.parametrize("missing", ["", "jail", "landlock", "jail landlock seccomp"])
def test_a_file_is_told_nothing_about_who_reads_it(
    missing: str, places: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALUNA_SMTP_SECRET", "hunter2-token")
    monkeypatch.setenv("HOME", "/home/maria")
    monkeypatch.setenv("TZ", "America/Mexico_City")
    told = _ask(places, "told", missing)
    assert told["environment"] == "{}"
    assert told["environment of the C library"] == "[]"
    assert told["folder"] == "/"
    assert told["host"] == "localhost"
    assert told["times"] == "('UTC', 'UTC') 0"
    assert told["descriptors"] == "[0, 1, 2, 3, 4]"
    assert told["command line"].startswith("['-c', ")
    everything = repr(told)
    private = {"hunter2", "maria", socket.gethostname(), str(places.folder)} - {"localhost"}
    assert [word for word in private if word in everything] == []


def test_a_child_is_nobody(places: Playground) -> None:
    nobody = "(65534, 65534, 65534)"
    users = _ask(places, "told", "")["users"]
    assert users.startswith(f"{nobody} {nobody} [")
    assert str(os.getuid()) not in users.replace("65534", "") or os.getuid() == 65534


def test_what_task_functions_need_is_not_refused(places: Playground) -> None:
    found = _ask(places, "needed", "")
    needed = [name for name in native.NEEDED if LANDLOCK or name != "nothing"]
    assert {name: found[name] for name in needed} == dict.fromkeys(needed, "done")


@needs_filter
def test_each_call_on_the_list_is_refused(places: Playground) -> None:
    found = _ask(places, "every_call", "capabilities")
    assert set(found) == set(syscalls.refused(platform.machine()))
    assert {name: error for name, error in found.items() if error != "EPERM"} == {}


def test_the_attempts_left_nothing_behind(
    protected: dict[str, str],
    without_landlock: dict[str, str],
    only_landlock: dict[str, str],
    places: Playground,
) -> None:
    assert not [file.name for file in places.folder.iterdir() if file.name.endswith(".new")]
    assert not Path("/dev/shm/aluna-test").exists()
    assert places.gone()


HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("processor", syscalls.PROCESSORS)
def test_the_numbers_of_calls_are_those_of_the_kernels_headers(processor: str) -> None:
    header = HEADERS[processor]
    if not header.exists():
        pytest.skip(f"{header} is not here (Debian's linux-libc-dev)")
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text(), re.MULTILINE)
    numbers = {name: int(number) for name, number in found}
    ours = syscalls.refused(processor) | syscalls.conditional(processor)
    assert ours == {name: numbers[name] for name in ours}


PID = 4321
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = [
    ("read", (3,), "allowed"),
    ("openat", (-100, 0, os.O_WRONLY), "allowed"),
    ("clone", (0x3D0F00,), "EPERM"),
    ("clone3", (), "ENOSYS"),
    ("socket", (1,), "EPERM"),
    ("kill", (PID, 6), "allowed"),
    ("kill", (PID + 1, 6), "EPERM"),
    ("kill", (-1, 6), "EPERM"),
    ("tgkill", (PID, PID, 6), "allowed"),
    ("prctl", (15,), "allowed"),
    ("prctl", (1, 0), "EPERM"),
    ("prlimit64", (0, 7, 0), "allowed"),
    ("prlimit64", (0, 7, 0x7F0000000000), "EPERM"),
    ("fcntl", (3, 1030), "allowed"),
    ("fcntl", (3, 1031), "EPERM"),
    ("fcntl", (3, 4, os.O_ASYNC), "EPERM"),
    ("fcntl", (3, 8, PID), "EPERM"),
    ("fcntl", (3, 1033), "allowed"),
    ("ioctl", (0, 0x5401), "allowed"),
    ("ioctl", (0, 0x5412), "EPERM"),
    ("ioctl", (0, 0x5451), "allowed"),
    ("ioctl", (0, 0x5452), "EPERM"),
    ("ioctl", (0, 0x8901), "EPERM"),
    ("ioctl", (0, 0xC020660B), "EPERM"),
    ("uname", (1,), "EPERM"),
    ("exit_group", (0,), "allowed"),
]
ALLOWED = {"x86_64": {"read": 0, "exit_group": 231}, "aarch64": {"read": 63, "exit_group": 94}}


OPENING = [
    ("read", (3,), "allowed"),
    ("openat", (-100, 0, os.O_RDONLY | os.O_CLOEXEC), "allowed"),
    ("openat", (-100, 0, os.O_WRONLY), "EACCES"),
    ("openat", (-100, 0, os.O_RDWR), "EACCES"),
    ("openat", (-100, 0, os.O_RDONLY | os.O_TRUNC), "EACCES"),
    ("openat2", (), "ENOSYS"),
]


@pytest.mark.parametrize("processor", syscalls.PROCESSORS)
@pytest.mark.parametrize(("name", "arguments", "expected"), CALLS)
def test_the_filter_decides(
    name: str, arguments: tuple[int, ...], expected: str, processor: str
) -> None:
    data = _data(name, arguments, processor)
    assert _run(seccomp.process_filter(processor, PID), data) == expected


@pytest.mark.parametrize("processor", syscalls.PROCESSORS)
@pytest.mark.parametrize(("name", "arguments", "expected"), OPENING)
def test_the_write_filter_decides(
    name: str, arguments: tuple[int, ...], expected: str, processor: str
) -> None:
    data = _data(name, arguments, processor)
    assert _run(seccomp.write_filter(processor), data) == expected


def _data(name: str, arguments: tuple[int, ...], processor: str) -> bytes:
    """A call as the kernel passes it to a filter."""
    numbers = syscalls.refused(processor) | syscalls.conditional(processor) | ALLOWED[processor]
    head = struct.pack("=iIQ", numbers[name], ARCHITECTURES[processor], 0)
    return head + struct.pack("=6q", *arguments, *[0] * (6 - len(arguments)))


@pytest.mark.parametrize("processor", syscalls.PROCESSORS)
@pytest.mark.parametrize(
    ("number", "architecture", "expected"),
    [(470, None, "ENOSYS"), (0x40000000 + 41, None, "ENOSYS"), (0, 0x40000003, "killed")],
)
def test_newer_and_foreign_calls_do_not_slip_through_the_filter(
    number: int, architecture: int | None, expected: str, processor: str
) -> None:
    data = struct.pack("=iI", number, architecture or ARCHITECTURES[processor]) + bytes(56)
    assert _run(seccomp.process_filter(processor, PID), data) == expected


def _run(program: bytes, data: bytes) -> str:
    """A filter's decision on a call, computed step by step as the kernel does."""
    steps = list(struct.iter_unpack("=HBBI", program))
    place = register = 0
    while True:
        code, if_true, if_false, value = steps[place]
        place += 1
        match code:
            case 0x20:
                register = struct.unpack_from("=I", data, value)[0]
            case 0x15:
                place += if_true if register == value else if_false
            case 0x35:
                place += if_true if register >= value else if_false
            case 0x45:
                place += if_true if register & value else if_false
            case 0x06:
                known = {0x7FFF0000: "allowed", 0x80000000: "killed"}
                return known.get(value) or errno.errorcode[value & 0xFFFF]
