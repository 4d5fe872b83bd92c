"""The page of one passage: its picture or its section, its text, and the matches in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from markupsafe import Markup

from indexer.engine.query import Query
from indexer.engine.snippets import Highlighter
from indexer.media import Rendering
from indexer.model import Origin, Passage, Publication
from indexer.rendering import THUMBNAIL_WIDTH
from search_app.i18n.labels import role_label
from search_app.i18n.locale import gettext, language_name, ngettext, number
from search_app.i18n.localized_text import LocalizedLink, LocalizedText
from search_app.library.bounds import MAX_PASSAGE_CHARS
from search_app.library.library import Library
from search_app.pages.citation_views import QuoteView, quote_view
from search_app.pages.formatting import (
    aligned_link,
    back_url,
    html_language,
    localized_place,
    metadata_language,
    open_text,
    title_of,
)
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.pages.paging import list_size
from search_app.viewer.match_numbers import NumberedSpan, number_matches
from search_app.viewer.page_image import PageImage, begin_thumbnails, page_image
from search_app.viewer.paragraphs import reflow
from search_app.viewer.shown_section import shown_section
from search_app.viewer.text_parts import TextParts, split_text
from search_app.web import links

MAX_MATCH_LINKS: Final = 10
"""Matches of the page at hand that have a link."""
MAX_THUMBNAILS: Final = 24
"""Pages of the strip; around the page at hand, if more match."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A page that matches, in the strip."""

    place: str
    url: str
    picture_url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """The matches of the page at hand, and where there are others."""

    summary: str
    here: tuple[Link, ...]
    previous: str
    following: str
    strip: tuple[Thumbnail, ...]


@dataclass(frozen=True, slots=True)
class PassagePage:
    """Everything that passage.html shows."""

    template: ClassVar[str] = "passage.html"
    layout: PageLayout
    title: str
    title_language: str
    publication_url: str
    place: LocalizedText
    heading: str
    position: str
    language: str
    language_name: str
    role: str
    parts: TextParts
    section: Markup | None
    image: PageImage | None
    recognised: bool
    is_cut: bool
    matches: Matches | None
    elsewhere: tuple[LocalizedLink, ...]
    previous: str
    following: str
    file_url: str
    file_text: str
    back_url: str
    cite: QuoteView


def passage_page(
    library: Library, publication: Publication, passage: Passage, query: Query
) -> PassagePage:
    """The page of one passage, with the words of `query` marked."""
    highlighter, text = Highlighter(query), query.text
    shown = marked_text(publication, passage, highlighter)
    offsets = match_offsets(shown)
    image = page_image(publication, passage, offsets)
    section = shown_section(publication, passage, highlighter)
    numbers = library.matches(publication, query, 0).numbers
    # Only now, so that the page itself is drawn first.
    begin_thumbnails(publication, passage, thumbnail_numbers(publication, passage, numbers))
    where = localized_place(publication, passage)
    title = title_of(publication)
    return PassagePage(
        layout=page_layout(f"{where.text} · {title}", links.search_at_hand(text), indexed=not text),
        title=title,
        title_language=metadata_language(publication.metadata),
        publication_url=_publication_url(publication, passage, text, numbers),
        place=where,
        heading=passage.title if passage.title != where.text else "",
        position=gettext(
            "%(number)s of %(total)s",
            number=number(passage.number),
            total=number(publication.passage_count),
        ),
        language=html_language(passage.language),
        language_name=language_name(passage.language),
        role=role_label(passage.role),
        parts=split_text(shown, passage.blocks),
        section=section,
        image=image,
        recognised=passage.origin is Origin.OCR,
        is_cut=len(passage.text) >= MAX_PASSAGE_CHARS,
        matches=_matches(publication, passage, text, numbers, len(offsets)) if text else None,
        elsewhere=tuple(
            aligned_link(passage, there, text)
            for there in library.aligned(publication, passage.number)
        ),
        previous=_neighbour_url(library, publication, passage.number, -1, text),
        following=_neighbour_url(library, publication, passage.number, 1, text),
        file_url=links.file_url(publication, passage)
        if library.has_whole_original(publication)
        else "",
        file_text=open_text(publication),
        back_url=back_url(text),
        cite=quote_view(publication, passage, shown),
    )


def _publication_url(
    publication: Publication, passage: Passage, text: str, numbers: Sequence[int]
) -> str:
    """The landing page, with the parts of its lists in which the passage stands."""
    size = list_size(text)
    listed = passage.number if passage.number > size else 0
    matching = passage.number if bisect_left(numbers, passage.number) >= size else 0
    return links.listed_url(links.publication_url(publication, text), listed, matching, "")


def _neighbour_url(
    library: Library, publication: Publication, number: int, step: int, text: str
) -> str:
    neighbour = library.neighbour(publication, number, step)
    return "" if neighbour is None else links.passage_url(publication, neighbour, text)


def marked_text(
    publication: Publication, passage: Passage, highlighter: Highlighter
) -> tuple[NumberedSpan, ...]:
    """The passage's text with the matches marked; its length stays."""
    if not passage.text.strip():
        return ()
    text = passage.text
    if publication.kind.set_in_lines:
        text = reflow(text, passage.blocks)
    return number_matches(highlighter.mark(text, passage.language))


def match_offsets(shown: Sequence[NumberedSpan]) -> Sequence[tuple[int, int]]:
    """Start and end of each match in the text."""
    ends = list(accumulate(len(part.text) for part in shown))
    pairs = zip(shown, ends, strict=True)
    return [(end - len(part.text), end) for part, end in pairs if part.match]


def _matches(
    publication: Publication, passage: Passage, text: str, numbers: Sequence[int], here: int
) -> Matches:
    """`numbers` are the matching passages, `here` is the number of matches in this one."""
    before, after = bisect_left(numbers, passage.number), bisect_right(numbers, passage.number)

    def url(at: int) -> str:
        exists = 0 <= at < len(numbers)
        return links.match_url(publication, numbers[at], text) if exists else ""

    return Matches(
        summary=_summary(publication, len(numbers)),
        here=tuple(
            Link(number(n), f"#match-{n}") for n in range(1, min(here, MAX_MATCH_LINKS) + 1)
        ),
        previous=url(before - 1),
        following=url(after),
        strip=tuple(
            Thumbnail(
                place=str(n),
                url=links.match_url(publication, n, text),
                picture_url=links.picture_url(publication, n, THUMBNAIL_WIDTH),
                current=n == passage.number,
            )
            for n in thumbnail_numbers(publication, passage, numbers)
        ),
    )


def _summary(publication: Publication, count: int) -> str:
    if count == 0:
        return gettext("The words are not in the text of this publication.")
    if publication.kind.paged:
        return ngettext(
            "%(count)s page matches the search.", "%(count)s pages match the search.", count
        )
    return ngettext(
        "%(count)s section matches the search.", "%(count)s sections match the search.", count
    )


def thumbnail_numbers(
    publication: Publication, passage: Passage, numbers: Sequence[int]
) -> Sequence[int]:
    """The matching pages with a thumbnail: if there are many, those around the page at hand."""
    if publication.kind.rendering is not Rendering.PAGE_IMAGE or len(numbers) < 2:
        return ()
    at = bisect_left(numbers, passage.number)
    start = max(0, min(at - MAX_THUMBNAILS // 2, len(numbers) - MAX_THUMBNAILS))
    return numbers[start : start + MAX_THUMBNAILS]
