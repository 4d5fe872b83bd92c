"""PDF pages whose reading order is known, drawn in another one, as real programs draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from tests.page_writer import NOUNS, PEOPLE, Box, DrawnPage, Text, Writer, justified


def _flat(boxes: Iterable[Box]) -> list[Text]:
    return [line for box in boxes for line in box]


def _in_rows(columns: Sequence[Sequence[Text | None]]) -> list[Text]:
    return [line for row in zip_longest(*columns) for line in row if line is not None]


def _columns(writer: Writer, count: int) -> list[Box]:
    wide = 500 / count
    return [
        writer.box(50 + wide * n, 760, wide - 20, 30, 9 if count > 2 else 10) for n in range(count)
    ]


def _columns_of_boxes(writer: Writer) -> list[Box]:
    boxes = []
    for left in (50, 310):
        for top, lines in ((760, 6), (660, 9), (520, 5), (430, 8)):
            boxes.append(writer.box(left, top, 235, lines))
    return boxes


def _by_column() -> DrawnPage:
    lines = _flat(_columns(Writer(1), 2))
    return DrawnPage(lines, lines)


def _by_row(count: int) -> DrawnPage:
    columns = _columns(Writer(10 * count), count)
    return DrawnPage(_in_rows(columns), _flat(columns))


def _by_row_uneven() -> DrawnPage:
    """Columns whose lines are not at one height."""
    left, right = _columns(Writer(5), 2)
    right = [replace(line, baseline=line.baseline - 5) for line in right]
    return DrawnPage(_in_rows([left, right]), [*left, *right])


def _by_row_short() -> DrawnPage:
    """Two columns of four lines, of which one ends a sentence."""
    left = ["la comunidad de la montaña", "cuida la semilla y el agua."]
    left += ["Las abuelas de la ronda la", "guardan en la milpa y callan."]
    right = ["y las maestras de la escuela", "escriben la carta que nombra"]
    right += ["a las hijas y a las tías que", "buscan."]
    columns = [
        [Text(x, 700 - 13 * n, words) for n, words in enumerate(column)]
        for x, column in ((50, left), (220, right))
    ]
    head = [Text(50, 740, "Voces de la ronda", 16)]
    return DrawnPage([*head, *_in_rows(columns)], [*head, *_flat(columns)])


def _by_row_narrow(gutter: float) -> DrawnPage:
    """Two justified columns that stand as close as those of newspapers."""
    writer, wide = Writer(24), 240
    columns = [
        justified(writer.box(50 + (wide + gutter) * n, 760, wide, 30), wide) for n in range(2)
    ]
    return DrawnPage(_in_rows(columns), _flat(columns))


def _under_a_heading() -> DrawnPage:
    writer = Writer(6)
    head = writer.heading(50, 790, 20)
    columns = _columns(writer, 2)
    return DrawnPage([*_in_rows(columns), *head], [*head, *_flat(columns)])


def _random_boxes() -> DrawnPage:
    writer = Writer(7)
    boxes = _columns_of_boxes(writer)
    return DrawnPage(_flat(writer.shuffled(boxes)), _flat(boxes))


def _random_lines() -> DrawnPage:
    writer = Writer(8)
    lines = writer.box(50, 760, 400, 25)
    return DrawnPage(_flat(writer.shuffled([line] for line in lines)), lines)


def _right_column_first() -> DrawnPage:
    left, right = _columns(Writer(9), 2)
    return DrawnPage([*right, *left], [*left, *right])


def _spread() -> DrawnPage:
    writer = Writer(10)
    pages = []
    for left in (50, 650):
        head, first = writer.heading(left, 540), writer.box(left, 500, 400, 8)
        second = writer.box(left, 370, 400, 10)
        pages.append([head, first, second])
    drawn = [box for page in pages[::-1] for box in page[::-1]]
    read = [line for page in pages for line in _flat(page)]
    return DrawnPage(_flat(drawn), read, size=(1190, 595))


def _whole_spread(*, by_page: bool) -> DrawnPage:
    """Two pages with headings, page numbers, running heads, a title and a caption over both.

    Drawn are the right page and then the left one, or what stands at one height in turns. Read are
    titles and running heads first, captions and page numbers last.
    """
    writer = Writer(20)
    title = writer.heading(540, 548, 20)
    running = [[Text(50, 580, "Memoria de la ronda", 8)], [Text(1000, 580, "Segunda parte", 8)]]
    heads = [writer.heading(left, 520) for left in (50, 650)]
    texts = [writer.box(left, 490, 400, lines) for left, lines in ((50, 26), (650, 20))]
    caption = [Text(100, 100, "Arriba, la ronda de la palabra que reunió a todas " * 3, 8)]
    numbers = [[Text(50, 30, "112")], [Text(1120, 30, "113")]]
    kinds = (running, heads, texts, numbers)
    rows = [box for kind in kinds for box in kind]
    pages = [kind[side] for side in (1, 0) for kind in kinds]
    drawn = _flat(pages if by_page else rows)
    body = [line for pair in zip(heads, texts, strict=True) for line in _flat(pair)]
    read = [*_flat(running), *title, *body, *caption, *_flat(numbers)]
    return DrawnPage([*caption, *drawn, *title], read, size=(1190, 595))


def _merged_headings() -> DrawnPage:
    """Headings of two pages that follow each other in the file, which PDFium takes for one line."""
    writer = Writer(21)
    heads = [writer.heading(left, 540) for left in (60, 480)]
    texts = [writer.box(left, 500, 300, 8) for left in (60, 480)]
    read = [line for pair in zip(heads, texts, strict=True) for line in _flat(pair)]
    return DrawnPage(_flat([*texts, *heads]), read, size=(842, 595))


def _slide() -> DrawnPage:
    """Four boxes, which are read in rows; the type is large for the page."""
    writer = Writer(22)
    places = [(left, top) for top in (400, 200) for left in (50, 500)]
    boxes = [writer.box(left, top, 400, 4, 20) for left, top in places]
    head = writer.heading(50, 480, 30)
    return DrawnPage(_flat([*boxes, head]), _flat([head, *boxes]), size=(960, 540))


def _wide_table() -> DrawnPage:
    """A landscape table of running text, whose middle is blank."""
    writer = Writer(23)
    rows = [
        [line for left in (60, 440) for line in writer.box(left, 480 - 60 * n, 330, 3)]
        for n in range(5)
    ]
    head = writer.heading(60, 540)
    return DrawnPage(_flat([*rows, head]), _flat([head, *rows]), size=(842, 595))


def _headings_last() -> DrawnPage:
    writer = Writer(11)
    heads = [writer.heading(50, top + 25) for top in (740, 560, 380)]
    boxes = [writer.box(50, top, 450, 9) for top in (740, 560, 380)]
    read = [part for pair in zip(heads, boxes, strict=True) for part in pair]
    return DrawnPage(_flat([*boxes, *heads]), _flat(read))


def _bullets_first(signs: Sequence[str]) -> DrawnPage:
    writer = Writer(12)
    boxes = [writer.box(75, 740 - 60 * n, 420, 3) for n in range(len(signs))]
    labels = [[Text(58, box[0].baseline, sign)] for sign, box in zip(signs, boxes, strict=True)]
    read = [
        [replace(box[0], text=f"{label[0].text} {box[0].text}"), *box[1:]]
        for label, box in zip(labels, boxes, strict=True)
    ]
    return DrawnPage(_flat([*labels, *boxes]), _flat(read))


def _side_box() -> DrawnPage:
    writer = Writer(13)
    text, box = writer.box(50, 760, 330, 40), writer.box(400, 700, 150, 12, 8)
    return DrawnPage([*text, *box], [*text, *box])


def _margin_note(lines: int) -> DrawnPage:
    """A note in the margin that is drawn with the lines beside it."""
    writer = Writer(25)
    text = justified(writer.box(50, 760, 330, 14), 330)
    note = [
        Text(394, line.baseline, words, 8)
        for line, words in zip(text[2:], ["Ficha azul de", "la colección"][:lines], strict=False)
    ]
    return DrawnPage(_in_rows([text, [None, None, *note]]), [*text, *note])


def _captions_last() -> DrawnPage:
    writer = Writer(14)
    above, below = writer.box(50, 760, 480, 8), writer.box(50, 380, 480, 12)
    caption = writer.box(50, 430, 480, 2, 8)
    return DrawnPage([*above, *below, *caption], [*above, *caption, *below])


def _footnotes_first() -> DrawnPage:
    writer = Writer(15)
    notes, text = writer.box(50, 130, 480, 3, 8), writer.box(50, 760, 480, 35)
    return DrawnPage([*notes, *text], [*text, *notes])


def _footnotes_of_a_column() -> DrawnPage:
    """Footnotes below the first column, which are read after the second one."""
    writer = Writer(18)
    left, right = writer.box(50, 760, 230, 40), writer.box(310, 760, 230, 46)
    notes = [
        replace(line, text=f"1 {line.text}") if n == 0 else line
        for n, line in enumerate(writer.box(50, 200, 230, 3, 7))
    ]
    return DrawnPage([*left, *notes, *right], [*left, *right, *notes])


def _table() -> DrawnPage:
    rows = [
        [
            Text(50, 700 - 40 * n, f"Taller {n}"),
            Text(170, 700 - 40 * n, f"{10 + n} personas"),
            *Writer(30 + n).box(300, 700 - 40 * n, 220, 2),
        ]
        for n in range(9)
    ]
    head = [Text(50, 760, "Resumen de los talleres", 16)]
    return DrawnPage([*_flat(rows), *head], [*head, *_flat(rows)])


def _table_by_columns(
    rows: Sequence[str], *, pitch: int = 18, text: Sequence[str] = ("", "")
) -> DrawnPage:
    """A table whose cells are separated by a bar in each row; text may stand above and below."""
    cells = [
        [Text(60 + 150 * n, 640 - pitch * row, cell) for n, cell in enumerate(line.split("|"))]
        for row, line in enumerate(rows)
    ]
    above, below = (
        [Text(60, at, words)] if words else [] for at, words in zip((720, 300), text, strict=True)
    )
    columns = [line for column in zip(*cells, strict=True) for line in column]
    read = [Text(60, 640 - pitch * row, line.replace("|", " ")) for row, line in enumerate(rows)]
    return DrawnPage([*above, *columns, *below], [*above, *read, *below])


def _names_by_columns() -> DrawnPage:
    """A list of names in three columns, which is no table."""
    names = [f"{noun} {people}".capitalize() for noun, people in zip(NOUNS, PEOPLE, strict=False)]
    lines = [
        Text(60 + 160 * (n // 7), 700 - 13 * (n % 7), name) for n, name in enumerate(names[:21])
    ]
    return DrawnPage(lines, lines)


def _table_with_gaps() -> DrawnPage:
    """A table by columns with cells of two lines, and rows that lack cells."""
    rows = [
        (["Estado"], ["Casos"], ["Por ciento"]),
        (["San Luis Acat", "en la sierra"], ["128"], ["12.5 %"]),
        (["Oaxaca"], [], ["9 %"]),
        (["Guerrero y", "la costa"], ["240"], ["50 %"]),
        (["Total"], ["465"], []),
    ]
    cells = [
        [
            [Text(60 + 150 * n, 700 - 30 * row - 12 * at, part) for at, part in enumerate(cell)]
            for n, cell in enumerate(line)
        ]
        for row, line in enumerate(rows)
    ]
    columns = [part for column in zip(*cells, strict=True) for cell in column for part in cell]
    return DrawnPage(columns, [part for row in cells for cell in row for part in cell])


_CASES: Final = ("Municipio|Casos|Año", "Oaxaca|128|2013", "Chiapas|97|2014", "Guerrero|240|2015")
_DUTIES: Final = (
    "Nombre|Cargo|Comunidad",
    "Rosa Luz|Coordinadora|San Mateo",
    "Inés Sol|Tesorera|Santa Rita",
    "Ana Paz|Secretaria|Cuajimoloyas",
)


def _contents() -> DrawnPage:
    titles = [[Text(50, 700 - 20 * n, f"Parte {n} de la memoria " + "." * 60)] for n in range(12)]
    numbers = [[Text(500, 700 - 20 * n, str(17 + 31 * n))] for n in range(12)]
    read = [
        replace(title[0], text=f"{title[0].text} {number[0].text}")
        for title, number in zip(titles, numbers, strict=True)
    ]
    return DrawnPage(_flat([*titles, *numbers]), read)


def _turned(degrees: int) -> DrawnPage:
    """A page that is shown turned; its lines are drawn from the last to the first."""
    lines = Writer(16).box(60, 780, 400, 12)
    return DrawnPage(lines[::-1], lines, f"/Rotate {degrees}")


def _turned_by_matrix(matrix: str, *, by_row: bool = False) -> DrawnPage:
    left, right = _columns(Writer(17), 2)
    drawn = _in_rows([left, right]) if by_row else [*right, *left]
    return DrawnPage(drawn, [*left, *right], size=(842, 842), matrix=matrix)


PAGES: Final[dict[str, Callable[[], DrawnPage]]] = {
    "two columns, by column": _by_column,
    "two columns, by row": lambda: _by_row(2),
    "three columns, by row": lambda: _by_row(3),
    "two columns by row, a narrow gutter between": lambda: _by_row_narrow(10),
    "two columns by row, a wider gutter between": lambda: _by_row_narrow(14),
    "two columns of four lines, by row": _by_row_short,
    "two columns of uneven lines, by row": _by_row_uneven,
    "two columns by row, their heading last": _under_a_heading,
    "two columns, the right one first": _right_column_first,
    "boxes of two columns in random order": _random_boxes,
    "lines in random order": _random_lines,
    "a spread, its boxes last to first": _spread,
    "a spread, drawn in rows": lambda: _whole_spread(by_page=False),
    "a spread, its right page first": lambda: _whole_spread(by_page=True),
    "a spread, its headings in one line": _merged_headings,
    "a slide of four boxes, its heading last": _slide,
    "a wide table of running text, its heading last": _wide_table,
    "headings last": _headings_last,
    "bullets first": lambda: _bullets_first(["•"] * 6),
    "numbers of a list first": lambda: _bullets_first([f"{n}." for n in range(1, 7)]),
    "a box beside the text": _side_box,
    "a note of one line in the margin": lambda: _margin_note(1),
    "a note of two lines in the margin": lambda: _margin_note(2),
    "captions last": _captions_last,
    "footnotes first": _footnotes_first,
    "footnotes below the first of two columns": _footnotes_of_a_column,
    "a table by rows, its heading last": _table,
    "a table of figures by columns": lambda: _table_by_columns(_CASES),
    "a close table of figures by columns": lambda: _table_by_columns(_CASES, pitch=13),
    "a table by columns, within text": lambda: _table_by_columns(
        _CASES, text=("Las familias cuentan lo que vivieron en la ronda:", "Fueron muchas más.")
    ),
    "a table of words by columns": lambda: _table_by_columns(_DUTIES),
    "a table of four columns by columns": lambda: _table_by_columns(
        [
            "Mes|Altas|Bajas|Saldo",
            "Enero|1,200|$ 300|12 %",
            "Mayo|980|$ 1.5|8.5 %",
            "Junio|75|$ 70|n/d",
        ]
    ),
    "a table by columns, with gaps": _table_with_gaps,
    "names in three columns": _names_by_columns,
    "page numbers of the contents last": _contents,
    "/Rotate 90, lines last to first": lambda: _turned(90),
    "/Rotate 180, lines last to first": lambda: _turned(180),
    "/Rotate 270, lines last to first": lambda: _turned(270),
    "text from the bottom to the top": lambda: _turned_by_matrix("0 1 -1 0 842 0"),
    "text from the top to the bottom": lambda: _turned_by_matrix("0 -1 1 0 0 842"),
    "text from the bottom to the top, two columns by row": lambda: _turned_by_matrix(
        "0 1 -1 0 842 0", by_row=True
    ),
    "text from the top to the bottom, two columns by row": lambda: _turned_by_matrix(
        "0 -1 1 0 0 842", by_row=True
    ),
    "text head down": lambda: _turned_by_matrix("-1 0 0 -1 842 842"),
}
