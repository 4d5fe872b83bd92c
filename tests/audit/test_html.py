"""What HTML pages give away, one built for each."""

from __future__ import annotations

import base64

import pytest

from indexer.audit.findings import FindingKind
from tests.audit.builders import ZOCALO, jpeg
from tests.audit.conftest import Inspected
from tests.builders import html

PHOTO = base64.b64encode(jpeg(gps=ZOCALO)).decode()
WORD = (
    "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Juana</o:Author>"
    "<o:LastAuthor>Rosa</o:LastAuthor></o:DocumentProperties></xml><![endif]-->"
)

TOLD: dict[str, tuple[FindingKind, str, str]] = {
    "author": (FindingKind.AUTHOR, "Author: Rosa", '<meta name="author" content="Rosa">'),
    "program": (FindingKind.PROGRAM, "WordPress", '<meta name="Generator" content="WordPress 4">'),
    "Word's author": (FindingKind.AUTHOR, "Author: Juana", WORD),
    "Word's last author": (FindingKind.EDITOR, "Last saved by: Rosa", WORD),
    "saved from": (
        FindingKind.SAVED_FROM,
        "http://a.mx/x",
        "<!-- saved from url=(0014)http://a.mx/x -->",
    ),
    "comment": (FindingKind.SOURCE_COMMENT, "quitar el nombre", "<!-- quitar el nombre -->"),
    "address in a comment": (FindingKind.HIDDEN_CONTACT, "a@b.mx", "<!-- a@b.mx -->"),
    "local path": (FindingKind.LOCAL_PATH, "rosa", '<img src="file:///C:/Users/rosa/foto.jpg">'),
    "path in a script": (FindingKind.LOCAL_PATH, "rosa", "<script>a='/home/rosa/b'</script>"),
    "picture": (
        FindingKind.PICTURE_PLACE,
        "near 19.43, -99.13",
        f'<img src="data:image/jpeg;base64,{PHOTO}">',
    ),
    "hidden": (FindingKind.HIDDEN_ELEMENT, "Juana Valdés", "<p hidden>Juana <b>Valdés</b></p>"),
    "not displayed": (
        FindingKind.HIDDEN_ELEMENT,
        "Juana",
        '<p style="color:red; display : none">Juana</p>',
    ),
    "invisible": (FindingKind.HIDDEN_ELEMENT, "Juana", '<p style="visibility:hidden">Juana</p>'),
    "no size": (FindingKind.HIDDEN_ELEMENT, "Juana", '<p style="font-size:0px">Juana</p>'),
    "white on white": (FindingKind.HIDDEN_ELEMENT, "Juana", '<p style="color:#FFF">Juana</p>'),
    "white on white outside": (
        FindingKind.HIDDEN_ELEMENT,
        "Juana",
        '<div class="x" style="background:white"><p style="color:white">Juana</p></div>',
    ),
    "Word's hidden words": (
        FindingKind.HIDDEN_ELEMENT,
        "Juana",
        '<span style="mso-hide:all">Juana</span>',
    ),
    "template": (FindingKind.HIDDEN_ELEMENT, "Juana", "<template><p>Juana</p></template>"),
    "address in a hidden element": (FindingKind.HIDDEN_CONTACT, "a@b.mx", "<p hidden>a@b.mx</p>"),
    "hidden field": (FindingKind.HIDDEN_CONTACT, "a@b.mx", '<input type="hidden" value="a@b.mx">'),
    "script of others": (
        FindingKind.TRACKER,
        "b.mx (<script>)",
        '<script src="//b.mx/a"></script>',
    ),
    "frame of others": (FindingKind.TRACKER, "b.mx", '<iframe src="https://b.mx/a"></iframe>'),
    "counting pixel": (
        FindingKind.TRACKER,
        "b.mx (<img>)",
        '<img width="1" height="1" src="https://b.mx/p">',
    ),
    "counter": (FindingKind.TRACKER, "_paq", "<script>var _paq = [];</script>"),
    "picture of others": (FindingKind.FETCHED, "b.mx (<img>)", '<img src="http://b.mx/p.png">'),
    "font of others": (
        FindingKind.FETCHED,
        "b.mx (<link stylesheet>)",
        '<link rel="stylesheet" href="//b.mx/f">',
    ),
    "style of others": (FindingKind.FETCHED, "b.mx", "<style>@import 'https://b.mx/a';</style>"),
    "form": (FindingKind.FORM_TARGET, "b.mx", '<form action="https://b.mx/alta"></form>'),
    "script": (FindingKind.PAGE_SCRIPT, "in the source", "<script>alert(1)</script>"),
    "script in an attribute": (FindingKind.PAGE_SCRIPT, "<p>", '<p onclick="alert(1)">a</p>'),
    "mail link": (FindingKind.VISIBLE_CONTACT, "a@b.mx", '<a href="mailto:a%40b.mx?x">Escriba</a>'),
    "telephone link": (
        FindingKind.VISIBLE_CONTACT,
        "+525556878759",
        '<a href="tel:+525556878759">',
    ),
    "visible address": (FindingKind.VISIBLE_CONTACT, "a@b.mx", "<p>a@b.mx</p>"),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_a_page_gives_away_is_reported(what: str, inspected: Inspected) -> None:
    kind, detail, body = TOLD[what]
    found = inspected(html(f"<p>Texto.</p>{body}").encode(), "pagina.html")
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


def test_what_stands_before_the_page_is_looked_at(inspected: Inspected) -> None:
    page = f"<!-- saved from url=(0014)http://a.mx/x -->{html('<p>Texto.</p>')}<!-- de a@b.mx -->"
    found = inspected(page.encode(), "pagina.html")
    assert {FindingKind.SAVED_FROM, FindingKind.HIDDEN_CONTACT} <= set(found)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Texto.</p>",
        '<script type="application/ld+json">{"name": "Texto"}</script>',
        "<!--[if lt IE 9]><p>x y</p><![endif]-->",
        '<p style="color:white; background:#333">Texto.</p>',
        '<div style="background:black"><p style="color:#fff">Texto.</p></div>',
        '<img src="imagenes//foto.png"><a href="http://b.mx">Enlace</a>',
        '<form action="/buscar"></form>',
        '<p style="opacity:0.8; font-size:0.9em; margin-left:0">Texto.</p>',
        "<p hidden>1</p><p>a visible@2x.png</p>",
    ],
)
def test_what_is_usual_is_not_reported(body: str, inspected: Inspected) -> None:
    assert inspected(html(body).encode(), "pagina.html") == {}


def test_a_style_sheet_elsewhere_may_give_white_words_a_background(inspected: Inspected) -> None:
    white = '<div class="oscuro"><p style="color:#fff">Texto.</p></div>'
    assert list(inspected(html(white).encode(), "a.html")) == [FindingKind.HIDDEN_ELEMENT]
    linked = html(f'<link rel="stylesheet" href="a.css">{white}').encode()
    assert list(inspected(linked, "a.html")) == [FindingKind.OUTSIDE_STYLES]


def test_makers_of_the_design_named_in_a_licence_are_not_reported_as_hidden(
    inspected: Inspected,
) -> None:
    comment = "<!-- Copyright 2012 A. Maker, maker@example.org, MIT License -->"
    assert list(inspected(html(comment).encode(), "a.html")) == [FindingKind.SOURCE_COMMENT]
