"""Finds the parts of a page by the CSS selectors that staff write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract import metadata
from indexer.extract.html.blocks import Block, collect_blocks
from indexer.extract.html.boilerplate import is_never_text
from indexer.extract.html.element_attributes import element_values
from indexer.extract.html.lineage import lineage
from indexer.extract.options import Allowance
from indexer.file_problems import ProblemKind
from indexer.languages import LANGUAGES
from indexer.messages import Message, message
from indexer.model import Metadata, Selector

_BYLINE: Final = re.compile(
    rf"^(?:{'|'.join(word for row in LANGUAGES for word in row.byline_words)})\b:?\s+",
    re.IGNORECASE,
)


def _first(parse: Callable[[str], str]) -> Callable[[Iterable[str]], str]:
    return lambda values: next(filter(None, map(parse, values)), "")


def _creators(values: Iterable[str]) -> tuple[str, ...]:
    return metadata.creators(_BYLINE.sub("", value.strip()) for value in values)


_METADATA_PARTS: Final[dict[str, tuple[str, Callable[[Iterable[str]], str | tuple[str, ...]]]]] = {
    "title": ("title", _first(metadata.title)),
    "creator": ("creators", _creators),
    "date": ("date", _first(metadata.iso_date)),
    "subject": ("subjects", metadata.subjects),
    "description": ("description", _first(metadata.text)),
}


@dataclass(frozen=True, slots=True)
class SelectedParts:
    """What the selectors of staff find in one page."""

    tree: LexborHTMLParser
    selectors: Sequence[Selector]
    allowance: Allowance

    def dropped(self) -> frozenset[int]:
        """The elements to drop from the text."""
        return frozenset(node.mem_id for node in self._nodes("drop"))

    def text(self, dropped: frozenset[int], names: Mapping[int, str]) -> list[Block]:
        """The blocks of the parts that are the text; empty if there are none.

        `names` are those of elements, as for `collect_blocks`.
        """
        blocks: list[Block] = []
        taken: set[int] = set()
        for node in self._nodes("text"):
            if not _is_inside(node, taken):
                taken.add(node.mem_id)
                skip = _SkipDropped(dropped)
                blocks += collect_blocks(node, skip, lambda node, inside: False, names).blocks
        if not blocks and any(selector.part == "text" for selector in self.selectors):
            self._report(
                message(
                    "html.yaml, line {line}, {part}: “{css}” finds no text", **self._about("text")
                )
            )
        return blocks

    def metadata(self) -> Metadata:
        """The metadata in the places that staff selected."""
        found: dict[str, Any] = {}
        for part, (field, parse) in _METADATA_PARTS.items():
            found[field] = parse(v for node in self._nodes(part) for v in element_values(node))
        return Metadata(**found)

    def report_unmatched(self, found: Metadata, own: Metadata) -> None:
        """Report the selectors that contributed nothing to what was `found`.

        A missing element is not reported if the page's `own` metadata has the value.
        """
        for part, (field, _) in _METADATA_PARTS.items():
            if getattr(found, field) or not any(s.part == part for s in self.selectors):
                continue
            texts = [
                " ".join(v.split()) for node in self._nodes(part) for v in element_values(node)
            ]
            texts = [text for text in texts if text]
            if texts:
                self._report(
                    message(
                        "html.yaml, line {line}, {part}: “{css}” finds “{found}”, which is not "
                        "possible there",
                        found=texts[0][:80],
                        **self._about(part),
                    )
                )
            elif not getattr(own, field):
                self._report(
                    message(
                        "html.yaml, line {line}, {part}: “{css}” finds nothing", **self._about(part)
                    )
                )

    def _nodes(self, part: str) -> list[LexborNode]:
        """The elements found, in the order of the page."""
        css = ", ".join(selector.css for selector in self.selectors if selector.part == part)
        return list(self.tree.css(css)) if css else []

    def _report(self, found: Message) -> None:
        self.allowance.report(ProblemKind.SELECTOR_UNMATCHED, found)

    def _about(self, part: str) -> dict[str, str]:
        """The values of a message about the selectors of `part`."""
        own = [selector for selector in self.selectors if selector.part == part]
        css = ", ".join(selector.css for selector in own)[:200]
        return {"line": str(own[0].line), "part": part, "css": css}


@dataclass(frozen=True, slots=True)
class _SkipDropped:
    """Inside what staff call the text, only what they drop and scripts are not text."""

    dropped: frozenset[int]

    def __call__(self, node: LexborNode, inside: bool) -> bool:
        return node.mem_id in self.dropped or is_never_text(node)


def _is_inside(node: LexborNode, taken: set[int]) -> bool:
    return bool(taken) and any(one.mem_id in taken for one in lineage(node))
