"""HTML pages that are made to do harm."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import SPANISH, html

LAUGHS = (
    '<!DOCTYPE html [<!ENTITY a "ja">'
    + "".join(f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 20}">' for n in range(97, 106))
    + f"]><html><body><p>&j; {SPANISH}</p></body></html>"
)

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://127.0.0.1:9/x.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">'
    '<!ENTITY % b SYSTEM "http://127.0.0.1:9/y.dtd"> %b;]>'
    '<html xmlns="http://www.w3.org/1999/xhtml"><body xmlns:xi="http://www.w3.org/2001/XInclude">'
    f'<p>&a; {SPANISH}</p><xi:include href="file:///etc/passwd" parse="text"/></body></html>'
)


def _page(body: str, head: str = "") -> bytes:
    return html(f"<main><p>{SPANISH}</p>{body}</main>", head=head).encode()


PAGES: dict[str, Callable[[], bytes]] = {
    "deep_div": lambda: _page("<div>" * 300_000 + SPANISH),
    "deep_inline": lambda: _page("<b><i>" * 100_000 + SPANISH),
    "deep_links": lambda: _page("<a href=x>" * 100_000 + SPANISH),
    "deep_lists": lambda: _page("<ul><li>" * 50_000 + SPANISH),
    "deep_quotes": lambda: _page("<blockquote>" * 50_000 + SPANISH),
    "deep_svg": lambda: _page("<svg><g>" * 50_000 + SPANISH),
    "deep_tables": lambda: _page("<table><tr><td>" * 20_000 + SPANISH),
    "misnested": lambda: _page("<b><p>" * 10_000 + SPANISH + "</b></p>" * 10_000),
    "formatting": lambda: _page("<b class=a><u><i><s>" * 5_000 + f"<p>{SPANISH}</p>" * 500),
    "attributes_500k": lambda: _page(
        "<p " + " ".join(f"a{n}=b" for n in range(500_000)) + f">{SPANISH}</p>"
    ),
    "attribute_20M": lambda: _page(f'<p title="{"x" * 20_000_000}">{SPANISH}</p>'),
    "entities_3M": lambda: _page("<p>" + "&amp;&aacute;&#x41;" * 1_000_000 + "</p>"),
    "entities_open": lambda: _page("<p>" + "&" * 5_000_000 + "</p>"),
    "entities_external": lambda: ENTITIES.encode(),
    "laughs": lambda: LAUGHS.encode(),
    "table_300k": lambda: _page("<table>" + "<tr><td>a<td>b<td>c" * 100_000 + "</table>"),
    "table_span": lambda: _page("<table><tr><td colspan=999999999 rowspan=999999999>a</table>"),
    "paragraphs_300k": lambda: _page("<p>una palabra" * 300_000),
    "headings_100k": lambda: _page(
        "".join(f"<h2 id=s{n}>Parte {n}</h2><p>texto" for n in range(100_000))
    ),
    "breaks_1M": lambda: _page("a<br>" * 1_000_000),
    "links_200k": lambda: _page("<a href='/x'>enlace</a> " * 200_000),
    "word_20M": lambda: _page("<p>" + "a" * 20_000_000 + "</p>"),
    "spaces_20M": lambda: _page("<p>a" + " \t\n" * 7_000_000 + "b</p>"),
    "spaces_in_title": lambda: html(SPANISH, title="a" + " " * 5_000_000 + "b").encode(),
    "title_10M": lambda: html(f"<p>{SPANISH}</p>", title="Título " * 1_500_000).encode(),
    "dates_100k": lambda: _page(
        "<p>" + "2019-01-01-2020/13/45 3 de mayo de 20199 " * 50_000 + "</p>"
    ),
    "digits_5M": lambda: _page("<p>" + "1" * 5_000_000 + "</p>"),
    "date_meta": lambda: _page("", f'<meta name="date" content="{"2020-" * 500_000}">'),
    "meta_100k": lambda: _page("", "<meta name=author content='A, B'>" * 100_000),
    "json_ld_deep": lambda: _page(
        "", '<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>"
    ),
    "json_ld_long": lambda: _page(
        "",
        '<script type="application/ld+json">{"@type":"Article","author":['
        + '{"name":"A"},' * 200_000
        + '{"name":"B"}]}</script>',
    ),
    "json_ld_text": lambda: _page(
        "",
        '<script type="application/ld+json">{"articleBody":"' + 'x\\"' * 3_000_000 + '"}</script>',
    ),
    "comment_open": lambda: (f"<p>{SPANISH}</p><!--" + "-" * 5_000_000).encode(),
    "comments_300k": lambda: _page("<!-- a -->" * 300_000),
    "script_open": lambda: (f"<p>{SPANISH}</p><script>" + "</scrip " * 1_000_000).encode(),
    "tag_open": lambda: (f"<p>{SPANISH}</p>" + "<" * 5_000_000).encode(),
    "closing_tags": lambda: _page("</div></p></b>" * 300_000),
    "templates": lambda: _page("<template>" * 20_000 + SPANISH),
    "frames": lambda: (f"<p>{SPANISH}</p>" + "<frameset><frame>" * 100_000).encode(),
    "selects": lambda: _page("<select><option>" * 100_000),
    "nulls": lambda: html(SPANISH).encode() + bytes(5_000_000),
    "utf16_odd": lambda: b"\xff\xfe" + html(SPANISH * 100).encode("utf-16-le") + b"\xd8",
    "charset_unknown": lambda: b"<meta charset=utf-7><p>+ADw-script+AD4- " + SPANISH.encode(),
    "charsets_100k": lambda: b"<meta charset=x>" * 100_000 + SPANISH.encode("cp1252"),
    "surrogates": lambda: _page("<p>" + "&#xD800;&#x110000;&#0;" * 200_000 + "</p>"),
    "combining": lambda: _page("<p>a" + "\u0301" * 2_000_000 + "</p>"),
    "right_to_left": lambda: _page("<p>" + "\u202e\u2066" * 500_000 + "</p>"),
}
