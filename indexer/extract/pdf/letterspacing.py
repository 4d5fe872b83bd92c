"""Closes letterspaced words of a PDF page: "C R Ó N I C A  D E  L A  L L U V I A".

PDFium has one blank for each gap. The gaps tell: those between the letters of a word are alike, and
those between words are wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.text.letterspaced import is_letterspaced

_RUN: Final = re.compile(r"(?<!\S)[^\W\d_]{1,3}(?: +[^\W\d_]{1,3}){3,}(?![^\s,;:.!?])")
# Which costs little to look for; "y a" and "o la" are frequent.
_SINGLE_LETTERS: Final = re.compile(r" [^\W\d_] [^\W\d_](?!\w)")
_MIN_SINGLE_SHARE: Final = 0.5
# In heights of the line. Between the letters of a word set normally are .02 and less.
_MIN_LETTER_GAP: Final = 0.06
_MAX_LETTER_GAP: Final = 0.9
_WORD_GAP: Final = 1.5
"""Between words, in gaps between the letters of a word."""
_MIN_GAP_SHARE: Final = 0.5
"""Of the usual gap, that the narrowest has at least: cells of a table are less regular."""


def close_letterspaced(characters: PageCharacters, lines: Sequence[Line]) -> list[Edit]:
    """The edits that make letterspaced words whole."""
    return [
        Edit(match.start(), match.end(), words)
        for match in _runs(characters.text, lines)
        if (words := _words(characters, match))
    ]


def _runs(text: str, lines: Sequence[Line]) -> Iterator[re.Match[str]]:
    if not _SINGLE_LETTERS.search(text):
        return
    for line in lines:
        if not _SINGLE_LETTERS.search(text, line.start, line.end):
            continue
        for match in _RUN.finditer(text, line.start, line.end):
            parts = match[0].split()
            if sum(len(part) == 1 for part in parts) >= _MIN_SINGLE_SHARE * len(parts):
                yield match


def _words(characters: PageCharacters, match: re.Match[str]) -> str:
    """The words of a letterspaced run; nothing if it is none."""
    places = [place for place in range(*match.span()) if not characters.text[place].isspace()]
    boxes = characters.font_boxes(places).tolist()
    height = max(box[3] - box[1] for box in boxes)
    gaps = [right[0] - left[2] for left, right in pairwise(boxes)]
    usual = median(sorted(gaps)[: (3 * len(gaps) + 3) // 4])
    if not _MIN_LETTER_GAP * height <= usual <= _MAX_LETTER_GAP * height:
        return ""
    if min(gaps) < _MIN_GAP_SHARE * usual:
        return ""
    letters = [characters.text[place] for place in places]
    words = letters[0] + "".join(
        (" " if gap > _WORD_GAP * usual else "") + letter
        for gap, letter in zip(gaps, letters[1:], strict=True)
    )
    return words if is_letterspaced(words) else ""
