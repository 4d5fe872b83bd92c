"""What other readers give when each is used alone, as its manual says; runs in the children."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import pypdf
import pypdfium2
import trafilatura
from selectolax.lexbor import LexborHTMLParser

from indexer.sandbox.protocol import Task

_FURNITURE = "script, style, noscript, template, nav, header, footer, aside, form, title"
_HEADINGS = "h1, h2, h3, h4, h5, h6"


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text: pages of a PDF, the whole page of HTML with its headings."""

    pages: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


def preload() -> None:
    """Nothing of theirs is written between our lines."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def pdfium(task: Task) -> Text:
    """PDFium's text of each page, as it comes."""
    document = pypdfium2.PdfDocument(task.file.read_bytes())
    return _pages(len(document), lambda n: str(document[n].get_textpage().get_text_range()))


def pypdf_alone(task: Task) -> Text:
    """pypdf's text of each page."""
    pages = pypdf.PdfReader(task.file.open("rb"), strict=False).pages
    return _pages(len(pages), lambda n: pages[n].extract_text())


def trafilatura_alone(task: Task) -> Text:
    """What trafilatura takes for the main text."""
    return Text((_plain(trafilatura.extract(task.file.read_bytes()) or ""),))


def body(task: Task) -> Text:
    """The whole body by selectolax, without what is marked as the site's own."""
    tree = LexborHTMLParser(task.file.read_bytes())
    for node in tree.css(_FURNITURE):
        node.decompose()
    if tree.body is None:
        return Text()
    headings = (" ".join(node.text(separator=" ").split()) for node in tree.css(_HEADINGS))
    text = tree.body.text(separator=" ")
    return Text((_plain(text),), tuple(_plain(heading) for heading in headings if heading))


def _pages(count: int, read: Callable[[int], str]) -> Text:
    """The pages' texts; a page that cannot be read counts as empty."""

    def page(number: int) -> str:
        try:
            return _plain(read(number))
        except Exception:  # noqa: BLE001 # whatever a library does with one page, it is its result
            return ""

    return Text(tuple(map(page, range(count))))


def _plain(text: str) -> str:
    """Text that can be sent: halves of surrogate pairs cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
