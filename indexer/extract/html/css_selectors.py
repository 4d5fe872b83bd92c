"""What staff say of where the parts of a page stand, by CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.extract import metadata
from indexer.extract.bounds import Allowance
from indexer.extract.html.blocks import Block, content
from indexer.extract.html.boilerplate import is_never_text
from indexer.extract.html.html_metadata import values
from indexer.languages import LANGUAGES
from indexer.model import Metadata, ProblemKind, Selector

_BYLINE: Final = re.compile(
    rf"^(?:{'|'.join(word for row in LANGUAGES for word in row.byline_words)})\b:?\s+",
    re.IGNORECASE,
)


def _first(usable: Callable[[str], str]) -> Callable[[Iterable[str]], str]:
    return lambda values: next(filter(None, map(usable, values)), "")


def _creators(values: Iterable[str]) -> tuple[str, ...]:
    return metadata.creators(_BYLINE.sub("", value.strip()) for value in values)


_FIELDS: Final[dict[str, tuple[str, Callable[[Iterable[str]], str | tuple[str, ...]]]]] = {
    "title": ("title", _first(metadata.title)),
    "creator": ("creators", _creators),
    "date": ("date", _first(metadata.iso_date)),
    "subject": ("subjects", metadata.subjects),
    "description": ("description", _first(metadata.text)),
}

PARTS: Final = ("text", "drop", *_FIELDS)
"""What a selector can find: the text, what in it is to be dropped, Dublin Core."""

_NAMES: Final = (
    "a abbr address article aside audio b bdi bdo blockquote body br button caption center cite "
    "code col colgroup data dd del details dfn dialog div dl dt em fieldset figcaption figure font "
    "footer form frame h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd "
    "label legend li link main map mark menu meta nav noscript object ol optgroup option output p "
    "picture pre q rp rt ruby s samp script search section select slot small source span strike "
    "strong style sub summary sup svg table tbody td template textarea tfoot th thead time title "
    "tr tt u ul var video"
)
ELEMENTS: Final = frozenset(_NAMES.split())
"""Names of elements that pages have."""


def is_selector(css: str) -> bool:
    """Whether `css` is a CSS selector that is understood here."""
    try:
        _EMPTY.css(css)
    except (SelectolaxError, ValueError):
        return False
    return True


_EMPTY: Final = LexborHTMLParser("<html></html>")


@dataclass(frozen=True, slots=True)
class Selected:
    """What the selectors of staff find in one page."""

    tree: LexborHTMLParser
    selectors: Sequence[Selector]
    allowance: Allowance

    def dropped(self) -> frozenset[int]:
        """The elements that are no text."""
        return frozenset(node.mem_id for node in self._nodes("drop"))

    def text(self, dropped: frozenset[int]) -> list[Block]:
        """The blocks of the parts that are the text; none where there are no such parts."""
        blocks: list[Block] = []
        taken: set[int] = set()
        for node in self._nodes("text"):
            if not _is_in(node, taken):
                taken.add(node.mem_id)
                skip = _Skip(dropped)
                blocks += content(node, skip, lambda node, inside: False).blocks
        if not blocks and any(selector.part == "text" for selector in self.selectors):
            self._report("text", "no text")
        return blocks

    def metadata(self) -> Metadata:
        """What the page says in the places that staff named."""
        found: dict[str, Any] = {}
        for part, (field, understand) in _FIELDS.items():
            found[field] = understand(v for node in self._nodes(part) for v in values(node))
        return Metadata(**found)

    def report_gaps(self, found: Metadata, own: Metadata) -> None:
        """Tell which of the named places gave nothing to what was `found`.

        It is nothing to tell where the place is not there, and the page's `own` metadata has it.
        """
        for part, (field, _) in _FIELDS.items():
            if getattr(found, field) or not any(s.part == part for s in self.selectors):
                continue
            said = [" ".join(v.split()) for node in self._nodes(part) for v in values(node)]
            said = [value for value in said if value]
            if said:
                self._report(part, f'"{said[0][:80]}", which is no {part}')
            elif not getattr(own, field):
                self._report(part, "nothing")

    def _nodes(self, part: str) -> list[LexborNode]:
        """The elements found, in the order of the page."""
        css = ", ".join(selector.css for selector in self.selectors if selector.part == part)
        return list(self.tree.css(css)) if css else []

    def _report(self, part: str, found: str) -> None:
        own = [selector for selector in self.selectors if selector.part == part]
        css = ", ".join(selector.css for selector in own)[:200]
        detail = f'html.yaml, line {own[0].line}, {part}: "{css}" finds {found}'
        self.allowance.report(ProblemKind.SELECTOR_UNMATCHED, detail)


@dataclass(frozen=True, slots=True)
class _Skip:
    """In what staff call the text only what they drop, and scripts, are not text."""

    dropped: frozenset[int]

    def __call__(self, node: LexborNode, inside: bool) -> bool:
        return node.mem_id in self.dropped or is_never_text(node)


def _is_in(node: LexborNode, taken: set[int]) -> bool:
    parent: LexborNode | None = node if taken else None
    while parent is not None and parent.mem_id not in taken:
        parent = parent.parent
    return parent is not None
