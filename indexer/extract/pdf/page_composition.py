"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2

from indexer.extract.pdf.page_lines import PageCharacters, read_lines
from indexer.extract.pdf.page_structure import compose_blocks, find_blocks
from indexer.extract.pdf.reading_order import order_lines
from indexer.extract.pdf.right_to_left import order_letters
from indexer.extract.pdf.typesetting import undo_typesetting


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on.

    Headings and footnotes begin with a mark (`block_marks`).
    """
    characters = order_letters(characters)
    text, lines = undo_typesetting(characters, read_lines(characters))
    ordered = order_lines(characters, lines)
    return compose_blocks(text, find_blocks(characters, text, ordered))


def reading_sequence(text_page: pypdfium2.PdfTextPage, limit: int) -> Sequence[int]:
    """PDFium's numbers of the first `limit` characters of a page, in reading order."""
    drawn = PageCharacters(text_page, limit)
    count = min(drawn.count, limit)
    characters = order_letters(drawn)
    text, lines = undo_typesetting(characters, read_lines(characters))
    blocks = find_blocks(characters, text, order_lines(characters, lines))
    ordered = [line for block in blocks for line in block.lines]
    if characters is drawn and ordered == lines:
        return range(count)
    starts = sorted(line.start for line in ordered)
    ends = dict(zip(starts, [*starts[1:], len(characters.text)], strict=True))
    found = list(characters.numbers(0, starts[0]))
    for line in ordered:
        found += characters.numbers(line.start, ends[line.start])
    place_of = {number: place for place, number in enumerate(found)}
    places: list[int] = []
    for number in range(count):  # what the text lacks stays behind what is drawn before it
        places.append(place_of.get(number, places[-1] if places else -1))
    return sorted(range(count), key=places.__getitem__)
