"""The port that every search engine fits: what is asked, what is answered, who writes.

The index is a sequence of *generations*; one of them is live. A `Writer` either extends the live
generation in one commit or replaces it by a new one; readers see the old state until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from indexer.engine.query import Notice, Query
from indexer.fields import NO_FILTERS, Filters
from indexer.model import Passage, Publication, Record

FACET_LIMIT: Final = 100
"""Values of one facet that are answered at most, the most frequent ones (chosen ones always)."""
PASSAGES_PER_HIT: Final = 3
MAX_PER_PAGE: Final = 100


class Sort(StrEnum):
    """The order of the hits; equal ones follow by newest, then by identifier."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `page` counts from 1; `cursor`, where given, stands instead of `page`.

    An empty `text` means everything that the filters leave. `hidden` are the identifiers of
    publications that were taken down: they are in no hit, total or facet.
    """

    text: str = ""
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    cursor: str | None = None
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that matches, with up to three best passages (none for an empty query).

    `matching` is the number of its passages that match (see `Engine.matching`). Where that is 0,
    only the metadata matches, and its first passage with text is shown, unless the query is empty.
    `partial` hits hold some but not every word of the query; they follow the others and are not
    counted in the total.
    """

    publication: Publication
    score: float
    passages: tuple[Passage, ...]
    partial: bool = False
    matching: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, with the number of matching publications that have it."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A counted field; counts ignore the facet's own choice. Most frequent first; years newest."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer: `query` as understood, its notices, the exact total, hits, facets, cursors.

    `did_you_mean` is a query that finds more (`spelling.corrected`); an engine leaves it open.
    """

    query: Query
    notices: tuple[Notice, ...]
    total: int
    generation: str
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    next_cursor: str | None = None
    prev_cursor: str | None = None
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word of the index as readers write it, and how many publications have it.

    It is lower-case, with its accents: of all spellings that differ in accents only, the one in
    most publications. `publications` counts those with any of these spellings, in their text or
    their metadata. The parts of a compound are words; what it is as one word is none.
    """

    word: str
    publications: int


@dataclass(frozen=True, slots=True)
class Related:
    """A publication that is like another, and up to four words that both have and that tell most;
    words as in `WordCount`.
    """

    publication: Publication
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntegrityIssue:
    """Something that `verify` found wrong in the index."""

    what: str


class Engine(Protocol):
    """A reader of the live generation; safe to share between threads."""

    @property
    def generation(self) -> str:
        """Names the state that is answered from; changes with every commit."""

    @property
    def updated(self) -> datetime:
        """When the commit that is answered from was made, in UTC."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer `request`.

        Raises:
            CursorInvalid: the cursor is not one of this engine's.
        """

    def count(self, text: str, hidden: frozenset[str]) -> int:
        """The total of a search for `text` without filters, at a part of its cost."""

    def words_beginning(
        self, beginning: str, hidden: frozenset[str], most: int
    ) -> Sequence[WordCount]:
        """At most `most` words that begin so, whatever the accents; the most frequent first.

        No word is told that is not, as it is spelt there, in two publications that readers may find
        (what a single one has may be a person's name). Function words of the language that a word
        is mostly used in are left out, and what has fewer than three letters.
        """

    def words_near(self, word: str, hidden: frozenset[str], most: int) -> Sequence[WordCount]:
        """At most `most` other words within the edit distance of `word~`, from the same words as
        `words_beginning`; the nearest first, then the most frequent.

        Words that begin with another letter are told only where none begins with the same.
        """

    def publications_spelling(self, word: str, hidden: frozenset[str]) -> int:
        """How many publications that readers may find have this word, spelt so (in any case)."""

    def publications_with(self, word: str, hidden: frozenset[str]) -> int:
        """How many publications that readers may find have a word, as a search for it finds it:
        in any form, in their text or their metadata.
        """

    def related(self, identifier: str, hidden: frozenset[str], most: int) -> Sequence[Related]:
        """At most `most` publications with the most telling words in common, the most alike first.

        They are searchable, not among `hidden`, and in a language of this one. Other editions of
        the same work and publications with almost the same text are not left out.
        """

    def publication(self, identifier: str) -> Publication | None:
        """The searchable publication with this identifier."""

    def passage(self, identifier: str, number: int) -> Passage | None:
        """One passage of a searchable publication."""

    def passages(self, identifier: str) -> Sequence[Passage]:
        """All passages of a record, in order; also of one that readers may not find."""

    def matching(self, identifier: str, text: str) -> Sequence[int]:
        """The numbers, ascending, of all passages of a searchable publication that the query `text`
        matches: those in which a part of it is marked, be it a word, a phrase or a pattern.

        What the query excludes or looks for in metadata only, and function words beside others,
        match no passage. There is none for an empty query, or where only the metadata matches.
        """

    def best_passages(self, identifier: str, text: str, most: int) -> Sequence[Passage]:
        """At most `most` of the passages whose numbers `matching` gives, the best first."""

    def pictures(self, identifier: str) -> Sequence[str]:
        """The keys under which recognised text is kept for pages of a searchable publication."""

    def records(self) -> Iterator[Record]:
        """The record of every file, readable or not, in the order of paths."""

    def verify(self) -> Sequence[IntegrityIssue]:
        """What is wrong with the index; empty where everything reads back as it was written."""

    def refresh(self) -> None:
        """Answer from the newest commit from now on; requests under way are not disturbed."""

    def close(self) -> None:
        """Give back files and memory."""


class Writer(Protocol):
    """Changes to the index; nothing is seen by readers before `commit`. Holds the index's lock."""

    def put(self, record: Record, passages: Sequence[Passage]) -> None:
        """Add a record with its passages, in place of any with the same identifier."""

    def remove(self, identifier: str) -> None:
        """Take out a record and its passages."""

    def commit(self) -> str:
        """Make all changes visible at once, durably; the new generation's name.

        Raises:
            IndexDamaged: what was written does not read back as it should; nothing is published.
        """

    def cancel(self) -> None:
        """Drop all changes; the live generation stays as it was."""
