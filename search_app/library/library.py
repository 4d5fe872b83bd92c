"""What one request may see: one commit of the index, without what was withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app, g
from werkzeug.exceptions import Gone, NotFound

from indexer.engine.editions import EditionRelation
from indexer.engine.once import OncePerKey
from indexer.engine.port import Reader, Related
from indexer.engine.query import Query
from indexer.engine.searches import PassageMatches
from indexer.model import Hidden, Origin, OutlineEntry, Passage, Publication
from indexer.rendering import ocr_config_ids
from indexer.withdrawals import Restrictions
from search_app.library.alignment import Aligned, align
from search_app.library.bounds import (
    MAX_EDITIONS,
    bounded_matches,
    bounded_passage,
    bounded_publication,
)
from search_app.library.suggestion_index import SuggestionIndex
from search_app.library.suggestions import Suggester, Suggestion

_KEY: Final = "aluna-library"
_MAX_ALIGNMENTS: Final = 64
"""Pairs of editions whose alignment is kept."""
_MAX_SUGGESTION_INDEXES: Final = 2
"""One for readers of the newest commit, and one for those who still read the commit before."""
MAX_ALIGNED: Final = 10
"""Sister editions in which the place of a passage is found; each costs an alignment."""
MAX_RELATED: Final = 5
"""Publications about the same that are shown."""


@dataclass(frozen=True, slots=True)
class SisterEdition:
    """Another edition of a publication's work, and what it is to that publication."""

    publication: Publication
    kind: EditionRelation


@dataclass(frozen=True, slots=True)
class RelatedEditions:
    """The publications that belong to one: `related` by the target of its relations, and
    `near_identical` those with almost the same text.
    """

    related: Mapping[str, Publication]
    sisters: Sequence[SisterEdition]
    near_identical: Sequence[Publication]


@dataclass(frozen=True, slots=True)
class AlignedPassage:
    """The passage of a sister edition that says the same; unless `exact`, it is one nearby."""

    publication: Publication
    passage: Passage
    exact: bool


class LibraryCache:
    """What requests share: computed from a commit, and too costly to compute for each request."""

    def __init__(self) -> None:
        self.alignments: Final = OncePerKey(_MAX_ALIGNMENTS)
        self.suggestion_indexes: Final = OncePerKey(_MAX_SUGGESTION_INDEXES)


class PassageGone(Gone):
    """The page or section was withdrawn."""


class OriginalWithheld(Gone):
    """The original holds a page or section that was withdrawn."""


class PublicationMoved(Exception):
    """The publication has another identifier today."""

    def __init__(self, identifier: str) -> None:
        super().__init__(identifier)
        self.identifier: Final = identifier


