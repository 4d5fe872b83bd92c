"""Inspects files inside a file, one level deep; what is inside those is reported as unknown."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.audit.detectors import html_data, html_page, images, pii, xmp
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pictures.picture_kinds import kind_of_picture
from indexer.audit.findings import FindingKind
from indexer.errors import ExtractionFailed
from indexer.extract.html.charset import decode
from indexer.media import PICTURE_ENDINGS, suffix
from indexer.messages import Message, message, plural, verbatim

InspectPdf = Callable[[bytes, FindingCollector], None]
"""Inspects a PDF that is attached; it raises ExtractionFailed."""

_MAX_FILES: Final = 20
_MAX_BYTES: Final = 100_000_000  # of all attachments
_MAX_ENTRIES: Final = 2_000  # of a packed file
_MAX_ENTRY_BYTES: Final = 20_000_000
_MAX_UNPACKED_BYTES: Final = 60_000_000
_MAX_NAMED: Final = 8
_PROPERTIES: Final = re.compile(r"(?:^|/)(?:docProps/(?:core|app|custom)\.xml|meta\.xml)$")
_COMMENTS: Final = re.compile(r"(?:^|/)(?:word|ppt|xl)/(?:comments[\w/]*|people|persons/\w+)\.xml$")
_OFFICE: Final = re.compile(r"^\[Content_Types\]\.xml$|^META-INF/manifest\.xml$|^mimetype$")
_HEAD_BYTES: Final = 4_096
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,  # it needs a password
    EOFError,
    ValueError,
    KeyError,
)


@dataclass(slots=True)
class Attachments:
    """Inspects the attachments of one file, up to limits; without `inspect_pdf` none."""

    inspect_pdf: InspectPdf | None = None
    _files: int = 0
    _bytes: int = 0

    def inspect(self, data: bytes, collector: FindingCollector, where: Message) -> None:
        """Add what an attached file reveals; `where` names it."""
        self._files += 1
        self._bytes += len(data)
        if self.inspect_pdf is None:
            nested_file = message("an attachment of an attachment")
            collector.add(FindingKind.NOT_LOOKED_AT, nested_file, place=where)
        elif self._files > _MAX_FILES or self._bytes > _MAX_BYTES:
            too_many = message("this attachment, as there are too many")
            collector.add(FindingKind.NOT_LOOKED_AT, too_many, place=where)
        else:
            with collector.inside(where) as nested:
                self._inspect(data, nested, self.inspect_pdf)

    def _inspect(self, data: bytes, found: FindingCollector, inspect_pdf: InspectPdf) -> None:
        try:
            if b"%PDF-" in data[:1024]:
                inspect_pdf(data, found)
            elif kind_of_picture(data):
                images.inspect(data, found, message("picture"))
            elif zipfile.is_zipfile(io.BytesIO(data)):
                _inspect_packed(data, found)
            elif html_data.is_markup(data):
                html_page.inspect_source(decode(data), found, 1)
            else:
                _inspect_other(data, found)
        except ExtractionFailed as error:
            found.add(FindingKind.NOT_LOOKED_AT, error.detail or error.kind.explanation)


def _inspect_other(data: bytes, found: FindingCollector) -> None:
    if b"\0" in data[:_HEAD_BYTES] or not data.strip():
        unknown = plural(
            "{count} byte of an unknown kind", "{count} bytes of an unknown kind", len(data)
        )
        found.add(FindingKind.UNKNOWN_PART, unknown)
        return
    text = decode(data)
    pii.search_hidden(found, text, message("text"))
    found.add(FindingKind.UNKNOWN_PART, message("a text: {words}", words=text[:300]))


def _inspect_packed(data: bytes, found: FindingCollector) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _list_entries(entries, found)
            left = _MAX_UNPACKED_BYTES
            for entry in entries[:_MAX_ENTRIES]:
                if _is_inspected(entry.filename):
                    with packed.open(entry) as stream:
                        content = stream.read(min(_MAX_ENTRY_BYTES, left) + 1)
                    left -= len(content)
                    if len(content) > _MAX_ENTRY_BYTES or left <= 0:
                        too_large = message("{name}, which is too large", name=entry.filename)
                        found.add(FindingKind.NOT_LOOKED_AT, too_large)
                        return
                    _inspect_entry(entry.filename, content, found)
    except _ZIP_ERRORS:
        found.add(FindingKind.NOT_LOOKED_AT, message("a packed file that cannot be opened"))


def _is_inspected(name: str) -> bool:
    return suffix(name) in PICTURE_ENDINGS or any(
        pattern.search(name) for pattern in (_PROPERTIES, _COMMENTS)
    )


def _list_entries(entries: Sequence[zipfile.ZipInfo], found: FindingCollector) -> None:
    """Report what is packed and not inspected."""
    names = [entry.filename for entry in entries if not entry.is_dir()]
    pii.search_hidden(found, "\n".join(names[:_MAX_ENTRIES]), message("names of packed files"))
    if any(_OFFICE.match(name) for name in names):
        found.add(FindingKind.NOT_LOOKED_AT, message("the text of an office document"))
        return
    others = [name for name in names if not _is_inspected(name)]
    if others or len(names) > _MAX_ENTRIES:
        packed = plural(
            "{count} packed file: {names}",
            "{count} packed files: {names}",
            len(names),
            names=", ".join(others[:_MAX_NAMED]),
        )
        found.add(FindingKind.NOT_LOOKED_AT, packed)


def _inspect_entry(name: str, content: bytes, found: FindingCollector) -> None:
    if suffix(name) in PICTURE_ENDINGS:
        images.inspect(content, found, message("picture “{name}”", name=name))
    elif _COMMENTS.search(name):
        text = " ".join(re.sub(rb"<[^<>]*>", b" ", content).decode("utf-8", "replace").split())
        found.add(FindingKind.COMMENT, text, place=verbatim(name))
        pii.search_hidden(found, text, verbatim(name))
    else:
        xmp.inspect(content, found)
