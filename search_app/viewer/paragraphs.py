"""Joins the lines of a printed page into paragraphs that fit any screen.

Only line breaks become blanks: no word changes, and a break too many or too few does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise, zip_longest
from typing import Final

from indexer.model import TextBlock

# Below this a page is a poem, a list or a table rather than running text.
MIN_LINE_CHARS: Final = 40
# A line this much shorter than the others ended where its paragraph ended.
FULL_LINE_SHARE: Final = 0.75
# Not "26 de agosto": the number of an item has a stop, or words with a capital letter behind it.
_STARTS_ANEW: Final = re.compile(
    r"\s*(?:[•·▪◦‣*\-–—]|(?!\d{1,3}\s[a-zà-öø-ÿ])\(?\d{1,3}(?:\.\d+)*[.)]?\s)"
)


MIN_PAGE_LINES: Final = 4
# So many lines of a paragraph must begin in lower case that it is no poem.
MIN_PROSE_LINES: Final = 4
MIN_PROSE_CHARS: Final = 28  # a narrow column
PROSE_SHARE: Final = 0.5
# A line this much longer than one of the shorter ones of its paragraph was joined with the next.
JOINED_LINES_SHARE: Final = 1.5


def reflow(text: str, blocks: Sequence[TextBlock] = ()) -> str:
    """`text` without the line breaks that come from the width of the printed page alone.

    Its headings and footnotes have none at all.
    """
    pieces, between = [], []
    done = 0
    for block in blocks:
        between.append(_paragraphs(text[done : block.start]))
        pieces.append(text[block.start : block.end].replace("\n", " "))
        done = block.end
    between.append(_paragraphs(text[done:]))
    page_width = _usual_width([lines for paragraphs in between for lines in paragraphs])
    reflowed = [_reflow_paragraphs(paragraphs, page_width) for paragraphs in between]
    return "".join(chain.from_iterable(zip_longest(reflowed, pieces, fillvalue="")))


def _paragraphs(text: str) -> list[list[str]]:
    return [one.split("\n") for one in text.split("\n\n")]


def _reflow_paragraphs(paragraphs: Sequence[Sequence[str]], page_width: int) -> str:
    width = _usual_width(paragraphs) or page_width  # a few lines between two headings have none
    return "\n\n".join(_reflow_paragraph(lines, width) for lines in paragraphs)


def _usual_width(paragraphs: Sequence[Sequence[str]]) -> int:
    """The characters of a full line among these; 0 if they are no running text."""
    lines = [line for lines in paragraphs for line in lines if line.strip()]
    if len(lines) < MIN_PAGE_LINES:
        return 0
    width = sorted(map(len, lines))[len(lines) * 85 // 100]
    if prose := [_column_width(lines) for lines in paragraphs if _is_prose(lines)]:
        return min(width, max(prose))
    return width if width >= MIN_LINE_CHARS else 0


def _column_width(lines: Sequence[str]) -> int:
    """The characters of a full line of a paragraph.

    Lines between which a word was broken are one line here, twice as long or longer.
    """
    widths = sorted(map(len, lines))
    one_line = JOINED_LINES_SHARE * widths[len(widths) // 4]
    return max(width for width in widths if width <= one_line)


def _reflow_paragraph(lines: Sequence[str], width: int) -> str:
    if _is_prose(lines):
        return " ".join(lines)
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        goes_on = bool(following.strip()) and not _STARTS_ANEW.match(following)
        is_full = width > 0 and len(line) >= FULL_LINE_SHARE * width
        pieces += [" " if goes_on and is_full else "\n", following]
    return "".join(pieces)


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether the lines are full and go on in lower case; not a list, a table, a poem."""
    if len(lines) < MIN_PROSE_LINES or any(map(_STARTS_ANEW.match, lines[1:])):
        return False
    width = _column_width(lines)
    if width < MIN_PROSE_CHARS:
        return False
    is_full = all(len(line) >= FULL_LINE_SHARE * width for line in lines[:-1])
    going_on = sum(line[:1].islower() for line in lines[1:])
    return is_full and going_on >= PROSE_SHARE * (len(lines) - 1)
