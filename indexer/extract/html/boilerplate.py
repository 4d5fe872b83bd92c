"""Tells the text of a page from boilerplate: what belongs to the site around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.element_attributes import class_and_id
from indexer.extract.html.lineage import with_ancestors

_NEVER_TEXT: Final = frozenset({
    "amp-ad", "amp-analytics", "amp-consent", "amp-sidebar", "annotation", "annotation-xml",
    "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "map", "meter",
    "noframes", "noscript", "object", "option", "progress", "script", "select", "style", "svg",
    "template", "textarea", "title", "video",
})  # fmt: skip
TEXT_PARTS: Final = frozenset({"article", "blockquote", "main", "section"})
"""Elements that contain the page's text; inside them headers and footers are the text's own."""

_SITE_ROLES: Final = frozenset(["banner", "contentinfo", "navigation", "search"])
_DOUBTFUL_ROLES: Final = frozenset(["complementary", "dialog", "alert", "alertdialog"])
# Not the id of a section: "trabajo-social".
_SOCIAL: Final = (
    r"(?:(?:menu|nav|header|footer|top|share|links?|icons?|iconos|botones|redes|author|entry|post|"
    r"site|block|widget|follow|team|bar|list)-|(?<![a-z]-))social"
)
# Words in classes and ids. Not "sidebar": DocBook's are boxes of the text.
_BOX_WORDS: Final = re.compile(
    r"(?<![a-z])(?:(?:doc)?nav(?:bar|igation|header|footer|links?)?|cookies?|consent|gdpr|galletas|"
    rf"share|sharing|sharedaddy|addtoany|{_SOCIAL}|compartir|breadcrumbs?|skip-link|newsletter|"
    r"subscri(?:be|ption)|popup|modal|comments?|comentarios|respond|disqus|related(?!-work)|"
    r"relacionad[ao]s|relatedposts|yarpp|recommended|footer|colophon|copyright|site-info|(?<!elementor-)widget|"
    r"paywall|pagination|pager|prevnext|promo|advert(?:s|isement)?)(?![a-z])",
    re.IGNORECASE,
)
# What a page does not print is not its text: links to edit a section, signs beside headings, what
# is only read aloud (its style often stands in another file).
_UNPRINTED_CLASS: Final = re.compile(
    r"(?<![\w-])(?:no-?print|d-print-none|[\w-]*editsection|headerlink|screen-reader-text|"
    r"(?:elementor-)?screen-only|sr-only|visually-?hidden|visuallyhidden|element-invisible|"
    r"assistive-text)(?![\w-])"
)


def is_never_text(node: LexborNode) -> bool:
    """Whether nothing in an element is meant to be read, such as scripts.

    What is hidden by its style or an attribute has been removed from the page before.
    """
    return (node.tag or "") in _NEVER_TEXT or node.attributes.get("aria-hidden") == "true"


@dataclass(frozen=True, slots=True)
class SiteParts:
    """Recognises the elements of a page that belong to the site.

    `holders` are the elements around the page's main parts: their classes prove nothing, as a theme
    names a whole page "has-sidebar no-comments". `dropped` are those that staff exclude. `title` is
    the title of the page.
    """

    holders: frozenset[int]
    dropped: frozenset[int]
    title: str = ""

    @classmethod
    def of(cls, tree: LexborHTMLParser, dropped: frozenset[int]) -> SiteParts:
        """The parts of the site in `tree`."""
        holders = with_ancestors(tree.css("main, article, h1, h2, [itemprop=articleBody]"))
        title = tree.css_first("title")
        words = "" if title is None else " ".join(title.text().split())
        return cls(holders, dropped, words)

    def contains(self, node: LexborNode, inside: bool) -> bool:
        """Whether an element certainly belongs to the site: navigation, header, footer.

        `inside` means that it is inside a text part: an article may have its own header, with its
        title.
        """
        if node.mem_id in self.dropped or is_never_text(node):
            return True
        if _UNPRINTED_CLASS.search(node.attributes.get("class") or ""):
            return True
        if node.tag == "nav" or node.attributes.get("role") in _SITE_ROLES:
            return True
        if node.tag == "div":  # those of the printed page, in exports of LibreOffice
            return node.attributes.get("title") in ("header", "footer")
        return not inside and (node.tag == "footer" or self._is_site_header(node))

    def _is_site_header(self, node: LexborNode) -> bool:
        """A header that has the title of the page and no links is that of the text (Pandoc)."""
        if node.tag != "header":
            return False
        heading = node.css_first("h1")
        words = "" if heading is None else " ".join(heading.text().split())
        has_title = bool(words and self.title) and (words in self.title or self.title in words)
        return not has_title or node.css_first("nav, ul, form, a, img") is not None

    def may_contain(self, node: LexborNode, inside: bool) -> bool:
        """Whether an element probably belongs to the site, unless there is evidence against it."""
        if node.tag == "aside" and not inside:
            return True
        if node.mem_id in self.holders:
            return False
        return (
            node.tag in ("form", "footer")
            or node.attributes.get("role") in _DOUBTFUL_ROLES
            or bool(_BOX_WORDS.search(class_and_id(node)))
        )
