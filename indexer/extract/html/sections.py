"""From blocks to sections: what a reader can be sent to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from indexer.extract.html.blocks import Block
from indexer.extract.text.clean import letters

_SPLIT_LEVEL: Final = 3  # h1, h2 and h3 begin a section
_LEAST_LETTERS: Final = 40
_LONGEST: Final = 6_000  # characters, about two printed pages


@dataclass(slots=True)
class HtmlSection:
    """Blocks under one heading; its first block is the heading itself, if it has one."""

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
        """Letters below the headings."""
        return sum(sum(map(str.isalpha, b.text)) for b in self.blocks if not b.level)


def sections(found: list[Block], title: str) -> list[HtmlSection]:
    """Sections of a size to be sent to; text before the first heading stands under `title`."""
    parts = [part for section in _joined(_by_heading(found, title)) for part in _split(section)]
    return [part for part in parts if part.text]


def _by_heading(found: list[Block], title: str) -> list[HtmlSection]:
    result = [HtmlSection(title, "", [])]
    anchor = ""  # the last one: a link to a place somewhat before is better than to the top
    for block in found:
        anchor = block.anchor or anchor
        if 1 <= block.level <= _SPLIT_LEVEL:
            result.append(HtmlSection(block.text, anchor, []))
        result[-1].blocks.append(block)
    return result


def _joined(found: list[HtmlSection]) -> list[HtmlSection]:
    """Sections with hardly any text joined to the next one, the last such one to the previous."""
    result: list[HtmlSection] = []
    waiting: list[HtmlSection] = []
    for section in found:
        waiting.append(section)
        if section.letters >= _LEAST_LETTERS:
            result.append(_as_one(waiting))
            waiting = []
    if waiting and result:
        result[-1].blocks.extend(block for section in waiting for block in section.blocks)
    elif waiting:
        result.append(_as_one(waiting))
    return result


def _as_one(parts: list[HtmlSection]) -> HtmlSection:
    """The sections as one, named like the last and found at the first with an anchor."""
    anchor = next((part.anchor for part in parts if part.anchor), "")
    return HtmlSection(
        parts[-1].heading, anchor, [block for part in parts for block in part.blocks]
    )


def _split(section: HtmlSection) -> Iterator[HtmlSection]:
    """A long section in parts that end with a paragraph."""
    part = HtmlSection(section.heading, section.anchor, [])
    anchor = section.anchor
    size = 0
    for block in section.blocks:
        anchor = block.anchor or anchor
        for piece in _pieces(block):
            if size and size + len(piece.text) > _LONGEST:
                yield part
                part, size = HtmlSection(section.heading, anchor, []), 0
            part.blocks.append(piece)
            size += len(piece.text)
    yield part


def _pieces(block: Block) -> Iterator[Block]:
    """A block that is longer than a section may be, cut at a line's, sentence's or word's end."""
    text, passed = block.text, 0
    while len(text) > _LONGEST:
        ends = (text.rfind(end, _LONGEST // 2, _LONGEST) for end in ("\n", ". ", " "))
        cut = next((end + 1 for end in ends if end > 0), _LONGEST)
        yield Block(text[:cut].strip(), tight=True, nodes=block.nodes, passed=passed)
        passed += len(letters(text[:cut]))
        text = text[cut:]
    yield replace(block, text=text.strip(), passed=passed)
