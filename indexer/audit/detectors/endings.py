"""Recognises pictures by their file names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

# Also formats that cannot be inspected: they are reported as such.
_PICTURES: Final = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".jp2", ".avif", ".bmp"),
        *(".heic", ".heif", ".mpo", ".dng"),
    }
)


def is_picture(path: str) -> bool:
    """Whether a file is a picture."""
    return PurePosixPath(path).suffix.lower() in _PICTURES
