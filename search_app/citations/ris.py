"""RIS, as reference managers import it: one line a field, CR LF, from TY to ER."""

from __future__ import annotations

from typing import Final

from indexer.media import Unit
from search_app.citations.reference import Reference, WorkKind

_TYPES: Final = {
    WorkKind.BOOK: "BOOK",
    WorkKind.REPORT: "RPRT",
    WorkKind.ARTICLE: "MGZN",
    WorkKind.PAGE: "ELEC",
}


def ris(reference: Reference) -> str:
    """The record for `reference`; that of a passage names its page or section."""
    fields = [
        ("TY", _type(reference)),
        *(("AU", creator.comma_safe_name) for creator in reference.creators),
        ("TI", reference.title),
        *_containers(reference),
        *_date(reference),
        ("PB", reference.publisher),
        *_place(reference),
        ("LA", reference.language),
        ("AB", reference.description),
        *(("KW", subject) for subject in reference.subjects),
        ("UR", reference.addresses.page),
        (reference.file_kind.ris_tag, reference.addresses.file),
        ("ID", reference.key),
    ]
    lines = [f"{tag}  - {text}\r\n" for tag, text in fields if text]
    return "".join([*lines, "ER  - \r\n"])


def _type(reference: Reference) -> str:
    """Of a book, a page is a chapter: the number of a page would else become that of all pages."""
    is_part = reference.locator is not None and reference.kind is WorkKind.BOOK
    return "CHAP" if is_part else _TYPES[reference.kind]


def _containers(reference: Reference) -> list[tuple[str, str]]:
    if _type(reference) == "CHAP":
        return [("T2", reference.title), ("T3", reference.series)]
    return [("T2", reference.series)]


def _date(reference: Reference) -> list[tuple[str, str]]:
    """The year, and the date with a slash for each part, as the format has it."""
    issued = reference.issued
    if issued is None:
        return []
    return [
        ("PY", f"{issued.year:04}"),
        ("DA", issued.joined("/") + "/" * (4 - len(issued.parts))),
    ]


def _place(reference: Reference) -> list[tuple[str, str]]:
    locator = reference.locator
    if locator is None:
        return []
    if locator.unit is Unit.PAGE:
        return [("SP", locator.value), ("EP", locator.value)]
    return [("SE", locator.value)]
