"""Every exit code of the command line, by real processes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import cli, extract
from indexer.engine import extend_index
from indexer.settings import load_settings
from tests.builders import nested_folders
from tests.conftest import ROOT
from tests.test_build import page

RUN = "import sys; from indexer.__main__ import main; sys.exit(main())"


class Home:
    """A corpus with one page, and an index that need not exist."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        page(self.corpus / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
        self.flags = ["--corpus", str(self.corpus), "--index", str(self.index)]

    def update(self) -> None:
        assert cli.main(["update", "--quiet", *self.flags]) == 0

    def run(self, command: str, sabotage: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in a new process, in which `sabotage` (code) makes something fail."""
        program = [sys.executable, "-c", f"{sabotage}\n{RUN}"]
        flags = [] if command.startswith("--") else self.flags
        return subprocess.run(
            [*program, *shlex.split(command), *flags],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def _nothing(home: Home) -> None:
    pass


def _empty_file(home: Home) -> None:
    (home.corpus / "vacio.pdf").touch()


def _no_corpus(home: Home) -> None:
    (home.corpus / "miedo.html").unlink()
    home.corpus.rmdir()


def _index(home: Home) -> None:
    home.update()


def _damaged_index(home: Home) -> None:
    home.update()
    (home.index / "current").write_text("0009", "ascii")


def _unwritable_index(home: Home) -> None:
    home.index.touch()


def _update_raises(error: str) -> str:
    return f"from indexer import corpus\ndef plan(*_): raise {error}\ncorpus.plan = plan"


def _search_raises(error: str) -> str:
    return (
        "from indexer.cli import search_command\n"
        f"def open(*_): raise {error}\nsearch_command.open_engine = open"
    )


NO_FORK_SERVER = "import sys; from indexer.sandbox import starters; sys.executable = '/bin/false'"
NOT_INSTALLED = "import sys; sys.modules['tqdm'] = None"


@pytest.mark.parametrize(
    ("code", "prepare", "command", "sabotage", "message"),
    [
        (0, _nothing, "update", "", ""),
        (0, _nothing, "--version", "", ""),
        (0, _index, "search miedo", "", ""),
        (1, _empty_file, "update", "", ""),
        (2, _nothing, "dance", "", "There is no command “dance”"),
        (2, _nothing, "update --workers many", "", "--workers must be a whole number"),
        (2, _no_corpus, "update", "", "Create the folder"),
        (3, _nothing, "status", "", "Run `python -m indexer update` first."),
        (3, _damaged_index, "update", "", "Run `python -m indexer rebuild`"),
        (6, _unwritable_index, "update", "", "Check that the disk is not full"),
        (6, _nothing, "update", NO_FORK_SERVER, "could not be started"),
        (6, _nothing, "update", NOT_INSTALLED, "The program is not fully installed"),
        (6, _nothing, "update", _update_raises("MemoryError"), "There is not enough memory."),
        (6, _nothing, "update", _update_raises("OSError(28, 'No space left')"), "no space left"),
        (6, _nothing, "update", _update_raises("RecursionError"), "RecursionError in <string>"),
        (6, _nothing, "update", _update_raises("AssertionError"), "AssertionError in <string>"),
        (6, _index, "search miedo", _search_raises("KeyError('secreto')"), "KeyError in"),
        (6, _index, "search miedo", _search_raises("BrokenPipeError"), "BrokenPipeError"),
    ],
)  # fmt: skip
def test_every_command_ends_with_a_code_of_the_contract_and_at_most_two_lines(
    code: int,
    prepare: Callable[[Home], None],
    command: str,
    sabotage: str,
    message: str,
    home: Home,
) -> None:
    prepare(home)
    done = home.run(command, sabotage)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "secreto" not in done.stderr  # an exception can quote what somebody searched for
    if code in (3, 6):
        assert len(done.stderr.splitlines()) == 2


def test_an_index_that_another_indexer_writes_ends_with_4(home: Home) -> None:
    home.update()
    writer = extend_index(load_settings({"index": str(home.index)}, {}), extract.VERSION)
    done = home.run("update")
    writer.cancel()
    assert done.returncode == 4
    assert "Wait until it has finished" in done.stderr


def test_an_unexpected_error_is_shown_in_full_on_request(home: Home) -> None:
    done = home.run("update --traceback", _update_raises("AssertionError('roto')"))
    assert done.returncode == 6
    assert "Traceback (most recent call last)" in done.stderr
    assert "AssertionError: roto" in done.stderr


def test_a_reader_of_the_output_that_ends_early_is_no_failure(home: Home) -> None:
    home.update()
    read, write = os.pipe()
    os.close(read)
    program = [sys.executable, "-m", "indexer", "status", *home.flags]
    done = subprocess.run(program, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_make_run_serves_after_0_and_1_only() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "-m indexer update || test $$? -eq 1\n" in makefile


def test_the_version_is_that_of_the_package(home: Home) -> None:
    version = home.run("--version").stdout.strip()
    assert f"version = {version}\n" in (ROOT / "setup.cfg").read_text("utf-8")


def test_very_deep_folders_are_indexed_or_reported(home: Home) -> None:
    content = "<html><body><main><h1>Lejos</h1><p>Hablamos de golondrinas.</p></main></body></html>"
    with (
        nested_folders(home.corpus, "d", 1500, "lejos.html", content),
        nested_folders(home.corpus, "demasiado", 1500, "perdido.html", content),
    ):
        done = home.run("update")
        assert done.returncode == 1
        assert "its name is too long" in done.stdout
        assert "2 publications with 2 pages or sections can be searched." in done.stdout
        assert home.run("audit").returncode == 1
