"""Finds the positions of recognised characters on a page that is a picture.

The cache has the boxes of words on the picture as it was read; here each character gets its share
of its word's box, on the page as it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import numpy as np

from indexer.extract.geometry import Boxes, Matrix, map_boxes
from indexer.extract.ocr import word_boxes
from indexer.extract.ocr.ocr_cache import PictureText, ScannedFile
from indexer.extract.render.placed_text import PlacedText

_WORD: Final = re.compile(r"\S+")

# Real scans have up to 2,400 a page. This many take 36 ms and 42 MB (measured).
_MAX_CHARS: Final = 200_000

# From the picture, rotated clockwise by so many degrees, to the page; both 1 wide and high.
_TO_PAGE: Final[dict[int, Matrix]] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 1),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, 1, -1, 0, 1, 0),
}


def ocr_text_on_page(
    scanned: ScannedFile, number: int, ocr_config_ids: Collection[str]
) -> PlacedText | None:
    """The recognised text of a page (from 1) with positions; None if they are unknown.

    `ocr_config_ids` come from the keys in the publication's record (`ocr_cache.ocr_config_ids`).
    Only for passages whose origin is OCR: the text of others is not the recognised one. The text is
    tesseract's, not cleaned.
    """
    entries = (scanned.find(number, config_id) for config_id in ocr_config_ids)
    texts = (place_recognised_text(entry.found) for entry in entries if entry is not None)
    return next((text for text in texts if text is not None), None)


def place_recognised_text(recognised: PictureText) -> PlacedText | None:
    """The text with a box for each character; None if there are no boxes, or they do not fit."""
    text, back = recognised.text, _TO_PAGE.get(recognised.turned)
    if not recognised.boxes or not word_boxes.boxes_match(text, recognised.boxes):
        return None
    if back is None or len(text) > _MAX_CHARS:
        return None
    spans = np.array([match.span() for match in _WORD.finditer(text)])
    lengths = spans[:, 1] - spans[:, 0]
    words = np.frombuffer(recognised.boxes, "<u2").reshape(-1, 4).astype(np.float64)
    nth = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    boxes = map_boxes(back, _shares(words, lengths, nth) / word_boxes.MAX_COORDINATE)
    places = np.zeros((len(text), 4), "<u2")
    places[np.repeat(spans[:, 0], lengths) + nth] = np.rint(boxes * word_boxes.MAX_COORDINATE)
    return PlacedText(text, places.tobytes())


def _shares(words: Boxes, lengths: np.ndarray, nth: np.ndarray) -> Boxes:
    """The box of the `nth` character of each word, assuming that all are equally wide."""
    shares = np.repeat(words, lengths, axis=0)
    widths = np.repeat((words[:, 2] - words[:, 0]) / lengths, lengths)
    shares[:, 0] += widths * nth
    shares[:, 2] = shares[:, 0] + widths
    return shares
