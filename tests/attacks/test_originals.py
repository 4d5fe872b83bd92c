"""HTML originals that try to contact others, run, or be shown as they are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tinycss2 import parse_component_value_list

from indexer.extract.render import copy_markup
from indexer.extract.render.copy_markup import is_copy
from indexer.extract.render.page_copy import page_copy
from tests.attacks.nasty_pages import HOST, NASTY_PAGES

_PROLOGUE = {"html", "head", "body", "meta", "title", "style"}
_FIXED_META = {
    (("charset", "utf-8"),),
    (("http-equiv", "x-dns-prefetch-control"), ("content", "off")),
    (("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
}


class _Finder(HTMLParser):
    """What a parser that knows nothing of ours finds in a copy."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta" and tuple(attrs) in _FIXED_META:
            return
        if not copy_markup.is_kept_tag(tag) and tag not in _PROLOGUE - {"meta"}:
            self.found.append(tag)
        for name, value in attrs:
            address = value or ""
            if name == "href" and (tag == "a" or address.startswith("#")):
                continue
            if name == "src" and address.startswith("data:image/"):
                continue
            if name == "media" and tag == "style":
                continue
            if not copy_markup.is_kept_attribute(name) or (
                name == "style" and any(_fetched(parse_component_value_list(address)))
            ):
                self.found.append(f"{tag} {name}={address}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}")


def offending(copy: str) -> list[str]:
    """What must not be in a copy, as two parsers find it."""
    tags = {(node.tag or "").lower() for node in LexborHTMLParser(copy).css("*")}
    known = {tag for tag in tags if not copy_markup.is_kept_tag(tag)}
    css = "".join(re.findall(r"<style[^>]*>(.*?)</style>", copy, re.DOTALL))
    return [*_Finder(copy).found, *(known - _PROLOGUE), *_fetched(parse_component_value_list(css))]


_FETCHING = frozenset(["cross-fade", "element", "image", "image-set", "src", "url"])
_RULES = frozenset(["document", "font-face", "import", "namespace"])


def _fetched(tokens: Iterable[Any]) -> Iterator[str]:
    """What a style sheet fetches from the host; what stands in a string alone is not fetched."""
    for token in tokens:
        if (token.type == "url" and HOST in token.value) or (
            token.type == "at-keyword" and token.lower_value in _RULES
        ):
            yield token.value
        elif token.type == "function":
            strings = [one.value for one in token.arguments if one.type == "string"]
            if token.lower_name.removeprefix("-webkit-") in _FETCHING:
                yield from (value for value in strings if HOST in value)
            yield from _fetched(token.arguments)
        elif hasattr(token, "content"):
            yield from _fetched(token.content)


@pytest.mark.parametrize("page", NASTY_PAGES.values(), ids=NASTY_PAGES)
def test_nothing_of_a_nasty_page_is_left_that_contacts_others(page: bytes) -> None:
    copy = page_copy(page)
    assert is_copy(copy)
    assert offending(copy) == []


def test_the_check_of_the_pages_sees_what_is_left() -> None:
    seen = [page for page in NASTY_PAGES.values() if offending(page.decode("utf-8", "replace"))]
    assert len(seen) >= len(NASTY_PAGES) - 3


_PARTS = st.sampled_from([
    *(page.decode("utf-8", "replace") for page in NASTY_PAGES.values()),
    *"<>'\"/=-!?&\\(){};@#\n\t\0",
    *("<!--", "-->", "<![CDATA[", "]]>", "</style>", "<style>", "<svg>", "</svg>", "<math>"),
    *("<title>", "</title>", "<template>", "<noscript>", "<p title='", "url(", "<a href=", "&lt;"),
    *("<select>", "<table>", "<frameset>", "<body style='", "</body>", "</html>", "<pre>"),
])  # fmt: skip


@given(st.lists(_PARTS, max_size=12))
def test_no_mixture_of_nasty_pages_leaves_anything(parts: list[str]) -> None:
    copy = page_copy("".join(parts).encode())
    assert is_copy(copy)
    assert offending(copy) == []


