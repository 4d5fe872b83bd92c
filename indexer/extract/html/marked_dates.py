"""Finds the dates that a page's elements mark as those of its article: `time`, classes, microdata.

A page has dates of comments, events and other articles too: a date belongs to the article if it
stands with its heading, and under no other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract import metadata
from indexer.extract.html.element_attributes import class_and_id
from indexer.extract.html.page_heading import PageHeading, elements_around
from indexer.extract.stated_dates import Saying, StatedDate, stated_dates
from indexer.extract.text.clean import clean_line

_MARKED: Final = (
    "time, [itemprop=datePublished], [itemprop=dateModified], [class*=date], [class*=Date], "
    "[class*=fecha], [class*=publi], [class*=posted]"
)
_HEADINGS: Final = "h1, h2, h3"
_PUBLISHED_CLASS: Final = re.compile(
    r"(?<![a-z])(?:published|pub-?date|entry-?date|post-?date|posted-on|dt-published|"
    r"article-?date|date-?published|published-?date|fecha-?publicacion|publicado)(?![a-z])",
    re.IGNORECASE,
)
_UPDATED_CLASS: Final = re.compile(
    r"(?<![a-z])(?:updated?|modified|lastmod|dt-updated|actualizad[oa])(?![a-z])", re.IGNORECASE
)
_OTHER_CLASS: Final = re.compile(
    r"(?<![a-z])(?:events?|eventos?|start|end|dtstart|dtend|deadline|comments?|comentarios?|"
    r"comment-list|related|relacionad[ao]s|recent|recientes|widget|sidebar|teasers?|archive|"
    r"calendar|agenda|tribe|siguiente|anterior|prev|next|menu|carousel|slider|breaking|latest)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_MAX_LINE_WORDS: Final = 30  # of the line that a marked date stands in
_MAX_MARKED_CHARS: Final = 100
_MAX_NODES: Final = 300
_MAX_SMALL_WORDS: Final = 3
_SITE_ROLES: Final = frozenset(["navigation", "complementary", "contentinfo", "dialog"])
_INLINE_TAGS: Final = frozenset(
    ["a", "abbr", "b", "em", "font", "i", "label", "small", "span", "strong", "time", "u", "img"]
)


def marked_dates(tree: LexborHTMLParser, heading: PageHeading | None) -> list[StatedDate]:
    """The dates that elements mark as those of the page's article, the nearest first."""
    surroundings = _Surroundings.of(tree, heading)
    nodes = tree.css(f"{_HEADINGS}, {_MARKED}")[:_MAX_NODES]
    place = next((n for n, node in enumerate(nodes) if node.mem_id == surroundings.own), None)
    beside: list[StatedDate] = []
    farther: list[StatedDate] = []
    for number, node in enumerate(nodes):
        if node.tag in ("h1", "h2", "h3") or not surroundings.hold(node):
            continue
        if (one := _marked_date(node)) is not None:
            is_near = place is not None and not _headings_between(nodes, place, number)
            (beside if is_near else farther).append(one)
    is_list = len({one.iso for one in farther if one.saying is not Saying.UPDATED}) > 1
    return beside if beside or is_list else farther


def _headings_between(nodes: Sequence[LexborNode], one: int, other: int) -> bool:
    """Whether a date stands under, or above, another heading than that of the page."""
    first, last = sorted((one, other))
    return any(node.tag in ("h1", "h2", "h3") for node in nodes[first + 1 : last])


def _marked_date(node: LexborNode) -> StatedDate | None:
    """The date of an element; None where it is that of something else."""
    said = _saying(node)
    if said is None:
        return None
    shown = clean_line(node.text(separator=" "))
    printed = stated_dates(shown, day_first=True) if len(shown) <= _MAX_MARKED_CHARS else []
    given = node.attributes
    machine = given.get("datetime") or given.get("content") or ""
    if node.tag == "abbr":  # as microformats write a date
        machine = given.get("title") or ""
    iso = metadata.iso_date(machine)
    if printed and (not iso or printed[0].saying is not Saying.ALONE):
        return StatedDate(min(said, printed[0].saying), printed[0].iso)
    return StatedDate(said, iso) if iso else None


