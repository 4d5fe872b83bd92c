"""What a query consists of before it is a tree: operands, the names before them, operators."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.engine.ast import Node
from indexer.fields import FacetField


class Sign(StrEnum):
    """Parentheses and operators."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class Prefix:
    """A name and a colon before an operand: a searched field, a facet, or (None) no field at all.

    With a blank behind the colon (`spaced`) the name may be no more than a word of a title.
    """

    typed: str
    field: str | FacetField | None
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class OperatorWord:
    """A word in capitals that is an operator between two operands, and else a word (`operand`)."""

    typed: str
    sign: Sign
    operand: Node | None


@dataclass(frozen=True, slots=True)
class Near:
    """`NEAR/5` between two words, which is else an operand."""

    typed: str
    slop: int
    operand: Node | None


Lexeme = Sign | Prefix | OperatorWord | Near | Node
