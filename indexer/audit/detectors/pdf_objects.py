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
from indexer.audit.detectors.pdf_streams import PdfStreams, place_of_object
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
from indexer.messages import NO_MESSAGE, Message, listed, message, plural, verbatim

_MAX_UNUSED_PAGES: Final = 20  # whose text is read
_MIN_UNUSED_PICTURE_PIXELS: Final = 32  # smaller ones are ornaments
_MARKUP_SUBTYPES: Final = frozenset(
    {
        *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"),
        *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink"),
        *("/Popup", "/FileAttachment"),
    }
)
_MARK_NAMES: Final = {
    "/Text": message("note"),
    "/FreeText": message("note"),
    "/Popup": message("note"),
    "/Highlight": message("marked words"),
    "/Underline": message("marked words"),
    "/Squiggly": message("marked words"),
    "/StrikeOut": message("words struck out"),
    "/Caret": message("words to insert"),
    "/Stamp": message("stamp"),
    "/FileAttachment": message("attachment"),
}
_DRAWING: Final = message("drawing")
_PREVIEWS: Final = {
    "/Thumb": message("a small picture of a page"),
    "/Alternates": message("other pictures in the place of this one"),
}
_UNREADABLE_TEXT: Final = "[?]"
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
            except ObjectUnreadable:
                return _UNREADABLE_TEXT
        return as_text(self.document.resolve(value))

    def _report_unknown(
        self, key: str, entries: Entries, stored: StoredObject, keys: set[str]
    ) -> None:
        if not stored.is_used or keys & _PRIVATE_KEYS:
            return
        for part in pdf_dictionaries.unknown_parts(key, entries):
            place = place_of_object(stored)
            self.collector.add(FindingKind.UNKNOWN_PART, part, stored.page, place)
        if key == "/Info" or "/Info" in keys:
            return  # any key may stand there, and all are reported
        for entry in pdf_dictionaries.unknown_texts(entries):
            name = entry.key.strip("/")
            detail = message("a text under the name {name}: {words}", name=name, words=entry.text)
            place = place_of_object(stored)
            self.collector.add(FindingKind.UNKNOWN_PART, detail, stored.page, place)

    def _search_word(self, key: str, text: str, page: int | None) -> None:
        if len(text) > 6:
            if key == "/URI" and text.startswith(("mailto:", "tel:")):
                contact = unquote(text).partition(":")[2].partition("?")[0]
                self.collector.visible_contacts.add(contact)
                self.collector.add(FindingKind.VISIBLE_CONTACT, contact, page)
            elif not text.startswith(("http:", "https:")):
                place = verbatim(key.strip("/")) or message("name inside the file")
                pii.search_hidden(self.collector, text, place, page)

    def _add_unused(self, stored: StoredObject) -> None:
        """Add text and pictures that nothing refers to."""
        entries = self.document.entries(stored.value)
        if entries.get("/Type") == "/Page" and self.unused_pages < _MAX_UNUSED_PAGES:
            self.unused_pages += 1
            try:
                text = self.document.page_text(stored.number)
            except ObjectUnreadable:
                text = ""
            shown = message("a whole page: {words}", words=text or message("(no text)"))
            self.collector.add(FindingKind.UNUSED_CONTENT, shown)
            pii.search_hidden(self.collector, text, message("page that is not shown"))
        elif (
            entries.get("/Subtype") == "/Image"
            and _shorter_side(entries) >= _MIN_UNUSED_PICTURE_PIXELS
        ):
            picture = message(
                "a picture of {width} x {height} pixels",
                width=_to_int(entries.get("/Width")),
                height=_to_int(entries.get("/Height")),
            )
            self.collector.add(FindingKind.UNUSED_CONTENT, picture)


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
        collector.add(FindingKind.NOT_LOOKED_AT, message("a form in the old XFA format"))
    opening = document.entries(root.get("/OpenAction"))
    if address := pdf_actions.opened_address(opening):
        opens = message("when the file is opened, it opens {address}", address=address)
        collector.add(FindingKind.ACTION, opens)
    if count := sum(document.failures.values()):
        failed = plural("{count} object of the PDF", "{count} objects of the PDF", count)
        collector.add(FindingKind.NOT_LOOKED_AT, failed)


