"""Parses what a reader typed into a tree of query nodes; `str(tree)` gives the query back.

Syntax (docs/search.md): words (AND by default), `"phrase"`, `"near words"~5`, `OR`, `AND`,
`NOT`, `-word`, `( )`, `prefix*`, `wild*card`, `word~`, `title: creator: subject: language: type:`,
`year:2014..2020`. AND binds tighter than OR. Whatever does not parse is searched as words: a query
never raises. The limits answer with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from indexer.engine.analysis import (
    compact_query,
    lowercase,
    parts_of,
    query_tokens,
    tokenize,
)
from indexer.engine.ast import (
    And,
    Exact,
    FieldQuery,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    RangeQuery,
    Wildcard,
    Word,
)
from indexer.fields import TEXT_OPERATORS, VALUE_OPERATORS

MAX_CHARACTERS: Final = 500
MAX_CLAUSES: Final = 32
MAX_DEPTH: Final = 16
MIN_INFIX_LETTERS: Final = 2
"""Letters that a pattern with an asterisk at its front needs in one piece: nearly all words have
one letter somewhere. The asterisks of a shorter one are ignored.
"""
MIN_FUZZY_LETTERS: Final = 3
"""Letters below which `word~` means the word itself: two letters are one edit from everything."""

QUOTATION_MARKS: Final = '"“”„«»'
"""Each of these opens and closes a phrase: phones and word processors replace the plain one."""


class NoticeKind(StrEnum):
    """What readers should know about how their query was understood."""

    TOO_LONG = "too_long"
    TOO_MANY_CLAUSES = "too_many_clauses"
    TOO_MANY_EXPANSIONS = "too_many_expansions"
    TOO_MUCH_WORK = "too_much_work"
    SHORT_PATTERN = "short_pattern"
    NO_WORDS = "no_words"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; `detail` is the word or the limit that it is about."""

    kind: NoticeKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed (`text`) and as understood (`tree`; None if there is nothing to match)."""

    text: str
    tree: Node | None
    notices: tuple[Notice, ...] = ()

    @property
    def parsed(self) -> str:
        """How the query was understood, in its own syntax."""
        return "" if self.tree is None else str(self.tree)


def parse(text: str) -> Query:
    """The query in `text`; never raises, whatever was typed."""
    notices: list[Notice] = []
    cut = text
    if len(text) > MAX_CHARACTERS:
        cut = text[:MAX_CHARACTERS]
        notices.append(Notice(NoticeKind.TOO_LONG, str(MAX_CHARACTERS)))
    parser = _Parser(list(_lex(compact_query(cut), notices)))
    tree = parser.parse()
    if tree is None and not parser.operands:
        words = [Word(word) for word in query_tokens(cut)][:MAX_CLAUSES]
        tree = _joined(And, words)
    if parser.dropped:
        notices.append(Notice(NoticeKind.TOO_MANY_CLAUSES, str(MAX_CLAUSES)))
    if tree is None and text.strip():
        notices.append(Notice(NoticeKind.NO_WORDS))
    return Query(text, tree, tuple(dict.fromkeys(notices)))


def straighten_quotes(text: str) -> str:
    """`text` with plain quotation marks in place of all others; its length stays."""
    return text.translate(_STRAIGHT)


def without_quotes(text: str) -> str:
    """The query `text` with the words of its phrases unquoted, those of a field in parentheses."""

    def unquote(found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        return f":({found['inside']})" if found["field"] else f" {found['inside']} "

    return " ".join(_QUOTED.sub(unquote, straighten_quotes(text)).split())


# --- from text to lexemes


class _Sign(StrEnum):
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class _Prefix:
    """`title:` and the like, before the operand that it applies to."""

    name: str


_Lexeme = _Sign | _Prefix | Word | Wildcard | Fuzzy | Phrase | Exact | RangeQuery

_OPERATORS: Final = "|".join((*TEXT_OPERATORS, *VALUE_OPERATORS))
_STRAIGHT: Final = str.maketrans(dict.fromkeys(QUOTATION_MARKS, '"'))
# Values and excluded phrases keep their quotation marks: they mean something else without.
_QUOTED: Final = re.compile(
    rf"""
      (?P<kept> (?: \b(?i:{"|".join(VALUE_OPERATORS)}): | (?<![^\s(])- | \bNOT\s+ )
        "[^"]*" (?:~\d{{1,3}})? )
    | (?P<field>:)? "(?P<inside>[^"]*) (?: "(?:~\d{{1,3}})? )?
    """,
    re.VERBOSE,
)
_LEXEME: Final = re.compile(
    rf"""
      (?P<phrase> "(?P<inside>[^"]*)"(?:~(?P<slop>\d{{1,3}}))? )
    | (?P<paren> [()] )
    | (?P<minus> (?<![^\s(])-(?=[^\s\-)]) )
    | (?P<operator> (?:AND|OR|NOT)(?=[\s()]|$) )
    | (?P<name> (?:{_OPERATORS}) ): (?=[^\s)])
    | (?P<bare> [^\s()"]+ )
    | .
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_FUZZY: Final = re.compile(r"(?P<word>.*\w)~\d?[^\w]*")
_YEARS: Final = re.compile(r"(?P<first>\d{4})?(?P<dots>\.\.)?(?P<last>\d{4})?", re.ASCII)


def _lex(text: str, notices: list[Notice]) -> Iterator[_Lexeme]:
    """The lexemes of a query; adds to `notices` what means something else than it seems."""
    text = straighten_quotes(text)
    position = 0
    while match := _LEXEME.match(text, position):
        position = match.end()
        if match["phrase"] is not None:
            yield from _phrase(match["inside"], int(match["slop"] or 0))
        elif match["paren"]:
            yield _Sign(match["paren"])
        elif match["minus"]:
            yield _Sign.NOT
        elif match["operator"] and match["operator"].isupper():
            yield _Sign(match["operator"])
        elif match["name"]:
            lexeme, position = _field(match["name"].lower(), text, position)
            yield lexeme
        elif match["operator"] or match["bare"]:
            yield from _bare(match["operator"] or match["bare"], notices)


def _field(name: str, text: str, position: int) -> tuple[_Lexeme, int]:
    """The lexeme at `name:`, and where it ends; with an invalid value the name is a word."""
    if name in TEXT_OPERATORS:
        return _Prefix(TEXT_OPERATORS[name]), position
    facet = VALUE_OPERATORS[name]
    value = re.compile(r'"([^"]*)"|([^\s()"]*)').match(text, position)
    given = "" if value is None else value[1] or value[2] or ""
    end = position if value is None else value.end()
    if facet.is_range:
        years = _YEARS.fullmatch(given)
        if years is not None and (years["first"] or years["last"]):
            first, last = _int(years["first"]), _int(years["last"])
            return RangeQuery(facet.name, first, last if years["dots"] else first), end
    elif tokenize(given):
        return Exact(facet.name, given.strip().lower()), end
    return Word(name), position


def _phrase(inside: str, slop: int) -> Iterator[_Lexeme]:
    words = tuple(query_tokens(inside))
    if words:
        yield Phrase(words, slop)


def _bare(run: str, notices: list[Notice]) -> Iterator[_Lexeme]:
    """A run of characters without white space: a word, a pattern, or a phrase of several words."""
    fuzzy = _FUZZY.fullmatch(run)
    words = query_tokens(fuzzy["word"] if fuzzy else run)
    if not words:
        return
    pattern = _pattern(run)
    if pattern is not None and _is_too_short(pattern):
        notices.append(Notice(NoticeKind.SHORT_PATTERN, pattern))
        pattern = None
    if pattern is not None:
        yield Wildcard(pattern)
    elif len(words) > 1:
        yield Phrase(tuple(words))
    elif fuzzy and len(words[0]) >= MIN_FUZZY_LETTERS and len(parts_of(words[0])) == 1:
        yield Fuzzy(words[0])
    else:
        yield Word(words[0])


def _pattern(run: str) -> str | None:
    """The run as a wildcard pattern, if it is a single word with asterisks in or beside it."""
    if "*" not in run:
        return None
    stripped = re.sub(r"^[^\w*]+|[^\w*]+$", "", run)
    pattern = re.sub(r"\*+", "*", lowercase(stripped))
    pieces = [piece for piece in pattern.split("*") if piece]
    if all(len(found := tokenize(piece)) == 1 and found[0].text == piece for piece in pieces):
        return pattern if "*" in pattern else None
    return None


def _is_too_short(pattern: str) -> bool:
    longest = max(map(len, pattern.split("*")))
    return pattern.startswith("*") and longest < MIN_INFIX_LETTERS


# --- from lexemes to a tree


@dataclass(slots=True)
class _Parser:
    """Recursive descent; operators without operands are skipped."""

    lexemes: list[_Lexeme]
    at: int = 0
    operands: int = 0
    dropped: int = 0
    depth: int = field(default=0)

    def parse(self) -> Node | None:
        nodes = []
        while self.at < len(self.lexemes):
            node = self.disjunction()
            if node is not None:
                nodes.append(node)
            if self.peek() is _Sign.CLOSE:  # an unmatched one
                self.at += 1
        return _joined(And, nodes)

    def peek(self) -> _Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def disjunction(self) -> Node | None:
        nodes = [self.conjunction()]
        while self.peek() is _Sign.OR:
            self.at += 1
            nodes.append(self.conjunction())
        return _joined(Or, [node for node in nodes if node is not None])

    def conjunction(self) -> Node | None:
        nodes = []
        while (lexeme := self.peek()) is not None and lexeme not in (_Sign.OR, _Sign.CLOSE):
            if lexeme is _Sign.AND:
                self.at += 1
                continue
            node = self.unary()
            if node is not None:
                nodes.append(node)
        return _joined(And, nodes)

    def unary(self) -> Node | None:
        lexeme = self.peek()
        if lexeme is _Sign.NOT:
            self.at += 1
            if self.peek() in (None, _Sign.AND, _Sign.OR, _Sign.CLOSE):
                return None
            node = self.unary()
            return node.node if isinstance(node, Not) else node and Not(node)
        if isinstance(lexeme, _Prefix):
            self.at += 1
            node = self.primary()
            return node and _fielded(lexeme.name, node)
        return self.primary()

    def primary(self) -> Node | None:
        lexeme = self.peek()
        self.at += 1
        if lexeme is _Sign.OPEN:
            return self.group()
        if lexeme is None or isinstance(lexeme, _Sign | _Prefix):
            self.at -= not isinstance(lexeme, _Prefix)
            return None
        self.operands += 1
        if self.operands > MAX_CLAUSES:
            self.dropped += 1
            return None
        return lexeme

    def group(self) -> Node | None:
        if self.depth >= MAX_DEPTH:
            return None  # the parenthesis is skipped, its content is not
        self.depth += 1
        node = self.disjunction()
        self.depth -= 1
        if self.peek() is _Sign.CLOSE:
            self.at += 1
        return node


def _fielded(name: str, node: Node) -> Node:
    """`node` in one field; a node with a field of its own keeps it."""
    return node if isinstance(node, FieldQuery | Exact | RangeQuery) else FieldQuery(name, node)


def _joined(
    kind: Callable[[tuple[Node, ...]], And | Or], nodes: list[Node] | list[Word]
) -> Node | None:
    if not nodes:
        return None
    if len(nodes) == 1:
        return nodes[0]
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, And | Or) and type(node) is kind else (node,))
    return kind(tuple(flat))


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None
