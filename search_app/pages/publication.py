"""A publication's landing page: its metadata, contents, editions, and a search inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import url_for

from indexer.engine.port import Related
from indexer.engine.query import Query
from indexer.engine.snippets import Highlighter
from indexer.model import Passage, Publication
from search_app.i18n.locale import N_, gettext, ngettext, number
from search_app.i18n.localized_text import LocalizedText, interpolate
from search_app.library.bounds import shortened
from search_app.library.library import Library
from search_app.pages.citation_views import CiteView, cite_view
from search_app.pages.contents_view import (
    MAX_ENTRY_CHARS,
    ContentsEntry,
    contents_of_outline,
    contents_of_passages,
    shallow_outline,
)
from search_app.pages.formatting import (
    EditionView,
    Term,
    back_url,
    download_note,
    download_text,
    edition_view,
    facts,
    file_text,
    localized_place,
    metadata_language,
    terms,
    title_of,
)
from search_app.pages.hits import PassageView, passage_views
from search_app.pages.layout import Link, PageLayout, SearchBox, hidden_fields, page_layout
from search_app.pages.paging import NumberList, Pager, list_size, number_list
from search_app.web import links
from search_app.web.params import Form

MAX_CONTENTS_AT_FIRST: Final = 15
"""Entries of a table of contents that are shown before the reader asks for more."""
MAX_INSIDE_SNIPPETS: Final = 10
"""Passages of a search inside, the best ones, that are shown with a snippet."""
MAX_EDITIONS_NAMED: Final = 10
"""Other editions that are named, and other copies."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The search inside the publication, and its matches; `others` are listed without a snippet,
    and more of them on the pages of `pager`.
    """

    box: SearchBox
    summary: str
    passages: tuple[PassageView, ...]
    others: tuple[Link, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class Reading:
    """The part of the publication whose passages the page lists: by its table of contents, with the
    first entries in sight, and by number. `shown` says which part, `pager` leads to the others.
    """

    contents: tuple[ContentsEntry, ...]
    more_contents: tuple[ContentsEntry, ...]
    passages: tuple[Link, ...]
    all_text: str
    shown: str
    is_later: bool
    pager: Pager


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A publication about the same subject, and the terms that both have."""

    publication: EditionView
    terms: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """Everything that publication.html shows."""

    template: ClassVar[str] = "publication.html"
    layout: PageLayout
    title: str
    language: str
    creators: str
    facts: tuple[LocalizedText, ...]
    description: str
    terms: tuple[Term, ...]
    completeness: str
    inside: Inside
    sisters: tuple[EditionView, ...]
    near_identical: tuple[EditionView, ...]
    related: tuple[RelatedView, ...]
    reading: Reading
    file_url: str
    file_text: str
    download_url: str
    download_text: str
    download_note: str
    back_url: str
    cite: CiteView


@dataclass(frozen=True, slots=True)
class _Listing:
    """Where the page is, and which of its lists: `url` is its address with the query, `listed` and
    `matching` are the passages whose parts of the two lists are shown.
    """

    url: str
    listed: int
    matching: int

    def part_url(self, number: int) -> str:
        """The page with the part of the publication that has passage `number`."""
        return links.listed_url(self.url, number, self.matching, "read")

    def matches_url(self, number: int) -> str:
        """The page with the part of the matching passages that has passage `number`."""
        return links.listed_url(self.url, self.listed, number, "inside")


def publication_page(
    library: Library, publication: Publication, query: Query, listed: int, matching: int
) -> PublicationPage:
    """The landing page of `publication`, with a search inside it for `query`.

    `listed` is a passage whose part of the publication is listed; `matching` is the same for the
    passages that match.
    """
    text = query.text
    related_editions = library.related_editions(publication)
    title = title_of(publication)
    sisters = [sister.publication for sister in related_editions.sisters]
    copies = [other for other in related_editions.near_identical if other not in sisters]
    listing = _Listing(links.publication_url(publication, text), listed, matching)
    return PublicationPage(
        layout=page_layout(title, links.search_at_hand(text), indexed=not text),
        title=title,
        language=metadata_language(publication.metadata),
        creators="; ".join(publication.metadata.creators),
        facts=facts(publication.metadata),
        description=publication.metadata.description,
        terms=terms(publication, related_editions.related),
        completeness=_completeness(publication),
        inside=_inside(library, publication, query, listing),
        sisters=tuple(edition_view(other, text) for other in sisters[:MAX_EDITIONS_NAMED]),
        near_identical=tuple(edition_view(other, text) for other in copies[:MAX_EDITIONS_NAMED]),
        related=tuple(_related(publication, one) for one in library.related(publication)),
        reading=_reading(library, publication, text, listing),
        file_url=links.file_url(publication) if library.has_whole_original(publication) else "",
        file_text=file_text(publication),
        download_url=links.untouched_url(publication),
        download_text=download_text(publication),
        download_note=download_note(publication),
        back_url=back_url(text),
        cite=cite_view(publication),
    )


