"""Extracts an HTML page: trafilatura finds where the main text is, selectolax reads it.

The only module that imports trafilatura and lxml.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import trafilatura
import trafilatura.settings
from lxml import etree  # type: ignore[import-untyped] # has no type information
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.extract import metadata
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.html import html_metadata
from indexer.extract.html.blocks import Block, Content, collect_blocks
from indexer.extract.html.boilerplate import SiteParts
from indexer.extract.html.charset import decode
from indexer.extract.html.code_entities import keep_code_entities
from indexer.extract.html.css_selectors import SelectedParts
from indexer.extract.html.element_names import name_elements
from indexer.extract.html.hidden_words import remove_hidden_words, uncover_text
from indexer.extract.html.inserted_parts import remove_inserted_parts
from indexer.extract.html.main_text import select_main_text
from indexer.extract.html.note_markup import write_note_marks
from indexer.extract.html.ruby_text import write_ruby_readings
from indexer.extract.html.sections import HtmlSection, list_headings, split_into_sections
from indexer.extract.html.shadow_roots import open_shadow_roots
from indexer.extract.html.styled_lines import part_styled_lines
from indexer.extract.options import MAX_OUTLINE_ENTRIES, Allowance, Options
from indexer.extract.repairs import mojibake
from indexer.extract.text.clean import clean_line
from indexer.extract.text.legibility import lost_words
from indexer.extract.text.roles import section_role
from indexer.extract.withheld import Withheld
from indexer.file_problems import ProblemKind
from indexer.media import HTML
from indexer.messages import NO_MESSAGE, Message, message, plural, quoted, verbatim
from indexer.model import Extraction, HeldBack, Metadata, Origin, Passage, Selector
from indexer.note_marks import without_note_marks

# It logs every odd page; what matters is in its result.
for _name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

# Measured: on 82 of 612 manual-like pages trafilatura keeps under half of it.
_MIN_TEXT_CHARS: Final = 250
_MIN_TEXT_SHARE: Final = 0.3
# Trafilatura refuses larger pages anyway, and takes about 0.3 s for each million characters.
_MAX_TRAFILATURA_CHARS: Final = 10_000_000
# What its code raises on odd trees, besides lxml's own.
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
_MAX_BYTES_PER_CHAR: Final = 4  # bytes of markup read for each character of text allowed
_MAX_LABEL_CHARS: Final = 300
_HEAD_BYTES: Final = 4096  # in which a file's format shows


# How files of other formats begin that are saved as .html.
_OTHER_FORMATS: Final = (
    (re.compile(rb"%PDF-"), message("it is a PDF, so its name should end in .pdf")),
    (re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*MIME-Version:", re.IGNORECASE),
     message("it is a web archive (MHTML)")),
    (re.compile(rb"bplist"), message("it is a web archive of Safari")),
    (re.compile(rb"PK\x03\x04"), message("it is a packed file, such as ZIP, EPUB or Word")),
    (re.compile(rb"\xd0\xcf\x11\xe0|\{\\rtf"), message("it is a file of Word")),
)  # fmt: skip


# What programs leave of a symbolic link that they cannot copy: the path that it leads to.
_LINK_AS_TEXT: Final = re.compile(
    r"\ufeff?(?:!<symlink>)?[^<>\r\n\x00-\x1f]{1,1000}\.(?:x?html?|pdf)\s?", re.IGNORECASE
)


def extract_html(file: ForeignFile, path: str, options: Options) -> Extraction:
    """Extract the sections of an HTML page, its own metadata, and its problems.

    Raises:
        ExtractionFailed: NOT_A_PAGE, LINK_ONLY, DAMAGED or PAGE_WITHOUT_TEXT.
    """
    allowance = Allowance(path, options)
    with file.open("rb") as stream:
        page = read_page(stream.read(max_bytes(options) + 1), allowance, options.selectors)
    passages = tuple(_passages(page.sections, allowance))
    if not any(passage.text for passage in passages):
        raise ExtractionFailed(ProblemKind.PAGE_WITHOUT_TEXT, _explain_empty(page.tree))
    if hidden := page.held_back.hidden_words:
        allowance.report(ProblemKind.HIDDEN_WORDS, plural("{count} word", "{count} words", hidden))
    if unreliable := [passage.number for passage in passages if lost_words(passage.text)]:
        allowance.report(ProblemKind.TEXT_UNRELIABLE, NO_MESSAGE, unreliable[0])
    return Extraction(
        HTML.media_type,
        page.metadata,
        passages,
        tuple(allowance.problems),
        held_back=page.held_back,
        contents=tuple(islice(list_headings(page.sections[: len(passages)]), MAX_OUTLINE_ENTRIES)),
    )


def max_bytes(options: Options) -> int:
    """Bytes of a file that are read; that there is one more says that the rest is left out."""
    return options.max_text * _MAX_BYTES_PER_CHAR


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its own metadata, the sections of its text, and how much was held back."""

    tree: LexborHTMLParser
    metadata: Metadata
    sections: list[HtmlSection]
    held_back: HeldBack


