"""The home page, a publication's landing page, the page of one passage, and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from flask import url_for

from indexer.engine.port import Facet, SearchRequest, SearchResult
from indexer.engine.query import parse
from indexer.engine.snippets import Highlighter, Span
from indexer.model import UNDETERMINED, Origin, Passage, Publication
from search_app import links
from search_app.citing import CiteView, QuoteView, cite_view, quote_view
from search_app.frame import Frame, Link, frame
from search_app.i18n import gettext, language_name, language_word, ngettext, number
from search_app.paragraphs import reflowed
from search_app.present import (
    EditionView,
    HitView,
    Term,
    aligned_link,
    edition_view,
    facts,
    file_text,
    filter_link,
    hit_view,
    html_language,
    open_text,
    place,
    spoken_language,
    terms,
    title_of,
)
from search_app.results import Example, examples
from search_app.search import Asked
from search_app.shelf import AlignedPassage, Company

SHOWN_CONTENTS: Final = 15
"""Entries of a table of contents that are shown before the reader asks for more."""
SHOWN_VALUES: Final = 24


@dataclass(frozen=True, slots=True)
class Counted:
    """A link to what has a value, with how many publications that are."""

    link: Link
    count: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that home.html shows."""

    template: ClassVar[str] = "home.html"
    frame: Frame
    summary: str
    newest: tuple[HitView, ...]
    subjects: tuple[Counted, ...]
    types: tuple[Counted, ...]
    series: tuple[Counted, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents."""

    title: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """Everything that publication.html shows."""

    template: ClassVar[str] = "publication.html"
    frame: Frame
    title: str
    language: str
    creators: str
    facts: tuple[str, ...]
    description: str
    terms: tuple[Term, ...]
    completeness: str
    sisters: tuple[EditionView, ...]
    near_identical: tuple[EditionView, ...]
    contents: tuple[Entry, ...]
    more_contents: tuple[Entry, ...]
    passages: tuple[Link, ...]
    all_text: str
    file_url: str
    file_text: str
    back: str
    cite: CiteView


@dataclass(frozen=True, slots=True)
class PassagePage:
    """Everything that passage.html shows."""

    template: ClassVar[str] = "passage.html"
    frame: Frame
    title: str
    title_language: str
    publication_url: str
    place: str
    heading: str
    position: str
    language: str
    language_name: str
    text: tuple[Span, ...]
    recognised: bool
    elsewhere: tuple[Link, ...]
    previous: str
    following: str
    file_url: str
    file_text: str
    back: str
    cite: QuoteView


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything that error.html shows."""

    template: ClassVar[str] = "error.html"
    frame: Frame
    status: int
    title: str
    detail: str


def home_page(result: SearchResult) -> HomePage:
    """The home page; `result` lists everything, newest first."""
    facets = {facet.name: facet for facet in result.facets}
    marks = Highlighter(result.query)
    return HomePage(
        frame=frame(),
        summary=_collection(result.total, facets),
        newest=tuple(hit_view(hit, marks, "") for hit in result.hits),
        subjects=_counted(facets.get("subject")),
        types=_counted(facets.get("type")),
        series=_counted(facets.get("series")),
        examples=examples(),
    )


def _collection(total: int, facets: dict[str, Facet]) -> str:
    """One sentence: how many publications, from when, in which languages."""
    count = ngettext("%(count)s publication", "%(count)s publications", total)
    years = [int(v.value) for v in facets["year"].values if v.value.isdigit()]
    spoken = [v.value for v in facets["language"].values if v.value != UNDETERMINED]
    parts = [count]
    if years and min(years) == max(years):
        parts.append(gettext("from %(year)s", year=years[0]))
    elif years:
        parts.append(gettext("from %(first)s to %(last)s", first=min(years), last=max(years)))
    if spoken:
        names = [language_word(code) for code in spoken]
        parts.append(gettext("in %(languages)s", languages=_enumerated(names)))
    return " ".join(parts)


def _enumerated(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return gettext("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def _counted(facet: Facet | None) -> tuple[Counted, ...]:
    if facet is None:
        return ()
    return tuple(
        Counted(filter_link(facet.name, value.value), number(value.count))
        for value in facet.values[:SHOWN_VALUES]
    )


def publication_page(
    publication: Publication,
    passages: Sequence[Passage],
    company: Company,
    text: str,
) -> PublicationPage:
    """The landing page; `text` is the query that the reader came with."""
    contents = _contents(publication, passages, text)
    title = title_of(publication)
    sisters = [sister.publication for sister in company.sisters]
    return PublicationPage(
        frame=frame(title, _asked(text), indexed=not text),
        title=title,
        language=spoken_language(publication.metadata),
        creators="; ".join(publication.metadata.creators),
        facts=facts(publication.metadata),
        description=publication.metadata.description,
        terms=terms(publication, company.related),
        completeness=_completeness(publication),
        sisters=tuple(edition_view(sister, text) for sister in sisters),
        near_identical=tuple(
            edition_view(other, text) for other in company.near_identical if other not in sisters
        ),
        contents=contents[:SHOWN_CONTENTS],
        more_contents=contents[SHOWN_CONTENTS:],
        passages=_all(publication, passages, text) if len(contents) < len(passages) else (),
        all_text=gettext("All pages")
        if publication.media_type == links.PDF
        else gettext("All sections"),
        file_url=links.file_url(publication),
        file_text=file_text(publication),
        back=_back(text),
        cite=cite_view(publication),
    )


def _contents(
    publication: Publication, passages: Sequence[Passage], text: str
) -> tuple[Entry, ...]:
    """One line for each title that passages stand under; none where there is only one."""
    entries: list[Entry] = []
    for passage in passages:
        title = passage.title or ("" if publication.media_type == links.PDF else passage.label)
        if title and (not entries or entries[-1].title != title):
            url = links.passage_url(publication, passage.number, text)
            where = place(publication, passage)
            entries.append(Entry(title, where if where != title else "", url))
    return tuple(entries) if len(entries) > 1 else ()


def _all(publication: Publication, passages: Sequence[Passage], text: str) -> tuple[Link, ...]:
    """A link to each passage, by its printed page label or heading."""
    return tuple(
        Link(
            passage.label or str(passage.number),
            links.passage_url(publication, passage.number, text),
        )
        for passage in passages
    )


def _completeness(publication: Publication) -> str:
    """How much of the publication can be found by its words."""
    total = publication.passage_count
    with_text = number(total - len(publication.passages_without_text))
    is_pdf = publication.media_type == links.PDF
    if not publication.passages_without_text:
        if is_pdf:
            return ngettext("The page has text.", "All %(count)s pages have text.", total)
        return ngettext("The section has text.", "All %(count)s sections have text.", total)
    if is_pdf:
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


def passage_page(
    publication: Publication, passage: Passage, aligned: Sequence[AlignedPassage], text: str
) -> PassagePage:
    """The page of one passage, with the words of the query `text` marked."""
    where = place(publication, passage)
    title = title_of(publication)
    marked = _marked(publication, passage, text)

    def url(to: int) -> str:
        there = 1 <= to <= publication.passage_count
        return links.passage_url(publication, to, text) if there else ""

    return PassagePage(
        frame=frame(f"{where} · {title}", _asked(text), indexed=not text),
        title=title,
        title_language=spoken_language(publication.metadata),
        publication_url=links.publication_url(publication, text),
        place=where,
        heading=passage.title if passage.title != where else "",
        position=gettext(
            "%(number)s of %(total)s",
            number=number(passage.number),
            total=number(publication.passage_count),
        ),
        language=html_language(passage.language),
        language_name=language_name(passage.language),
        text=marked,
        recognised=passage.origin is Origin.OCR,
        elsewhere=tuple(aligned_link(passage, there, text) for there in aligned),
        previous=url(passage.number - 1),
        following=url(passage.number + 1),
        file_url=links.file_url(publication, passage),
        file_text=open_text(publication),
        back=_back(text),
        cite=quote_view(publication, passage, marked),
    )


def _marked(publication: Publication, passage: Passage, text: str) -> tuple[Span, ...]:
    if not passage.text.strip():
        return ()
    is_pdf = publication.media_type == links.PDF
    shown = reflowed(passage.text) if is_pdf else passage.text
    return Highlighter(parse(text)).mark(shown, passage.language)


def error_page(status: int, title: str, detail: str) -> ErrorPage:
    """The page for an answer that is not what was asked for."""
    return ErrorPage(frame(title, indexed=False), status, title, detail)


def _asked(text: str) -> Asked:
    return Asked(SearchRequest(text=text))


def _back(text: str) -> str:
    return url_for("pages.results", q=text) if text else ""
