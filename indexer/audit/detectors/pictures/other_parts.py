"""The parts of GIF, WebP, BMP, ICO, JBIG2, AVIF and HEIC files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.audit.detectors import icc
from indexer.audit.detectors.pictures.picture_findings import MAX_PARTS, PictureFindings
from indexer.messages import message

_GIF_APPLICATIONS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"XMP DataXMP")
_WEBP_CHUNKS: Final = frozenset(
    {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"EXIF", b"XMP "}
)
_ISO_BOXES: Final = frozenset({b"ftyp", b"meta", b"mdat", b"moov"})
_JBIG2_EXTENSION: Final = 62
_JBIG2_KINDS: Final = frozenset(
    {0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53, _JBIG2_EXTENSION}
)


def inspect_gif_parts(data: bytes, found: PictureFindings) -> None:
    """Add the texts in a GIF, and its unknown blocks."""
    place = 13 + _palette_bytes(data[10:11])
    for _ in range(MAX_PARTS):
        kind = data[place : place + 1]
        if kind == b",":
            place += 10 + _palette_bytes(data[place + 9 : place + 10]) + 1
            place += len(_blocks(data, place)[0]) + _blocks(data, place)[1]
        elif kind == b"!":
            label = data[place + 1 : place + 2]
            content, heads = _blocks(data, place + 2)
            _inspect_extension(label, content, found)
            place += 2 + len(content) + heads
        else:
            place += kind == b";"
            break
    found.stray(data[place:], message("after the end of the picture"))


def _palette_bytes(flags: bytes) -> int:
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _blocks(data: bytes, place: int) -> tuple[bytes, int]:
    """The content of a chain of blocks, and how many bytes its lengths take."""
    parts, heads = [], 0
    while place < len(data):
        length = data[place]
        heads += 1
        if length == 0:
            break
        parts.append(data[place + 1 : place + 1 + length])
        place += 1 + length
    return b"".join(parts), heads


def _inspect_extension(label: bytes, content: bytes, found: PictureFindings) -> None:
    if label == b"\xfe":
        found.add_remark("comment", content.decode("utf-8", "replace").strip("\0 "))
    elif label == b"\x01":
        found.add_remark("text", content[12:].decode("latin-1"))
    elif label == b"\xff" and content.startswith(b"ICCRGBG1"):
        found.search_bytes(content, message("colour profile"))
    elif label != b"\xf9" and not content.startswith(_GIF_APPLICATIONS):
        name = "".join(chr(b) for b in content[:11] if 32 <= b < 127)
        found.unknown_named(name or label.hex())
        found.search_bytes(content, message("unknown part"))


def inspect_webp_parts(data: bytes, found: PictureFindings) -> None:
    """Add the unknown chunks of a WebP."""
    end = 8 + int.from_bytes(data[4:8], "little")
    place = 12
    for _ in range(MAX_PARTS):
        if place + 8 > min(end, len(data)):
            break
        kind = data[place : place + 4]
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        body = data[place + 8 : place + 8 + length]
        if kind == b"ICCP":
            icc.inspect(body, found.collector, found.where, found.page)
        elif kind not in _WEBP_CHUNKS:
            found.unknown_named(kind.decode("latin-1").strip())
            found.search_bytes(body, message("unknown part"))
        place += 8 + length + length % 2
    found.stray(data[end + end % 2 :], message("after the end of the picture"))


def inspect_bmp_parts(data: bytes, found: PictureFindings) -> None:
    """Add data between and after the parts of a BMP."""
    size = int.from_bytes(data[2:6], "little")
    pixels = int.from_bytes(data[10:14], "little")
    head = 14 + int.from_bytes(data[14:18], "little")
    palette = 4 * min(int.from_bytes(data[46:50], "little") or 256, 256) + 16
    found.stray(data[head + palette : pixels], message("before the pixels"))
    if size:
        found.stray(data[size:], message("after the end of the picture"))


def ico_pictures(data: bytes) -> Iterator[bytes]:
    """The PNGs in an icon; its other pictures are nothing but pixels."""
    for number in range(min(int.from_bytes(data[4:6], "little"), 64)):
        entry = data[6 + 16 * number : 22 + 16 * number]
        start = int.from_bytes(entry[12:16], "little")
        body = data[start : start + int.from_bytes(entry[8:12], "little")]
        if body.startswith(b"\x89PNG"):
            yield body


def inspect_iso_parts(data: bytes, found: PictureFindings) -> None:
    """Add the unknown boxes around an AVIF or HEIC; Pillow reads the metadata of an AVIF."""
    place = 0
    for _ in range(MAX_PARTS):
        if place + 8 > len(data):
            break
        length = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        if length < 8:
            length = len(data) - place
        body = data[place + 8 : place + length]
        if kind in (b"free", b"skip"):
            found.stray(body, message("unused part"))
        elif kind not in _ISO_BOXES:
            found.unknown_named(kind.decode("latin-1").strip())
            found.search_bytes(body, message("unknown part"))
        place += length


def inspect_jbig2_parts(data: bytes, found: PictureFindings) -> None:
    """Add the remarks among the segments of a JBIG2 picture inside a PDF."""
    place = 0
    for _ in range(MAX_PARTS):
        if place + 11 > len(data):
            break
        number = int.from_bytes(data[place : place + 4], "big")
        flags, references = data[place + 4], data[place + 5] >> 5
        place += 6
        if references == 7:
            count = int.from_bytes(data[place - 1 : place + 3], "big") & 0x1FFFFFFF
            place += 3 + (count + 8) // 8
            references = count
        place += references * (1 if number <= 256 else 2 if number <= 65_536 else 4)
        place += 4 if flags & 0x40 else 1
        length = int.from_bytes(data[place : place + 4], "big")
        body = data[place + 4 : place + 4 + length]
        if flags & 63 == _JBIG2_EXTENSION:
            found.add_remark("remark", body[4:].replace(b"\0", b" ").decode("latin-1").strip())
        elif flags & 63 not in _JBIG2_KINDS:
            found.unknown_named(str(flags & 63))
        if length == 0xFFFFFFFF:
            return
        place += 4 + length
    found.stray(data[place:], message("after the last part"))
