"""Did you mean: a query that finds next to nothing -> one with words of the index that finds more.

Only words that no publication has are replaced: what somebody wrote is a word, however rare. What
takes their place is near in spelling, or the same letters apart or in one word, and is in two
publications at least. The rest of the query stays as it was understood.

Measured on 300 words of each of the test collections with one random edit each: of those that the
search does not find anyway, the word meant is told for 261 of 273 (XQuAD, Spanish), 274 of 287
(XQuAD, English) and 270 of 285 (Cranfield), and another form of it for 5 or 6 more. Of the 1,337
right queries there, one is corrected ("scrutinize", which the texts spell "scrutinise").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.engine.analysis import HYPHEN, edit_distances, fold
from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Phrase, Word
from indexer.engine.port import Engine, SearchRequest, SearchResult
from indexer.languages import FUNCTION_WORDS

FEW: Final = 5
"""Publications below which a better spelling is looked for."""
SHORTEST: Final = 4
"""Letters of a word that is replaced: shorter ones are near to everything."""
FEWEST: Final = 2
PART: Final = 3
"""Letters of each of the two words that one is taken apart into."""
UNKNOWN: Final = 2
"""Unknown words of a query that are looked at; one with more is in another language, or no text."""
TRIALS: Final = 3
"""Replacements of one word that are tried."""


def corrected(engine: Engine, request: SearchRequest, result: SearchResult) -> str | None:
    """A better text for `request`, which was answered with `result`; None where there is none, or
    none is needed.
    """
    tree = result.query.tree
    if tree is None or result.total >= FEW:
        return None
    return _Speller(engine, request).better(tree, result.total)


@dataclass(slots=True)
class _Speller:
    """Looks for a better spelling of one request; what the engine said is asked once."""

    engine: Engine
    request: SearchRequest
    _counts: dict[str, int] = field(default_factory=dict)

    def better(self, typed: Node, total: int) -> str | None:
        """The text of a query that finds more than `total` publications."""
        tree = _mapped(typed, self._joined)
        unknown = [word for word in dict.fromkeys(_words(tree)) if self._is_unknown(word)]
        if not unknown and tree == typed:
            return None
        if len(unknown) > UNKNOWN or not self._may_find_more(tree, unknown, total):
            return None
        choices = {word: self._instead_of(word) for word in unknown}
        if not all(choices.values()):
            return None
        chosen = {word: found[0] for word, found in choices.items()}
        best = _text(_replaced(tree, chosen))
        most = self._total(best)
        for word, found in choices.items():
            for other in found[1:]:
                text = _text(_replaced(tree, chosen | {word: other}))
                if (count := self._total(text)) > most:
                    best, most, chosen = text, count, chosen | {word: other}
        return best if most > total else None

    def _may_find_more(self, tree: Node, unknown: Sequence[str], total: int) -> bool:
        """Whether the words that are known are together in more publications: if not, no others
        beside them are.
        """
        if not unknown or not isinstance(tree, And):
            return True
        rest = [node for node in tree.nodes if not set(unknown).intersection(_words(node))]
        return not rest or self._total(_text(And(tuple(rest)))) > total

    def _total(self, text: str) -> int:
        trial = replace(self.request, text=text, page=1, per_page=1, cursor=None)
        return self.engine.search(trial).total

    def _count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self.engine.publications_with(word, self.request.hidden)
        return self._counts[word]

    def _is_unknown(self, word: str) -> bool:
        if len(word) < SHORTEST or not word.isalpha() or word in FUNCTION_WORDS:
            return False
        return not self._count(word)

    # --- what may take a word's place

    def _instead_of(self, word: str) -> Sequence[str]:
        """What a word may have been meant as, the likeliest first: words near it, or two words."""
        found = self.engine.words_near(word, self.request.hidden, TRIALS)
        near = [one.word for one in found]
        distances = edit_distances(fold(word), list(map(fold, near)), Fuzzy(word).distance).tolist()
        nearest = [one for one, d in zip(near, distances, strict=True) if d == distances[0]]
        if distances[:1] == [1]:
            return nearest
        return [*self._apart(word), *nearest][:TRIALS]

    def _apart(self, word: str) -> Sequence[str]:
        """The word as two that there are; of all ways the one whose rarer word is in most."""
        ways = [(word[:at], word[at:]) for at in range(PART, len(word) - PART + 1)]
        counts = [self._rarer(first, last) for first, last in ways]
        most = max(counts, default=0)
        return [" ".join(ways[counts.index(most)])] if most >= FEWEST else []

    def _rarer(self, first: str, last: str) -> int:
        return min(self._count(first), self._count(last)) if self._count(first) else 0

    def _joined(self, node: Node) -> Node:
        """Words side by side, of which one is unknown, as one word that there is."""
        if not isinstance(node, And):
            return node
        nodes: list[Node] = []
        for one in node.nodes:
            before = nodes[-1] if nodes else None
            if isinstance(before, Word) and isinstance(one, Word):
                whole = before.text + one.text
                apart = self._rarer(before.text, one.text)
                if not apart and HYPHEN not in whole and self._count(whole) >= FEWEST:
                    nodes[-1] = Word(whole)
                    continue
            nodes.append(one)
        return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]


# --- trees


def _words(node: Node) -> Iterator[str]:
    """The words that are looked for; not those that are excluded, or in a pattern."""
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


def _mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with what it joins changed, and then itself; what it excludes stays."""
    match node:
        case And(nodes):
            flat: list[Node] = []
            for inner in (_mapped(inner, change) for inner in nodes):
                flat += inner.nodes if isinstance(inner, And) else (inner,)
            return change(And(tuple(flat)))
        case Or(nodes):
            return change(Or(tuple(_mapped(inner, change) for inner in nodes)))
        case FieldQuery(name, inner):
            return change(FieldQuery(name, _mapped(inner, change)))
        case _:
            return change(node)


def _replaced(tree: Node, instead: Mapping[str, str]) -> Node:
    """`tree` with other words."""

    def change(node: Node) -> Node:
        match node:
            case Word(text) if text in instead:
                words = [Word(word) for word in instead[text].split()]
                return words[0] if len(words) == 1 else And(tuple(words))
            case Phrase(words, slop):
                spelled = " ".join(instead.get(word, word) for word in words)
                return Phrase(tuple(spelled.split()), slop)
        return node

    return _mapped(tree, change)


def _text(tree: Node) -> str:
    """A query as people type it: words that must all occur side by side, without AND."""
    match tree:
        case And(nodes):
            return " ".join(map(_joint, nodes))
        case Or(nodes):
            return " OR ".join(map(_joint, nodes))
        case _:
            return str(tree).replace(" AND ", " ")


def _joint(node: Node) -> str:
    return f"({_text(node)})" if isinstance(node, And | Or) else _text(node)
