"""Groups blocks into sections, the passages of an HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.extract.html.blocks import Block
from indexer.extract.text.clean import clean_line, letters
from indexer.model import OutlineEntry
from indexer.note_marks import without_note_marks

_MAX_SECTION_LEVEL: Final = 3  # h1, h2 and h3 begin a section
_MIN_SECTION_LETTERS: Final = 40
_MAX_HEADING_CHARS: Final = 300
_MAX_SECTION_CHARS: Final = 6_000  # about two printed pages


@dataclass(slots=True)
class HtmlSection:
    """Blocks under one heading; the first block is the heading itself, if there is one."""

    heading: str
    anchor: str
    blocks: list[Block]

    @property
    def text(self) -> str:
        """The section's text, paragraphs separated by an empty line."""
        parts: list[str] = []
        previous: Block | None = None
        for block in self.blocks:
            if previous is not None:
                parts.append("\n" if previous.tight and block.tight else "\n\n")
            parts.append(block.text)
            previous = block
        return "".join(parts)

    @property
    def letters(self) -> int:
        """Number of letters, without headings."""
        return sum(sum(map(str.isalpha, b.text)) for b in self.blocks if not b.level)


def split_into_sections(found: list[Block], title: str) -> list[HtmlSection]:
    """Sections of a reasonable size; text before the first heading goes under `title`."""
    parts = [part for section in _join_short(_by_heading(found, title)) for part in _split(section)]
    return [part for part in parts if part.text]


def list_headings(found: Sequence[HtmlSection]) -> Iterator[OutlineEntry]:
    """The headings of sections as a table of contents, nested by their levels."""
    levels: list[int] = []
    for number, section in enumerate(found, 1):
        for block in section.blocks:
            title = clean_line(without_note_marks(block.text)) if block.level else ""
            if not title:
                continue
            while levels and levels[-1] >= block.level:
                levels.pop()
            yield OutlineEntry(title[:_MAX_HEADING_CHARS], number, len(levels))
            levels.append(block.level)


def _by_heading(found: list[Block], title: str) -> list[HtmlSection]:
    result = [HtmlSection(title, "", [])]
    anchor = ""  # the last one: a link slightly before the section is better than to the top
    for block in found:
        anchor = block.anchor or anchor
        if 1 <= block.level <= _MAX_SECTION_LEVEL:
            heading = clean_line(without_note_marks(block.text))
            result.append(HtmlSection(heading, anchor, []))
        result[-1].blocks.append(block)
    return result


def _join_short(found: list[HtmlSection]) -> list[HtmlSection]:
    """Join sections with hardly any text to the next one, the last such one to the previous."""
    result: list[HtmlSection] = []
    waiting: list[HtmlSection] = []
    for section in found:
        waiting.append(section)
        if section.letters >= _MIN_SECTION_LETTERS:
            result.append(_merge(waiting))
            waiting = []
    if waiting and result:
        result[-1].blocks.extend(block for section in waiting for block in section.blocks)
    elif waiting:
        result.append(_merge(waiting))
    return result


def _merge(parts: list[HtmlSection]) -> HtmlSection:
    """Merge sections into one, with the last heading and the first anchor."""
    anchor = next((part.anchor for part in parts if part.anchor), "")
    return HtmlSection(
        parts[-1].heading, anchor, [block for part in parts for block in part.blocks]
    )


def _split(section: HtmlSection) -> Iterator[HtmlSection]:
    """Split a long section into parts that end with a paragraph."""
    part = HtmlSection(section.heading, section.anchor, [])
    anchor = section.anchor
    size = 0
    for block in section.blocks:
        anchor = block.anchor or anchor
        for piece in _split_block(block):
            if size and size + len(piece.text) > _MAX_SECTION_CHARS:
                yield part
                part, size = HtmlSection(section.heading, anchor, []), 0
            part.blocks.append(piece)
            size += len(piece.text)
    yield part


def _split_block(block: Block) -> Iterator[Block]:
    """Cut a block that is longer than a section at the end of a line, sentence or word."""
    text, skipped_letters = block.text, 0
    while len(text) > _MAX_SECTION_CHARS:
        ends = (
            text.rfind(end, _MAX_SECTION_CHARS // 2, _MAX_SECTION_CHARS)
            for end in ("\n", ". ", " ")
        )
        cut = next((end + 1 for end in ends if end > 0), _MAX_SECTION_CHARS)
        yield Block(
            text[:cut].strip(),
            tight=True,
            text_nodes=block.text_nodes,
            skipped_letters=skipped_letters,
        )
        skipped_letters += len(letters(text[:cut]))
        text = text[cut:]
    yield replace(block, text=text.strip(), skipped_letters=skipped_letters)
