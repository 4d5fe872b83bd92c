"""Joins the lines of a printed page into paragraphs that fit any screen.

Only line breaks become blanks: no word changes, and a break too many or too few does no harm.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

# Below this a page is a poem, a list or a table rather than running text.
MIN_LINE_CHARS: Final = 40
# A line this much shorter than the others ended where its paragraph ended.
FULL_LINE_SHARE: Final = 0.75
_STARTS_ANEW: Final = re.compile(r"\s*(?:[•·▪◦‣*\-–—]|\(?\d{1,3}(?:\.\d+)*[.)]?\s)")


def reflow(text: str) -> str:
    """`text` without the line breaks that come from the width of the printed page alone."""
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
