"""The tags and texts of HTML as a serialiser writes it; nothing else is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

VOID: Final = frozenset(["br", "hr", "img"])
"""Elements that hold nothing and have no end."""

_INLINE: Final = (
    "a abbr b bdi cite code del dfn em i img ins kbd q s samp small span strong sub sup u var"
)
INLINE: Final = frozenset(_INLINE.split())
"""Elements that stand in a line."""

_TOKEN: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z][a-z-]*=\"[^\"]*\")*)>|[^<]+"
)
_ATTRIBUTE: Final = re.compile(r" ([a-z-]+)=")


class NotWellFormed(ValueError):
    """A fragment is not HTML as it is written here."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and its attributes as they are written: each with a blank before it."""

    name: str
    attributes: str = ""
    is_end: bool = False

    @property
    def source(self) -> str:
        """The tag as it is written."""
        return f"<{'/' if self.is_end else ''}{self.name}{self.attributes}>"

    def has(self, attribute: str) -> bool:
        """Whether it has an attribute of that name."""
        return attribute in _ATTRIBUTE.findall(self.attributes)


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between two tags, with its entities."""

    source: str


Token = Tag | Text


def tokens(html: str) -> Iterator[Token]:
    """The tags and texts of `html`, in order; their sources in a row are `html`.

    Raises:
        NotWellFormed: there is something else in it (on the way there).
    """
    at = 0
    while at < len(html):
        found = _TOKEN.match(html, at)
        if found is None:
            raise NotWellFormed
        if name := found["name"]:
            yield Tag(name, found["attributes"], bool(found["end"]))
        else:
            yield Text(found[0])
        at = found.end()


@dataclass(frozen=True, slots=True)
class Nesting:
    """How the elements of a fragment stand in each other.

    `depth` is how many do at most; `inline` how many inline elements stand around all tags and
    texts together: so many a browser's parser may have to open again, if others interrupt them.
    """

    depth: int
    inline: int


def nesting(html: str) -> Nesting:
    """How `html` nests.

    Raises:
        NotWellFormed: it is not made of tags and texts, or an element does not end where it must.
    """
    names: list[str] = []
    depth = inline = around = 0
    for token in tokens(html):
        inline += around
        if isinstance(token, Text) or (token.name in VOID and not token.is_end):
            continue
        if not token.is_end:
            names.append(token.name)
            depth = max(depth, len(names))
        elif not names or names.pop() != token.name:
            raise NotWellFormed
        around += (-1 if token.is_end else 1) * (token.name in INLINE)
    if names:
        raise NotWellFormed
    return Nesting(depth, inline)