# --- detectors: what one dictionary reveals


def _annotation(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    subtype = as_text(entries.get("/Subtype"))
    if "/Rect" not in entries:
        return
    collector, page = inspection.collector, stored.page
    if subtype == "/Redact":
        overlay = inspection.text(entries.get("/OverlayText"))
        collector.add(FindingKind.UNAPPLIED_REDACTION, overlay or message("a marked place"), page)
    elif subtype in _MEDIA_SUBTYPES:
        collector.add(
            FindingKind.ACTION, message("plays media ({kind})", kind=subtype.strip("/")), page
        )
    elif subtype in _MARKUP_SUBTYPES:
        author = inspection.text(entries.get("/T"))
        said = inspection.text(entries.get("/Contents")) or inspection.text(entries.get("/RC"))
        if author or said:
            name = _MARK_NAMES.get(subtype, _DRAWING)
            about = listed(
                name, author, _iso_day(entries.get("/M")), _annotation_state(entries, stored)
            )
            detail = message("{name}: {value}", name=about, value=said)
            collector.add(FindingKind.COMMENT, detail, page)


def _annotation_state(entries: Entries, stored: StoredObject) -> Message:
    flags = entries.get("/F")
    if isinstance(flags, float) and int(flags) & _HIDDEN_FLAGS:
        return message("hidden")
    return NO_MESSAGE if stored.is_used else message("deleted, but still there")


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
        if address := pdf_actions.opened_address(inspection.document.entries(action)):
            opens = message(
                "by itself ({event}), it opens {address}", event=key.strip("/"), address=address
            )
            collector.add(FindingKind.ACTION, opens, page)


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
    length = int(size) if isinstance(size, float) else 0
    about = listed(
        told, kind, plural("{count} byte", "{count} bytes", length) if length else NO_MESSAGE
    )
    detail = name or message("(no name)")
    if about:
        detail = message("{value} ({place})", value=detail, place=about)
    inspection.collector.add(FindingKind.EMBEDDED_FILE, detail, stored.page)


def _form_field(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    kind = entries.get("/FT")
    value = inspection.text(entries.get("/V"))
    is_field = kind in ("/Tx", "/Ch") or ("/T" in entries and entries.get("/Subtype") == "/Widget")
    if is_field and value and not isinstance(entries.get("/V"), Name):
        name = inspection.text(entries.get("/T"))
        detail = message("{name}: {value}", name=name, value=value)
        inspection.collector.add(FindingKind.FORM_VALUE, detail, stored.page)


def _signature(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    if "/ByteRange" not in entries or "/Contents" not in entries:
        return
    said: list[str | Message] = [
        inspection.text(entries.get(f"/{k}")) for k in ("Name", "Reason", "Location")
    ]
    said += [inspection.text(entries.get("/ContactInfo")), _iso_day(entries.get("/M"))]
    contents = entries.get("/Contents")
    try:
        said += certificates.signers(contents if isinstance(contents, bytes) else b"")
    except certificates.CertificateUnreadable:
        said.append(message("a certificate that cannot be read"))
    inspection.collector.add(FindingKind.SIGNATURE, listed(*said), stored.page)


def _private_data(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    for program in inspection.document.entries(entries.get("/PieceInfo")):
        detail = message("data of {program}", program=program.strip("/"))
        inspection.collector.add(FindingKind.PRIVATE_DATA, detail, stored.page)


def _alternative(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    """Texts that stand for what is drawn."""
    if "/Alt" in entries:
        inspection.texts.add_alternative(inspection.text(entries["/Alt"]), stored.page)
    if "/ActualText" in entries:
        inspection.texts.add_replaced(inspection.text(entries["/ActualText"]), stored.page)


def _preview(inspection: _Inspection, entries: Entries, stored: StoredObject) -> None:
    """Pictures that no page draws: of a page as it once was, or instead of another one."""
    for key, what in _PREVIEWS.items():
        if key in entries:
            place = place_of_object(stored)
            inspection.collector.add(FindingKind.UNKNOWN_PART, what, stored.page, place)


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
