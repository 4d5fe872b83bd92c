"""How many values a cell holds, and which spellings of them are one."""

from __future__ import annotations

import pytest

from indexer.fields import COLUMNS
from indexer.publication_types import PUBLICATION_TYPES, type_code
from search_app.i18n.labels import type_name
from tests.corpus.conftest import Corpus

QUESTION = "may be one value or several"


def described(corpus: Corpus, column: str, *cells: str) -> list[tuple[str, ...]]:
    """What files are described by, each with a cell in this column."""
    rows = ""
    for number, cell in enumerate(cells):
        corpus.write(f"{number}.pdf", str(number))
        quoted = cell.replace('"', '""')
        rows += f'{number}.pdf,"{quoted}"\n'
    corpus.write("metadata.csv", f"file,{column}\n{rows}")
    attribute = COLUMNS[column].attribute
    return [getattr(item.staff, attribute) for item in corpus.plan().items]


CLEAR = [
    ("subject", "miedo, duelo", ("miedo", "duelo")),
    ("subject", "miedo; duelo;", ("miedo", "duelo")),
    ("subject", "miedo\nduelo", ("miedo", "duelo")),
    ("subject", "- miedo\n- duelo\n", ("miedo", "duelo")),
    ("subject", "• salud mental • ", ("• salud mental •",)),
    (
        "subject",
        "Miedo, duelo, salud mental comunitaria",
        ("Miedo", "duelo", "salud mental comunitaria"),
    ),
    ("subject", "Miedo, Duelo, Memoria", ("Miedo", "Duelo", "Memoria")),
    ("subject", "miedo | duelo", ("miedo", "duelo")),
    ("subject", "miedo / duelo", ("miedo", "duelo")),
    ("subject", "miedo, Miedo, MIEDO", ("miedo",)),
    ("subject", "derechos de las mujeres, aborto", ("derechos de las mujeres", "aborto")),
    ("subject", "Verdad, justicia y reparación;", ("Verdad, justicia y reparación",)),
    ("creator", "Martín-Baró, Ignacio", ("Martín-Baró, Ignacio",)),
    (
        "creator",
        "Comisión de la Verdad, la Justicia y la Reconciliación",
        ("Comisión de la Verdad, la Justicia y la Reconciliación",),
    ),
    (
        "creator",
        "Aluna Acompañamiento Psicosocial, A. C.",
        ("Aluna Acompañamiento Psicosocial, A. C.",),
    ),
    ("creator", "Ana Rivas, Luis Pérez, Eva Luna", ("Ana Rivas", "Luis Pérez", "Eva Luna")),
    ("creator", "Ana Rivas, Luis Pérez y Eva Luna", ("Ana Rivas", "Luis Pérez", "Eva Luna")),
    (
        "creator",
        "Lira, Elizabeth; Castillo, María Isabel",
        ("Lira, Elizabeth", "Castillo, María Isabel"),
    ),
    ("creator", "Ana Rivas\nLuis Pérez", ("Ana Rivas", "Luis Pérez")),
    ("language", "inglés y español", ("en", "es")),
    ("language", "español e inglés", ("es", "en")),
    ("language", "es, en/fr", ("es", "en", "fr")),
    ("language", "es-en", ("es", "en")),
    ("language", "español-inglés", ("es", "en")),
    ("language", "Español (México)", ("es",)),
    ("language", "es-MX", ("es",)),
    ("language", "pt-br", ("pt",)),
    ("language", "English and Spanish", ("en", "es")),
    ("language", "français et português", ("fr", "pt")),
    ("language", "castellano", ("es",)),
]


@pytest.mark.parametrize(("column", "cell", "values"), CLEAR)
def test_a_clear_cell_is_split_without_a_question(
    column: str, cell: str, values: tuple[str, ...], corpus: Corpus
) -> None:
    assert described(corpus, column, cell) == [values]
    assert corpus.details() == []


UNCLEAR = [
    ("subject", "Miedo, Duelo"),
    ("subject", "Verdad, justicia y reparación"),
    ("subject", "Guatemala, Ciudad de"),
    ("creator", "Ana Rivas, Luis Pérez"),
    ("creator", "Castillo Vergara, María Isabel"),
    ("creator", "Lira, Elizabeth, Castillo, María"),
]


@pytest.mark.parametrize(("column", "cell"), UNCLEAR)
def test_an_unclear_cell_is_one_value_and_a_question(
    column: str, cell: str, corpus: Corpus
) -> None:
    assert described(corpus, column, cell) == [(cell,)]
    [detail] = corpus.details()
    assert QUESTION in detail
    assert f'"{cell};"' in detail
    assert described(corpus, column, f"{cell};") == [(cell,)], "the answer is understood"
    assert corpus.details() == []


def test_surnames_and_first_names_in_turn_may_be_persons(corpus: Corpus) -> None:
    described(corpus, "creator", "Lira, Elizabeth, Castillo, María")
    [detail] = corpus.details()
    answer = "Lira, Elizabeth; Castillo, María"
    assert f'"{answer}" or "Lira; Elizabeth; Castillo; María"' in detail
    assert described(corpus, "creator", answer) == [("Lira, Elizabeth", "Castillo, María")]
    assert corpus.details() == []


KNOWN = [
    ("subject", "Miedo, Duelo", ("duelo", "miedo"), ("miedo", "duelo")),
    ("creator", "Ana Rivas, Luis Pérez", ("Ana Rivas", "Luis Pérez"), ("Ana Rivas", "Luis Pérez")),
    (
        "creator",
        "Ana Rivas y Colectivo Sol, Luz",
        ("Ana Rivas",),
        ("Ana Rivas y Colectivo Sol, Luz",),
    ),
    (
        "subject",
        "Verdad, justicia y reparación",
        ("Verdad, justicia y reparación;",),
        ("Verdad, justicia y reparación",),
    ),
]


