"""Inspects XMP packets in PDFs and pictures: persons, places, programs, history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree  # _properties refuses entities

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.property_labels import property_value
from indexer.audit.findings import FindingKind, place_within
from indexer.messages import NO_MESSAGE, Message, message

_MAX_ELEMENTS: Final = 20_000
_MAX_BYTES: Final = 4_000_000
_HAS_WORD: Final = re.compile(r"\w{3}")
_NAMESPACE: Final = re.compile(r"\{[^{}]*\}")

# Names of properties, without namespace and in lower case.
_PROPERTIES: Final[dict[FindingKind, str]] = {
    FindingKind.AUTHOR: "creator author authors company publisher",
    FindingKind.EDITOR: "lastmodifiedby lastsavedby modifiedby manager captionwriter user owner "
    "authorsposition ownername cameraownername creatorcontactinfo ciemailwork citelwork "
    "ciadrextadr authoremail authoremaildisplayname emailsubject personinimage personname",
    FindingKind.PROGRAM: "creatortool producer softwareagent software fullbanner",
    FindingKind.HISTORY: "filepath documentname originalfilename preservedfilename rawfilename "
    "sourcemodified lasturl templatename",
    FindingKind.PICTURE_OWNER: "serialnumber bodyserialnumber lensserialnumber artist",
    FindingKind.PICTURE_CAMERA: "make model lensmodel lens",
    FindingKind.PICTURE_PLACE: "location sublocation city state",
}
_KINDS: Final = {name: kind for kind, names in _PROPERTIES.items() for name in names.split()}
_PERSON_PARTS: Final = ("author", "autor", "editor", "manager", "owner", "username", "person")
_USUAL_REMARKS: Final = ("xpacket", "xml ", "adobe-xap-filters")
_REMARKS: Final = re.compile(
    r"<!--((?:(?!-->|<!--).){1,2000})-->|<\?((?:(?!\?>|<\?).){1,500})\?>", re.DOTALL
)
_INFO_NAMES: Final = {"creator": "Author", "creatortool": "Creator", "producer": "Producer"}
_POSITION: Final = ("gpslatitude", "gpslongitude")


def inspect(
    packet: bytes,
    collector: FindingCollector,
    where: Message = NO_MESSAGE,
    page: int | None = None,
) -> None:
    """Add what an XMP packet reveals; `where` describes its place in the file that it describes."""
    text = packet[:_MAX_BYTES].decode("utf-8", "replace")
    inside = place_within(where, message("metadata"))
    try:
        properties = list(_properties(packet[:_MAX_BYTES]))
    except (ElementTree.ParseError, LookupError, ValueError):
        collector.add(FindingKind.NOT_LOOKED_AT, message("the metadata (XMP)"), page, where)
        pii.search_hidden(collector, text, inside, page)
        return
    for match in _REMARKS.finditer(text):
        remark = match[1] or match[2]
        if _HAS_WORD.search(remark) and not remark.startswith(_USUAL_REMARKS):
            collector.add(FindingKind.COMMENT, remark, page, inside)
            pii.search_hidden(collector, remark, inside, page)
    position: dict[str, str] = {}
    for name, value in properties:
        if name in _POSITION:
            position[name] = value
        elif name == "image" and len(value) > 200:  # xmpGImg:image, in base64
            preview = message("a small picture of the work")
            collector.add(FindingKind.PRIVATE_DATA, preview, page, inside)
        elif (kind := _kind(name)) and _HAS_WORD.search(value):
            # Under the names of the information dictionary, so that what both have is one finding.
            collector.add(kind, property_value(_INFO_NAMES.get(name, name), value), page, where)
        pii.search_hidden(collector, value, inside, page)
    if position:
        coordinates = ", ".join(coarsen(position[name]) for name in _POSITION if name in position)
        collector.add(FindingKind.PICTURE_PLACE, coordinates, page, where)


def _kind(name: str) -> FindingKind | None:
    """What a property reveals, by its name."""
    if name in _KINDS:
        return _KINDS[name]
    return FindingKind.EDITOR if any(part in name for part in _PERSON_PARTS) else None


def coarsen(coordinate: str) -> str:
    """Cut a coordinate of XMP ("19,25.9512N") to about 2 km: it may be a home, and end in a log."""
    return re.sub(r"([,.]\d\d?)[\d.,]*", r"\1…", coordinate)[:16]


def _properties(packet: bytes) -> Iterator[tuple[str, str]]:
    """(name, value) of all properties that have a value, from elements and attributes.

    Items of a list have the name of the list's property. A document type is refused: a packet needs
    none, and without one there are no entities to expand.
    """
    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        raise ValueError("it has a document type")
    stripped = packet.strip(b"\0 \r\n\t")
    if not stripped:
        return
    root = ElementTree.fromstring(stripped)  # noqa: S314 # no entities, see above
    waiting = [(root, "")]
    for _ in range(_MAX_ELEMENTS):
        if not waiting:
            return
        element, above = waiting.pop()
        name = _local(element.tag)
        if name in ("li", "seq", "bag", "alt", "value"):
            name = above
        for key, value in element.items():
            if not key.startswith("{http://www.w3.org/"):
                yield _local(key), value.strip()
        if (element.text or "").strip():
            yield name, (element.text or "").strip()
        waiting.extend((child, name) for child in reversed(element))
    raise ValueError("it has too many elements")


def _local(tag: str) -> str:
    return _NAMESPACE.sub("", tag).lower()
