"""Inspects colour profiles: their texts, and tables that only a certain screen or camera has."""

from __future__ import annotations

from typing import Final

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pictures.picture_findings import texts_of_bytes
from indexer.audit.findings import FindingKind, place_within
from indexer.messages import Message, message

_SIGNATURE: Final = slice(36, 40)
_MAX_TAGS: Final = 200
_TEXT_TYPES: Final = frozenset({b"desc", b"text", b"mluc", b"dict", b"utf8", b"zut8"})
# Apple's: the name and serial number of a screen.
_DEVICE_TAGS: Final = frozenset({b"mmod"})


def inspect(
    data: bytes, collector: FindingCollector, where: Message, page: int | None = None
) -> None:
    """Add what a colour profile reveals; `where` describes its place."""
    if data[_SIGNATURE] != b"acsp":
        part = message("an invalid colour profile")
        collector.add(FindingKind.UNKNOWN_PART, part, page, where)
        return
    texts: list[str] = []
    count = int.from_bytes(data[128:132], "big")
    for number in range(min(count, _MAX_TAGS)):
        entry = data[132 + 12 * number : 144 + 12 * number]
        start, length = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
        body = data[start : start + length]
        if entry[:4] in _DEVICE_TAGS:
            screen = message("the colour profile of one particular screen")
            collector.add(FindingKind.PICTURE_CAMERA, screen, page, where)
        if body[:4] in _TEXT_TYPES:
            texts += texts_of_bytes(body)
    place = place_within(where, message("colour profile"))
    pii.search_hidden(collector, "\n".join(texts), place, page)
