"""Which date of a page is its own."""

from __future__ import annotations

import json

import pytest

from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

P = f"<p>{SPANISH}</p>"
LIST = "".join(
    f"<article><h2><a href='/{n}'>Nota {n}</a></h2><time datetime='2014-06-0{n}'>hace poco</time>"
    f"{P}</article>"
    for n in (1, 2, 3)
)


def _ld(*works: dict[str, object]) -> str:
    return f"<script type='application/ld+json'>{json.dumps(list(works))}</script>"


def _article(headline: str, day: str) -> dict[str, object]:
    return {"@type": "Article", "headline": headline, "datePublished": day}


# head, body -> the date
STATED = {
    "a byline under the heading": ("", f"<h1>El miedo</h1><p>Por Ana | 7 de junio de 2015</p>{P}"),
    "a place and a date under the heading": (
        "", f"<main><h1>El miedo</h1><p>Oaxaca, 7 de junio de 2015.</p><p>Carta.</p>{P}</main>",
    ),
    "a place and a date at the end": (
        "", f"<h1>El miedo</h1>{P}<p>Atentamente,</p><p>Oaxaca, a 7 de junio de 2015</p>",
    ),
    "a report's first words": (
        "", f"<h1>El miedo</h1><p>Oaxaca, 7 de junio de 2015.- {SPANISH}</p>",
    ),
    "a date above the heading": ("", f"<p>domingo 7 de junio de 2015</p><h1>El miedo</h1>{P}"),
    "an element with a class": (
        "", f"<h1>El miedo</h1><span class=fecha>7 junio 2015</span><b>12</b>{P}",
    ),
    "a time under the heading": (
        "", f"<h1>El miedo</h1><p>Ana <time datetime=2015-06-07>ayer</time></p>{P}",
    ),
    "an abbreviation with a class": (
        "", f"<h1>El miedo</h1><abbr class=published title=2015-06-07T10:00:00>ayer</abbr>{P}",
    ),
    "a time in the article, the heading above it": (
        "", f"<h1>El miedo</h1><article><time datetime=2015-06-07>ayer</time>{P}</article>",
    ),
    "a time that says when it was published": (
        "", f"<h1>El miedo</h1><time datetime=2019-01-01>Publicado el 7 de junio de 2015</time>{P}",
    ),
    "the foot of the article": (
        "", f"<article><h1>El miedo</h1>{P}<footer>Publicado el 7 de junio de 2015 por Ana</footer>"
        "</article>",
    ),
    "published, not changed": (
        "<meta property='article:modified_time' content='2016-05-05'>"
        "<meta property='article:published_time' content='2015-06-07T10:00:00-06:00'>",
        f"<h1>El miedo</h1>{P}",
    ),
    "printed, not changed": (
        "<meta property='article:modified_time' content='2016-05-05'>",
        f"<h1>El miedo</h1><p>Oaxaca, 7 de junio de 2015</p>{P}",
    ),
    "when it was changed, if nothing else is said": (
        "", f"<h1>El miedo</h1>{P}<footer>Última actualización: 7 de junio de 2015</footer>",
    ),
    "its own address": (
        "<link rel=canonical href='https://example.org/2015/06/07/miedo/'>", f"<h1>El miedo</h1>{P}"
    ),
    "the work with the page's heading among several": (
        _ld(_article("Otra nota", "2019-01-01"), _article("El miedo", "2015-06-07")),
        f"<h1>El miedo</h1>{P}",
    ),
    "the day, where another name gives only the year that is certain": (
        "<meta name='dc.date' content='06/07/2015'>"
        "<meta property='article:published_time' content='2015-06-07T10:00:00-06:00'>",
        f"<h1>El miedo</h1>{P}",
    ),
    "the day that readers see, not that of another time zone": (
        "<meta property='article:published_time' content='2015-06-08T02:30:00+00:00'>",
        f"<h1>El miedo</h1><p>7 de junio de 2015</p>{P}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STATED)
def test_a_page_states_its_date(read_page: ReadPage, what: str) -> None:
    head, body = STATED[what]
    assert read_page(page(body, title="El miedo", head=head)).metadata.date == "2015-06-07"


OTHERS = {
    "the times of a list of articles": ("", f"<h1>Noticias</h1>{LIST}"),
    "a list without a heading": ("", LIST),
    "the time of a related article": (
        "", f"<article><h1>El miedo</h1>{P}</article><div class=related><h3>Otra</h3>"
        f"<time class=published datetime=2015-06-07>ayer</time>{P}</div>",
    ),
    "the time of a comment": (
        "", f"<article><h1>El miedo</h1>{P}<div class=comments><article><time datetime=2015-06-07>"
        f"ayer</time>{P}</article></div></article>",
    ),
    "the time of an event in a sentence": (
        "", "<h1>El miedo</h1><p>La marcha por las personas desaparecidas será el <time "
        f"datetime=2015-06-07>7 de junio de 2015</time> en la plaza.</p>{P}",
    ),
    "the time of an event": (
        "", f"<h1>El miedo</h1><div class=event-start><time datetime=2015-06-07>7</time></div>{P}",
    ),
    "a quoted message": (
        "", f"<h1>El miedo</h1>{P}<blockquote>Ana <time datetime=2015-06-07>x</time></blockquote>",
    ),
    "several works that are others": (
        _ld(_article("Otra", "2015-06-07"), _article("Una más", "2014-01-01")),
        f"<h1>El miedo</h1>{P}",
    ),
    "a table's figures": (
        "", f"<h1>El miedo</h1>{P}<table><tr><td>2015-06-07</td></tr><tr><td>2</td></tr></table>",
    ),
    "an id, a class, a link to another page": (
        "", f"<h1>El miedo</h1><div id=año-2015 class=fecha-2015-06-07>{P}"
        "<a href='/2015/06/07/otra/'>Otra nota</a></div>",
    ),
    "no date at all, as programs write it": (
        "<meta name=date content='1970-01-01'>", f"<h1>El miedo</h1>{P}",
    ),
    "what a picture shows": (
        "", "<h1>El miedo</h1><figure><img src=a><figcaption>Plaza, 7 de junio de 2015</figcaption>"
        f"</figure>{P}",
    ),
    "a comment under its heading, by hand": (
        "", f"<h1>El miedo</h1>{P}<h3>2 comentarios</h3><p>Ana</p><p>7 de junio de 2015, 10:00</p>",
    ),
    "another text under its heading, by hand": (
        "", f"<h1>El miedo</h1>{P}<h3>Noticias relacionadas</h3><p>La marcha</p>"
        "<p>7 junio 2015</p>",
    ),
    "a case file": ("", f"<h1>El miedo</h1><p>Expediente 2009-11-23</p>{P}"),
    "a year in the title": ("", f"<h1>Portal 1998</h1>{P}"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_a_date_of_something_else_is_not_the_pages(read_page: ReadPage, what: str) -> None:
    head, body = OTHERS[what]
    assert read_page(page(body, title="El miedo", head=head)).metadata.date == ""


@pytest.mark.parametrize(
    ("stated", "date"), [("junio de 2015", "2015-06"), ("Publicado: 2015-06-07", "2015-06-07")]
)
def test_a_date_is_as_precise_as_it_is_stated(read_page: ReadPage, stated: str, date: str) -> None:
    assert read_page(page(f"<h1>El miedo</h1><p>{stated}</p>{P}")).metadata.date == date


def test_a_year_in_json_may_be_a_number(read_page: ReadPage) -> None:
    head = _ld({"@type": "Book", "name": "El miedo", "datePublished": 2015})
    assert read_page(page(f"<h1>El miedo</h1>{P}", head=head)).metadata.date == "2015"
