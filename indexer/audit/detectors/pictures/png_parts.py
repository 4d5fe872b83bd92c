"""The chunks of a PNG, with all its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.audit.detectors import icc, xmp
from indexer.audit.detectors.pictures.picture_findings import (
    MAX_PARTS,
    PictureFindings,
    inflate,
)
from indexer.messages import message, verbatim

_SIGNATURE_BYTES: Final = 8
# Pixels, colours, sizes, animation; Exif data is read with Pillow.
_HARMLESS: Final = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"sBIT", b"pHYs"),
        *(b"bKGD", b"hIST", b"tIME", b"acTL", b"fcTL", b"fdAT", b"oFFs", b"sTER", b"cICP", b"mDCV"),
        *(b"cLLI", b"iDOT", b"CgBI", b"vpAg", b"caNv", b"orNT", b"eXIf", b"dSIG", b"gIFg", b"mDCv"),
        *(b"cLLi", b"cpIp"),
    }
)
_SEARCHED: Final = frozenset({b"sPLT", b"pCAL", b"sCAL", b"gIFx", b"gIFt"})
_RAW_PROFILE: Final = re.compile(r"raw profile type (\w+)", re.IGNORECASE)
_XMP_KEYS: Final = frozenset({"XML:com.adobe.xmp", "xmp"})


def inspect_png_parts(data: bytes, found: PictureFindings) -> list[bytes]:
    """Add what the chunks reveal; returns the Exif data that texts hold."""
    exif: list[bytes] = []
    end = _SIGNATURE_BYTES
    for kind, body, place in _chunks(data):
        end = place
        try:
            if kind in (b"tEXt", b"zTXt", b"iTXt"):
                exif += _inspect_text(kind, body, found)
            elif kind == b"iCCP":
                profile = inflate(body.partition(b"\0")[2][1:])
                icc.inspect(profile, found.collector, found.where, found.page)
            elif kind in _SEARCHED:
                found.search_bytes(body, message("note"))
            elif kind not in _HARMLESS:
                found.unknown_named(kind.decode("latin-1"))
        except ValueError:
            found.unknown(message("a damaged part named “{name}”", name=kind.decode("latin-1")))
    found.stray(data[end:], message("after the end of the picture"))
    return exif


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    place = _SIGNATURE_BYTES
    for _ in range(MAX_PARTS * 10):
        length = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        if len(kind) < 4:
            return
        end = place + 12 + length
        yield kind, data[place + 8 : place + 8 + length], end
        if kind == b"IEND":
            return
        place = end


def _inspect_text(kind: bytes, body: bytes, found: PictureFindings) -> Iterator[bytes]:
    name, _, rest = body.partition(b"\0")
    key = name.decode("latin-1")
    if kind == b"tEXt":
        text = rest.decode("latin-1")
    elif kind == b"zTXt":
        text = inflate(rest[1:]).decode("latin-1")
    else:
        packed, rest = rest[:1] == b"\1", rest[2:]
        language_and_name, _, value = rest.partition(b"\0")[2].partition(b"\0")
        found.search(language_and_name.decode("utf-8", "replace"), verbatim(key))
        text = (inflate(value) if packed else value).decode("utf-8", "replace")
    if key in _XMP_KEYS:
        xmp.inspect(text.encode(), found.collector, found.where, found.page)
    elif match := _RAW_PROFILE.match(key):
        yield from _inspect_profile(match[1].lower(), text, found)
    else:
        found.add_remark(key, text.strip())


def _inspect_profile(kind: str, text: str, found: PictureFindings) -> Iterator[bytes]:
    """Metadata that ImageMagick writes as a text of hexadecimal digits: a name, a length, them."""
    digits = "".join(text.split()[2:])
    raw = bytes.fromhex(digits)
    if kind in ("exif", "app1") and raw.startswith(b"Exif\0\0"):
        yield raw
    elif kind in ("xmp", "app1"):
        xmp.inspect(raw.partition(b"\0")[2] or raw, found.collector, found.where, found.page)
    elif kind in ("iptc", "8bim", "icc", "icm"):
        found.search_bytes(raw, message("profile “{name}”", name=kind))
        if kind in ("iptc", "8bim"):
            found.unknown(message("a profile named “{name}”", name=kind))
    else:
        found.unknown(message("a profile named “{name}”", name=kind))
