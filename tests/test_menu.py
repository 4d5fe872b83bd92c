"""The list from which staff choose, and what terminals make of a file that is dropped on them."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import cli
from indexer.cli import menu_command, service_process
from indexer.cli.menu_command import dropped_path
from indexer.languages import INTERFACES
from indexer.messages import use_language
from tests import builders as pages
from tests.english import english_words

DROPPED = [
    ("/casa/a.pdf", "/casa/a.pdf"),
    ("  /casa/a.pdf \n", "/casa/a.pdf"),
    ("'/casa/mi archivo.pdf' ", "/casa/mi archivo.pdf"),
    ("'/casa/l'\\''eau.pdf'", "/casa/l'eau.pdf"),
    ('"C:\\Mis cosas\\a.pdf"', "C:\\Mis cosas\\a.pdf"),
    ("& 'C:\\Mis cosas\\a.pdf'", "C:\\Mis cosas\\a.pdf"),
    ("file:///casa/mi%20archivo.pdf", "/casa/mi archivo.pdf"),
    ("https://a.example/publications/claves-2014", "https://a.example/publications/claves-2014"),
    ("claves-2014", "claves-2014"),
    ("'", "'"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "path"), DROPPED)
def test_a_file_can_be_dropped_on_the_window(typed: str, path: str) -> None:
    assert dropped_path(typed) == path


@pytest.mark.skipif(sys.platform == "win32", reason="backslashes are folders there")
def test_a_terminal_that_marks_each_sign_is_understood() -> None:
    assert dropped_path("/casa/mi\\ archivo\\ \\(2\\).pdf ") == "/casa/mi archivo (2).pdf"


Chosen = Callable[..., str]


@pytest.fixture
def chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Chosen]:
    """What is said to somebody who types these keys, `err` as an error."""

    def choose(keys: str, language: str = "es", err: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
        folders = [f"--corpus={tmp_path / 'corpus'}", f"--index={tmp_path / 'index'}"]
        assert cli.main(["menu", *folders, "--lang", language]) == 0
        said = capfd.readouterr()
        assert err in said.err if err else said.err == ""
        return said.out

    yield choose
    use_language("en")


def test_what_the_list_offers_is_done_and_it_comes_back(tmp_path: Path, chosen: Chosen) -> None:
    file = tmp_path / "corpus" / "mi miedo.html"
    file.parent.mkdir()
    file.write_text(pages.html("<p>El miedo avisa.</p>"), "utf-8")
    said = chosen(f"1\n\n4\n'{file}'\n\n12\n\n0\n")
    assert said.count("Escriba un número") == 4
    assert "indexer takedown mi miedo.html" in said
    assert "Retirada: " in said
    assert "«12» no está en la lista" in said


@pytest.mark.parametrize("language", [code for code in INTERFACES if code != "en"])
def test_the_list_is_in_the_language_of_staff(chosen: Chosen, language: str) -> None:
    assert english_words(chosen("12\n\n3\n", language), language) == []


@pytest.mark.parametrize("keys", ["", "4\n", "12\n"])
def test_where_nobody_types_it_ends(chosen: Chosen, keys: str) -> None:
    assert "Escriba un número" in chosen(keys)


def test_what_would_be_dropped_goes_only_if_that_is_typed(tmp_path: Path, chosen: Chosen) -> None:
    files = [tmp_path / "corpus" / f"{name}.html" for name in ("duelo", "memoria", "miedo")]
    files[0].parent.mkdir()
    for file in files:
        file.write_text(pages.html(f"<p>Hablamos de {file.stem}.</p>"), "utf-8")
    chosen("1\n\n0\n")
    for file in files[:2]:
        file.unlink()
    question = "Si de verdad debe quitarse"
    for keys in ("1\n\n\n0\n", "1\nno\n\n0\n"):
        said = chosen(keys, err="No se publicó nada")
        assert question in said
        assert "Se quitó" not in said
    assert "Se quitó: duelo.html" in chosen("1\nQuitar \n\n0\n", err="No se publicó nada")
    assert question not in chosen("1\n\n0\n")


def test_the_search_page_opens_in_the_browser_and_is_closed_with_the_list(
    chosen: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(menu_command.webbrowser, "open", opened.append)
    started = Starter()
    monkeypatch.setattr(service_process.subprocess, "Popen", started)
    monkeypatch.setattr(service_process, "_answers", lambda address: True)
    chosen("6\n\n6\n\n0\n")
    assert started.ended == 1
    [address] = set(opened)
    assert re.fullmatch(r"http://127\.0\.0\.1:80\d\d/", address)
    assert started.command[1:3] == ["-m", "search_app"]


class Starter:
    """Stands for the service: it runs until it is terminated."""

    def __init__(self) -> None:
        self.command: list[str] = []
        self.ended = 0

    def __call__(self, command: list[str], **_: object) -> Starter:
        assert self.command == [], "started twice"
        self.command = command
        return self

    def poll(self) -> None:
        return None

    def terminate(self) -> None:
        self.ended += 1

    def wait(self, seconds: float | None = None) -> int:
        return 0
