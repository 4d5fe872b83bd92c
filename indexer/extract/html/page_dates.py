"""Finds the date that a page states as its own; a date in its text says nothing about it.

What says when the page was published is better than a date beside its heading, and that is better
than when it was changed. Lists of other pages, events and years in the text are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from indexer.extract import metadata
from indexer.extract.html.blocks import Block
from indexer.extract.html.marked_dates import marked_dates
from indexer.extract.html.page_heading import PageHeading
from indexer.extract.html.printed_dates import PrintedDates
from indexer.extract.stated_dates import DAY_CHARS, Saying, stated_dates
from indexer.extract.text.clean import letters

PUBLISHED_META: Final = (
    "citation_publication_date citation_date citation_online_date citation_cover_date "
    "dc.date.issued dcterms.issued dcterms.date.issued dc.date dcterms.date dc.date.published "
    "article:published_time article:published og:published_time og:article:published_time "
    "book:release_date datepublished date_published publish_date publish-date publishdate "
    "publication_date published_date published-date pubdate parsely-pub-date sailthru.date "
    "rnews:datepublished prism.publicationdate eprints.date article.published date "
    "dcterms.created dc.date.created"
)
"""Names of meta elements that say when a page was published, best first."""
UPDATED_META: Final = (
    "dcterms.modified dc.date.modified article:modified_time og:updated_time datemodified "
    "date_modified last-modified lastmod revised"
)
"""Names of those that say when it was changed."""

_NO_DATES: Final = frozenset(["1970-01-01", "0001-01-01", "1900-01-01"])
"""What programs write where no date was set."""
# Languages in whose pages the day stands before the month; in English either may.
_DAY_FIRST: Final = frozenset(["es", "pt", "fr", "it", "ca", "gl", "eu", "de", "nl"])
_MAX_ITEMS: Final = 100
_ONE_DAY: Final = timedelta(days=1)


def page_date(
    tree: LexborHTMLParser,
    meta: Mapping[str, Sequence[str]],
    heading: PageHeading | None,
    blocks: Sequence[Block],
) -> str:
    """The page's own date in ISO 8601, as precise as it is stated; empty if there is none.

    `meta` are the values of its head by their names, `blocks` the page's without its site.
    """
    day_first = _is_day_first(tree)
    marked = marked_dates(tree, heading)
    printed = PrintedDates.of(_without_captions(tree, blocks), heading, day_first=day_first)
    shown = [
        *(one.iso for one in marked if one.saying is Saying.PUBLISHED),
        *printed.said(Saying.PUBLISHED),
        *(one.iso for one in marked if one.saying is Saying.ALONE),
        *printed.said(Saying.ALONE),
        *filter(None, map(_date_in_address, meta.get("address:", ()))),
    ]
    in_head = list(_in_head(meta, f"{PUBLISHED_META} ld:datepublished ld:datecreated"))
    candidates = (
        *in_head,
        *shown,
        *_in_head(meta, f"{UPDATED_META} ld:datemodified"),
        *(one.iso for one in marked if one.saying is Saying.UPDATED),
        *printed.said(Saying.UPDATED),
        *_footer_dates(tree, day_first=day_first),
    )
    found = (one for one in candidates if one and one not in _NO_DATES)
    return _as_shown(next(found, ""), [*shown, *(one for one in in_head if len(one) == DAY_CHARS)])


def _without_captions(tree: LexborHTMLParser, blocks: Sequence[Block]) -> list[Block]:
    """The blocks that are no captions, in which a date is that of the picture."""
    captions = {letters(node.text()) for node in tree.css(_CAPTIONS)[:_MAX_ITEMS]}
    return [block for block in blocks if letters(block.text) not in captions]


_CAPTIONS: Final = "figcaption, .wp-caption-text, .caption"


def _as_shown(first: str, others: Iterable[str]) -> str:
    """The date as readers see it: for programs it is often less exact, or the day of another time
    zone.
    """
    if len(first) < DAY_CHARS:
        return next((one for one in others if first and one.startswith(first)), first)
    day = date.fromisoformat(first)
    near = (one for one in others if len(one) == DAY_CHARS)
    return next((one for one in near if abs(day - date.fromisoformat(one)) == _ONE_DAY), first)


def _is_day_first(tree: LexborHTMLParser) -> bool:
    root = tree.css_first("html")
    attributes = root.attributes if root is not None else {}
    code = attributes.get("lang") or attributes.get("xml:lang") or ""
    return code.lower()[:2] in _DAY_FIRST


def _in_head(meta: Mapping[str, Sequence[str]], names: str) -> Iterator[str]:
    for name in names.split():
        yield from map(metadata.iso_date, meta.get(name, ()))


def _footer_dates(tree: LexborHTMLParser, *, day_first: bool) -> Iterator[str]:
    """When the page was changed, as its foot says it ("Última actualización: …")."""
    for node in tree.css("footer, #footer, .footer")[:_MAX_ITEMS]:
        for line in node.text(separator="\n").splitlines():
            for one in stated_dates(line, day_first=day_first):
                if one.saying is Saying.UPDATED:
                    yield one.iso


# --- the address ----------------------------------------------------------------------------------

_IN_PATH: Final = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])(?:/(?P<day>[0-3]\d))?/[^/]"
)


def _date_in_address(address: str) -> str:
    """The date in the page's own address, as blogs have it: /2015/06/07/title."""
    match = _IN_PATH.search(urlsplit(address).path)
    if match is None:
        return ""
    day = int(match["day"]) if match["day"] else None
    return metadata.certain_date(match["year"], match["month"], day)
