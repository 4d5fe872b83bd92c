"""What an HTML page says of itself: Dublin Core, Highwire, JSON-LD, Open Graph, in this order."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from indexer.extract import metadata
from indexer.extract.clean import clean_line
from indexer.model import Metadata, Relation

_Said = dict[str, list[str]]

# Where each value is looked for, best first. "ld:" is JSON-LD.
_TITLE: Final = "citation_title dc.title dcterms.title ld:headline ld:name og:title twitter:title"
_CREATOR: Final = "citation_author dc.creator dcterms.creator ld:author author article:author"
_DATE: Final = (
    "citation_publication_date citation_date dc.date.issued dcterms.issued dc.date dcterms.date "
    "ld:datepublished article:published_time og:published_time datepublished date "
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
_SOURCE: Final = "link:canonical og:url citation_public_url"
_SERIES: Final = (
    "citation_journal_title citation_series_title dcterms.ispartof dc.relation.ispartof ld:ispartof"
)
_TYPE: Final = "dc.type dcterms.type"


def read(tree: LexborHTMLParser) -> Metadata:
    """The page's own metadata, without languages."""
    said = _said(tree)
    series = _first(metadata.title, said, _SERIES)
    return Metadata(
        title=_first(metadata.title, said, _TITLE) or _title(tree, said),
        creators=_all(metadata.creators, said, _CREATOR),
        date=_first(metadata.iso_date, said, _DATE),
        type=_first(metadata.title, said, _TYPE),
        subjects=_all(metadata.subjects, said, _SUBJECT),
        description=_first(metadata.text, said, _DESCRIPTION),
        publisher=_first(metadata.title, said, _PUBLISHER),
        rights=_first(metadata.text, said, _RIGHTS) or _first(metadata.web_address, said, _RIGHTS),
        identifier=metadata.identifier(v for k in _IDENTIFIER.split() for v in said.get(k, ())),
        relations=(Relation("isPartOf", series),) if series else (),
        source=_first(metadata.web_address, said, _SOURCE),
    )


def _first(usable: Callable[[str], str], said: _Said, names: str) -> str:
    values = (usable(value) for name in names.split() for value in said.get(name, ()))
    return next(filter(None, values), "")


def _all(
    usable: Callable[[Iterable[str]], tuple[str, ...]], said: _Said, names: str
) -> tuple[str, ...]:
    """All values of the best source that has a usable one."""
    values = (usable(said.get(name, ())) for name in names.split())
    return next(filter(None, values), ())


_SITE_NAME: Final = re.compile(r"\s+[|–—·»«•:-]+\s+")


def _title(tree: LexborHTMLParser, said: _Said) -> str:
    """<title> without the site's name, else the first h1."""
    node, heading = tree.css_first("title"), tree.css_first("h1")
    whole = clean_line(node.text()) if node else ""
    first = clean_line(heading.text(separator=" ")) if heading else ""
    sites = {clean_line(name).casefold() for name in said.get("og:site_name", ())}
    parts = _SITE_NAME.split(whole)
    if len(parts) > 1 and first and first in parts:
        whole = first
    elif len(parts) > 1 and parts[-1].casefold() in sites:
        whole = whole[: whole.rfind(parts[-1])].rstrip(" |–—·»«•:-")
    return metadata.title(whole) or metadata.title(first)


def _said(tree: LexborHTMLParser) -> _Said:
    said: _Said = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        if name and (content := attributes.get("content")):
            said.setdefault(name.strip().casefold(), []).append(content)
    for node in tree.css("link[rel][href]"):
        for relation in (node.attributes.get("rel") or "").casefold().split():
            said.setdefault(f"link:{relation}", []).append(node.attributes.get("href") or "")
    for name, value in _of_json(tree):
        said.setdefault(f"ld:{name}", []).append(html.unescape(value))
    return said


# --- JSON-LD --------------------------------------------------------------------------------------

_MAX_JSON: Final = 500_000  # characters of one script
_MAX_NODES: Final = 2_000
_WORKS: Final = re.compile(
    r"article|blogposting|report|book|chapter|creativework|thesis|publication|review|essay"
)
_JSON_NAMES: Final = {
    "headline", "name", "author", "creator", "datepublished", "datecreated", "keywords",
    "description", "publisher", "license", "ispartof",
}  # fmt: skip


def _of_json(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """(lower-case name, value) of the first work that a script describes."""
    nodes = [node for script in _scripts(tree) for node in _nodes(script)]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    work = next((node for node in nodes if _WORKS.search(str(node.get("@type")).casefold())), {})
    for key, value in work.items():
        name = key.casefold()
        if name in _JSON_NAMES:
            for text in _texts(value, named):
                yield "author" if name == "creator" else name, text


def _scripts(tree: LexborHTMLParser) -> Iterator[object]:
    for script in tree.css('script[type="application/ld+json"]'):
        source = script.text()
        try:
            yield json.loads(source, strict=False) if len(source) <= _MAX_JSON else None
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common, and nothing that staff could mend


def _nodes(script: object) -> Iterator[dict[str, object]]:
    """The objects of a script: one, several, or those of a @graph."""
    waiting = [script]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.append(value.get("@graph"))


def _texts(value: object, named: dict[object, dict[str, object]]) -> Iterator[str]:
    """The strings in a value: its own, those of a list, the names of objects."""
    for item in value if isinstance(value, list) else [value]:
        described = item
        if isinstance(item, dict):
            described = item.get("name") or named.get(item.get("@id"), {}).get("name")
        if isinstance(described, str):
            yield described
