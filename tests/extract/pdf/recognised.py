"""Files of which pages have been recognised: what is in the cache before they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from indexer.extract.ocr.ocr_cache import (
    OcrCache,
    OcrConfig,
    OcrResult,
    PictureText,
    ScannedFile,
)
from indexer.model import Extraction

Read = Callable[..., Extraction]
"""Reads the bytes of a PDF, with a configuration of recognition or None."""


def scanned_file(data: bytes, folder: Path) -> ScannedFile:
    """The file with these bytes, and the cache in a folder."""
    return ScannedFile(hashlib.sha256(data).hexdigest(), str(folder / "ocr"))


def know(data: bytes, how: OcrConfig, folder: Path, found: PictureText, page: int = 1) -> str:
    """Put the text of a page into the cache; its key."""
    scanned, picture = scanned_file(data, folder), f"{page:064x}"
    cache = OcrCache(Path(scanned.cache))
    cache.put_page(scanned.sha256, page, picture)
    cache.put(OcrResult(how.key(picture), found))
    return how.key(picture)
