"""Passage text + query -> spans: what a result shows of a passage, never as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.analysis import optional_words
from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Phrase, Wildcard, Word
from indexer.engine.highlight import Leaf, Marker
from indexer.engine.highlight_phrases import Match, stretches
from indexer.engine.query import Query
from indexer.model import Passage

WINDOW: Final = 240
"""Characters of a snippet: about three lines of a result page, 30 to 40 words."""
_LEAD: Final = 60
"""Characters before the first match in which a sentence's beginning is looked for."""
_SENTENCE: Final = re.compile(r"[.!?…:;]\s+(?=\S)")
# What `str.split` splits at, but for the blank itself; Unicode has none after U+3000.
_BLANKS: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c != " ")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `match` where it is what the query looked for."""

    text: str
    match: bool


class Highlighter:
    """Marks one query's words in texts, as the engine matches them; made once a request."""

    def __init__(self, query: Query) -> None:
        leaves = list(_leaves(query.tree)) if query.tree is not None else []
        optional = optional_words(leaf.text for leaf in leaves if isinstance(leaf, Word))
        self._marker = Marker(
            [leaf for leaf in leaves if not (isinstance(leaf, Word) and leaf.text in optional)]
        )

    def snippet(self, passage: Passage) -> tuple[Span, ...]:
        """The passage's best window (`WINDOW` characters), white space folded to single blanks."""
        text = _single_blanks(passage.text)
        matches = self._marker.matches(text, passage.language)
        start, end = _window(text, matches)
        inside = [match for match in matches if match[0] >= start and match[1] <= end]
        spans = _spans(text, inside, start, end)
        before = [Span("… ", False)] if start > 0 else []
        after = [Span(" …", False)] if end < len(text) else []
        return tuple(before + spans + after)

    def mark(self, text: str, language: str) -> tuple[Span, ...]:
        """All of `text`, unchanged, with the matches marked."""
        return tuple(_spans(text, self._marker.matches(text, language), 0, len(text)))


def _leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that a passage's text can match; what is excluded or of a field cannot."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _leaves(inner)
        case Word() | Wildcard() | Fuzzy() | Phrase():
            yield node
        case FieldQuery("text", inner):
            yield from _leaves(inner)
        case _:
            return


def _single_blanks(text: str) -> str:
    """`" ".join(text.split())`, in less than half the time."""
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def _window(text: str, matches: Sequence[Match]) -> tuple[int, int]:
    """Start and end of the stretch with most different leaves, then most matches, then first."""
    if len(text) <= WINDOW:
        return 0, len(text)
    if not matches:
        return 0, _word_end(text, WINDOW)
    scores = list(stretches(matches, WINDOW - _LEAD))
    first, end, _ = matches[scores.index(max(scores))]
    start = _lead_start(text, first)
    return start, _word_end(text, max(start + WINDOW, end))


def _lead_start(text: str, match_start: int) -> int:
    """A sentence's or at least a word's beginning shortly before the match."""
    earliest = match_start - _LEAD
    if earliest <= 0:
        return 0
    sentences = [m.end() for m in _SENTENCE.finditer(text, earliest, match_start + 1)]
    if sentences:
        return min(sentences[0], match_start)
    blank = text.find(" ", match_start - _LEAD // 2, match_start)
    return match_start if blank < 0 else blank + 1


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", end - _LEAD, end + 1)
    return end if blank < 0 else blank


def _spans(text: str, matches: Sequence[Match], start: int, end: int) -> list[Span]:
    """The text from `start` to `end` as spans; overlapping matches are one."""
    spans = []
    at = start
    for match_start, match_end, _ in matches:
        if match_end <= at:
            continue
        if match_start > at:
            spans.append(Span(text[at:match_start], False))
            spans.append(Span(text[match_start:match_end], True))
        elif spans and spans[-1].match:
            spans[-1] = Span(spans[-1].text + text[at:match_end], True)
        else:
            spans.append(Span(text[at:match_end], True))
        at = match_end
    if at < end:
        spans.append(Span(text[at:end], False))
    return spans
