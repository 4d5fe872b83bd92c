"""Finds the lines of a PDF page whose broken word does not go on in the next line.

PDFium joins a word that ends a line with a hyphen to whatever is drawn next, which at the end of a
page is its number, a note or a running foot: "moti-" / "404 Instantáneas".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from indexer.extract.pdf.line_edits import Edit, EditedText
from indexer.extract.pdf.page_lines import Line
from indexer.extract.text.hyphenation import OPEN_END

# Of 70 words on real pages that seem to go on with a capital letter or a digit, 55 do, 1.0 to 1.9
# heights of the line below, in type of the same size to within .14; the others are 3.3 and more
# below, or in another column.
_STEPS: Final = (0.5, 2.6)
_MAX_SIZE_CHANGE: Final = 0.2


def part_broken_lines(text: EditedText, lines: Sequence[Line]) -> tuple[list[Edit], list[Line]]:
    """The lines, of which those end that do not go on in the next one, and the edits for these."""
    edits, parted = [], list(lines)
    for place, line in enumerate(lines[:-1]):
        if line.is_broken and not _goes_on(text, line, lines[place + 1]):
            edits.append(Edit(line.end, line.end, OPEN_END))
            parted[place] = replace(line, is_broken=False)
    return edits, parted


def _goes_on(text: EditedText, line: Line, following: Line) -> bool:
    """Whether the rest of a word can be what the next line begins with."""
    last = text[line.end - 1 : line.end]
    first = text[following.start : following.start + 1][:1]  # a note's mark has a blank behind it
    if first.isdigit() and not first.isdecimal():
        return False  # the mark of a note
    if not first.isdecimal() and not (first.isupper() and last.islower()):
        return True
    step = (line.baseline - following.baseline) / line.height if line.height else 0.0
    change = abs(following.height - line.height)
    return _STEPS[0] <= step <= _STEPS[1] and change <= _MAX_SIZE_CHANGE * line.height
