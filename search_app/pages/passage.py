"""The page of one passage: its picture or its section, its text, and the matches in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from markupsafe import Markup

from indexer.engine.query import parse
from indexer.engine.snippets import Highlighter
from indexer.media import Rendering
from indexer.model import Origin, Passage, Publication
from indexer.rendering import THUMBNAIL
from search_app.i18n.locale import gettext, language_name, ngettext, number
from search_app.i18n.localized_text import LocalizedLink, LocalizedText
from search_app.library.library import AlignedPassage
from search_app.library.search import text_search
from search_app.pages.citation_views import QuoteView, quote_view
from search_app.pages.formatting import (
    aligned_link,
    back,
    html_language,
    open_text,
    place_wording,
    spoken_language,
    title_of,
)
from search_app.pages.layout import Link, PageLayout, page_layout
from search_app.viewer.match_numbers import NumberedSpan, numbered
from search_app.viewer.page_image import PageImage
from search_app.viewer.paragraphs import reflowed
from search_app.web import links

HERE: Final = 10
"""Matches on the page at hand that have a link."""
STRIP: Final = 24
"""Pages of the strip; around the page at hand, where more match."""


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
    text: tuple[NumberedSpan, ...]
    section: Markup | None
    image: PageImage | None
    recognised: bool
    matches: Matches | None
    elsewhere: tuple[LocalizedLink, ...]
    previous: str
    following: str
    file_url: str
    file_text: str
    back: str
    cite: QuoteView


@dataclass(frozen=True, slots=True)
class PassageContent:
    """A passage that is read with a query: `numbers` are the publication's passages that match.

    `shown` is its text, `image` its picture, `section` how an HTML publication has it.
    """

    publication: Publication
    passage: Passage
    text: str
    numbers: Sequence[int]
    aligned: Sequence[AlignedPassage]
    shown: tuple[NumberedSpan, ...]
    image: PageImage | None
    section: Markup | None


def passage_page(reading: PassageContent) -> PassagePage:
    """The page of one passage, with the words of the query marked."""
    publication, passage, text = reading.publication, reading.passage, reading.text
    where = place_wording(publication, passage)
    title = title_of(publication)

    def url(to: int) -> str:
        there = 1 <= to <= publication.passage_count
        return links.passage_url(publication, to, text) if there else ""

    return PassagePage(
        layout=page_layout(f"{where.text} · {title}", text_search(text), indexed=not text),
        title=title,
        title_language=spoken_language(publication.metadata),
        publication_url=links.publication_url(publication, text),
        place=where,
        heading=passage.title if passage.title != where.text else "",
        position=gettext(
            "%(number)s of %(total)s",
            number=number(passage.number),
            total=number(publication.passage_count),
        ),
        language=html_language(passage.language),
        language_name=language_name(passage.language),
        text=reading.shown,
        section=reading.section,
        image=reading.image,
        recognised=passage.origin is Origin.OCR,
        matches=_matches(reading) if text else None,
        elsewhere=tuple(aligned_link(passage, there, text) for there in reading.aligned),
        previous=url(passage.number - 1),
        following=url(passage.number + 1),
        file_url=links.file_url(publication, passage),
        file_text=open_text(publication),
        back=back(text),
        cite=quote_view(publication, passage, reading.shown),
    )


def marked(publication: Publication, passage: Passage, text: str) -> tuple[NumberedSpan, ...]:
    """The passage's text, as long as it is, with the matches of the query marked."""
    if not passage.text.strip():
        return ()
    shown = reflowed(passage.text) if publication.kind.set_in_lines else passage.text
    return numbered(Highlighter(parse(text)).mark(shown, passage.language))


def places(shown: Sequence[NumberedSpan]) -> Sequence[tuple[int, int]]:
    """Where in the text the matches begin and end."""
    ends = list(accumulate(len(part.text) for part in shown))
    pairs = zip(shown, ends, strict=True)
    return [(end - len(part.text), end) for part, end in pairs if part.match]


def _matches(reading: PassageContent) -> Matches:
    here = sum(part.match > 0 for part in reading.shown)
    publication, numbers = reading.publication, reading.numbers
    at = reading.passage.number
    before, after = bisect_left(numbers, at), bisect_right(numbers, at)

    def url(place: int) -> str:
        there = 0 <= place < len(numbers)
        return links.match_url(publication, numbers[place], reading.text) if there else ""

    return Matches(
        summary=_summary(publication, len(numbers)),
        here=tuple(Link(number(n), f"#match-{n}") for n in range(1, min(here, HERE) + 1)),
        previous=url(before - 1),
        following=url(after),
        strip=_strip(reading),
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


def strip(publication: Publication, passage: Passage, numbers: Sequence[int]) -> Sequence[int]:
    """Those of the matching pages that are shown small: around the one at hand where they are
    many.
    """
    if publication.kind.rendering is not Rendering.PAGE_IMAGE or len(numbers) < 2:
        return ()
    at = bisect_left(numbers, passage.number)
    start = max(0, min(at - STRIP // 2, len(numbers) - STRIP))
    return numbers[start : start + STRIP]


def _strip(reading: PassageContent) -> tuple[Thumbnail, ...]:
    publication = reading.publication
    return tuple(
        Thumbnail(
            place=str(number),
            url=links.match_url(publication, number, reading.text),
            picture_url=links.picture_url(publication, number, THUMBNAIL),
            current=number == reading.passage.number,
        )
        for number in strip(publication, reading.passage, reading.numbers)
    )
