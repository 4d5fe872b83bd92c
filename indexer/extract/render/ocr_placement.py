"""Where recognised words stand on a page that is a picture.

What was recognised is kept with the boxes of its words on the picture as it was read; here each
character gets its share of its word's box, on the page as it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

import numpy as np

from indexer.extract.geometry import Boxes, Matrix, mapped_all
from indexer.extract.ocr import word_boxes
from indexer.extract.ocr.ocr_cache import OcrCache, OcrResult, key_of
from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
from indexer.extract.render.placed_text import PlacedText

_WORD: Final = re.compile(r"\S+")

# Scans here have up to 2,400 on a page. So many as these take 36 ms and 42 MB to place (measured).
_MOST_CHARACTERS: Final = 200_000

# From the picture, turned clockwise by so many degrees, back to the page; both are 1 wide and high.
_BACK: Final[dict[int, Matrix]] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 1),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, 1, -1, 0, 1, 0),
}


def on_page(
    reader: PdfiumReader, index: int, cache: Path, ways: Collection[str]
) -> PlacedText | None:
    """What was recognised on a page (by its index) and where it stands; None if that is not known.

    `ways` are those in which the publication's pictures were recognised, as the keys in its record
    tell (`ocr_cache.ways`); `cache` is the folder of what was recognised. To be asked for passages
    whose origin is OCR: on others the text is another one. The text is as tesseract gave it, so
    not cleaned. None is also the answer for what was recognised before places were kept.
    """
    if not ways:
        return None
    try:
        picture = reader.picture(index)
    except PageUnreadable:
        return None
    known = OcrCache(cache)
    found = (known.get(key_of(picture, way)) for way in ways)
    return next((text for text in map(placed, filter(None, found)) if text is not None), None)


def placed(recognised: OcrResult) -> PlacedText | None:
    """The text with the place of each character; None if no places are kept, or they do not fit."""
    text, back = recognised.text, _BACK.get(recognised.turned)
    if not recognised.boxes or not word_boxes.fit(text, recognised.boxes):
        return None
    if back is None or len(text) > _MOST_CHARACTERS:
        return None
    spans = np.array([match.span() for match in _WORD.finditer(text)])
    lengths = spans[:, 1] - spans[:, 0]
    words = np.frombuffer(recognised.boxes, "<u2").reshape(-1, 4).astype(np.float64)
    nth = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    boxes = mapped_all(back, _shares(words, lengths, nth) / word_boxes.FULL)
    places = np.zeros((len(text), 4), "<u2")
    places[np.repeat(spans[:, 0], lengths) + nth] = np.rint(boxes * word_boxes.FULL)
    return PlacedText(text, places.tobytes())


def _shares(words: Boxes, lengths: np.ndarray, nth: np.ndarray) -> Boxes:
    """The box of the `nth` character of each word, where all of its characters are equally wide."""
    shares = np.repeat(words, lengths, axis=0)
    widths = np.repeat((words[:, 2] - words[:, 0]) / lengths, lengths)
    shares[:, 0] += widths * nth
    shares[:, 2] = shares[:, 0] + widths
    return shares
