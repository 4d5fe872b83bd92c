"""What the actions in a PDF do, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from indexer.audit.findings import FindingKind
from indexer.extract.pdf.pypdf_objects import Value

# Actions that do more than turn pages, each with what it does to `target`.
_MEANINGS: Final[dict[str, tuple[FindingKind, str]]] = {
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


def meaning(entries: Mapping[str, Value], target: str) -> tuple[FindingKind, str] | None:
    """What a dictionary does if it is an action, and to which `target`."""
    kind = entries.get("/S")
    found = _MEANINGS.get(kind) if isinstance(kind, str) else None
    if found is None or "/K" in entries:  # /K: a tag of the text's structure, whose names are free
        return None
    address = entries.get("/URL") or target
    what = f"{found[1]}: {address}" if isinstance(address, str) and address else found[1]
    return found[0], what


def at_opening(action: Mapping[str, Value]) -> Iterator[str]:
    """What an action does that comes by itself, and that is no danger behind a click."""
    address = action.get("/URI")
    if action.get("/S") == "/URI" and isinstance(address, str):
        yield f"opens {address}"
