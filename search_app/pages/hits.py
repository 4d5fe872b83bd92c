"""The hits of a list, with their passages, as templates show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from indexer.engine.searches import Feedback, Hit, Match
from indexer.engine.snippets import Highlighter, Span
from indexer.model import Passage, Publication
from search_app.citations import permalinks
from search_app.citations.coins import coins
from search_app.citations.reference import Addresses, reference
from search_app.i18n.labels import role_label
from search_app.i18n.locale import gettext, ngettext, number
from search_app.i18n.localized_text import LocalizedText
from search_app.library.bounds import bounded_snippet, shortened
from search_app.library.matched_metadata import MatchedMetadata, MetadataMarker
from search_app.pages.formatting import (
    EditionView,
    edition_view,
    facts,
    file_text,
    html_language,
    localized_place,
    metadata_language,
    open_text,
    title_of,
)
from search_app.web import links
from search_app.web.params import SearchState

_NO_ADDRESSES: Final = Addresses("", "", "")
_MAX_TITLE_CHARS: Final = 300
_MAX_CREATORS_CHARS: Final = 300
_MAX_DESCRIPTION_CHARS: Final = 1_000
_MAX_PLACE_CHARS: Final = 120
_MAX_COINS_CHARS: Final = 2_000
"""Characters of what a hit says to reference managers; otherwise they read the work's own page."""
MAX_COPIES_NAMED: Final = 3
"""Publications with almost the same text that are named beside a hit."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in a list: where it is, what it is if not text, and its snippet."""

    place: LocalizedText
    role: str
    paged: bool
    language: str
    snippet: tuple[Span, ...]
    url: str
    file_url: str
    file_text: str


@dataclass(frozen=True, slots=True)
class MatchedField:
    """A field of the metadata that matches, with the matches marked; `name` is empty where what it
    is needs no word.
    """

    name: str
    values: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class HitView:
    """A publication in a list, with its best passages.

    `matched` are the metadata that match, where nothing is marked in the text. `near_identical` are
    publications with almost the same text, `more_near_identical` says how many more there are.
    `more` says how many more passages match; `more_url` leads to them. `coins` is for reference
    managers, which save many works of a list at once.
    """

    anchor: str
    title: tuple[Span, ...]
    language: str
    url: str
    creators: str
    facts: tuple[LocalizedText, ...]
    matched: tuple[MatchedField, ...]
    description: str
    passages: tuple[PassageView, ...]
    more: str
    more_url: str
    file_url: str
    file_text: str
    near_identical: tuple[EditionView, ...]
    more_near_identical: str
    coins: str


def hit_views(
    hits: Sequence[Hit],
    state: SearchState,
    highlighter: Callable[[Hit], Highlighter],
    near_identical: Mapping[str, Sequence[Publication]],
    expanded: Mapping[str, Sequence[Passage]],
) -> tuple[HitView, ...]:
    """The hits of `state` as the page lists them; `highlighter` gives what marks each of them.

    `near_identical` holds the publications with almost the same text as each hit: of such hits only
    the first is listed, and names the others. `expanded` holds more passages than the best three of
    the hits that the reader expanded. Both are by identifier.
    """
    results_url, text = links.search_url(state), state.text
    is_mixed = state.request.feedback is Feedback.TOPIC
    listed: set[str] = set()
    views = []
    for hit in hits:
        publication = hit.publication
        if publication.id in listed:
            continue
        copies = near_identical.get(publication.id, ())
        listed.update(other.id for other in copies)
        is_expanded = publication.id in expanded
        passages = expanded.get(publication.id) or hit.passages
        # Where there are too many for the list, the publication's own page has them all.
        more_url = (
            links.publication_url(publication, text)
            if is_expanded
            else links.expanded_url(results_url, publication)
        )
        view = _hit_view(hit, passages, more_url, copies, text, highlighter(hit))
        if is_mixed and hit.match is Match.FULL:
            says = LocalizedText(gettext("All of your words"))
            view = replace(view, facts=(says, *view.facts))
        views.append(view)
    return tuple(views)


def _hit_view(
    hit: Hit,
    passages: Sequence[Passage],
    more_url: str,
    copies: Sequence[Publication],
    text: str,
    highlighter: Highlighter,
) -> HitView:
    publication, metadata = hit.publication, hit.publication.metadata
    language = metadata_language(metadata)
    more_copies = len(copies) - MAX_COPIES_NAMED
    shown = passage_views(publication, passages, highlighter, text)
    marker = MetadataMarker(hit, (passage.snippet for passage in shown), highlighter)
    return HitView(
        anchor=f"hit-{publication.id}",
        title=marker.title(shortened(title_of(publication), _MAX_TITLE_CHARS)),
        language=language,
        url=links.publication_url(publication, text),
        creators=shortened("; ".join(metadata.creators), _MAX_CREATORS_CHARS),
        facts=facts(metadata),
        matched=tuple(map(_matched_field, marker.matched_beside_title())),
        description="" if passages else shortened(metadata.description, _MAX_DESCRIPTION_CHARS),
        passages=shown,
        more=_more(publication, hit.matching - len(passages)),
        more_url=more_url,
        file_url=links.file_url(publication),
        file_text=file_text(publication),
        near_identical=tuple(edition_view(other, text) for other in copies[:MAX_COPIES_NAMED]),
        more_near_identical=gettext("%(count)s more", count=number(more_copies))
        if more_copies > 0
        else "",
        coins=_coins(publication),
    )


def _matched_field(matched: MatchedMetadata) -> MatchedField:
    label = matched.row.label
    return MatchedField(gettext(label) if label else "", matched.values)


def _coins(publication: Publication) -> str:
    """With addresses only if the settings give the public one: a list never names a host that a
    request made up.
    """
    addresses = permalinks.addresses(publication) if permalinks.are_public() else _NO_ADDRESSES
    return _coins_of(publication, addresses)


@lru_cache(maxsize=1024)  # .15 ms each, for ten on a page
def _coins_of(publication: Publication, addresses: Addresses) -> str:
    written = coins(reference(publication, addresses))
    return written if len(written) <= _MAX_COINS_CHARS else ""


def _more(publication: Publication, count: int) -> str:
    if count <= 0:
        return ""
    if publication.kind.paged:
        return ngettext("%(count)s more page", "%(count)s more pages", count)
    return ngettext("%(count)s more section", "%(count)s more sections", count)


def _place(publication: Publication, passage: Passage) -> LocalizedText:
    place = localized_place(publication, passage)
    return replace(place, text=shortened(place.text, _MAX_PLACE_CHARS))


def passage_views(
    publication: Publication, passages: Sequence[Passage], highlighter: Highlighter, text: str
) -> tuple[PassageView, ...]:
    """Passages of `publication` in a list, each with its snippet."""
    file_text = open_text(publication)
    return tuple(
        PassageView(
            place=_place(publication, passage),
            role=role_label(passage.role),
            paged=publication.kind.paged,
            language=html_language(passage.language),
            snippet=bounded_snippet(highlighter.snippet(passage)),
            url=links.passage_url(publication, passage.number, text),
            file_url=links.file_url(publication, passage),
            file_text=file_text,
        )
        for passage in passages
    )
