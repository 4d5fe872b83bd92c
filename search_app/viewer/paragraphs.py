"""The lines of a printed page, joined into paragraphs that fit any screen.

Only line breaks become blanks: no word changes, and a break too many or too few does no harm.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

# Below this a page is a poem, a list or a table rather than running text.
MIN_WIDTH: Final = 40
# A line this much shorter than the others ended where its paragraph ended.
FULL: Final = 0.75
_STARTS_ANEW: Final = re.compile(r"\s*(?:[•·▪◦‣*\-–—]|\(?\d{1,3}(?:\.\d+)*[.)]?\s)")


def reflowed(text: str) -> str:
    """`text` without the line breaks that only the width of the printed page made."""
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 4:
        return text
    width = lengths[len(lengths) * 85 // 100]
    if width < MIN_WIDTH:
        return text
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        goes_on = bool(following.strip()) and not _STARTS_ANEW.match(following)
        pieces += [" " if goes_on and len(line) >= FULL * width else "\n", following]
    return "".join(pieces)
