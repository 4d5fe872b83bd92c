"""The table of metadata, in the bytes that spreadsheets and editors really write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.corpus import csv_table, headings, metadata_table, staff_metadata, staff_text
from indexer.corpus.staff_table import StaffTable, TableInvalid
from indexer.fields import COLUMNS, FILE_COLUMN
from indexer.messages import language_in_use, use_language
from indexer.model import Metadata
from indexer.publication_types import PUBLICATION_TYPES, type_code
from tests.corpus.conftest import Corpus

SPANISH = 'Archivo;Título;Fecha;Autoras\nc/a.pdf;"Niñez; ""acompañar""";2014;Ana\n'
NOTE = "Publicaciones de Aluna, versión 3, para revisar"


def parsed(data: bytes) -> StaffTable:
    return metadata_table.interpret(csv_table.parse(data, headings.METADATA))


def saved(text: str, encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    return text.replace("\n", line_end).encode(encoding)


SAVED_AS = {
    "CSV UTF-8": saved(SPANISH, "utf-8-sig"),
    "UTF-8 without a mark": saved(SPANISH),
    "CSV on Windows": saved(SPANISH, "cp1252"),
    "CSV on a Mac": saved(SPANISH, "mac_roman", "\r"),
    "CSV MS-DOS": saved(SPANISH, "cp850"),
    "Unicode text": saved(SPANISH.replace(";", "\t").replace('Niñez\t ""', 'Niñez; ""'), "utf-16"),
    "UTF-16 without a mark": saved(SPANISH, "utf-16-le"),
    "big endian": saved("\ufeff" + SPANISH, "utf-16-be"),
    "with sep=;": saved("sep=;\n" + SPANISH),
    "with sep=; and a mark": saved("sep=;\n" + SPANISH, "utf-8-sig"),
    "NULs at the end": saved(SPANISH) + bytes(512),
    "one line from elsewhere": saved(SPANISH) + saved("d.pdf;Año;;\n", "cp1252"),
    "cut inside a letter": saved(SPANISH + "d.pdf;Año;;Ñ\n")[:-3],
}


@pytest.mark.parametrize("program", SAVED_AS)
def test_a_table_is_read_however_a_program_saved_it(program: str) -> None:
    row = parsed(SAVED_AS[program]).rows[0]
    assert row.number == 2
    assert row.cells == {
        "file": "c/a.pdf",
        "title": 'Niñez; "acompañar"',
        "date": "2014",
        "creator": "Ana",
    }


def test_a_line_that_was_pasted_in_another_encoding_is_read_in_that() -> None:
    assert parsed(SAVED_AS["one line from elsewhere"]).rows[1].cells["title"] == "Año"


@pytest.mark.parametrize(
    ("above", "number"),
    [
        (f"{NOTE};;;\n\n", 3),
        ("\n\n", 3),
        (";;;\n", 2),
        (f'"{NOTE}\nen dos renglones";;;\n', 2),
        ("Archivo\n;;;\n", 3),
    ],
)
def test_the_headings_need_not_be_in_the_first_row(above: str, number: int) -> None:
    table = parsed(saved(above + SPANISH))
    assert (table.heading_row, [row.number for row in table.rows]) == (number, [number + 1])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_makes_headings(separator: str) -> None:
    text = separator.join(["file", "title", "description"]) + "\n"
    text += separator.join(["a.pdf", '"a, b; c"', '"uno; dos; tres, cuatro, cinco"']) + "\n"
    assert parsed(text.encode()).rows[0].cells["title"] == "a, b; c"


def test_lines_that_a_spreadsheet_put_into_one_cell_each_are_taken_apart() -> None:
    """A comma table that Excel opened where it expects semicolons, and saved."""
    rows = '"file,title,creator";;\n"a.pdf,""El miedo, avisa"",Ana";;\n'
    assert parsed(saved(rows)).rows[0].cells == {
        "file": "a.pdf",
        "title": "El miedo, avisa",
        "creator": "Ana",
    }


def test_letters_that_a_program_damaged_are_repaired_and_told(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    damaged = "acompaÃ±amiento â€œasÃ\xadâ€\x9d"
    corpus.write("metadata.csv", f"file,title\na.pdf,{damaged}\n")
    assert corpus.one().staff.title == "acompañamiento “así”"
    assert "accents were damaged" in corpus.details()[0]
    assert staff_text.repair_mojibake("El Ãngel de Ämter") == "El Ãngel de Ämter"


HEADINGS = [
    ("  TÍTULO * ", "title"),
    ("Titulo", "title"),
    ("T\u00edtulos:", "title"),
    ("Autor(a)", "creator"),
    ("Autor/a", "creator"),
    ("AUTORÍA", "creator"),
    ("Auteur(e)s", "creator"),
    ("Fecha (año-mes-día)", "date"),
    ("Data", "date"),
    ("Palabras clave", "subject"),
    ("palabras_clave", "subject"),
    ("Mots-clés", "subject"),
    ("Assuntos", "subject"),
    ("Idiomas", "language"),
    ("Langue", "language"),
    ("Descrição", "description"),
    ("Éditeur", "publisher"),
    ("Direitos", "rights"),
    ("Nom du fichier", FILE_COLUMN),
    ("Nome do arquivo", FILE_COLUMN),
    ("Nombre del archivo:", FILE_COLUMN),
    ("No mostrar antes de", "available"),
    ("Observaciones", ""),
    ("", ""),
    ("*", ""),
]


@pytest.mark.parametrize(("written", "column"), HEADINGS)
def test_headings_are_understood_in_four_languages(written: str, column: str) -> None:
    assert headings.METADATA.column_of(written) == column


def test_a_name_means_one_column() -> None:
    owners: dict[str, str] = {}
    for column, row in COLUMNS.items():
        for name in (column, *row.names):
            assert headings.METADATA.column_of(name) == column, name
            assert owners.setdefault(name, column) == column


@pytest.fixture(params=["es", "en", "pt", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language_in_use()
    use_language(request.param)
    yield request.param
    use_language(before)


def test_what_messages_call_a_column_is_a_heading_that_is_understood(language: str) -> None:
    for column in (FILE_COLUMN, *COLUMNS):
        assert headings.METADATA.column_of(str(headings.METADATA.shown_name(column))) == column
    assert headings.find(
        [headings.METADATA.shown_names((FILE_COLUMN, *COLUMNS)).split(", ")], headings.METADATA
    )


def test_the_types_that_messages_offer_are_understood(language: str) -> None:
    offered = str(staff_metadata.usual_types()).split(", ")
    usual = [row.code for row in PUBLICATION_TYPES if row.usual]
    assert [type_code(name) for name in offered] == usual


@pytest.mark.parametrize(
    ("table", "detail"),
    [
        ("hola\nque tal\n", "No row has the names of the columns"),
        ("Título;Autor\nA;b\n", 'Row 1 has no column "file"'),
        ("Título;Archvio\nA;a.pdf\n", 'Is it the one that is called "Archvio"?'),
        ("\0\0 half a file", "No row has the names"),
    ],
)
def test_a_table_without_headings_says_what_is_missing(table: str, detail: str) -> None:
    with pytest.raises(TableInvalid) as invalid:
        parsed(table.encode())
    assert detail in str(invalid.value.reason)


COLUMN_MISTAKES = [
    (
        "Archivo;Tutilo\na.pdf;x\n",
        ["unknown columns: Tutilo", 'Tutilo: is it the column "title"?'],
    ),
    ("Archivo;Título;Titulo\na.pdf;x;y\n", ['the column "Titulo" is there a second time']),
    ("Archivo;Título;\na.pdf;x;una nota\n", ["row 2: column 3 has no name in row 1"]),
    ("Archivo;Título;\na.pdf;x;\n", []),
    ("_Nº;Archivo;Título;_Notas\n1;a.pdf;x;revisar\n", []),
    ("Archivo;Título\na.pdf;x\nArchivo;Título\n", []),
    ("Archivo;Título\na.pdf;x\n;\nTotal: 28\nVer la versión de junio;\n", []),
    ("Archivo;Título\na.pdf;y;z\na.pdf;x\n", ['row 2, file "a.pdf": it has more cells']),
]


@pytest.mark.parametrize(("table", "details"), COLUMN_MISTAKES)
def test_columns_that_are_not_used_are_told(table: str, details: list[str], corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", table)
    assert corpus.one().staff.over(Metadata(title="x")).title == "x"
    told = corpus.details()
    assert len(told) == len(details)
    assert all(part in detail for part, detail in zip(details, told, strict=True))


def test_a_mistake_of_three_hundred_rows_is_one_line(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    rows = "".join(f"x{number}.pdf,T\n" for number in range(300))
    corpus.write("metadata.csv", f"file,title\n{rows}")
    [detail] = corpus.details()
    assert 'row 2, column file: there is no file "x0.pdf"' in detail
    assert "the same in 299 more rows: 3, 4, 5" in detail


NAMES = [
    *("metadata.csv", "Metadata.CSV", "METADATA.csv", "metadata.csv.txt", "metadata.tsv"),
    "metadata.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_found_under_the_names_that_programs_give_it(
    name: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write(name, "file\ttitle\na.pdf\tClaves\n")
    assert (corpus.one().staff.title, corpus.problems()) == ("Claves", [])


OTHER_NAMES = [
    *("metadata (1).csv", "metadata - copia.csv", "Copia de metadata.xlsx", "metadatos.xlsx"),
    *("Metadados.ods", "métadonnées.csv", "metadata.xls", "metadata.numbers", "x/metadata.csv"),
    *("metadata2.csv.txt", "metadata.gsheet"),
]


@pytest.mark.parametrize("name", OTHER_NAMES)
@pytest.mark.parametrize("beside", [True, False])
def test_what_looks_like_the_table_is_told_and_not_used(
    name: str, beside: bool, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write(name, "file,title\na.pdf,No\n")
    if beside:
        corpus.write("metadata.csv", "file,title\na.pdf,Claves\n")
    assert corpus.problems() == [("table_unused", name)]
    assert corpus.one().staff.title == ("Claves" if beside else "")


@pytest.mark.parametrize("beside", [True, False])
def test_a_spreadsheet_is_asked_about_only_where_there_is_no_table(
    beside: bool, corpus: Corpus
) -> None:
    """What Google Sheets calls a download."""
    corpus.write("Publicaciones - Hoja 1.csv", "file,title\na.pdf,A\n")
    corpus.write("x/directorio.xlsx", "x")
    if beside:
        corpus.write("metadata.csv", "file,title\n")
    assert corpus.problems() == [
        ("unsupported" if beside else "table_unused", "Publicaciones - Hoja 1.csv"),
        ("unsupported", "x/directorio.xlsx"),
    ]


@pytest.mark.parametrize("name", ["~$metadata.xlsx", ".~lock.metadata.csv#", "metadata.csv~"])
def test_what_programs_keep_beside_an_open_table_is_ignored(name: str, corpus: Corpus) -> None:
    corpus.write(name, "x")
    assert corpus.problems() == []


def test_of_two_tables_the_csv_is_used_and_the_other_is_told(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.xlsx", b"PK\x03\x04 never opened")
    corpus.write("metadata.csv", "file,title\na.pdf,Claves\n")
    assert corpus.one().staff.title == "Claves"
    assert corpus.problems() == [("table_unused", "metadata.xlsx")]
    assert corpus.details() == ["the table that is used is metadata.csv"]


@pytest.mark.parametrize("content", [bytes.fromhex("d0cf11e0a1b11ae1") + b"Book"])
def test_an_old_or_locked_workbook_says_what_to_do(content: bytes, corpus: Corpus) -> None:
    corpus.write("metadata.xlsx", content)
    assert corpus.problems() == [("metadata_unusable", "metadata.xlsx")]
    assert "Save it without a password" in corpus.details()[0]