@pytest.mark.parametrize(("column", "cell", "others", "values"), KNOWN)
def test_what_stands_alone_elsewhere_answers_the_question(
    column: str, cell: str, others: tuple[str, ...], values: tuple[str, ...], corpus: Corpus
) -> None:
    assert described(corpus, column, cell, *others)[0] == values
    assert [detail for detail in corpus.details() if "comma" in detail] == []


def test_a_relation_that_holds_a_comma_is_one(corpus: Corpus) -> None:
    cell = "isPartOf: Miedo, duelo y memoria, es traducción de: otra.pdf"
    [relations] = described(corpus, "relation", cell)
    assert [str(relation) for relation in relations] == [
        "Relation(kind='isPartOf', target='Miedo, duelo y memoria')",
        "Relation(kind='isTranslationOf', target='otra.pdf')",
    ]


SPELLINGS = [
    ("subject", ("miedo", "Miedo", "MIEDO", "miedo"), "miedo"),
    ("subject", ("ninez", "ninez", "niñez"), "niñez"),
    ("subject", ("Psicologia", "PSICOLOGÍA", "Psicología"), "Psicología"),
    ("subject", ("ONU", "ONU", "onu"), "ONU"),
    ("creator", ("TALLER DE TEXTOS", "Taller de textos", "Taller de textos"), "Taller de textos"),
]


@pytest.mark.parametrize(("column", "written", "one"), SPELLINGS)
def test_spellings_of_one_value_are_one(
    column: str, written: tuple[str, ...], one: str, corpus: Corpus
) -> None:
    assert set(described(corpus, column, *written)) == {(one,)}


def test_what_is_shown_in_another_spelling_is_named_with_its_place(corpus: Corpus) -> None:
    described(corpus, "subject", "miedo", "Miedo; duelo", "miedo", "MIEDO", "Miedo")
    assert [(problem.kind, str(problem.detail)) for problem in corpus.plan().problems] == [
        (
            "metadata_unclear",
            'row 3, column subject, file "1.pdf": it has "Miedo", which is shown as "miedo", as it '
            "is written elsewhere; the same in 2 more rows: 5, 6",
        )
    ]


def test_an_accent_may_make_another_person(corpus: Corpus) -> None:
    names = ("María López", "Maria López")
    assert described(corpus, "creator", *names) == [(name,) for name in names]


def test_the_table_and_sidecars_share_one_spelling_also_of_a_series(corpus: Corpus) -> None:
    described(corpus, "relation", "isPartOf: Claves", "isPartOf: CLAVES", "isPartOf: Claves")
    corpus.write("3.pdf", "3")
    corpus.write("3.pdf.yaml", "subject: MIEDO\nrelation: 'isPartOf: claves'\n")
    corpus.write("2.pdf.yaml", "subject: [miedo, Duelo]\n")
    corpus.write("1.pdf.yaml", "subject: miedo\n")
    staff = [item.staff for item in corpus.plan().items]
    assert {series for one in staff for series in one.series} == {"Claves"}
    assert {subject for one in staff for subject in one.subjects} == {"miedo", "Duelo"}


TYPES = [
    *(("Cuaderno", "booklet"), ("cuadernillos", "booklet"), ("FOLLETO", "booklet")),
    *(("Artículo", "article"), ("artigo", "article"), ("articles", "article")),
    *(("nota", "post"), ("Noticia", "post"), ("boletín", "post"), ("boletines", "post")),
    *(("Guía", "guide"), ("guide", "guide"), ("Diálogos", "dialogue"), ("rapport", "report")),
    *(("relatório", "report"), ("Comunicado de prensa", "announcement"), ("livret", "booklet")),
    *(("booklet", "booklet"), ("Cuadreno", ""), ("", "")),
]


@pytest.mark.parametrize(("written", "code"), TYPES)
def test_types_are_understood_in_four_languages(written: str, code: str) -> None:
    assert type_code(written) == code


def test_every_type_has_a_label_and_a_name_means_one_type() -> None:
    for row in PUBLICATION_TYPES:
        assert type_name(row.code) != row.code
        assert {type_code(name) for name in (row.code, *row.names)} == {row.code}


def test_an_unknown_type_is_told_with_the_choices_and_shown_as_written(corpus: Corpus) -> None:
    assert described(corpus, "type", "Cuadreno") == ["Cuadreno"]
    [detail] = corpus.details()
    usual = ", ".join(row.code for row in PUBLICATION_TYPES if row.usual)
    assert detail.endswith(f"readers see it as it is written; the types are {usual}")


FORMULA_ERRORS = ["#N/A", "#¿NOMBRE?", "#NAME?", "#¡REF!", "#VALOR!", "#DIV/0!", "Err:502", "####"]


@pytest.mark.parametrize("cell", FORMULA_ERRORS)
def test_what_a_spreadsheet_shows_where_a_formula_fails_is_no_value(
    cell: str, corpus: Corpus
) -> None:
    assert described(corpus, "title", cell) == [""]
    assert "where a formula fails" in corpus.details()[0]


@pytest.mark.parametrize("cell", ["-", "—", "?", " ", "...", "\u200b"])
def test_a_cell_without_letters_is_empty(cell: str, corpus: Corpus) -> None:
    assert (described(corpus, "title", cell), corpus.details()) == ([""], [])