def _related(publication: Publication, one: Related) -> RelatedView:
    """The shared terms are in the language of both; if they have two, the language is unknown."""
    spoken = metadata_language(one.publication.metadata)
    is_shared = spoken == metadata_language(publication.metadata)
    terms = LocalizedText(", ".join(one.terms), spoken if is_shared else "")
    return RelatedView(
        edition_view(one.publication), interpolate(N_("In both: %(terms)s"), "terms", terms)
    )


def _inside(library: Library, publication: Publication, query: Query, listing: _Listing) -> Inside:
    text, found = query.text, library.matches(publication, query, MAX_INSIDE_SNIPPETS)
    shown = {passage.number for passage in found.best}
    others = [number for number in found.numbers if number not in shown]
    part = number_list(others, listing.matching, text, listing.matches_url)
    return Inside(
        box=SearchBox(
            url_for("pages.publication", identifier=publication.id, lang=None),
            text,
            hidden_fields(links.search_at_hand(""), Form.SEARCH_BOX),
        ),
        summary=_summary(publication, len(found.numbers)) if text else "",
        passages=passage_views(publication, found.best, Highlighter(query), text),
        others=_all(publication, library.passages(publication, part.numbers), text),
        pager=part.pager,
    )


def _reading(library: Library, publication: Publication, text: str, listing: _Listing) -> Reading:
    everything = range(1, publication.passage_count + 1)
    part = number_list(everything, listing.listed, text, listing.part_url)
    passages = library.passages(publication, part.numbers)
    contents = _contents(library, publication, text, part)
    contents = contents or contents_of_passages(publication, passages, text)
    has_all = not publication.kind.paged and _count(contents) >= len(passages)
    return Reading(
        contents=contents[:MAX_CONTENTS_AT_FIRST],
        more_contents=contents[MAX_CONTENTS_AT_FIRST:],
        passages=() if has_all else _all(publication, passages, text),
        all_text=_all_text(publication, part),
        shown=_shown(publication, part),
        is_later=part.page > 1,
        pager=part.pager,
    )


def _contents(
    library: Library, publication: Publication, text: str, part: NumberList
) -> tuple[ContentsEntry, ...]:
    """The table of contents; with a later part of the passages, what belongs to these."""
    outline = library.contents(publication)
    if part.page > 1:
        outline = [entry for entry in outline if entry.number in part.numbers]
    shown = shallow_outline(publication, outline, list_size(text))
    numbers = sorted({entry.number for entry in shown})
    passages = {one.number: one for one in library.passages(publication, numbers)}
    return contents_of_outline(publication, shown, passages, text)


def _count(entries: Sequence[ContentsEntry]) -> int:
    return sum(1 + _count(entry.below) for entry in entries)


def _all_text(publication: Publication, part: NumberList) -> str:
    """The name of the list of all passages, or of one part of them."""
    if part.pager.pages:
        return gettext("Pages") if publication.kind.paged else gettext("Sections")
    return gettext("All pages") if publication.kind.paged else gettext("All sections")


def _shown(publication: Publication, part: NumberList) -> str:
    """Which passages are listed; empty if all are."""
    if not part.pager.pages:
        return ""
    message = (
        N_("Pages %(first)s to %(last)s of %(total)s")
        if publication.kind.paged
        else N_("Sections %(first)s to %(last)s of %(total)s")
    )
    return gettext(
        message,
        first=number(part.numbers[0]),
        last=number(part.numbers[-1]),
        total=number(publication.passage_count),
    )


def _summary(publication: Publication, count: int) -> str:
    if count == 0:
        return gettext("No page or section holds this. Perhaps the title or the description does.")
    if publication.kind.paged:
        return ngettext("It is on %(count)s page.", "It is on %(count)s pages.", count)
    return ngettext("It is in %(count)s section.", "It is in %(count)s sections.", count)


def _all(publication: Publication, passages: Sequence[Passage], text: str) -> tuple[Link, ...]:
    """A link to each passage, by its printed page label or heading."""
    return tuple(
        Link(
            shortened(passage.label or str(passage.number), MAX_ENTRY_CHARS),
            links.passage_url(publication, passage.number, text),
            text_language=localized_place(publication, passage).language,
        )
        for passage in passages
    )


def _completeness(publication: Publication) -> str:
    """How many of the passages have text, and so can be searched."""
    total = publication.passage_count
    with_text = number(total - len(publication.passages_without_text))
    if not publication.passages_without_text:
        if publication.kind.paged:
            return ngettext("The page has text.", "All %(count)s pages have text.", total)
        return ngettext("The section has text.", "All %(count)s sections have text.", total)
    if publication.kind.paged:
        return ngettext(
            "%(with_text)s of %(count)s page has text; the others can be read in the file only.",
            "%(with_text)s of %(count)s pages have text; the others can be read in the file only.",
            total,
            with_text=with_text,
        )
    return ngettext(
        "%(with_text)s of %(count)s section has text.",
        "%(with_text)s of %(count)s sections have text.",
        total,
        with_text=with_text,
    )
