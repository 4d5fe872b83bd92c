"""Which markup of a page is kept where a section of it is shown: what its structure is made of.

It is a selection, no protection: what is shown to readers is sanitised where it is shown.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode

_BLOCKS: Final = (
    "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre table tbody "
    "td tfoot th thead tr ul"
)
BLOCKS: Final = frozenset(_BLOCKS.split())
"""Elements that stand for themselves, as those of a text's structure."""

_INLINE: Final = (
    "a abbr b bdi cite code del dfn em i ins kbd q s samp small span strong sub sup u var"
)
_PARTS: Final = (
    "address article aside body center details dialog fieldset footer form header legend main "
    "section summary"
)
_KEPT_AS: Final = {
    **{name: name for name in (*_BLOCKS.split(), *_INLINE.split())},
    **dict.fromkeys(_PARTS.split(), "div"),
    "menu": "ul",
    "strike": "s",
    "tt": "code",
}
_CELLS: Final = ("td", "th")
_TABLE: Final = frozenset(["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
# What hardly any table has that shows figures or terms in columns.
_SETTING: Final = "table, h1, h2, h3, td p + p + p"

_NUMBER: Final = re.compile(r"[1-9]\d{0,2}")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_VALUES: Final = {
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
    "scope": re.compile(r"(?:row|col)(?:group)?"),
    "cite": _ADDRESS,
    "href": _ADDRESS,
}
_OF_ALL: Final = ("lang", "dir")
_OF_SOME: Final = {
    "a": ("href",),
    "blockquote": ("cite",),
    "del": ("cite",),
    "ins": ("cite",),
    "q": ("cite",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
}
_START: Final = re.compile(r"-?\d{1,6}")
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}")


def element(node: LexborNode, in_setting: bool) -> str:
    """The name under which an element is kept; empty if only what is in it is kept.

    Of a table that only sets the page (`in_setting`), the cells are parts of the page.
    """
    tag = node.tag or ""
    if in_setting and tag in _TABLE:
        return "div" if tag in (*_CELLS, "caption") else ""
    name = _KEPT_AS.get(tag, "")
    if name == "a" and not _is_kept("href", node.attributes.get("href")):
        name = "span"
    return "" if name == "span" and not attributes(node, name) else name


def sets_the_page(table: LexborNode) -> bool:
    """Whether a table is there for the page's look."""
    role = table.attributes.get("role")
    found = (node for node in table.css(_SETTING) if node.mem_id != table.mem_id)
    return role in ("presentation", "none") or next(found, None) is not None


def attributes(node: LexborNode, name: str) -> list[tuple[str, str]]:
    """The attributes that are kept of an element that is kept as `name`."""
    given = node.attributes
    found = []
    for key in (*_OF_ALL, *_OF_SOME.get(name, ())):
        if _is_kept(key, given.get(key)):
            found.append((key, (given[key] or "").strip()))
    return found


def _is_kept(key: str, value: str | None) -> bool:
    return bool(_VALUES[key].fullmatch((value or "").strip()))


def first_number(node: LexborNode) -> int:
    """The number at which a list begins."""
    value = (node.attributes.get("start") or "").strip()
    return int(value) if _START.fullmatch(value) else 1


def picture(node: LexborNode) -> str:
    """The address of an image that is in the file itself; empty for others."""
    source = re.sub(r"\s", "", node.attributes.get("src") or "")
    return source if _PICTURE.fullmatch(source) else ""
