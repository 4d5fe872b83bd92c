"""Matches are marked in HTML as in its text, and nothing else of it changes."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine.query import parse
from indexer.engine.snippets import Highlighter, Span
from search_app.viewer.marked_html import mark_html, plain_text
from search_app.viewer.match_numbers import NumberedSpan, number_matches
from search_app.viewer.sanitize import SafeHtml, sanitize
from tests.search_app.viewer.test_sanitize import VECTORS

MARKED = [
    ("miedo", "<p>El miedo.</p>", "<p>El [1:miedo].</p>"),
    ("miedo", "<p>Miedo y <em>miedos</em></p>", "<p>[1:Miedo] y <em>[2:miedos]</em></p>"),
    ('"miedo al cuerpo"', "<p>miedo <em>al</em> cuerpo</p>",
     "<p>[1:miedo ]<em>[1:al]</em>[1: cuerpo]</p>"),
    ("psicosocial", "<p>psico<b>soc</b>ial</p>", "<p>[1:psico]<b>[1:soc]</b>[1:ial]</p>"),
    ("acompañó", "<p>acompan\u0303o\u0301 a<i>compaño</i></p>",
     "<p>[1:acompan\u0303o\u0301] [2:a]<i>[2:compaño]</i></p>"),
    ("dos", "<p>uno</p><p>dos</p>", "<p>uno</p><p>[1:dos]</p>"),
    ("unodos", "<p>uno</p><p>dos</p>", "<p>uno</p><p>dos</p>"),
    ("unodos", "<p>uno<br>dos</p>", "<p>uno<br>dos</p>"),
    ('"uno dos"', "<ul><li>uno</li> <li>dos</li></ul>",
     "<ul><li>[1:uno]</li> <li>[1:dos]</li></ul>"),
    ("tres", "<p>1 &lt; 2 &amp;amp; tres&nbsp;</p>", "<p>1 &lt; 2 &amp;amp; [1:tres]\u00a0</p>"),
    ("amp lt nbsp", "<p>&lt;&amp;</p>", "<p>&lt;&amp;</p>"),
    ('"b c"', "<p>a&amp;b &lt; c</p>", "<p>a&amp;[1:b &lt; c]</p>"),
    ('"luto no termina"', "<p>El luto¹⁵ no termina.</p>", "<p>El [1:luto¹⁵ no termina].</p>"),
    ("luto", "<p>El <b>luto</b>¹⁵ no</p>", "<p>El <b>[1:luto]</b>¹⁵ no</p>"),
    ("", "<p>uno</p>", "<p>uno</p>"),
    ("em lang en", '<p lang="en">uno <em>dos</em></p>', '<p lang="en">uno <em>dos</em></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("query", "html", "expected"), MARKED)
def test_matches_are_marked_over_the_borders_of_elements(
    query: str, html: str, expected: str
) -> None:
    highlighter = Highlighter(parse(query))
    found = mark_html(SafeHtml(html), lambda text: highlighter.mark(text, "es"))
    assert _short(found) == expected


def _short(html: str) -> str:
    """`html` with its marks as `[number:text]`; only the first of a number has a name."""
    seen: set[str] = set()
    number = ""

    def shorten(match: re.Match[str]) -> str:
        nonlocal number
        number = match[1] or number
        assert (number in seen) is (match[1] is None)
        seen.add(number)
        return f"[{number}:{match[2]}]"

    return re.sub(r'<mark(?: id="match-(\d+)")?>(.*?)</mark>', shorten, html)


def test_every_match_of_a_table_is_marked_in_its_cells_only() -> None:
    html = sanitize("<table>\n<tr>\n<td>uno</td>\n<td>dos</td>\n</tr>\n</table>")
    assert html is not None
    found = mark_html(html, lambda text: [Span(text, True)])
    assert re.sub(r"<mark[^>]*>(uno|dos)</mark>", r"\1", found) == html


class _Events(HTMLParser):
    """The tags, and the text, without what marks it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.mark_html = ""
        self.names: list[str] = []
        self._inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mark":
            assert not self._inside
            self._inside = True
            self.names += [value or "" for _, value in attrs]
        else:
            self.tags.append(f"<{tag} {attrs}>")
            assert not self._inside

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            assert self._inside
            self._inside = False
        else:
            assert not self._inside
            self.tags.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data
        self.mark_html += data if self._inside else ""


_WORDS = st.sampled_from(["miedo", "al", " ", "cuerpo", "<&>", "ñandú", "n\u0303", "\n", "psico"])
_TEXTS = st.lists(_WORDS, max_size=4).map("".join).map(escape)
_NAMES = st.sampled_from(["p", "em", "b", "ul", "li", "table", "td", "tr", "h1", "a", "pre", "br"])
_PAGES = st.recursive(
    _TEXTS,
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>".replace("</br>", ""),
        _NAMES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(_PAGES, st.lists(st.integers(0, 200)), st.booleans())
def test_marking_changes_neither_the_text_nor_the_tags(
    page: str, cuts: list[int], first: bool
) -> None:
    html = sanitize(page)
    if html is None:
        return
    found = mark_html(html, lambda text: _spans(text, sorted(cuts), first))
    before, after = _Events(html), _Events(str(found))
    assert (after.tags, after.text) == (before.tags, before.text)
    wanted = "".join(
        span.text for span in _spans(plain_text(html), sorted(cuts), first) if span.match
    )
    assert "".join(after.mark_html.split()) == "".join(wanted.split())
    assert len(after.names) == len(set(after.names))


def _spans(text: str, cuts: list[int], first: bool) -> list[Span]:
    """`text` cut at these places; every other span is a match."""
    edges = [0, *(cut for cut in dict.fromkeys(cuts) if 0 < cut < len(text)), len(text)]
    parts = [text[a:b] for a, b in pairwise(edges) if b > a]
    return [Span(part, (at % 2 == 0) is first) for at, part in enumerate(parts)]


@given(st.lists(st.sampled_from(VECTORS)), st.sampled_from(["alert", "x", "script", "onerror"]))
def test_marking_makes_nothing_run(parts: list[str], query: str) -> None:
    html = sanitize("".join(f"<p>{escape(part)}</p>" for part in parts))
    assert html is not None
    highlighter = Highlighter(parse(query))
    found = mark_html(html, lambda text: highlighter.mark(text, "en"))
    assert set(re.findall(r"<\w+", found)) <= {"<p", "<mark"}


def test_matches_are_numbered_in_order() -> None:
    spans = [Span("a", False), Span("b", True), Span("c", False), Span("d", True)]
    assert [(span.text, span.match) for span in number_matches(spans)] == [
        ("a", 0), ("b", 1), ("c", 0), ("d", 2),
    ]  # fmt: skip
    assert NumberedSpan("d", 2).anchor == "match-2"
