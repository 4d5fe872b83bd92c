"""BibTeX, in the entry types and fields of its standard styles, in UTF-8."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from indexer.media import Unit
from search_app.citations.reference import Creator, Reference, WorkKind

_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
# The groups keep braces in pairs: BibTeX counts them even behind a backslash.
_SPECIAL: Final = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
}
_ESCAPES: Final = str.maketrans(_SPECIAL)


def bibtex(reference: Reference) -> str:
    """The entry for `reference`; that of a passage names its page or section."""
    fields = [
        ("author", " and ".join(_author(creator) for creator in reference.creators)),
        # Braced, so that no style takes the capitals away.
        ("title", f"{{{escaped(reference.title)}}}"),
        *_published(reference),
        *_date(reference),
        *_place(reference),
        ("language", reference.language),
        ("keywords", escaped(", ".join(reference.subjects))),
        ("abstract", escaped(reference.description)),
        ("url", re.sub(r"[\\{}]", "", reference.addresses.page)),
    ]
    lines = [f"  {name} = {_value(name, text)},\n" for name, text in fields if text]
    return f"@{_type(reference)}{{{key(reference.key)},\n{''.join(lines)}}}\n"


def escaped(text: str) -> str:
    """`text` as LaTeX prints it."""
    return text.translate(_ESCAPES)


def key(identifier: str) -> str:
    """A key that all programs take, and that only this identifier has."""
    clean = re.sub(r"[^A-Za-z0-9.-]+", "-", identifier).strip("-")
    if clean == identifier:
        return clean
    digest = hashlib.sha256(identifier.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{clean}-{digest}" if clean else digest


def _type(reference: Reference) -> str:
    """`@book` demands an author, a publisher and a year; `@inbook` is a page of one."""
    if reference.kind is WorkKind.ARTICLE:
        return "article"
    if reference.kind is WorkKind.PAGE:
        return "misc"
    if reference.locator:
        return "inbook"
    complete = reference.creators and reference.publisher and reference.issued
    return "book" if complete else "booklet"


def _published(reference: Reference) -> list[tuple[str, str]]:
    kind = _type(reference)
    publisher, series = escaped(reference.publisher), escaped(reference.series)
    if kind == "article":
        return [("journal", series), ("publisher", publisher)]
    if kind == "book":
        return [("publisher", publisher), ("series", series)]
    if kind == "inbook":  # `booktitle` is for the programs that take the part for a chapter
        book = f"{{{escaped(reference.title)}}}"
        return [("booktitle", book), ("publisher", publisher), ("series", series)]
    return [("howpublished", publisher), ("series", series)]


def _date(reference: Reference) -> list[tuple[str, str]]:
    if reference.issued is None:
        return []
    month = reference.issued.month
    return [
        ("year", f"{reference.issued.year:04}"),
        ("month", _MONTHS[month - 1] if month else ""),
    ]


def _place(reference: Reference) -> list[tuple[str, str]]:
    if reference.locator is None:
        return []
    if reference.locator.unit is Unit.PAGE:
        return [("pages", escaped(reference.locator.value))]
    return [("note", f"Section: {escaped(reference.locator.value)}")]


def _value(name: str, text: str) -> str:
    return text if name == "month" else f"{{{text}}}"  # months are words of BibTeX's own


def _author(creator: Creator) -> str:
    if creator.literal:
        return f"{{{escaped(creator.literal)}}}"
    return f"{_name_part(creator.family)}, {_name_part(creator.given)}"


def _name_part(name: str) -> str:
    """Braced where BibTeX would take a word of it for the one between two authors."""
    text = escaped(name)
    return f"{{{text}}}" if re.search(r"\band\b", text, re.IGNORECASE) else text
