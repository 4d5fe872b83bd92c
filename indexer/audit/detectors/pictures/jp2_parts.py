"""The boxes of a JPEG 2000 file, and the remarks in its codestream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.audit.detectors import xmp
from indexer.audit.detectors.pictures.picture_findings import MAX_PARTS, PictureFindings
from indexer.audit.findings import FindingKind
from indexer.messages import message

CODESTREAM: Final = b"\xff\x4f\xff\x51"
"""How a codestream begins that stands without boxes."""

_MAX_DEPTH: Final = 6
_GROUPS: Final = frozenset({b"jp2h", b"asoc", b"uinf", b"jpch", b"jplh", b"res ", b"ftbl", b"drep"})
_PIXELS: Final = frozenset(
    {
        *(b"jP  ", b"ftyp", b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef", b"resc", b"resd", b"rreq"),
        *(b"opct", b"creg", b"copt", b"inst", b"comp", b"nlst", b"ulst", b"flst", b"free"),
    }
)
_XMP: Final = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
_EXIF: Final = bytes.fromhex("4A706754696666457869662D3E4A5032")
_IPTC: Final = bytes.fromhex("33C7A4D2B81D4723A0BAF1A3E097AD38")
_GEOGRAPHY: Final = bytes.fromhex("B14BF8BD083D4B43A5AE8CD7D5A6CE03")
_REMARK: Final = 0xFF64
_TILE: Final = 0xFF90


def inspect_jp2_parts(data: bytes, found: PictureFindings) -> list[bytes]:
    """Add what boxes and remarks reveal; returns the Exif data among them."""
    if data.startswith(CODESTREAM):
        _inspect_codestream(data, found)
        return []
    exif: list[bytes] = []
    waiting: list[tuple[bytes, int]] = [(data, 0)]
    parts = 0
    while waiting:
        inside, depth = waiting.pop()
        for kind, body in _boxes(inside, found):
            parts += 1
            if parts > MAX_PARTS:
                found.unknown(message("everything after the first {count} parts", count=MAX_PARTS))
                return exif
            if kind in _GROUPS and depth < _MAX_DEPTH:
                waiting.append((body, depth + 1))
            else:
                exif += _inspect_box(kind, body, found)
    return exif


def _boxes(data: bytes, found: PictureFindings) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind, head = data[place + 4 : place + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[place + 8 : place + 16], "big"), 16
        if length == 0:
            length = len(data) - place
        if length < head:
            found.stray(data[place:], message("after the last part"))
            return
        yield kind, data[place + head : place + length]
        place += length
    found.stray(data[place:], message("after the last part"))


def _inspect_box(kind: bytes, body: bytes, found: PictureFindings) -> Iterator[bytes]:
    match kind:
        case b"xml ":
            xmp.inspect(body, found.collector, found.where, found.page)
            if b"gml" in body[:4_000].lower():
                found.add(
                    FindingKind.PICTURE_PLACE, message("a place on a map ({format})", format="GML")
                )
        case b"uuid":
            yield from _inspect_uuid(body[:16], body[16:], found)
        case b"lbl " | b"url " | b"cprt":
            found.search(body.decode("utf-8", "replace"), message("label"))
            if kind == b"cprt":
                found.add_value(
                    FindingKind.PICTURE_OWNER, "copyright", body.decode("utf-8", "replace")
                )
        case b"colr":
            found.search_bytes(body, message("colour profile"))
        case b"jp2c":
            _inspect_codestream(body, found)
        case _ if kind not in _PIXELS:
            found.unknown_named(kind.decode("latin-1").strip())
            found.search_bytes(body, message("unknown part"))


def _inspect_uuid(uuid: bytes, body: bytes, found: PictureFindings) -> Iterator[bytes]:
    if uuid == _XMP:
        xmp.inspect(body, found.collector, found.where, found.page)
    elif uuid == _EXIF:
        yield b"Exif\0\0" + body.removeprefix(b"Exif\0\0")
    elif uuid == _GEOGRAPHY:
        found.add(
            FindingKind.PICTURE_PLACE, message("a place on a map ({format})", format="GeoJP2")
        )
    else:
        known = "IPTC" if uuid == _IPTC else uuid.hex()
        found.unknown(message("data of a program ({name})", name=known))
        found.search_bytes(body, message("data of a program"))


def _inspect_codestream(data: bytes, found: PictureFindings) -> None:
    """The remarks before the pixels."""
    place = 2
    for _ in range(MAX_PARTS):
        marker = int.from_bytes(data[place : place + 2], "big")
        if marker == _TILE or marker < 0xFF00:
            return
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _REMARK:
            found.add_remark("remark", data[place + 6 : place + 2 + length].decode("latin-1"))
        place += 2 + max(length, 2)
