"""Inspects the objects of a PDF: comments, attachments, scripts, paths, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from indexer.audit.detectors import certificates, pdf_actions, pdf_dictionaries, pdf_properties, pii
from indexer.audit.detectors.attachments import Attachments
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pdf_roles import ObjectRoles
from indexer.audit.detectors.pdf_streams import PdfStreams
from indexer.audit.detectors.pdf_texts import PdfTexts
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
_MIN_UNUSED_PICTURE_PIXELS: Final = 32  # smaller ones are ornaments
_MARKUP_SUBTYPES: Final = frozenset(
    {
        *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"),
        *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink"),
        *("/Popup", "/FileAttachment"),
    }
)
_MEDIA_SUBTYPES: Final = frozenset(["/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"])
_PRIVATE_KEYS: Final = frozenset({"/PieceInfo/", "/Private", "/Private/"})
_HIDDEN_FLAGS: Final = 2 | 32  # of an annotation: hidden, not shown on the screen

Entries = Mapping[str, Value]


@dataclass(slots=True)
class _Inspection:
    """The inspection of one document."""

    document: PypdfObjects
    collector: FindingCollector
    streams: PdfStreams
    texts: PdfTexts
    unused_pages: int = 0

    def inspect_object(self, stored: StoredObject, keys: set[str]) -> None:
        """Add what one object reveals; `keys` are those under which it stands."""
        standing_under = next(iter(keys), "")
        for key, entries in pdf_dictionaries.dictionaries(stored.value):
            for detect in _DETECTORS:
                detect(self, entries, stored)
            self._report_unknown(key or standing_under, entries, stored, keys)
        for entry in pdf_dictionaries.texts(stored.value):
            self._search_word(entry.key, entry.text, stored.page)
        if stored.is_stream and isinstance(stored.value, dict):
            self.streams.inspect(stored, keys)
        if not stored.is_used:
            self._add_unused(stored)

    def text(self, value: Value) -> str:
        """A string, or the content of a stream in the place of one."""
        if isinstance(value, Ref) and self.document.is_stream(value):
            try:
                return as_text(self.streams.data(value.number))
            except ObjectUnreadable as error:
                return f"(cannot be read: {error})"
        return as_text(self.document.resolve(value))

    def _report_unknown(
        self, key: str, entries: Entries, stored: StoredObject, keys: set[str]
    ) -> None:
        if not stored.is_used or keys & _PRIVATE_KEYS:
            return
        for part in pdf_dictionaries.unknown_parts(key, entries):
            self.collector.add(
                FindingKind.UNKNOWN_PART, f"object {stored.number}: {part}", stored.page
            )
        if key == "/Info" or "/Info" in keys:
            return  # any key may stand there, and all are reported
        for entry in pdf_dictionaries.unknown_texts(entries):
            detail = f"object {stored.number}: a text {entry.key}: {entry.text}"
            self.collector.add(FindingKind.UNKNOWN_PART, detail, stored.page)

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


def inspect(
    document: PypdfObjects,
    collector: FindingCollector,
    shown: frozenset[str],
    attached: Attachments,
) -> None:
    """Add what all objects of a document reveal; `shown` are the words on its pages."""
    texts = PdfTexts(document, collector, shown)
    streams = PdfStreams(document, collector, texts, attached)
    inspection = _Inspection(document, collector, streams, texts)
    root = document.entries(document.trailer_entries.get("/Root"))
    info = document.entries(document.trailer_entries.get("/Info"))
    pdf_properties.inspect({key: inspection.text(info[key]) for key in info}, collector)
    objects = list(document.all_objects())
    trailer = StoredObject(0, document.trailer, is_stream=False, page=None, is_used=True)
    roles = ObjectRoles([trailer, *objects])
    for stored in (trailer, *objects):
        inspection.inspect_object(stored, roles.keys(stored.number))
    texts.report_replaced()
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
    contents = entries.get("/Contents")
    try:
        said += certificates.signers(contents if isinstance(contents, bytes) else b"")
    except certificates.CertificateUnreadable:
        said.append("a certificate that cannot be read")
    inspection.collector.add(FindingKind.SIGNATURE, ", ".join(filter(None, said)), stored.page)


def _private_data(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    for program in inspection.document.entries(entries.get("/PieceInfo")):
        detail = f"of {program.strip('/')}"
        inspection.collector.add(FindingKind.PRIVATE_DATA, detail, stored.page)


def _alternative(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    """Texts that stand for what is drawn."""
    if "/Alt" in entries:
        inspection.texts.add_alternative(inspection.text(entries["/Alt"]), stored.page)
    if "/ActualText" in entries:
        inspection.texts.add_replaced(inspection.text(entries["/ActualText"]), stored.page)


def _preview(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    """Pictures that no page draws: of a page as it once was, or instead of another one."""
    for key, what in (("/Thumb", "a small picture of a page"), ("/Alternates", "other pictures")):
        if key in entries:
            inspection.collector.add(
                FindingKind.UNKNOWN_PART, f"object {stored.number}: {what}", stored.page
            )


def _thread(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    """What an article thread says of itself."""
    if entries.get("/Type") == "/Thread" or ("/F" in entries and "/I" in entries):
        info = inspection.document.entries(entries.get("/I"))
        pdf_properties.inspect(
            {key: inspection.text(info[key]) for key in info}, inspection.collector
        )


_DETECTORS: Final[tuple[Callable[[_Inspection, Entries, StoredObject], None], ...]] = (
    _annotation,
    _action,
    _attachment,
    _form_field,
    _signature,
    _private_data,
    _alternative,
    _preview,
    _thread,
)

# --- parts


def _shorter_side(entries: Entries) -> float:
    return min(_to_int(entries.get("/Width")), _to_int(entries.get("/Height")))


def _to_int(value: Value) -> int:
    return int(value) if isinstance(value, float) and 0 <= value < 1e9 else 0


def _iso_day(value: Value) -> str:
    """The day of a PDF's date (D:20140615…) as ISO 8601."""
    digits = as_text(value).removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() else ""
