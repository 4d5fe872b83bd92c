"""PDFs whose objects point to themselves, nest without end, or are too many."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import stream
from tests.hostile.document import RESOURCES, TEXT, document


def page_tree(kids: str, count: int = 1) -> bytes:
    tree = f"<< /Type /Pages /Kids [{kids}] /Count {count} /MediaBox [0 0 595 842] >>"
    return document({2: tree.encode()})


def deep_page_tree(levels: int) -> bytes:
    more = {
        2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        3: b"<< /Type /Page /Parent %d 0 R /Contents 4 0 R >>" % (9 + levels),
    }
    for number in range(10, 10 + levels):
        child = number + 1 if number < 9 + levels else 3
        above = number - 1 if number > 10 else 2
        node = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (child, above)
        more[number] = node
    return document(more)


def doubling_page_tree(levels: int) -> bytes:
    """Each level has the next one twice: 2 to the power of `levels` pages."""
    more = {2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 /MediaBox [0 0 595 842] >>"}
    for number in range(10, 10 + levels):
        child = number + 1 if number < 9 + levels else 3
        count = 1 << (10 + levels - number)
        kids = b"%d 0 R %d 0 R" % (child, child)
        more[number] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return document(more)


def notes(many: int) -> bytes:
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (nota) /Parent 10 0 R >>"
    page = f"{RESOURCES} /Annots 11 0 R"
    return document({10: note, 11: b"[" + b"10 0 R " * many + b"]"}, page=page)


def outline(many: int) -> bytes:
    more = {9: b"<< /Type /Outlines /First 10 0 R /Last %d 0 R >>" % (9 + many)}
    for number in range(10, 10 + many):
        following = b"/Next %d 0 R" % (number + 1) if number < 9 + many else b""
        more[number] = b"<< /Title (a) /Parent 9 0 R /Dest [3 0 R /Fit] %s >>" % following
    return document(more, catalog="/Outlines 9 0 R")


def deep_outline(levels: int) -> bytes:
    more = {}
    for number in range(9, 9 + levels):
        inner = b"/First %d 0 R /Last %d 0 R" % (number + 1, number + 1)
        more[number] = b"<< /Title (a) /Parent %d 0 R /Dest [3 0 R /Fit] %s >>" % (
            number - 1,
            inner if number < 8 + levels else b"",
        )
    return document(more, catalog="/Outlines 9 0 R")


def looping_outline() -> bytes:
    more = {
        9: b"<< /Type /Outlines /First 10 0 R /Last 10 0 R >>",
        10: b"<< /Title (a) /First 11 0 R /Next 10 0 R >>",
        11: b"<< /Title (b) /First 10 0 R /Next 9 0 R >>",
    }
    return document(more, catalog="/Outlines 9 0 R")


def labels(body: str) -> bytes:
    tree = f"<< {body} >>".encode()
    return document({9: tree}, catalog="/PageLabels 9 0 R")


def nested(opening: bytes, closing: bytes, levels: int) -> bytes:
    """A value of the page that nests `levels` deep."""
    value = opening * levels + b"0" + closing * levels
    return document({9: value}, page=f"{RESOURCES} /Nest 9 0 R /Annots 9 0 R")


def nested_inline(levels: int) -> bytes:
    page = f"{RESOURCES} /Nest " + "[" * levels + "]" * levels
    return document(page=page)


def long_name() -> bytes:
    name = "N" * 1_000_000
    page = f"/Resources << /Font << /{name} 5 0 R >> >> /{name} /{name}"
    return document(page=page, content=f"BT /{name} 12 Tf (Hola) Tj ET".encode())


def reference_loop() -> bytes:
    return document({4: b"6 0 R", 6: b"7 0 R", 7: b"4 0 R"}, page="/Resources 6 0 R /Rotate 7 0 R")


def length_of_itself() -> bytes:
    body = b"<< /Length 4 0 R >>\nstream\n" + TEXT + b"\nendstream"
    return document({4: body})


def object_streams() -> bytes:
    """Two object streams that continue each other, and hold each other."""
    first = stream(b"6 0 7 5 << >> << >>", "/Type /ObjStm /N 2 /First 8 /Extends 7 0 R")
    second = stream(b"6 0 7 5 << >> << >>", "/Type /ObjStm /N 999999999 /First 8 /Extends 6 0 R")
    return document({6: first, 7: second, 3: b"6 0 R"})


def xref_stream(entries: str, rows: bytes) -> bytes:
    """A file whose table of objects is a stream with these entries."""
    body = document()
    start = body.rindex(b"xref\n", 0, body.rindex(b"startxref"))
    table = stream(rows, f"/Type /XRef /Root 1 0 R {entries}")
    end = b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return body[:start] + b"9 0 obj\n" + table + end


def many_revisions(many: int) -> bytes:
    """A file that was changed `many` times; each table points to the one before."""
    out = bytearray(document())
    before = out.rindex(b"xref\n", 0, out.rindex(b"startxref"))
    for _ in range(many):
        start = len(out)
        out += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n" % before
        before = start
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % before


def previous_is_itself() -> bytes:
    body = document()
    start = body.rindex(b"xref\n", 0, body.rindex(b"startxref"))
    return document(trailer=f"/Prev {start} /XRefStm {start}")


def encrypted(entries: str) -> bytes:
    trailer = f"/Encrypt << {entries} >> /ID [<00> <00>]"
    return document(trailer=trailer)


def metadata(xml: bytes) -> bytes:
    body = stream(xml, "/Type /Metadata /Subtype /XML")
    return document({9: body}, catalog="/Metadata 9 0 R")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ja">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 20) for letter in b"abcdefghi"
    )
    + b"]>"
)

# What an entity of the document's own, or one of its parameters, would bring in.
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
    b'<!ENTITY % b SYSTEM "http://127.0.0.1:9/x.dtd"> %b;'
    b'<!ENTITY c SYSTEM "file:///dev/zero">]>'
)


STRUCTURES: dict[str, Callable[[], bytes]] = {
    "annotations_1M": lambda: notes(1_000_000),
    "encrypted_bad_lengths": lambda: encrypted(
        "/Filter /Standard /V 5 /R 6 /Length 99999999 /P -1 /O <00> /U <00> /OE <00> /UE <00>"
    ),
    "encrypted_long": lambda: encrypted(
        f"/Filter /Standard /V 4 /R 4 /Length 128 /P -1 /O ({'o' * 10**6}) /U ({'u' * 10**6})"
    ),
    "encrypted_unknown": lambda: encrypted("/Filter /Acme.Secret /V 99 /R 99"),
    "labels_300k": lambda: labels(
        "/Nums [" + "".join(f"{n} << /S /D >> " for n in range(300_000)) + "]"
    ),
    "labels_of_themselves": lambda: labels("/Kids [9 0 R 9 0 R 9 0 R]"),
    "length_of_itself": length_of_itself,
    "metadata_deep": lambda: metadata(b"<a>" * 1_000_000),
    "metadata_entities": lambda: metadata(ENTITIES + b"<x>&a;&c;</x>"),
    "metadata_laughs": lambda: metadata(LAUGHS + b"<x>&j;</x>"),
    "metadata_long": lambda: metadata(b"<x>" + b"a" * 100_000_000 + b"</x>"),
    "name_1M": long_name,
    "nested_arrays": lambda: nested(b"[", b"]", 2_000_000),
    "nested_arrays_in_page": lambda: nested_inline(400),
    "nested_dictionaries": lambda: nested(b"<</A ", b">>", 500_000),
    "object_streams": object_streams,
    "outline_300k": lambda: outline(300_000),
    "outline_deep": lambda: deep_outline(100_000),
    "outline_loop": looping_outline,
    "page_tree_deep": lambda: deep_page_tree(100_000),
    "page_tree_doubling": lambda: doubling_page_tree(40),
    "page_tree_itself": lambda: page_tree("2 0 R 2 0 R 3 0 R", 3),
    "page_tree_count": lambda: page_tree("3 0 R", 2_000_000_000),
    "page_tree_negative": lambda: page_tree("3 0 R", -1),
    "page_tree_same_1M": lambda: page_tree("3 0 R " * 1_000_000, 1_000_000),
    "previous_is_itself": previous_is_itself,
    "reference_loop": reference_loop,
    "revisions_100k": lambda: many_revisions(100_000),
    "xref_stream_size": lambda: xref_stream("/Size 2147483647 /W [1 4 2]", bytes(700)),
    "xref_stream_widths": lambda: xref_stream(
        "/Size 100 /W [99999999 99999999 99999999]", bytes(700)
    ),
    "xref_stream_index": lambda: xref_stream(
        "/Size 9 /W [1 1 1] /Index [0 4294967295 2000000000 2000000000]", bytes(50_000_000)
    ),
}
