"""What the report's page is made of, without any HTML: the template knows how each block looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from indexer.messages import Message, plural

MAX_ITEMS: Final = 500
"""Files that are named under one heading."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out, and what it counts."""

    number: str
    label: Message


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What is to be copied exactly, or is a name: paths, cells, commands."""

    text: str


Cell = Message | Verbatim | str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `is_warning` makes it stand out."""

    kind: ClassVar[str] = "paragraph"
    text: Message
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class NameList:
    """What happened to some files: `title`, what to do about it, and the files."""

    kind: ClassVar[str] = "names"
    title: Message
    advice: Message | None
    items: tuple[str, ...]
    more: Message | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table; the last `numbers` columns are numbers."""

    kind: ClassVar[str] = "table"
    caption: Message
    headings: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: int = 0


Block = Paragraph | NameList | ReportTable


def name_list(title: Message, advice: Message | None, items: Sequence[str]) -> NameList:
    """The list with at most `MAX_ITEMS` of the files, and the number of the others."""
    more = len(items) - MAX_ITEMS
    note = plural("… and {count} more", "… and {count} more", more) if more > 0 else None
    return NameList(title, advice, tuple(items[:MAX_ITEMS]), note)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page, which the contents lead to by `anchor`."""

    anchor: str
    heading: Message
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole page."""

    title: Message
    written: Message
    language: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    contents: Message
    footer: Message
