"""Publications and passages as templates show them: typed, in the interface language.

A page is a dataclass, and its template uses nothing else (a test checks this).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.editions import SISTER_RELATIONS
from indexer.fields import FACETS_BY_NAME, FIELDS, MetadataField, ValueFilter, ValueKind, values_of
from indexer.model import UNDETERMINED, DateOrigin, Metadata, Passage, Publication, Relation
from search_app.i18n.labels import localized_value
from search_app.i18n.locale import (
    N_,
    gettext,
    language_names,
    language_word,
    number,
    written_date,
)
from search_app.i18n.localized_text import LocalizedLink, LocalizedText, interpolate
from search_app.library.bounds import shortened
from search_app.library.library import AlignedPassage
from search_app.pages.layout import Link
from search_app.web import links
from search_app.web.param_kinds import MAX_VALUE_CHARS
from search_app.web.params import SearchState

_MAX_LISTED_TITLE_CHARS: Final = 300
_MAX_FACT_CHARS: Final = 100
_MAX_FACTS: Final = 6


@dataclass(frozen=True, slots=True)
class EditionView:
    """A link to a related publication, with a note that tells it apart."""

    title: str
    language: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the metadata of a publication: a text, or links in its place.

    `language` is the HTML `lang` of the text.
    """

    name: str
    text: str = ""
    links: tuple[Link, ...] = ()
    language: str | None = None


def metadata_language(metadata: Metadata) -> str:
    """The HTML `lang` of a publication's own metadata; empty if unknown."""
    known = [code for code in metadata.languages if code != UNDETERMINED]
    return known[0] if len(known) == 1 else ""


def html_language(code: str) -> str:
    """The HTML `lang` for a language code of the index."""
    return "" if code == UNDETERMINED else code


def title_of(publication: Publication) -> str:
    """The title, or the file's name if there is none."""
    return publication.metadata.title or publication.path.rpartition("/")[2]


def localized_place(publication: Publication, passage: Passage) -> LocalizedText:
    """Where a passage is, as a reader would cite it: the printed page, or the section's heading,
    which is in the language of its text.
    """
    if publication.kind.paged:
        label = passage.label or str(passage.number)
        return LocalizedText(gettext("p. %(label)s", label=label))
    heading = passage.label or passage.title
    if heading:
        return LocalizedText(heading, html_language(passage.language))
    return LocalizedText(gettext("section %(number)s", number=passage.number))


def edition_view(publication: Publication, text: str = "") -> EditionView:
    """A link to `publication`, with its languages, year and format."""
    metadata = publication.metadata
    spoken = language_names(metadata.languages)
    year = year_text(metadata)
    return EditionView(
        title=shortened(title_of(publication), _MAX_LISTED_TITLE_CHARS),
        language=metadata_language(metadata),
        url=links.publication_url(publication, text),
        note=", ".join(fact for fact in (spoken, year, file_kind(publication)) if fact),
    )


@dataclass(frozen=True, slots=True)
class _AlignedTexts:
    """The texts of a link to the same place in another edition."""

    near: str
    page: str
    section: str


_IN_LANGUAGE: Final = _AlignedTexts(
    N_("About here in %(edition)s"),
    N_("This page in %(edition)s"),
    N_("This section in %(edition)s"),
)
_IN_EDITION: Final = _AlignedTexts(
    N_("About here in “%(edition)s”"),
    N_("This page in “%(edition)s”"),
    N_("This section in “%(edition)s”"),
)


def aligned_link(ours: Passage, there: AlignedPassage, text: str) -> LocalizedLink:
    """A link to the same place in a sister edition: by its language, else by its title."""
    spoken = there.passage.language
    if spoken == UNDETERMINED:
        spoken = metadata_language(there.publication.metadata)
    if spoken and spoken != ours.language:
        messages, edition = _IN_LANGUAGE, LocalizedText(language_word(spoken))
    else:
        messages, edition = _IN_EDITION, LocalizedText(title_of(there.publication), spoken)
    if not there.exact:
        message = messages.near
    elif there.publication.kind.paged:
        message = messages.page
    else:
        message = messages.section
    url = links.passage_url(there.publication, there.passage.number, text)
    return LocalizedLink(interpolate(message, "edition", edition), url, spoken)


def back_url(text: str) -> str:
    """The results of the query that the reader came with; empty without one."""
    return links.search_url(links.search_at_hand(text)) if text else ""


