"""Finds the headings of a PDF page: larger than its text, or bold and by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.line_groups import ITEM_START, MIN_SIZE, SIZE_TOLERANCE, Group, Type
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.text.block_marks import MAX_LEVEL

_LARGER: Final = 1.15  # of the body type's height
_LEVELS: Final = (1.6, 1.25)
_MAX_HEADING_CHARS: Final = 200
_MAX_HEADING_LINES: Final = 5
_MAX_BOLD_CHARS: Final = 120
_MAX_SENTENCE_CHARS: Final = 60
"""Of a heading that ends like a sentence, as the first words of a page in large type do not."""
_MIN_TEXT_LINES: Final = 4
"""Lines from which a page has a body type that headings differ from."""
_ENDS_A_SENTENCE: Final = re.compile(r"[.,;]\W*$")
_NUMBERED: Final = re.compile(r"(?:\d{1,2}\.)+(?:\d{1,2}\.?)?\s+\w|[IVXivx]{1,5}\.\s+\w")


def bold_lines(
    characters: PageCharacters, text: EditedText, lines: Sequence[Line], body: Type
) -> frozenset[int]:
    """The short lines that are all bold, where the text is not."""
    if len(lines) < _MIN_TEXT_LINES:
        return frozenset()
    right = max(line.right for line in lines)
    candidates = [
        at
        for at, line in enumerate(lines)
        if line.end - line.start <= _MAX_BOLD_CHARS
        and line.right < right - body.height
        and body.height < SIZE_TOLERANCE * line.height
        and not _ENDS_A_SENTENCE.search(text[line.end - 3 : line.end])
    ]
    longest = max(lines, key=lambda line: line.end - line.start)
    if not candidates or characters.are_bold([longest.start])[0]:
        return frozenset()
    first = characters.are_bold([lines[at].start for at in candidates])
    begun = [at for at, is_bold in zip(candidates, first, strict=True) if is_bold]
    last = characters.are_bold([lines[at].end - 1 for at in begun])
    return frozenset(at for at, is_bold in zip(begun, last, strict=True) if is_bold)


def heading_level(
    text: EditedText, lines: Sequence[Line], group: Group, body: Type, bold: frozenset[int]
) -> int:
    """The level of a heading, 1 to 3; 0 if the group is not a heading."""
    own = lines[group.first : group.end]
    if len(lines) < _MIN_TEXT_LINES or len(own) > _MAX_HEADING_LINES:
        return 0
    are_larger = _are_larger(own, body)
    if not are_larger and not all(at in bold for at in range(group.first, group.end)):
        return 0
    words = text[own[0].start : own[-1].end]
    letters = sum(map(str.isalpha, words[:_MAX_HEADING_CHARS]))
    if len(words) > _MAX_HEADING_CHARS or letters < max(2, len(words) / 3):
        return 0
    is_sentence = bool(_ENDS_A_SENTENCE.search(words[-3:]))
    if are_larger:
        if is_sentence and len(words) > _MAX_SENTENCE_CHARS:
            return 0
        ratio = min(line.height for line in own) / body.height
        return next((n for n, least in enumerate(_LEVELS, 1) if ratio >= least), MAX_LEVEL)
    is_item = ITEM_START.match(words) and not _NUMBERED.match(words)
    return 0 if is_item or is_sentence else MAX_LEVEL


def _are_larger(lines: Sequence[Line], body: Type) -> bool:
    """Whether lines are larger than the text, and not only in a font with taller boxes."""
    least = _LARGER * body.height
    return all(
        line.height >= least
        and not (line.size > MIN_SIZE < body.size and line.size < SIZE_TOLERANCE * body.size)
        for line in lines
    )
