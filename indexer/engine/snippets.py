"""Snippets and highlighted texts, as spans, never as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.analysis import optional_words
from indexer.engine.ast import (
    And,
    FieldQuery,
    FirstOf,
    Fuzzy,
    Node,
    Or,
    Phrase,
    TextNode,
    Weighted,
    Wildcard,
    Word,
    WordGroup,
)
from indexer.engine.fragments import fragments
from indexer.engine.highlight import MatchFinder
from indexer.engine.highlight_phrases import NodeMatch
from indexer.engine.query import Query
from indexer.engine.searches import Hit, SearchResult
from indexer.model import Passage

_PARAGRAPH: Final = "\n\n"
_MAX_HEADINGS: Final = 3
"""Paragraphs at the beginning of a passage among which its heading is looked for."""
_MAX_HEADING_CHARS: Final = 400
# The white space at which `str.split` splits, the blank apart; Unicode has none after U+3000.
_BLANKS: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c != " ")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; `match` if the query matches it."""

    text: str
    match: bool


_OMITTED_BEFORE: Final = Span("… ", match=False)
_OMITTED: Final = Span(" … ", match=False)
_OMITTED_AFTER: Final = Span(" …", match=False)


class Highlighter:
    """Marks the matches of one query in texts, as the engine matches them; made once a request."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._nodes = _sought(query.tree, "")
        self._finder = MatchFinder(self._nodes)
        self._field_finders: dict[str, MatchFinder] = {}

    def snippet(self, passage: Passage) -> tuple[Span, ...]:
        """What the passage has of the query, in one stretch or several (`fragments`), with "…" for
        what is left out, and white space folded to single blanks. The heading that is the passage's
        label is not repeated.
        """
        return self._snippet(passage, self._finder)

    def _snippet(self, passage: Passage, finder: MatchFinder) -> tuple[Span, ...]:
        text = _single_blanks(passage.text)
        matches = finder.matches(text, passage.language)
        begin = _body_start(text, passage, matches)
        matches = [match for match in matches if match[0] >= begin]
        shown = fragments(text, begin, matches)
        spans = [_OMITTED_BEFORE] if shown[0][0] > begin else []
        for number, (start, end) in enumerate(shown):
            spans += [_OMITTED] if number else []
            inside = [match for match in matches if match[0] >= start and match[1] <= end]
            spans += _spans(text, inside, start, end)
        return (*spans, _OMITTED_AFTER) if shown[-1][1] < len(text) else tuple(spans)

    def mark(self, text: str, language: str) -> tuple[Span, ...]:
        """All of a passage's `text`, unchanged, with the matches marked."""
        return tuple(_spans(text, self._finder.matches(text, language), 0, len(text)))

    def mark_field(self, name: str, value: str, language: str) -> tuple[Span, ...]:
        """A value of the metadata field `name` with the matches marked, including those of that
        field alone (`title:`).
        """
        matches = self._finder_of(name).matches(value, language)
        return tuple(_spans(value, matches, 0, len(value)))

    def field_snippet(self, name: str, value: str, language: str) -> tuple[Span, ...]:
        """What a long value of the metadata field `name` has of the query, as `snippet` shows it of
        a passage.
        """
        return self._snippet(Passage(0, "", value, language=language), self._finder_of(name))

    def _finder_of(self, name: str) -> MatchFinder:
        """What finds the matches in the metadata field `name`."""
        finder = self._field_finders.get(name)
        if finder is None:
            nodes = _sought(self._query.tree, name)
            finder = self._finder.anew() if nodes == self._nodes else MatchFinder(nodes)
            self._field_finders[name] = finder
        return finder


class HitHighlighter:
    """Marks each hit of one result as what it answers: the query as typed, or all that stands for
    it; made once a request.
    """

    def __init__(self, result: SearchResult) -> None:
        self._result = result
        self._known: dict[Query, Highlighter] = {}

    def of(self, hit: Hit) -> Highlighter:
        """What marks the texts of `hit`."""
        query = self._result.query_of(hit)
        known = self._known.get(query)
        if known is None:
            known = self._known[query] = Highlighter(query)
        return known


def _sought(tree: Node | None, field: str) -> list[TextNode]:
    """The nodes that are marked in a passage, or in a metadata field; no function words."""
    nodes = [] if tree is None else list(_text_nodes(tree, field))
    optional = optional_words(node.text for node in nodes if isinstance(node, Word))
    return [node for node in nodes if not (isinstance(node, Word) and node.text in optional)]


def _text_nodes(node: Node, field: str) -> Iterator[TextNode]:
    """The nodes that can match in a passage, or in the metadata field `field` if not empty; not
    those that are excluded or belong to another field.
    """
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _text_nodes(inner, field)
        case Word() | Wildcard() | Fuzzy() | Phrase() | WordGroup():
            yield node
        case Weighted(word):
            yield word
        case FieldQuery(name, inner) if name == field:
            yield from _text_nodes(inner, field)
        case FirstOf(_, nodes):
            yield from _text_nodes(nodes[0], field)
        case _:
            return


def _single_blanks(text: str) -> str:
    """`" ".join(text.split())`, in less than half the time."""
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def _heading_length(passage: Passage) -> int:
    """How many characters the text begins with that readers see above the snippet: the label of the
    passage, and headings before it.
    """
    text, heading = passage.text, passage.label.split()
    end = 0
    for _ in range(_MAX_HEADINGS if heading else 0):
        start, end = end, text.find(_PARAGRAPH, end)
        if end < 0:
            break
        if end - start <= _MAX_HEADING_CHARS and _same(text[start:end].split(), heading):
            return len(" ".join(text[:end].split())) + 1
        end += len(_PARAGRAPH)
    return 0


def _same(words: Sequence[str], others: Sequence[str]) -> bool:
    return len(words) == len(others) and all(
        one.casefold() == other.casefold() for one, other in zip(words, others, strict=True)
    )


def _body_start(text: str, passage: Passage, matches: Sequence[NodeMatch]) -> int:
    """Where in its folded text a passage's snippet may begin: behind the heading, unless a part of
    the query matches nowhere else.
    """
    begin = _heading_length(passage)
    if begin == 0 or begin >= len(text):
        return 0
    above = {node for start, _, node in matches if start < begin}
    return begin if above <= {node for start, _, node in matches if start >= begin} else 0


def _spans(text: str, matches: Sequence[NodeMatch], start: int, end: int) -> list[Span]:
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
