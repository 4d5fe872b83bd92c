"""Nothing that a foreign page says runs, fetches or takes the place of something of ours."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

import search_app
from search_app.viewer.html_tokens import NotWellFormed, html_nesting, tokenize_html
from search_app.viewer.sanitize import MAX_FRAGMENT_CHARS, clean_html, sanitize

GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="

VECTORS = [
    # What a page runs.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script/xss src='https://evil.example/x.js'></script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror\x0c=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<body onload=alert(1)>",
    "<p onmouseover=alert(1) ONCLICK=alert(1) onfocus=alert(1) autofocus tabindex=1>x</p>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<b style=\"background:url('javascript:alert(1)')\" style=x:expression(alert(1))>x</b>",
    "<style>@import 'https://evil.example/x.css';</style><style>*{background:url(//e)}</style>",
    # Addresses that run.
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&"
    "#0000116&#0000058&#0000097'>x</a>",
    "<a href='jav&Tab;ascript&colon;alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a><a href='livescript:x'>x</a><a href='blob:x'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='view-source:https://example.org'>x</a><a href='file:///etc/passwd'>x</a>",
    "<a href='//evil.example/'>x</a><a href='/admin'>x</a><a href='?q=x'>x</a><a href='#top'>x</a>",
    "<a href='https://bank.example@evil.example/'>x</a>",
    "<a href='https:/\\evil.example'>x</a><a href='https:evil.example'>x</a>",
    "<a href='mailto:a@example.org?bcc=b@evil.example&body=x'>x</a>",
    "<a xlink:href='javascript:alert(1)' ping='https://evil.example' target=_blank download>x</a>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote><q cite='data:text/html,x'>x</q>",
    # What is fetched.
    "<img src='https://evil.example/pixel.gif'>",
    f"<img src='{GIF}' srcset='https://evil.example/a 1x' sizes=1px longdesc=x usemap=#m ismap>",
    "<picture><source srcset='https://evil.example/a'><img src='//evil.example/a'></picture>",
    "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='><img src='data:image/png,<script>'>",
    f"<img src='{GIF}' lowsrc='https://evil.example' dynsrc=x loading=eager fetchpriority=high>",
    "<link rel=stylesheet href='https://evil.example'><link rel=prefetch href='//evil.example'>",
    "<iframe src='https://evil.example'></iframe><iframe srcdoc='<script>alert(1)</script>'>",
    "<object data='x'><param name=url></object><embed src='x'><applet code=x></applet>",
    "<table background='https://evil.example/a'><tr><td background='//e'>x</td></tr></table>",
    "<input type=image src='https://evil.example/a'><video poster='//evil.example/a'></video>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<meta http-equiv='Set-Cookie' content='a=b'><meta name=referrer content=unsafe-url>",
    # What asks for something, or stands in the place of something.
    "<form action='https://evil.example'><input name=q><button formaction='//e'>x</button></form>",
    "<select><option>x</select><textarea>x</textarea><button type=submit form=f>x</button>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>x</div>",
    "<a id=location name=location href='https://example.org'>x</a><img name=body id=cookie>",
    "<p id=content class='button skip' role=alert aria-label=x data-x=1 contenteditable>x</p>",
    "<form id=document><input name=cookie></form><a id=a><a id=a name=b href='https://e.example'>x",
    "<p slot=x is=y part=z accesskey=q hidden popover translate=no itemprop=x>x</p>",
    "<dialog open>x</dialog><custom-element onclick=x>x</custom-element><isindex action=x>",
    # What another parser reads differently.
    "<svg><script>alert(1)</script></svg><svg onload=alert(1)><a xlink:href='javascript:x'>x</a>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><foreignObject><p onclick=x>y</p></foreignObject></svg><svg><animate onbegin=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=x&gt;'>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=x></annotation-xml></math>",
    "<math href='javascript:alert(1)'>x</math><math><mi xlink:href='data:x,<script>'>x</mi></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script><img src=x onerror=x></template>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<style><p title='</style><img src=x onerror=alert(1)>'></style>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=x>'></xmp><noembed><a></noembed><noframes><a>",
    "<plaintext><script>alert(1)</script>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--><script>alert(1)</script>--><!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]><?xml version='1.0'?><!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<p title='<script>alert(1)</script>'>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    f"<img src='{GIF}' alt='\"><script>alert(1)</script>'>",
    f"<img src='{GIF}' alt='` onerror=alert(1)'>",
    "<p lang='\" onclick=alert(1) x=\"'>x</p><td colspan='1 onclick=x'>x",
    "<table><caption><table><script>x</script></table></caption><svg><tr><td onclick=x>x</table>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt><img src\x00=x onerror\x00=alert(1)>",
    "<a href=\"https://example.org/'onclick=alert(1)//\">x</a>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4- \u2028\u2029 ＜script＞",
]  # fmt: skip

_TAGS = (
    "a abbr b bdi blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 "
    "h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub sup table tbody td tfoot "
    "th thead tr u ul var"
)
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = {
    "lang": r"[\w-]+",
    "dir": "ltr|rtl|auto",
    "href": r"https?://(?!bank)[\w.]+(/\S*)?|mailto:[\w@.]+",
    "rel": "noopener noreferrer nofollow",
    "cite": r"https?://\S+",
    "src": r"data:image/(png|jpeg|gif|webp);base64,[\w+/=]+",
    "alt": r"[^\0]*",
    "start": r"-?\d+",
    "colspan": r"\d+",
    "rowspan": r"\d+",
    "scope": r"\w+",
    "class": "section-table",
    "tabindex": "0",
    "role": "group",
    "aria-labelledby": "reading",
}


def offending(html: str) -> list[str]:
    """What a browser would see in `html` that must not be there."""
    body = LexborHTMLParser(f"<html><body><main>{html}</main></body></html>").css_first("main")
    assert body is not None
    found = [node.tag or "" for node in body.css("*") if node.tag not in (*TAGS, "main")]
    for node in body.css("main *"):
        found += [
            f"{node.tag} {name}={value}"
            for name, value in node.attributes.items()
            if not re.fullmatch(ATTRIBUTES.get(name, "(?!)"), value or "", re.IGNORECASE)
        ]
    return found + ["comment" for node in _all(body) if node.is_comment_node]


def _all(root: LexborNode) -> list[LexborNode]:
    return list(root.traverse(include_text=True))


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_no_vector_gets_through(vector: str) -> None:
    for html in (vector, f"<p>antes {vector} después</p>", f"<table><tr><td>{vector}"):
        once = clean_html(html)
        assert offending(once) == []
        assert html_nesting(once).depth < 12
        # Neither does it when it is read again and written again.
        again = LexborHTMLParser(f"<body>{once}</body>").body
        assert again is not None
        assert offending(again.inner_html or "") == []


def test_the_check_of_the_vectors_sees_what_runs() -> None:
    harmful = [vector for vector in VECTORS if not offending(vector)]
    # These say something that is only text to a browser, or nothing at all.
    assert len(harmful) <= 8


@given(st.lists(st.sampled_from([*VECTORS, "<p>", "</p>", "<svg>", "</style>", "<table>", "-->"])))
def test_no_mixture_of_vectors_gets_through(parts: list[str]) -> None:
    html = "".join(parts)
    assert offending(clean_html(html)) == []
    safe = sanitize(html)
    assert safe is None or offending(safe) == []


KEPT = [
    ("<h1>a</h1><h2>b</h2>", "<h2>a</h2><h3>b</h3>"),
    ("<h3>a</h3><h2>b</h2><h4>c</h4>", "<h2>a</h2><h2>b</h2><h3>c</h3>"),
    ("".join(f"<h{n}>a</h{n}>" for n in range(1, 7)),
     "<h2>a</h2><h3>a</h3><h4>a</h4><h5>a</h5><h6>a</h6><h6>a</h6>"),
    ("<table><tbody><tr><td>a</td></tr></tbody></table>",
     '<div class="section-table" tabindex="0" role="group" aria-labelledby="reading">'
     "<table><tbody><tr><td>a</td></tr></tbody></table></div>"),
    ('<p><a href="https://example.org/a?b=1&amp;c#d">x</a></p>',
     '<p><a href="https://example.org/a?b=1&amp;c#d" rel="noopener noreferrer nofollow">x</a></p>'),
    ('<a href="mailto:a@example.org">x</a>',
     '<a href="mailto:a@example.org" rel="noopener noreferrer nofollow">x</a>'),
    ('<p><a href="otra.html">x <em>y</em></a></p>', "<p>x <em>y</em></p>"),
    ('<p><a href="corpus:../otra.html?a#b">x</a></p>',
     '<p><a href="corpus:../otra.html?a#b" rel="noopener noreferrer nofollow">x</a></p>'),
    (f'<img src="{GIF}" alt="Un río">', f'<img src="{GIF}" alt="Un río">'),
    ('<p>a<img src="https://example.org/a.png" alt="b">c</p>', "<p>ac</p>"),
    ('<p lang="en" dir="rtl" id="q" class="x">a<br>b</p>', '<p lang="en" dir="rtl">a<br>b</p>'),
    ('<ol start="4"><li>a</li></ol>', '<ol start="4"><li>a</li></ol>'),
    ("<p>1 &lt; 2 &amp;amp; 3</p>", "<p>1 &lt; 2 &amp;amp; 3</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("fragment", "expected"), KEPT, ids=range(len(KEPT)))
def test_what_a_section_is_made_of_is_kept(fragment: str, expected: str) -> None:
    assert sanitize(fragment) == expected


REFUSED = [
    "<p>",
    "</p>",
    "<b><i>x</b></i>",
    "<p>x</p><",
    "<p onclick=x>x</p>",
    "<!-- x -->",
    "<svg:a></svg:a>",
    "x" * (MAX_FRAGMENT_CHARS + 1),
    "<div>" * 65 + "</div>" * 65,
    "<p>" + "<b>" * 60 + "<p>x</p>" * 10_000 + "</b>" * 60 + "</p>",
    "<div>" * 100_000,  # in nh3 alone this takes half a minute
]


@pytest.mark.parametrize("fragment", REFUSED, ids=lambda fragment: fragment[:20])
def test_what_is_not_written_as_a_section_is_refused(fragment: str) -> None:
    assert sanitize(fragment) is None


def test_the_largest_of_fragments_take_little_time() -> None:
    cell = "<table><tbody><tr><td><b>x</b></td></tr></tbody></table>"
    opened = "".join(f'<b lang="aa-{n}">' for n in range(5))
    deep = f"<p>{opened}{'<p>x</p>' * 500}{'</b>' * 5}</p>"
    for fragment in (cell * (MAX_FRAGMENT_CHARS // len(cell)), deep, "<p>&amp;</p>" * 40_000):
        assert len(fragment) <= MAX_FRAGMENT_CHARS
        safe = sanitize(fragment)
        assert safe is not None
        assert len(safe) < 4 * MAX_FRAGMENT_CHARS


def test_many_threads_may_sanitise_at_once() -> None:
    results: list[str | None] = []

    def run() -> None:
        results.extend(
            sanitize(f'<p><a href="https://example.org/{n}">x</a></p>') for n in range(99)
        )

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 * 99
    assert all(result and 'rel="noopener noreferrer nofollow"' in result for result in results)


@given(st.text())
def test_tokens_in_a_row_are_what_was_taken_apart(html: str) -> None:
    safe = clean_html(html)
    assert "".join(token.source for token in tokenize_html(safe)) == safe
    try:
        assert "".join(token.source for token in tokenize_html(html)) == html
    except NotWellFormed:
        assert "<" in html


def test_nh3_is_known_in_one_place() -> None:
    room = Path(search_app.__file__).parent
    knowing = [
        file.name for file in room.rglob("*.py") if re.search("import nh3", file.read_text())
    ]
    assert knowing == ["sanitize.py"]
