"""Marks a query's matches in sanitised HTML; the only place where foreign HTML becomes ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from markupsafe import Markup

from indexer.engine.snippets import Span
from search_app.viewer.html_tokens import INLINE_ELEMENTS, HtmlTag, HtmlText, tokenize_html
from search_app.viewer.match_numbers import NumberedSpan, number_matches
from search_app.viewer.sanitize import SafeHtml

_BREAK: Final = "\n"

MarkText = Callable[[str], Iterable[Span]]
"""Splits a text into spans, some of which are matches."""


def plain_text(html: SafeHtml) -> str:
    """The text of `html`, with a line break where an element breaks the line."""
    return "".join(_text(token) for token in tokenize_html(html))


def mark_html(html: SafeHtml, mark: MarkText) -> Markup:
    """`html` with the matches in its text marked; the first mark of each has the id `match-1`…

    A match that crosses the borders of elements is marked in parts.
    """
    writer = _MarkWriter(number_matches(mark(plain_text(html))))
    pieces = (
        "".join(writer.mark(token))
        if isinstance(token, HtmlText)
        else token.source + writer.skip(token)
        for token in tokenize_html(html)
    )
    return Markup("".join(pieces))  # noqa: S704 # sanitised, and what is added is escaped


def _text(token: HtmlTag | HtmlText) -> str:
    if isinstance(token, HtmlText):
        return unescape(token.source)
    return "" if token.name in INLINE_ELEMENTS else _BREAK


@dataclass(slots=True)
class _MarkWriter:
    """Follows the spans of a text while its parts are written."""

    spans: Sequence[NumberedSpan]
    _at: int = 0
    _used: int = 0  # characters of the current span
    _named: int = 0  # the last match that has its id

    def mark(self, token: HtmlText) -> Iterator[str]:
        """The HTML of a text, which continues where the last one ended."""
        for text, match in self._take(len(unescape(token.source))):
            written = escape(text, quote=False)
            if not match or not text.strip():  # blanks may stand where a mark may not, as in a row
                yield written
            elif match == self._named:
                yield f"<mark>{written}</mark>"
            else:
                self._named = match
                yield f'<mark id="match-{match}">{written}</mark>'

    def skip(self, tag: HtmlTag) -> str:
        """Skip the line break that `tag` stands for; nothing is written."""
        list(self._take(len(_text(tag))))
        return ""

    def _take(self, count: int) -> Iterator[tuple[str, int]]:
        """The next `count` characters, each piece with the number of its match."""
        while count > 0:
            span = self.spans[self._at]
            text = span.text[self._used : self._used + count]
            count -= len(text)
            self._used += len(text)
            if self._used == len(span.text):
                self._at, self._used = self._at + 1, 0
            yield text, span.match
