"""From the HTML of a foreign page to HTML that can stand in a page of ours.

nh3 is known only here. What comes in was made by a process that reads hostile files, so nothing is
believed of it. What comes out holds text and its structure: no script, style, form or frame,
nothing that is fetched, no name that this page or its scripts may know, and no class but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NewType

import nh3

from search_app.viewer.html_tokens import NotWellFormed, Tag, Text, Token, nesting, tokens

SafeHtml = NewType("SafeHtml", str)
"""HTML as `sanitised` gives it."""

LONGEST: Final = 500_000
"""Characters of a fragment that is looked at."""
# What nh3 can be made to do with 500 kB, measured: 100,000 elements in each other take 35 s;
# paragraphs in 50 inline elements, which it opens again in each, take 5 s and 915 MB.
_DEEPEST: Final = 64
_MOST_INLINE: Final = 20_000  # of 1,153 real sections, the most is 1,734

_SHOWN: Final = (
    "a abbr b bdi blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 "
    "h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub sup table tbody td "
    "tfoot th thead tr u ul var"
)
_WITH_CONTENT: Final = (
    "iframe math noembed noframes noscript object option script select style svg template textarea "
    "title xmp"
)
"""Elements of which not even the text is shown."""
_ATTRIBUTES: Final = {
    "*": "lang dir",
    "a": "href",
    "blockquote": "cite",
    "del": "cite",
    "img": "src alt",
    "ins": "cite",
    "ol": "start",
    "q": "cite",
    "td": "colspan rowspan",
    "th": "colspan rowspan scope",
}

# No user name before the host: it is there to make an address look like another one.
_WEB: Final = r"https?://[^\s<>\"'\\@/?#]+(?:[/?#][^\s<>\"'\\]*)?"
_REL: Final = "noopener noreferrer nofollow"
_SPAN: Final = r"[1-9][0-9]{0,2}"
_VALUES: Final = {
    "lang": r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}",
    "dir": r"ltr|rtl|auto",
    "href": _WEB + r"|mailto:[^\s<>\"'\\?#]{1,300}",
    "cite": _WEB,
    # No SVG, which is a document; as for the size, a photograph of a page's width.
    "rel": _REL,
    "src": r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]{8,300000}={0,2}",
    "alt": r"[^\x00-\x08\x0e-\x1f]{0,1000}",
    "start": r"-?[0-9]{1,6}",
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "scope": r"(?:row|col)(?:group)?",
}
_PATTERNS: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _VALUES.items()}
_HEADING: Final = re.compile(r"h([1-6])")
_LOWEST: Final = 6
_TABLE: Final = Tag(
    "div", ' class="section-table" tabindex="0" role="group" aria-labelledby="reading"'
)
"""It scrolls inside itself, so it can have the focus; `reading` is the heading of passage.html."""


def sanitised(fragment: str) -> SafeHtml | None:
    """What may be shown of `fragment`; None if it is too large, or not as a section is written."""
    if len(fragment) > LONGEST:
        return None
    try:
        found = nesting(fragment)
        is_bounded = found.depth <= _DEEPEST and found.inline <= _MOST_INLINE
        return cleaned(fragment) if is_bounded else None
    except NotWellFormed:
        return None


def cleaned(html: str) -> SafeHtml:
    """What may be shown of `html`, whatever it is.

    Use `sanitised`: there are fragments that take very long here.
    """
    kept = tokens(_CLEANER.clean(html))
    return SafeHtml("".join(token.source for token in _arranged(kept)))


def _value(tag: str, name: str, value: str) -> str | None:
    """An attribute's value as it is kept."""
    value = value.strip()
    pattern = _PATTERNS.get(name)
    return value if pattern is not None and pattern.fullmatch(value) else None


_CLEANER: Final = nh3.Cleaner(
    tags=set(_SHOWN.split()),
    clean_content_tags=set(_WITH_CONTENT.split()),
    attributes={tag: set(names.split()) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_value,
    link_rel=_REL,
    url_schemes={"http", "https", "mailto", "data"},
    url_relative="deny",
)


def _arranged(kept: Iterator[Token]) -> Iterator[Token]:
    """Put what was kept in its place in a page: under its heading, tables in a box that scrolls,
    links and images that lost their address without their tag."""
    names: list[str] = []  # under which the open elements are written; empty: not at all
    levels: list[int] = []
    for token in kept:
        if isinstance(token, Text):
            yield token
        elif token.is_end:
            if name := names.pop():
                yield Tag(name, is_end=True)
            if name == "table":
                yield Tag(_TABLE.name, is_end=True)
        elif token.name in ("br", "hr") or (token.name == "img" and token.has("src")):
            yield token
        elif token.name != "img":
            name = _name(token, levels)
            names.append(name)
            if name == "table":
                yield _TABLE
            if name:
                yield Tag(name, token.attributes)


def _name(tag: Tag, levels: list[int]) -> str:
    """The element as which one is written; `levels` are those of the headings that it is under."""
    if tag.name == "a" and not tag.has("href"):
        return ""
    heading = _HEADING.fullmatch(tag.name)
    if heading is None:
        return tag.name
    level = int(heading[1])
    while levels and levels[-1] >= level:
        levels.pop()
    levels.append(level)
    # The page's own heading is the first.
    return f"h{min(1 + len(levels), _LOWEST)}"
