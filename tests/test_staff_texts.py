"""Whatever staff read in a terminal is in their language, whatever goes wrong."""

from __future__ import annotations

import argparse
import ast
import contextlib
import inspect
import io
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from indexer import cli, extract
from indexer.cli import parser
from indexer.console import _WORDS, prepare_console
from indexer.engine import extend_index
from indexer.languages import INTERFACES
from indexer.messages import use_language
from indexer.settings import load_settings
from search_app import serving as service
from tests.builders import pdf
from tests.conftest import ROOT
from tests.english import english_words
from tests.test_build import page

TRANSLATED = [code for code in INTERFACES if code != "en"]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language("en")


# --- the code


def _calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    return ((where, call) for where, called, call in _all_calls() if called == name)


@cache
def _all_calls() -> list[tuple[str, str, ast.Call]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", _name(node.func), node)
        for package in ("indexer", "search_app")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _says_something(node: ast.expr) -> bool:
    """Whether an expression is a text of our own: letters, in quotes."""
    texts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(
        isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and re.search(r"[^\W\d_]", text.value)
        for text in texts
    )


PROGRAMMERS = (
    "search_app/i18n/catalog.py",  # for those who translate
    "indexer/__main__.py",  # when nothing can be imported, messages cannot either
)


def test_no_text_is_printed_that_is_not_a_message() -> None:
    printed = [
        where
        for where, call in _calls("print")
        if any(map(_says_something, call.args)) and not where.startswith(PROGRAMMERS)
    ]
    assert printed == []


@pytest.mark.parametrize(("name", "count"), [("message", 1), ("plural", 2)])
def test_what_is_to_be_translated_stands_there_as_a_literal_text(name: str, count: int) -> None:
    collected = [
        where
        for where, call in _calls(name)
        if not all(isinstance(text, ast.Constant) for text in call.args[:count])
    ]
    assert collected == []


TYPED = re.compile(r"<|^'\w+: \w+'$")
"""An element of a page, or a line of a file."""


def test_no_text_of_our_own_is_passed_on_as_somebody_elses() -> None:
    passed = [
        where
        for where, call in _calls("verbatim")
        if _says_something(call.args[0]) and not TYPED.search(ast.unparse(call.args[0]))
    ]
    assert passed == []


# --- argparse

FOR_PROGRAMMERS = re.compile(
    r"conflicting|callable|mutually|dest=|subparser|subcommands|is an invalid|invalid option"
    r"|cannot merge|conflict_resolution|mode %r|can't open|unknown parser|invalid choice|deprecated"
    r"|: error: |warning|__call__"
)
"""Mistakes in the use of argparse, and what is not reached here."""


def test_every_word_that_argparse_says_to_users_is_known() -> None:
    source = ast.parse(inspect.getsource(argparse))
    said = {
        text.value
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and _name(node.func) in ("_", "ngettext")
        for text in node.args[:2]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    assert len(said) > 20
    assert {text for text in said if not FOR_PROGRAMMERS.search(text)} <= _WORDS.keys()


def _helps() -> Iterator[str]:
    whole = parser._parser()
    yield whole.format_help()
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from (command.format_help() for command in action.choices.values())
    yield service._parser().format_help()


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_help_of_every_command_is_translated(code: str) -> None:
    prepare_console(["--lang", code])
    helps = list(_helps())
    assert len(helps) > 12
    words = [word for text in helps for word in english_words(_prose(text), code)]
    assert words == []
    assert not re.search(r"usage:|positional|show this|options:$", "".join(helps), re.MULTILINE)


def _prose(text: str) -> str:
    """Without the names of options and commands, which are typed."""
    return re.sub(r"--?[\w-]+|\{[^}]*\}|\b(?:update|status|watch|python|takedown)\b", " ", text)


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", 'Si asi "no"... 3 %'), ("latin-1", "Sí así «no»... 3 %")]
)
def test_a_terminal_without_some_letters_shows_the_nearest(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(data, encoding))
    prepare_console(["--lang", "es"])
    print("Sí así «no»… 3\u202f%", flush=True)
    assert data.getvalue().decode(encoding).rstrip() == shown


@pytest.mark.parametrize(
    ("arguments", "first_word"),
    [
        (["--lang", "es", "status"], "Todavía"),
        (["status", "--lang=fr"], "Il"),
        (["status", "--lang", "pt"], "Ainda"),
    ],
)
def test_the_language_may_be_named_before_the_command_or_after_it(
    tmp_path: Path, arguments: list[str], first_word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*arguments, "--index", str(tmp_path / "index")]) == 3
    assert capsys.readouterr().err.startswith(first_word)


# --- situations

