"""Publications and passages as a template shows them: typed, in the interface language.

A page is a dataclass, and its template uses nothing else (a test looks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.editions import SISTER_RELATIONS
from indexer.engine.port import Filters, Hit
from indexer.engine.query import Notice, NoticeKind
from indexer.engine.snippets import Highlighter, Span
from indexer.model import UNDETERMINED, Metadata, Passage, Publication, Relation
from search_app import links, permalinks
from search_app.citations.coins import coins
from search_app.citations.reference import reference
from search_app.frame import Link
from search_app.i18n import (
    N_,
    gettext,
    language_name,
    language_word,
    number,
    type_name,
    written_date,
)
from search_app.search import Asked, choosing
from search_app.shelf import AlignedPassage

_NOTICES = {
    NoticeKind.TOO_LONG: N_("Only the first %(detail)s characters of the query were searched."),
    NoticeKind.TOO_MANY_CLAUSES: N_("Only the first %(detail)s words of the query were searched."),
    NoticeKind.TOO_MANY_EXPANSIONS: N_(
        "“%(detail)s” stands for very many words; only the most frequent ones were searched. "
        "More letters make it more precise."
    ),
    NoticeKind.NO_WORDS: N_("There is no word to search for in what you typed."),
    NoticeKind.PARTIAL: N_(
        "Few publications hold all of these words, so some that hold only part of them follow."
    ),
}


SHOWN_ALIKE: Final = 3
"""Publications with almost the same text that are named beside a hit."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in a list: where it is, and what it says there."""

    place: str
    paged: bool
    language: str
    snippet: tuple[Span, ...]
    url: str
    file_url: str
    file_text: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """A link to a publication that belongs to another one, and what tells it apart."""

    title: str
    language: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class HitView:
    """A publication in a list, with its best passages.

    `alike` are publications with almost the same text; `more_alike` says how many more there are.
    `coins` is for reference managers, which save many works of a list at once.
    """

    title: tuple[Span, ...]
    language: str
    url: str
    creators: str
    facts: tuple[str, ...]
    description: str
    passages: tuple[PassageView, ...]
    file_url: str
    file_text: str
    alike: tuple[EditionView, ...]
    more_alike: str
    coins: str


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the description of a publication; where there are links they stand for the text."""

    name: str
    text: str = ""
    links: tuple[Link, ...] = ()


def notice_text(notice: Notice) -> str:
    """What a notice means, in plain words."""
    return gettext(_NOTICES[notice.kind], detail=notice.detail)


def spoken_language(metadata: Metadata) -> str:
    """The HTML `lang` of a publication's own words; empty means that it is not known."""
    known = [code for code in metadata.languages if code != UNDETERMINED]
    return known[0] if len(known) == 1 else ""


def html_language(code: str) -> str:
    """The HTML `lang` for a language code of the index."""
    return "" if code == UNDETERMINED else code


def title_of(publication: Publication) -> str:
    """The title, or the file's name where nobody gave one."""
    return publication.metadata.title or publication.path.rpartition("/")[2]


def place(publication: Publication, passage: Passage) -> str:
    """Where a passage is, as a reader would cite it: the printed page, or the section."""
    if publication.media_type == links.PDF:
        return gettext("p. %(label)s", label=passage.label or str(passage.number))
    return passage.label or passage.title or gettext("section %(number)s", number=passage.number)


def edition_view(publication: Publication, text: str = "") -> EditionView:
    """A link to `publication` that tells its languages, year and format."""
    metadata = publication.metadata
    spoken = ", ".join(language_name(code) for code in metadata.languages)
    year = "" if metadata.year is None else str(metadata.year)
    return EditionView(
        title=title_of(publication),
        language=spoken_language(metadata),
        url=links.publication_url(publication, text),
        note=", ".join(fact for fact in (spoken, year, file_kind(publication)) if fact),
    )


def aligned_link(ours: Passage, there: AlignedPassage, text: str) -> Link:
    """A link to the same place in a sister edition: by its language, else by its title."""
    spoken = there.passage.language
    if spoken == UNDETERMINED:
        spoken = spoken_language(there.publication.metadata)
    if spoken and spoken != ours.language:
        edition = language_word(spoken)
    else:
        edition = gettext("“%(title)s”", title=title_of(there.publication))
    if not there.exact:
        name = gettext("About here in %(edition)s", edition=edition)
    elif there.publication.media_type == links.PDF:
        name = gettext("This page in %(edition)s", edition=edition)
    else:
        name = gettext("This section in %(edition)s", edition=edition)
    url = links.passage_url(there.publication, there.passage.number, text)
    return Link(name, url, language=spoken)


