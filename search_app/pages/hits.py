"""The publications of a list, with their passages, as a template shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexer.engine.port import Hit
from indexer.engine.snippets import Highlighter, Span
from indexer.model import UNDETERMINED, Passage, Publication
from search_app.citations import permalinks
from search_app.citations.coins import coins
from search_app.citations.reference import Addresses, reference
from search_app.i18n.locale import gettext, ngettext, number
from search_app.i18n.localized_text import LocalizedText
from search_app.library.search import SearchState
from search_app.pages.formatting import (
    EditionView,
    edition_view,
    facts,
    file_text,
    html_language,
    open_text,
    place_wording,
    spoken_language,
    title_of,
)
from search_app.web import links

_NO_ADDRESSES: Final = Addresses("", "", "")
SHOWN_ALIKE: Final = 3
"""Publications with almost the same text that are named beside a hit."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in a list: where it is, and what it says there."""

    place: LocalizedText
    paged: bool
    language: str
    snippet: tuple[Span, ...]
    url: str
    file_url: str
    file_text: str


@dataclass(frozen=True, slots=True)
class HitView:
    """A publication in a list, with its best passages.

    `alike` are publications with almost the same text, `more_alike` says how many more there are;
    `more` says how many more passages match, and leads to the same list with them in it. `coins` is
    for reference managers, which save many works of a list at once.
    """

    anchor: str
    title: tuple[Span, ...]
    language: str
    url: str
    creators: str
    facts: tuple[LocalizedText, ...]
    description: str
    passages: tuple[PassageView, ...]
    more: str
    more_url: str
    file_url: str
    file_text: str
    alike: tuple[EditionView, ...]
    more_alike: str
    coins: str


@dataclass(frozen=True, slots=True)
class ExpandedHit:
    """The hit whose matching passages are all shown (the best ones of very many)."""

    identifier: str = ""
    passages: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class HitList:
    """What a list of hits is made with; `alike` has what holds almost the same text as each."""

    asked: SearchState
    marks: Highlighter
    alike: Mapping[str, Sequence[Publication]]
    opened: ExpandedHit = ExpandedHit()

    def views(self, hits: Sequence[Hit]) -> tuple[HitView, ...]:
        """The hits; one that says almost the same as one before it is only named there."""
        folded: set[str] = set()
        views = []
        here = links.search_url(self.asked)
        for hit in hits:
            if hit.publication.id not in folded:
                views.append(self._view(hit, here))
                folded.update(other.id for other in self._alike(hit))
        return tuple(views)

    def _alike(self, hit: Hit) -> Sequence[Publication]:
        return self.alike.get(hit.publication.id, ())

    def _view(self, hit: Hit, here: str) -> HitView:
        publication, metadata = hit.publication, hit.publication.metadata
        text, alike, spoken = self.asked.text, self._alike(hit), spoken_language(metadata)
        is_open = publication.id == self.opened.identifier
        passages = (self.opened.passages if is_open else ()) or hit.passages
        more = hit.matching - len(passages)
        return HitView(
            anchor=f"hit-{publication.id}",
            title=self.marks.mark(title_of(publication), spoken or UNDETERMINED),
            language=spoken,
            url=links.publication_url(publication, text),
            creators="; ".join(metadata.creators),
            facts=facts(metadata),
            description="" if passages else metadata.description,
            passages=passage_views(publication, passages, self.marks, text),
            more=_more(publication, more) if more > 0 else "",
            # Where there are too many for the list, the publication's own page has them all.
            more_url=links.publication_url(publication, text)
            if is_open
            else links.expanded_url(here, publication),
            file_url=links.file_url(publication),
            file_text=file_text(publication),
            alike=tuple(edition_view(other, text) for other in alike[:SHOWN_ALIKE]),
            more_alike=gettext("%(count)s more", count=number(len(alike) - SHOWN_ALIKE))
            if len(alike) > SHOWN_ALIKE
            else "",
            coins=_coins(publication),
        )


def _coins(publication: Publication) -> str:
    """With its address only where the public one is set: a list names no host that a request made
    up.
    """
    known = permalinks.are_public()
    addresses = permalinks.addresses(publication) if known else _NO_ADDRESSES
    return _coins_of(publication, addresses)


@lru_cache(maxsize=1024)  # .15 ms each, for ten on a page
def _coins_of(publication: Publication, addresses: Addresses) -> str:
    return coins(reference(publication, addresses))


def _more(publication: Publication, count: int) -> str:
    if publication.kind.paged:
        return ngettext("%(count)s more page", "%(count)s more pages", count)
    return ngettext("%(count)s more section", "%(count)s more sections", count)


def passage_views(
    publication: Publication, passages: Sequence[Passage], marks: Highlighter, text: str
) -> tuple[PassageView, ...]:
    """Passages of `publication` in a list, each with its best window."""
    file_text = open_text(publication)
    return tuple(
        PassageView(
            place=place_wording(publication, passage),
            paged=publication.kind.paged,
            language=html_language(passage.language),
            snippet=marks.snippet(passage),
            url=links.passage_url(publication, passage.number, text),
            file_url=links.file_url(publication, passage),
            file_text=file_text,
        )
        for passage in passages
    )
