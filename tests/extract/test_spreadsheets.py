"""Spreadsheets as Excel and LibreOffice save them: their cells as staff see them."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.spreadsheet.ods import is_ods, read_ods
from indexer.extract.spreadsheet.sheet import Sheet
from indexer.extract.spreadsheet.xlsx import read_xlsx
from tests.attacks.alarm import alarm
from tests.corpus.conftest import Corpus, corpus
from tests.hostile.spreadsheets import SPREADSHEETS, ods

__all__ = ["corpus"]

CELLS: list[tuple[object, str, str]] = [
    ("Niñez", "General", "Niñez"),
    ("uno\ndos", "General", "uno\ndos"),
    (2014, "General", "2014"),
    (2014.0, "0.00", "2014"),
    (1.5, "General", "1.5"),
    (True, "General", "True"),
    (datetime.date(2014, 6, 15), "dd/mm/yyyy", "2014-06-15"),
    (datetime.datetime(2014, 6, 15, 10, 30), "yyyy-mm-dd h:mm", "2014-06-15"),
    (datetime.date(2014, 6, 1), "mmm-yy", "2014-06"),
    (datetime.date(2014, 6, 1), '[$-es-MX]mmmm" de "yyyy', "2014-06"),
    (datetime.date(2014, 1, 1), "yyyy", "2014"),
    (41804, "General", "41804"),
    ("#N/A", "General", "#N/A"),
    ("=A1", "General", ""),
    (None, "General", ""),
    ("fin", "General", "fin"),
]


def workbook(file: Path, *sheets: list[list[object]]) -> Path:
    """A workbook with these sheets, of which the first is hidden if there are several."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Hoja {number}")
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def test_cells_are_read_as_staff_see_them(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [[value for value, _, _ in CELLS]])
    book = openpyxl.load_workbook(file)
    for cell, (_, number_format, _) in zip(book.worksheets[0][1], CELLS, strict=True):
        cell.number_format = number_format
    book.save(file)
    assert read_xlsx(file) == (Sheet((tuple(text for _, _, text in CELLS),)),)


def test_blank_rows_count_and_hidden_sheets_do_not(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["no"]], [["a"], [], ["b", None, " "]], [])
    book = openpyxl.load_workbook(file)
    book.worksheets[0].sheet_state = "hidden"
    book.save(file)
    assert read_xlsx(file) == (Sheet((("a",), (), ("b",))), Sheet(()))


ODS_CELLS = [
    ("<text:p>Niñez</text:p>", "", "Niñez"),
    ("<text:p>uno<text:s/>y<text:tab/>dos</text:p><text:p>tres</text:p>", "", "uno y dos\ntres"),
    ("<office:annotation><text:p>no</text:p></office:annotation><text:p>sí</text:p>", "", "sí"),
    ("<text:p>2.014</text:p>", "office:value-type='float' office:value='2014'", "2014"),
    ("<text:p>15/06/14</text:p>", "office:date-value='2014-06-15'", "2014-06-15"),
    ("<text:p>jun-14</text:p>", "office:date-value='2014-06-01'", "2014-06"),
    ("<text:p>2014</text:p>", "office:date-value='2014-01-01'", "2014"),
    ("<text:p>1 de junio de 2014</text:p>", "office:date-value='2014-06-01'", "2014-06-01"),
]


@pytest.mark.parametrize(("content", "attributes", "text"), ODS_CELLS)
def test_cells_of_libreoffice_are_read_as_staff_see_them(
    content: str, attributes: str, text: str, tmp_path: Path
) -> None:
    kind = "office:value-type='date' " if "date-value" in attributes else ""
    cell = f"<table:table-cell {kind}{attributes}>{content}</table:table-cell>"
    blank = "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
    end = blank.replace("'2'", "'1048000'")
    file = tmp_path / "a.ods"
    file.write_bytes(ods(f"{blank}<table:table-row>{cell * 2}</table:table-row>{end}"))
    assert is_ods(file)
    assert read_ods(file) == (Sheet(((), (), (text, text))),)


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_a_hostile_spreadsheet_is_refused_soon(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(SPREADSHEETS[name]())
    with alarm(20.0), pytest.raises(ExtractionFailed):
        (read_ods if is_ods(file) else read_xlsx)(file)


def test_the_sheet_with_the_headings_is_the_table(corpus: Corpus) -> None:
    """In the sandbox."""
    corpus.write("a.pdf", "a")
    rows = [["Publicaciones"], [], ["Archivo", "Título", "Fecha"], ["a.pdf", "Claves", 2014]]
    workbook(corpus.root / "metadata.xlsx", [["Notas"]], rows)
    item = corpus.one()
    assert (item.staff.title, item.staff.date) == ("Claves", "2014")
    assert (corpus.index().problems, item.described_in) == ((), ("metadata.xlsx",))


def test_a_workbook_that_is_half_saved_takes_nothing_away(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    file = workbook(corpus.root / "metadata.xlsx", [["file", "title"], ["a.pdf", "Claves"]])
    corpus.index()
    file.write_bytes(file.read_bytes()[:-400])
    plan = corpus.plan()
    assert plan.items[0].staff.title == "Claves"
    assert [problem.kind.value for problem in plan.problems] == ["metadata_unusable"]
    assert [str(one.what) for one in plan.losses] == [
        "metadata.xlsx cannot be used. Without it these go: title."
    ]
