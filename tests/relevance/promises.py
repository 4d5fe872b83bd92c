"""What a search that goes by meaning must not do, whatever the figures are.

No full match moves: those of a search as typed are the first ones of an expanded search, in the
same order with the same scores. And every hit shows why it is one: a word is marked in a snippet,
in the title or in another field of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engine.searches import Hit, Match, SearchResult
from indexer.engine.snippets import Highlighter, HitHighlighter
from indexer.fields import FIELDS, values_of
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Metadata
from tests.relevance.product import ranked


def full_matches(result: SearchResult) -> list[tuple[str, float]]:
    """The publications that match fully, with their scores, in order."""
    return [(hit.publication.path, hit.score) for hit in result.hits if hit.match is Match.FULL]


def keeps_full_matches(typed: SearchResult, expanded: SearchResult) -> bool:
    """Whether expansion left the full matches, and how many there are, as they were.

    Where nothing matches as typed, the hits by meaning are the answer and are counted.
    """
    kept = full_matches(typed)
    first = [(hit.publication.path, hit.score) for hit in expanded.hits[: len(kept)]]
    counted = expanded.total == typed.total or typed.total == 0
    return kept == full_matches(expanded) == first and counted


def unmarked(result: SearchResult) -> Iterator[str]:
    """The hits that do not match fully and in which nothing is marked."""
    highlighters = HitHighlighter(result)
    for hit in ranked(result):
        if hit.match is not Match.FULL and not _is_marked(hit, highlighters.of(hit)):
            yield hit.publication.path


def _is_marked(hit: Hit, highlighter: Highlighter) -> bool:
    spans = (span for passage in hit.passages for span in highlighter.snippet(passage))
    # Fields are matched in every language, whatever that of the publication is.
    fields = (
        span
        for name, text in _fields(hit.publication.metadata)
        for row in INDEXED_LANGUAGES
        for span in highlighter.mark_field(name, text, row.code)
    )
    return any(span.match for found in (spans, fields) for span in found)


def _fields(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """The names and values of what is searched beside the text."""
    for row in FIELDS:
        if name := row.searched_as or (row.name if row.weight else ""):
            yield from ((name, value) for value in values_of(metadata, row))
