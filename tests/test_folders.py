"""Corpus and index keep out of each other's way, and nobody publishes a home folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.cli import main as indexer_main
from indexer.errors import UsageError
from indexer.folders import check_folders
from indexer.settings import load_settings
from search_app.serving import main as search_main

INSIDE = "in the folder of the publications"
AROUND = "in a folder of the index"

REFUSED = [
    ("corpus", "corpus", INSIDE),
    ("corpus", "corpus/var/index", INSIDE),
    ("corpus", "corpus/../corpus/index", INSIDE),
    ("corpus", "link/index", INSIDE),
    ("corpus", "corpus/away/index", ""),  # `away` leads out again
    ("link", "corpus/index", INSIDE),
    (".", "var/index", INSIDE),
    ("/", "var/index", "more than publications"),
    ("var/index/corpus", "var/index", AROUND),
    ("var/index-ocr/corpus", "var/index", AROUND),
    ("var/index-views", "var/index", AROUND),
    ("corpus", ".", "folder of its own"),
    ("corpus", "var/..", "folder of its own"),
    ("corpus", "/", "folder of its own"),
    ("corpus", "documents", "is no index: it holds 2019"),
    ("corpus", "empty", ""),
    ("corpus", "begun", ""),
    ("corpus", "var/index", ""),
    ("corpus/part", "var/index", ""),
    ("corpus2", "corpus", "is no index"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("corpus/part", "documents/2019", "empty/lost+found", "begun/0001.building", "out"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "begun/lock").touch()
    (tmp_path / "empty/.DS_Store").touch()
    (tmp_path / "link").symlink_to("corpus")
    (tmp_path / "corpus/away").symlink_to(tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("corpus", "index", "reason"), REFUSED)
def test_folders_in_each_others_way_are_refused(
    folder: Path, corpus: str, index: str, reason: str
) -> None:
    before = sorted(folder.rglob("*"))
    if reason:
        with pytest.raises(UsageError, match=reason):
            load_settings({"corpus": corpus, "index": index}, {})
    else:
        load_settings({"corpus": corpus, "index": index}, {})
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("corpus", ["~", "~/.."])
def test_a_home_folder_is_not_published(
    folder: Path, corpus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder / "home/ana"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    with pytest.raises(UsageError, match="more than publications"):
        load_settings({"corpus": corpus, "index": folder / "index"}, {"HOME": str(home)})
    load_settings({"corpus": "~/textos", "index": folder / "index"}, {"HOME": str(home)})


def test_the_same_folder_by_another_name_is_found(folder: Path) -> None:
    with pytest.raises(UsageError, match=INSIDE):
        check_folders(Path("/proc/self/cwd/corpus"), folder / "corpus/index")


@pytest.mark.parametrize(
    ("program", "arguments"), [(indexer_main, ["update"]), (search_main, ["--port", "0"])]
)
def test_nothing_is_written_before_that_is_checked(
    folder: Path,
    program: Callable[[list[str]], int],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    before = sorted(folder.rglob("*"))
    assert program([*arguments, "--index", "corpus/index", "--corpus", "corpus"]) == 2
    assert INSIDE in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before
