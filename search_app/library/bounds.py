"""Bounds on what a publication and a passage can add to an answer.

Extraction bounds what a file says of itself, but a table of staff's may hold anything, and a file
may have all of its text on one page. An answer repeats these values: what a reader, a
program and this process have to carry is bounded here, once for pages, JSON and references.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from indexer.engine.searches import AlsoSearched, Facet, Hit, PassageMatches, SearchResult
from indexer.engine.snippets import Span
from indexer.model import Metadata, Passage, Publication, Relation
from search_app.web.param_kinds import MAX_VALUE_CHARS

MAX_LINE_CHARS: Final = 500
"""Characters of a title, a name, a subject: as many as extraction takes from a file."""
MAX_TEXT_CHARS: Final = 5_000
"""Characters of a description or of a statement of rights."""
MAX_VALUES: Final = 100
"""Values of one field."""
MAX_VALUES_CHARS: Final = 3_000
"""Characters of all values of one field; the first value counts whatever its length."""
MAX_LABEL_CHARS: Final = 300
"""Characters of a passage's label and title."""
MAX_PASSAGE_CHARS: Final = 100_000
"""Characters of a passage; a dense page of a newspaper has 20,000."""
MAX_SNIPPET_CHARS: Final = 600
"""Characters of a snippet, which has about 240 unless a single match is longer."""
MAX_EDITIONS: Final = 50
"""Other editions, or other copies, of one publication."""
_MAX_ANCHOR_CHARS: Final = 500
_LONG_FIELDS: Final = frozenset({"description", "rights"})


def shortened(text: str, limit: int) -> str:
    """`text`, or its beginning and an ellipsis: at most `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def bounded_publication(publication: Publication) -> Publication:
    """`publication` with its metadata within the bounds."""
    metadata = _bounded_metadata(publication.metadata)
    if metadata is publication.metadata:
        return publication
    return replace(publication, metadata=metadata)


def bounded_passage(passage: Passage) -> Passage:
    """`passage` with its text and its names within the bounds."""
    if (
        len(passage.text) <= MAX_PASSAGE_CHARS
        and len(passage.label) <= MAX_LABEL_CHARS
        and len(passage.title) <= MAX_LABEL_CHARS
        and len(passage.anchor) <= _MAX_ANCHOR_CHARS
    ):
        return passage
    return replace(
        passage,
        text=shortened(passage.text, MAX_PASSAGE_CHARS),
        label=shortened(passage.label, MAX_LABEL_CHARS),
        title=shortened(passage.title, MAX_LABEL_CHARS),
        # A part of an anchor leads nowhere: without one the file opens at its beginning.
        anchor=passage.anchor if len(passage.anchor) <= _MAX_ANCHOR_CHARS else "",
    )


def bounded_matches(found: PassageMatches) -> PassageMatches:
    """`found` with its passages within the bounds."""
    return replace(found, best=[bounded_passage(passage) for passage in found.best])


def bounded_result(result: SearchResult) -> SearchResult:
    """`result` with its hits, its facets and what was also searched within the bounds."""
    return replace(
        result,
        hits=tuple(map(_bounded_hit, result.hits)),
        close=tuple(map(_bounded_hit, result.close)),
        also_searched=tuple(map(_bounded_form, result.also_searched[:MAX_VALUES])),
        facets=tuple(map(_bounded_facet, result.facets)),
    )


def bounded_snippet(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The first `MAX_SNIPPET_CHARS` of a snippet: its match may be one word of a whole page."""
    if sum(len(span.text) for span in spans) <= MAX_SNIPPET_CHARS:
        return tuple(spans)
    kept: list[Span] = []
    room = MAX_SNIPPET_CHARS
    for span in spans:
        if room > 1:
            kept.append(Span(shortened(span.text, room), span.match))
        room -= len(span.text)
    return tuple(kept)


def _bounded_hit(hit: Hit) -> Hit:
    return replace(
        hit,
        publication=bounded_publication(hit.publication),
        passages=tuple(map(bounded_passage, hit.passages)),
    )


def _bounded_form(form: AlsoSearched) -> AlsoSearched:
    return replace(form, text=shortened(form.text, MAX_LINE_CHARS))


def _bounded_facet(facet: Facet) -> Facet:
    """Without values that no parameter can name."""
    kept = tuple(value for value in facet.values if len(value.value) <= MAX_VALUE_CHARS)
    return facet if len(kept) == len(facet.values) else replace(facet, values=kept)


def _bounded_metadata(metadata: Metadata) -> Metadata:
    changed: dict[str, Any] = {}
    for row in fields(Metadata):
        value = getattr(metadata, row.name)
        if isinstance(value, tuple):
            bounded: Any = _bounded_values(value)
        else:
            limit = MAX_TEXT_CHARS if row.name in _LONG_FIELDS else MAX_LINE_CHARS
            bounded = shortened(value, limit)
        if bounded is not value:
            changed[row.name] = bounded
    return replace(metadata, **changed) if changed else metadata


def _bounded_values(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """`values` itself if they are within the bounds."""
    if len(values) <= MAX_VALUES and sum(map(_length, values)) <= MAX_LINE_CHARS:
        return values
    kept: list[Any] = []
    room = MAX_VALUES_CHARS
    for value in values[:MAX_VALUES]:
        bounded = _bounded_value(value)
        room -= _length(bounded)
        if room < 0 and kept:
            break
        kept.append(bounded)
    return values if tuple(kept) == values else tuple(kept)


def _bounded_value(value: str | Relation) -> str | Relation:
    if isinstance(value, Relation):
        return replace(value, target=shortened(value.target, MAX_LINE_CHARS))
    return shortened(value, MAX_LINE_CHARS)


def _length(value: str | Relation) -> int:
    return len(value.target if isinstance(value, Relation) else value)
