"""A PDF of one page, any part of which can be something else."""

from __future__ import annotations

from collections.abc import Mapping

from tests.builders import stream

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
TEXT = b"BT /F1 12 Tf 50 700 Td (Hola a todas) Tj ET"
RESOURCES = "/Resources << /Font << /F1 5 0 R >> >>"


def document(
    more: Mapping[int, bytes] | None = None,
    *,
    catalog: str = "",
    page: str = RESOURCES,
    content: bytes = b"",
    trailer: str = "",
) -> bytes:
    """A PDF of one page; objects 1 to 5 are its usual ones unless `more` replaces them."""
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode("latin-1"),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        3: f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R {page} >>".encode("latin-1"),
        4: stream(content or TEXT),
        5: FONT,
        **(more or {}),
    }
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n".encode("latin-1")
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def filtered(filters: str, data: bytes, entries: str = "") -> bytes:
    head = f"<< /Filter [{filters}] /Length {len(data)} {entries} >>\nstream\n"
    return head.encode("latin-1") + data + b"\nendstream"