class Library:
    """What a request may see; raises 404 and 410 for anything else. `reader` hides what the
    `restrictions` name.
    """

    def __init__(
        self, reader: Reader, restrictions: Restrictions, corpus: Path, cache: LibraryCache
    ) -> None:
        self.reader: Final = reader
        self.corpus: Final = corpus
        self._restrictions = restrictions
        self._hidden = restrictions.hidden
        self._cache = cache

    def publication(self, identifier: str) -> Publication:
        """The publication with this identifier.

        Raises:
            Gone: it was withdrawn.
            PublicationMoved: this is a former identifier.
            NotFound: it does not exist.
        """
        if identifier in self._restrictions.withdrawn:
            raise Gone
        publication = self.reader.publication(identifier)
        if publication is not None:
            return self._restrictions.without_hidden_relations(bounded_publication(publication))
        moved = self._restrictions.former.get(identifier)
        if moved is not None and self.reader.publication(moved) is not None:
            raise PublicationMoved(moved)
        raise NotFound

    def has_whole_original(self, publication: Publication) -> bool:
        """Whether no part of the file was withdrawn."""
        return self._restrictions.shows_whole(publication.id)

    def require_whole_original(self, publication: Publication) -> None:
        """Allow the file to be sent.

        Raises:
            OriginalWithheld: a part of it was withdrawn.
        """
        if not self.has_whole_original(publication):
            raise OriginalWithheld

    # --- passages

    def passage(self, publication: Publication, number: str) -> Passage:
        """One passage of `publication`, by its number as it stands in an address.

        Raises:
            PassageGone: it was withdrawn.
            NotFound: it has no passage with that number.
        """
        plain = number.isascii() and number.isdigit() and len(number) < 8
        if plain and self.is_withdrawn(publication, int(number)):
            raise PassageGone
        passage = self.reader.passage(publication.id, int(number)) if plain else None
        if passage is None:
            raise NotFound
        return bounded_passage(passage)

    def passages(self, publication: Publication, numbers: Iterable[int]) -> Sequence[Passage]:
        """Those with these numbers that readers may see; a publication may have too many to read
        all of them.
        """
        shown = (number for number in numbers if not self.is_withdrawn(publication, number))
        found = (self.reader.passage(publication.id, number) for number in shown)
        return [bounded_passage(passage) for passage in found if passage is not None]

    def contents(self, publication: Publication) -> Sequence[OutlineEntry]:
        """The table of contents, without what leads to passages that were withdrawn."""
        return [
            entry
            for entry in self.reader.contents(publication.id)
            if not self.is_withdrawn(publication, entry.number)
        ]

    def is_withdrawn(self, publication: Publication, number: int) -> bool:
        """Whether the passage with this number was withdrawn."""
        return (publication.id, number) in self._hidden.passages

    def neighbour(self, publication: Publication, number: int, step: int) -> int | None:
        """The number of the next passage that may be seen, in the direction `step` (1 or -1)."""
        number += step
        while self.is_withdrawn(publication, number):
            number += step
        return number if 1 <= number <= publication.passage_count else None

    def matches(self, publication: Publication, query: Query, limit: int) -> PassageMatches:
        """The passages of `publication` that match, and at most `limit` of the best; both in the
        order of the publication.
        """
        found = bounded_matches(self.reader.matches(publication.id, query, limit))
        return replace(found, best=sorted(found.best, key=lambda passage: passage.number))

    def ocr_config_ids(self, publication: Publication, passage: Passage) -> tuple[str, ...]:
        """How the text of a passage was recognised; empty if it was not."""
        if passage.origin is not Origin.OCR:
            return ()
        return ocr_config_ids(self.reader.pictures(publication.id))

    # --- editions

    def related_editions(self, publication: Publication) -> RelatedEditions:
        """All publications that belong to `publication`."""
        return RelatedEditions(
            self._targets(publication), self.sisters(publication), self.near_identical(publication)
        )

    def _targets(self, publication: Publication) -> dict[str, Publication]:
        names = self.reader.editions.names
        found = {}
        for relation in publication.metadata.relations:
            identifier = names.find(relation.target, publication.id)
            other = self.reader.publication(identifier) if identifier else None
            if other is not None:
                found[relation.target] = bounded_publication(other)
        return found

    def sisters(self, publication: Publication) -> Sequence[SisterEdition]:
        """The other editions of the same work, at most `MAX_EDITIONS` of them."""
        found = (
            SisterEdition(bounded_publication(other), sister.kind)
            for sister in self.reader.editions.sisters(publication.id)
            if (other := self.reader.publication(sister.id)) is not None
        )
        return list(islice(found, MAX_EDITIONS))

    def near_identical(self, publication: Publication) -> Sequence[Publication]:
        """At most `MAX_EDITIONS` publications with almost the same text, the nearest first."""
        found = map(self.reader.publication, self.reader.editions.near_identical(publication.id))
        shown = (bounded_publication(other) for other in found if other is not None)
        return list(islice(shown, MAX_EDITIONS))

    def related(self, publication: Publication) -> Sequence[Related]:
        """Publications about the same subject."""
        related = self.reader.related(publication.id, MAX_RELATED)
        return [replace(one, publication=bounded_publication(one.publication)) for one in related]

    def aligned(self, publication: Publication, number: int) -> Sequence[AlignedPassage]:
        """The passages of the sister editions that correspond to passage `number`."""
        found = []
        for sister in self.sisters(publication)[:MAX_ALIGNED]:
            place = self._alignment(publication, sister.publication).get(number)
            passage = place and self.reader.passage(sister.publication.id, place.number)
            if place and passage:
                there = bounded_passage(passage)
                found.append(AlignedPassage(sister.publication, there, place.exact))
        return found

    def _alignment(self, ours: Publication, theirs: Publication) -> Mapping[int, Aligned | None]:
        """The passages of `theirs` by the numbers of ours; computed for the first of them, and kept
        for the others.
        """
        alike = ours.media_type == theirs.media_type

        def compute() -> dict[int, Aligned | None]:
            own = self._all_passages(ours)
            found = align(own, self._all_passages(theirs), alike=alike)
            return {passage.number: place for passage, place in zip(own, found, strict=True)}

        return self._cache.alignments.get((*self.state, ours.id, theirs.id), compute)

    def _all_passages(self, publication: Publication) -> Sequence[Passage]:
        """All that readers may see."""
        found = self.reader.passages(publication.id)
        if self.has_whole_original(publication):
            return found
        return [one for one in found if not self.is_withdrawn(publication, one.number)]

    # --- suggestions

    def suggest(self, text: str) -> Sequence[Suggestion]:
        """Completions of the query `text`, best first."""
        return Suggester(self.reader, self.suggestion_index()).suggest(text)

    def suggestion_index(self) -> SuggestionIndex:
        """Computed once for each commit, and again when another publication is withdrawn."""
        return self._cache.suggestion_indexes.get(
            (self.reader.generation, self._hidden), self._make_suggestion_index
        )

    def _make_suggestion_index(self) -> SuggestionIndex:
        editions = self.reader.editions
        excluded = self._hidden.publications | editions.copies
        return SuggestionIndex(p.metadata for p in editions.publications if p.id not in excluded)

    # --- files

    @property
    def state(self) -> tuple[str, Hidden]:
        """Changes when readers may see other files than before."""
        return self.reader.generation, self._hidden

    def publications(self) -> Sequence[Publication]:
        """All publications that readers may see."""
        publications = self.reader.editions.publications
        return [p for p in publications if p.id not in self._hidden.publications]

    def digests(self) -> frozenset[str]:
        """The SHA-256 digests, in hexadecimal, of all files that readers may see as a whole."""
        excluded = {*self._hidden.publications, *(one for one, _ in self._hidden.passages)}
        publications = self.reader.editions.publications
        return frozenset(p.sha256 for p in publications if p.id not in excluded)


def install(app: Flask, acquire: Callable[[], Library]) -> None:
    """Let requests of `app` get their library from `acquire`."""
    app.extensions[_KEY] = acquire


def current_library() -> Library:
    """What the current request may see: acquired once, and the same for all of the request."""
    if "library" not in g:
        g.library = current_app.extensions[_KEY]()
    return cast(Library, g.library)
