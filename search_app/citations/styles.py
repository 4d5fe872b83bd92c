"""Citations in the common styles, as plain text with italics.

The only module that imports citeproc-py, which reads the styles in `csl`. They are written for the
kinds of works in this collection, and in the part of CSL that citeproc-py 0.11 supports: from the
styles of the CSL project it makes initials of given names in Chicago and MLA, names the title
twice where nobody is named as author, and always once more in MLA's citations, puts "5 de junio" as
"junio 5", and takes 30 ms for APA and 55 for Chicago where these take 2.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import Locator as StyledLocator
from citeproc.source import BibliographySource, Date, Name
from citeproc.source import Reference as StyledReference
from citeproc.string import String

from indexer.languages import INTERFACES
from indexer.media import Unit
from search_app.citations.quoting import inner_quotes
from search_app.citations.reference import Creator, Reference, WorkKind

_STYLES: Final = Path(__file__).parent / "csl"


class Style(StrEnum):
    """The styles, in the order in which they are offered; the values are names of files."""

    APA = "apa"
    CHICAGO = "chicago"
    MLA = "mla"
    ISO690 = "iso690"

    @property
    def label(self) -> str:
        """The name of the style, with its edition."""
        return _LABELS[self]


_LABELS: Final = {
    Style.APA: "APA 7",
    Style.CHICAGO: "Chicago 18",
    Style.MLA: "MLA 9",
    Style.ISO690: "ISO 690",
}


@dataclass(frozen=True, slots=True)
class StyledText:
    """A piece of a citation, in italics or not."""

    text: str
    italic: bool


@dataclass(frozen=True, slots=True)
class StyledCitation:
    """One reference in one style: the `entry` for a bibliography, and the `note` that stands in a
    text after a quotation, in parentheses and with the page."""

    style: Style
    entry: tuple[StyledText, ...]
    note: tuple[StyledText, ...]


def cite(reference: Reference, style: Style, language: str) -> StyledCitation:
    """`reference` in `style`, with the words of an interface language, else of English."""
    language = language if language in INTERFACES else "en"
    parsed = _parsed(style, language)
    item = CitationItem(_KEY, **_locator(reference))
    source = BibliographySource()
    source.add(_styled(reference, style, language))
    with parsed.lock:
        bibliography = CitationStylesBibliography(parsed.style, source, _Marks)
        citation = Citation([item])
        bibliography.register(citation)
        [entry] = bibliography.bibliography()
        note = bibliography.cite(citation, str)
    texts = (str(entry), str(note))
    if language == "es" and len(reference.creators) > 1:
        texts = (_joined_by_e(texts[0], reference), _joined_by_e(texts[1], reference))
    return StyledCitation(
        style, _styled_texts(texts[0], language), _styled_texts(texts[1], language)
    )


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A style with the terms of one language; rendering changes it, so it needs a lock."""

    style: CitationStylesStyle
    lock: threading.Lock


@cache
def _parsed(style: Style, language: str) -> _Parsed:
    """Parsing takes 5 ms, so it is done once; there are 16 at most."""
    path = str(_STYLES / f"{style}.csl")
    locale = f"{language}-{INTERFACES[language].territory}"
    parsed = CitationStylesStyle(path, locale=locale, validate=False)
    return _Parsed(parsed, threading.Lock())


_KEY: Final = "work"
# Characters of private use, which no text of a reference holds.
_ITALIC: Final = "\ue000"
_UPRIGHT: Final = "\ue001"
_HYPHEN: Final = "\ue002"
"""citeproc-py makes a dash of a locator's hyphen; the page "A-3" is no range of pages."""


class _Marks:
    """A formatter for citeproc-py: marks italics, and leaves everything else unchanged."""

    @staticmethod
    def preformat(text: str) -> str:
        return str(text)

    @staticmethod
    def Italic(text: str) -> str:  # noqa: N802 - citeproc-py's name
        return f"{_ITALIC}{text}{_UPRIGHT}"


