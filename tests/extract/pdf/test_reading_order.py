"""The lines of a page come in the order in which they are read, in whichever they are drawn."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from indexer.extract.pdf.page_composition import reading_sequence
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.repairs.letter_classes import BREAK_MARK
from indexer.extract.text.block_marks import strip_marks
from tests.audit.builders import document
from tests.builders import stream
from tests.drawn_pages import PAGES
from tests.page_writer import DrawnPage, Text

MAX_CHARS = 60_000


def read(data: bytes) -> str:
    with PdfiumReader(data) as reader:
        return strip_marks(reader.seen_page(0, MAX_CHARS).text)


@pytest.mark.parametrize("name", PAGES)
def test_lines_come_as_they_are_read(name: str) -> None:
    page = PAGES[name]()
    assert page.score(read(page.pdf())) == 1.0


@pytest.mark.parametrize("name", PAGES)
def test_the_characters_of_the_picture_are_in_the_order_of_the_text(name: str) -> None:
    data = PAGES[name]().pdf()
    with (
        closing(pypdfium2.PdfDocument(data)) as opened,
        closing(opened[0]) as page,
        closing(page.get_textpage()) as text_page,
    ):
        sequence = reading_sequence(text_page, MAX_CHARS)
        text = text_page.get_text_range()
    assert sorted(sequence) == list(range(len(text)))
    drawn = "".join(text[index] for index in sequence)
    assert "".join(drawn.split()) == "".join(read(data).split())


def test_a_word_broken_at_the_end_of_a_columns_line_goes_on_in_its_column() -> None:
    left = [
        "la comunidad de la montaña",
        "cuida la semilla con las fami-",
        "lias que buscan en la tierra y",
        "en el agua de la lluvia que cae",
        "sobre la milpa de las abuelas",
    ]
    right = [
        "y las maestras de la escuela",
        "escriben la carta que nombra",
        "a las hijas de la ronda y a las",
        "vecinas que cantan con ellas",
        "cuando llega la noche larga",
    ]
    rows = [
        text
        for n, pair in enumerate(zip(left, right, strict=True))
        for text in (Text(50, 700 - 14 * n, pair[0]), Text(320, 700 - 14 * n, pair[1]))
    ]
    text = read(DrawnPage(rows, rows).pdf())
    assert f"con las fami{BREAK_MARK}lias que buscan" in text
    assert text.index("abuelas") < text.index("maestras")


ROWS = {
    "names and figures": [("Taller de cuidado", "12 personas"), ("Ronda de palabra", "40 mujeres")]
    * 4,
    "commands and what they do": [
        ("apt-get update --simular", "actualiza la lista de los paquetes"),
        ("apt-get install --simular", "instala la versión de un paquete"),
        ("apt-get remove --simular", "quita el paquete de la computadora"),
        ("apt-get purge --simular", "quita el paquete y lo que configura"),
        ("apt-get clean --simular", "borra los paquetes que se guardaron"),
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_the_cells_of_a_table_stay_in_their_rows(name: str) -> None:
    rows = [
        [Text(50, 700 - 14 * n, cell), Text(320, 700 - 14 * n, beside)]
        for n, (cell, beside) in enumerate(ROWS[name])
    ]
    head = Text(50, 760, "Resumen", 18)
    page = DrawnPage([*(cell for row in rows for cell in row), head], [])
    found = " ".join(read(page.pdf()).split())
    assert found == " ".join(["Resumen", *(f"{cell} {beside}" for cell, beside in ROWS[name])])


ARABIC = "الحرية للجميع"
_CODES = {letter: 0x41 + number for number, letter in enumerate(sorted(set(ARABIC + "לוםש")))}
_TO_UNICODE = "\n".join(
    [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "1 begincodespacerange <00> <ff> endcodespacerange",
        f"{len(_CODES)} beginbfchar",
        *(f"<{code:02x}> <{ord(letter):04x}>" for letter, code in _CODES.items()),
        "endbfchar endcmap end end",
    ]
)


def _right_to_left(words: str, *, is_drawn_from_left: bool) -> bytes:
    """A page in Spanish with these words in its middle, as one sees them."""
    letters = [
        f"BT /F2 12 Tf {300 - 7.2 * place:.1f} 700 Td <{_CODES[letter]:02x}> Tj ET\n"
        for place, letter in enumerate(words)
        if letter != " "
    ]
    shown = "".join(letters[::-1] if is_drawn_from_left else letters)
    content = (
        "BT /F1 12 Tf 50 720 Td (Testimonio de una persona de la comunidad) Tj ET\n"
        f"BT /F1 12 Tf 160 700 Td (Dice:) Tj ET\n{shown}"
        "BT /F1 12 Tf 314 700 Td (\\(2014\\)) Tj ET"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 11 0 R >>"
    return document(
        content,
        page="/Resources << /Font << /F1 3 0 R /F2 10 0 R >> >>",
        objects={10: font, 11: stream(_TO_UNICODE.encode())},
    )


@pytest.mark.parametrize("is_drawn_from_left", [True, False])
@pytest.mark.parametrize("words", [ARABIC, "שלום"])
def test_arabic_and_hebrew_are_read_from_the_right(words: str, is_drawn_from_left: bool) -> None:
    text = read(_right_to_left(words, is_drawn_from_left=is_drawn_from_left))
    assert text.splitlines()[1] == f"Dice: {words} (2014)"


@pytest.mark.publications
def test_the_spreads_of_a_booklet_are_read_left_page_first(data: Path) -> None:
    with PdfiumReader((data / "booklets/distance-guide-web-es.pdf").read_bytes()) as reader:
        text = reader.seen_page(2, MAX_CHARS).text
    places = [
        text.index(words)
        for words in (
            "Planificación",
            "Utilizando sus contactos",
            "Estas personas serán",
            "Equipo extra",
            "Megáfono",
            "Facilitación de la comunidad",
            "Los grupos deben mantener",
        )
    ]
    assert places == sorted(places)
