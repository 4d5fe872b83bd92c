"""Relations that name no sister edition are told to staff, at the place where they stand."""

from __future__ import annotations

import pytest

from indexer.corpus import dangling_relations
from indexer.file_problems import Problem, ProblemKind
from tests.corpus.conftest import Corpus

HEAD = "file,title,identifier,relation\n"


def reported(corpus: Corpus) -> list[Problem]:
    planned = corpus.index()
    return list(dangling_relations(corpus.records, planned.relations))


@pytest.fixture
def booklets(corpus: Corpus) -> Corpus:
    for name in ("serie/claves-es.pdf", "claves-en.pdf", "informe-1.pdf", "informe-2.pdf"):
        corpus.write(name, name)
    return corpus


def table(corpus: Corpus, relation: str) -> None:
    corpus.write(
        "metadata.csv",
        f"{HEAD}serie/claves-es.pdf,El miedo avisa,claves-1,\n"
        f'claves-en.pdf,Fear warns,,"{relation}"\n'
        "informe-1.pdf,Informe,,\ninforme-2.pdf,Informe,,\n",
    )


@pytest.mark.parametrize(
    "relation",
    [
        *("isTranslationOf: serie/claves-es.pdf", "isTranslationOf: claves-1"),
        *("isVersionOf: el miedo AVISA", "hasFormat: ./serie/claves-es.pdf"),
        *("isPartOf: Una serie que no es archivo", "references: otro/libro.pdf"),
        *("isTranslationOf: https://example.org/original.pdf", "isVersionOf: doi:10.1/abc"),
    ],
)
def test_what_is_there_or_need_not_be_is_no_problem(booklets: Corpus, relation: str) -> None:
    table(booklets, relation)
    assert reported(booklets) == []


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        (
            "isTranslationOf: claves-es.pdf",
            'names "claves-es.pdf", which is not a path, identifier or title in the corpus; '
            'is it "serie/claves-es.pdf"?',
        ),
        (
            "isVersionOf: Otro título",
            'names "Otro título", which is not a path, identifier or title in the corpus',
        ),
        (
            "isVersionOf: claves-en.pdf",
            'names "claves-en.pdf", which is this file itself',
        ),
        (
            "isVersionOf: C:\\corpus\\claves.pdf",
            'names "C:\\corpus\\claves.pdf", which is not a path, identifier or title '
            "in the corpus",
        ),
        (
            "hasVersion: Informe",
            'names "Informe", and 2 publications have this title; write the path of one',
        ),
    ],
)
def test_what_is_not_there_is_reported_with_its_row_and_column(
    booklets: Corpus, relation: str, why: str
) -> None:
    table(booklets, relation)
    kind = relation.partition(":")[0]
    detail = f'row 3, column relation, file "claves-en.pdf": {kind} {why}'
    [problem] = reported(booklets)
    assert (problem.kind, problem.path) == (ProblemKind.METADATA_INVALID, "metadata.csv")
    assert str(problem.detail) == detail


def test_in_a_sidecar_the_line_is_reported(booklets: Corpus) -> None:
    table(booklets, "isTranslationOf: claves-1")
    booklets.write("claves-en.pdf.yaml", "title: Fear\nrelation:\n  isTranslationOf: nada.pdf\n")
    [problem] = reported(booklets)
    assert problem.path == "claves-en.pdf.yaml"
    assert str(problem.detail).startswith('line 2, relation: isTranslationOf names "nada.pdf"')


def test_a_relation_of_a_copy_is_reported_where_it_stands(booklets: Corpus) -> None:
    booklets.write("zz/copia.pdf", "claves-en.pdf")
    booklets.write("metadata.csv", f"{HEAD}zz/copia.pdf,,,isVersionOf: nada\n")
    [problem] = reported(booklets)
    assert str(problem.detail).startswith('row 2, column relation, file "zz/copia.pdf"')


def test_an_original_that_cannot_be_read_is_there_all_the_same(booklets: Corpus) -> None:
    table(booklets, "isTranslationOf: serie/claves-es.pdf")
    planned = booklets.index(broken=["serie/claves-es.pdf"])
    assert list(dangling_relations(booklets.records, planned.relations)) == []


def test_what_a_half_saved_table_said_before_is_reported_at_the_file(booklets: Corpus) -> None:
    table(booklets, "isVersionOf: nada")
    assert reported(booklets)
    booklets.write("metadata.csv", b"\xff\xfe\x00")
    [problem] = reported(booklets)
    assert problem.path == "claves-en.pdf"
