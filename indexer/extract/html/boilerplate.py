"""Which elements of a page can be its text, and which are the site's around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER_TEXT: Final = frozenset({
    "amp-ad", "amp-analytics", "amp-consent", "amp-sidebar", "button", "canvas", "datalist",
    "embed", "head", "iframe", "input", "map", "noframes", "noscript", "object", "option",
    "script", "select", "style", "svg", "template", "textarea", "title",
})  # fmt: skip
TEXT_PARTS: Final = frozenset({"article", "blockquote", "main", "section"})
"""Elements that hold the page's text; what stands in them may have a header of its own."""

_SITE_ROLES: Final = frozenset(["banner", "contentinfo", "navigation", "search"])
_DOUBTFUL_ROLES: Final = frozenset(["complementary", "dialog", "alert", "alertdialog"])
# Words in classes and ids. Not "sidebar": DocBook's are boxes of the text.
_BOXES: Final = re.compile(
    r"(?<![a-z])(?:(?:doc)?nav(?:bar|igation|header|footer|links?)?|cookies?|consent|gdpr|galletas|"
    r"share|sharing|sharedaddy|addtoany|social|compartir|breadcrumbs?|skip-link|newsletter|"
    r"subscri(?:be|ption)|popup|modal|comments?|comentarios|respond|disqus|related|relacionad[ao]s|"
    r"relatedposts|yarpp|recommended|footer|colophon|copyright|site-info|widget|paywall|"
    r"pagination|pager|prevnext|promo|advert(?:s|isement)?)(?![a-z])",
    re.IGNORECASE,
)
# What a page does not print is no text of it: links to edit a section, marks beside headings.
_UNPRINTED: Final = re.compile(
    r"(?<![\w-])(?:no-?print|d-print-none|[\w-]*editsection|headerlink)\b"
)


def is_never_text(node: LexborNode) -> bool:
    """Whether nothing in an element is meant to be read (scripts, hidden parts)."""
    attributes = node.attributes
    return (
        (node.tag or "") in _NEVER_TEXT
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
    )


@dataclass(frozen=True, slots=True)
class Site:
    """Tells a site's own parts from the text.

    `holders` are the elements around the page's main parts: their classes say nothing, a theme
    names a whole page "has-sidebar no-comments". `dropped` are those that staff call no text.
    """

    holders: frozenset[int]
    dropped: frozenset[int]

    @classmethod
    def of(cls, tree: LexborHTMLParser, dropped: frozenset[int]) -> Site:
        """The site around the page in `tree`."""
        holders: set[int] = set()
        for part in tree.css("main, article, h1, h2, [itemprop=articleBody]"):
            node: LexborNode | None = part
            while node is not None and node.mem_id not in holders:
                holders.add(node.mem_id)
                node = node.parent
        return cls(frozenset(holders), dropped)

    def owns(self, node: LexborNode, inside: bool) -> bool:
        """Whether an element is the site's beyond doubt: its navigation, its header and footer.

        `inside` says that it stands in a text part: an article may have a header too, with its
        title in it.
        """
        if node.mem_id in self.dropped or is_never_text(node):
            return True
        if _UNPRINTED.search(node.attributes.get("class") or ""):
            return True
        if node.tag == "nav" or node.attributes.get("role") in _SITE_ROLES:
            return True
        return node.tag in ("header", "footer") and not inside

    def may_own(self, node: LexborNode, inside: bool) -> bool:
        """Whether an element is probably the site's, unless something speaks for it."""
        attributes = node.attributes
        if node.tag == "aside" and not inside:
            return True
        if node.mem_id in self.holders:
            return False
        return (
            node.tag in ("form", "footer")
            or attributes.get("role") in _DOUBTFUL_ROLES
            or bool(_BOXES.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))
        )
