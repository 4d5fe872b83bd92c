"""The matches in a text, numbered from 1, so that a link can lead to each (`#match-1`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.engine.snippets import Span

MAX_MATCHES: Final = 2_000
"""Matches of one text that are marked, the first ones; each mark adds 35 bytes to the page."""


@dataclass(frozen=True, slots=True)
class NumberedSpan:
    """A piece of text; `match` is the number of its match, or 0.

    `is_rest` is true where the match begins in another piece.
    """

    text: str
    match: int
    is_rest: bool = False

    @property
    def anchor(self) -> str:
        """The id to which a link's fragment leads."""
        return f"match-{self.match}"


def number_matches(spans: Iterable[Span]) -> tuple[NumberedSpan, ...]:
    """`spans` with their matches numbered in order; after `MAX_MATCHES` nothing is one."""
    return tuple(_numbered(spans))


def _numbered(spans: Iterable[Span]) -> Iterator[NumberedSpan]:
    count = 0
    for span in spans:
        count += span.match
        yield NumberedSpan(span.text, count if span.match and count <= MAX_MATCHES else 0)
