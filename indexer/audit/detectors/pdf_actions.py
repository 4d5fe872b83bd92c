"""Describes in plain words what the actions in a PDF do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import Value
from indexer.messages import Message, message

# Actions that do more than turn pages, each with what it does to `target`.
_EFFECTS: Final[dict[str, tuple[FindingKind, Message]]] = {
    "/Launch": (FindingKind.ACTION, message("starts a program or opens a file")),
    "/SubmitForm": (FindingKind.ACTION, message("sends the form")),
    "/ImportData": (FindingKind.ACTION, message("reads data from a file")),
    "/GoToE": (FindingKind.ACTION, message("opens an attached file")),
    "/Rendition": (FindingKind.ACTION, message("plays media")),
    "/Movie": (FindingKind.ACTION, message("plays a film")),
    "/Sound": (FindingKind.ACTION, message("plays a sound")),
    "/RichMediaExecute": (FindingKind.ACTION, message("runs a program in media")),
    "/GoToR": (FindingKind.LINKED_FILE, message("opens another file")),
}


def describe_action(
    entries: Mapping[str, Value], target: str
) -> tuple[FindingKind, Message] | None:
    """What a dictionary does with `target` if it is an action; None if it is not."""
    kind = entries.get("/S")
    found = _EFFECTS.get(kind) if isinstance(kind, str) else None
    if found is None or "/K" in entries:  # /K: a structure element, whose type is arbitrary
        return None
    address = entries.get("/URL") or target
    kind_of_action, effect = found
    if isinstance(address, str) and address:
        effect = message("{name}: {value}", name=effect, value=address)
    return kind_of_action, effect


def opened_address(action: Mapping[str, Value]) -> str:
    """The address that an action opens without a click, which would be harmless behind one."""
    address = action.get("/URI")
    return address if action.get("/S") == "/URI" and isinstance(address, str) else ""
