"""Lets the links of a section lead where readers may be sent (see `page_copies`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Final

from markupsafe import Markup

from search_app.viewer.corpus_links import FollowedLink, InnerLink, OuterLink, outer_attributes
from search_app.viewer.html_tokens import HtmlTag, HtmlToken, tokenize_html
from search_app.viewer.sanitize import BESIDE

_OWN: Final = re.compile(r' (?:href|rel)="([^"]*)"')
_HREF: Final = re.compile(r' href="([^"]*)"')


def with_section_links(html: Markup, follow: Callable[[str], FollowedLink]) -> Markup:
    """`html`, as `mark_html` returns it, with the links that `follow` finds for its addresses."""
    tokens = _followed(tokenize_html(html), follow)
    return Markup("".join(tokens))  # noqa: S704 # what is added is escaped


def _followed(tokens: Iterator[HtmlToken], follow: Callable[[str], FollowedLink]) -> Iterator[str]:
    names: list[str] = []  # under which the open links are written; empty: not written
    for token in tokens:
        if not isinstance(token, HtmlTag) or token.name != "a":
            yield token.source
        elif token.is_end:
            if name := names.pop():
                yield f"</{name}>"
        else:
            name, start = _start(token, follow)
            names.append(name)
            yield start


def _start(link: HtmlTag, follow: Callable[[str], FollowedLink]) -> tuple[str, str]:
    """The name under which a link is written, and its start tag."""
    href, others = _HREF.search(link.attributes), _OWN.sub("", link.attributes)
    address = unescape(href[1]).removeprefix(BESIDE) if href else ""
    match follow(address):
        case InnerLink(url):
            return "a", f'<a href="{escape(url)}"{others}>'
        case OuterLink() as target:
            shown = f'<span class="address">{escape(target.address)}</span>'
            return "a", f'<a class="outer"{outer_attributes(target)}{others}>{shown}'
        case _:
            return ("span", f"<span{others}>") if others else ("", "")
