"""The shapes of the JSON answers (docs/api.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from indexer.engine.query import Notice
from indexer.engine.searches import AlsoSearched, Facet, Hit, Match, SearchResult
from indexer.engine.snippets import Highlighter, HitHighlighter, Span
from indexer.fields import FACETS_BY_NAME, FIELDS, MetadataField, value_shown
from indexer.model import Metadata, OutlineEntry, Passage, Publication
from search_app.i18n.labels import notice_text, value_label
from search_app.i18n.locale import N_, gettext
from search_app.library.bounds import bounded_snippet
from search_app.library.library import AlignedPassage, SisterEdition
from search_app.library.matched_metadata import MetadataMarker
from search_app.library.suggestion_index import SuggestionKind
from search_app.library.suggestions import Suggestion
from search_app.web.links import api_search_url, file_url, passage_url, publication_url
from search_app.web.params import SearchState

MAX_FACET_VALUES: Final = 200
"""Values of a facet; only years are not bounded by the engine, and the newest come first."""
MAX_PASSAGE_NUMBERS: Final = 10_000
"""Passages without text that are listed."""
_HIT_FIELDS: Final = tuple(row for row in FIELDS if row.in_hits)
_OTHER_FIELDS: Final = tuple(
    row for row in FIELDS if not (row.in_hits or row.derived or row.internal)
)


@dataclass(frozen=True, slots=True)
class Members:
    """Fields of a publication's metadata, as members of the object that they stand in."""

    values: Mapping[str, object]


def to_json(value: object) -> object:
    """A response as the objects, lists and values of its JSON; a member that would be a word of
    Python has an underscore behind its name here.
    """
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    if not is_dataclass(value):
        return value
    members: dict[str, object] = {}
    for member in fields(value):
        content = getattr(value, member.name)
        if isinstance(content, Members):
            members.update({name: to_json(one) for name, one in content.values.items()})
        else:
            members[member.name.rstrip("_")] = to_json(content)
    return members


@dataclass(frozen=True, slots=True)
class NoticeResponse:
    """A notice: `kind` for programs, `message` for people."""

    kind: str
    message: str
    detail: str


@dataclass(frozen=True, slots=True)
class QueryResponse:
    """The query as typed and as understood."""

    text: str
    parsed: str
    notices: tuple[NoticeResponse, ...]


@dataclass(frozen=True, slots=True)
class HitPassageResponse:
    """One of a hit's best passages."""

    number: int
    label: str
    role: str
    language: str
    snippet: tuple[Span, ...]
    url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class MatchedResponse:
    """A field of a hit's metadata that matches: `field` is the member of the JSON that has it."""

    field: str
    values: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class HitResponse:
    """A publication that matches."""

    id: str
    metadata: Members
    path: str
    score: float
    match: str
    partial: bool
    matching: int
    matched: tuple[MatchedResponse, ...]
    url: str
    file_url: str
    passages: tuple[HitPassageResponse, ...]


@dataclass(frozen=True, slots=True)
class FacetValueResponse:
    """A value of a facet."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class AlsoSearchedResponse:
    """What was searched for beside a word, term or pattern of the query, `from_`; that is empty if
    it belongs to the whole query. `language` is empty if it is not known.
    """

    text: str
    from_: str
    language: str


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer of /api/v1/search."""

    query: QueryResponse
    total: int
    generation: str
    hits: tuple[HitResponse, ...]
    facets: dict[str, tuple[FacetValueResponse, ...]]
    close: tuple[HitResponse, ...]
    did_you_mean: str | None
    also_searched: tuple[AlsoSearchedResponse, ...]
    next: str | None
    prev: str | None


@dataclass(frozen=True, slots=True)
class SuggestionResponse:
    """A completion: `text` is the query, `label` what people read."""

    text: str
    kind: str
    label: str
    publications: int


@dataclass(frozen=True, slots=True)
class SuggestResponse:
    """The answer of /api/v1/suggest."""

    suggestions: tuple[SuggestionResponse, ...]


@dataclass(frozen=True, slots=True)
class SisterResponse:
    """Another edition of the same work; `kind` is translation or version."""

    id: str
    languages: tuple[str, ...]
    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicationResponse:
    """The answer of /api/v1/publications/<id>."""

    id: str
    metadata: Members
    path: str
    url: str
    file_url: str
    more_metadata: Members
    passage_count: int
    passages_without_text: tuple[int, ...]
    sha256: str
    size: int
    sisters: tuple[SisterResponse, ...]
    near_identical: tuple[str, ...]
    contents: tuple[OutlineEntry, ...]


@dataclass(frozen=True, slots=True)
class AlignedResponse:
    """The passage of a sister edition that says the same; where not `exact`, it is near there."""

    publication: str
    number: int
    label: str
    url: str
    exact: bool


@dataclass(frozen=True, slots=True)
class PassageResponse:
    """The answer of /api/v1/publications/<id>/passages/<n>."""

    publication: str
    number: int
    label: str
    title: str
    role: str
    language: str
    text: str
    origin: str
    url: str
    file_url: str
    aligned: tuple[AlignedResponse, ...]


