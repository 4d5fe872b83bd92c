"""Inspects the content streams of a PDF for what stands in them beside what they draw."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.audit.detectors.pictures.jpeg_parts import jpeg_end

_STRING: Final = rb"(\((?:[^\\()]|\\.|\([^()]{0,200}\)){0,4000}\)|<[0-9A-Fa-f\s]{0,8000}>)"
_ANY_MARKED: Final = re.compile(
    rb"<<((?:[^<>]|<[0-9A-Fa-f\s]*>|<<[^<>]*>>){1,4000})>>\s*(?:BDC|DP)\b"
)
_KEYED_STRING: Final = re.compile(rb"/([^\s/<>()\[\]]{1,60})\s*" + _STRING, re.DOTALL)
_INLINE: Final = re.compile(rb"(?<![^\s])BI\s(.{0,600}?)(?<![^\s>\]])ID[\s]", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_COMMENT: Final = re.compile(rb"(?:^|[\r\n])%([^\r\n]{8,400})")
_HAS_WORDS: Final = re.compile(rb"(?<![A-Za-z])[A-Za-z]{3,}+[ ,;:]++[A-Za-z]{2}")
_MAX_PARTS: Final = 2_000
_FILTER_NAMES: Final = re.compile(rb"/(?:F|Filter)\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_MAX_PICTURE_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text that stands beside what is drawn, under `key` ("ActualText")."""

    key: str
    value: bytes


def marked_texts(content: bytes) -> Iterator[MarkedText]:
    """The strings in the property lists of a content stream."""
    if b"BDC" not in content and b"DP" not in content:
        return
    for number, match in enumerate(_ANY_MARKED.finditer(content)):
        if number >= _MAX_PARTS:
            yield MarkedText("more", b"more texts beside the content")
            return
        for found in _KEYED_STRING.finditer(match[1]):
            yield MarkedText(found[1].decode("latin-1"), _unescaped(found[2]))


def comments(content: bytes) -> Iterator[bytes]:
    """The comments in a content stream that hold words."""
    if b"%" not in content:
        return
    for number, match in enumerate(_COMMENT.finditer(content)):
        if number >= _MAX_PARTS:
            return
        if _HAS_WORDS.search(match[1]):
            yield match[1]


def inline_jpegs(content: bytes) -> Iterator[bytes | None]:
    """The JPEGs in a content stream; None for one that cannot be unpacked.

    Other inline pictures are nothing but pixels.
    """
    if b"ID" not in content:
        return
    for number, match in enumerate(_INLINE.finditer(content)):
        if number >= _MAX_PARTS:
            yield None
            return
        found = _FILTER_NAMES.search(match[1])
        filters = re.findall(rb"/([A-Za-z0-9]+)", found[1]) if found else []
        if filters and filters[-1] in (b"DCT", b"DCTDecode"):
            data = content[match.end() : match.end() + _MAX_PICTURE_BYTES]
            yield _unpacked(data, filters[:-1])


def _unpacked(data: bytes, filters: list[bytes]) -> bytes | None:
    try:
        for name in filters:
            if name in (b"A85", b"ASCII85Decode"):
                body = data.partition(b"~>")[0]
                data = base64.a85decode(body.removeprefix(b"<~"), ignorechars=b" \t\n\r\v\f\0")
            elif name in (b"AHx", b"ASCIIHexDecode"):
                data = bytes.fromhex(data.partition(b">")[0].decode("ascii"))
            elif name in (b"Fl", b"FlateDecode"):
                data = zlib.decompressobj().decompress(data, _MAX_PICTURE_BYTES)
            else:
                return None
    except (ValueError, binascii.Error, zlib.error):
        return None
    return data[: jpeg_end(data)]


def _unescaped(literal: bytes) -> bytes:
    """The bytes of a string as it is written in a content stream."""
    if literal.startswith(b"<"):
        digits = re.sub(rb"\s", b"", literal[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _ESCAPE.sub(_unescape, literal[1:-1])


def _unescape(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return _ESCAPED.get(sign, b"" if sign.endswith(b"\n") else sign)
