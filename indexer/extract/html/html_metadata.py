"""Reads the metadata of an HTML page: Highwire, Dublin Core, JSON-LD, microdata, Open Graph.

In this order of precedence; dates and titles also from where the page shows them (`page_dates`,
`page_title`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract import bylines, metadata
from indexer.extract.html import json_ld
from indexer.extract.html.blocks import Block, collect_blocks
from indexer.extract.html.boilerplate import is_never_text
from indexer.extract.html.element_attributes import class_and_id, element_values
from indexer.extract.html.lineage import ancestors
from indexer.extract.html.marked_dates import is_of_article
from indexer.extract.html.page_dates import page_date
from indexer.extract.html.page_heading import elements_around, page_heading, site_names, text_of
from indexer.extract.html.page_title import page_title, title_parts
from indexer.extract.text.clean import clean_line
from indexer.extract.withheld import Withheld
from indexer.folding import fold_word
from indexer.model import Metadata, Relation

_Found = dict[str, list[str]]

# Sources of each field, best first. "ld:" is JSON-LD, "item:" microdata.
_TITLE: Final = "citation_title dc.title dcterms.title ld:headline ld:name item:headline"
_SITE_TITLE: Final = "og:title twitter:title title:"  # often with the site's name
_SITE: Final = "og:site_name application-name ld:site"
# What a publisher states for libraries, and the byline of the page itself.
_STATED_CREATOR: Final = "citation_author citation_authors item:author rel:author"
# What programs write there is often who typed the page.
_TYPIST: Final = "dc.creator dcterms.creator ld:author author article:author web_author"
_SUBJECT: Final = (
    "citation_keywords dc.subject dcterms.subject ld:keywords article:tag keywords news_keywords"
)
_DESCRIPTION: Final = (
    "citation_abstract dcterms.abstract dc.description dcterms.description ld:description "
    "og:description description twitter:description"
)
_PUBLISHER: Final = "citation_publisher dc.publisher dcterms.publisher ld:publisher og:site_name"
_RIGHTS: Final = "dc.rights dcterms.rights dcterms.license ld:license link:license copyright"
_IDENTIFIER: Final = "citation_doi dc.identifier.doi dc.identifier dcterms.identifier citation_isbn"
_SOURCE: Final = "link:canonical og:url citation_public_url ld:url saved:"
_SERIES: Final = (
    "citation_journal_title citation_series_title dcterms.ispartof dc.relation.ispartof ld:ispartof"
)
_TYPE: Final = "dc.type dcterms.type"


_LISTS: Final = frozenset(_SUBJECT.split())
_SCREENED: Final = frozenset(
    f"title: {_TITLE} {_SITE_TITLE} {_DESCRIPTION} {_PUBLISHER} {_RIGHTS} {_IDENTIFIER} {_SOURCE} "
    f"{_SERIES}".split()
)


def read(
    tree: LexborHTMLParser, source: str, blocks: Sequence[Block], withheld: Withheld
) -> Metadata:
    """The page's own metadata, without languages; `source` is the text of `tree`, `blocks` are
    those of its text and what stands beside it.

    Values with personal data are held back, and names that the page does not state as its author.
    """
    found = _collect(tree)
    found["saved:"] = _SAVED_FROM.findall(source[:_HEAD_CHARS])
    for name in _SCREENED & set(found):
        found[name] = withheld.screen(found[name])
    for name in _LISTS & set(found):
        found[name] = withheld.screen_lists(found[name])
    creators = _all(metadata.creators, found, _STATED_CREATOR)
    described = replace(_described(tree, found, blocks), creators=creators)
    named = [value for name in _TYPIST.split() for value in found.get(name, ())]
    withheld.screen(named)  # counts what `creators` refuses
    if creators:
        return described
    if named:
        typists = replace(described, creators=metadata.creators(named))
        described = withheld.without_typists(typists, _byline_lines(tree), words(tree))
    return described if described.creators else replace(described, creators=_signed(tree))


def _described(tree: LexborHTMLParser, found: _Found, blocks: Sequence[Block]) -> Metadata:
    series = _first(metadata.title, found, _SERIES)
    stated, shown = _values(found, _TITLE), _values(found, _SITE_TITLE)
    sites = site_names(tree, _values(found, _SITE), shown)
    heading = page_heading(tree, sites, title_parts([*stated, *shown]))
    source = _first(metadata.web_address, found, _SOURCE)
    return Metadata(
        title=page_title(stated, shown, heading, sites),
        date=page_date(tree, found | {"address:": [source]}, heading, blocks),
        type=_first(metadata.kind, found, _TYPE),
        subjects=_all(metadata.subjects, found, _SUBJECT),
        description=_first(metadata.text, found, _DESCRIPTION),
        publisher=_first(metadata.title, found, _PUBLISHER),
        rights=_first(metadata.text, found, _RIGHTS)
        or _first(metadata.web_address, found, _RIGHTS),
        identifier=metadata.identifier(v for k in _IDENTIFIER.split() for v in found.get(k, ())),
        relations=(Relation("isPartOf", series),) if series else (),
        source=source,
    )


# Where a page names its author, beside the lines around its first heading.
_BYLINE_PLACES: Final = (
    "[rel~=author], [itemprop=author], [class*=byline], [class*=author], [class*=autor], "
    "[class*=auteur], address"
)
_MAX_BYLINES: Final = 50
_LINES_BEFORE_HEADING: Final = 3


def _byline_lines(tree: LexborHTMLParser) -> list[str]:
    """What may be a byline: elements that say so, and the lines around the first heading."""
    marked = [node for node in tree.css(_BYLINE_PLACES)[:_MAX_BYLINES] if node.tag != "meta"]
    lines = [line for node in marked for line in (clean_line(node.text(separator=" ")), "")]
    return lines + _lines_at_heading(tree)


def _lines_at_heading(tree: LexborHTMLParser) -> list[str]:
    """The lines around the first heading; empty ones separate its paragraphs."""
    if tree.body is None:
        return []
    lines: list[str] = []
    blocks = collect_blocks(tree.body, lambda node, _: is_never_text(node), lambda *_: False).blocks
    heading = next((place for place, block in enumerate(blocks) if block.level == 1), 0)
    first = max(heading - _LINES_BEFORE_HEADING, 0)
    for block in blocks[first : first + bylines.FIRST_LINES]:
        lines += (*block.text.splitlines(), "")
    return lines


def _signed(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The authors whom the page itself names, in an element that says so or behind "Autoras:";
    none on a page with the articles of several.
    """
    marked = [node for node in tree.css(_BYLINE_PLACES)[:_MAX_BYLINES] if node.tag != "meta"]
    own = [node for node in marked if is_of_article(node) and not _is_of_picture(node)]
    lines = (clean_line(node.text(separator=" ")) for node in own)
    found = {names for names in map(bylines.signed_authors, lines) if names}
    if not found:
        found = {bylines.labelled_authors(_lines_at_heading(tree))}
    # Each is one name, whatever commas it has.
    return metadata.creators(f"{name};" for name in found.pop()) if len(found) == 1 else ()


