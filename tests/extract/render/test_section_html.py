"""The HTML of a section says what its passage says, in the structure that the page gave it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from indexer.extract.html.html_extractor import read_page
from indexer.extract.options import Allowance, Options
from indexer.extract.registry import extract
from indexer.extract.render.rendered import MAX_SECTION_CHARS
from indexer.extract.render.section_html import _MAX_ELEMENT_DEPTH, section_fragment, section_html
from indexer.extract.text.clean import letters
from indexer.model import Selector
from tests.builders import SPANISH
from tests.builders import html as page
from tests.conftest import ROOT
from tests.extract.html.sites import SITES

P = f"<p>{SPANISH}</p>"
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
OWN = sorted((ROOT / "corpus").rglob("*.html"))
FEWEST = 200


def shown(body: str, number: int = 1) -> str:
    """The fragment of a page with this body, of which one main part is the text."""
    source = page(f"<main>{body}</main>", title="Una página")
    return section_html(source.encode(), "nota.html", number, Options())


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.stem)
def test_a_fragment_has_the_letters_of_its_passage(file: Path) -> None:
    passages = extract(file, file.name, Options()).passages
    data = file.read_bytes()
    for passage in passages:
        html = section_html(data, file.name, passage.number, Options())
        assert letters(text_of(html)) == letters(passage.text)
    assert passages


@pytest.mark.parametrize("name", SITES)
def test_pages_of_many_programs_give_their_letters_too(name: str) -> None:
    assert _differing(SITES[name].encode()) == []


@pytest.mark.publications
def test_real_pages_give_the_letters_of_their_passages(data: Path) -> None:
    # Measured on all 256: 1,141 of 1,141 passages. This reads each page once, and not the longest.
    files = sorted((data / "publications").rglob("*.htm*"), key=lambda file: file.stat().st_size)
    files = files[:FEWEST]
    assert len(files) == FEWEST
    assert {
        file.name: differing for file in files if (differing := _differing(file.read_bytes()))
    } == {}


def _differing(data: bytes) -> list[int]:
    """The numbers of the passages whose fragment has other letters."""
    read = read_page(data, Allowance("nota.html", Options()), ())
    return [
        number
        for number, section in enumerate(read.sections, 1)
        if letters(text_of(section_fragment(read.tree, section.blocks))) != letters(section.text)
    ]


KEPT = [
    ("<h1 id=a class=b>Uno</h1>", "<h1>Uno</h1>"),
    ("<p style='color:red' onclick='x()'>Uno <em class=x>dos</em></p>", "<p>Uno <em>dos</em></p>"),
    ("<div><div><div><p>Uno</p></div></div></div>", "<p>Uno</p>"),
    ("<div><div>Uno</div>dos<div>Tres</div></div>", "<div>Uno</div><div>dos<div>Tres</div></div>"),
    ("<section><header>Uno</header></section>", "<div>Uno</div>"),
    ("<p><span>Uno</span> <span lang=en dir=ltr>two</span></p>",
     '<p>Uno <span lang="en" dir="ltr">two</span></p>'),
    ("<p lang='x\"onclick=y'>Uno</p>", "<p>Uno</p>"),
    ("<p>1 &lt; 2 &amp;amp; 3</p>", "<p>1 &lt; 2 &amp;amp; 3</p>"),
    ("<ul><li>Uno<li>Dos<ul><li>Tres</ul></ul>",
     "<ul><li>Uno</li><li>Dos<ul><li>Tres</li></ul></li></ul>"),
    ("<ol start=4 type=a><li>Uno</ol>", '<ol start="4"><li>Uno</li></ol>'),
    ("<dl><dt>Uno<dd>Dos</dl>", "<dl><dt>Uno</dt><dd>Dos</dd></dl>"),
    ("<blockquote cite='https://example.org/a'><p>Uno</p></blockquote>",
     '<blockquote cite="https://example.org/a"><p>Uno</p></blockquote>'),
    ("<pre><code>una\n  dos</code></pre>", "<pre><code>una\n  dos</code></pre>"),
    ("<p>Uno<br>dos</p><hr><p>Tres</p>", "<p>Uno<br>dos</p><hr><p>Tres</p>"),
    ("<table class=t><caption>Cap</caption><tr><th scope=col>A</th><th></th></tr>"
     "<tr><td></td><td colspan=2>B</td></tr></table>",
     '<table><caption>Cap</caption><tbody><tr><th scope="col">A</th><th></th></tr>'
     '<tr><td></td><td colspan="2">B</td></tr></tbody></table>'),
    ("<table><tr><td><h4>Uno</h4><table><tr><td>a</td></tr></table></td></tr></table>",
     "<h4>Uno</h4><table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<table role=presentation><tr><td>Uno</td></tr></table>", "<div>Uno</div>"),
    ("<p>Uno <a href='https://example.org/?a=1&amp;b=2' target=_blank>dos</a></p>",
     '<p>Uno <a href="https://example.org/?a=1&amp;b=2">dos</a></p>'),
    ("<p>Uno <a href='otra.html'>dos</a><sup><a href='#n' lang=en>1</a></sup></p>",
     '<p>Uno <a href="corpus:otra.html">dos</a>¹</p>'),
    ("<p>Uno <a href=' ../b%20c/ñ \"x\".pdf#page=2'>dos</a></p>",
     '<p>Uno <a href="corpus:../b%20c/%C3%B1%20%22x%22.pdf#page=2">dos</a></p>'),
    ("<p>Uno <a href='//example.org/x'>dos</a> <a href='corpus:x'>tres</a></p>",
     '<p>Uno <a href="https://example.org/x">dos</a> tres</p>'),
    ("<p>Uno <a href='javascript:x()'>dos</a></p>", "<p>Uno dos</p>"),
    (f"<p>Uno</p><figure><img src='{GIF}' alt='Un \"río\"' width=9><figcaption>Dos</figcaption>"
     "</figure>", f'<p>Uno</p><figure><img src="{GIF}" alt="Un &quot;río&quot;">'
     "<figcaption>Dos</figcaption></figure>"),
    ("<p>Uno <img src='https://example.org/a.gif' alt=x>dos</p>", "<p>Uno dos</p>"),
    (f"<p>Uno</p><div hidden><img src='{GIF}'></div><p>Dos</p>", "<p>Uno</p><p>Dos</p>"),
    ("<p>Uno<script>x()</script><style>p{}</style><svg><text>y</text></svg></p>", "<p>Uno</p>"),
    ("<h2>Uno <a href='#uno'>¶</a></h2><p>Dos</p>", "<h2>Uno </h2><p>Dos</p>"),
    ("<p>psico\u00adsocial \u202eodnu\u202c</p>", "<p>psicosocial odnu</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), KEPT, ids=range(len(KEPT)))
def test_only_structure_is_kept(body: str, expected: str) -> None:
    html = shown(body + P)
    own = html.partition(f"<p>{SPANISH}")[0] or html
    assert re.sub(r"(?<=>)\s+(?=<)", "", own.strip()) == expected


def test_a_page_is_cut_where_its_text_is_cut() -> None:
    body = f"<h1>El miedo</h1>{P}<h2>Qué es</h2>{P}<ul><li>{SPANISH}</li></ul>"
    assert [shown(body, n).count("<p>") for n in (1, 2, 3)] == [1, 1, 0]
    assert shown(body, 2).startswith("<h2>Qué es</h2><p>")
    assert shown(body, 0) == shown(body, 3) == ""


def test_a_list_that_is_cut_goes_on_counting() -> None:
    items = "".join(f"<li>Punto {n}. {SPANISH}</li>" for n in range(1, 31))
    html = shown(f"<h1>El miedo</h1><ol>{items}</ol>", 2)
    start = re.match(r'<ol start="(\d+)"><li>Punto (\d+)\.', html)
    assert start is not None
    assert start[1] == start[2]


def test_a_paragraph_that_is_cut_is_cut_at_the_same_word() -> None:
    words = "".join(f"Una <em>palabra{n}</em> («muy» larga); y fin. " for n in range(600))
    source = page(f"<main><p>{words}</p></main>").encode()
    read = read_page(source, Allowance("nota.html", Options()), ())
    fragments = [section_fragment(read.tree, section.blocks) for section in read.sections]
    assert len(fragments) > 3
    for html, section in zip(fragments, read.sections, strict=True):
        assert text_of(html).split() == section.text.split()
        assert html.count("<em>") == html.count("</em>") > 50


def test_what_staff_say_of_a_folder_holds_for_fragments_too() -> None:
    source = page(f"<div class=a>{P}</div><div class=b><h2>Dos</h2>{P}<p class=c>No</p></div>")
    selectors = tuple(Selector(part, css, 1) for part, css in (("text", ".b"), ("drop", ".c")))
    html = section_html(source.encode(), "nota.html", 1, Options(selectors=selectors))
    assert html.startswith("<h2>Dos</h2><p>")
    assert "No<" not in html
    assert html.count("<p>") == 1


def test_pictures_take_only_so_much_room_and_too_much_markup_none() -> None:
    large = GIF.replace("R0lG", "R0lG" * 50_000)
    html = shown(f"<p>Uno</p><img src='{large}'><img src='{large}'>{P}")
    assert html.count("<img") == 1
    assert len(html) < MAX_SECTION_CHARS
    marked = "<a href='https://example.org/" + "a" * 1_900 + "'>x</a> "
    assert shown(f"<p>{marked * 300}</p>") == ""


def test_a_page_that_nests_deep_gives_a_fragment_that_does_not() -> None:
    html = shown("<blockquote>" * 3_000 + P)
    assert 10 < html.count("<blockquote>") == html.count("</blockquote>") <= _MAX_ELEMENT_DEPTH
    assert letters(text_of(html)) == letters(SPANISH)
