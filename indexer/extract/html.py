"""HTML: trafilatura finds the main text, selectolax where trafilatura finds too little."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import trafilatura
import trafilatura.settings
from lxml import etree  # type: ignore[import-untyped] # has no type information
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.extract import html_metadata, metadata
from indexer.extract.bounds import Allowance, Bounds
from indexer.extract.charset import decode
from indexer.extract.html_blocks import Block, content
from indexer.extract.html_choice import chosen
from indexer.extract.html_parts import Site
from indexer.extract.html_sections import Section, sections
from indexer.model import Extraction, Metadata, Origin, Passage, ProblemKind

# It reports each odd page on its loggers; what matters is in what it returns.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

_MEDIA_TYPE: Final = "text/html"
# Measured: on 82 of 612 manual-like pages trafilatura keeps under half of it.
_LEAST_TEXT: Final = 250  # characters
_LEAST_SHARE: Final = 0.3
# Trafilatura refuses larger pages anyway, and takes about 0.3 s for each million characters.
_LONGEST_FOR_TRAFILATURA: Final = 10_000_000
# What its code raises on odd trees, beside lxml's own.
_TRAFILATURA_ERRORS: Final = (
    etree.LxmlError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_MARKUP_PER_TEXT: Final = 4  # bytes of file that are read for each character that may be given
_MAX_LABEL: Final = 300  # characters


def extract_html(file: Path, path: str, bounds: Bounds) -> Extraction:
    """The sections of an HTML page, the page's own metadata, and what went wrong.

    Raises:
        ExtractionFailed: DAMAGED (the bytes are no text) or NO_TEXT.
    """
    allowance = Allowance(path, bounds)
    source = _read(file, allowance)
    try:
        tree = LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, f"selectolax: {error}") from error
    own = html_metadata.read(tree)
    page = _main_text(source, tree, own)
    described = own.over(Metadata(title=metadata.title(page.title), date=page.date))
    passages = tuple(_passages(sections(page.blocks, described.title), allowance))
    if not any(passage.text for passage in passages):
        raise ExtractionFailed(ProblemKind.NO_TEXT)
    return Extraction(_MEDIA_TYPE, described, passages, tuple(allowance.problems))


def preload() -> None:
    """Have trafilatura build its tables now: the first page of a process costs 0.1 s more."""
    page = "<html><body><main><h1>A title</h1><p>Some text of a page.</p></main></body></html>"
    _main_text(page, LexborHTMLParser(page), Metadata())


@dataclass(frozen=True, slots=True)
class _Main:
    """The main text of a page, and what trafilatura found out about it."""

    blocks: list[Block]
    title: str = ""
    date: str = ""

    @property
    def length(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)


def _read(file: Path, allowance: Allowance) -> str:
    limit = allowance.bounds.max_text * _MARKUP_PER_TEXT
    with file.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        detail = f"the rest of the file is left out, after {limit:,} bytes"
        allowance.report(ProblemKind.TEXT_CUT, detail)
    source = decode(data[:limit])
    if data.startswith(b"%PDF-") or source.count("\0", 0, 4096) > 4:
        raise ExtractionFailed(ProblemKind.DAMAGED, "this is no text, so it cannot be HTML")
    return source.replace("\0", "")


def _main_text(source: str, tree: LexborHTMLParser, own: Metadata) -> _Main:
    """The main text as trafilatura sees it, or where it sees too little, as the page is marked up.

    Trafilatura only shows where it is. Its own tree has lost nine of ten headings
    of DocBook pages and moved words past their neighbours (measured on a quarter of the shared
    pages: 26 of 264 headings left), so the blocks themselves are those of the page.
    """
    site = Site.of(tree)
    plain = _Main(
        [b for b in content(_root(tree), site.owns, site.may_own).blocks if not b.doubtful]
    )
    # Looking for a title and a date takes trafilatura as long as for the text.
    found = _by_trafilatura(source, search=not (own.title and own.date))
    if found is None:
        return plain
    everything = content(tree.body or _root(tree), site.owns, site.may_own)
    main = _Main(
        chosen(everything, " ".join(found.body.itertext()), own.title),
        title=found.title or "",
        date=metadata.iso_date(found.date or ""),
    )
    is_little = main.length < max(_LEAST_TEXT, _LEAST_SHARE * plain.length)
    return replace(main, blocks=plain.blocks) if is_little and plain.length > main.length else main


def _by_trafilatura(source: str, search: bool) -> trafilatura.settings.Document | None:
    if len(source) > _LONGEST_FOR_TRAFILATURA:
        return None
    try:
        found = trafilatura.bare_extraction(
            source, favor_precision=True, include_comments=False, with_metadata=search
        )
    except _TRAFILATURA_ERRORS:
        return None  # then selectolax's text is taken: nothing is missing, so it is no problem
    return found if isinstance(found, trafilatura.settings.Document) else None


def _root(tree: LexborHTMLParser) -> LexborNode:
    """The only article, else the main part, else the body."""
    articles = tree.css("article")
    main = tree.css_first("main") or tree.css_first('[role="main"]')
    root = articles[0] if len(articles) == 1 else main or tree.body or tree.root
    if root is None:
        raise ExtractionFailed(ProblemKind.NO_TEXT)
    return root


def _passages(found: list[Section], allowance: Allowance) -> Iterator[Passage]:
    for number in range(1, allowance.pages(len(found)) + 1):
        section = found[number - 1]
        heading = section.heading[:_MAX_LABEL]
        yield Passage(
            number=number,
            label=heading or str(number),
            text=allowance.take(section.text, number),
            title=heading,
            origin=Origin.HTML,
            anchor=section.anchor,
        )