@dataclass(frozen=True, slots=True)
class ProblemResponse:
    """An error (RFC 9457); `parameter` names the invalid one, if it is about one."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None


def search_response(
    state: SearchState, result: SearchResult, patterns: Sequence[AlsoSearched]
) -> SearchResponse:
    """The answer to `state`; `patterns` are words that its patterns match."""
    highlighter = HitHighlighter(result)
    notices = tuple(_notice(notice) for notice in result.notices)
    return SearchResponse(
        query=QueryResponse(state.request.text, result.query.parsed, notices),
        total=result.total,
        generation=result.generation,
        hits=tuple(_hit(hit, highlighter.of(hit)) for hit in result.hits),
        facets={facet.name: _facet(facet) for facet in result.facets},
        close=tuple(_hit(hit, highlighter.of(hit)) for hit in result.close),
        did_you_mean=result.did_you_mean,
        also_searched=tuple(
            AlsoSearchedResponse(one.text, one.typed, one.language)
            for one in (*result.also_searched, *patterns)
        ),
        next=_page(state, result.next_cursor),
        prev=_page(state, result.prev_cursor),
    )


def _notice(notice: Notice) -> NoticeResponse:
    return NoticeResponse(notice.kind, notice_text(notice), notice.detail)


def _page(state: SearchState, cursor: str | None) -> str | None:
    return api_search_url(state.with_page(cursor=cursor)) if cursor else None


def _hit(hit: Hit, highlighter: Highlighter) -> HitResponse:
    publication = hit.publication
    passages = tuple(_hit_passage(publication, passage, highlighter) for passage in hit.passages)
    marker = MetadataMarker(hit, (passage.snippet for passage in passages), highlighter)
    return HitResponse(
        id=publication.id,
        metadata=_members(publication.metadata, _HIT_FIELDS),
        path=publication.path,
        score=hit.score,
        match=hit.match,
        partial=hit.match is Match.PARTIAL,
        matching=hit.matching,
        matched=tuple(
            MatchedResponse(found.row.attribute, found.values) for found in marker.matched()
        ),
        url=publication_url(publication),
        file_url=file_url(publication),
        passages=passages,
    )


def _hit_passage(
    publication: Publication, passage: Passage, highlighter: Highlighter
) -> HitPassageResponse:
    return HitPassageResponse(
        number=passage.number,
        label=passage.label,
        role=passage.role,
        language=passage.language,
        snippet=bounded_snippet(highlighter.snippet(passage)),
        url=passage_url(publication, passage.number),
        file_url=file_url(publication, passage),
    )


def _members(metadata: Metadata, rows: Sequence[MetadataField]) -> Members:
    return Members({row.attribute: value_shown(metadata, row) for row in rows})


def _facet(facet: Facet) -> tuple[FacetValueResponse, ...]:
    kind = FACETS_BY_NAME[facet.name].kind
    return tuple(
        FacetValueResponse(v.value, value_label(kind, v.value), v.count, v.selected)
        for v in facet.values[:MAX_FACET_VALUES]
    )


def publication_response(
    publication: Publication,
    sisters: Sequence[SisterEdition],
    near_identical: Sequence[Publication],
    contents: Sequence[OutlineEntry],
) -> PublicationResponse:
    """The answer for one publication, its related editions, and its table of contents."""
    return PublicationResponse(
        id=publication.id,
        metadata=_members(publication.metadata, _HIT_FIELDS),
        path=publication.path,
        url=publication_url(publication),
        file_url=file_url(publication),
        more_metadata=_members(publication.metadata, _OTHER_FIELDS),
        passage_count=publication.passage_count,
        passages_without_text=publication.passages_without_text[:MAX_PASSAGE_NUMBERS],
        sha256=publication.sha256,
        size=publication.size,
        sisters=tuple(
            SisterResponse(
                id=sister.publication.id,
                languages=sister.publication.metadata.languages,
                kind=sister.kind,
                title=sister.publication.metadata.title,
                url=publication_url(sister.publication),
            )
            for sister in sisters
        ),
        near_identical=tuple(other.id for other in near_identical),
        contents=tuple(contents),
    )


def suggest_response(suggestions: Sequence[Suggestion]) -> SuggestResponse:
    """The answer with completions of a query."""
    return SuggestResponse(
        tuple(
            SuggestionResponse(one.text, one.kind, _suggestion_label(one), one.publications)
            for one in suggestions
        )
    )


_SUGGESTED: Final = {
    SuggestionKind.SUBJECT: N_("Subject: %(name)s"),
    SuggestionKind.CREATOR: N_("Creator: %(name)s"),
    SuggestionKind.TITLE: N_("Title: %(name)s"),
}


def _suggestion_label(suggestion: Suggestion) -> str:
    """A suggestion as readers see it: its kind and its name; of a word, the query."""
    if suggestion.kind is SuggestionKind.WORD:
        return suggestion.text
    return gettext(_SUGGESTED[suggestion.kind], name=suggestion.name)


def passage_response(
    publication: Publication, passage: Passage, aligned: Sequence[AlignedPassage]
) -> PassageResponse:
    """The answer for one passage, with its counterparts in the sister editions."""
    return PassageResponse(
        publication=publication.id,
        number=passage.number,
        label=passage.label,
        title=passage.title,
        role=passage.role,
        language=passage.language,
        text=passage.text,
        origin=passage.origin,
        url=passage_url(publication, passage.number),
        file_url=file_url(publication, passage),
        aligned=tuple(
            AlignedResponse(
                publication=there.publication.id,
                number=there.passage.number,
                label=there.passage.label,
                url=passage_url(there.publication, there.passage.number),
                exact=there.exact,
            )
            for there in aligned
        ),
    )
