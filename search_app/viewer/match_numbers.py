"""The matches in a text, numbered from 1, so that a link can lead to each (`#match-1`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.engine.snippets import Span


@dataclass(frozen=True, slots=True)
class NumberedSpan:
    """A stretch of text; `match` is the number of the match that it is, or 0."""

    text: str
    match: int

    @property
    def anchor(self) -> str:
        """The fragment of an address that leads to it."""
        return f"match-{self.match}"


def numbered(spans: Iterable[Span]) -> tuple[NumberedSpan, ...]:
    """`spans` with their matches numbered in order."""
    return tuple(_numbered(spans))


def _numbered(spans: Iterable[Span]) -> Iterator[NumberedSpan]:
    count = 0
    for span in spans:
        count += span.match
        yield NumberedSpan(span.text, count if span.match else 0)
