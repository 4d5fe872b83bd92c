"""The engine as readers may see it: always the newest commit, without what was taken down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app
from werkzeug.exceptions import Gone, NotFound

from indexer.engine.port import Engine, SearchRequest, SearchResult
from indexer.model import Passage, Publication
from search_app.privacy import Takedown

_KEY: Final = "aluna-shelf"


class Shelf:
    """Everything that a request may read; raises 404 and 410 for what it may not."""

    def __init__(self, engine: Engine, takedown: Takedown, corpus: Path) -> None:
        self._engine = engine
        self._takedown = takedown
        self.corpus = corpus
        self._identifiers: tuple[str, dict[str, str]] = ("", {})

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
        names = set(hidden)
        for identifier in hidden:
            other = self._engine.publication(identifier)
            names.update((other.path, *other.copies) if other else ())
        kept = tuple(r for r in metadata.relations if r.target not in names)
        return replace(publication, metadata=replace(metadata, relations=kept))

    def related(self, publication: Publication) -> dict[str, Publication]:
        """The publications that `publication`'s relations name, by the name that stands there.

        A relation names its target by identifier or by path, and the index finds identifiers only:
        paths are looked up in a list that is made once for each generation.
        """
        hidden = self._takedown.identifiers()
        found = {}
        for relation in publication.metadata.relations:
            target = relation.target
            other = self._engine.publication(target)
            if other is None and (identifier := self._paths().get(target)):
                other = self._engine.publication(identifier)
            if other is not None and other.id not in hidden:
                found[target] = other
        return found

    def _paths(self) -> dict[str, str]:
        generation = self._engine.generation
        known, identifiers = self._identifiers
        if known != generation:
            identifiers = {
                path: record.publication.id
                for record in self._engine.records()
                if record.searchable
                for path in (record.publication.path, *record.publication.copies)
            }
            self._identifiers = (generation, identifiers)
        return identifiers

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


def install(app: Flask, shelf: Shelf) -> None:
    """Make `shelf` the one that requests of `app` read from."""
    app.extensions[_KEY] = shelf


def current_shelf() -> Shelf:
    """What the request at hand reads from."""
    return cast(Shelf, current_app.extensions[_KEY])
