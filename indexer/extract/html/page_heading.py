"""Finds the heading of the page's own article, and what is only the name of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.blocks import PERMALINK_SIGN
from indexer.extract.html.boilerplate import TEXT_PARTS
from indexer.extract.html.element_attributes import class_and_id
from indexer.extract.html.lineage import ancestors
from indexer.extract.text.clean import clean_line
from indexer.folding import fold_word
from indexer.note_marks import without_note_marks

_MAX_DEPTH: Final = 60
_MAX_NODES: Final = 40
_MAX_NAME_CHARS: Final = 120
_MIN_WEIGHT: Final = 1  # of any h1
_SECTIONS: Final = frozenset(["section", "article"])
_SITE_TAGS: Final = frozenset(["nav", "aside", "footer"])
_SITE_ROLES: Final = frozenset(["banner", "navigation", "contentinfo", "complementary", "dialog"])
# Classes and ids of what names the site, and of the title of an article.
_LOGO: Final = re.compile(
    r"(?<![a-z])(?:logo(?:type)?|brand(?:ing)?|site-?(?:title|name|header|branding)|blog-?title|"
    r"masthead|navbar|header-?(?:title|logo))(?![a-z])",
    re.IGNORECASE,
)
_ARTICLE_TITLE: Final = re.compile(
    r"(?<![a-z])(?:(?:entry|post|article|page|story|node|content|single|news|nota|titulo?)"
    r"[-_]*(?:title|titulo|titre|heading|headline)|p-name|headline|titular|msotitle)(?![a-z])",
    re.IGNORECASE,
)
_SITE_NAMES: Final = (
    "[rel~=home], .site-title, .site-name, #site-title, #site-name, .navbar-brand, .logo, #logo, "
    ".custom-logo-link, header a[href='/'], header a[href='index.html']"
)


_STAR: Final = re.compile(r" (?:\*{1,3}|[†‡])$")
"""The mark of a note on the title or the author."""


def text_of(node: LexborNode) -> str:
    """The words of a heading, without the sign that links to it and marks of notes."""
    words = without_note_marks(node.text(separator=" "))
    return _STAR.sub("", clean_line(PERMALINK_SIGN.sub("", words)))


def site_names(
    tree: LexborHTMLParser, stated: Iterable[str], titles: Iterable[str]
) -> frozenset[str]:
    """The names of the site, folded: those that are `stated`, and those of its logo.

    Where the site has another name, none of the page's `titles` is the site's.
    """
    names = _folded(stated)
    logos: list[str] = []
    for node in tree.css(_SITE_NAMES)[:_MAX_NODES]:
        logos.append(node.text(separator=" "))
        logos += [image.attributes.get("alt") or "" for image in node.css("img")[:3]]
    names |= _folded(logos)
    return names - _folded(titles) or names


def _folded(names: Iterable[str]) -> frozenset[str]:
    cleaned = map(clean_line, names)
    return frozenset(fold_word(name) for name in cleaned if 2 < len(name) <= _MAX_NAME_CHARS)


@dataclass(frozen=True, slots=True)
class PageHeading:
    """The heading of the page's article; `is_sure` where the page marks it as such."""

    node: LexborNode
    text: str
    is_sure: bool


def page_heading(
    tree: LexborHTMLParser, sites: frozenset[str], titles: Iterable[str]
) -> PageHeading | None:
    """The heading of the article; `titles` are what the page's head says, one of which it may be.

    None on a page without one, and on a list of several articles.
    """
    wanted = {fold_word(title) for title in titles} - {""}
    found = [*_headings(tree, "h1", sites), *_headings(tree, "h2, h3, .MsoTitle", sites)]
    weights = [_weight(one, one.folded in wanted) for one in found]
    best = max(weights, default=0)
    first = [one for one, weight in zip(found, weights, strict=True) if weight == best]
    if not best:
        return _in_large_type(tree, sites)
    if len({one.article for one in first}) > 1:
        return None
    return PageHeading(first[0].node, first[0].text, is_sure=best > _MIN_WEIGHT)


