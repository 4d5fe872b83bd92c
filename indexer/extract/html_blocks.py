"""From an HTML tree to blocks of text, and from blocks to sections (only here and in html and
html_metadata is selectolax known).

The walk keeps no Python stack: pages nest as deep as they like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from selectolax.lexbor import LexborNode

from indexer.extract.clean import clean_line, clean_text

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
# Blocks that stand under each other without an empty line.
_TIGHT: Final = frozenset({"li", "tr", "dt", "dd"})
_NEVER_TEXT: Final = frozenset({
    "button", "canvas", "datalist", "embed", "head", "iframe", "input", "map", "noframes",
    "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea",
    "title",
})  # fmt: skip
_BOILERPLATE: Final = frozenset({"aside", "footer", "form", "header", "nav"})
_BOILERPLATE_ROLES: Final = frozenset(
    ["banner", "complementary", "contentinfo", "dialog", "navigation", "search"]
)
_SITE_ROLES: Final = frozenset(["banner", "contentinfo", "navigation", "search"])
_TEXT_PARTS: Final = frozenset({"article", "blockquote", "main", "section"})
_BOXES: Final = re.compile(
    r"\b(?:(?:doc)?nav(?:bar|igation|header|footer|links?)?|cookies?|consent|gdpr|galletas|share|"
    r"sharing|sharedaddy|social|compartir|breadcrumbs?|skip-link|newsletter|popup|modal)\b",
    re.IGNORECASE,
)
_PERMALINK: Final = re.compile(r"\s*[¶§#🔗\uf0c1]+$")
_NEXT_CELL: Final = " | "
_CELL_ENDS: Final = re.compile(r"^[\s|]+|[\s|]+$|(?<= \| )[\s|]+")
_WHITE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or heading (`level` 1-6); `anchor` leads to it."""

    text: str
    level: int = 0
    anchor: str = ""
    tight: bool = False


def is_never_text(node: LexborNode) -> bool:
    """Whether nothing in an element is meant to be read (scripts, hidden parts)."""
    attributes = node.attributes
    return (
        (node.tag or "") in _NEVER_TEXT
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
    )


def is_furniture(node: LexborNode) -> bool:
    """Whether an element is the site's beyond doubt: its navigation, its own header and footer.

    An article may have a header too, with its title in it; a site's header is in no such part.
    """
    if is_never_text(node):
        return True
    if node.tag == "nav" or node.attributes.get("role") in _SITE_ROLES:
        return True
    return node.tag in ("header", "footer") and not _is_inside(node, _TEXT_PARTS)


def _is_inside(node: LexborNode, tags: frozenset[str]) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return parent is not None


def is_boilerplate(node: LexborNode) -> bool:
    """Whether an element belongs to the site and not to the text."""
    attributes = node.attributes
    return (
        is_never_text(node)
        or node.tag in _BOILERPLATE
        or attributes.get("role") in _BOILERPLATE_ROLES
        or bool(_BOXES.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))
    )


def blocks(root: LexborNode, skip: Callable[[LexborNode], bool]) -> list[Block]:
    """The text under `root` without the elements for which `skip` holds."""
    walk = _Walk(skip)
    node, end = root, root.mem_id
    while True:
        child = node.child if walk.enter(node) else None
        if child is not None:
            node = child
            continue
        while True:
            walk.leave(node)
            if node.mem_id == end:
                return walk.blocks
            following, parent = node.next, node.parent
            if following is not None:
                node = following
                break
            if parent is None:
                return walk.blocks
            node = parent


