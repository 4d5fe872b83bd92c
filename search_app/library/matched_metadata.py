"""What of a hit's metadata matches, with the matches marked; for pages and for the JSON API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.port import Hit
from indexer.engine.snippets import Highlighter, Span
from indexer.fields import COLUMNS, FIELDS, MetadataField, values_of
from indexer.languages import INDEXED_LANGUAGES
from search_app.library.bounds import bounded_snippet

_MAX_VALUES: Final = 3
"""Values of one field that are shown because only they match."""
_TITLE: Final = COLUMNS["title"]
_OTHER_FIELDS: Final = tuple(
    row for row in FIELDS if (row.weight or row.searched_as) and row is not _TITLE
)
_LANGUAGES: Final = tuple(language.code for language in INDEXED_LANGUAGES)


@dataclass(frozen=True, slots=True)
class MatchedMetadata:
    """A field of the metadata that matches, and its first values that do, with the matches marked;
    of a long text the best part, as of a passage.
    """

    row: MetadataField
    values: tuple[tuple[Span, ...], ...]


def marked_title(hit: Hit, title: str, highlighter: Highlighter) -> tuple[Span, ...]:
    """The title of a hit, as it is shown, with the matches marked."""
    return _marked(hit, lambda code: highlighter.mark_field(_TITLE.name, title, code))


def matched_title(hit: Hit, highlighter: Highlighter) -> Iterator[MatchedMetadata]:
    """The title of a hit, if it matches."""
    spans = marked_title(hit, hit.publication.metadata.title, highlighter)
    if _has_match(spans):
        yield MatchedMetadata(_TITLE, (spans,))


def matched_metadata(
    hit: Hit, snippets: Iterable[Sequence[Span]], highlighter: Highlighter
) -> Iterator[MatchedMetadata]:
    """The other metadata that match, if nothing is marked in the `snippets` that are shown of the
    hit: else these say why it is one.
    """
    for row in () if any(map(_has_match, snippets)) else _OTHER_FIELDS:
        every = (
            _marked(hit, _marking(row, value, highlighter))
            for value in values_of(hit.publication.metadata, row)
        )
        values = [bounded_snippet(spans) for spans in every if _has_match(spans)]
        if values:
            yield MatchedMetadata(row, tuple(values[:_MAX_VALUES]))


def _has_match(spans: Iterable[Span]) -> bool:
    return any(span.match for span in spans)


_Marking = Callable[[str], tuple[Span, ...]]
"""Marks a value as a text of the language with this code."""


def _marking(row: MetadataField, value: str, highlighter: Highlighter) -> _Marking:
    name = row.searched_as or row.name
    mark = highlighter.mark_field if row.several else highlighter.field_snippet
    return lambda code: mark(name, value, code)


def _marked(hit: Hit, marking: _Marking) -> tuple[Span, ...]:
    """A value in that language, a language of the publication first, in which most of it matches:
    metadata are searched by the stems of all languages.
    """
    codes = dict.fromkeys((*hit.publication.metadata.languages, *_LANGUAGES))
    return max(map(marking, codes), key=_letters_marked)


def _letters_marked(spans: Iterable[Span]) -> int:
    return sum(len(span.text) for span in spans if span.match)
