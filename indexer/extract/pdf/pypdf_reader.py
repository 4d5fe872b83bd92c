"""Reads a PDF with pypdf, as the second opinion: pages, XMP, why a file does not open.

pypdf is slow (34 pages/s, a twelfth of PDFium), so it opens the file only when needed.
"""

from __future__ import annotations

import binascii
import logging
import re
import struct
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

import pypdf
from pypdf.errors import (
    DependencyError,
    DeprecationError,
    FileNotDecryptedError,
    PyPdfError,
)
from pypdf.generic import StreamObject

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.pdf.pdfium_reader import PageUnreadable
from indexer.extract.text.block_marks import strip_marks
from indexer.extract.text.clean import PageText
from indexer.file_problems import ProblemKind
from indexer.messages import Message, message, quoted

# It logs every oddity of a file; what matters is raised.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

# pypdf documents that "broken PDF files might cause other exceptions": 273 of 6,816 public files
# did, TypeError and AssertionError among them. These are all that its code can raise on bad data.
# MemoryError too: the second opinion failed, and the first one's text is worth keeping.
PYPDF_ERRORS: Final = (
    PyPdfError,
    DependencyError,
    DeprecationError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    binascii.Error,
    struct.error,
    zlib.error,
)

# Processor time that the second opinion may take on one file. Without it, a long file of blank or
# broken pages would use up the time in which PDFium's text could have been kept.
_MAX_CPU_SECONDS: Final = 20.0
_MAX_XMP_BYTES: Final = 1_000_000  # bytes
_MAX_WORDS_CHARS: Final = 300
_END_MISSING: Final = re.compile("EOF marker|ended unexpectedly|startxref")
END_MISSING: Final = message("its end is missing; perhaps it was not copied completely")
"""Why a file cannot be read that was cut off."""


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress pypdf's warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class PypdfReader:
    """A document (a file or its bytes) that is opened on first use.

    Methods raise PageUnreadable or ExtractionFailed, and nothing else.
    """

    def __init__(self, file: ForeignFile | bytes) -> None:
        self._file = file
        self._reader: pypdf.PdfReader | None = None
        self._failure: ExtractionFailed | None = None
        self._seconds = 0.0

    def close(self) -> None:
        """Close the document, if it has been opened."""
        if self._reader is not None:
            with quiet():
                self._reader.close()

    def page_count(self) -> int:
        """The number of pages that really exist.

        Raises:
            ExtractionFailed: ENCRYPTED or DAMAGED.
        """
        with self._timed():
            return self._count()

    def page(self, index: int, of: int | None = None) -> PageText:
        """The page's text; `of` is the number of pages that PDFium counts.

        pypdf skips what is not a page, PDFium does not: if they count differently, the same index
        can mean different pages.

        Raises:
            PageUnreadable: the page cannot be read, or no time is left for it.
        """
        if self._seconds > _MAX_CPU_SECONDS:
            raise PageUnreadable(message("there was no time left for it"))
        try:
            with self._timed():
                count = self._count()
                if index >= count or of not in (None, count):
                    raise PageUnreadable(message("it is not known which page it is"))
                page = self._open().pages[index]
                return PageText(
                    strip_marks(page.extract_text()), page.mediabox.width > page.mediabox.height
                )
        except ExtractionFailed as error:
            raise PageUnreadable(error.detail) from error
        except PYPDF_ERRORS as error:
            raise PageUnreadable(describe_error(error)) from error

    def xmp(self) -> bytes:
        """The XMP packet of the document; empty if it has none or it cannot be read."""
        try:
            with self._timed():
                stream = self._open().root_object.get("/Metadata")
                stream = stream.get_object() if stream is not None else None
                return (
                    stream.get_data()[:_MAX_XMP_BYTES] if isinstance(stream, StreamObject) else b""
                )
        except (ExtractionFailed, *PYPDF_ERRORS):
            return b""  # staff cannot mend it

    def is_portfolio(self) -> bool:
        """Whether the document says that it only holds other files."""
        try:
            with self._timed():
                return "/Collection" in self._open().root_object
        except (ExtractionFailed, *PYPDF_ERRORS):
            return False

    def _count(self) -> int:
        reader = self._open()
        with _as_failures():
            return len(reader.pages)

    def _open(self) -> pypdf.PdfReader:
        if self._failure is not None:
            raise self._failure
        if self._reader is None:
            try:
                with _as_failures():
                    data = self._file if isinstance(self._file, bytes) else self._file.read_bytes()
                    self._reader = pypdf.PdfReader(BytesIO(data), strict=False)
            except ExtractionFailed as failure:
                self._failure = failure
                raise
        return self._reader

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.process_time()
        with quiet():
            try:
                yield
            finally:
                self._seconds += time.process_time() - start


@contextmanager
def _as_failures() -> Iterator[None]:
    """pypdf's errors become ExtractionFailed: ENCRYPTED or DAMAGED."""
    try:
        yield
    except FileNotDecryptedError as error:
        raise ExtractionFailed(ProblemKind.ENCRYPTED, describe_error(error)) from error
    except PYPDF_ERRORS as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, describe_error(error)) from error


def describe_error(error: BaseException) -> Message:
    """What pypdf found wrong."""
    if _END_MISSING.search(str(error)):
        return END_MISSING
    return quoted("pypdf", f"{type(error).__name__}: {error}"[:_MAX_WORDS_CHARS])
