"""Marks that say, inside a text, which of its paragraphs are headings and footnotes.

A mark stands at the start of a paragraph while the text is composed and cleaned, where offsets
would not survive that lines are dropped and words joined. Marks are noncharacters of Unicode, which
no text has: those of a foreign text are taken out first.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.model import BlockKind, TextBlock

MAX_LEVEL: Final = 3
_HEADINGS: Final = {chr(0xFDD0 + level): level for level in range(1, MAX_LEVEL + 1)}
_BY_LEVEL: Final = {level: mark for mark, level in _HEADINGS.items()}
FOOTNOTE_MARK: Final = "\ufdd0"
_ANY: Final = re.compile("[\ufdd0-\ufdef]")
_PARAGRAPH: Final = re.compile(r"(?:.+\n?)+")


def heading_mark(level: int) -> str:
    """The mark of a heading; 1 is the highest level."""
    return _BY_LEVEL[min(max(level, 1), MAX_LEVEL)]


def is_marked(line: str) -> bool:
    """Whether a line begins with a mark."""
    return line[:1] == FOOTNOTE_MARK or line[:1] in _HEADINGS


def without_mark(line: str) -> str:
    """A line without the mark that it may begin with."""
    return line[1:] if is_marked(line) else line


def strip_marks(text: str) -> str:
    """A foreign text without characters that would be taken for marks."""
    return _ANY.sub("", text) if _ANY.search(text) else text


def separate_blocks(text: str) -> tuple[str, tuple[TextBlock, ...]]:
    """`text` without its marks, and the blocks that they marked, with offsets into it."""
    if not _ANY.search(text):
        return text, ()
    blocks: list[TextBlock] = []
    gone = 0
    for found in _PARAGRAPH.finditer(text):
        paragraph = found[0].rstrip("\n")
        mark, bare = paragraph[0], _ANY.sub("", paragraph)
        start = found.start() - gone
        gone += len(paragraph) - len(bare)
        if not bare.strip() or not is_marked(paragraph):
            continue
        start += len(bare) - len(bare.lstrip())
        end = start + len(bare.strip())
        if mark == FOOTNOTE_MARK:
            blocks.append(TextBlock(BlockKind.FOOTNOTE, start, end))
        else:
            blocks.append(TextBlock(BlockKind.HEADING, start, end, _HEADINGS[mark]))
    return _ANY.sub("", text), tuple(blocks)
