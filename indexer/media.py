"""The kinds of files that are publications: one row each.

A new kind is a row here, a module that extracts it and one that audits it; nothing else knows kinds
by name. Pages ask a row what its passages are (`unit`), how they are shown (`rendering`) and how
they are cited. Extractors and inspectors are named, not imported: only sandboxed processes load
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """What a passage is, and what a citation counts; the values are locators of CSL."""

    PAGE = "page"
    SECTION = "section"


class Rendering(StrEnum):
    """What readers see of a passage beside its text."""

    PAGE_IMAGE = "page-image"
    """A picture of the page, drawn in a sandboxed process."""
    SECTION_HTML = "section-html"
    """The section's own HTML, sanitised."""
    TEXT_ONLY = "text-only"


class OriginalPolicy(StrEnum):
    """How browsers get the original file (`search_app.viewer.originals` has the headers)."""

    PDF_VIEWER = "pdf-viewer"
    """In the browser's own viewer."""
    PAGE_COPY = "page-copy"
    """As a copy of the HTML page that runs nothing and contacts nobody."""
    DOWNLOAD = "download"
    """Never shown, only saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaKind:
    """One kind of file."""

    media_type: str
    name: str
    """What readers call it, in any language."""
    endings: tuple[str, ...]
    """Of file names, in lower case; the first is the usual one."""
    unit: Unit
    rendering: Rendering
    original: OriginalPolicy
    extractor: str
    """"module:function"; the function is an `indexer.extract.registry.Extractor`."""
    inspector: str
    """"module:function"; the function is an `indexer.audit.detectors.detect.Inspector`."""
    anchor: str = ""
    """The fragment of an address that opens the original at a passage: a format string of the
    passage's `number` and quoted `anchor`."""
    highwire_tag: str = ""
    """The meta tag by which Google Scholar and Zotero find the original, if there is one for it."""
    ris_tag: str = "L2"
    """RIS has L1 for PDFs, L2 for other full texts."""
    set_in_lines: bool = False
    """Lines of its text end at the margin, not where a paragraph ends."""
    web_page: bool = False
    """Browsers save pictures in a folder beside it, and html.yaml names its parts by selectors."""

    @property
    def paged(self) -> bool:
        """Whether its passages are pages."""
        return self.unit is Unit.PAGE


PDF: Final = MediaKind(
    media_type="application/pdf",
    name="PDF",
    endings=(".pdf",),
    unit=Unit.PAGE,
    rendering=Rendering.PAGE_IMAGE,
    original=OriginalPolicy.PDF_VIEWER,
    extractor="indexer.extract.pdf.pdf_extractor:extract_pdf",
    inspector="indexer.audit.detectors.pdf_file:inspect",
    # PDF viewers count pages from 1, whatever is printed on them.
    anchor="page={number}",
    highwire_tag="citation_pdf_url",
    ris_tag="L1",
    set_in_lines=True,
)
HTML: Final = MediaKind(
    media_type="text/html",
    name="HTML",
    endings=(".html", ".htm", ".xhtml"),
    unit=Unit.SECTION,
    rendering=Rendering.SECTION_HTML,
    original=OriginalPolicy.PAGE_COPY,
    extractor="indexer.extract.html.html_extractor:extract_html",
    inspector="indexer.audit.detectors.html_page:inspect",
    anchor="{anchor}",
    highwire_tag="citation_fulltext_html_url",
    web_page=True,
)

MEDIA_KINDS: Final = (PDF, HTML)

UNKNOWN: Final = MediaKind(
    media_type="application/octet-stream",
    name="",
    endings=(),
    unit=Unit.SECTION,
    rendering=Rendering.TEXT_ONLY,
    original=OriginalPolicy.DOWNLOAD,
    extractor="",
    inspector="",
)
"""For publications whose media type has no row."""

PICTURE_ENDINGS: Final = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".jp2", ".avif", ".bmp"),
        *(".heic", ".heif", ".mpo", ".dng", ".jpx", ".j2k", ".jpf", ".jfif", ".svg", ".ico"),
    }
)
"""Pictures are not publications, but an audit inspects them; it reports those that nothing here can
decode."""

SHORTCUT_ENDINGS: Final = frozenset({".lnk", ".url", ".webloc", ".desktop", ".website"})
"""Endings of files that only lead to another file or page."""

PAGE_ASSET_ENDINGS: Final = frozenset(
    {".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"}
)
"""Parts of web pages, ignored anywhere in the corpus."""

PAGE_PICTURE_ENDINGS: Final = frozenset(
    {
        *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".ico"),
        *(".tif", ".tiff"),
    }
)
"""Pictures of web pages, ignored beside a web page."""

_BY_ENDING: Final = {ending: kind for kind in MEDIA_KINDS for ending in kind.endings}
_BY_MEDIA_TYPE: Final = {kind.media_type: kind for kind in MEDIA_KINDS}


def suffix(path: str) -> str:
    """The ending of a path, in lower case, with its dot; empty if there is none."""
    # As `PurePosixPath(path).suffix`, in a tenth of the time: a run asks three times for each file.
    name = path.rstrip("/").rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def kind_of_path(path: str) -> MediaKind | None:
    """The kind of a file, by its ending; None for files that are not read."""
    return _BY_ENDING.get(suffix(path))


def kind_of(media_type: str) -> MediaKind:
    """The row of a media type, or `UNKNOWN`."""
    return _BY_MEDIA_TYPE.get(media_type, UNKNOWN)
