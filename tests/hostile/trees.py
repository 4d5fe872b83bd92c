"""PDFs whose trees (outline, page labels, names, fields, structure) lead back to themselves."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.document import RESOURCES, document


def outline_circle(length: int) -> bytes:
    """Entries of which each is followed by the next one, and the last one by the first."""
    more = {9: b"<< /Type /Outlines /First 10 0 R /Last %d 0 R >>" % (9 + length)}
    for number in range(10, 10 + length):
        following = number + 1 if number < 9 + length else 10
        more[number] = b"<< /Title (a) /Parent 9 0 R /Dest [3 0 R /Fit] /Next %d 0 R >>" % following
    return document(more, catalog="/Outlines 9 0 R")


def outline_doubling(levels: int) -> bytes:
    """Each entry has the one below it as its child and as what follows."""
    more = {9: b"<< /Type /Outlines /First 10 0 R /Last 10 0 R >>"}
    for number in range(10, 10 + levels):
        below = number + 1 if number < 9 + levels else 10
        more[number] = b"<< /Title (a) /First %d 0 R /Next %d 0 R /Dest [3 0 R /Fit] >>" % (
            below,
            below,
        )
    return document(more, catalog="/Outlines 9 0 R")


def outline_to_named_loop() -> bytes:
    """An entry whose destination is a name that leads to a name, in a tree of names that is itself
    its only child."""
    more = {
        9: b"<< /Type /Outlines /First 10 0 R /Last 10 0 R >>",
        10: b"<< /Title (a) /Parent 9 0 R /Dest (x) /A << /S /GoTo /D (x) /Next 10 0 R >> >>",
        11: b"<< /Dests 12 0 R >>",
        12: b"<< /Kids [12 0 R 12 0 R] /Limits [(a) (z)] >>",
        13: b"<< /x (x) >>",
    }
    return document(more, catalog="/Outlines 9 0 R /Names 11 0 R /Dests 13 0 R")


def labels_circle(length: int) -> bytes:
    """Nodes of page labels, each of which has the next one twice; the last one has the first."""
    more = {}
    for number in range(9, 9 + length):
        child = number + 1 if number < 8 + length else 9
        more[number] = b"<< /Kids [%d 0 R %d 0 R] /Limits [0 9] >>" % (child, child)
    return document(more, catalog="/PageLabels 9 0 R")


def labels_of_huge_numbers() -> bytes:
    style = b"<< /S /r /St 2147483647 /P (" + b"p" * 100_000 + b") >>"
    return document({9: b"<< /Nums [0 10 0 R] >>", 10: style}, catalog="/PageLabels 9 0 R")


def fields_of_themselves() -> bytes:
    field = b"<< /T (a) /FT /Tx /V (b) /Kids [10 0 R 10 0 R] /Parent 10 0 R >>"
    form = b"<< /Fields [10 0 R 10 0 R] /DR 9 0 R >>"
    return document({9: form, 10: field}, catalog="/AcroForm 9 0 R")


def structure_of_itself() -> bytes:
    more = {
        9: b"<< /Type /StructTreeRoot /K 10 0 R /RoleMap << /A /B /B /A >> /ParentTree 11 0 R >>",
        10: b"<< /Type /StructElem /S /A /P 10 0 R /K [10 0 R 10 0 R] /Lang (es) >>",
        11: b"<< /Kids [11 0 R] >>",
    }
    return document(more, catalog="/StructTreeRoot 9 0 R /MarkInfo << /Marked true >>")


def layers_of_themselves() -> bytes:
    more = {
        9: b"<< /OCGs [10 0 R] /D << /Order [10 0 R 11 0 R] /OFF [11 0 R] >> >>",
        10: b"<< /Type /OCMD /OCGs [10 0 R] /VE [/And 11 0 R] >>",
        11: b"[/Not 11 0 R]",
    }
    page = "/Resources << /Font << /F1 5 0 R >> /Properties << /L 10 0 R >> >>"
    content = b"/OC /L BDC BT /F1 12 Tf 50 700 Td (Hola a todas) Tj ET EMC"
    return document(more, catalog="/OCProperties 9 0 R", page=page, content=content)


def attachments_of_themselves() -> bytes:
    more = {
        9: b"<< /EmbeddedFiles 10 0 R >>",
        10: b"<< /Kids [10 0 R] /Names [(a) 11 0 R (b) 11 0 R] >>",
        11: b"<< /Type /Filespec /F (a.pdf) /EF << /F 11 0 R /UF 9 0 R >> /RF 11 0 R >>",
    }
    return document(more, catalog="/Names 9 0 R /AF [11 0 R 11 0 R]")


def thread_circle() -> bytes:
    more = {
        9: b"[10 0 R]",
        10: b"<< /Type /Thread /F 11 0 R /I 10 0 R >>",
        11: b"<< /Type /Bead /T 10 0 R /N 11 0 R /V 11 0 R /P 3 0 R /R [0 0 9 9] >>",
    }
    return document(more, catalog="/Threads 9 0 R", page=f"{RESOURCES} /B [11 0 R]")


TREES: dict[str, Callable[[], bytes]] = {
    "attachments_of_themselves": attachments_of_themselves,
    "fields_of_themselves": fields_of_themselves,
    "labels_circle": lambda: labels_circle(40),
    "labels_of_huge_numbers": labels_of_huge_numbers,
    "layers_of_themselves": layers_of_themselves,
    "outline_circle": lambda: outline_circle(1_000),
    "outline_doubling": lambda: outline_doubling(60),
    "outline_to_named_loop": outline_to_named_loop,
    "structure_of_itself": structure_of_itself,
    "thread_circle": thread_circle,
}
