"""Citations as pages show them and as files: what a reader copies, downloads, or has imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from indexer.engine.snippets import Span
from indexer.languages import INTERFACES, QuotationMarks
from indexer.model import Passage, Publication
from search_app.citations import permalinks
from search_app.citations.bibtex import bibtex, key
from search_app.citations.csl_json import csl_json
from search_app.citations.meta_tags import MetaTag, json_ld, meta_tags
from search_app.citations.quoting import best_sentence, inner_quotes
from search_app.citations.reference import Reference, reference
from search_app.citations.ris import ris
from search_app.citations.styles import Stretch, in_all_styles
from search_app.i18n.locale import language
from search_app.library.library import current_library
from search_app.pages.formatting import html_language
from search_app.pages.layout import Link, static_url
from search_app.viewer.match_numbers import NumberedSpan

citing = Blueprint("citing", __name__)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of references: how it is made, and how it is sent."""

    title: str
    write: Callable[[Reference], str]
    media_type: str
    ending: str


FORMATS: Final[Mapping[str, Format]] = {
    "bibtex": Format("BibTeX", bibtex, "application/x-bibtex", ".bib"),
    "ris": Format("RIS", ris, "application/x-research-info-systems", ".ris"),
    "csl-json": Format("CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json", ".json"),
}


@dataclass(frozen=True, slots=True)
class HeadView:
    """What the head of a page says of its work, for programs.

    `json_ld` is safe inside a `<script>` element, and must stand there as it is.
    """

    tags: tuple[MetaTag, ...]
    json_ld: str
    canonical: str
    script: str


@dataclass(frozen=True, slots=True)
class StyleView:
    """A citation in one style: `name` is that of the style, `anchor` is unique on the page."""

    name: str
    anchor: str
    entry: tuple[Stretch, ...]
    note: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class CiteView:
    """How a publication is cited; `language` is the one that the citations are in."""

    head: HeadView
    language: str
    styles: tuple[StyleView, ...]
    downloads: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """How a passage is quoted: `sentence`, inside `marks`, until the reader selects other words."""

    head: HeadView
    language: str
    styles: tuple[StyleView, ...]
    downloads: tuple[Link, ...]
    sentence: str
    sentence_language: str
    marks: QuotationMarks


def cite_view(publication: Publication) -> CiteView:
    """What the page of `publication` shows."""
    cited = reference(publication, permalinks.addresses(publication))
    return CiteView(
        head=_head(cited, permalinks.publication_path(publication)),
        language=language(),
        styles=_styles(cited),
        downloads=_downloads(publication),
    )


def quote_view(
    publication: Publication, passage: Passage, text: Sequence[NumberedSpan]
) -> QuoteView:
    """What the page of `passage` shows; `text` is its text, with the words of the query marked."""
    cited = reference(publication, permalinks.addresses(publication, passage), passage)
    spans = [Span(part.text, part.match > 0) for part in text]
    return QuoteView(
        head=_head(cited, permalinks.passage_path(publication, passage)),
        language=language(),
        styles=_styles(cited),
        downloads=_downloads(publication, passage),
        sentence=inner_quotes(best_sentence(spans), language()),
        sentence_language=html_language(passage.language),
        marks=INTERFACES[language()].quotation,
    )


def _head(cited: Reference, canonical: str) -> HeadView:
    return HeadView(meta_tags(cited), json_ld(cited), canonical, static_url("copy.js"))


def _styles(cited: Reference) -> tuple[StyleView, ...]:
    return tuple(
        StyleView(one.style.label, f"cite-{one.style}", one.entry, one.note)
        for one in in_all_styles(cited, language())
    )


def _downloads(publication: Publication, passage: Passage | None = None) -> tuple[Link, ...]:
    return tuple(
        Link(format_.title, permalinks.reference_path(name, publication, passage))
        for name, format_ in FORMATS.items()
    )


@citing.get("/publications/<identifier>/cite/<format_name>")
def publication(identifier: str, format_name: str) -> Response:
    """The reference of a publication, as a file."""
    found = current_library().publication(identifier)
    return _file(reference(found, permalinks.addresses(found)), format_name)


@citing.get("/publications/<identifier>/passages/<number>/cite/<format_name>")
def passage(identifier: str, number: str, format_name: str) -> Response:
    """The reference of a passage, as a file."""
    library = current_library()
    found = library.publication(identifier)
    asked = library.passage(found, number)
    return _file(reference(found, permalinks.addresses(found, asked), asked), format_name)


def _file(cited: Reference, format_name: str) -> Response:
    format_ = FORMATS.get(format_name)
    if format_ is None:
        raise NotFound
    response = Response(format_.write(cited), content_type=f"{format_.media_type}; charset=utf-8")
    name = key(cited.key) + format_.ending
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
