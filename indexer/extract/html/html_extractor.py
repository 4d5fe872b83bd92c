"""HTML: trafilatura finds where the main text is, selectolax reads it.

selectolax is known only here and in the modules whose names begin with html, trafilatura only here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import trafilatura
import trafilatura.settings
from lxml import etree  # type: ignore[import-untyped] # has no type information
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.extract import metadata
from indexer.extract.bounds import Allowance, Bounds
from indexer.extract.html import html_metadata
from indexer.extract.html.blocks import Block, content
from indexer.extract.html.boilerplate import Site
from indexer.extract.html.charset import decode
from indexer.extract.html.css_selectors import Selected
from indexer.extract.html.main_text import chosen
from indexer.extract.html.sections import HtmlSection, sections
from indexer.extract.options import Options
from indexer.media import HTML
from indexer.model import Extraction, Metadata, Origin, Passage, ProblemKind, Selector

# It reports each odd page on its loggers; what matters is in what it returns.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

# Measured: on 82 of 612 manual-like pages trafilatura keeps under half of it.
_LEAST_TEXT: Final = 250  # characters
_LEAST_SHARE: Final = 0.3
# Trafilatura refuses larger pages anyway, and takes about 0.3 s for each million characters.
_LONGEST_FOR_TRAFILATURA: Final = 10_000_000
# Looking for a date in all of the text takes three times as long (36 s instead of 12 for the 256
# shared pages), and what it finds there is mostly the date of something told.
_DATES: Final = {"extensive_search": False, "original_date": True}
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
_BEGINNING: Final = 4096  # bytes that tell what a file is


# How files begin that are saved under a name that ends in .html, and are something else.
_OTHERS: Final = (
    (re.compile(rb"%PDF-"), "it is a PDF, so its name should end in .pdf"),
    (re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*MIME-Version:", re.IGNORECASE),
     "it is a web archive (MHTML)"),
    (re.compile(rb"bplist"), "it is a web archive of Safari"),
    (re.compile(rb"PK\x03\x04"), "it is a packed file, such as ZIP, EPUB or Word"),
    (re.compile(rb"\xd0\xcf\x11\xe0|\{\\rtf"), "it is a file of Word"),
)  # fmt: skip


def extract_html(file: Path, path: str, options: Options) -> Extraction:
    """The sections of an HTML page, the page's own metadata, and what went wrong.

    Raises:
        ExtractionFailed: NOT_A_PAGE, DAMAGED or PAGE_WITHOUT_TEXT.
    """
    allowance = Allowance(path, options.bounds)
    with file.open("rb") as stream:
        page = read_page(stream.read(limit(options.bounds) + 1), allowance, options.selectors)
    passages = tuple(_passages(page.sections, allowance))
    if not any(passage.text for passage in passages):
        raise ExtractionFailed(ProblemKind.PAGE_WITHOUT_TEXT, _why_empty(page.tree))
    return Extraction(HTML.media_type, page.metadata, passages, tuple(allowance.problems))


def limit(bounds: Bounds) -> int:
    """Bytes of a file that are read; that there is one more says that the rest is left out."""
    return bounds.max_text * _MARKUP_PER_TEXT


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is understood: what it says of itself, and the sections of its text."""

    tree: LexborHTMLParser
    metadata: Metadata
    sections: list[HtmlSection]


def read_page(data: bytes, allowance: Allowance, selectors: Sequence[Selector]) -> Page:
    """The page whose file begins with `data`; there is no need for more than is allowed.

    Raises:
        ExtractionFailed: NOT_A_PAGE, DAMAGED or PAGE_WITHOUT_TEXT.
    """
    source = _source(data, allowance)
    try:
        tree = LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, f"selectolax: {error}") from error
    selected = Selected(tree, selectors, allowance)
    dropped = selected.dropped()
    found = selected.metadata()
    own = found.over(html_metadata.read(tree, source))
    selected.report_gaps(found, own)
    main = _main_text(source, tree, own, dropped)
    described = own.over(Metadata(title=metadata.title(main.title), date=main.date))
    blocks = selected.text(dropped) or main.blocks
    return Page(tree, described, sections(blocks, described.title))


def preload() -> None:
    """Have trafilatura build its tables now: the first page of a process costs 0.1 s more."""
    page = "<html><body><main><h1>A title</h1><p>Some text of a page.</p></main></body></html>"
    _main_text(page, LexborHTMLParser(page), Metadata(), frozenset())


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


def _source(data: bytes, allowance: Allowance) -> str:
    most = limit(allowance.bounds)
    if len(data) > most:
        detail = f"the rest of the file is left out, after {most:,} bytes"
        allowance.report(ProblemKind.TEXT_CUT, detail)
    for beginning, what in _OTHERS:
        if beginning.match(data[:_BEGINNING]):
            raise ExtractionFailed(ProblemKind.NOT_A_PAGE, what)
    source = decode(data[:most])
    if source.count("\0", 0, _BEGINNING) > 4:
        raise ExtractionFailed(ProblemKind.NOT_A_PAGE, "it is no text")
    return source.replace("\0", "")


def _why_empty(tree: LexborHTMLParser) -> str:
    """What stands in the place of the text in a page without any."""
    if tree.css_first("frameset, iframe"):
        return "it shows other files in frames"
    if tree.css_first("script"):
        return "it is built by a script when it is opened"
    return "it has pictures only" if tree.css_first("img, svg, picture, canvas") else ""


def _main_text(
    source: str, tree: LexborHTMLParser, own: Metadata, dropped: frozenset[int]
) -> _Main:
    """The main text: where trafilatura sees it, or if it sees too little, as the page is marked up.

    Trafilatura only shows where it is. Its own tree has lost nine of ten headings of DocBook pages
    and moved words past their neighbours (measured on a quarter of the shared pages: 26 of 264
    headings left), so the blocks themselves are those of the page.
    """
    site = Site.of(tree, dropped)
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
            source,
            favor_precision=True,
            include_comments=False,
            with_metadata=search,
            date_extraction_params=_DATES,
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
        raise ExtractionFailed(ProblemKind.PAGE_WITHOUT_TEXT)
    return root


def _passages(found: list[HtmlSection], allowance: Allowance) -> Iterator[Passage]:
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
