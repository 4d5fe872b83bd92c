"""The types of a search: the request, its options, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.engine.query import Notice, Query
from indexer.fields import NO_FILTERS, Filters
from indexer.model import Passage, Publication

FACET_LIMIT: Final = 100
"""Values of one facet in a result: the most frequent ones (selected ones always)."""
PASSAGES_PER_HIT: Final = 3
MAX_PER_PAGE: Final = 100


class Sort(StrEnum):
    """The order of the hits; ties are broken by newest, then by identifier.

    By relevance, what matches the whole query comes in this order, whatever the scores: first the
    publications whose title, or main title, is the query, then those that hold its words in the
    forms in which they were typed, and then those that hold one, two… of them in other forms only;
    among these the score counts. Partial matches follow, by score alone; of hits by meaning the
    best are put in order by the likeness of their words too.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


class Expand(StrEnum):
    """Whether words that stand for those of the query may be searched for as well."""

    ON = "on"
    OFF = "off"


class Feedback(StrEnum):
    """What a search learns from its own best hits: nothing, or their words (`engine.ast.Weighted`),
    which finds more about the same topic. That helps where a topic is sought, and harms questions.
    """

    NONE = "none"
    TOPIC = "topic"


class Match(StrEnum):
    """How a hit answers the query."""

    FULL = "full"
    """It holds every word as typed."""

    PARTIAL = "partial"
    """It holds some of the words."""

    MEANING = "meaning"
    """It holds words that stand for those of the query (`engine.groups`), or are of its topic."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `page` counts from 1; a `cursor` overrides `page`.

    An empty `text` means everything that the filters leave.
    """

    text: str = ""
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    cursor: str | None = None
    expand: Expand = Expand.ON
    feedback: Feedback = Feedback.NONE


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that matches, with up to three best passages (none for an empty query): covers,
    contents, indexes, bibliographies and imprints only where no other passage matches.

    `matching` is the number of its passages that match (see `Reader.matches`). If that is 0, only
    the metadata matches, and its first passage with text is given, unless the query is empty.
    """

    publication: Publication
    score: float
    passages: tuple[Passage, ...]
    match: Match = Match.FULL
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
class AlsoSearched:
    """What was searched for beside what was `typed`: what the glossary joins to a word or term of
    the query, `text` in `language` as staff wrote it; or, with `Feedback.TOPIC`, a word of its best
    hits, which belongs to the query as a whole (`typed` and `language` are empty).
    """

    text: str
    typed: str
    language: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The query as understood, its notices, the exact total, the hits, facets and cursors.

    Full matches come first, and are the total. Where they do not fill the first page, the best
    others follow, marked as such. If nothing matches fully, the hits are the publications that hold
    words which stand for those of the query, if any do, and the total counts these
    (`Match.MEANING`). With `Feedback.TOPIC` the hits are all publications about the topic of the
    best ones, full matches first, each marked with how it answers the query; which words were
    learnt does not depend on filters.

    `close` are publications close to a query of one or two words, beside its hits. `also_searched`
    is what was searched for in `hits` or `close` because of the glossary. `wider` is the query with
    all words that stand for those typed, for the marks in hits by meaning. `did_you_mean` is a
    query that finds more, or better partial matches (`spelling.correct`); engines leave it None.
    """

    query: Query
    notices: tuple[Notice, ...]
    total: int
    generation: str
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    next_cursor: str | None = None
    prev_cursor: str | None = None
    wider: Query | None = None
    close: tuple[Hit, ...] = ()
    also_searched: tuple[AlsoSearched, ...] = ()
    did_you_mean: str | None = None

    def query_of(self, hit: Hit) -> Query:
        """The query as it is marked in one of the hits."""
        return self.wider or self.query if hit.match is Match.MEANING else self.query


@dataclass(frozen=True, slots=True)
class PassageMatches:
    """The passages of one publication that match a query: all their numbers, ascending, and the
    best of them, best first.
    """

    numbers: Sequence[int] = ()
    best: Sequence[Passage] = ()
