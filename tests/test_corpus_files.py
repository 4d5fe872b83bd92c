from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from indexer import corpus_files
from indexer.corpus_files import open_corpus_file, resolve_corpus_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")

WAYS = {
    "at once": lambda monkeypatch: None,
    "step by step": lambda monkeypatch: monkeypatch.setattr(corpus_files, "_libc", None),
    "compared afterwards": lambda monkeypatch: monkeypatch.setattr(corpus_files, "_NOFOLLOW", 0),
}


@pytest.fixture(params=WAYS)
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus folder, opened in each of the ways that systems offer."""
    WAYS[request.param](monkeypatch)
    root = tmp_path / "corpus"
    (root / "cuadernos").mkdir(parents=True)
    (root / "a.pdf").write_bytes(b"a")
    (root / "cuadernos" / "b.pdf").write_bytes(b"b")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "c.pdf").write_bytes(b"secret")
    return root


def test_regular_files_are_opened_at_any_depth(root: Path) -> None:
    for path, content in [("a.pdf", b"a"), ("cuadernos/b.pdf", b"b")]:
        with open_corpus_file(root, path) as stream:
            assert stream.read() == content
            assert not os.get_inheritable(stream.fileno())


def test_the_folder_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(root, target_is_directory=True)
    with open_corpus_file(tmp_path / "shortcut", "cuadernos/b.pdf") as stream:
        assert stream.read() == b"b"


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", ".", "..", "./a.pdf", "a.pdf/", "a.pdf/.", "cuadernos//b.pdf", "//a.pdf"),
        *("../secret.pdf", "cuadernos/../a.pdf", "cuadernos/../../secret.pdf", "/etc/passwd"),
        *("a.pdf\0", "a.pdf\0.html", "\udcff\ud800.pdf", "cuadernos", "missing.pdf"),
        *("a.pdf/b.pdf", "x" * 300, "cuadernos/" * 1000 + "b.pdf"),
    ],
)
def test_everything_else_is_an_error_of_the_system(root: Path, path: str) -> None:
    with pytest.raises(OSError, match=r"."):
        open_corpus_file(root, path)


LINKS: dict[str, Callable[[Path], None]] = {
    "to a file outside": lambda at: at.symlink_to("../secret.pdf"),
    "to a file outside, absolute": lambda at: at.symlink_to(at.parent.parent / "secret.pdf"),
    "to a file inside": lambda at: at.symlink_to("a.pdf"),
    "to itself": lambda at: at.symlink_to(at.name),
    "to nothing": lambda at: at.symlink_to("nothing"),
    "to its own descriptor": lambda at: at.symlink_to("/proc/self/fd/0"),
    "pipe": lambda at: os.mkfifo(at),
    "device": lambda at: at.symlink_to("/dev/zero"),
    "folder": lambda at: at.mkdir(),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_pipes_and_folders_in_the_place_of_a_file_are_refused(root: Path, name: str) -> None:
    LINKS[name](root / "x.pdf")
    with pytest.raises(OSError, match=r"."):
        open_corpus_file(root, "x.pdf")


def test_a_socket_in_the_place_of_a_file_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)  # its path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("x.pdf")
        with pytest.raises(OSError, match=r"."):
            open_corpus_file(root, "x.pdf")


@pytest.mark.parametrize("target", ["../outside", "cuadernos", "."])
def test_a_link_in_the_place_of_a_folder_is_refused(root: Path, target: str) -> None:
    (root / "carpeta").symlink_to(target, target_is_directory=True)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        with pytest.raises(OSError, match=r"."):
            open_corpus_file(root, f"carpeta/{name}")


def test_staff_are_told_that_it_is_a_link(root: Path) -> None:
    (root / "x.pdf").symlink_to("a.pdf")
    with pytest.raises(OSError, match="there is a link on the way to it") as refused:
        open_corpus_file(root, "x.pdf")
    assert refused.value.errno == errno.ELOOP


def test_refused_files_leave_no_descriptor_open(root: Path) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not list descriptors")
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("a.pdf")
    before = _open_files()
    for path in ("pipe", "link", "cuadernos", "missing", "cuadernos/missing", "a.pdf/x", ".."):
        with pytest.raises(OSError, match=r"."):
            open_corpus_file(root, path)
    assert _open_files() - before == set()


def _open_files() -> set[tuple[str, str]]:
    """The descriptors of this process, and what each of them is open on."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing's own
            found.add((link.name, str(link.readlink())))
    return found


def test_a_link_inside_is_resolved_once_and_leads_nowhere_else_afterwards(root: Path) -> None:
    link = root / "cuadernos" / "link.pdf"
    link.symlink_to("../a.pdf")
    place = resolve_corpus_path(root, "cuadernos/link.pdf")
    assert place == "a.pdf"
    (root / "a.pdf").unlink()
    (root / "a.pdf").symlink_to("../secret.pdf")
    with pytest.raises(OSError, match=r"."):
        open_corpus_file(root, place)


@pytest.mark.parametrize("target", ["../secret.pdf", "../../secret.pdf", "..", "loop.pdf", "none"])
def test_links_out_of_the_folder_are_not_resolved(root: Path, target: str) -> None:
    (root / "loop.pdf").symlink_to("loop.pdf")
    (root / "x.pdf").symlink_to(target)
    with pytest.raises(OSError, match=r"."):
        resolve_corpus_path(root, "x.pdf")
