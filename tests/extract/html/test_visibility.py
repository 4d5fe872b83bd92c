"""Which words of a page nobody sees, whatever hides them; and which only seem hidden."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html import selector_matcher
from indexer.extract.html.hidden_words import remove_hidden_words
from indexer.extract.html.visibility import HiddenElements, hidden_by_style

WORDS = "Juana"


def judged(source: str) -> str:
    """What is known of the element that holds the words: hidden, doubtful or seen."""
    tree = LexborHTMLParser(source)
    found = hidden_by_style(tree)
    identity = _holder(tree).mem_id
    if identity in found.certain:
        return "hidden"
    return "doubtful" if identity in found.doubtful else "seen"


def _holder(tree: LexborHTMLParser) -> LexborNode:
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        if node.is_text_node and (node.text_content or "").strip() == WORDS:
            assert node.parent is not None
            return node.parent
    raise AssertionError("the words are not on the page")


def styled(css: str, body: str = f"<p class=k>{WORDS}</p>") -> str:
    return f"<style>{css}</style><body>{body}"


INSIDE = f"<div class=k><p>{WORDS}</p></div>"
MENU = f"<ul><li>a<ul><li>{WORDS}</ul></ul>"
HIDDEN = {
    "not displayed": styled(".k{display:none}"),
    "by its id": styled("#k{display:none}", f"<p id=k>{WORDS}</p>"),
    "by its name": styled("aside{display:none}", f"<aside>{WORDS}</aside>"),
    "by an attribute": styled("[data-a=b]{display:none}", f"<p data-a=b>{WORDS}</p>"),
    "everything": styled("*{visibility:hidden}"),
    "inside something hidden": styled(".k{display:none}", INSIDE),
    "invisible": styled(".k{visibility:hidden}", INSIDE),
    "transparent": styled(".k{opacity:0}", INSIDE),
    "transparent by a filter": styled(".k{filter:opacity(0)}", INSIDE),
    "in transparent letters": styled(".k{color:transparent}"),
    "letters without a filling": styled(".k{-webkit-text-fill-color:rgba(0,0,0,0)}"),
    "white on white": styled(".k{color:#fff}", INSIDE),
    "nearly white": styled(".k{color:rgb(250 250 250)}"),
    "black on black": styled("body{background:#000}"),
    "the colour of its own background": styled(".k{color:navy;background:#000080 none}"),
    "white on white in an old page": f"<body bgcolor=white><font color=#ffffff>{WORDS}</font>",
    "off the screen": styled(".k{position:absolute;left:-9999px}"),
    "off the screen in short": styled(".k{position:fixed;inset:-9999px auto auto 0}"),
    "shifted away": styled(".k{translate:-9999px 0}"),
    "with a far margin": styled(".k{margin:0 0 0 -9999px}"),
    "indented away": styled(".k{text-indent:-9999px}"),
    "moved away": styled(".k{margin-left:-200em}"),
    "translated away": styled(".k{transform:translateX(-10000px)}"),
    "translated by windows": styled(".k{transform:translateX(-200vw)}"),
    "cut off": styled(".k{position:absolute;clip:rect(1px, 1px, 1px, 1px)}"),
    "cut off by a path": styled(".k{clip-path:inset(50%)}"),
    "in a box without height": styled(".k{height:0;overflow:hidden}"),
    "in a box of a pixel": styled(".k{position:absolute;width:1px;height:1px;overflow:hidden}"),
    "without size": styled(".k{font-size:0}"),
    "without size by a short form": styled(".k{font:0/0 a}"),
    "scaled to nothing": styled(".k{transform:scale(0)}"),
    "tiny": styled(".k{font-size:0.01em}"),
    "a row of a table": styled("p:nth-child(odd){display:none}"),
    "all but one": styled("p:not(.seen){display:none}"),
    "one of several": styled(":is(.a,.k){display:none}"),
    "the next one": styled(".a + .k{display:none}", f"<p class=a>a</p><p class=k>{WORDS}</p>"),
    "a later one": styled(".a ~ .k{display:none}", f"<p class=a>a<p>b<p class=k>{WORDS}</p>"),
    "a child": styled(".a > .k{display:none}", f"<div class=a><p class=k>{WORDS}</p></div>"),
    "a rule in a rule": styled(".a{.k{display:none}}", f"<b class=a><i class=k>{WORDS}</i></b>"),
    "on screens": styled("@media screen{.k{display:none}}"),
    "where a browser can": styled("@supports (display:grid){.k{display:none}}"),
    "in a rule on screens": styled(".k{@media screen{display:none}}"),
    "by a variable": styled(":root{--shown:none}.k{display:var(--shown)}"),
    "stronger than its own style": styled(
        ".k{display:none !important}", f"<p class=k style='display:block'>{WORDS}</p>"
    ),
    "written with escapes": styled(r".\6b {disp\6c ay:none}"),
    "written with comments": styled("/*a*/.k/**/{display/**/:/**/none}"),
    "in a comment for old browsers": styled("<!-- .k{display:none} -->"),
    "a style sheet in an address": (
        f"<link rel=stylesheet href='data:text/css,.k%7Bdisplay:none%7D'><p class=k>{WORDS}</p>"
    ),
    "by an attribute of its own": f"<p hidden>{WORDS}</p>",
    "a closed window": f"<dialog>{WORDS}</dialog>",
    "by its own style": f"<p style='display:none'>{WORDS}</p>",
}
DOUBTFUL = {
    "by what it contains": styled(".k:has(b){display:none}"),
    "for some readers": styled("@media (prefers-contrast:more){.k{display:none}}"),
    "where a box is": styled("@container (width > 1px){.k{display:none}}"),
    "for old browsers": f"<canvas>{WORDS}</canvas>",
    "by a shape": styled(".k{clip-path:path('M0 0')}"),
    "by a calculation": styled(".k{opacity:calc(1 - 1)}"),
    "a variable of many values": styled(".a{--d:none}.b{--d:block}.k{display:var(--d)}"),
    "an animation may show it": styled(".k{opacity:0;animation:appear 1s forwards}"),
    "a tab may be chosen": styled(
        ".tab-pane{display:none}.active{display:block}", f"<div class=tab-pane><p>{WORDS}</p></div>"
    ),
    "a panel may be opened": styled(".k{display:none}", f"<p class=k role=tabpanel>{WORDS}</p>"),
    "an answer may be opened": styled(
        ".k{display:none}", f"<a aria-controls=x>Ver</a><div id=x class=k><p>{WORDS}</p></div>"
    ),
    "it may come into sight": styled(".wow{visibility:hidden}", f"<p class='wow k'>{WORDS}</p>"),
    "it may be faded in": styled("[data-aos]{opacity:0}", f"<p data-aos=fade-up>{WORDS}</p>"),
    "a shadow may show it": styled(".k{color:transparent;text-shadow:0 0 2px red}"),
    "without scripts": (
        f"<body><noscript><style>.k{{display:none}}</style></noscript><p class=k>{WORDS}</p>"
    ),
}
SEEN = {
    "plain": styled("p{color:#333}"),
    "shown again": styled(".k{display:none} #a{display:block}", f"<p class=k id=a>{WORDS}</p>"),
    "shown inside": styled(".k{visibility:hidden}p{visibility:visible}", INSIDE),
    "when pointed at": styled("li ul{display:none}li:hover > ul{display:block}", MENU),
    "after a click": styled(
        ".k{display:none}#a:checked ~ .k{display:block}",
        f"<input id=a type=checkbox><p class=k>{WORDS}</p>",
    ),
    "hidden in print": styled("@media print{.k{display:none}}"),
    "a sheet for print": f"<style media=print>.k{{display:none}}</style><p class=k>{WORDS}",
    "hidden on telephones": styled("@media (max-width: 600px){.k{display:none}}"),
    "hidden on desks": styled("@media (min-width: 601px){.k{display:none}}"),
    "white on black": styled("body{background:#000}.k{color:#fff}"),
    "white on a picture": styled(".k{color:#fff}body{background:url(a.png)}"),
    "letters that are cut out": styled(
        ".k{background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent}"
    ),
    "another class": styled(".other{display:none}"),
    "another parent": styled(".a > .k{display:none}", f"<b class=a><i><u class=k>{WORDS}</u></i>"),
    "moved without a position": styled(".k{left:-5000px}"),
    "to be opened": f"<details><summary>a</summary><p>{WORDS}</p></details>",
    "to be found": f"<p hidden=until-found>{WORDS}</p>",
    "half transparent": styled(".k{opacity:.5}"),
    "a little above": styled(".k{position:relative;top:-3px;text-indent:-1em}"),
    "in a box with a height": styled(".k{height:3em;overflow:hidden}"),
    "an attribute that a style undoes": styled("[hidden]{display:block}", f"<p hidden>{WORDS}</p>"),
}
CASES = [
    (expected, what, source)
    for expected, rows in (("hidden", HIDDEN), ("doubtful", DOUBTFUL), ("seen", SEEN))
    for what, source in rows.items()
]


@pytest.mark.parametrize(
    ("expected", "what", "source"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES]
)
def test_what_a_style_does_to_words(expected: str, what: str, source: str) -> None:
    assert judged(source) == expected


def test_style_sheets_in_other_files_are_named() -> None:
    source = "<link rel=stylesheet href=a.css><style>@import 'b.css'; p{color:red}</style><p>a"
    found = hidden_by_style(LexborHTMLParser(source))
    assert len(found.external_sheets) == 2


@pytest.mark.parametrize("rule", [":nonsense(({display:none}", "p && b{display:none}"])
def test_a_rule_that_is_not_understood_leaves_a_doubt(rule: str) -> None:
    found = hidden_by_style(LexborHTMLParser(styled(f"p{{}}{rule}")))
    assert found.doubts or found == HiddenElements()


DEEP = "<div class='a b'>" * 3_000
BOMBS = {
    "a selector that goes back and forth": styled("div " * 11 + "x{display:none}", DEEP),
    "the same with classes": styled(".a .b " * 5 + "x{display:none}", DEEP),
    "many rules for a deep page": styled(
        "".join(f".a .c{n}{{display:none}}" for n in range(100)), DEEP
    ),
    "a class a level": styled(
        "".join(f".c{n} p{{display:none}}" for n in range(500)),
        "".join(f"<div class=c{n}>" for n in range(500)),
    ),
    "rules in rules": styled(".a{" * 5_000),
    "selectors in selectors": styled(":not(" * 3_000 + "a{display:none}"),
    "brackets": styled("(" * 50_000),
    "variables of variables": styled(
        "".join(f"p{{--v{n}:var(--v{n + 1}) var(--v{n + 1})}}" for n in range(60))
        + "p{display:var(--v0)}"
    ),
    "a number that is too long": styled(f"p:nth-child({'9' * 5_000}n+1){{display:none}}"),
    "a long value": styled(f"p{{clip-path:polygon({'0 0,' * 90_000} 0 0)}}"),
}


def test_more_rules_than_can_be_compared_leave_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selector_matcher, "_MAX_CHECKS", 1_000)
    assert hidden_by_style(LexborHTMLParser(styled(".a{color:red}p{color:red}", DEEP))).doubts


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_style_sheets_do_no_harm(bomb: str) -> None:
    assert isinstance(hidden_by_style(LexborHTMLParser(BOMBS[bomb])), HiddenElements)


def test_a_page_that_is_hidden_as_a_whole_has_no_words() -> None:
    words = "nadie lo ve " * 10
    tree = LexborHTMLParser(f"<html style='display:none'><body><p>{words}</p></body></html>")
    assert remove_hidden_words(tree) == 30
    assert not tree.css("p")