def _is_of_picture(node: LexborNode) -> bool:
    """Whether a byline names who made a picture, or a translation."""
    around = [node, *elements_around(node)]
    return any(one.tag in ("figure", "figcaption") for one in around) or any(
        _OTHER_WORK.search(class_and_id(one)) for one in around[:2]
    )


_OTHER_WORK: Final = re.compile(
    r"foto|photo|imag|caption|ilustra|illustr|tradu|translat|video", re.IGNORECASE
)


def words(tree: LexborHTMLParser) -> str:
    """All words of the page, as its readers see them."""
    return clean_line(tree.body.text(separator=" ")) if tree.body else ""


def _values(found: _Found, names: str) -> list[str]:
    return [value for name in names.split() for value in found.get(name, ())]


def _first(parse: Callable[[str], str], found: _Found, names: str) -> str:
    return next(filter(None, map(parse, _values(found, names))), "")


def _all(
    parse: Callable[[Iterable[str]], tuple[str, ...]], found: _Found, names: str
) -> tuple[str, ...]:
    """All values of the best source that has a usable one."""
    values = (parse(found.get(name, ())) for name in names.split())
    return next(filter(None, values), ())


_HEAD_CHARS: Final = 4_096  # in which browsers note where they saved a page from
_SAVED_FROM: Final = re.compile(
    r"<!--\s*(?:saved from url=(?:\(\d+\))?|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)"
)


def _collect(tree: LexborHTMLParser) -> _Found:
    found: _Found = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or _own_item(node)
        if name and (content := attributes.get("content")):
            found.setdefault(_PREFIX.sub(r"\1.", name.strip().casefold()), []).append(content)
    for node in tree.css("link[rel][href]"):
        for relation in (node.attributes.get("rel") or "").casefold().split():
            found.setdefault(f"link:{relation}", []).append(node.attributes.get("href") or "")
    for name, value in _microdata(tree):
        found.setdefault(f"item:{name}", []).append(value)
    found["title:"] = [node.text() for node in tree.css("title")[:1]]
    scripts = tree.css('script[type^="application/ld+json"]')
    shown = title_parts(
        [*_values(found, _SITE_TITLE), *map(text_of, tree.css("h1")[:_MAX_HEADINGS])]
    )
    titles = frozenset(map(fold_word, shown))
    for name, value in json_ld.values((script.text() for script in scripts), titles):
        found.setdefault(f"ld:{name}", []).append(value)
    authors = {clean_line(node.text()) for node in tree.css(_AUTHOR)[:_MAX_ITEMS]}
    found["rel:author"] = list(authors) if len(authors) == 1 else []
    return found


_PREFIX: Final = re.compile(r"^(dc|dcterms):")
_MAX_HEADINGS: Final = 5
_AUTHOR: Final = "article a[rel~=author], main a[rel~=author]"


# --- microdata ------------------------------------------------------------------------------------

_MAX_ITEMS: Final = 500
_MAX_DEPTH: Final = 50
_ITEMS: Final = "[itemprop=headline], [itemprop=author]"


def _own_item(node: LexborNode) -> str | None:
    """The property that a meta element gives, unless it is a date: that may be of any item."""
    item = node.attributes.get("itemprop") or ""
    return None if item.startswith("date") else item


def _microdata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """(lower-case name, value) of the works that the page marks up; comments have authors too."""
    for node in tree.css(_ITEMS)[:_MAX_ITEMS]:
        if node.tag != "meta" and json_ld.WORK_TYPES.search(_item_type(node)):
            named = node.css_first("[itemprop=name]") or node
            name = (node.attributes.get("itemprop") or "").casefold()
            # An author is who is named on the page, not in an attribute.
            values = [named.text(separator=" ")] if name == "author" else element_values(named)
            for value in values[:1]:
                yield name, value


def _item_type(node: LexborNode) -> str:
    """The type of the item whose property the node is."""
    around = islice(ancestors(node), _MAX_DEPTH)
    item = next((one for one in around if "itemscope" in one.attributes), None)
    return (item.attributes.get("itemtype") or "") if item is not None else ""
