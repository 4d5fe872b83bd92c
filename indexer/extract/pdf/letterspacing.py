"""Closes letterspaced words of a PDF page: "C R Ó N I C A  D E  L A  L L U V I A".

PDFium has one blank for each gap. The widths decide: gaps between the letters of a word are
alike, and those between words are wider.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import Final

from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.upright_page import UprightPage
from indexer.extract.repairs.letterspaced import is_letterspaced

_BLANKS: Final = "[ \u00a0\u2002-\u200a]"
_RUN: Final = re.compile(
    rf"(?<!\S)[^\W\d_]{{1,3}}(?:{_BLANKS}+[^\W\d_]{{1,3}}){{3,}}(?![^\s,;:.!?])"
)
_SINGLE_LETTERS: Final = re.compile(rf"(?<!\S)[^\W\d_](?:{_BLANKS}+[^\W\d_]){{3,}}(?![^\s,;:.!?])")
"""A letterspaced word before a short one that is not: "A t e n ç ã o aos nomes"."""
_MIN_SINGLE_SHARE: Final = 0.5
# Where the gaps are nearly as wide as a blank, PDFium has blanks for some: "DEL VIE N TO".
_WORDS: Final = re.compile(rf"[^\W\d_]+(?:{_BLANKS}+[^\W\d_]+)+")
# What costs little to look for: two patterns are ten times as quick as one of both.
_SUSPICIOUS: Final = (
    re.compile(r" [BCDFGHJ-NP-TV-XZÑbcdfghj-np-tv-xzñ](?![\w.'’])"),
    re.compile(rf" [A-Za-zÀ-ÿ]{_BLANKS}+[A-Za-zÀ-ÿ](?!\w)"),
)
# In heights of the line. Between the letters of a word set normally are .02 and less.
_MIN_LETTER_GAP: Final = 0.06
_MAX_LETTER_GAP: Final = 0.9
_WORD_GAP: Final = 1.5
"""Between words, in gaps between the letters of a word."""
_MIN_GAP_SHARE: Final = 0.3
"""Share of the usual gap that the narrowest has at least: pairs such as "TÁ" stand closer."""


def close_letterspaced(page: UprightPage, lines: Sequence[Line]) -> list[Edit]:
    """The edits that make letterspaced words whole."""
    edits = []
    for run in _runs(page.text, lines):
        whole = [run] if _words(page, run) else _SINGLE_LETTERS.finditer(page.text, *run.span())
        edits += [Edit(*match.span(), words) for match in whole if (words := _words(page, match))]
    return edits


def _runs(text: str, lines: Sequence[Line]) -> Iterator[re.Match[str]]:
    """What may be letterspaced: single letters, and lines in which a consonant stands alone."""
    starts = [line.start for line in lines]
    found = chain.from_iterable(pattern.finditer(text) for pattern in _SUSPICIOUS)
    places = {bisect_right(starts, match.start()) - 1 for match in found}
    for place in sorted(places - {-1}):
        span = (lines[place].start, lines[place].end)
        runs = list(filter(_is_mostly_single, _RUN.finditer(text, *span)))
        yield from runs
        if not runs and (words := _WORDS.fullmatch(text, *span)):
            yield words


def _is_mostly_single(match: re.Match[str]) -> bool:
    parts = match[0].split()
    return sum(len(part) == 1 for part in parts) >= _MIN_SINGLE_SHARE * len(parts)


def _words(page: UprightPage, match: re.Match[str]) -> str:
    """The words of a letterspaced run; empty if it is not letterspaced."""
    places = [place for place in range(*match.span()) if not page.text[place].isspace()]
    boxes = page.font_boxes(places).tolist()
    height = max(box[3] - box[1] for box in boxes)
    gaps = [right[0] - left[2] for left, right in pairwise(boxes)]
    usual = median(sorted(gaps)[: (3 * len(gaps) + 3) // 4])
    if not _MIN_LETTER_GAP * height <= usual <= _MAX_LETTER_GAP * height:
        return ""
    if min(gaps) < _MIN_GAP_SHARE * usual:
        return ""
    letters = [page.text[place] for place in places]
    words = letters[0] + "".join(
        (" " if gap > _WORD_GAP * usual else "") + letter
        for gap, letter in zip(gaps, letters[1:], strict=True)
    )
    return words if is_letterspaced(words) else ""