def read_page(data: bytes, allowance: Allowance, selectors: Sequence[Selector]) -> Page:
    """Read the page whose file begins with `data`; more than the allowance is not needed.

    Raises:
        ExtractionFailed: NOT_A_PAGE, LINK_ONLY, DAMAGED or PAGE_WITHOUT_TEXT.
    """
    saved = _source(data, allowance)
    source = mojibake.undo_in_markup(saved)
    if source != saved:
        allowance.report(ProblemKind.TEXT_REPAIRED, NO_MESSAGE)
    source = open_shadow_roots(source)
    try:
        tree = LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, quoted("selectolax", str(error))) from error
    names = name_elements(tree)
    has_inserts = remove_inserted_parts(tree, source)
    withheld = Withheld(remove_hidden_words(tree))
    is_uncovered = uncover_text(tree)
    if has_inserts or is_uncovered or withheld.hidden_words:
        source = tree.html or ""
    # Not in the source: trafilatura drops notes whose number is no link any more.
    _write_plainly(tree)
    selected = SelectedParts(tree, selectors, allowance)
    dropped = selected.dropped()
    found = selected.metadata()
    site = SiteParts.of(tree, dropped)
    everything = collect_blocks(tree.body or _root(tree), site.contains, site.may_contain, names)
    described = found.over(html_metadata.read(tree, source, everything.blocks, withheld))
    selected.report_unmatched(found, described)
    main = _find_main_text(source, _marked_text(tree, site, names), everything, described.title)
    if not described.title:
        described = replace(described, title=_first_heading(main))
    described = replace(described, title=clean_line(without_note_marks(described.title)))
    blocks = selected.text(dropped, names) or main
    sections = split_into_sections(blocks, described.title)
    return Page(tree, described, sections, withheld.result())


def _write_plainly(tree: LexborHTMLParser) -> None:
    """Write into the text what only the markup of its letters and words says."""
    keep_code_entities(tree)
    write_note_marks(tree)
    write_ruby_readings(tree)
    part_styled_lines(tree)
    if tree.root is not None:
        tree.root.merge_text_nodes()


def _first_heading(blocks: Sequence[Block]) -> str:
    """The heading with which the text begins, if it is not the first of several of its level."""
    level = blocks[0].level if blocks else 0
    is_title = bool(level) and sum(block.level == level for block in blocks) == 1
    return metadata.title(blocks[0].text) if is_title else ""


def preload() -> None:
    """Make trafilatura build its tables: the first page of a process costs 0.1 s more."""
    page = "<html><body><main><h1>A title</h1><p>Some text of a page.</p></main></body></html>"
    read_page(page.encode(), Allowance("", Options()), ())


def _source(data: bytes, allowance: Allowance) -> str:
    most = max_bytes(allowance.options)
    if len(data) > most:
        detail = message("the rest of the file is left out, after {most} bytes", most=most)
        allowance.report(ProblemKind.TEXT_CUT, detail)
    for beginning, what in _OTHER_FORMATS:
        if beginning.match(data[:_HEAD_BYTES]):
            raise ExtractionFailed(ProblemKind.NOT_A_PAGE, what)
    source = decode(data[:most])
    if source.count("\0", 0, _HEAD_BYTES) > 4:
        raise ExtractionFailed(ProblemKind.NOT_A_PAGE, message("it is not text"))
    source = source.replace("\0", "")
    if _LINK_AS_TEXT.fullmatch(source):
        raise ExtractionFailed(ProblemKind.LINK_ONLY, verbatim(source.strip()))
    return source


def _explain_empty(tree: LexborHTMLParser) -> Message:
    """What a page without text has instead."""
    if tree.css_first("frameset, iframe"):
        return message("it shows other files in frames")
    if tree.css_first("script"):
        return message("it is built by a script when it is opened")
    has_pictures = tree.css_first("img, svg, picture, canvas")
    return message("it has pictures only") if has_pictures else NO_MESSAGE


def _find_main_text(
    source: str, plain: list[Block], everything: Content, title: str
) -> list[Block]:
    """The main text: where trafilatura finds it or, if it finds too little, by the page's markup.

    Trafilatura only shows the place. Its own tree loses nine of ten headings of DocBook pages and
    moves words past their neighbours (measured on a quarter of the shared pages: 26 of 264 headings
    left), so the blocks themselves are those of the page.
    """
    found = _run_trafilatura(source)
    if found is None:
        return plain
    main = select_main_text(everything, " ".join(found.itertext()), title)
    is_little = _length(main) < max(_MIN_TEXT_CHARS, _MIN_TEXT_SHARE * _length(plain))
    return plain if is_little and _length(plain) > _length(main) else main


def _marked_text(tree: LexborHTMLParser, site: SiteParts, names: Mapping[int, str]) -> list[Block]:
    """The text of the page by its markup."""
    marked = collect_blocks(_root(tree), site.contains, site.may_contain, names).blocks
    return [block for block in marked if not block.probably_boilerplate]


def _length(blocks: Sequence[Block]) -> int:
    """Characters of text."""
    return sum(len(block.text) for block in blocks)


def _run_trafilatura(source: str) -> etree._Element | None:
    """The part of the page that trafilatura takes for its text.

    Its search for a title and a date takes as long as that, and finds what pages do not state.
    """
    if len(source) > _MAX_TRAFILATURA_CHARS:
        return None
    try:
        found = trafilatura.bare_extraction(
            source, favor_precision=True, include_comments=False, with_metadata=False
        )
    except _TRAFILATURA_ERRORS:
        return (
            None  # then the text is found by the markup: nothing is missing, so it is not a problem
        )
    return found.body if isinstance(found, trafilatura.settings.Document) else None


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
        heading = section.heading[:_MAX_LABEL_CHARS]
        passage = Passage(
            number=number,
            label=heading or str(number),
            text=allowance.take(section.text, number),
            title=heading,
            origin=Origin.HTML,
            anchor=section.anchor,
        )
        yield replace(passage, role=section_role(passage))
