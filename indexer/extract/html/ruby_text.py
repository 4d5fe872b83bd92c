"""Sets the reading of ruby text behind its words, in parentheses: 記憶 (きおく)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_READINGS: Final = frozenset({"rt", "rtc"})
_LEFT_OUT: Final = frozenset({"rp", "script", "style", "template"})


def write_ruby_readings(tree: LexborHTMLParser) -> None:
    """Replace each `<ruby>` of a page by its text."""
    found = tree.css("ruby")
    inner = {node.mem_id for ruby in found for node in ruby.css("ruby ruby")}
    for ruby in found:
        if ruby.mem_id not in inner:
            ruby.replace_with(_as_text(ruby))


def _as_text(ruby: LexborNode) -> str:
    pieces = list(_pieces(ruby))
    base = "".join(text for text, is_reading in pieces if not is_reading)
    readings = [text.strip() for text, is_reading in pieces if is_reading and text.strip()]
    # Readings of single signs make one word; those of words stay apart.
    joint = " " if base.strip().count(" ") else ""
    return f"{base} ({joint.join(readings)})" if readings else base


def _pieces(ruby: LexborNode) -> Iterator[tuple[str, bool]]:
    """The texts in document order, and whether each is a reading."""
    waiting: list[tuple[LexborNode | None, bool]] = [(ruby.first_child, False)]
    while waiting:
        node, is_reading = waiting.pop()
        if node is None:
            continue
        waiting.append((node.next, is_reading))
        if node.is_text_node:
            yield node.text_content or "", is_reading
        elif node.tag not in _LEFT_OUT:
            waiting.append((node.first_child, is_reading or node.tag in _READINGS))