def _saying(node: LexborNode) -> Saying | None:
    """What a marked date says; None where it is that of something else."""
    attributes = node.attributes
    item = attributes.get("itemprop") or ""
    own = f"{attributes.get('class') or ''} {attributes.get('property') or ''}"
    if item == "datePublished" or "pubdate" in attributes:
        return Saying.PUBLISHED
    if item == "dateModified":
        return Saying.UPDATED
    if _OTHER_CLASS.search(own):
        return None
    if _PUBLISHED_CLASS.search(own):
        return Saying.PUBLISHED
    if _UPDATED_CLASS.search(own):
        return Saying.UPDATED
    if node.tag != "time":
        return Saying.ALONE
    line = _line_around(node)
    if len(line.split()) > _MAX_LINE_WORDS or _is_sentence(line, node):
        return None
    said = {one.saying for one in stated_dates(line, day_first=True)}
    if Saying.UPDATED in said and Saying.PUBLISHED not in said:
        return Saying.UPDATED
    return Saying.PUBLISHED if Saying.PUBLISHED in said else Saying.ALONE


def _line_around(node: LexborNode) -> str:
    """The words of the line that an element stands in."""
    while node.parent is not None and node.parent.tag in _INLINE_TAGS:
        node = node.parent
    parts = [node.text(separator=" ")]
    before, after = node.prev, node.next
    while before is not None and (before.is_text_node or before.tag in _INLINE_TAGS):
        parts.insert(0, before.text(separator=" ") or before.text_content or "")
        before = before.prev
    while after is not None and (after.is_text_node or after.tag in _INLINE_TAGS):
        parts.append(after.text(separator=" ") or after.text_content or "")
        after = after.next
    return clean_line(" ".join(parts))


def _is_sentence(line: str, node: LexborNode) -> bool:
    """Whether the words before a date are those of a sentence, as in "La marcha es el …"."""
    shown = clean_line(node.text(separator=" "))
    before = line.partition(shown)[0] if shown else ""
    lower = [word for word in before.split() if word[:1].islower()]
    return len(lower) > _MAX_SMALL_WORDS


def is_of_article(node: LexborNode) -> bool:
    """Whether an element stands in no comment, no list of other articles, and beside no text."""
    return not any(map(_is_beside, elements_around(node)))


def _is_beside(node: LexborNode) -> bool:
    """Whether an element is no part of the article's text: it quotes, or is beside it."""
    return (
        node.tag in ("nav", "aside", "blockquote")
        or node.attributes.get("role") in _SITE_ROLES
        or bool(_OTHER_CLASS.search(class_and_id(node)))
    )


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around the page's heading: `own` is its element (`mem_id`), `above` are those
    around it, `article` is the only other one in which the article's text may be.
    """

    own: int
    above: frozenset[int]
    article: int
    is_list: bool

    @classmethod
    def of(cls, tree: LexborHTMLParser, heading: PageHeading | None) -> _Surroundings:
        articles = [node.mem_id for node in tree.css("article")[:2]]
        if heading is None:
            only = articles[0] if len(articles) == 1 else 0
            return cls(0, frozenset(), only, is_list=len(articles) > 1)
        above = frozenset(one.mem_id for one in elements_around(heading.node))
        has_own = not above.isdisjoint(articles)
        only = articles[0] if len(articles) == 1 and not has_own else 0
        return cls(heading.node.mem_id, above, only, is_list=False)

    def hold(self, node: LexborNode) -> bool:
        """Whether an element belongs to the article itself, not to one beside or inside it."""
        if self.is_list:
            return False
        for one in elements_around(node):
            if one.mem_id in self.above:
                return True
            if one.tag == "article":
                return one.mem_id == self.article
            if _is_beside(one):
                return False
        return True
