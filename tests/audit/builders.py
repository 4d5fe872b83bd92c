"""PDFs that give something away, built in code: any objects, and later versions of them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import cache

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.builders import stream

# Objects 1 to 5 are catalogue, pages, font, page and its content; the tests' own begin at 10.
SENTENCE = "BT /F1 12 Tf 50 700 Td (Testimonio de una persona) Tj ET\n"
NAME = "BT /F1 12 Tf 50 650 Td (Juana Valdes) Tj ET\n"
BOX = "45 645 120 18 re f\n"


def document(
    content: str | bytes = SENTENCE,
    *,
    page: str = "",
    catalog: str = "",
    resources: str = "",
    trailer: str = "",
    objects: Mapping[int, str | bytes] | None = None,
) -> bytes:
    """A PDF of one page; the strings are added to the dictionaries, `objects` to the file."""
    parts: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: (
            "<< /Type /Page /Parent 2 0 R /Contents 5 0 R "
            + ("" if "/MediaBox" in page else "/MediaBox [0 0 595 842] ")
            + f"/Resources << /Font << /F1 3 0 R >> {resources} >> {page} >>"
        ).encode(),
        5: stream(content.encode() if isinstance(content, str) else content),
    }
    parts |= {number: _bytes(body) for number, body in (objects or {}).items()}
    return _written(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", parts, trailer, previous=0)


def updated(before: bytes, objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """The same file with objects replaced, saved incrementally: what was there stays."""
    starts = [int(found) for found in re.findall(rb"startxref\n(\d+)\n", before)]
    parts = {number: _bytes(body) for number, body in objects.items()}
    return _written(before, parts, trailer, previous=starts[-1])


def _written(before: bytes, parts: Mapping[int, bytes], trailer: str, previous: int) -> bytes:
    out = bytearray(before)
    table = ["xref\n0 1\n0000000000 65535 f \n"]
    for number, body in sorted(parts.items()):
        table.append(f"{number} 1\n{len(out):010} 00000 n \n")
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    link = f"/Prev {previous}" if previous else ""
    out += "".join(table).encode()
    out += f"trailer\n<< /Size 100 /Root 1 0 R {link} {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _bytes(body: str | bytes) -> bytes:
    return body.encode("latin-1") if isinstance(body, str) else body


def image(data: bytes, size: tuple[int, int], entries: str = "/Filter /DCTDecode") -> bytes:
    """An image object around the bytes of a JPEG (or, with other entries, other bytes)."""
    head = f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} {entries} "
    return stream(data, f"{head}/ColorSpace /DeviceRGB /BitsPerComponent 8", packed=False)


def scenery(size: tuple[int, int] = (200, 150)) -> Image.Image:
    """A picture that shows something everywhere."""
    return Image.frombytes("L", size, _chessboard(*size)).convert("RGB")


@cache
def _chessboard(wide: int, high: int) -> bytes:
    return bytes(40 + 180 * ((x // 9 + y // 7) % 2) for y in range(high) for x in range(wide))


def jpeg(
    picture: Image.Image | None = None,
    *,
    exif: Mapping[int, object] | None = None,
    gps: Mapping[int, object] | None = None,
    **more: object,
) -> bytes:
    """A JPEG with the Exif tags; those of the position apart."""
    tags = Image.Exif()
    for tag, value in (exif or {}).items():
        tags[tag] = value
    if gps:
        tags.get_ifd(0x8825).update(gps)
    out = io.BytesIO()
    (picture or scenery()).save(out, "JPEG", exif=tags, **more)
    return out.getvalue()


def position(degrees: Sequence[float]) -> tuple[IFDRational, ...]:
    """Degrees, minutes and seconds as Exif has them."""
    return tuple(IFDRational(round(part * 100), 100) for part in degrees)


ZOCALO = {1: "N", 2: position((19, 25, 57.51)), 3: "W", 4: position((99, 7, 59.47))}
"""The position of a public square, to about ten metres."""


def form(content: str, box: str = "0 0 595 842") -> bytes:
    """A form object, as pages and annotations draw it."""
    entries = f"/Type /XObject /Subtype /Form /BBox [{box}] "
    return stream(content.encode(), f"{entries} /Resources << /Font << /F1 3 0 R >> >>")


def annotation(subtype: str, entries: str = "", rectangle: str = "45 645 165 663") -> str:
    """An annotation over the name."""
    return f"<< /Type /Annot /Subtype /{subtype} /Rect [{rectangle}] /F 4 {entries} >>"


def xobject(number: int) -> str:
    """Resources with an object that the content draws with `/X Do`."""
    return f"/XObject << /X {number} 0 R >>"
