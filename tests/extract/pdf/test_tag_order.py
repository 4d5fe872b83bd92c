"""The tags of a page give its reading order where they are right, and change nothing elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pytest

from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.text.block_marks import strip_marks
from tests.extract.pdf.tagged_pages import tagged_pdf
from tests.page_writer import Box, DrawnPage, Text, Writer

MAX_CHARS = 60_000


def read(data: bytes) -> str:
    with PdfiumReader(data) as reader:
        return strip_marks(reader.seen_page(0, MAX_CHARS).text)


def flat(boxes: Sequence[Box]) -> list[Text]:
    return list(chain.from_iterable(boxes))


def grid() -> list[Box]:
    """Six boxes in two columns, by row."""
    writer = Writer(40)
    return [writer.box(left, top, 235, 6) for top in (760, 640, 520) for left in (50, 310)]


def by_column(boxes: Sequence[Box]) -> list[Box]:
    return [*boxes[::2], *boxes[1::2]]


def paragraphs(boxes: Sequence[Box]) -> list[tuple[str, Sequence[Text]]]:
    return [("P", box) for box in boxes]


def test_boxes_that_the_tags_have_in_rows_are_read_so_however_they_are_drawn() -> None:
    boxes = grid()
    drawn = flat(by_column(boxes)[::-1])
    data = tagged_pdf(drawn, paragraphs(boxes))
    assert DrawnPage(drawn, flat(boxes)).score(read(data)) == 1.0


def test_the_cells_of_a_tagged_row_stay_together() -> None:
    cells = grid()
    drawn = flat(by_column(cells)[::-1])
    rows = [("TR", [*left, *right]) for left, right in zip(cells[::2], cells[1::2], strict=True)]
    assert DrawnPage(drawn, flat(cells)).score(read(tagged_pdf(drawn, rows))) == 1.0


def test_a_running_head_that_is_no_part_of_the_tags_stays_first() -> None:
    boxes = grid()
    head = Text(50, 810, "Memoria de la ronda", 8)
    drawn = [head, *flat(by_column(boxes)[::-1])]
    read_lines = [head, *flat(boxes)]
    assert DrawnPage(drawn, read_lines).score(read(tagged_pdf(drawn, paragraphs(boxes)))) == 1.0


@pytest.mark.parametrize("name", ["Note", "P"])
def test_a_footnote_that_is_tagged_at_its_reference_stays_at_the_foot(name: str) -> None:
    writer = Writer(40)
    first, second = writer.box(50, 760, 400, 4), writer.box(50, 690, 400, 4)
    note = [Text(50, 60, "1 Entrevista con el colectivo de la costa, abril de 2019.", 7)]
    tags = [("P", first), (name, note), ("P", second)]
    drawn = [*first, *second, *note]
    assert DrawnPage(drawn, drawn).score(read(tagged_pdf(drawn, tags))) == 1.0


WRONG = {
    "last to first": lambda boxes: paragraphs(boxes[::-1]),
    "less than the page": lambda boxes: paragraphs(boxes[:4]),
    "lines in turns": lambda boxes: [
        ("P", [line]) for row in zip(*boxes, strict=True) for line in row
    ],
    "nothing": lambda _: [],
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_tags_change_nothing(name: str) -> None:
    boxes = grid()
    drawn = flat(by_column(boxes)[::-1])
    assert read(tagged_pdf(drawn, WRONG[name](boxes))) == read(DrawnPage(drawn, drawn).pdf())


def test_a_page_of_a_head_and_a_foot_alone_is_read() -> None:
    lines = [Text(50, 40, "47"), Text(50, 780, "Segunda parte", 14), Text(50, 740, "La ronda", 14)]
    text = read(tagged_pdf(lines, [("P", lines)]))
    assert all(line.text in text for line in lines)
