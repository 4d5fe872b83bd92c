"""Joins the lines of a printed page into paragraphs that fit any screen.

Only line breaks become blanks: no word changes, and a break too many or too few does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from indexer.model import TextBlock

# Below this a page is a poem, a list or a table rather than running text.
MIN_LINE_CHARS: Final = 40
# A line this much shorter than the others ended where its paragraph ended.
FULL_LINE_SHARE: Final = 0.75
_STARTS_ANEW: Final = re.compile(r"\s*(?:[•·▪◦‣*\-–—]|\(?\d{1,3}(?:\.\d+)*[.)]?\s)")


# So many lines of a paragraph must begin in lower case that it is no poem.
MIN_PROSE_LINES: Final = 4
MIN_PROSE_CHARS: Final = 28  # a narrow column
PROSE_SHARE: Final = 0.5


def reflow(text: str, blocks: Sequence[TextBlock] = ()) -> str:
    """`text` without the line breaks that come from the width of the printed page alone.

    Its headings and footnotes have none at all.
    """
    pieces = []
    done = 0
    for block in blocks:
        pieces += [
            _reflow_lines(text[done : block.start]),
            text[block.start : block.end].replace("\n", " "),
        ]
        done = block.end
    return "".join([*pieces, _reflow_lines(text[done:])])


def _reflow_lines(text: str) -> str:
    shared = "\n\n".join(map(_reflow_prose, text.split("\n\n")))
    return _reflow_page(shared)


def _reflow_prose(paragraph: str) -> str:
    """A paragraph of prose in one line; a list, a table, a poem as it is."""
    lines = paragraph.split("\n")
    if len(lines) < MIN_PROSE_LINES or any(map(_STARTS_ANEW.match, lines[1:])):
        return paragraph
    width = max(map(len, lines))
    if width < MIN_PROSE_CHARS:
        return paragraph
    is_full = all(len(line) >= FULL_LINE_SHARE * width for line in lines[:-1])
    going_on = sum(line[:1].islower() for line in lines[1:])
    is_prose = is_full and going_on >= PROSE_SHARE * (len(lines) - 1)
    return " ".join(lines) if is_prose else paragraph


def _reflow_page(text: str) -> str:
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 4:
        return text
    width = lengths[len(lengths) * 85 // 100]
    if width < MIN_LINE_CHARS:
        return text
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        goes_on = bool(following.strip()) and not _STARTS_ANEW.match(following)
        pieces += [" " if goes_on and len(line) >= FULL_LINE_SHARE * width else "\n", following]
    return "".join(pieces)