def hit_view(hit: Hit, marks: Highlighter, text: str, alike: Sequence[Publication] = ()) -> HitView:
    """`hit` of a search for `text`, with the matches marked.

    `alike` are the publications with almost the same text.
    """
    publication, metadata = hit.publication, hit.publication.metadata
    spoken = spoken_language(metadata)
    return HitView(
        title=marks.mark(title_of(publication), spoken or UNDETERMINED),
        language=spoken,
        url=links.publication_url(publication, text),
        creators="; ".join(metadata.creators),
        facts=facts(metadata),
        description="" if hit.passages else metadata.description,
        passages=tuple(
            PassageView(
                place=place(publication, passage),
                paged=publication.media_type == links.PDF,
                language=html_language(passage.language),
                snippet=marks.snippet(passage),
                url=links.passage_url(publication, passage.number, text),
                file_url=links.file_url(publication, passage),
                file_text=open_text(publication),
            )
            for passage in hit.passages
        ),
        file_url=links.file_url(publication),
        file_text=file_text(publication),
        alike=tuple(edition_view(other, text) for other in alike[:SHOWN_ALIKE]),
        more_alike=gettext("%(count)s more", count=number(len(alike) - SHOWN_ALIKE))
        if len(alike) > SHOWN_ALIKE
        else "",
        coins=_coins(publication),
    )


def _coins(publication: Publication) -> str:
    """Only where the public address is set: a list names no host that a request made up."""
    if not permalinks.are_public():
        return ""
    return coins(reference(publication, permalinks.addresses(publication)))


def facts(metadata: Metadata) -> tuple[str, ...]:
    """What tells publications apart at a glance: year, type, languages, series."""
    year = "" if metadata.year is None else str(metadata.year)
    kind = type_name(metadata.type) if metadata.type else ""
    spoken = ", ".join(language_name(code) for code in metadata.languages)
    return tuple(fact for fact in (year, kind, spoken, *metadata.series) if fact)


def open_text(publication: Publication) -> str:
    """What a link to a passage's place in the original says."""
    if publication.media_type == links.PDF:
        return gettext("Open the original at this page")
    return gettext("Open the original at this section")


def file_text(publication: Publication) -> str:
    """What a link to the original says: its format and size."""
    size = publication.size
    kind = file_kind(publication)
    if size < 1_000_000:
        return gettext("%(kind)s, %(size)s kB", kind=kind, size=number(max(1, size // 1000)))
    return gettext("%(kind)s, %(size)s MB", kind=kind, size=number(round(size / 1_000_000, 1)))


def file_kind(publication: Publication) -> str:
    """The format of the original, as readers call it."""
    return {links.PDF: "PDF", "text/html": "HTML"}.get(publication.media_type, gettext("file"))


def terms(publication: Publication, related: Mapping[str, Publication]) -> tuple[Term, ...]:
    """The description of `publication`; `related` are those that its relations name."""
    metadata = publication.metadata
    rows = (
        Term(gettext("Creators"), links=_filtered("creator", metadata.creators)),
        Term(gettext("Date"), written_date(metadata.date)),
        Term(gettext("Type"), links=_filtered("type", (metadata.type,))),
        Term(gettext("Languages"), links=_filtered("language", metadata.languages)),
        Term(gettext("Series"), links=_filtered("series", metadata.series)),
        Term(gettext("Subjects"), links=_filtered("subject", metadata.subjects)),
        *(
            _related(relation.kind, relation.target, related)
            for relation in metadata.relations
            if relation.kind != "isPartOf" and not _is_shown(relation, related)
        ),
        Term(gettext("Publisher"), metadata.publisher),
        Term(gettext("Rights"), metadata.rights),
        Term(gettext("Source"), metadata.source),
        Term(gettext("Identifier"), metadata.identifier or publication.id),
    )
    return tuple(term for term in rows if term.text or term.links)


def _is_shown(relation: Relation, related: Mapping[str, Publication]) -> bool:
    """Whether its target is among the sister editions that the page lists."""
    return relation.kind in SISTER_RELATIONS and relation.target in related


_RELATIONS = {
    "hasPart": N_("Contains"),
    "hasVersion": N_("Other version"),
    "isReferencedBy": N_("Cited by"),
    "isReplacedBy": N_("Replaced by"),
    "isTranslationOf": N_("Translation of"),
    "isVersionOf": N_("Version of"),
    "references": N_("Cites"),
    "relation": N_("Related"),
    "replaces": N_("Replaces"),
}


def _related(kind: str, target: str, related: Mapping[str, Publication]) -> Term:
    name = gettext(_RELATIONS.get(kind, N_("Related")))
    publication = related.get(target)
    if publication is None:
        return Term(name, target)
    return Term(name, links=(Link(title_of(publication), links.publication_url(publication)),))


def value_label(name: str, value: str) -> str:
    """What the value of a filter or facet is called in the interface language."""
    if name == "language":
        return language_name(value)
    return type_name(value) if name == "type" else value


def filter_link(name: str, value: str) -> Link:
    """A link to everything that has this value."""
    asked = Asked().filtered(choosing(Filters(), name, (value,)))
    return Link(value_label(name, value), links.search_url(asked))


def _filtered(name: str, values: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(filter_link(name, value) for value in values if value)
