"""The tags and texts of HTML as a serialiser writes it; nothing else is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

VOID: Final = frozenset(["br", "hr", "img"])
"""Elements that hold nothing and have no end."""

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


def depth(html: str) -> int:
    """How many elements of `html` stand in each other at most.

    Raises:
        NotWellFormed: it is not made of tags and texts, or an element does not end where it must.
    """
    deepest, names = 0, []
    for token in tokens(html):
        if isinstance(token, Text) or (token.name in VOID and not token.is_end):
            continue
        if not token.is_end:
            names.append(token.name)
            deepest = max(deepest, len(names))
        elif not names or names.pop() != token.name:
            raise NotWellFormed
    if names:
        raise NotWellFormed
    return deepest
