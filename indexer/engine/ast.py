"""The nodes of a query: terms, filters, and how they are combined.

Each node prints itself in the syntax that `query.parse` reads, so that `str(tree)` is a query.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """One word, lower-case, accents as typed, with signs inside ("psico-social", "c.i.d.h")."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words that match a pattern: `*` stands for any letters, or none, and `?` for one."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within an edit distance of 1, or of 2 where the word has 8 letters or more."""

    text: str

    @property
    def distance(self) -> int:
        """The largest edit distance."""
        return 2 if len(self.text) >= 8 else 1

    def __str__(self) -> str:
        return f"{self.text}~"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exact word forms side by side; with `slop` > 0, in any order with up to `slop` others. A word
    with `*` or `?` is a pattern, as in `Wildcard`.
    """

    words: tuple[str, ...]
    slop: int = 0

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"' + (f"~{self.slop}" if self.slop else "")


@dataclass(frozen=True, slots=True)
class Member:
    """What stands for a word of the query: an occurrence counts `weight` of one of the word. A word
    is matched through its stem in its `language` ("": in all); a phrase exactly, also of one word.
    """

    node: Word | Phrase
    weight: float
    language: str = ""

    @property
    def word(self) -> str | None:
        """The word that it is; None if it is several."""
        if isinstance(self.node, Word):
            return self.node.text
        return self.node.words[0] if len(self.node.words) == 1 else None


@dataclass(frozen=True, slots=True)
class WordGroup:
    """A word or term of the query as `typed`, with the `others` that stand for it: one term. Where
    it occurs as typed it counts at least as much as it does alone.

    Engines make groups (`engine.groups`); no query is parsed to one.
    """

    typed: Word | Phrase
    others: tuple[Member, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """All that is looked for."""
        return Member(self.typed, 1.0), *self.others

    def __str__(self) -> str:
        return " ".join(self.typed.words) if isinstance(self.typed, Phrase) else str(self.typed)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word whose score counts `weight` times: engines add it to a query (`Feedback`), and no
    query is parsed to one.
    """

    node: Word
    weight: float

    def __str__(self) -> str:
        return str(self.node)


@dataclass(frozen=True, slots=True)
class Exact:
    """A whole metadata value: `language:es`, `type:booklet`; `typed` is how the reader wrote it."""

    name: str
    value: str
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        apart = any(char.isspace() or char in "()" for char in self.value)
        return f'{self.name}:"{self.value}"' if apart else f"{self.name}:{self.value}"


@dataclass(frozen=True, slots=True)
class RangeQuery:
    """A metadata value from `first` to `last`, inclusive; None is an open end: `year:2014..`.
    `typed` is how the reader wrote it.
    """

    name: str
    first: int | None
    last: int | None
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.name}:{self.first}"
        return f"{self.name}:{_or_empty(self.first)}..{_or_empty(self.last)}"


@dataclass(frozen=True, slots=True)
class FieldQuery:
    """A node that matches in one metadata field only."""

    name: str
    node: Node

    def __str__(self) -> str:
        return f"{self.name}:{_grouped(self.node)}"


@dataclass(frozen=True, slots=True)
class FirstOf:
    """What can be meant in several ways: the first of `nodes` that occurs in the collection, or
    else the last. `typed` is what the reader wrote: "agua/memoria" is a phrase where the collection
    has it, and otherwise two words.
    """

    typed: str
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return self.typed


@dataclass(frozen=True, slots=True)
class Not:
    """Publications that do not match `node`."""

    node: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.node)}"


@dataclass(frozen=True, slots=True)
class And:
    """Publications that match every node."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_grouped(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or:
    """Publications that match at least one node."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(node) for node in self.nodes)


TextNode = Word | Wildcard | Fuzzy | Phrase | WordGroup
"""The nodes that match words of a text: the leaves of a query, without filters."""
Leaf = TextNode | Weighted
"""What is scored, apart from filters."""
Node = Leaf | Exact | RangeQuery | FieldQuery | FirstOf | Not | And | Or


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or | Not) else str(node)


def _or_empty(number: int | None) -> str:
    return "" if number is None else str(number)
