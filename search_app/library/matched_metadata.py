"""What of a hit's metadata matches, with the matches marked; for pages and for the JSON API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from indexer.engine.searches import Hit
from indexer.engine.snippets import Highlighter, Span
from indexer.fields import COLUMNS, FIELDS, MetadataField, values_of
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import UNDETERMINED
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


_Marking = Callable[[str], tuple[Span, ...]]
"""Marks a value as a text of the language with this code."""


class MetadataMarker:
    """Marks the metadata of a hit of which some `snippets` are shown.

    Where nothing is marked in these, the metadata say why it is a hit. They are searched by the
    stems of all languages, and then marked so too; else the title alone is marked, in the languages
    of the publication.
    """

    def __init__(
        self, hit: Hit, snippets: Iterable[Sequence[Span]], highlighter: Highlighter
    ) -> None:
        self._metadata: Final = hit.publication.metadata
        self._highlighter: Final = highlighter
        self._is_reason: Final = not any(map(_has_match, snippets))
        own = self._metadata.languages or (UNDETERMINED,)
        others = _LANGUAGES if self._is_reason else ()
        self._languages: Final = tuple(dict.fromkeys((*own, *others)))

    def title(self, shown: str) -> tuple[Span, ...]:
        """The title as it is `shown`, with the matches marked."""
        return self._marked(partial(self._highlighter.mark_field, _TITLE.name, shown))

    def matched(self) -> Iterator[MatchedMetadata]:
        """The title, if it matches, and the other fields that do, if these are the reason."""
        title = self.title(self._metadata.title)
        if _has_match(title):
            yield MatchedMetadata(_TITLE, (title,))
        yield from self.matched_beside_title()

    def matched_beside_title(self) -> Iterator[MatchedMetadata]:
        """The fields apart from the title that match, if these are the reason."""
        for row in _OTHER_FIELDS if self._is_reason else ():
            every = map(self._marked, self._markings(row))
            values = [bounded_snippet(spans) for spans in every if _has_match(spans)]
            if values:
                yield MatchedMetadata(row, tuple(values[:_MAX_VALUES]))

    def _markings(self, row: MetadataField) -> Iterator[_Marking]:
        """What marks each value of a field."""
        name = row.searched_as or row.name
        mark = self._highlighter.mark_field if row.several else self._highlighter.field_snippet
        for value in values_of(self._metadata, row):
            yield partial(mark, name, value)

    def _marked(self, marking: _Marking) -> tuple[Span, ...]:
        """A value in that language in which most of it matches."""
        return max(map(marking, self._languages), key=_letters_marked)


def _has_match(spans: Iterable[Span]) -> bool:
    return any(span.match for span in spans)


def _letters_marked(spans: Iterable[Span]) -> int:
    return sum(len(span.text) for span in spans if span.match)
