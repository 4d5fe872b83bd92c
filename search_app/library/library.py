"""The engine as readers may see it: always the newest commit, without what was taken down."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app
from werkzeug.exceptions import Gone, NotFound

from indexer.engine.editions import EditionRelation, Editions
from indexer.engine.port import Engine, Related, SearchRequest, SearchResult
from indexer.engine.spelling import corrected
from indexer.model import Origin, Passage, Publication
from indexer.rendering import ways
from search_app.library.alignment import Aligned, align
from search_app.library.suggestions import Suggestion, Suggestions
from search_app.web.security_headers import Takedown

_KEY: Final = "aluna-shelf"
_ALIGNMENTS: Final = 64
"""Pairs of editions whose alignment is kept."""
RELATED: Final = 5
"""Publications about the same that are named."""


@dataclass(frozen=True, slots=True)
class SisterEdition:
    """Another edition of a publication's work, and what it is to that publication."""

    publication: Publication
    kind: EditionRelation


@dataclass(frozen=True, slots=True)
class RelatedEditions:
    """The publications that belong to one: `related` by the name that stands in its relations,
    `near_identical` with almost the same text.
    """

    related: Mapping[str, Publication]
    sisters: Sequence[SisterEdition]
    near_identical: Sequence[Publication]


@dataclass(frozen=True, slots=True)
class AlignedPassage:
    """The passage of a sister edition that says the same; where not `exact`, it is near there."""

    publication: Publication
    passage: Passage
    exact: bool


@dataclass(frozen=True, slots=True)
class _Offered:
    """The suggestions of one generation without what was taken down."""

    generation: str
    hidden: frozenset[str]
    suggestions: Suggestions


