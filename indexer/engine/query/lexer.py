"""From the text of a query to its lexemes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from indexer.engine.analysis import compact_query, fold, query_tokens
from indexer.engine.ast import Exact, FirstOf, Node, Word
from indexer.engine.query.field_values import read_value
from indexer.engine.query.lexemes import Lexeme, Prefix, Sign
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.engine.query.operators import ENGLISH, operator_word
from indexer.engine.query.quotes import straighten_quotes
from indexer.engine.query.runs import IDENTIFIER, MAX_SLOP, in_any_order, parse_phrase, parse_run
from indexer.fields import OTHER_OPERATORS, TEXT_OPERATORS, VALUE_OPERATORS, FacetField

_FULL_WIDTH: Final = str.maketrans("：（）＊？～－", ":()*?~-")
_NAME: Final = r"[^\W\d_]{1,30}(?:-[^\W\d_]{1,30})?"
_LEXEME: Final = re.compile(
    rf"""
      (?P<phrase> "(?P<inside>[^"]*)"(?:\s?~(?P<slop>\d+)(?!\w))? )
    | (?P<single> (?<![^\s(])['‘’‚‹](?P<quoted>[^\s"'‘’‚‹›][^"'‘’‚‹›]*\s[^"'‘’‚‹›]*)['’‘›]
        (?=[\s).,;:!?]|$) )
    | (?P<paren> [()] )
    | (?P<regex> (?<![^\s(])/[^\s/]+/[gimsuy]{{0,3}}(?=[\s)]|$) )
    | [/'‘’‚‹›]+
    | (?P<minus> [-\u2013\u2212!](?=[^\s\-\u2013\u2212!.,;:?]) )
    | (?P<sign> (?:&&?|\|\|?|\+)(?=\s|$) )
    | (?P<name> {_NAME} )(?P<gap>\s?):(?P<blank>\s*)(?=[^\s)])
    | (?P<bare> [^\s()"]+ )
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING: Final = re.compile(r"\?+\w+$")
_BARE: Final = re.compile(r'[^\s()"]+')
_REGEX_SIGN: Final = re.compile(r"[\\\[\](){}|*+?^$]|\.(?=[*+?])")
_DASHES: Final = "\u2013\u2212"
# What other services understand, and what would mean nothing here.
_OTHER_SERVICES: Final = frozenset(("site", "filetype", "ext", "inurl", "allinurl"))
_ANYWHERE: Final = frozenset(("intext", "allintext", "inbody", "fulltext"))
_FIELDS: Final = {
    fold(name): field
    for names in (TEXT_OPERATORS, VALUE_OPERATORS, OTHER_OPERATORS)
    for name, field in names.items()
}


@dataclass(slots=True)
class Lexer:
    """Reads one query; `notices` says what means something else than it seems."""

    text: str
    notices: list[Notice] = field(default_factory=list)
    _at: int = 0

    def lexemes(self) -> Iterator[Lexeme]:
        """The lexemes, in order."""
        self.text = straighten_quotes(compact_query(self.text)).translate(_FULL_WIDTH)
        while found := _LEXEME.match(self.text, self._at):
            start, self._at = self._at, found.end()
            if found["phrase"] is not None:
                yield from _if_any(self._phrase(found))
            elif found["single"] is not None:
                yield from _if_any(self._single_quoted(found))
            elif found["paren"]:
                yield Sign(found["paren"])
            elif found["regex"]:
                yield from _if_any(self._regex(found["regex"]))
            elif found["minus"]:
                yield from self._minus(found["minus"], start)
            elif found["sign"]:
                yield from self._sign(found["sign"])
            elif found["name"]:
                yield from self._named(found, start)
            elif found["bare"]:
                yield from self._bare(found["bare"])
            elif found[0] == '"' and query_tokens(self.text[self._at :]):
                self._notice(NoticeKind.UNCLOSED, '"')

    def _notice(self, kind: NoticeKind, detail: str, instead: str = "") -> None:
        self.notices.append(Notice(kind, detail, instead))

    def _phrase(self, found: re.Match[str]) -> Node | None:
        slop = min(int((found["slop"] or "0")[:9]), MAX_SLOP)
        return parse_phrase(found["inside"], slop, self.notices)

    def _single_quoted(self, found: re.Match[str]) -> Node | None:
        """A phrase, or words with an apostrophe at the beginning and the end."""
        phrase = parse_phrase(found["quoted"], 0, self.notices)
        words = query_tokens(found["quoted"])
        return phrase and FirstOf(found["single"], (phrase, in_any_order(words)))

    def _regex(self, run: str) -> Node | None:
        if not _REGEX_SIGN.search(run):
            return parse_run(run, self.notices)
        self._notice(NoticeKind.NO_REGEX, run)
        words = query_tokens(_REGEX_SIGN.sub(" ", run.rpartition("/")[0]))
        return in_any_order(words) if words else None

    def _minus(self, sign: str, start: int) -> Iterator[Lexeme]:
        if start and self.text[start - 1] in ')":/':
            return  # as in "(miedo)-paz"
        if sign == "-":
            yield Sign.NOT
        elif self._is_minus(sign, start):
            run = _BARE.match(self.text, self._at)
            rest = run[0] if run else ""
            self._notice(NoticeKind.READ_AS, f"{sign}{rest}", f"-{rest}")
            yield Sign.NOT

    def _is_minus(self, sign: str, start: int) -> bool:
        """Whether a dash or exclamation mark before a word excludes it: not where it begins the
        query, or where another closes what it opens, as in "la tierra –dice– es de todos".
        """
        if not query_tokens(self.text[:start]):
            return False
        rest = self.text[start + 1 :]
        return "!" not in rest if sign == "!" else not re.search(rf"\w[{_DASHES}]", rest)

    def _sign(self, sign: str) -> Iterator[Lexeme]:
        if sign.startswith("|"):
            self._notice(NoticeKind.READ_AS, sign, Sign.OR)
            yield Sign.OR

    def _bare(self, run: str) -> Iterator[Lexeme]:
        if run in ENGLISH:
            yield ENGLISH[run]
            return
        operand = parse_run(run, self.notices)
        # Before a question it is one that was typed without "¿".
        if _LEADING.match(run) and not self.text.rstrip().endswith("?"):
            self._notice(NoticeKind.READ_AS, run, run.lstrip("?"))
        yield from _if_any(operator_word(run, operand) or operand)

    # --- names

    def _named(self, found: re.Match[str], start: int) -> Iterator[Lexeme]:
        """What stands at a name and a colon, if this is a name at all."""
        typed, blank = found["name"], bool(found["gap"] or found["blank"])
        name = fold(typed)
        if name in _OTHER_SERVICES and not blank:
            yield from self._of_other_service(typed)
        elif name in _ANYWHERE and not blank:
            self._notice(NoticeKind.FIELD_NOT_SEARCHED, typed)
        elif name in ("after", "before") and not blank:
            yield from self._since_or_until(name, typed, start)
        elif name in _FIELDS:
            yield from self._field(typed, _FIELDS[name], spaced=blank)
        else:
            yield from self._run_at(start)

    def _run_at(self, start: int) -> Iterator[Lexeme]:
        run = _BARE.match(self.text, start)
        if run is not None:
            self._at = run.end()
            yield from self._bare(run[0])

    def _field(self, typed: str, known: object, *, spaced: bool) -> Iterator[Lexeme]:
        if isinstance(known, str):
            yield Prefix(typed, known, spaced)
        elif isinstance(known, FacetField):
            yield from self._facet(typed, known, spaced=spaced)
        elif getattr(known, "name", "") == IDENTIFIER:
            yield from self._identifier(typed)
        else:
            self._notice(NoticeKind.FIELD_NOT_SEARCHED, typed)

    def _facet(self, typed: str, facet: FacetField, *, spaced: bool) -> Iterator[Lexeme]:
        if self.text.startswith("(", self._at):
            yield Prefix(typed, facet, spaced)
            return
        start = self._at
        value = read_value(facet, typed, self.text, start)
        written = f"{typed}:{self.text[start : value.end].strip()}"
        if value.node is None:
            self._not_a_value(facet, typed)
            yield from _if_any(_word(typed))
            return
        self._at = value.end
        if not value.is_exact:
            self._notice(NoticeKind.READ_AS, written, str(value.node))
        if spaced:
            words = query_tokens(f"{typed} {self.text[start : value.end]}")
            written = f"{typed}: {self.text[start : value.end]}".rstrip(" ,;.")
            yield FirstOf(written, (value.node, in_any_order(words)))
        else:
            yield value.node

    def _not_a_value(self, facet: FacetField, typed: str) -> None:
        run = _BARE.match(self.text, self._at)
        if facet.is_range:
            self._notice(NoticeKind.INVALID_YEAR, f"{typed}:{run[0] if run else ''}")

    def _identifier(self, typed: str) -> Iterator[Lexeme]:
        run = _BARE.match(self.text, self._at)
        if run is None:
            yield from _if_any(_word(typed))
            return
        self._at = run.end()
        written = f"{typed}:{run[0]}"
        words = query_tokens(written)
        found = Exact(IDENTIFIER, run[0].lower(), typed=written)
        yield FirstOf(written, (found, in_any_order(words)))

    def _of_other_service(self, typed: str) -> Iterator[Lexeme]:
        """`site:` and the like; alone in the query it is words."""
        run = _BARE.match(self.text, self._at)
        end = run.end() if run else self._at
        rest = self.text[: self._at - len(typed) - 1] + self.text[end:]
        written = f"{typed}:{run[0] if run else ''}"
        if query_tokens(rest):
            self._notice(NoticeKind.IGNORED, written)
            self._at = end
        else:
            yield from self._run_at(self._at - len(typed) - 1)

    def _since_or_until(self, name: str, typed: str, start: int) -> Iterator[Lexeme]:
        sign = ">=" if name == "after" else "<="
        run = _BARE.match(self.text, self._at)
        year = VALUE_OPERATORS["year"]
        value = read_value(year, typed, f"{sign}{(run[0] if run else '')[:4]}", 0)
        if run is None or value.node is None:
            yield from self._run_at(start)
            return
        self._at = run.end()
        self._notice(NoticeKind.READ_AS, f"{typed}:{run[0]}", str(value.node))
        yield value.node


def _word(typed: str) -> Node | None:
    words = query_tokens(typed)
    return Word(words[0]) if words else None


def _if_any(lexeme: Lexeme | None) -> Iterator[Lexeme]:
    if lexeme is not None:
        yield lexeme
