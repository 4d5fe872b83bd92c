"""Tokenizes HTML as a serialiser writes it; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

VOID_ELEMENTS: Final = frozenset(["br", "hr", "img"])
"""Elements without content and without an end tag."""

_INLINE: Final = (
    "a abbr b bdi cite code del dfn em i img ins kbd q s samp small span strong sub sup u var"
)
INLINE_ELEMENTS: Final = frozenset(_INLINE.split())
"""Elements that do not break a line."""

_TOKEN: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z][a-z-]*=\"[^\"]*\")*)>|[^<]+"
)
_ATTRIBUTE: Final = re.compile(r" ([a-z-]+)=")


class NotWellFormed(ValueError):
    """A fragment is not HTML as a serialiser writes it."""


@dataclass(frozen=True, slots=True)
class HtmlTag:
    """A start or end tag; `attributes` are as written, each with a blank before it."""

    name: str
    attributes: str = ""
    is_end: bool = False

    @property
    def source(self) -> str:
        """The tag as written."""
        return f"<{'/' if self.is_end else ''}{self.name}{self.attributes}>"

    def has(self, attribute: str) -> bool:
        """Whether it has an attribute with this name."""
        return attribute in _ATTRIBUTE.findall(self.attributes)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text between two tags, with its entities."""

    source: str


HtmlToken = HtmlTag | HtmlText


def tokenize_html(html: str) -> Iterator[HtmlToken]:
    """The tags and texts of `html`, in order; their sources joined are `html`.

    Raises:
        NotWellFormed: it contains anything else (raised when that is reached).
    """
    at = 0
    while at < len(html):
        found = _TOKEN.match(html, at)
        if found is None:
            raise NotWellFormed
        if name := found["name"]:
            yield HtmlTag(name, found["attributes"], bool(found["end"]))
        else:
            yield HtmlText(found[0])
        at = found.end()


@dataclass(frozen=True, slots=True)
class HtmlNesting:
    """How deeply the elements of a fragment are nested.

    `depth` is the maximum; `inline` is the sum, over all tags and texts, of the inline elements
    around each: so many a browser's parser may have to reopen where others interrupt them.
    """

    depth: int
    inline: int


def html_nesting(html: str) -> HtmlNesting:
    """The nesting of `html`.

    Raises:
        NotWellFormed: it is not made of tags and texts, or its tags do not match.
    """
    names: list[str] = []
    depth = inline = around = 0
    for token in tokenize_html(html):
        inline += around
        if isinstance(token, HtmlText) or (token.name in VOID_ELEMENTS and not token.is_end):
            continue
        if not token.is_end:
            names.append(token.name)
            depth = max(depth, len(names))
        elif not names or names.pop() != token.name:
            raise NotWellFormed
        around += (-1 if token.is_end else 1) * (token.name in INLINE_ELEMENTS)
    if names:
        raise NotWellFormed
    return HtmlNesting(depth, inline)
