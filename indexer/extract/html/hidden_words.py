"""Removes what nobody sees from the tree of an HTML page, so that it is neither read nor shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.boilerplate import SiteParts, is_never_text
from indexer.extract.html.element_attributes import class_and_id
from indexer.extract.html.hiding_styles import HiddenBy
from indexer.extract.html.lineage import lineage
from indexer.extract.html.visibility import hidden_by_style

_WORD: Final = re.compile(r"[^\W\d_]{2,}|\d{3,}")
# Nobody sees anything of what is inside either; other elements can contain one that is seen.
_HIDDEN_WITH_CONTENT: Final = frozenset({HiddenBy.NOT_DISPLAYED})
_TEXT_PARTS: Final = "main, article, h1, [itemprop=articleBody]"
_TEXT_NAMES: Final = "p h1 h2 h3 h4 h5 h6 blockquote pre td th dt dd figcaption"
_TEXT_ELEMENTS: Final = frozenset(_TEXT_NAMES.split())
_BUTTONS_IN_HEADINGS: Final = ", ".join(
    f"{name} button" for name in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
)
_WINDOW_OR_SLIDE: Final = re.compile(
    r"modal|popup|dialog|off-?canvas|drawer|menu|slide|slick|swiper|carousel|clone", re.IGNORECASE
)
_MIN_PAGE_SHARE: Final = 0.5
_MAX_INITIAL_CHARS: Final = 2
_PICTURES: Final = frozenset({"img", "picture", "svg", "video", "canvas", "object", "embed"})


def remove_hidden_words(tree: LexborHTMLParser) -> int:
    """Remove what nobody sees, and return how many words of it would be text of the page.

    A menu that is only opened by a script is hidden too, but does not belong to the text.
    """
    found = hidden_by_style(tree).certain
    if not found or tree.root is None:
        return 0
    site = SiteParts.of(tree, frozenset())
    hidden = list(_hidden_nodes(tree.root, found))
    count = sum(len(_WORD.findall(_text(node))) for node in hidden if _is_text(node, site))
    for node in hidden:
        # The root itself cannot be taken away.
        for part in [node] if node.tag != "html" else list(node.iter(include_text=True)):
            part.decompose()
    return count


def uncover_text(tree: LexborHTMLParser) -> bool:
    """Make text of what is not marked up as such, but seen; returns whether there was any.

    These are headings that are buttons too (they open an answer), and what is marked `aria-hidden`,
    which says only that it is not read aloud. On signs, repeated words and closed windows that is
    right; but where a window lies over the page, its program marks the page itself.
    """
    buttons = tree.css(_BUTTONS_IN_HEADINGS)
    for button in buttons:
        button.unwrap()
    return _uncover_marked(tree) or bool(buttons)


def _uncover_marked(tree: LexborHTMLParser) -> bool:
    marked = tree.css('[aria-hidden="true" i]')
    if not marked or tree.body is None:
        return False
    most = len(tree.body.text()) * _MIN_PAGE_SHARE
    found = [node for node in marked if _is_seen_text(node, most)]
    for node in found:
        del node.attrs["aria-hidden"]
    return bool(found)


def _is_seen_text(node: LexborNode, most: float) -> bool:
    if _WINDOW_OR_SLIDE.search(f"{class_and_id(node)} {node.attributes.get('role') or ''}"):
        return False
    words = node.text().strip()
    if node.tag in _TEXT_ELEMENTS or node.css_first(_TEXT_PARTS) or len(words) > most:
        return True
    following = node.next
    return (  # the first letter of a word, set apart
        0 < len(words) <= _MAX_INITIAL_CHARS
        and words.isalpha()
        and following is not None
        and (following.text_content or "")[:1].isalpha()
    )


def _hidden_nodes(root: LexborNode, found: Mapping[int, HiddenBy]) -> Iterator[LexborNode]:
    """The outermost hidden elements, and the words of those that may contain something seen."""
    waiting: list[LexborNode | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if node.mem_id != root.mem_id:
            waiting.append(node.next)
        cause = found.get(node.mem_id)
        parent = node.parent
        if cause in _HIDDEN_WITH_CONTENT or (cause and node.tag in _PICTURES):
            yield node
        elif node.is_text_node:
            if parent is not None and parent.mem_id in found:
                yield node
        else:
            waiting.append(node.first_child)


def _text(node: LexborNode) -> str:
    if node.is_text_node:
        return node.text_content or ""
    return " " if is_never_text(node) else node.text(separator=" ")


def _is_text(node: LexborNode, site: SiteParts) -> bool:
    """Whether it would be read as text of the page if it were seen."""
    return not any(
        site.contains(one, False) or site.may_contain(one, False)
        for one in lineage(node)
        if one.is_element_node
    )
