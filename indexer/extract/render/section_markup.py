"""Selects the markup that is kept when a section is shown: that of its structure.

This is no protection: the HTML is sanitised where it is shown.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from selectolax.lexbor import LexborNode

from indexer.extract.html.link_address import link_address

_BLOCKS: Final = (
    "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre table tbody "
    "td tfoot th thead tr ul"
)
BLOCKS: Final = frozenset(_BLOCKS.split())
"""Block elements of a text's structure."""

_INLINE: Final = (
    "a abbr b bdi cite code del dfn em i ins kbd q s samp small span strong sub sup u var"
)
_PARTS: Final = (
    "address article aside body center details dialog fieldset footer form header legend main "
    "section summary"
)
_WRITTEN_AS: Final = {
    **{name: name for name in (*_BLOCKS.split(), *_INLINE.split())},
    **dict.fromkeys(_PARTS.split(), "div"),
    "menu": "ul",
    "strike": "s",
    "tt": "code",
}
_CELLS: Final = ("td", "th")
_TABLE: Final = frozenset(["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
# What tables of data hardly ever contain.
_LAYOUT_SELECTOR: Final = "table, h1, h2, h3, td p + p + p"

_NUMBER: Final = re.compile(r"[1-9]\d{0,2}")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_ALLOWED_VALUES: Final = {
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
    "scope": re.compile(r"(?:row|col)(?:group)?"),
    "cite": _ADDRESS,
}
_GLOBAL_ATTRIBUTES: Final = ("lang", "dir")
_ATTRIBUTES_BY_ELEMENT: Final = {
    "blockquote": ("cite",),
    "del": ("cite",),
    "ins": ("cite",),
    "q": ("cite",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
}
_START: Final = re.compile(r"-?\d{1,6}")
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}")


BESIDE: Final = "corpus:"
"""Stands before the address of a link that has no host. Browsers can do nothing with it, so nothing
comes of a link that nobody follows to its publication (`search_app.viewer.section_links`)."""
_IN_ADDRESS: Final = "!$&()*+,/:;=?@-._~%#"


def element(node: LexborNode, in_layout_table: bool, base: str) -> str:
    """The name under which an element is written; empty if only its content is.

    In a table that is only for layout (`in_layout_table`), cells become divisions. `base` is the
    address from which the links of the page begin.
    """
    tag = node.tag or ""
    if in_layout_table and tag in _TABLE:
        return "div" if tag in (*_CELLS, "caption") else ""
    name = _WRITTEN_AS.get(tag, "")
    if name == "a" and not _link(node, base):
        name = "span"
    return "" if name == "span" and not attributes(node, name, base) else name


def is_layout_table(table: LexborNode) -> bool:
    """Whether a table only lays out the page."""
    role = table.attributes.get("role")
    found = (node for node in table.css(_LAYOUT_SELECTOR) if node.mem_id != table.mem_id)
    return role in ("presentation", "none") or next(found, None) is not None


def attributes(node: LexborNode, name: str, base: str) -> list[tuple[str, str]]:
    """The attributes that are kept of an element written as `name`."""
    given = node.attributes
    found = [("href", _link(node, base))] if name == "a" else []
    for key in (*_GLOBAL_ATTRIBUTES, *_ATTRIBUTES_BY_ELEMENT.get(name, ())):
        if _is_kept(key, given.get(key)):
            found.append((key, (given[key] or "").strip()))
    return found


def _link(node: LexborNode, base: str) -> str:
    """The address of a link; empty if it leads nowhere, or to another place in the page."""
    address = link_address(node.attributes.get("href"), base)
    if not address or address.startswith("#"):
        return ""
    if _ADDRESS.match(address):
        return address.replace(" ", "%20")
    return BESIDE + quote(address, safe=_IN_ADDRESS)


def _is_kept(key: str, value: str | None) -> bool:
    return bool(_ALLOWED_VALUES[key].fullmatch((value or "").strip()))


def first_number(node: LexborNode) -> int:
    """The number of a list's first item."""
    value = (node.attributes.get("start") or "").strip()
    return int(value) if _START.fullmatch(value) else 1


def picture(node: LexborNode) -> str:
    """The data URL of an image in the file itself; empty for others."""
    source = re.sub(r"\s", "", node.attributes.get("src") or "")
    return source if _PICTURE.fullmatch(source) else ""
