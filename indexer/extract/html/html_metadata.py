"""Reads the metadata of an HTML page: Highwire, Dublin Core, JSON-LD, microdata, Open Graph.

In this order of precedence; nothing is guessed from the page's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract import metadata
from indexer.extract.html import json_ld
from indexer.extract.html.blocks import PERMALINK_SIGN
from indexer.extract.text.clean import clean_line
from indexer.model import Metadata, Relation

_Found = dict[str, list[str]]

# Sources of each field, best first. "ld:" is JSON-LD, "item:" microdata.
_TITLE: Final = "citation_title dc.title dcterms.title ld:headline ld:name item:headline"
_SITE_TITLE: Final = "og:title twitter:title"  # often with the site's name
_CREATOR: Final = (
    "citation_author citation_authors dc.creator dcterms.creator ld:author item:author author "
    "article:author rel:author"
)
_DATE: Final = (
    "citation_publication_date citation_date citation_online_date citation_cover_date "
    "dc.date.issued dcterms.issued dcterms.date.issued dc.date dcterms.date ld:datepublished "
    "item:datepublished article:published_time og:published_time datepublished date pubdate time: "
    "dcterms.created dc.date.created ld:datecreated"
)
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


def read(tree: LexborHTMLParser, source: str) -> Metadata:
    """The page's own metadata, without languages; `source` is the text of `tree`."""
    found = _collect(tree)
    found["saved:"] = _SAVED_FROM.findall(source[:_HEAD_CHARS])
    series = _first(metadata.title, found, _SERIES)
    return Metadata(
        title=_first(metadata.title, found, _TITLE) or _title(tree, found),
        creators=_all(metadata.creators, found, _CREATOR),
        date=_first(metadata.iso_date, found, _DATE),
        type=_first(metadata.kind, found, _TYPE),
        subjects=_all(metadata.subjects, found, _SUBJECT),
        description=_first(metadata.text, found, _DESCRIPTION),
        publisher=_first(metadata.title, found, _PUBLISHER),
        rights=_first(metadata.text, found, _RIGHTS)
        or _first(metadata.web_address, found, _RIGHTS),
        identifier=metadata.identifier(v for k in _IDENTIFIER.split() for v in found.get(k, ())),
        relations=(Relation("isPartOf", series),) if series else (),
        source=_first(metadata.web_address, found, _SOURCE),
    )


def _first(parse: Callable[[str], str], found: _Found, names: str) -> str:
    values = (parse(value) for name in names.split() for value in found.get(name, ()))
    return next(filter(None, values), "")


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
_SITE_NAME: Final = re.compile(r"(?<!\s)\s++[|–—·»«•:-]++\s+")


def _title(tree: LexborHTMLParser, found: _Found) -> str:
    """Open Graph's title or <title>, without the site's name, else the first h1."""
    node, heading = tree.css_first("title"), tree.css_first("h1")
    wholes = [value for name in _SITE_TITLE.split() for value in found.get(name, ())]
    wholes.append(node.text() if node else "")
    first = clean_line(PERMALINK_SIGN.sub("", heading.text(separator=" "))) if heading else ""
    sites = {clean_line(name).casefold() for name in found.get("og:site_name", ())}
    titles = (metadata.title(_without_site(clean_line(whole), first, sites)) for whole in wholes)
    return next(filter(None, titles), "") or metadata.title(first)


def _without_site(whole: str, heading: str, sites: set[str]) -> str:
    """A page's title without the name of the site behind it."""
    parts = _SITE_NAME.split(whole)
    if len(parts) > 1 and heading and heading in parts:
        return heading
    if len(parts) > 1 and parts[-1].casefold() in sites:
        return whole[: whole.rfind(parts[-1])].rstrip(" |–—·»«•:-")
    return whole


def _collect(tree: LexborHTMLParser) -> _Found:
    found: _Found = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        if name and (content := attributes.get("content")):
            found.setdefault(_PREFIX.sub(r"\1.", name.strip().casefold()), []).append(content)
    for node in tree.css("link[rel][href]"):
        for relation in (node.attributes.get("rel") or "").casefold().split():
            found.setdefault(f"link:{relation}", []).append(node.attributes.get("href") or "")
    scripts = tree.css('script[type^="application/ld+json"]')
    for name, value in json_ld.values(script.text() for script in scripts):
        found.setdefault(f"ld:{name}", []).append(value)
    for name, value in _microdata(tree):
        found.setdefault(f"item:{name}", []).append(value)
    found["time:"] = [v for node in tree.css(_PUBLISHED)[:1] for v in element_values(node)]
    authors = {clean_line(node.text()) for node in tree.css(_AUTHOR)[:_MAX_ITEMS]}
    found["rel:author"] = list(authors) if len(authors) == 1 else []
    return found


_PREFIX: Final = re.compile(r"^(dc|dcterms):")
_PUBLISHED: Final = "time[pubdate], time.published, time.entry-date, article header time[datetime]"
_AUTHOR: Final = "article a[rel~=author], main a[rel~=author]"


# --- microdata ------------------------------------------------------------------------------------

_MAX_ITEMS: Final = 500
_MAX_DEPTH: Final = 50
_ITEMS: Final = "[itemprop=headline], [itemprop=datePublished], [itemprop=author]"


def _microdata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """(lower-case name, value) of the works that the page marks up; comments have authors too."""
    for node in tree.css(_ITEMS)[:_MAX_ITEMS]:
        if node.tag != "meta" and json_ld.WORK_TYPES.search(_item_type(node)):
            named = node.css_first("[itemprop=name]") or node
            for value in element_values(named)[:1]:
                yield (node.attributes.get("itemprop") or "").casefold(), value


def _item_type(node: LexborNode) -> str:
    """The type of the item whose property the node is."""
    parent = node.parent
    for _ in range(_MAX_DEPTH):
        if parent is None or "itemscope" in parent.attributes:
            break
        parent = parent.parent
    return (parent.attributes.get("itemtype") or "") if parent is not None else ""


def element_values(node: LexborNode) -> list[str]:
    """The values of an element: those for programs first, then its text."""
    attributes = node.attributes
    candidates = [attributes.get("datetime"), attributes.get("content"), node.text(separator=" ")]
    return [value for value in candidates if value]
