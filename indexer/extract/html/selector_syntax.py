"""What staff may write in html.yaml: the parts of a page, and CSS selectors that find them.

Apart from what finds the parts, whose libraries only the processes that read pages need.
"""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

PARTS: Final = ("text", "drop", "title", "creator", "date", "subject", "description")
"""What a selector can find: the text, what to drop from it, Dublin Core fields."""

_ELEMENT_NAMES: Final = (
    "a abbr address article aside audio b bdi bdo blockquote body br button caption center cite "
    "code col colgroup data dd del details dfn dialog div dl dt em fieldset figcaption figure font "
    "footer form frame h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd "
    "label legend li link main map mark menu meta nav noscript object ol optgroup option output p "
    "picture pre q rp rt ruby s samp script search section select slot small source span strike "
    "strong style sub summary sup svg table tbody td template textarea tfoot th thead time title "
    "tr tt u ul var video"
)
ELEMENTS: Final = frozenset(_ELEMENT_NAMES.split())
"""Names of HTML elements."""


def is_selector(css: str) -> bool:
    """Whether `css` is a valid CSS selector."""
    try:
        _EMPTY_TREE.css(css)
    except (SelectolaxError, ValueError):
        return False
    return True


_EMPTY_TREE: Final = LexborHTMLParser("<html></html>")
