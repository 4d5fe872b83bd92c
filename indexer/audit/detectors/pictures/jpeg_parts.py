"""The segments of a JPEG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from indexer.audit.detectors import icc, xmp
from indexer.audit.detectors.pictures.picture_findings import MAX_PARTS, PictureFindings
from indexer.messages import Message, message

_START: Final = 0xD8
_END: Final = 0xD9
_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
# Frames, tables, restart intervals: what the pixels are made of.
_PIXEL_SEGMENTS: Final = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)})
_EXTENDED_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"
_EXTENDED_XMP_HEAD_BYTES: Final = len(_EXTENDED_XMP) + 32 + 8
_EXIF: Final = b"Exif\0"
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_PROFILE: Final = b"ICC_PROFILE\0"  # in parts of 64 kB, with their number and count
_HARMLESS: Final = (b"JFIF\0", b"Adobe", b"Ducky", b"MPF\0")
_PREVIEW_RESOURCES: Final = frozenset({1033, 1036})
# Of Photoshop: what is read elsewhere, or holds numbers and short texts only.
_KNOWN_RESOURCES: Final = frozenset({*range(1000, 1092), *range(2000, 3000), *range(4000, 5000)})
_RESOURCE_HEAD_BYTES: Final = 28  # of a preview, before its JPEG


@dataclass(frozen=True, slots=True)
class JpegPreview:
    """A smaller picture inside a JPEG, or one that follows it."""

    data: bytes
    place: Message


@dataclass(slots=True)
class _Segments:
    """What is collected from several segments."""

    exif: int = 0
    profile: list[bytes] = field(default_factory=list)
    extended_xmp: list[bytes] = field(default_factory=list)
    previews: list[JpegPreview] = field(default_factory=list)


def inspect_jpeg_parts(data: bytes, found: PictureFindings) -> list[JpegPreview]:
    """Add what the segments reveal, but for Exif and IPTC data, which Pillow reads.

    Returns the pictures among them and after the end.
    """
    segments = _Segments()
    end = 2
    for marker, body, place in _segments(data):
        _inspect_segment(marker, body, found, segments)
        end = place
    if segments.profile:
        icc.inspect(b"".join(segments.profile), found.collector, found.where, found.page)
    if segments.extended_xmp:
        xmp.inspect(b"".join(segments.extended_xmp), found.collector, found.where, found.page)
    rest = data[end:].lstrip(b"\0")
    if rest.startswith(b"\xff\xd8"):
        segments.previews.append(JpegPreview(rest, message("second picture")))
    else:
        found.stray(rest, message("after the end of the picture"))
    return segments.previews


def jpeg_end(data: bytes) -> int:
    """Where the first JPEG in data ends."""
    return max((end for _, _, end in _segments(data)), default=0)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(marker, content, where it ends) up to the end of the picture."""
    place = 2
    for _ in range(MAX_PARTS):
        place = data.find(b"\xff", place)
        if place < 0 or place + 2 > len(data):
            return
        marker = data[place + 1]
        if marker in (0x00, 0xFF):
            place += 1 if marker else 2
            continue
        if marker == _END:
            yield marker, b"", place + 2
            return
        if marker in _WITHOUT_LENGTH:
            place += 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        end = place + 2 + max(length, 2)
        if marker == _SCAN:
            end = _scan_end(data, end)
        yield marker, data[place + 4 : end], end
        place = end


def _scan_end(data: bytes, place: int) -> int:
    """Where the next segment begins after the pixels of a scan."""
    while (place := data.find(b"\xff", place)) >= 0:
        following = data[place + 1 : place + 2]
        if following and following != b"\0" and not 0xD0 <= following[0] <= 0xD7:
            return place
        place += 2
    return len(data)


def _inspect_segment(marker: int, body: bytes, found: PictureFindings, segments: _Segments) -> None:
    if marker in _PIXEL_SEGMENTS or marker == _END:
        return
    if marker == _COMMENT:
        found.add_remark("comment", body.decode("utf-8", "replace").strip("\0 "))
    elif body.startswith(_EXIF):
        segments.exif += 1
        if segments.exif > 1:  # Pillow reads the first one
            found.unknown(message("further Exif data"))
            found.search_bytes(body, message("Exif data"))
    elif body.startswith(_XMP):
        xmp.inspect(body.removeprefix(_XMP), found.collector, found.where, found.page)
    elif body.startswith(_EXTENDED_XMP):
        segments.extended_xmp.append(body[_EXTENDED_XMP_HEAD_BYTES:])
    elif body.startswith(b"JFXX\0"):
        segments.previews.append(JpegPreview(body[6:], message("preview")))
    elif body.startswith(b"Photoshop 3.0\0"):
        _inspect_resources(body[14:], found, segments)
    elif body.startswith(_PROFILE):
        segments.profile.append(body[len(_PROFILE) + 2 :])
    elif body.startswith(_HARMLESS):
        found.search_bytes(body, message("note"))
    else:
        name = "".join(chr(b) for b in body[:12] if 32 <= b < 127)
        found.unknown_named(f"APP{marker - 0xE0} {name}".rstrip())
        found.search_bytes(body, message("unknown part"))


def _inspect_resources(data: bytes, found: PictureFindings, segments: _Segments) -> None:
    """The blocks that Photoshop keeps in a segment."""
    place = 0
    while data[place : place + 4] == b"8BIM" and place + 12 <= len(data):
        number = int.from_bytes(data[place + 4 : place + 6], "big")
        name_bytes = 1 + data[place + 6]
        start = place + 6 + name_bytes + name_bytes % 2
        length = int.from_bytes(data[start : start + 4], "big")
        body = data[start + 4 : start + 4 + length]
        if number in _PREVIEW_RESOURCES:
            segments.previews.append(JpegPreview(body[_RESOURCE_HEAD_BYTES:], message("preview")))
        elif number not in _KNOWN_RESOURCES:
            found.unknown(message("data of Photoshop, number {number}", number=str(number)))
        else:
            found.search_bytes(body, message("data of Photoshop"))
        place = start + 4 + length + length % 2
