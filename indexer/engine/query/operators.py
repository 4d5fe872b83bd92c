"""Operators in the four languages, and which of them are words after all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.engine.ast import Node, Phrase, Word
from indexer.engine.query.lexemes import Lexeme, Near, OperatorWord, Prefix, Sign
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.languages import LANGUAGES

_ROWS: Final = tuple(row.query_operators for row in LANGUAGES)
ENGLISH: Final = {"AND": Sign.AND, "OR": Sign.OR, "NOT": Sign.NOT}
"""These are operators wherever they stand."""
_SIGNS: Final = {
    **{word: Sign.AND for row in _ROWS for word in row.both},
    **{word: Sign.OR for row in _ROWS for word in row.either},
    **{word: Sign.NOT for row in _ROWS for word in row.without},
}
_USUAL_SLOP: Final = 10
"""Words between those of a `NEAR` without a number: as in the catalogues of libraries."""
_NEAR: Final = re.compile(
    rf"(?:{'|'.join(word for row in _ROWS for word in row.near)})(?:/?(?P<slop>\d{{1,2}}))?"
    r"|[WN]/(?P<words>\d{1,2})"
)


def operator_word(run: str, operand: Node | None) -> OperatorWord | Near | None:
    """The run as an operator other than AND, OR and NOT; `operand` is what it is otherwise."""
    if run in _SIGNS and run not in ENGLISH:
        return OperatorWord(run, _SIGNS[run], operand)
    near = _NEAR.fullmatch(run)
    if near is None:
        return None
    return Near(run, int(near["slop"] or near["words"] or _USUAL_SLOP), operand)


def with_operators(
    lexemes: Sequence[Lexeme], notices: list[Notice], *, in_capitals: bool
) -> list[Lexeme]:
    """The lexemes with each operator word as an operator, if it stands between two operands, or as
    a word. In a query that is all `in_capitals`, a NO excludes nothing.
    """
    found: list[Lexeme] = []
    waiting = list(reversed(lexemes))
    while waiting:
        lexeme = waiting.pop()
        following = waiting[-1] if waiting else None
        if not isinstance(lexeme, OperatorWord | Near):
            found.append(lexeme)
            continue
        before = found[-1] if found else None
        if isinstance(lexeme, Near):
            phrase = _near(before, lexeme.slop, following)
            if phrase is not None:
                typed = f"{before} {lexeme.typed} {following}"
                notices.append(Notice(NoticeKind.READ_AS, typed, str(phrase)))
                waiting.pop()
                found[-1] = phrase
                continue
        elif (
            not (in_capitals and lexeme.sign is Sign.NOT)
            and _ends_operand(before)
            and _begins_operand(following)
        ):
            notices.append(Notice(NoticeKind.OPERATOR_WORD, lexeme.typed))
            found.append(lexeme.sign)
            continue
        if lexeme.operand is not None:
            found.append(lexeme.operand)
    return found


def _near(before: Lexeme | None, slop: int, following: Lexeme | None) -> Phrase | None:
    words = [
        one.words if isinstance(one, Phrase) else (one.text,)
        for one in (before, following)
        if isinstance(one, Word | Phrase)
    ]
    return Phrase((*words[0], *words[1]), max(1, slop)) if len(words) == 2 else None


def _ends_operand(lexeme: Lexeme | None) -> bool:
    return lexeme is Sign.CLOSE or not (lexeme is None or isinstance(lexeme, Sign | Prefix))


def _begins_operand(lexeme: Lexeme | None) -> bool:
    return lexeme in (Sign.OPEN, Sign.NOT) or not (
        lexeme is None or isinstance(lexeme, Sign | OperatorWord | Near)
    )
