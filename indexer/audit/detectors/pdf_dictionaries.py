"""Inspects the dictionaries of a PDF: each type and each text is known, or reported as unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.audit.detectors.pdf_known_parts import (
    ANY_SUBTYPE,
    KINDS_BY_S,
    NUMBERED_KINDS,
    SUBTYPES,
    TEXT_KEYS,
    TYPES,
    UNREADABLE_TYPES,
    WORDLESS_KEYS,
)
from indexer.extract.pdf.pypdf_objects import Name, Value, as_text
from indexer.messages import Message, message, verbatim

Entries = Mapping[str, Value]
_HAS_WORD: Final = re.compile(r"[^\W\d_]{3}")
# Whose keys are anything that a program likes; they are searched, and reported as a whole.
_FREE_KEYS: Final = frozenset(
    {"/PieceInfo", "/Private", "/Prop_Build", "/DPM", "/LogicalStructure"}
)
# Under these keys stand actions, also without a type.
_ACTION_KEYS: Final = frozenset({"/A", "/OpenAction", "/Next", "/PA"})
_ROLES_OF_KEYS: Final = {"/Trans": "/Trans", "/Group": "/Group"}
_WITH_KNOWN_SUBTYPES: Final = TYPES - ANY_SUBTYPE
_KEYS_OF_XOBJECTS: Final = frozenset({"/BBox", "/Width"})


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A string in a PDF, and the key under which it stands; a key itself stands under none."""

    key: str
    text: str


def dictionaries(value: Value) -> Iterator[tuple[str, dict[str, Value]]]:
    """All dictionaries in a value, each with the key under which it stands.

    Not those that belong to a program: their keys mean what it likes.
    """
    waiting: list[tuple[str, Value]] = [("", value)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, dict):
            yield key, item
            waiting += [(k, v) for k, v in reversed(item.items()) if k not in _FREE_KEYS]
        elif isinstance(item, list):
            waiting += [(key, inside) for inside in reversed(item)]


def texts(value: Value) -> Iterator[TextEntry]:
    """All strings and names in a value, also those that belong to a program."""
    waiting: list[tuple[str, Value]] = [("", value)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, dict):
            for name, inside in reversed(item.items()):
                yield TextEntry("", name.removeprefix("/"))
                waiting.append((name, inside))
        elif isinstance(item, list):
            kind = str(item[0]) if item and isinstance(item[0], Name) else key
            waiting += [
                (kind if kind in WORDLESS_KEYS else key, inside) for inside in reversed(item)
            ]
        elif isinstance(item, Name):
            yield TextEntry(key, item[1:])
        elif isinstance(item, str | bytes) and key not in WORDLESS_KEYS:
            yield TextEntry(key, as_text(item))


def unknown_parts(key: str, entries: Entries) -> Iterator[Message]:
    """What no inspector knows about a dictionary that stands under a key."""
    kind = entries.get("/Type")
    if isinstance(kind, Name):
        if kind in UNREADABLE_TYPES:
            yield UNREADABLE_TYPES[kind]
        elif kind not in TYPES and "/K" not in entries:
            yield message("a part of an unknown type ({type})", type=kind.strip("/"))
    yield from _unknown_subtype(key, entries, kind if isinstance(kind, Name) else "")
    for name, known in NUMBERED_KINDS.items():
        number = entries.get(name)
        if isinstance(number, float) and int(number) not in known:
            yield verbatim(f"{name.strip('/')} {number:.0f}")


def unknown_texts(entries: Entries) -> Iterator[TextEntry]:
    """The texts of a dictionary under keys that no inspector knows."""
    for key, value in entries.items():
        if key in TEXT_KEYS or key in WORDLESS_KEYS or key in _FREE_KEYS:
            continue
        items = value if isinstance(value, list) else [value]
        if (
            items and isinstance(items[0], Name) and items[0] in WORDLESS_KEYS
        ):  # the table of a colour space
            continue
        for item in items:
            if isinstance(item, str | bytes) and not isinstance(item, Name):
                text = as_text(item)
                if _HAS_WORD.search(text):
                    yield TextEntry(key, text)


def _unknown_subtype(key: str, entries: Entries, kind: str) -> Iterator[Message]:
    subtype = entries.get("/Subtype")
    role = kind or _role(key, entries)
    if (
        isinstance(subtype, Name)
        and role in _WITH_KNOWN_SUBTYPES
        and subtype not in SUBTYPES.get(role, frozenset())
    ):
        yield _part_of_kind(role, subtype)
    style = entries.get("/S")
    known = KINDS_BY_S.get(role)
    if isinstance(style, Name) and known is not None and style not in known:
        yield _part_of_kind(role, style)


def _part_of_kind(role: str, kind: str) -> Message:
    part = f"{role.strip('/')} {kind.strip('/')}"
    return message("a part of an unknown type ({type})", type=part)


def _role(key: str, entries: Entries) -> str:
    """The type of a dictionary that does not state it."""
    if "/Rect" in entries and "/Subtype" in entries:
        return "/Annot"
    if key in _ACTION_KEYS and "/S" in entries and "/O" not in entries and "/K" not in entries:
        return "/Action"
    if entries.keys() & _KEYS_OF_XOBJECTS and "/Subtype" in entries:
        return "/XObject"
    if "/BaseFont" in entries:
        return "/Font"
    return _ROLES_OF_KEYS.get(key, "")
