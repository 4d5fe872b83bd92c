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

_BLANKS: Final = "[ \u00a0\u2002-\u200a]"
_RUN: Final = re.compile(
    rf"(?<!\S)[^\W\d_]{{1,3}}(?:{_BLANKS}+[^\W\d_]{{1,3}}){{3,}}(?![^\s,;:.!?])"
)
_MIN_SINGLE_SHARE: Final = 0.5
# Where the gaps are nearly as wide as a blank, PDFium has blanks for some: "DEL VIE N TO".
_WORDS: Final = re.compile(rf"[^\W\d_]+(?:{_BLANKS}+[^\W\d_]+)+")
# Which costs little to look for.
_SINGLE_LETTERS: Final = re.compile(rf" [^\W\d_]{_BLANKS}+[^\W\d_](?!\w)")
_SINGLE_CONSONANT: Final = re.compile(r" [BCDFGHJ-NP-TV-XZÑbcdfghj-np-tv-xzñ](?![\w.'’])")
# In heights of the line. Between the letters of a word set normally are .02 and less.
_MIN_LETTER_GAP: Final = 0.06
_MAX_LETTER_GAP: Final = 0.9
_WORD_GAP: Final = 1.5
"""Between words, in gaps between the letters of a word."""
_MIN_GAP_SHARE: Final = 0.3
"""Of the usual gap, that the narrowest has at least: pairs as "TÁ" stand nearer."""


def close_letterspaced(characters: PageCharacters, lines: Sequence[Line]) -> list[Edit]:
    """The edits that make letterspaced words whole."""
    return [
        Edit(match.start(), match.end(), words)
        for match in _runs(characters.text, lines)
        if (words := _words(characters, match))
    ]


def _runs(text: str, lines: Sequence[Line]) -> Iterator[re.Match[str]]:
    """What may be letterspaced: single letters, and lines in which a consonant stands alone."""
    if not (_SINGLE_LETTERS.search(text) or _SINGLE_CONSONANT.search(text)):
        return
    for line in lines:
        span = (line.start, line.end)
        if _SINGLE_CONSONANT.search(text, *span) and (words := _WORDS.fullmatch(text, *span)):
            yield words
        elif _SINGLE_LETTERS.search(text, *span):
            yield from filter(_is_mostly_single, _RUN.finditer(text, *span))


def _is_mostly_single(match: re.Match[str]) -> bool:
    parts = match[0].split()
    return sum(len(part) == 1 for part in parts) >= _MIN_SINGLE_SHARE * len(parts)


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
