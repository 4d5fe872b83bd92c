"""Did you mean: a query with few hits -> one with words of the index that finds more.

Only words that no publication has are replaced: what somebody wrote is a word, however rare. The
replacement has a similar spelling, or the same letters split or joined, and is in
`MIN_PUBLICATIONS` publications. The rest of the query stays as it was understood.

Measured on 300 words of each of the test collections with one random edit each: of those that the
search does not find anyway, the intended word is suggested for 261 of 273 (XQuAD, Spanish), 274 of
287 (XQuAD, English) and 270 of 285 (Cranfield), and another form of it for 5 or 6 more. Of the
1,337 correct queries there, one is corrected ("scrutinize", which the texts spell "scrutinise").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.engine.analysis import edit_distances, fold, lowercase, parts_of
from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Phrase, Word
from indexer.engine.port import MIN_PUBLICATIONS, Reader, SearchRequest, SearchResult
from indexer.engine.query import parse
from indexer.fields import NO_FILTERS, Filters
from indexer.languages import FUNCTION_WORDS

ENOUGH_HITS: Final = 5
"""A query that finds as many publications is not corrected."""
MIN_WORD_LETTERS: Final = 4
"""Letters of a word that is replaced: shorter ones are similar to everything."""
MIN_PART_LETTERS: Final = 3
"""Letters of each of the two words that one is split into."""
MAX_UNKNOWN_WORDS: Final = 2
"""A query with more unknown words is in another language, or not text."""
MAX_REPLACEMENTS: Final = 3
"""Replacements of one word that are tried."""


def correct(reader: Reader, request: SearchRequest, result: SearchResult) -> str | None:
    """A better text for `request`, whose result is `result`; None if there is none, or the query
    finds enough.
    """
    tree = result.query.tree
    if tree is None or result.total >= ENOUGH_HITS:
        return None
    return _Speller(reader, request.filters).better(tree, result.total)


@dataclass(slots=True)
class _Speller:
    """Looks for a better spelling of one request; each word is counted once."""

    reader: Reader
    filters: Filters
    _counts: dict[str, int] = field(default_factory=dict)

    def better(self, typed: Node, total: int) -> str | None:
        """The text of a query that finds more than `total` publications."""
        tree = _map(typed, self._join_words)
        unknown = [word for word in dict.fromkeys(_words(tree)) if self._is_unknown(word)]
        if not unknown and tree == typed:
            return None
        if len(unknown) > MAX_UNKNOWN_WORDS or not self._may_find_more(tree, unknown, total):
            return None
        choices = {word: self._replacements(word) for word in unknown}
        if not all(choices.values()):
            return None
        chosen = {word: found[0] for word, found in choices.items()}
        best = _text(_replace_words(tree, chosen))
        most = self._total(best)
        for word, found in choices.items():
            for other in found[1:]:
                text = _text(_replace_words(tree, chosen | {word: other}))
                if (count := self._total(text)) > most:
                    best, most, chosen = text, count, chosen | {word: other}
        return best if most > total else None

    def _may_find_more(self, tree: Node, unknown: Sequence[str], total: int) -> bool:
        """Whether the known words are together in more publications than `total`: if not, neither
        are they with others beside them.
        """
        if not unknown or not isinstance(tree, And):
            return True
        rest = [node for node in tree.nodes if not set(unknown).intersection(_words(node))]
        return not rest or self._total(_text(And(tuple(rest)))) > total

    def _total(self, text: str) -> int:
        tree = parse(text).tree
        return 0 if tree is None else self.reader.count(tree, self.filters)

    def _count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self.reader.count(Word(lowercase(word)), NO_FILTERS)
        return self._counts[word]

    def _is_unknown(self, word: str) -> bool:
        if len(word) < MIN_WORD_LETTERS or not word.isalpha() or word in FUNCTION_WORDS:
            return False
        return not self._count(word)

    # --- replacements

    def _replacements(self, word: str) -> Sequence[str]:
        """What was probably meant by a word, the likeliest first: similar words, or two words."""
        near = [one.word for one in self.reader.similar_words(word, MAX_REPLACEMENTS)]
        distances = edit_distances(fold(word), list(map(fold, near)), Fuzzy(word).distance).tolist()
        nearest = [one for one, d in zip(near, distances, strict=True) if d == distances[0]]
        if distances[:1] == [1]:
            return nearest
        return [*self._split(word), *nearest][:MAX_REPLACEMENTS]

    def _split(self, word: str) -> Sequence[str]:
        """The word as two of the index: of all ways the one whose rarer word is most frequent."""
        places = range(MIN_PART_LETTERS, len(word) - MIN_PART_LETTERS + 1)
        ways = [(word[:at], word[at:]) for at in places]
        counts = [self._rarer(first, last) for first, last in ways]
        most = max(counts, default=0)
        return [" ".join(ways[counts.index(most)])] if most >= MIN_PUBLICATIONS else []

    def _rarer(self, first: str, last: str) -> int:
        return min(self._count(first), self._count(last)) if self._count(first) else 0

    def _join_words(self, node: Node) -> Node:
        """Neighbouring words, of which one is unknown, as one word of the index."""
        if not isinstance(node, And):
            return node
        nodes: list[Node] = []
        for one in node.nodes:
            before = nodes[-1] if nodes else None
            if isinstance(before, Word) and isinstance(one, Word):
                whole = before.text + one.text
                apart = self._rarer(before.text, one.text)
                if (
                    not apart
                    and parts_of(whole) == [whole]
                    and self._count(whole) >= MIN_PUBLICATIONS
                ):
                    nodes[-1] = Word(whole)
                    continue
            nodes.append(one)
        return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]


# --- trees


def _words(node: Node) -> Iterator[str]:
    """The words that are searched for; not those that are excluded, or in a pattern."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _words(inner)
        case FieldQuery(_, inner):
            yield from _words(inner)
        case Word(text):
            yield text
        case Phrase(words):
            yield from words


def _map(node: Node, change: Callable[[Node], Node]) -> Node:
    """Applies `change` to the nodes inside `node`, then to itself; what it excludes stays."""
    match node:
        case And(nodes):
            flat: list[Node] = []
            for inner in (_map(inner, change) for inner in nodes):
                flat += inner.nodes if isinstance(inner, And) else (inner,)
            return change(And(tuple(flat)))
        case Or(nodes):
            return change(Or(tuple(_map(inner, change) for inner in nodes)))
        case FieldQuery(name, inner):
            return change(FieldQuery(name, _map(inner, change)))
        case _:
            return change(node)


def _replace_words(tree: Node, instead: Mapping[str, str]) -> Node:
    """`tree` with the words replaced that are keys of `instead`."""

    def change(node: Node) -> Node:
        match node:
            case Word(text) if text in instead:
                words = [Word(word) for word in instead[text].split()]
                return words[0] if len(words) == 1 else And(tuple(words))
            case Phrase(words, slop):
                spelled = " ".join(instead.get(word, word) for word in words)
                return Phrase(tuple(spelled.split()), slop)
        return node

    return _map(tree, change)


def _text(tree: Node) -> str:
    """The tree as people type it: without AND between words."""
    match tree:
        case And(nodes):
            return " ".join(map(_operand_text, nodes))
        case Or(nodes):
            return " OR ".join(map(_operand_text, nodes))
        case _:
            return str(tree).replace(" AND ", " ")


def _operand_text(node: Node) -> str:
    return f"({_text(node)})" if isinstance(node, And | Or) else _text(node)