def _in_large_type(tree: LexborHTMLParser, sites: frozenset[str]) -> PageHeading | None:
    """What a page without headings sets in its largest type, as pages did before style sheets."""
    for sizes in _LARGE_TYPE:
        for node in tree.css(sizes)[:_MAX_NODES]:
            text = text_of(node)
            if _MIN_TITLE_CHARS <= len(text) <= _MAX_TITLE_CHARS and fold_word(text) not in sites:
                return PageHeading(node, text, is_sure=False)
    return None


_LARGE_TYPE: Final = tuple(f"font[size='{size}'], font[size='+{size - 3}']" for size in (7, 6, 5))
_MIN_TITLE_CHARS: Final = 3
_MAX_TITLE_CHARS: Final = 200


def _weight(one: _Heading, is_wanted: bool) -> int:
    """How likely a heading is the article's. Within an article counts more than the head of the
    page, which may say "Inicio | Organización" on every page."""
    is_first = one.node.tag == "h1"
    if not (is_first or is_wanted or one.is_marked):
        return 0
    return _MIN_WEIGHT * is_first + 2 * is_wanted + 2 * one.is_marked + 3 * one.is_inside


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading that is not the site's; `is_inside` a text part, `is_marked` as a title; `article`
    is the element (`mem_id`) of the innermost article around it."""

    node: LexborNode
    text: str
    folded: str
    is_inside: bool
    is_marked: bool
    article: int


def _headings(tree: LexborHTMLParser, css: str, sites: frozenset[str]) -> Iterator[_Heading]:
    for node in tree.css(css)[:_MAX_NODES]:
        text = text_of(node)
        folded = fold_word(text)
        own = class_and_id(node)
        above = list(elements_around(node))
        is_inside = any(one.tag in TEXT_PARTS for one in above)
        is_site = bool(_LOGO.search(own)) or any(_is_of_site(one, is_inside) for one in above)
        if not text or folded in sites or is_site or _leads_home(node):
            continue
        article = next((one.mem_id for one in above if one.tag == "article"), 0)
        is_marked = (
            bool(_ARTICLE_TITLE.search(own)) or _is_headline(node) or _heads_only_section(node)
        )
        yield _Heading(node, text, folded, is_inside, is_marked, article)


def _is_headline(node: LexborNode) -> bool:
    return node.attributes.get("itemprop") == "headline"


def _heads_only_section(node: LexborNode) -> bool:
    """Whether the first heading of a page is that of a section around all others, as in a part of a
    DocBook: others of its level stand in sections inside it.
    """
    around = [one for one in elements_around(node) if one.tag in _SECTIONS]
    if len(around) != 1:
        return False
    headings = around[0].css("h1, h2, h3")
    same = [one for one in headings if one.tag == node.tag and one.mem_id != node.mem_id]
    is_first = bool(headings) and headings[0].mem_id == node.mem_id
    return is_first and all(_section_of(one) != around[0].mem_id for one in same) and bool(same)


def _section_of(node: LexborNode) -> int:
    return next(one.mem_id for one in elements_around(node) if one.tag in _SECTIONS)


def elements_around(node: LexborNode) -> Iterator[LexborNode]:
    """The elements of the body around a node, the innermost first; `_MAX_DEPTH` at most."""
    above = islice(ancestors(node), _MAX_DEPTH)
    return takewhile(lambda one: one.tag not in ("body", "html"), above)


def _is_of_site(node: LexborNode, inside: bool) -> bool:
    if node.tag in _SITE_TAGS or node.attributes.get("role") in _SITE_ROLES:
        return True
    return not inside and bool(_LOGO.search(class_and_id(node)))


def _leads_home(node: LexborNode) -> bool:
    """Whether a heading is a link to the first page of the site, as a logo is."""
    link = node.css_first("a[href]")
    target = (link.attributes.get("href") or "").strip() if link is not None else ""
    is_home = target in ("/", "./", "../", "index.html", "index.php") or bool(
        re.fullmatch(r"https?://[^/]+/?", target)
    )
    return is_home and link is not None and text_of(link) == text_of(node)