_COPY = page_copy(b"<!doctype html><title>x</title><style>a{b:c}</style><p>a <a href=b>c</a>")
LIES = {
    "a link that connects": _COPY.replace("<p>", '<link rel="preconnect" href="//x"><p>'),
    "a link in the head": _COPY.replace("<title>", '<link rel="preconnect" href="//x"><title>'),
    "a script": _COPY.replace("<p>", "<script>x</script><p>"),
    "a base": _COPY.replace("<title>", '<base href="//x"><title>'),
    "another header": _COPY.replace('content="off"', 'content="on"'),
    "one more header": _COPY.replace("<p>", '<meta http-equiv="refresh" content="0"><p>'),
    "a handler": _COPY.replace("<p>", '<p onclick="x()">'),
    "a ping": _COPY.replace('<a href="b"', '<a href="b" ping="//x"'),
    "a fetched picture": _COPY.replace("<p>", '<p><img src="//x">'),
    "a frame": _COPY.replace("<p>", '<iframe src="//x"></iframe><p>'),
    "an address at another element": _COPY.replace("<p>", '<use href="//x">'),
    "a comment": _COPY.replace("<p>", "<!-- x --><p>"),
    "an instruction": _COPY.replace("<p>", "<?xml x?><p>"),
    "CDATA": _COPY.replace("<p>", "<svg><![CDATA[x]]></svg><p>"),
    "a tag in a style sheet": _COPY.replace("a{b:c}", "a{b:c}<link rel=preconnect>"),
    "a tag in the title": _COPY.replace("x</title>", "<link></title>"),
    "a text that swallows": _COPY.replace("<p>", "<textarea><p>"),
    "a plain text": _COPY.replace("<p>", "<plaintext><p>"),
    "a template": _COPY.replace("<p>", "<template><p></template>"),
    "an attribute without quotes": _COPY.replace("<p>", "<p class=x>"),
    "a quote in a value": _COPY.replace("<p>", "<p class='\"'>"),
    "a sign in a value": _COPY.replace("<p>", '<p class="<">'),
    "capitals": _COPY.replace("<p>", "<P>"),
    "a slash": _COPY.replace("<p>", "<p/>"),
    "a tag that is cut": _COPY.replace("<p>", "<p "),
    "no end": _COPY.removesuffix("</html>"),
    "more after the end": _COPY + "<link>",
    "no head": _COPY.replace(copy_markup.HEAD_START, "<head>"),
    "another character set": _COPY.replace("utf-8", "utf-7"),
    "something before the beginning": "<link>" + _COPY,
    "nothing": "",
}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
def test_what_a_process_that_was_taken_over_answers_is_refused(answer: str) -> None:
    assert is_copy(_COPY)
    assert answer != _COPY
    assert not is_copy(answer)


_STYLE_SHEETS = [
    *("@import 'http://x'", '@IMPORT"http://x";', "@\\69mport url(//x)", "a{b:url(http://x)}"),
    *("a{b:url('//x')}", "a{b:URL( \"//x\" )}", "a{b:u\\72l(//x)}", "a{b:\\75 rl(//x)}"),
    *("a{b:url(//x", "a{b:url('//x", "a{b:url(//x 'y')}", "a{b:image-set('//x' 1x)}"),
    *("a{b:-webkit-image-set(url(//x) 1x)}", "a{b:src('//x')}", "a{b:image('//x')}"),
    *("@font-face{src:url(//x)}", "a{b:url(/**/'//x')}", "a{b:url(data:text/html,x)}"),
    *("@namespace url(//x)", "@document url(//x){}", "a{b:/*url(*/url(//x)}", "a{b:url(//x)1}"),
]  # fmt: skip


@pytest.mark.parametrize("css", _STYLE_SHEETS)
def test_style_sheets_hold_no_address_that_could_be_fetched(css: str) -> None:
    copy = page_copy(f'<style>{css}</style><p style="{css.replace(chr(34), "&quot;")}">x'.encode())
    assert is_copy(copy)
    assert not re.search(r"(?i)url\((?!\"(?:#|data:image))|@import|@font-face|image-set\(", copy)
