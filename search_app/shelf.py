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
        if identifier in self._takedown.identifiers():
            raise Gone
        publication = self._engine.publication(identifier)
        if publication is None:
            raise NotFound
        return publication

    def is_open(self, identifier: str) -> bool:
        """Whether readers can open the publication with this identifier."""
        hidden = identifier in self._takedown.identifiers()
        return not hidden and self._engine.publication(identifier) is not None

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
