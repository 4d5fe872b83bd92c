"""Turns the HTML of a foreign page into HTML that is safe inside a page of ours.

The only module that imports nh3. The input comes from a process that reads hostile files, and is
not trusted. The output holds text and its structure: no script, style, form or frame, nothing that
is fetched, no id that this page or its scripts may use, and no class but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NewType

import nh3

from search_app.viewer.html_tokens import (
    HtmlTag,
    HtmlText,
    HtmlToken,
    NotWellFormed,
    html_nesting,
    tokenize_html,
)

BESIDE: Final = "corpus:"
"""Stands before the address of a link to a file beside the page. Browsers can do nothing with it;
`section_links` makes a link of it."""

SafeHtml = NewType("SafeHtml", str)
"""HTML as `sanitize` returns it."""

MAX_FRAGMENT_CHARS: Final = 500_000
"""Characters of a fragment; a longer one is refused."""
# What 500 kB can make nh3 do, measured: 100,000 nested elements take 35 s;
# paragraphs in 50 inline elements, which it reopens in each, take 5 s and 915 MB.
_MAX_DEPTH: Final = 64
_MAX_INLINE: Final = 20_000  # of 1,153 real sections, the most is 1,734

_SHOWN: Final = (
    "a abbr b bdi blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 "
    "h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub sup table tbody td "
    "tfoot th thead tr u ul var"
)
_DROPPED_WITH_CONTENT: Final = (
    "iframe math noembed noframes noscript object option script select style svg template textarea "
    "title xmp"
)
"""Elements whose text is dropped too."""
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
    "href": _WEB + r"|mailto:[^\s<>\"'\\?#]{1,300}" + rf"|{BESIDE}[^\s<>\"'\\]{{1,6000}}",
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
_LOWEST_HEADING: Final = 6
_TABLE: Final = HtmlTag(
    "div", ' class="section-table" tabindex="0" role="group" aria-labelledby="reading"'
)
"""It scrolls inside itself, so it can have the focus; `reading` is the heading of passage.html."""


def sanitize(fragment: str) -> SafeHtml | None:
    """`fragment` as it may be shown; None if it is too large, too nested, or not well-formed."""
    if len(fragment) > MAX_FRAGMENT_CHARS:
        return None
    try:
        found = html_nesting(fragment)
        is_bounded = found.depth <= _MAX_DEPTH and found.inline <= _MAX_INLINE
        return clean_html(fragment) if is_bounded else None
    except NotWellFormed:
        return None


def clean_html(html: str) -> SafeHtml:
    """`html` as it may be shown, without limits.

    Use `sanitize`: some fragments take very long here.
    """
    kept = tokenize_html(_CLEANER.clean(html))
    return SafeHtml("".join(token.source for token in _arranged(kept)))


def _value(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute; None if it is not allowed."""
    value = value.strip()
    pattern = _PATTERNS.get(name)
    return value if pattern is not None and pattern.fullmatch(value) else None


_CLEANER: Final = nh3.Cleaner(
    tags=set(_SHOWN.split()),
    clean_content_tags=set(_DROPPED_WITH_CONTENT.split()),
    attributes={tag: set(names.split()) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_value,
    link_rel=_REL,
    url_schemes={"http", "https", "mailto", "data", BESIDE.removesuffix(":")},
    url_relative="deny",
)


def _arranged(kept: Iterator[HtmlToken]) -> Iterator[HtmlToken]:
    """Fit the tokens into the page: headings below the page's own, tables in a box that scrolls,
    and no tags for links and images without an address."""
    names: list[str] = []  # names under which the open elements are written; empty: not written
    levels: list[int] = []
    for token in kept:
        if isinstance(token, HtmlText):
            yield token
        elif token.is_end:
            if name := names.pop():
                yield HtmlTag(name, is_end=True)
            if name == "table":
                yield HtmlTag(_TABLE.name, is_end=True)
        elif token.name in ("br", "hr") or (token.name == "img" and token.has("src")):
            yield token
        elif token.name != "img":
            name = _name(token, levels)
            names.append(name)
            if name == "table":
                yield _TABLE
            if name:
                yield HtmlTag(name, token.attributes)


def _name(tag: HtmlTag, levels: list[int]) -> str:
    """The name under which an element is written; `levels` are those of the headings above it."""
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
    return f"h{min(1 + len(levels), _LOWEST_HEADING)}"
