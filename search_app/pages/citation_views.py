"""Citations as pages show them: what a reader copies, downloads, or imports into a manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engine.snippets import Span
from indexer.languages import INTERFACES, QuotationMarks
from indexer.model import Passage, Publication
from search_app.citations import permalinks
from search_app.citations.formats import FORMATS
from search_app.citations.meta_tags import MetaTag, json_ld, meta_tags
from search_app.citations.quoting import best_sentence, inner_quotes
from search_app.citations.reference import Reference, reference
from search_app.citations.styles import StyledText, in_all_styles
from search_app.i18n.locale import language
from search_app.pages.formatting import html_language
from search_app.pages.layout import Link, static_url
from search_app.viewer.match_numbers import NumberedSpan


@dataclass(frozen=True, slots=True)
class HeadView:
    """Metadata for programs in the head of a page.

    `json_ld` is safe inside a `<script>` element, and must not be escaped again.
    """

    tags: tuple[MetaTag, ...]
    json_ld: str
    canonical: str
    script: str


@dataclass(frozen=True, slots=True)
class StyleView:
    """A citation in one style: `name` is the style's, `anchor` is unique on the page."""

    name: str
    anchor: str
    entry: tuple[StyledText, ...]
    note: tuple[StyledText, ...]


@dataclass(frozen=True, slots=True)
class CiteView:
    """How a publication is cited; `language` is that of the citations."""

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
    """The citations on the page of `publication`."""
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
    """The citations on the page of `passage`; `text` is its text, with the query's words marked."""
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
