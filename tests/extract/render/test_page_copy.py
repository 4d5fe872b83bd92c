"""A copy looks as the page does."""

from __future__ import annotations

import re

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.html.link_address import link_address
from indexer.extract.render.clean_css import clean_css
from indexer.extract.render.copy_markup import DOCTYPES, MAX_COPY_CHARS, is_copy
from indexer.extract.render.page_copy import page_copy

GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def body(html: str) -> str:
    """What the body of a page becomes."""
    copy = page_copy(f"<!doctype html><title>x</title><body>{html}".encode())
    assert is_copy(copy)
    return copy.partition("<body>")[2].removesuffix("</body></html>")


KEPT = [
    '<p id="a" class="b c" style="color:red" lang="es" dir="ltr" title="&lt;x&gt;">x</p>',
    '<h2 id="fin">x</h2><a name="fin"></a><a href="#fin">x</a>',
    '<table border="1" bgcolor="#fff"><tbody><tr><td colspan="2" valign="top">x</td></tr></tbody>'
    "</table>",
    '<center><font color="red" face="serif" size="+1">x</font></center>',
    f'<p><img src="{GIF}" alt="Un río" width="9"></p>',
    '<ol start="3" type="a" reversed=""><li value="4">x</li></ol><dl><dt>x</dt><dd>y</dd></dl>',
    '<details open=""><summary>x</summary>y</details><p hidden="">oculto</p>',
    '<p role="note" aria-label="x" data-kind="y">x<wbr>y<br>z</p><hr>',
    '<svg viewbox="0 0 9 9" width="9"><g fill="red"><path d="M0 0h9v9z"></path></g></svg>',
    "<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>",
    "<my-card>x</my-card>",
    "<p>1 &lt; 2 &amp; 3 &amp;amp; ñandú 漢字</p>",
]


@pytest.mark.parametrize("html", KEPT)
def test_text_and_looks_are_kept(html: str) -> None:
    assert body(html) == html


CHANGED = [
    ("<p onclick=x() accesskey=s contenteditable>x</p>", "<p>x</p>"),
    ("<form action=/x><button>x</button><input value=y></form>", "<div><span>x</span></div>"),
    ("<script>x</script><style>p{}</style>x<template>y</template>", "<style>p{}</style>x"),
    ("<noscript><p>x</p></noscript>", "<p>x</p>"),
    ("<object data=y>x</object><video src=y>z</video>", "x"),
    ("<img src=//x.example/y alt='Un río'>", '<img alt="Un río">'),
    (f"<img src=' {GIF.upper().replace('R0LG', 'R0lG')[:40]}\n'>", None),
    ("<iframe src=//x.example/y title='Una película'></iframe>",
     '<p><a href="https://x.example/y">Una película</a></p>'),
    ("<iframe src=javascript:x()></iframe>", ""),
    ("<!-- nota interna -->x", "x"),
    ("<pre>\n\nx</pre>", "<pre>\n\nx</pre>"),
    ("<xmp><b></xmp>", "<pre>\n&lt;b&gt;</pre>"),
    ("<svg><use xlink:href='#a'/><image href='//x'/></svg>", '<svg><use href="#a"></use></svg>'),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), CHANGED)
def test_what_acts_is_left_out(html: str, expected: str | None) -> None:
    if expected is not None:
        assert body(html) == expected
    else:
        assert 'src="data:image/gif' in body(html)


@pytest.mark.parametrize(
    ("doctype", "mode"),
    [
        ("", 0),
        ("<!-- x --><!DOCTYPE html>", 1),
        ('<?xml version="1.0"?>\n<!doctype HTML system "about:legacy-compat">', 1),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">', 1),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">', 2),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "x/loose.dtd">', 2),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', 0),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">', 0),
        ('<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">', 0),
        ("<!doctype svg>", 0),
    ],
)
def test_the_page_is_laid_out_by_the_same_rules(doctype: str, mode: int) -> None:
    copy = page_copy(f"{doctype}<html><p>x".encode())
    assert copy.startswith(f"{DOCTYPES[mode]}<html>")


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=latin-1><p>año".encode("latin-1"),
        "<p>año".encode("utf-8-sig"),
        "<p>año".encode("utf-16"),
        b"<?xml version='1.0' encoding='iso-8859-15'?><p>a\xf1o",
        "<meta charset=utf-7><p>año".encode(),
    ],
)
def test_the_character_set_is_that_in_which_the_index_read_it(data: bytes) -> None:
    copy = page_copy(data)
    assert "<p>año</p>" in copy
    assert copy.count('<meta charset="utf-8">') == 1


def test_the_head_keeps_title_styles_and_width() -> None:
    page = (
        "<title>Año &lt; uno</title><meta name=Viewport content='width=400'>"
        "<style media=print>p{color:red}</style><link rel=stylesheet href=x.css>"
    )
    head = re.findall("<head>(.*)</head>", page_copy(page.encode()))[0]
    assert head.endswith(
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Año &lt; uno</title><style media="print">p{color:red}</style>'
    )


def test_a_page_of_frames_becomes_links_to_them() -> None:
    copy = page_copy(b"<frameset><frame src=uno.html name=menu><frame src=dos.html></frameset>")
    assert is_copy(copy)
    assert '<a href="uno.html">menu</a>' in copy
    assert '<a href="dos.html">dos.html</a>' in copy


def test_a_page_that_nests_deep_or_is_too_long_does_no_harm() -> None:
    copy = page_copy(b"<div>" * 5_000 + b"x")
    assert is_copy(copy)
    assert 100 < copy.count("<div>") < 500
    with pytest.raises(ExtractionFailed):
        page_copy(b"<p>" + b"&" * (MAX_COPY_CHARS // 4))


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a > b{c:d}/* nota */e{f:'g<h'}", "a > b{c:d} e{f:'g\\3c h'}"),
        ("a{b:url(#c)}", 'a{b:url("#c")}'),
        (f"a{{b:url( '{GIF}' )}}", f'a{{b:url("{GIF}")}}'),
        ("a{b:url(x.png) no-repeat}", "a{b:none no-repeat}"),
        ("@media (width<600px){a{b:c}}", "@media (width< 600px){a{b:c}}"),
        ("<!-- a{b:c} -->", "  a{b:c} -->"),
        ("a{--x:\\26;content:'\\201C'}", "a{--x:\\26;content:'\\201C'}"),
    ],
)
def test_style_sheets_keep_what_is_not_fetched(css: str, expected: str) -> None:
    assert clean_css(css) == expected


@pytest.mark.parametrize(
    ("href", "base", "address"),
    [
        ("a.html", "", "a.html"),
        (" a\n.html ", "", "a.html"),
        ("\\\\x.example\\y", "", "https://x.example/y"),
        ("a.html?b\\c", "", "a.html?b\\c"),
        ("a.html", "https://x.example/d/", "https://x.example/d/a.html"),
        ("#a", "https://x.example/d/", "#a"),
        ("HTTP://x", "", "HTTP://x"),
        ("java\nscript:x", "", ""),
        ("\x01javascript:x", "", ""),
        ("http://[", "https://x/", ""),
        ("x" * 3_000, "", ""),
        (None, "", ""),
    ],
)
def test_addresses_are_read_as_browsers_do(href: str | None, base: str, address: str) -> None:
    assert link_address(href, base) == address
