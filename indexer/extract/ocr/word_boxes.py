"""The boxes of recognised words as they are kept: eight bytes a word, in the order of the text.

They are those of the picture as it was read, which may be the page turned: `scan_places` turns them
back when somebody asks where a word stands. Without numpy: children that only recognise do not need
it, and it would take a part of the memory that they may use.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

FULL: Final = 65535
"""The right and the bottom edge of the picture."""

BYTES: Final = 8
"""Of one word: left, top, right, bottom, as little-endian uint16 in 1/65535 of the picture."""

PixelBox = tuple[int, int, int, int]


def packed(text: str, words: Iterable[tuple[str, PixelBox]], width: int, height: int) -> bytes:
    """The boxes of the words of `text`, which `words` are, on a picture of so many pixels.

    Empty where `words` are others than those of the text: no place is better than a wrong one.
    """
    pieces = [(piece, box) for word, box in words for piece in word.split()]
    if [piece for piece, _ in pieces] != text.split():
        return b""
    return b"".join(
        struct.pack(
            "<4H",
            *(_share(place, of) for place, of in zip(box, (width, height) * 2, strict=True)),
        )
        for _, box in pieces
    )


def fit(text: str, boxes: bytes) -> bool:
    """Whether `boxes` can be those of the words of `text`; having none is right for any text."""
    return not boxes or len(boxes) == BYTES * len(text.split())


def _share(place: int, of: int) -> int:
    return min(FULL, max(0, round(FULL * place / of)))