def year_text(metadata: Metadata) -> str:
    """The year of a publication; empty if it is not known."""
    return _dated(metadata, "" if metadata.year is None else str(metadata.year))


def _dated(metadata: Metadata, written: str) -> str:
    """A date in words, with who says so if that is not the publication itself."""
    if metadata.date_origin is DateOrigin.FILE:
        return gettext("%(year)s (according to the file)", year=written)
    return written


def facts(metadata: Metadata) -> tuple[LocalizedText, ...]:
    """Year, type, languages and series, which tell publications apart at a glance."""
    own = metadata_language(metadata)
    found = (
        LocalizedText(year_text(metadata)),
        localized_value(ValueKind.TYPE, metadata.type, own),
        LocalizedText(language_names(metadata.languages)),
        *(LocalizedText(series, own) for series in metadata.series),
    )
    shown = [fact for fact in found if fact.text][:_MAX_FACTS]
    return tuple(replace(fact, text=shortened(fact.text, _MAX_FACT_CHARS)) for fact in shown)


def open_text(publication: Publication) -> str:
    """The text of a link to a passage in the original."""
    if publication.kind.paged:
        return gettext("Open the original at this page")
    return gettext("Open the original at this section")


def file_text(publication: Publication) -> str:
    """The format and size of the original, for a link to it."""
    size = publication.size
    kind = file_kind(publication)
    if size < 1_000_000:
        return gettext("%(kind)s, %(size)s kB", kind=kind, size=number(max(1, size // 1000)))
    return gettext("%(kind)s, %(size)s MB", kind=kind, size=number(round(size / 1_000_000, 1)))


def download_text(publication: Publication) -> str:
    """The text of the link that downloads the original."""
    if publication.kind.web_page:
        return gettext("Download the untouched page")
    return gettext("Download")


def download_note(publication: Publication) -> str:
    """What a reader must know before opening the download; empty if nothing."""
    if publication.kind.web_page:
        return gettext(
            "Here the page is shown without what would contact other sites. The download is "
            "untouched: opened on your computer, it may tell other sites that you read it."
        )
    return ""


def file_kind(publication: Publication) -> str:
    """The format of the original, as readers call it."""
    return publication.kind.name or gettext("file")


def terms(publication: Publication, related: Mapping[str, Publication]) -> tuple[Term, ...]:
    """The description of `publication`; `related` are those that its relations name."""
    rows = (term for field in FIELDS if field.label for term in _terms(field, publication, related))
    return tuple(term for term in rows if term.text or term.links)


def _terms(
    field: MetadataField, publication: Publication, related: Mapping[str, Publication]
) -> Iterator[Term]:
    metadata, name = publication.metadata, gettext(field.label)
    own, values = metadata_language(metadata), values_of(metadata, field)
    if field.kind is ValueKind.RELATION:
        for relation in metadata.relations:
            if relation.kind != "isPartOf" and not _is_shown(relation, related):
                kind = gettext(_RELATIONS.get(relation.kind, field.label))
                yield _related(kind, relation.target, related)
    elif field.kind is ValueKind.IDENTIFIER:
        yield Term(name, metadata.identifier or publication.id)
    elif field.kind is ValueKind.DATE:
        yield Term(name, "; ".join(_dated(metadata, written_date(value)) for value in values))
    elif field.name in FACETS_BY_NAME:
        yield Term(name, links=tuple(filter_link(field.name, value, own) for value in values))
    else:
        yield Term(name, "; ".join(values), language=own)


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
    "replaces": N_("Replaces"),
}


def _related(name: str, target: str, related: Mapping[str, Publication]) -> Term:
    publication = related.get(target)
    if publication is None:
        return Term(name, target, language="")
    own = metadata_language(publication.metadata)
    url = links.publication_url(publication)
    return Term(name, links=(Link(title_of(publication), url, language=own, text_language=own),))


def filter_link(facet: str, value: str, spoken: str = "") -> Link:
    """A link to everything that has this value, which is written in the language `spoken`; without
    an address if the value is too long for a filter.
    """
    state = SearchState().with_filter(facet, ValueFilter((value,)))
    words = localized_value(FACETS_BY_NAME[facet].kind, value, spoken)
    url = links.search_url(state) if len(value) <= MAX_VALUE_CHARS else ""
    return Link(words.text, url, text_language=words.language)
