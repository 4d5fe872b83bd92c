"""Inspects the objects of a PDF: comments, attachments, scripts, paths, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from indexer.audit.detectors import images, pdf_actions, pdf_properties, pii, xmp
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import (
    Name,
    ObjectUnreadable,
    PypdfObjects,
    Ref,
    StoredObject,
    Value,
    as_text,
)

_MAX_UNUSED_PAGES: Final = 20  # whose text is read
_MAX_DECODED_BYTES: Final = 400_000_000  # of the streams of one file
# Types of objects that make up the file's structure: nothing has to refer to them.
_STRUCTURE_TYPES: Final = frozenset({"/ObjStm", "/XRef", "/Catalog", "/Pages"})
_MIN_UNUSED_PICTURE_PIXELS: Final = 32  # smaller ones are ornaments
# Keys of strings that are not words: encryption, identifiers.
_KEYS_WITHOUT_WORDS: Final = frozenset(
    {"/ID", "/O", "/U", "/OE", "/UE", "/Perms", "/Cert", "/CharSet"}
)
_MARKUP_SUBTYPES: Final = frozenset(
    {
        *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"),
        *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink"),
        *("/Popup", "/FileAttachment"),
    }
)
_MEDIA_SUBTYPES: Final = frozenset(["/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"])
_HIDDEN_FLAGS: Final = 2 | 32  # of an annotation: hidden, not shown on the screen

Entries = Mapping[str, Value]


@dataclass(slots=True)
class _Inspection:
    """The inspection of one document."""

    document: PypdfObjects
    collector: FindingCollector
    decoded: int = 0
    unused_pages: int = 0

    def inspect_object(self, stored: StoredObject) -> None:
        """Add what one object reveals."""
        for entries in _dictionaries(stored.value):
            for detect in _DETECTORS:
                detect(self, entries, stored)
            self._search_words(entries, stored.page)
        if stored.is_stream and isinstance(stored.value, dict):
            self._inspect_stream(stored.value, stored)
        if not stored.is_used:
            self._add_unused(stored)

    def data(self, number: int) -> bytes:
        """A stream's bytes.

        Raises:
            ObjectUnreadable: it cannot be decoded, or the limit is reached.
        """
        if self.decoded > _MAX_DECODED_BYTES:
            raise ObjectUnreadable("there is too much data for one file")
        data = self.document.data(number)
        self.decoded += len(data)
        return data

    def text(self, value: Value) -> str:
        """A string, or the content of a stream in the place of one."""
        if isinstance(value, Ref) and self.document.is_stream(value):
            try:
                return as_text(self.data(value.number))
            except ObjectUnreadable as error:
                return f"(cannot be read: {error})"
        return as_text(self.document.resolve(value))

    def _inspect_stream(self, entries: Entries, stored: StoredObject) -> None:
        document, page = self.document, stored.page
        try:
            if entries.get("/Type") == "/Metadata" or entries.get("/Subtype") == "/XML":
                xmp.inspect(self.data(stored.number), self.collector, _xmp_owner(stored), page)
            elif entries.get("/Subtype") == "/Image" and "/DCTDecode" in _filters(
                document, entries
            ):
                images.inspect(self.data(stored.number), self.collector, "picture", page)
        except ObjectUnreadable as error:
            self.collector.add(FindingKind.NOT_LOOKED_AT, f"object {stored.number}: {error}", page)

    def _search_words(self, entries: Entries, page: int | None) -> None:
        """Search all strings and names for personal data."""
        for key, value in entries.items():
            for word in value if isinstance(value, list) else (value,):
                if isinstance(word, str | bytes) and key not in _KEYS_WITHOUT_WORDS:
                    text = as_text(word)
                    self._search_word(key, text[1:] if isinstance(word, Name) else text, page)
            self._search_word("a name", key.removeprefix("/"), page)

    def _search_word(self, key: str, text: str, page: int | None) -> None:
        if len(text) > 6:
            if key == "/URI" and text.startswith(("mailto:", "tel:")):
                contact = unquote(text).partition(":")[2].partition("?")[0]
                self.collector.visible_contacts.add(contact)
                self.collector.add(FindingKind.VISIBLE_CONTACT, contact, page)
            elif not text.startswith(("http:", "https:")):
                pii.search_hidden(self.collector, text, key.strip("/"), page)

    def _add_unused(self, stored: StoredObject) -> None:
        """Add text and pictures that nothing refers to."""
        entries = self.document.entries(stored.value)
        if entries.get("/Type") == "/Page" and self.unused_pages < _MAX_UNUSED_PAGES:
            self.unused_pages += 1
            try:
                text = self.document.page_text(stored.number)
            except ObjectUnreadable:
                text = ""
            self.collector.add(FindingKind.UNUSED_CONTENT, f"a whole page: {text or '(no text)'}")
            pii.search_hidden(self.collector, text, "a page that is not shown")
        elif (
            entries.get("/Subtype") == "/Image"
            and _shorter_side(entries) >= _MIN_UNUSED_PICTURE_PIXELS
        ):
            size = f"{_to_int(entries.get('/Width'))} x {_to_int(entries.get('/Height'))} pixels"
            self.collector.add(FindingKind.UNUSED_CONTENT, f"a picture of {size}")


def inspect(document: PypdfObjects, collector: FindingCollector) -> None:
    """Add what all objects of a document reveal."""
    inspection = _Inspection(document, collector)
    root = document.entries(document.trailer_entries.get("/Root"))
    info = document.entries(document.trailer_entries.get("/Info"))
    pdf_properties.inspect({key: inspection.text(info[key]) for key in info}, collector)
    for stored in document.all_objects():
        inspection.inspect_object(stored)
    form = document.entries(root.get("/AcroForm"))
    if "/XFA" in form:
        collector.add(FindingKind.NOT_LOOKED_AT, "a form in the old XFA format")
    opening = document.entries(root.get("/OpenAction"))
    for what in pdf_actions.describe_opening(opening):
        collector.add(FindingKind.ACTION, f"on opening: {what}")
    for failure, count in document.failures.items():
        collector.add(FindingKind.NOT_LOOKED_AT, f"{count} objects of the file: {failure}")


# --- detectors: what one dictionary reveals


def _annotation(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    subtype = as_text(entries.get("/Subtype"))
    if "/Rect" not in entries:
        return
    collector, page = inspection.collector, stored.page
    if subtype == "/Redact":
        overlay = inspection.text(entries.get("/OverlayText"))
        collector.add(FindingKind.UNAPPLIED_REDACTION, overlay or "a marked place", page)
    elif subtype in _MEDIA_SUBTYPES:
        collector.add(FindingKind.ACTION, f"plays media ({subtype.strip('/')})", page)
    elif subtype in _MARKUP_SUBTYPES:
        author = inspection.text(entries.get("/T"))
        said = inspection.text(entries.get("/Contents")) or inspection.text(entries.get("/RC"))
        if author or said:
            about = (
                subtype.strip("/"),
                author,
                _iso_day(entries.get("/M")),
                _annotation_state(entries, stored),
            )
            collector.add(FindingKind.COMMENT, f"{', '.join(filter(None, about))}: {said}", page)


def _annotation_state(entries: Entries, stored: StoredObject) -> str:
    flags = entries.get("/F")
    if isinstance(flags, float) and int(flags) & _HIDDEN_FLAGS:
        return "hidden"
    return "" if stored.is_used else "deleted, but still there"


def _action(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    collector, page = inspection.collector, stored.page
    if "/JS" in entries:
        collector.add(FindingKind.JAVASCRIPT, inspection.text(entries["/JS"]), page)
    target = inspection.document.resolve(entries.get("/F"))
    if isinstance(target, dict):
        target = target.get("/UF") or target.get("/F")
    found = pdf_actions.describe_action(entries, as_text(inspection.document.resolve(target)))
    if found is not None:
        collector.add(*found, page)
    for key, action in inspection.document.entries(entries.get("/AA")).items():
        for what in pdf_actions.describe_opening(inspection.document.entries(action)):
            collector.add(FindingKind.ACTION, f"by itself ({key.strip('/')}): {what}", page)


def _attachment(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    document = inspection.document
    files = document.entries(entries.get("/EF"))
    if not files:
        return
    name = as_text(document.resolve(entries.get("/UF") or entries.get("/F")))
    told = inspection.text(entries.get("/Desc"))
    inside = document.entries(next(iter(files.values())))
    kind = as_text(inside.get("/Subtype")).strip("/").replace("#2F", "/")
    size = document.entries(inside.get("/Params")).get("/Size") or inside.get("/Length")
    size = document.resolve(size)
    about = (told, kind, f"{size:,.0f} bytes" if isinstance(size, float) else "")
    known = ", ".join(filter(None, about))
    detail = f"{name or '(no name)'}{f' ({known})' if known else ''}"
    inspection.collector.add(FindingKind.EMBEDDED_FILE, detail, stored.page)


def _form_field(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    kind = entries.get("/FT")
    value = inspection.text(entries.get("/V"))
    is_field = kind in ("/Tx", "/Ch") or ("/T" in entries and entries.get("/Subtype") == "/Widget")
    if is_field and value and not isinstance(entries.get("/V"), Name):
        name = inspection.text(entries.get("/T"))
        inspection.collector.add(FindingKind.FORM_VALUE, f"{name}: {value}", stored.page)


def _signature(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    if "/ByteRange" not in entries or "/Contents" not in entries:
        return
    said = [inspection.text(entries.get(f"/{k}")) for k in ("Name", "Reason", "Location")]
    said += [inspection.text(entries.get("/ContactInfo")), _iso_day(entries.get("/M"))]
    detail = ", ".join(filter(None, said)) or "the name is in its certificate"
    inspection.collector.add(FindingKind.SIGNATURE, detail, stored.page)


def _private_data(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    for program in inspection.document.entries(entries.get("/PieceInfo")):
        detail = f"of {program.strip('/')}"
        inspection.collector.add(FindingKind.PRIVATE_DATA, detail, stored.page)


_DETECTORS: Final[tuple[Callable[[_Inspection, Entries, StoredObject], None], ...]] = (
    _annotation,
    _action,
    _attachment,
    _form_field,
    _signature,
    _private_data,
)

# --- parts


def _dictionaries(value: Value) -> Iterator[dict[str, Value]]:
    """All dictionaries in a value; recursive, but `pypdf_objects` limits the nesting."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _dictionaries(item)


def _filters(document: PypdfObjects, entries: Entries) -> list[Value]:
    found = document.resolve(entries.get("/Filter"))
    return list(map(document.resolve, found)) if isinstance(found, list) else [found]


def _xmp_owner(stored: StoredObject) -> str:
    return xmp.WHOLE_DOCUMENT if stored.page is None else "page or picture"


def _shorter_side(entries: Entries) -> float:
    return min(_to_int(entries.get("/Width")), _to_int(entries.get("/Height")))


def _to_int(value: Value) -> int:
    return int(value) if isinstance(value, float) and 0 <= value < 1e9 else 0


def _iso_day(value: Value) -> str:
    """The day of a PDF's date (D:20140615…) as ISO 8601."""
    digits = as_text(value).removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() else ""
