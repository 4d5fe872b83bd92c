"""Inspects the document properties of a PDF: persons, programs, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.property_labels import property_value
from indexer.audit.findings import FindingKind

_AUTHOR_KEYS: Final = ("/Author", "/Company")
_PROGRAM_KEYS: Final = ("/Creator", "/Producer", "/PTEX.Fullbanner", "/PXCViewerInfo")
_PERSON_KEY_PARTS: Final = (
    "author",
    "editor",
    "manager",
    "modifiedby",
    "savedby",
    "owner",
    "user",
    "mail",
)
_HARMLESS_KEYS: Final = ("/Subject", "/Keywords", "/Trapped", "/CreationDate", "/ModDate", "/Title")
_DOCUMENT_SUFFIXES: Final = (
    ".doc",
    ".docx",
    ".odt",
    ".indd",
    ".qxd",
    ".pmd",
    ".rtf",
    ".ppt",
    ".pptx",
)


def inspect(info: Mapping[str, str], collector: FindingCollector) -> None:
    """Add what the information dictionary reveals; `pdf_objects` finds personal data in it."""
    for key, value in info.items():
        text = value.strip()
        detail = property_value(key.strip("/"), text)
        if not text:
            continue
        if key in _AUTHOR_KEYS:
            collector.add(FindingKind.AUTHOR, detail)
        elif key in _PROGRAM_KEYS:
            collector.add(FindingKind.PROGRAM, detail)
        elif any(word in key.lower() for word in _PERSON_KEY_PARTS):
            collector.add(FindingKind.EDITOR, detail)
        elif key not in _HARMLESS_KEYS or (
            key == "/Title" and text.lower().endswith(_DOCUMENT_SUFFIXES)
        ):
            collector.add(FindingKind.HISTORY, detail)
