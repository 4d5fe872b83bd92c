"""XMP packets, as programs put them into PDFs and pictures: who, where, with what, from what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree  # _leaves refuses what makes it dangerous

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.findings import FindingKind

DOCUMENT: Final = "document"
"""Where a packet is found that speaks of the whole file."""

_MOST: Final = 20_000  # elements
_LONGEST: Final = 4_000_000  # bytes
_SAYS: Final = re.compile(r"\w{3}")
_SPACE: Final = re.compile(r"\{[^}]*\}")

# Names of properties, without their namespace and in small letters.
_NAMES: Final[dict[FindingKind, str]] = {
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
_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_AS_IN_INFO: Final = {"creator": "Author", "creatortool": "Creator", "producer": "Producer"}
_POSITION: Final = ("gpslatitude", "gpslongitude")


def inspect(
    packet: bytes, collector: FindingCollector, where: str, page: int | None = None
) -> None:
    """Note what an XMP packet tells; `where` it was found."""
    text = packet[:_LONGEST].decode("utf-8", "replace")
    try:
        leaves = list(_leaves(packet[:_LONGEST]))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        collector.add(FindingKind.NOT_LOOKED_AT, f"the metadata in XMP ({where}): {error}", page)
        pii.search_hidden(collector, text, f"metadata of the {where}", page)
        return
    position: dict[str, str] = {}
    for name, value in leaves:
        if name in _POSITION:
            position[name] = value
        elif name == "image" and len(value) > 200:  # xmpGImg:image, in base64
            collector.add(
                FindingKind.PRIVATE_DATA, f"a preview picture in the metadata ({where})", page
            )
        elif (kind := _KINDS.get(name)) and _SAYS.search(value):
            # What the information dictionary says as well, under its own names, is told once.
            told = f"{_AS_IN_INFO.get(name, name)}: {value}"
            collector.add(kind, told if where == DOCUMENT else f"{told} ({where})", page)
        pii.search_hidden(collector, value, f"metadata of the {where}: {name}", page)
    if position:
        coordinates = ", ".join(coarse(position[name]) for name in _POSITION if name in position)
        collector.add(FindingKind.PICTURE_PLACE, f"{coordinates} ({where})", page)


def coarse(coordinate: str) -> str:
    """A coordinate of XMP ("19,25.9512N") without its last digits: a log is no place for a home."""
    return re.sub(r"([,.]\d\d?)[\d.,]*", r"\1…", coordinate)[:16]


def _leaves(packet: bytes) -> Iterator[tuple[str, str]]:
    """(name, value) of all properties that have a value, of elements and attributes.

    Items of a list have the name of the property that the list belongs to. A packet has no business
    with a document type; without one there are no entities to expand.
    """
    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        raise ValueError("it has a document type")
    stripped = packet.strip(b"\0 \r\n\t")
    if not stripped:
        return
    root = ElementTree.fromstring(stripped)  # noqa: S314 # no entities, see above
    waiting = [(root, "")]
    for _ in range(_MOST):
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
    return _SPACE.sub("", tag).lower()
