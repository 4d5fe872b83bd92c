"""The text of a passage in its paragraphs, headings and footnotes, with the matches in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.model import BlockKind, TextBlock
from search_app.viewer.match_numbers import NumberedSpan

_PARAGRAPHS_END: Final = re.compile(r"\n\s*\n")
_TOP_LEVEL: Final = 3
"""The page's own headings are h1 and h2."""
_LOWEST_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, or a heading: `level` is 3 to 6 of a heading, else 0."""

    level: int
    spans: tuple[NumberedSpan, ...]


@dataclass(frozen=True, slots=True)
class TextParts:
    """The parts of a text in their order, and its footnotes."""

    text: tuple[TextPart, ...] = ()
    notes: tuple[TextPart, ...] = ()


def split_text(spans: Sequence[NumberedSpan], blocks: Sequence[TextBlock]) -> TextParts:
    """The parts of the text that `spans` make, of which `blocks` are headings and footnotes."""
    text = "".join(span.text for span in spans)
    own = [replace(b, end=min(b.end, len(text))) for b in blocks if b.start < len(text)]
    edges = sorted({0, len(text), *(edge for b in own for edge in (b.start, b.end))})
    kinds = {block.start: block for block in own}
    shown: list[tuple[TextBlock | None, TextPart]] = []
    levels: list[int] = []
    for start, end in pairwise(edges):
        block = kinds.get(start)
        level = 0
        if block is not None and block.kind is BlockKind.HEADING:
            level = _nested_level(block.level, levels)
        parts = [(start, end)] if block is not None else _paragraphs(text, start, end)
        shown += [(block, TextPart(level, tuple(_part(spans, *part)))) for part in parts]
    is_note = [block is not None and block.kind is BlockKind.FOOTNOTE for block, _ in shown]
    return TextParts(
        tuple(part for note, (_, part) in zip(is_note, shown, strict=True) if not note),
        tuple(part for note, (_, part) in zip(is_note, shown, strict=True) if note),
    )


def _nested_level(level: int, levels: list[int]) -> int:
    """The level of a heading on the page, on which none is left out; `levels` are the open ones."""
    while levels and levels[-1] >= level:
        levels.pop()
    levels.append(level)
    return min(_TOP_LEVEL + len(levels) - 1, _LOWEST_LEVEL)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the paragraphs between two places begin and end, without what is blank."""
    for gap in [*_PARAGRAPHS_END.finditer(text, start, end), None]:
        stop = end if gap is None else gap.start()
        part = text[start:stop]
        if part.strip():
            first = start + len(part) - len(part.lstrip())
            yield first, first + len(part.strip())
        start = stop if gap is None else gap.end()


def _part(spans: Iterable[NumberedSpan], start: int, end: int) -> Iterator[NumberedSpan]:
    """What `spans` have between two places; the rest of a match has no address of its own."""
    at = 0
    for span in spans:
        first, last = max(start - at, 0), min(end - at, len(span.text))
        if first < last:
            yield replace(span, text=span.text[first:last], is_rest=span.is_rest or first > 0)
        at += len(span.text)
        if at >= end:
            return
