"""Spreadsheets that are made to do harm: zip bombs, entities, cells without end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

_SPREADSHEET: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS: Final = (
    "<!DOCTYPE x ["
    + '<!ENTITY a "ha ha ha ha">'
    + "".join(f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 10}">' for n in range(97, 107))
    + "]>"
)
_EXTERNAL: Final = '<!DOCTYPE x [<!ENTITY k SYSTEM "file:///etc/passwd">]>'
_ODS: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def xlsx(sheet: str, strings: str = "", prolog: str = "") -> bytes:
    """A workbook with one sheet, whose rows are the XML in `sheet`."""
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_SPREADSHEET} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">'
            f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": f"<sst {_SPREADSHEET}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {_SPREADSHEET}><sheetData>{sheet}"
            "</sheetData></worksheet>",
        }
    )


def ods(rows: str, prolog: str = "") -> bytes:
    """A spreadsheet of LibreOffice with one sheet, whose rows are the XML in `rows`."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{prolog}<office:document-content {_ODS}><office:body>"
            f"<office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet>"
            "</office:body></office:document-content>",
        }
    )


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


_HEAD: Final = f"<row>{_cell('file')}{_cell('title')}</row>"
_ODS_CELL: Final = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
SPREADSHEETS: Final[Mapping[str, Callable[[], bytes]]] = {
    "a billion laughs": lambda: xlsx(f"<row>{_cell('&k;')}</row>", prolog=_LAUGHS),
    "another file": lambda: xlsx(
        _HEAD + f"<row>{_cell('a.pdf')}{_cell('&k;')}</row>", prolog=_EXTERNAL
    ),
    "half of a workbook": lambda: xlsx(_HEAD)[:900],
    "a number without end": lambda: xlsx(_HEAD + f"<row><c><v>{'9' * 400_000}</v></c></row>"),
    "a day in the year 99999": lambda: xlsx(_HEAD + '<row><c t="d"><v>99999-01-01</v></c></row>'),
    "a row a thousand million times": lambda: ods(
        "<table:table-row table:number-rows-repeated='1000000000'>"
        + _ODS_CELL.format("a")
        + "</table:table-row>"
    ),
    "laughs of LibreOffice": lambda: ods(
        f"<table:table-row>{_ODS_CELL.format('&k;')}</table:table-row>", _LAUGHS
    ),
    "a repetition of minus one": lambda: ods(
        "<table:table-row table:number-rows-repeated='-1'/>"
        "<table:table-row table:number-rows-repeated='x'/>"
    ),
    "no zip file": lambda: b"PK\x03\x04" + b"x" * 100_000,
}
"""Workbooks of Excel and LibreOffice that are refused soon."""

LONG_SPREADSHEETS: Final[Mapping[str, Callable[[], bytes]]] = {
    "a cell of 600 MB": lambda: xlsx(
        _HEAD + f"<row>{_cell('a.pdf')}{_cell('x' * 600_000_000)}</row>"
    ),
    "three million rows": lambda: xlsx(_HEAD + f"<row>{_cell('a')}</row>" * 3_000_000),
    "every row is a million rows away": lambda: xlsx(
        _HEAD + "".join(f'<row r="{n}">{_cell("a")}</row>' for n in (1_048_576, 99_999_999_999))
    ),
    "cells in the last column": lambda: xlsx(
        _HEAD + "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 30_000))
    ),
    "20 million shared texts": lambda: xlsx(_HEAD, "<si><t>a</t></si>" * 20_000_000),
    "folders in folders of XML": lambda: xlsx(_HEAD + "<row>" * 200_000),
    "a cell a thousand million times": lambda: ods(
        "<table:table-row><table:table-cell table:number-columns-repeated='1000000000'>"
        "<text:p>a</text:p></table:table-cell></table:table-row>" * 1_000
    ),
    "blanks for ever": lambda: ods(
        f"<table:table-row>{_ODS_CELL.format('<text:s/>' * 3_000_000)}</table:table-row>"
    ),
}
"""Those that take all the time or memory that a child has, and long to make."""
