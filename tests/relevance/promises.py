"""What a search that goes by meaning must not do, whatever the figures are.

No full match moves: those of a search as typed are the first ones of an expanded search, in the
same order with the same scores. And every hit shows why it is one: a word is marked in a snippet,
in the title or in another field of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engine.port import Hit, SearchResult
from indexer.engine.snippets import Highlighter
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Metadata
from tests.relevance.product import is_full, ranked


def full_matches(result: SearchResult) -> list[tuple[str, float]]:
    """The publications that match fully, with their scores, in order."""
    return [(hit.publication.path, hit.score) for hit in result.hits if is_full(hit)]


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
    highlighter = Highlighter(result.query)
    for hit in ranked(result):
        if not is_full(hit) and not _is_marked(hit, highlighter):
            yield hit.publication.path


def _is_marked(hit: Hit, highlighter: Highlighter) -> bool:
    metadata = hit.publication.metadata
    spans = (span for passage in hit.passages for span in highlighter.snippet(passage))
    # Fields are matched in every language, whatever that of the publication is.
    titles = (s for row in INDEXED_LANGUAGES
              for s in highlighter.mark_title(metadata.title, row.code))  # fmt: skip
    fields = (s for text in _fields(metadata) for row in INDEXED_LANGUAGES
              for s in highlighter.mark(text, row.code))  # fmt: skip
    return any(span.match for found in (spans, titles, fields) for span in found)


def _fields(metadata: Metadata) -> tuple[str, ...]:
    return (
        *metadata.creators, *metadata.subjects, *metadata.series,
        metadata.description, metadata.publisher, metadata.identifier, metadata.source,
    )  # fmt: skip