def _styled(reference: Reference, style: Style, language: str) -> StyledReference:
    """`reference` as citeproc-py takes it."""
    fields: dict[str, Any] = {name: String(text) for name, text in _texts(reference).items()}
    creators = reference.creators
    if _publishes_itself(reference):
        # MLA begins with the title then, APA does not repeat the name.
        if style is Style.MLA:
            creators = ()
        if style is Style.APA:
            fields.pop("publisher")
    for name in _quoted(style, reference.kind) & fields.keys():
        fields[name] = String(inner_quotes(str(fields[name]), language))
    if creators:
        fields["author"] = [_name(creator) for creator in creators]
    if reference.issued:
        names = ("year", "month", "day")
        fields["issued"] = Date(**dict(zip(names, reference.issued.parts, strict=False)))
    return StyledReference(_KEY, reference.kind.value, **fields)


def _quoted(style: Style, kind: WorkKind) -> frozenset[str]:
    """The variables that the style puts in quotation marks."""
    if style in (Style.CHICAGO, Style.MLA) and kind in (WorkKind.ARTICLE, WorkKind.PAGE):
        return frozenset({"section", "title", "title_short"})
    if style is Style.APA and kind is WorkKind.ARTICLE:
        return frozenset({"section", "title_short"})
    return frozenset({"section"})


def _texts(reference: Reference) -> Mapping[str, str]:
    """The variables of CSL that are texts."""
    series = "container_title" if reference.kind is WorkKind.ARTICLE else "collection_title"
    locator = reference.locator
    is_section = locator is not None and locator.unit is Unit.SECTION
    texts = {
        "title": reference.title,
        "title_short": reference.title.partition(": ")[0],
        "publisher": reference.publisher,
        series: reference.series,
        "section": locator.value if locator and is_section else "",
        "URL": reference.addresses.page,
    }
    return {name: text for name, text in texts.items() if text}


def _locator(reference: Reference) -> Mapping[str, StyledLocator]:
    """The printed page; a section is a variable instead, which keeps it as written."""
    locator = reference.locator
    if locator is None or locator.unit is not Unit.PAGE:
        return {}
    return {"locator": StyledLocator("page", locator.value.replace("-", _HYPHEN))}


def _joined_by_e(text: str, reference: Reference) -> str:
    """`text` with "e" for "y" where the last name begins with the same sound."""
    last = reference.creators[-1]
    for name in (last.literal, last.family, last.given):
        if re.match(r"h?[ií](?!e)", name, re.IGNORECASE):
            text = re.sub(rf" y (?={re.escape(name)})", " e ", text, count=1, flags=re.IGNORECASE)
    return text


def _name(creator: Creator) -> Name:
    if creator.literal:
        return Name(literal=creator.literal)
    return Name(family=creator.family, given=creator.given)


def _publishes_itself(reference: Reference) -> bool:
    names = {creator.literal.casefold() for creator in reference.creators}
    return len(names) == 1 and reference.publisher.casefold() in names - {""}


def _styled_texts(text: str, language: str) -> tuple[StyledText, ...]:
    """The output of citeproc-py in pieces, with the punctuation that it does not handle."""
    text = _punctuated(text.strip(), language).replace(_HYPHEN, "-")
    found = []
    for part in re.findall(f"{_ITALIC}[^{_UPRIGHT}]*{_UPRIGHT}|[^{_ITALIC}]+", text):
        inner = part.strip(_ITALIC + _UPRIGHT)
        if inner:
            found.append(StyledText(inner, part.startswith(_ITALIC)))
    return tuple(found)


def _punctuated(text: str, language: str) -> str:
    """No full stop after a mark that ends a sentence; in English, stops inside quotation marks."""
    if INTERFACES[language].stops_inside_quotes:
        text = re.sub(r"(’?”)([.,])", r"\2\1", text)
    return re.sub(rf"([?!…]{_UPRIGHT}?)\.(?=[”\s]|$)", r"\1", text)


@lru_cache(maxsize=1024)  # 9 ms of a page's 14; 5 kB each
def in_all_styles(reference: Reference, language: str) -> tuple[StyledCitation, ...]:
    """`reference` in each style."""
    return tuple(cite(reference, style, language) for style in Style)
