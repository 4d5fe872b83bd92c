"""Describes in plain words what the actions in a PDF do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import Value

# Actions that do more than turn pages, each with what it does to `target`.
_EFFECTS: Final[dict[str, tuple[FindingKind, str]]] = {
    "/Launch": (FindingKind.ACTION, "starts a program or opens a file"),
    "/SubmitForm": (FindingKind.ACTION, "sends the form"),
    "/ImportData": (FindingKind.ACTION, "reads data from a file"),
    "/GoToE": (FindingKind.ACTION, "opens an attached file"),
    "/Rendition": (FindingKind.ACTION, "plays media"),
    "/Movie": (FindingKind.ACTION, "plays a film"),
    "/Sound": (FindingKind.ACTION, "plays a sound"),
    "/RichMediaExecute": (FindingKind.ACTION, "runs a program in media"),
    "/GoToR": (FindingKind.LINKED_FILE, "opens another file"),
}


def describe_action(entries: Mapping[str, Value], target: str) -> tuple[FindingKind, str] | None:
    """What a dictionary does with `target` if it is an action; None if it is not."""
    kind = entries.get("/S")
    found = _EFFECTS.get(kind) if isinstance(kind, str) else None
    if found is None or "/K" in entries:  # /K: a structure element, whose type is arbitrary
        return None
    address = entries.get("/URL") or target
    what = f"{found[1]}: {address}" if isinstance(address, str) and address else found[1]
    return found[0], what


def describe_opening(action: Mapping[str, Value]) -> Iterator[str]:
    """What an action does that runs without a click, and would be harmless behind one."""
    address = action.get("/URI")
    if action.get("/S") == "/URI" and isinstance(address, str):
        yield f"opens {address}"
