"""Names of files as people type and paste them into a table."""

from __future__ import annotations

import unicodedata

import pytest

from tests.corpus.conftest import Corpus

FILES = (
    *("cuadernos/Acompañar hoy.pdf", "notas/carta.html", "notas/otra.pdf", "x/otra.pdf"),
    *("100%.pdf", "archivo/a.pdf"),
)

EXACT = [
    "cuadernos/Acompañar hoy.pdf",
    unicodedata.normalize("NFD", "cuadernos/Acompañar hoy.pdf"),
    "./cuadernos/Acompañar hoy.pdf",
    "/cuadernos/Acompañar hoy.pdf",
    "cuadernos\\Acompañar hoy.pdf",
    "cuadernos//Acompañar hoy.pdf",
    "corpus/cuadernos/Acompañar hoy.pdf",
    "C:\\Users\\Ana\\Documentos\\corpus\\cuadernos\\Acompañar hoy.pdf",
    "file:///home/ana/corpus/cuadernos/Acompa%C3%B1ar%20hoy.pdf",
    "cuadernos/Acompa%C3%B1ar%20hoy.pdf",
    '"cuadernos/Acompañar hoy.pdf"',
    "  cuadernos/Acompañar hoy.pdf ",
    "“cuadernos/Acompañar hoy.pdf”",
    "\u202aC:\\corpus\\cuadernos\\Acompañar hoy.pdf",
]
SIMILAR = [
    ("Cuadernos/ACOMPAÑAR HOY.PDF", "cuadernos/Acompañar hoy.pdf"),
    ("cuadernos/Acompanar hoy.pdf", "cuadernos/Acompañar hoy.pdf"),
    ("cuadernos/Acompañar hoy", "cuadernos/Acompañar hoy.pdf"),
    ("acompanar hoy.pdf", "cuadernos/Acompañar hoy.pdf"),
    ("carta", "notas/carta.html"),
]
NOT_FOUND = [
    ("otra.pdf", 'is it one of these: "notas/otra.pdf", "x/otra.pdf"?'),
    ("otra", 'is it one of these: "notas/otra.pdf", "x/otra.pdf"?'),
    ("viejo/carta.html", 'is it "notas/carta.html"?'),
    ("nada.pdf", 'there is no file "nada.pdf"'),
    ("../../etc/passwd", 'there is no file "../../etc/passwd"'),
    ("/etc/passwd", 'there is no file "etc/passwd"'),
    ("%00%zz", 'there is no file "%00%zz"'),
]


@pytest.fixture
def described(corpus: Corpus) -> Corpus:
    for path in FILES:
        corpus.write(path, path)
    return corpus


def titles(corpus: Corpus, typed: str) -> dict[str, str]:
    quoted = typed.replace('"', '""')
    corpus.write("metadata.csv", f'file,title\n"{quoted}",T\n')
    return {item.paths[0]: item.staff.title for item in corpus.plan().items if item.staff.title}


@pytest.mark.parametrize("typed", EXACT)
def test_slashes_prefixes_and_escapes_make_no_difference(typed: str, described: Corpus) -> None:
    assert titles(described, typed) == {FILES[0]: "T"}
    assert described.problems() == []


def test_a_folder_that_is_called_like_the_column_is_one(described: Corpus) -> None:
    assert titles(described, "archivo/a.pdf") == {"archivo/a.pdf": "T"}


def test_a_percent_sign_in_a_name_is_one(described: Corpus) -> None:
    assert titles(described, "100%.pdf") == {"100%.pdf": "T"}
    assert described.problems() == []


@pytest.mark.parametrize(("typed", "path"), SIMILAR)
def test_the_only_file_that_is_named_like_it_is_taken_and_told(
    typed: str, path: str, described: Corpus
) -> None:
    assert titles(described, typed) == {path: "T"}
    assert described.problems() == [("metadata_unclear", "metadata.csv")]
    assert f'was taken for "{path}"' in described.details()[0]


@pytest.mark.parametrize(("typed", "detail"), NOT_FOUND)
def test_no_file_is_guessed(typed: str, detail: str, described: Corpus) -> None:
    assert titles(described, typed) == {}
    assert described.problems() == [("metadata_orphan", "metadata.csv")]
    assert detail in described.details()[0]


def test_a_row_that_names_a_file_exactly_comes_before_one_that_resembles_it(
    described: Corpus,
) -> None:
    described.write("metadata.csv", "file,title\ncarta,A\nnotas/carta.html,B\n")
    [item] = [item for item in described.plan().items if item.paths[0] == "notas/carta.html"]
    assert item.staff.title == "B"
    assert 'there is no file "carta"; is it "notas/carta.html"?' in described.details()[0]
