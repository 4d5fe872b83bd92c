"""Marks a query's matches in sanitised HTML. Only here does foreign HTML become a page's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from markupsafe import Markup

from indexer.engine.snippets import Span
from search_app.viewer.html_tokens import INLINE, Tag, Text, tokens
from search_app.viewer.match_numbers import NumberedSpan, numbered
from search_app.viewer.sanitize import SafeHtml

_BREAK: Final = "\n"

Mark = Callable[[str], Iterable[Span]]
"""Gives a text as spans, of which some are matches."""


def plain(html: SafeHtml) -> str:
    """The text of `html`, with a line break where an element begins or ends a line."""
    return "".join(_text(token) for token in tokens(html))


def marked(html: SafeHtml, mark: Mark) -> Markup:
    """`html` with the matches in its text marked, and the first place of each named `match-1`…

    A match may reach over the borders of elements; then it is marked in parts.
    """
    pen = _Pen(numbered(mark(plain(html))))
    pieces = (
        "".join(pen.mark(token)) if isinstance(token, Text) else token.source + pen.skip(token)
        for token in tokens(html)
    )
    return Markup("".join(pieces))  # noqa: S704 # sanitised, and what is added is escaped


def _text(token: Tag | Text) -> str:
    if isinstance(token, Text):
        return unescape(token.source)
    return "" if token.name in INLINE else _BREAK


@dataclass(slots=True)
class _Pen:
    """Goes along the spans of a text while its parts are written."""

    spans: Sequence[NumberedSpan]
    _at: int = 0
    _used: int = 0  # characters of the span at hand
    _named: int = 0  # the last match that has its name

    def mark(self, token: Text) -> Iterator[str]:
        """The HTML of a text, which goes on where the last one ended."""
        for text, match in self._take(len(unescape(token.source))):
            written = escape(text, quote=False)
            if not match or not text.strip():  # blanks may stand where no mark may, as in a row
                yield written
            elif match == self._named:
                yield f"<mark>{written}</mark>"
            else:
                self._named = match
                yield f'<mark id="match-{match}">{written}</mark>'

    def skip(self, tag: Tag) -> str:
        """Pass over the line break that stands for `tag`; nothing is written."""
        list(self._take(len(_text(tag))))
        return ""

    def _take(self, count: int) -> Iterator[tuple[str, int]]:
        """The next `count` characters, and the numbers of the matches that they are in."""
        while count > 0:
            span = self.spans[self._at]
            text = span.text[self._used : self._used + count]
            count -= len(text)
            self._used += len(text)
            if self._used == len(span.text):
                self._at, self._used = self._at + 1, 0
            yield text, span.match