MISTAKEN_TABLE = """\
file,title,date,language,identifier,colour
vacio.pdf,Vacío,no sé cuándo,klingon,X!,azul
nada.pdf,Nada,2014,es,,
pagina.html,Página,31/02/2014,es,claves-1,,,de más
pagina.html,Otra vez,2014,es,claves-1,
,Sin archivo,2014,es,,
"""
SELECTORS = 'text: .no-existe\ntitel: h1\ntitle: "###"\ndate: .nunca\n'
FOREIGN = {
    "vacio.pdf": b"",
    "falso.pdf": b"Esto no es un PDF.",
    "cortado.pdf": pdf("Una página que se corta")[:700],
    "secreto.docx": b"PK\x03\x04",
    "guion.html": b"<div id=a></div><script src=x></script>",
    "archivo.html": b"From: x\r\nMIME-Version: 1.0\r\n\r\n<p>Hola</p>",
    "oculto.html": b"<h1>Hola</h1><p>Se ve este texto.</p><p hidden>Juana</p>",
    "foto.pdf": pdf(""),
    "pagina.html.yaml": b"title: [sin cerrar\n",
    "metadata.csv": MISTAKEN_TABLE.encode(),
    "html.yaml": SELECTORS.encode(),
    "sub/metadata.csv": b"file\n",
    "takedown.txt": b"esto-no-existe\n",
}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus in which much is wrong, and an index of it."""
    folder = tmp_path_factory.mktemp("home")
    corpus = folder / "corpus"
    for name in ("pagina.html", "otra.html", "tercera.html"):
        page(corpus / name, "Sobre el miedo", "Hablamos de luciérnagas.")
    for name, data in FOREIGN.items():
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_bytes(data)
    (corpus / "fuera.pdf").symlink_to("/etc/hostname")
    (corpus / "vacio").mkdir()
    return folder


def _flags(folder: Path) -> list[str]:
    return ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]


def _shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    with contextlib.suppress(SystemExit):
        cli.main(arguments)
    printed = capsys.readouterr()
    return printed.out + printed.err


ENGLISH_OF_OTHERS = re.compile(r"--\w+|\w+\.\w{2,4}|\bcol\w+ file\b")
"""Options, names of files, and the column that staff called so."""


def _english(text: str, code: str) -> list[tuple[str, str]]:
    """The English words of a text, with their lines."""
    return [
        (word, line)
        for line in text.splitlines()
        for word in english_words(ENGLISH_OF_OTHERS.sub(" ", line), code)
    ]


def test_all_that_can_be_wrong_with_files_is_said_in_every_language(
    troubled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"es": _shown(["update", "--lang", "es", *_flags(troubled)], capsys)}
    assert "El archivo está vacío." in said["es"]
    assert len(said["es"].splitlines()) > 15
    for code in TRANSLATED:
        said[f"{code} status"] = _shown(["status", "--lang", code, *_flags(troubled)], capsys)
    assert {code: found for code, text in said.items() if (found := _english(text, code[:2]))} == {}


def _locked(folder: Path) -> Callable[[], None]:
    _with_index(folder)
    writer = extend_index(load_settings({"index": str(folder / "index")}, {}), extract.VERSION)
    return writer.cancel


def _with_index(folder: Path) -> Callable[[], None]:
    shutil.copytree(folder.parent / "indexed", folder, dirs_exist_ok=True)
    return lambda: None


def _damaged(folder: Path) -> Callable[[], None]:
    _with_index(folder)
    (folder / "index" / "current").write_text("0009", "ascii")
    return lambda: None


def _damaged_file(folder: Path) -> Callable[[], None]:
    _with_index(folder)
    [segment] = (folder / "index").glob("*/*.arrays")
    data = bytearray(segment.read_bytes())
    data[64] ^= 1
    segment.unlink()
    segment.write_bytes(data)
    return lambda: None


def _emptied(folder: Path) -> Callable[[], None]:
    _with_index(folder)
    shutil.rmtree(folder / "corpus")
    (folder / "corpus").mkdir()
    return lambda: None


def _nothing(folder: Path) -> Callable[[], None]:
    return lambda: None


def _unwritable(folder: Path) -> Callable[[], None]:
    (folder / "index").touch()
    return lambda: None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has, beside what the situations put there, a page with its index."""
    folder = tmp_path_factory.mktemp("desk")
    page(folder / "indexed" / "corpus" / "miedo.html", "Sobre el miedo", "Hay luciérnagas.")
    cli.main(["update", "--quiet", *_flags(folder / "indexed")])
    return folder


SITUATIONS: list[tuple[str, Callable[[Path], Callable[[], None]]]] = [
    ("", _nothing),
    ("dance", _nothing),
    ("updat", _nothing),
    ("update --colour", _nothing),
    ("update --workers", _nothing),
    ("update --workers many", _nothing),
    ("update --quiet=yes", _nothing),
    ("search", _nothing),
    ("search miedo", _nothing),
    ("status", _nothing),
    ("status --history", _nothing),
    ("verify", _nothing),
    ("undo", _nothing),
    ("rollback", _nothing),
    ("rollback 0009", _with_index),
    ("undo", _with_index),
    ("generations", _with_index),
    ("verify", _with_index),
    ("verify", _damaged_file),
    ("search luciérnagas", _with_index),
    ("update --dry-run", _with_index),
    ("update", _emptied),
    ("update", _damaged),
    ("update", _locked),
    ("update", _unwritable),
    ("audit nada.pdf", _nothing),
    ("takedown", _with_index),
    ("takedown --until mañana claves", _with_index),
    ("takedown --until 2020-01-01 claves", _with_index),
    ("takedown --until 2099-01-01", _with_index),
    ("restore nadie", _with_index),
    ("bundle copia.doc", _with_index),
    ("update --corpus /nowhere", _nothing),
]


@pytest.mark.parametrize(
    ("command", "prepare"), SITUATIONS, ids=[f"{c} {p.__name__}" for c, p in SITUATIONS]
)
def test_whatever_happens_is_said_in_the_language_of_staff(
    command: str,
    prepare: Callable[[Path], Callable[[], None]],
    desk: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = desk / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(desk / "indexed" / "corpus", home / "corpus")
    afterwards = prepare(home)
    given = _flags(home) + command.split()
    for code in TRANSLATED:
        text = _shown(["--lang", code, *given], capsys)
        assert text.strip()
        assert _english(_prose(text), code) == []
    afterwards()
