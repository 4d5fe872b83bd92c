"""Recognises the kinds of picture files by their first bytes."""

from __future__ import annotations

from typing import Final

from indexer.audit.detectors.pictures.jp2_parts import CODESTREAM

_MAGIC: Final = (
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"\0\0\0\x0cjP  ", "JPEG2000"),
    (CODESTREAM, "JPEG2000"),
    (b"BM", "BMP"),
    (b"\0\0\1\0", "ICO"),
    (b"\0\0\2\0", "ICO"),
)


def kind_of_picture(data: bytes) -> str:
    """The kind of a picture by its first bytes; empty if it is unknown."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] in (b"avif", b"avis") else "HEIC"
    return ""
