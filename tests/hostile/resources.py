"""PDFs whose fonts and pictures claim to be what nobody can have."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import stream
from tests.hostile.document import document, filtered
from tests.hostile.streams import packed, zeros_deflated


def picture(filters: str, data: bytes, width: int, height: int, bits: int) -> bytes:
    """A page that is one picture of the size that is claimed."""
    entries = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
        f"/BitsPerComponent {bits} /ColorSpace /DeviceGray"
    )
    page = "/Resources << /XObject << /I 10 0 R >> >>"
    content = b"q 595 0 0 842 0 0 cm /I Do Q"
    return document({10: filtered(filters, data, entries)}, page=page, content=content)


def _jpeg(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    frame = b"\xff\xc2\x00\x11\x08" + size + b"\x03\x01\x22\x00\x02\x11\x00\x03\x11\x00"
    return (
        b"\xff\xd8" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + bytes(64) + b"\xff\xd9"
    )


def _jpx(side: int) -> bytes:
    size = side.to_bytes(4, "big")
    parts = size * 2 + bytes(8) + size * 2 + bytes(8)
    body = b"\x00\x00" + parts + b"\x00\x04" + b"\x07\x01\x01" * 4
    siz = b"\xff\x51" + (len(body) + 2).to_bytes(2, "big") + body
    return b"\xff\x4f" + siz + b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x05\x04\x04\x00\x01\xff\xd9"


def _jbig2(side: int) -> bytes:
    size = side.to_bytes(4, "big")
    page = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13" + size * 2 + bytes(8) + b"\x00\x00\x00"
    region = size * 2 + bytes(8) + b"\x00\x01" + bytes(8)
    length = len(region).to_bytes(4, "big")
    return page + b"\x00\x00\x00\x01\x26\x00\x01" + length + region


def _jpx_without_data(side: int) -> bytes:
    """A valid JPEG 2000 code stream of 100 bytes for a black square of this many pixels a side."""
    size = side.to_bytes(4, "big")
    place = bytes(8)
    siz = bytes(2) + size * 2 + place + size * 2 + place + b"\x00\x01\x07\x01\x01"
    cod = b"\x00\x00\x00\x01\x00\x00\x04\x04\x00\x01"
    parts = {0x51: siz, 0x52: cod, 0x5C: b"\x40\x40", 0x90: bytes(6) + b"\x0f\x00\x01"}
    head = b"".join(
        bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body
        for mark, body in parts.items()
    )
    return b"\xff\x4f" + head + b"\xff\x93\x00" + b"\xff\xd9"


def _jbig2_segment(number: int, kind: int, data: bytes) -> bytes:
    head = number.to_bytes(4, "big") + bytes((kind, 0, 1))
    return head + len(data).to_bytes(4, "big") + data


def _jbig2_regions(side: int, many: int) -> bytes:
    """A page of `side` pixels a side on which as large a region is drawn `many` times."""
    size = side.to_bytes(4, "big")
    page = _jbig2_segment(0, 48, size * 2 + bytes(11))
    adaptive = b"\x03\xff\xfd\xff\x02\xfe\xfe\xfe"
    region = size * 2 + bytes(9) + b"\x00" + adaptive + bytes(16)
    return page + b"".join(_jbig2_segment(n, 38, region) for n in range(1, many + 1))


def _jbig2_symbols(many: int) -> bytes:
    """A dictionary that claims `many` symbols, and exports as many."""
    page = _jbig2_segment(0, 48, (1_000).to_bytes(4, "big") * 2 + bytes(11))
    adaptive = b"\x03\xff\xfd\xff\x02\xfe\xfe\xfe"
    count = many.to_bytes(4, "big")
    return page + _jbig2_segment(1, 0, b"\x00\x00" + adaptive + count * 2 + bytes(64))


def to_unicode(lines: bytes) -> bytes:
    """A font with this map from codes to letters."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n"
        + lines
        + b"\nendcmap end end"
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 11 0 R "
        b"/DescendantFonts [12 0 R] >>"
    )
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 13 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    descriptor = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1 1] >>"
    more = {10: font, 11: stream(cmap), 12: descendant, 13: descriptor}
    page = "/Resources << /Font << /F1 10 0 R >> >>"
    content = b"BT /F1 12 Tf 50 700 Td <0041004200430044> Tj ET"
    return document(more, page=page, content=content)


def font_of_itself() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 10 0 R /DescendantFonts [10 0 R] >>"
    )
    return document({5: font, 10: b"5 0 R"})


def many_differences(many: int) -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        b"/Differences [0 " + b"/a" * many + b"] >> /Widths [" + b"9 " * many + b"] >>"
    )
    return document({5: font})


def type3_in_itself() -> bytes:
    """A font whose letter is written with that font."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] "
        b"/CharProcs << /a 11 0 R >> /Encoding << /Type /Encoding /Differences [97 /a] >> "
        b"/FirstChar 97 /LastChar 97 /Widths [750] /Resources << /Font << /F1 10 0 R >> >> >>"
    )
    glyph = stream(b"750 0 0 0 750 750 d1 BT /F1 12 Tf (aaaaaaaaaa) Tj ET")
    page = "/Resources << /Font << /F1 10 0 R >> >>"
    return document({10: font, 11: glyph}, page=page, content=b"BT /F1 12 Tf (aaaaaaaaaa) Tj ET")


RESOURCES: dict[str, Callable[[], bytes]] = {
    "differences_1M": lambda: many_differences(1_000_000),
    "font_of_itself": font_of_itself,
    "picture_ccitt": lambda: picture("/CCITTFaxDecode", bytes(1000), 100_000, 100_000, 1),
    "picture_deflate": lambda: picture("/FlateDecode", packed(bytes(10**6)), 100_000, 100_000, 1),
    "picture_deflate_full": lambda: picture(
        "/FlateDecode", zeros_deflated(1200), 100_000, 100_000, 1
    ),
    "picture_jbig2": lambda: picture("/JBIG2Decode", _jbig2(0x7FFFFFFF), 100_000, 100_000, 1),
    "picture_jpeg": lambda: picture("/DCTDecode", _jpeg(65_500, 65_500), 65_500, 65_500, 8),
    "picture_jpx": lambda: picture("/JPXDecode", _jpx(0x7FFFFFFF), 100_000, 100_000, 8),
    "picture_jbig2_regions": lambda: picture(
        "/JBIG2Decode", _jbig2_regions(20_000, 50), 20_000, 20_000, 1
    ),
    "picture_jbig2_symbols": lambda: picture(
        "/JBIG2Decode", _jbig2_symbols(0x7FFFFFFF), 1_000, 1_000, 1
    ),
    "picture_jpx_valid": lambda: picture(
        "/JPXDecode", _jpx_without_data(30_000), 30_000, 30_000, 8
    ),
    "to_unicode_4G": lambda: to_unicode(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"),
    "to_unicode_arrays": lambda: to_unicode(
        b"1 beginbfrange <0000> <FFFF> [" + b"<0041>" * 1_000_000 + b"] endbfrange"
    ),
    "to_unicode_long": lambda: to_unicode(
        b"1 beginbfchar <0041> <" + b"0041" * 1_000_000 + b"> endbfchar "
        b"1 beginbfrange <0041> <FFFF> <" + b"0041" * 100_000 + b"> endbfrange"
    ),
    "to_unicode_many": lambda: to_unicode(b"100 beginbfrange " + b"<0000> <FFFF> <0041> " * 5_000),
    "type3_in_itself": type3_in_itself,
}