@dataclass(slots=True)
class _Walk:
    """What has been seen on the way through a tree."""

    skip: Callable[[LexborNode], bool]
    blocks: list[Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _prefix: str = ""
    _tight: bool = False
    _anchor: str = ""  # the last fragment that no text has followed yet
    _preformatted: int = 0

    def enter(self, node: LexborNode) -> bool:
        """Note the beginning of a node; whether its children are to be seen."""
        tag = node.tag or ""
        if node.is_text_node:
            text = node.text_content or ""
            self._pieces.append(text if self._preformatted else _WHITE.sub(" ", text))
            return False
        if tag.startswith("-") or self.skip(node):
            return False
        if tag in _BLOCKS:
            self._flush()
        self._note_anchor(node, tag)
        if tag == "br":
            self._pieces.append("\n")
        elif tag in ("td", "th") and self._pieces:
            self._pieces.append(_NEXT_CELL)
        elif tag in _TIGHT:
            self._tight = True
            self._prefix = "- " if tag == "li" else ""
        self._preformatted += tag == "pre"
        return True

    def leave(self, node: LexborNode) -> None:
        """Note the end of a node."""
        tag = node.tag or ""
        if tag not in _BLOCKS or self.skip(node):
            return
        self._preformatted -= tag == "pre"
        self._flush(_HEADINGS.get(tag, 0))
        if tag in _TIGHT:
            self._tight, self._prefix = False, ""

    def _note_anchor(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        anchor = attributes.get("id") or (attributes.get("name") if tag == "a" else "")
        # Inside a heading the heading's own fragment is the better one.
        if anchor and not (self._anchor and tag not in _BLOCKS and self._in_heading(node)):
            self._anchor = anchor

    @staticmethod
    def _in_heading(node: LexborNode) -> bool:
        parent = node.parent
        return parent is not None and parent.tag in _HEADINGS and bool(parent.attributes.get("id"))

    def _flush(self, level: int = 0) -> None:
        raw, self._pieces = "".join(self._pieces), []
        raw = _CELL_ENDS.sub("", raw) if _NEXT_CELL in raw else raw
        text = clean_line(_PERMALINK.sub("", raw)) if level else clean_text(raw)
        if text:
            self.blocks.append(Block(self._prefix + text, level, self._anchor, self._tight))
            self._anchor = self._prefix = ""


# --- choosing -------------------------------------------------------------------------------------

_SHORT: Final = 6  # words; below, what a block shares with another text says little
_SHARED: Final = 0.5
_WORD: Final = re.compile(r"\w+")


def chosen(found: list[Block], text: str) -> list[Block]:
    """The blocks of which `text` consists, whatever order and line breaks it has, with headings.

    A block of some length belongs to it if half of its word pairs occur there; a short one if it
    stands between two such blocks, or beside one and occurs there as a whole; a heading if
    something below it does.
    """
    words = _WORD.findall(text.casefold())
    pairs = set(pairwise(words))
    whole = f" {' '.join(words)} "
    kept = [False] * len(found)
    short: list[tuple[int, str]] = []
    for place, block in enumerate(found):
        own = _WORD.findall(block.text.casefold())
        if block.level or len(own) < _SHORT:
            short.append((place, f" {' '.join(own)} "))
        else:
            shared = sum(pair in pairs for pair in pairwise(own))
            kept[place] = shared >= _SHARED * (len(own) - 1)
    long = set(range(len(found))) - {place for place, _ in short}
    before = _nearest(kept, long, range(len(found)))
    after = _nearest(kept, long, range(len(found) - 1, -1, -1))
    for place, own_words in short:
        sides = before[place] + after[place]
        occurs = own_words in whole and (sides or not long)
        kept[place] = not found[place].level and bool(sides == 2 or occurs)
    _keep_headings(found, kept)
    return [block for block, keep in zip(found, kept, strict=True) if keep]


def _nearest(kept: list[bool], long: set[int], places: Iterable[int]) -> dict[int, bool]:
    """For each place whether the long block passed last is kept."""
    result, last = {}, False
    for place in places:
        last = kept[place] if place in long else last
        result[place] = last
    return result


def _keep_headings(found: list[Block], kept: list[bool]) -> None:
    """Keep the headings with something kept below them, before the next one of their rank."""
    wanted = 0  # the highest rank of heading that still has kept text below it and no heading yet
    for place in range(len(found) - 1, -1, -1):
        level = found[place].level
        if not level:
            wanted = 7 if kept[place] else wanted
        elif level < wanted:
            kept[place], wanted = True, level


# --- sections -------------------------------------------------------------------------------------

_SPLIT_LEVEL: Final = 3  # h1, h2 and h3 begin a section
_LEAST_LETTERS: Final = 40
_LONGEST: Final = 6_000  # characters, about two printed pages


@dataclass(slots=True)
class Section:
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


def sections(found: list[Block], title: str) -> list[Section]:
    """Sections of a size to be sent to; text before the first heading stands under `title`."""
    parts = [part for section in _joined(_by_heading(found, title)) for part in _split(section)]
    return [part for part in parts if part.text]


def _by_heading(found: list[Block], title: str) -> list[Section]:
    result = [Section(title, "", [])]
    for block in found:
        if 1 <= block.level <= _SPLIT_LEVEL:
            result.append(Section(block.text, block.anchor, []))
        result[-1].blocks.append(block)
    return result


def _joined(found: list[Section]) -> list[Section]:
    """Sections with hardly any text joined to the next one, the last such one to the previous."""
    result: list[Section] = []
    waiting: list[Block] = []
    anchor = ""
    for section in found:
        section.blocks[:0] = waiting
        section.anchor = section.anchor or anchor
        if section.letters < _LEAST_LETTERS:
            waiting, anchor = section.blocks, section.anchor
            continue
        result.append(section)
        waiting, anchor = [], ""
    if waiting and result:
        result[-1].blocks.extend(waiting)
    elif waiting:
        result.append(Section(found[-1].heading, anchor, waiting))
    return result


def _split(section: Section) -> Iterator[Section]:
    """A long section in parts that end with a paragraph."""
    part = Section(section.heading, section.anchor, [])
    size = 0
    for block in section.blocks:
        for piece in _pieces(block):
            if size and size + len(piece.text) > _LONGEST:
                yield part
                part, size = Section(section.heading, section.anchor, []), 0
            part.blocks.append(piece)
            size += len(piece.text)
    yield part


def _pieces(block: Block) -> Iterator[Block]:
    """A block that is longer than a section may be, cut at a line's, sentence's or word's end."""
    text = block.text
    while len(text) > _LONGEST:
        ends = (text.rfind(end, _LONGEST // 2, _LONGEST) for end in ("\n", ". ", " "))
        cut = next((end + 1 for end in ends if end > 0), _LONGEST)
        yield Block(text[:cut].strip(), tight=True)
        text = text[cut:]
    yield Block(text.strip(), block.level, block.anchor, block.tight)
