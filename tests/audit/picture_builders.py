"""Pictures with a secret in each part that their formats have, built in code."""

from __future__ import annotations

import base64
import io
import struct
import zlib

from PIL import Image

from tests.audit.builders import ZOCALO, jpeg, scenery

SECRET = "juana.perez@example.org"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:d="urn:d"'
    f' d:City="Ocosingo" d:creator="Juana Perez" d:x="{SECRET}"/></rdf:RDF></x:xmpmeta>'
).encode()


def segment(number: int, body: bytes) -> bytes:
    """A segment of a JPEG, by the second byte of its marker."""
    return bytes([0xFF, number]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes, after: bytes = b"") -> bytes:
    plain = jpeg()
    return plain[:2] + b"".join(segments) + plain[2:] + after


def photoshop(number: int, body: bytes) -> bytes:
    block = b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(body)) + body
    return segment(0xED, b"Photoshop 3.0\0" + block + b"\0" * (len(body) % 2))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def saved(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    scenery((40, 30)).save(out, kind, **more)
    return out.getvalue()


def png_with(*chunks: bytes, after: bytes = b"") -> bytes:
    plain = saved("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:] + after


def exif_with_place() -> bytes:
    """Exif data with a position, as it stands in a file."""
    with Image.open(io.BytesIO(jpeg(gps=ZOCALO))) as picture:
        raw = picture.info["exif"]
    assert isinstance(raw, bytes)
    return raw


def raw_profile(kind: str, body: bytes) -> bytes:
    """Metadata as ImageMagick writes it into a PNG."""
    text = f"\n{kind}\n{len(body):8}\n{body.hex()}\n".encode()
    return chunk(b"zTXt", f"Raw profile type {kind}".encode() + b"\0\0" + zlib.compress(text))


def box(kind: bytes, body: bytes) -> bytes:
    """A box of JPEG 2000, HEIC or AVIF."""
    return struct.pack(">I", len(body) + 8) + kind + body


def codestream(*remarks: bytes) -> bytes:
    """The beginning of the pixels of a JPEG 2000, with remarks."""
    comments = (b"\xff\x64" + struct.pack(">HH", len(r) + 4, 1) + r for r in remarks)
    size = b"\xff\x51" + struct.pack(">H", 41) + b"\0" * 39
    return b"\xff\x4f" + size + b"".join(comments) + b"\xff\x90\0\x0a" + b"\0" * 8 + b"\xff\xd9"


def jp2(*boxes: bytes, pixels: bytes | None = None) -> bytes:
    start = b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    head = box(b"jp2h", box(b"ihdr", b"\0" * 14) + box(b"colr", b"\1\0\0\0\0\0\x10"))
    return start + head + b"".join(boxes) + box(b"jp2c", pixels or codestream())


def uuid(name: str, body: bytes) -> bytes:
    return box(b"uuid", bytes.fromhex(name) + body)


def gif_with(extension: bytes, after: bytes = b"") -> bytes:
    """A GIF with an extension before its picture."""
    plain = saved("GIF")
    start = 13 + (3 << ((plain[10] & 7) + 1) if plain[10] & 0x80 else 0)
    return plain[:start] + extension + plain[start:] + after


def blocks(body: bytes) -> bytes:
    return bytes([len(body)]) + body + b"\0"


def webp_with(kind: bytes, body: bytes) -> bytes:
    plain = saved("WEBP")
    added = plain[12:] + kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(added) + 4) + b"WEBP" + added


def jbig2(kind: int, body: bytes) -> bytes:
    """A segment of a JBIG2 picture."""
    return struct.pack(">IBBBI", 1, kind, 0, 1, len(body)) + body


def svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'


def data_uri(data: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
