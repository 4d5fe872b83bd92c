"""From lexemes to a tree; never fails, whatever was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from indexer.engine.analysis import query_tokens
from indexer.engine.ast import And, Exact, FieldQuery, FirstOf, Node, Not, Or, RangeQuery, Word
from indexer.engine.query.field_values import value_of
from indexer.engine.query.lexemes import Lexeme, Near, OperatorWord, Prefix, Sign
from indexer.engine.query.lexer import Lexer
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.engine.query.operators import with_operators
from indexer.fields import FacetField

MAX_CHARACTERS: Final = 500
MAX_CLAUSES: Final = 32
MAX_DEPTH: Final = 16


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
    cut, lexer = text, Lexer(text)
    if len(text) > MAX_CHARACTERS:
        cut = text[:MAX_CHARACTERS]
        lexer = Lexer(cut, [Notice(NoticeKind.TOO_LONG, str(MAX_CHARACTERS))])
    notices = lexer.notices
    has_small_letters = any(map(str.islower, cut))
    lexemes = with_operators(list(lexer.lexemes()), notices, in_capitals=not has_small_letters)
    parser = _Parser(lexemes)
    tree = parser.parse()
    if tree is None and not parser.operands:
        words = [Word(word) for word in query_tokens(cut)][:MAX_CLAUSES]
        tree = _joined(And, words)
    if parser.dropped:
        notices.append(Notice(NoticeKind.TOO_MANY_CLAUSES, str(MAX_CLAUSES)))
    if parser.unpaired and _groups(tree):
        notices.append(Notice(NoticeKind.UNCLOSED, parser.unpaired))
    if tree is None and text.strip():
        notices.append(Notice(NoticeKind.NO_WORDS))
    return Query(text, tree, tuple(dict.fromkeys(notices)))


@dataclass(slots=True)
class _Parser:
    """Recursive descent; operators without operands are skipped.

    `unpaired` is a parenthesis that has no partner.
    """

    lexemes: list[Lexeme]
    at: int = 0
    operands: int = 0
    dropped: int = 0
    depth: int = field(default=0)
    unpaired: str = ""

    def parse(self) -> Node | None:
        nodes = []
        while self.at < len(self.lexemes):
            node = self.disjunction()
            if node is not None:
                nodes.append(node)
            if self.peek() is Sign.CLOSE:
                self.unpaired = Sign.CLOSE
                self.at += 1
        return _joined(And, nodes)

    def peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def disjunction(self) -> Node | None:
        nodes = [self.conjunction()]
        while self.peek() is Sign.OR:
            self.at += 1
            nodes.append(self.conjunction())
        return _joined(Or, [node for node in nodes if node is not None])

    def conjunction(self) -> Node | None:
        nodes = []
        while (lexeme := self.peek()) is not None and lexeme not in (Sign.OR, Sign.CLOSE):
            if lexeme is Sign.AND:
                self.at += 1
                continue
            node = self.unary()
            if node is not None:
                nodes.append(node)
        return _joined(And, nodes)

    def unary(self) -> Node | None:
        lexeme = self.peek()
        if lexeme is Sign.NOT:
            self.at += 1
            if self.peek() in (None, Sign.AND, Sign.OR, Sign.CLOSE):
                return None
            node = self.unary()
            return node.node if isinstance(node, Not) else node and Not(node)
        if isinstance(lexeme, Prefix):
            self.at += 1
            node = self.primary()
            return _with_prefix(lexeme, node) if node is not None else _word_of(lexeme)
        return self.primary()

    def primary(self) -> Node | None:
        lexeme = self.peek()
        self.at += 1
        if lexeme is Sign.OPEN:
            return self.group()
        if lexeme is None or isinstance(lexeme, Sign | Prefix | OperatorWord | Near):
            self.at -= not isinstance(lexeme, Prefix)
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
        if self.peek() is Sign.CLOSE:
            self.at += 1
        else:
            self.unpaired = Sign.OPEN
        return node


def _with_prefix(prefix: Prefix, node: Node) -> Node:
    if isinstance(prefix.field, FacetField):
        named: Node = value_of(prefix.field, prefix.typed, node)
    elif prefix.field is None or _has_field(node):
        return node
    else:
        named = FieldQuery(prefix.field, node)
    if not prefix.spaced:
        return named
    words = [Word(word) for word in query_tokens(prefix.typed)]
    apart = _joined(And, [*words, node])
    inner = f"({node})" if isinstance(node, And | Or | Not) else str(node)
    return FirstOf(f"{prefix.typed}: {inner}", (named, apart or node))


def _has_field(node: Node) -> bool:
    """Whether a node names a field of its own, which it keeps."""
    if isinstance(node, FirstOf):
        return _has_field(node.nodes[0])
    return isinstance(node, FieldQuery | Exact | RangeQuery)


def _word_of(prefix: Prefix) -> Node | None:
    """The name before a colon as a word, where no operand follows."""
    return _joined(And, [Word(word) for word in query_tokens(prefix.typed)])


def _groups(node: Node | None) -> bool:
    """Whether it makes a difference where a parenthesis closes."""
    match node:
        case And(nodes):
            return any(map(_groups, nodes))
        case FieldQuery(_, inner):
            return isinstance(inner, And | Or)
        case Or() | Not():
            return True
    return False


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
