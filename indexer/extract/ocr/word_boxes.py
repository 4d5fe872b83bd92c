"""Packs the boxes of recognised words for storage: eight bytes a word, in the order of the text.

They refer to the picture as it was read, which may be rotated; `render.ocr_placement` maps them
back to the page. Without numpy: children that recognise text do not need it otherwise, and it would
take part of the memory that they may use.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

MAX_COORDINATE: Final = 65535
"""The right and the bottom edge of the picture."""

BYTES_PER_WORD: Final = 8
"""Left, top, right, bottom as little-endian uint16, in 1/65535 of the picture."""

PixelBox = tuple[int, int, int, int]


def pack_boxes(text: str, words: Iterable[tuple[str, PixelBox]], width: int, height: int) -> bytes:
    """Pack the boxes of the words of `text` on a picture of `width` x `height` pixels.

    Empty if `words` are not those of the text: no position is better than a wrong one.
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


def boxes_match(text: str, boxes: bytes) -> bool:
    """Whether `boxes` has one box for each word of `text`, or none at all."""
    return not boxes or len(boxes) == BYTES_PER_WORD * len(text.split())


def _share(place: int, of: int) -> int:
    return min(MAX_COORDINATE, max(0, round(MAX_COORDINATE * place / of)))
