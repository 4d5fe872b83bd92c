"""Inspects the streams of a PDF: each is claimed by an inspector, or reported as unknown."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.audit.detectors import fonts, icc, images, pdf_content, pii, xmp
from indexer.audit.detectors.attachments import Attachments
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pdf_known_parts import FILTERS, UNREADABLE_TYPES
from indexer.audit.detectors.pdf_texts import PdfTexts
from indexer.audit.detectors.pictures.other_parts import inspect_jbig2_parts
from indexer.audit.detectors.pictures.picture_findings import PictureFindings
from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import (
    Name,
    ObjectUnreadable,
    PypdfObjects,
    StoredObject,
    Value,
    as_text,
)
from indexer.messages import NO_MESSAGE, Message, message, plural

Entries = Mapping[str, Value]
_MAX_DECODED_BYTES: Final = 400_000_000  # of the streams of one file
_FONT_KEYS: Final = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})
_CMAP_KEYS: Final = frozenset({"/ToUnicode", "/UseCMap", "/Encoding"})
_PROFILE_KEYS: Final = frozenset({"/ICCBased", "/DestOutputProfile", "/DestOutputProfileRef"})
# Tables of numbers: glyphs, colours, functions, shadings, and where the pages of a file for the web
# begin. They are read by no inspector, since words in them would not be words to any program.
_NUMBER_KEYS: Final = frozenset({"/CIDToGIDMap", "/CIDSet", "/Indexed", "/Lookup", "/TR", "/TR2"})
_NUMBER_ENTRIES: Final = ("/FunctionType", "/ShadingType", "/HalftoneType")
# Streams in the place of strings.
_TEXT_KEYS: Final = frozenset({"/JS", "/RC", "/RV", "/V", "/DV", "/DS", "/Desc", "/Contents"})
_CONTENT_KEYS: Final = frozenset({"/CharProcs/", "/Contents", "/Group", "/G", "/AP/", "/Template"})
_PICTURE_KEYS: Final = frozenset({"/Thumb", "/SMask", "/Mask", "/Image", "/Alternates"})
_CHUNK_BYTES: Final = 1_000_000
_MAX_EXCESS_BYTES: Final = 4_096  # programs round rows up
_MAX_REST_BYTES: Final = 32
_HEAD_BYTES: Final = 4_000
_GLYPH: Final = re.compile(rb"\s*(?:-?[\d.]+\s+){2,6}d[01]\s")  # of a font that draws its letters
_HINT_KEYS: Final = frozenset(
    {"/Length", "/Filter", "/DecodeParms", *(f"/{letter}" for letter in "SACEIOTLVPB")}
)


@dataclass(slots=True)
class PdfStreams:
    """Inspects the streams of one document."""

    document: PypdfObjects
    collector: FindingCollector
    texts: PdfTexts
    attachments: Attachments
    _decoded: int = 0

    def inspect(self, stored: StoredObject, keys: set[str]) -> None:
        """Add what a stream reveals; `keys` are those under which it stands."""
        entries = self.document.entries(stored.value)
        for name in self.filters(entries):
            if not isinstance(name, Name) or name not in FILTERS:
                method = as_text(name).strip("/") or "?"
                packed = message("data packed in an unknown way ({method})", method=method)
                self._unknown(stored, packed)
                return
        if "/F" in entries:
            self._unknown(stored, message("data that stands in another file"))
        try:
            self._claim(entries, keys, stored)(stored, entries)
        except ObjectUnreadable:
            unreadable = message("data that cannot be read")
            place = place_of_object(stored)
            self.collector.add(FindingKind.NOT_LOOKED_AT, unreadable, stored.page, place)

    def data(self, number: int) -> bytes:
        """A stream's bytes.

        Raises:
            ObjectUnreadable: it cannot be decoded, or the limit is reached.
        """
        if self._decoded > _MAX_DECODED_BYTES:
            raise ObjectUnreadable("there is too much data for one file")
        data = self.document.data(number)
        self._decoded += len(data)
        return data

    def filters(self, entries: Entries) -> list[Value]:
        """The filters of a stream, first to last."""
        found = self.document.resolve(entries.get("/Filter"))
        listed = found if isinstance(found, list) else [] if found is None else [found]
        return list(map(self.document.resolve, listed))

    def _claim(
        self, entries: Entries, keys: set[str], stored: StoredObject
    ) -> Callable[[StoredObject, Entries], None]:
        """The inspector of a stream."""
        kind, subtype = entries.get("/Type"), entries.get("/Subtype")
        if kind in ("/ObjStm", "/XRef"):
            return _nothing  # pypdf reads the objects in it
        if kind == "/Metadata" or subtype == "/XML" or "/Metadata" in keys:
            return self._xmp
        if isinstance(kind, Name) and kind in UNREADABLE_TYPES:
            return self._unreadable
        if kind == "/EmbeddedFile" or "/EF/" in keys:
            return self._attachment
        if "/XFA" in keys or "/XFA/" in keys:
            return _nothing  # reported as a whole
        if "/PieceInfo/" in keys or "/Private/" in keys or "/Private" in keys:
            return self._private
        if subtype == "/Image" or ("/Width" in entries and keys & _PICTURE_KEYS):
            return self._picture
        return self._claim_by_key(entries, keys, stored)

    def _claim_by_key(
        self, entries: Entries, keys: set[str], stored: StoredObject
    ) -> Callable[[StoredObject, Entries], None]:
        if entries.get("/Subtype") == "/Form" or entries.get("/PatternType") == 1:
            return self._content
        if keys & _FONT_KEYS:
            return self._font
        if entries.get("/Type") == "/CMap" or keys & _CMAP_KEYS:
            return self._cmap
        if keys & _PROFILE_KEYS:
            return self._profile
        if any(key in entries for key in _NUMBER_ENTRIES) or keys & _NUMBER_KEYS:
            return _nothing
        if keys & _CONTENT_KEYS:
            return self._content
        if keys & _TEXT_KEYS:
            return self._text
        if not stored.is_used and entries.keys() <= _HINT_KEYS and "/S" in entries:
            return _nothing  # hints for reading over the web
        return self._unclaimed

    # --- inspectors

    def _xmp(self, stored: StoredObject, entries: Entries) -> None:
        owner = NO_MESSAGE if stored.page is None else message("page or picture")
        xmp.inspect(self.data(stored.number), self.collector, owner, stored.page)

    def _picture(self, stored: StoredObject, entries: Entries) -> None:
        filters = self.filters(entries)
        packed = filters[-1] if filters else None
        if packed in ("/DCTDecode", "/DCT", "/JPXDecode"):
            data = self.data(stored.number)
            images.inspect(data, self.collector, message("picture"), stored.page)
        elif packed == "/JBIG2Decode":
            found = PictureFindings(self.collector, message("picture"), stored.page)
            inspect_jbig2_parts(self.document.raw_data(stored.number), found)
        elif packed == "/FlateDecode" and len(filters) == 1:
            self._pixels(stored, entries)
        # Others are nothing but pixels.

    def _pixels(self, stored: StoredObject, entries: Entries) -> None:
        """Report data that is more than the pixels of a picture, and what follows it."""
        size, rest = _unpacked_size(self.document.raw_data(stored.number))
        if size > _max_pixel_bytes(self.document, entries) + _MAX_EXCESS_BYTES:
            self._unknown(stored, message("a picture with more data than it shows"))
        if len(rest.strip(b"\0\r\n")) > _MAX_REST_BYTES:
            more = plural(
                "{count} byte behind a picture", "{count} bytes behind a picture", len(rest)
            )
            self._unknown(stored, more)

    def _content(self, stored: StoredObject, entries: Entries) -> None:
        content = self.data(stored.number)
        for marked in pdf_content.marked_texts(content):
            self.texts.add_marked(marked, stored.page)
        place = message("content of the page")
        for comment in pdf_content.comments(content):
            text = as_text(comment)
            self.collector.add(FindingKind.COMMENT, text, stored.page, place)
            pii.search_hidden(self.collector, text, place, stored.page)
        for picture in pdf_content.inline_jpegs(content):
            if picture is None:
                self._unknown(stored, message("a picture that cannot be unpacked"))
            else:
                images.inspect(picture, self.collector, message("picture"), stored.page)

    def _font(self, stored: StoredObject, entries: Entries) -> None:
        fonts.inspect(self.data(stored.number), self.collector, message("typeface"), stored.page)

    def _cmap(self, stored: StoredObject, entries: Entries) -> None:
        data = self.data(stored.number)
        if b"begincmap" not in data and b"beginbf" not in data and b"begincid" not in data:
            self._unknown(stored, message("an invalid table of letters"))
        text = data[:20_000].decode("latin-1")
        pii.search_hidden(self.collector, text, message("table of letters"), stored.page)

    def _profile(self, stored: StoredObject, entries: Entries) -> None:
        icc.inspect(self.data(stored.number), self.collector, NO_MESSAGE, stored.page)

    def _text(self, stored: StoredObject, entries: Entries) -> None:
        text = as_text(self.data(stored.number))
        pii.search_hidden(self.collector, text, message("text"), stored.page)

    def _attachment(self, stored: StoredObject, entries: Entries) -> None:
        where = message("attachment {number}", number=str(stored.number))
        self.attachments.inspect(self.data(stored.number), self.collector, where)

    def _private(self, stored: StoredObject, entries: Entries) -> None:
        self._unknown(stored, message("data of the program that made the file"))

    def _unreadable(self, stored: StoredObject, entries: Entries) -> None:
        self._unknown(stored, UNREADABLE_TYPES[as_text(entries.get("/Type"))])

    def _unclaimed(self, stored: StoredObject, entries: Entries) -> None:
        data = self.data(stored.number)
        if not data.strip():
            return
        if b"begincmap" in data[:_HEAD_BYTES]:
            self._cmap(stored, entries)
        elif _GLYPH.match(data):
            self._content(stored, entries)
        else:
            self._report_unclaimed(stored, entries)

    def _report_unclaimed(self, stored: StoredObject, entries: Entries) -> None:
        names = [as_text(entries.get(key)).strip("/") for key in ("/Type", "/Subtype", "/S")]
        what = message("data of an unknown kind")
        if known := " ".join(filter(None, names)):
            what = message("data of the kind {kind}", kind=known)
        if not stored.is_used:
            what = message("{part}, which no page uses", part=what)
        self._unknown(stored, what)

    def _unknown(self, stored: StoredObject, what: Message) -> None:
        place = place_of_object(stored)
        self.collector.add(FindingKind.UNKNOWN_PART, what, stored.page, place)


def place_of_object(stored: StoredObject) -> Message:
    """An object of a PDF, by its number, which programs that inspect PDFs know too."""
    return message("object {number} of the PDF", number=str(stored.number))


def _nothing(stored: StoredObject, entries: Entries) -> None:
    """For streams that hold no words, or are read elsewhere."""


def _unpacked_size(raw: bytes) -> tuple[int, bytes]:
    """The size of deflated data, and what follows it; damaged data counts as far as it goes."""
    unpacker = zlib.decompressobj()
    size, data = 0, raw
    try:
        while data and not unpacker.eof and size < _MAX_DECODED_BYTES:
            size += len(unpacker.decompress(data, _CHUNK_BYTES))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return size, b""
    return size, unpacker.unused_data


def _max_pixel_bytes(document: PypdfObjects, entries: Entries) -> int:
    """The most bytes that the pixels of a picture can take: 4 colours, or as many as it states."""
    width, height, bits = (
        document.resolve(entries.get(key)) for key in ("/Width", "/Height", "/BitsPerComponent")
    )
    if not isinstance(width, float) or not isinstance(height, float):
        return 0
    space = document.items(entries.get("/ColorSpace"))
    names = document.items(space[1]) if len(space) > 1 and space[0] == "/DeviceN" else []
    colours = max(4, len(names))
    depth = int(bits) if isinstance(bits, float) else 8
    row = (int(width) * colours * depth + 7) // 8 + 1  # a predictor adds a byte
    return row * int(height)
