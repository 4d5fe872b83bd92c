"""PDFs whose contents are a few bytes that ask for much work, or for work without end."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import stream
from tests.hostile.document import TEXT, document, filtered
from tests.hostile.streams import packed, zeros_deflated, zeros_lzw


def _content(filters: str, data: bytes) -> bytes:
    return document({4: filtered(filters, data)})


def deflate(mib: int, times: int) -> bytes:
    """Zeros, deflated `times` over."""
    return document({4: filtered("/FlateDecode " * times, packed(zeros_deflated(mib), times - 1))})


def deflate_text(mib: int) -> bytes:
    """Text operators, deflated: the same two lines for ever."""
    line = b"BT /F1 9 Tf 50 700 Td (El miedo y la memoria) Tj ET\n"
    return document({4: filtered("/FlateDecode", packed(line * (mib * 20000)))})


def contents_many_times(times: int) -> bytes:
    """A page whose contents are the same stream many times."""
    array = b"[" + b"6 0 R " * times + b"]"
    return document({4: array, 6: stream(TEXT * 200)})


def forms(levels: int, each: int) -> bytes:
    """Drawings in drawings: each level draws the next `each` times."""
    more = {}
    for level in range(levels):
        last = level == levels - 1
        inner = "" if last else f"/XObject << /X {11 + level} 0 R >>"
        entries = (
            "/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
            f"/Resources << /Font << /F1 5 0 R >> {inner} >>"
        )
        more[10 + level] = stream(TEXT if last else b"/X Do " * each, entries)
    page = "/Resources << /Font << /F1 5 0 R >> /XObject << /X 10 0 R >> >>"
    return document(more, page=page, content=b"/X Do " * each)


def form_in_itself() -> bytes:
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        "/Resources << /Font << /F1 5 0 R >> /XObject << /X 10 0 R >> >>"
    )
    body = stream(b"/X Do " + TEXT + b" /X Do", entries)
    page = "/Resources << /Font << /F1 5 0 R >> /XObject << /X 10 0 R >> >>"
    return document({10: body}, page=page, content=b"/X Do")


def pattern_in_itself() -> bytes:
    entries = (
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 0.0001 "
        "/YStep 0.0001 /Resources << /Pattern << /P 10 0 R >> /Font << /F1 5 0 R >> >>"
    )
    fill = b"/Pattern cs /P scn 0 0 595 842 re f "
    page = "/Resources << /Font << /F1 5 0 R >> /Pattern << /P 10 0 R >> >>"
    return document({10: stream(fill + TEXT, entries)}, page=page, content=fill + TEXT)


def mask_of_itself() -> bytes:
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency >> "
        "/Resources << /ExtGState << /G 11 0 R >> /Font << /F1 5 0 R >> >>"
    )
    state = b"<< /Type /ExtGState /SMask << /S /Luminosity /G 10 0 R >> >>"
    page = "/Resources << /Font << /F1 5 0 R >> /ExtGState << /G 11 0 R >> >>"
    return document(
        {10: stream(b"/G gs " + TEXT, entries), 11: state}, page=page, content=b"/G gs " + TEXT
    )


def colours_of_itself() -> bytes:
    page = "/Resources << /Font << /F1 5 0 R >> /ColorSpace << /C 10 0 R >> >>"
    space = b"[/Indexed 10 0 R 255 11 0 R]"
    content = b"/C cs 1 sc " + TEXT
    return document({10: space, 11: stream(bytes(768))}, page=page, content=content)


def contents_of(data: bytes) -> bytes:
    return document(content=data)


CONTENTS: dict[str, Callable[[], bytes]] = {
    "ascii85_zeros": lambda: _content(
        "/FlateDecode /FlateDecode /ASCII85Decode", packed(b"z" * 100_000_000 + b"~>", 2)
    ),
    "asciihex": lambda: _content(
        "/FlateDecode /ASCIIHexDecode", packed(b"00" * 100_000_000 + b">")
    ),
    "colours_of_itself": colours_of_itself,
    "contents_same_100k": lambda: contents_many_times(100_000),
    "content_arrays": lambda: contents_of(b"[" * 3_000_000),
    "content_dictionaries": lambda: contents_of(b"<<" * 500_000 + b" BDC " + TEXT),
    "content_inline_image": lambda: contents_of(b"BI /W 100000 /H 100000 /BPC 8 /CS /G ID " + TEXT),
    "content_marked": lambda: contents_of(b"/P << /MCID 0 >> BDC " * 1_000_000 + TEXT),
    "content_strings": lambda: contents_of(b"BT /F1 1 Tf " + b"(a)Tj " * 1_000_000 + b"ET"),
    "content_one_string": lambda: contents_of(b"BT /F1 1 Tf (" + b"a" * 20_000_000 + b") Tj ET"),
    "content_parentheses": lambda: contents_of(b"BT /F1 1 Tf " + b"(" * 1_000_000),
    "content_paths": lambda: contents_of(b"0 0 m " + b"1 1 l " * 3_000_000 + b"S " + TEXT),
    "content_states": lambda: contents_of(b"q " * 3_000_000 + TEXT),
    "deflate_4G_once": lambda: deflate(4096, 1),
    "deflate_4G_twice": lambda: deflate(4096, 2),
    "deflate_4G_5_times": lambda: deflate(4096, 5),
    "deflate_text_50M": lambda: deflate_text(50),
    "form_in_itself": form_in_itself,
    "forms_10_to_4": lambda: forms(4, 10),
    "forms_10_to_9": lambda: forms(9, 10),
    "forms_1000_deep": lambda: forms(1000, 1),
    "forms_300k_wide": lambda: forms(1, 300_000),
    "lzw_2G": lambda: _content("/FlateDecode /LZWDecode", packed(zeros_lzw(2048))),
    "mask_of_itself": mask_of_itself,
    "pattern_in_itself": pattern_in_itself,
    "runlength_1G": lambda: _content(
        "/FlateDecode /RunLengthDecode", packed(b"\x81\x00" * 8_000_000 + b"\x80")
    ),
}
