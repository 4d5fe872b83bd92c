"""The terms of a query: which of its words, alone or several together, the glossary joins.

A term is a form of the glossary, the longest one at its place that stands for others, if any of all
these forms occurs in what readers may see. One that occurs in none would only hide what stands for
its words: these are looked at as shorter terms, or each by itself (judged questions in other words
or languages: nDCG .663 to .668 by the glossary, .729 to .737 with vectors).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from indexer.engine.analysis import optional_words, query_tokens
from indexer.engine.ast import And, Member, Node, Or, Phrase, Word, WordGroup
from indexer.engine.glossary import Glossary, GlossaryForm, GlossaryMatch
from indexer.engine.query import Query, straighten_quotes

Occurs = Callable[[Node], bool]
"""Whether a publication that readers may see matches a node; so where that is too much work."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """Words of a query that follow each other, as the glossary has them (`match`); a single word if
    it is looked for by itself (None).
    """

    words: tuple[str, ...]
    match: GlossaryMatch | None = None

    @property
    def has_several_words(self) -> bool:
        """Whether it is more than one word of the query."""
        return len(self.words) > 1

    @property
    def in_its_words(self) -> Node:
        """The term as it was typed, or in another inflection that the glossary has."""
        forms = (self._typed, *(member.node for member in self._inflections))
        return Or(forms) if len(forms) > 1 else self._typed

    def group(self) -> WordGroup:
        """The term with all that the glossary joins to it."""
        others = self.match.forms if self.match else ()
        return WordGroup(self._typed, (*self._inflections, *map(_member, others)))

    @property
    def _typed(self) -> Word | Phrase:
        return Phrase(self.words) if self.has_several_words else Word(self.words[0])

    @property
    def _inflections(self) -> Sequence[Member]:
        """Those of a term of several words: a single one finds its own by its stem."""
        if self.match is None or not self.has_several_words:
            return ()
        forms = dict.fromkeys(map(_member, (*self.match.matched, *self.match.inflected)))
        return [member for member in forms if member.node != self._typed]


@dataclass(slots=True)
class TermFinder:
    """Divides the words of a query into terms and single words. `words` are those that it looks
    for, without function words; `occurs` says of a form of the glossary whether it is a term.
    """

    words: frozenset[str]
    glossary: Glossary
    occurs: Callable[[QueryTerm], bool]
    _known: dict[tuple[str, ...], Sequence[QueryTerm]] = field(default_factory=dict)

    def terms(self, run: Sequence[str]) -> Sequence[QueryTerm]:
        """The terms and words of a run, in order."""
        key = tuple(run)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = list(self._found(key))
        return known

    def held(self, node: Node) -> Node | None:
        """What a publication that matches `node` must match too to hold its terms of several words
        as terms, and not only their words somewhere; None if `node` has no such terms.
        """
        match node:
            case And(nodes):
                found: list[Node] = []
                for one in in_runs(nodes):
                    if isinstance(one, list):
                        terms = self.terms(one)
                        found += (term.in_its_words for term in terms if term.has_several_words)
                    elif (inner := self.held(one)) is not None:
                        found.append(inner)
                return joined(And, found)
            case Or(nodes):
                several = list(map(self.held, nodes))
                if any(one is not None for one in several):
                    return Or(tuple(map(_both, nodes, several)))
        return None

    def _found(self, run: tuple[str, ...]) -> Iterator[QueryTerm]:
        start = 0
        while start < len(run):
            matches = self.glossary.matches(run, start)
            forms = (QueryTerm(run[start : start + match.length], match) for match in matches)
            term = next(filter(self._is_term, forms), QueryTerm((run[start],)))
            yield term
            start += len(term.words)

    def _is_term(self, form: QueryTerm) -> bool:
        means_others = form.match is not None and bool(form.match.forms)
        return means_others and not self.words.isdisjoint(form.words) and self.occurs(form)


def terms_typed(query: Query, glossary: Glossary) -> Node | None:
    """The longest forms of several words that stand in a query, wherever they occur, as
    `TermFinder.held` gives terms.
    """
    tree = words_apart(query)
    if tree is None:
        return None
    return TermFinder(frozenset(content_words(tree)), glossary, lambda form: True).held(tree)


def _both(node: Node, held: Node | None) -> Node:
    return node if held is None else And((node, held))


def content_words(tree: Node | None) -> list[str]:
    """The words that a query looks for, without function words."""
    words = [] if tree is None else list(words_in(tree))
    optional = optional_words(words)
    return [word for word in words if word not in optional]


def words_apart(query: Query) -> Node | None:
    """What a query looks for, with words that signs join as words of their own, unless there are
    quotation marks in it.
    """
    if query.tree is None or '"' in straighten_quotes(query.text):
        return query.tree
    return _with_words_apart(query.tree)


def _with_words_apart(node: Node) -> Node:
    """The tree with words that signs join ("l'homme", "agua/memoria") as words of their own."""
    match node:
        case And(nodes):
            flat: list[Node] = []
            for one in map(_with_words_apart, nodes):
                flat += one.nodes if isinstance(one, And) else (one,)
            return And(tuple(flat))
        case Or(nodes):
            return Or(tuple(map(_with_words_apart, nodes)))
        case Phrase(words, 0):
            return And(tuple(map(Word, words)))
    return node


def words_in(node: Node) -> Iterator[str]:
    """The words that are searched for in all fields."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from words_in(inner)
        case Word(text):
            yield text


def runs(node: Node) -> Iterator[list[str]]:
    """The words that follow each other."""
    match node:
        case Word(text):
            yield [text]
        case And(nodes):
            for one in in_runs(nodes):
                if isinstance(one, list):
                    yield one
                else:
                    yield from runs(one)
        case Or(nodes):
            for one in nodes:
                yield from runs(one)


def in_runs(nodes: Sequence[Node]) -> Iterator[list[str] | Node]:
    """The nodes of a conjunction, in order, with the words that follow each other in one list."""
    for is_word, several in groupby(nodes, lambda one: isinstance(one, Word)):
        if is_word:
            yield [one.text for one in several if isinstance(one, Word)]
        else:
            yield from several


def joined(kind: type[And | Or], nodes: Sequence[Node]) -> Node | None:
    """The nodes joined into one; None if the list is empty."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return kind(tuple(nodes))


def _member(form: GlossaryForm) -> Member:
    # A phrase of one word too, since it has no stems: those of a word that nobody typed are of
    # other words too often (soñando: son, marido: María, esperanza: esperar). The glossary has the
    # inflections. Of judged questions in other words nDCG is .669 with stems, .674 without.
    return Member(Phrase(tuple(query_tokens(form.text))), 1.0, form.language)