class Library:
    """Everything that a request may read; raises 404 and 410 for what it may not."""

    def __init__(self, engine: Engine, takedown: Takedown, corpus: Path) -> None:
        self._engine = engine
        self._takedown = takedown
        self.corpus = corpus
        self._lock = threading.Lock()
        self._known: tuple[str, Editions] | None = None
        self._alignments: dict[tuple[str, str, str], Sequence[Aligned | None]] = {}
        self._suggesting = threading.Lock()
        self._offered: _Offered | None = None

    def refresh(self) -> None:
        """Answer from the newest commit, if it is known what was taken down.

        Raises:
            IndexUnusable: the index cannot be used.
            TakedownUnreadable: it is not known what was taken down.
        """
        self._takedown.identifiers()
        self._engine.refresh()

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer `request` from what is not taken down."""
        return self._engine.search(replace(request, hidden=self._takedown.identifiers()))

    def corrected(self, request: SearchRequest, result: SearchResult) -> str | None:
        """A query that finds more than `request`, which was answered with `result`, if a word in it
        is misspelt.
        """
        visible = replace(request, hidden=self._excluded_from_vocabulary())
        return corrected(self._engine, visible, result)

    def publication(self, identifier: str) -> Publication:
        """The publication with this identifier.

        Raises:
            Gone: it was taken down.
            NotFound: there is none.
        """
        hidden = self._takedown.identifiers()
        if identifier in hidden:
            raise Gone
        publication = self._engine.publication(identifier)
        if publication is None:
            raise NotFound
        return self._without_hidden_relations(publication, hidden)

    def _without_hidden_relations(
        self, publication: Publication, hidden: frozenset[str]
    ) -> Publication:
        """`publication` without what leads to a hidden one, whose path may name a person."""
        metadata = publication.metadata
        if not hidden or not metadata.relations:
            return publication
        names = self._editions().names
        kept = tuple(
            relation
            for relation in metadata.relations
            if relation.target not in hidden and hidden.isdisjoint(names.meant(relation.target))
        )
        return replace(publication, metadata=replace(metadata, relations=kept))

    def related_editions(self, publication: Publication) -> RelatedEditions:
        """All publications that belong to `publication`."""
        return RelatedEditions(
            self._related(publication), self.sisters(publication), self.near_identical(publication)
        )

    def _related(self, publication: Publication) -> dict[str, Publication]:
        names = self._editions().names
        found = {}
        for relation in publication.metadata.relations:
            identifier = names.find(relation.target, publication.id)
            if identifier and (other := self._visible([identifier])):
                found[relation.target] = other[0]
        return found

    def sisters(self, publication: Publication) -> Sequence[SisterEdition]:
        """The other editions of the same work."""
        found = []
        for sister in self._editions().sisters(publication.id):
            found += [SisterEdition(other, sister.kind) for other in self._visible([sister.id])]
        return found

    def near_identical(self, publication: Publication) -> Sequence[Publication]:
        """The publications with almost the same text, the nearest first."""
        return self._visible(self._editions().near_identical(publication.id))

    def aligned(self, publication: Publication, number: int) -> Sequence[AlignedPassage]:
        """What stands in the sister editions where `publication` has the passage `number`."""
        found = []
        for sister in self.sisters(publication):
            places = self._alignment(publication, sister.publication)
            # The index may have become another one while this request is answered.
            place = places[number - 1] if number <= len(places) else None
            passage = place and self._engine.passage(sister.publication.id, place.number)
            if place and passage:
                found.append(AlignedPassage(sister.publication, passage, place.exact))
        return found

    @property
    def state(self) -> tuple[str, frozenset[str]]:
        """Changes when readers may see other files than before."""
        return self._engine.generation, self._takedown.identifiers()

    def digests(self) -> frozenset[str]:
        """The SHA-256 digests, in hexadecimal, of all files that readers may see."""
        hidden = self._takedown.identifiers()
        publications = (r.publication for r in self._engine.records() if r.searchable)
        return frozenset(p.sha256 for p in publications if p.id not in hidden)

    def _visible(self, identifiers: Sequence[str]) -> list[Publication]:
        """The publications with these identifiers, without what was taken down."""
        if not identifiers:
            return []
        hidden = self._takedown.identifiers()
        found = (self._engine.publication(i) for i in identifiers if i not in hidden)
        return [publication for publication in found if publication]

    def _alignment(self, ours: Publication, theirs: Publication) -> Sequence[Aligned | None]:
        """Computed when the first of the passages is asked for, and kept for the next ones."""
        key = (self._engine.generation, ours.id, theirs.id)
        known = self._alignments.get(key)
        if known is None:
            same_format = ours.media_type == theirs.media_type
            known = align(self.passages(ours), self.passages(theirs), alike=same_format)
            with self._lock:
                while len(self._alignments) >= _ALIGNMENTS:
                    del self._alignments[next(iter(self._alignments))]
                self._alignments[key] = known
        return known

    def _editions(self) -> Editions:
        """The company of all publications, computed once for each generation."""
        with self._lock:
            generation = self._engine.generation
            if self._known is None or self._known[0] != generation:
                self._known = (generation, Editions(self._engine.records()))
            return self._known[1]

    @property
    def updated(self) -> datetime:
        """When the index was changed last."""
        return self._engine.updated

    def ways(self, publication: Publication, passage: Passage) -> tuple[str, ...]:
        """The ways in which the text of a passage was recognised; none for one that was not."""
        if passage.origin is not Origin.OCR:
            return ()
        return ways(self._engine.pictures(publication.id))

    def matching(self, publication: Publication, text: str) -> Sequence[int]:
        """The numbers of the passages of `publication` that `text` matches, in order."""
        return self._engine.matching(publication.id, text) if text else ()

    def best_passages(self, publication: Publication, text: str, most: int) -> Sequence[Passage]:
        """At most so many of the passages that `text` matches: the best, in their order."""
        if not text:
            return ()
        best = self._engine.best_passages(publication.id, text, most)
        return sorted(best, key=lambda passage: passage.number)

    def related(
        self, publication: Publication, related_editions: RelatedEditions
    ) -> Sequence[Related]:
        """Publications about the same, without those that are the same work or text."""
        same = {sister.publication.id for sister in related_editions.sisters}
        same |= {other.id for other in related_editions.near_identical}
        hidden = self._takedown.identifiers()
        return self._engine.related(publication.id, hidden | same, RELATED)

    def suggest(self, text: str) -> Sequence[Suggestion]:
        """What can be searched for that begins as `text`, best first."""
        return self._suggestions(self._excluded_from_vocabulary()).find(text)

    def words_beginning(self, beginning: str, most: int) -> list[str]:
        """Words that begin so and may be told, the most frequent first."""
        found = self._engine.words_beginning(beginning, self._excluded_from_vocabulary(), most)
        return [one.word for one in found]

    def words_near(self, word: str, most: int) -> list[str]:
        """Words spelt nearly so that may be told, the nearest first."""
        return [
            one.word
            for one in self._engine.words_near(word, self._excluded_from_vocabulary(), most)
        ]

    def _excluded_from_vocabulary(self) -> frozenset[str]:
        """Publications whose words do not count: what only two copies of one text have is as if a
        single one had it, and may be a person's name.
        """
        return self._takedown.identifiers() | self._editions().copies

    def _suggestions(self, hidden: frozenset[str]) -> Suggestions:
        """Made once for each generation, and again when something else is taken down."""
        with self._suggesting:
            generation, offered = self._engine.generation, self._offered
            if offered is None or (offered.generation, offered.hidden) != (generation, hidden):
                made = Suggestions(self._engine, self._engine.records(), hidden)
                self._offered = offered = _Offered(generation, hidden, made)
            return offered.suggestions

    def passage(self, publication: Publication, number: str) -> Passage:
        """One passage of `publication`, by its number as it stands in an address.

        Raises:
            NotFound: there is none with that number.
        """
        plain = number.isascii() and number.isdigit() and len(number) < 8
        if not plain or not 1 <= int(number) <= publication.passage_count:
            raise NotFound
        passage = self._engine.passage(publication.id, int(number))
        if passage is None:
            raise NotFound
        return passage

    def passages(self, publication: Publication) -> Sequence[Passage]:
        """All passages of `publication`, in order."""
        return self._engine.passages(publication.id)


def install(app: Flask, library: Library) -> None:
    """Make `library` the one that requests of `app` read from."""
    app.extensions[_KEY] = library


def current_library() -> Library:
    """What the request at hand reads from."""
    return cast(Library, current_app.extensions[_KEY])
