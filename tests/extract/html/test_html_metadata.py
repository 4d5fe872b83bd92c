from __future__ import annotations

import json

import pytest

from indexer.model import Metadata, Relation
from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

P = f"<p>{SPANISH}</p>"


def test_the_page_describes_itself_in_dublin_core_and_highwire(read_page: ReadPage) -> None:
    head = (
        "<meta name='citation_title' content='Diálogos sobre el miedo'>"
        "<meta name='citation_author' content='Lira, Elizabeth'>"
        "<meta name='citation_author' content='Castillo, María Isabel'>"
        "<meta name='citation_publication_date' content='2014/06/12'>"
        "<meta name='citation_doi' content='10.1590/x'>"
        "<meta name='citation_journal_title' content='Revista de prueba'>"
        "<meta name='DC.subject' content='miedo; duelo'><meta name='DC.publisher' content='Aluna'>"
        "<meta name='description' content='Sobre el miedo entre defensoras.'>"
        "<link rel='canonical' href='https://example.org/miedo'>"
        "<link rel='license' href='https://creativecommons.org/licenses/by/4.0/'>"
    )
    found = read_page(page(f"<h1>Otra cosa</h1>{P}", title="Página", head=head)).metadata
    assert found.title == "Diálogos sobre el miedo"
    assert found.creators == ("Lira, Elizabeth", "Castillo, María Isabel")
    assert (found.date, found.identifier) == ("2014-06-12", "10.1590/x")
    assert found.relations == (Relation("isPartOf", "Revista de prueba"),)
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")
    assert found.description == "Sobre el miedo entre defensoras."
    assert found.source == "https://example.org/miedo"
    assert found.rights == "https://creativecommons.org/licenses/by/4.0/"
    assert found.languages == ()


def test_json_ld_is_read_also_in_a_graph_with_references(read_page: ReadPage) -> None:
    graph = [
        {"@type": "WebSite", "name": "Sitio"},
        {"@type": "Person", "@id": "#a", "name": "Elizabeth Lira"},
        {"@type": ["BlogPosting"], "headline": "Miedo &amp; cuidado", "author": {"@id": "#a"},
         "datePublished": "2017-11-29", "keywords": ["miedo", "duelo"],
         "publisher": {"name": "Aluna"}},
    ]  # fmt: skip
    script = json.dumps({"@context": "https://schema.org", "@graph": graph})
    head = f'<script type="application/ld+json">{script}</script>'
    found = read_page(
        page(f"<h1>Miedo &amp; cuidado</h1><p>Por Elizabeth Lira</p>{P}", head=head)
    ).metadata
    assert (found.title, found.creators, found.date) == (
        "Miedo & cuidado",
        ("Elizabeth Lira",),
        "2017-11-29",
    )
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")


@pytest.mark.parametrize(
    "script", ["{", "[" * 5_000, "null", '{"@type": 3, "author": {"name": 1}}']
)
def test_broken_json_ld_is_passed_over(read_page: ReadPage, script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert read_page(page(P, title="El miedo", head=head)).metadata.title == "El miedo"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("El miedo | Aluna", "<h1>El miedo</h1>", "El miedo"),
        ("El miedo", "<h1>Aluna</h1>", "El miedo"),
        ("Untitled", "<h1>El miedo</h1>", "El miedo"),
        ("", "<h1>El miedo</h1>", "El miedo"),
    ],
)
def test_the_title_is_the_works_not_the_sites(
    read_page: ReadPage, title: str, body: str, expected: str
) -> None:
    assert read_page(page(body + P, title=title)).metadata.title == expected


SIGNED = {
    "a byline": "<h1>El miedo</h1><p class=byline>Por Ana Ruiz y Luz Pino</p>{}",
    "a byline with a date": "<h1>El miedo</h1><i class=autor>Por: Ana Ruiz y Luz Pino, 2014</i>{}",
    "a label, by hand": "<h1>El miedo</h1><p>Autoras: Ana Ruiz y Luz Pino</p>{}",
    "a byline, and a comment": "<h1>El miedo</h1><p class=byline>Por Ana Ruiz y Luz Pino</p>{}"
    "<div class=comments><b class=author>Por Eva Cruz</b></div>",
    "a byline, and a photographer": "<h1>El miedo</h1><p class=byline>Por Ana Ruiz y Luz Pino</p>{}"
    "<figure><img src=a><b class=author>Por Eva Cruz</b></figure>",
}


@pytest.mark.parametrize("where", SIGNED)
def test_a_byline_names_the_authors(read_page: ReadPage, where: str) -> None:
    body = f"<main>{SIGNED[where].format(P)}</main>"
    assert read_page(page(body)).metadata.creators == ("Ana Ruiz", "Luz Pino")


def test_bylines_of_several_articles_name_no_author(read_page: ReadPage) -> None:
    notes = "".join(
        f"<h2>Nota</h2><p class=byline>Por {name}</p>{P}" for name in ("Ana Ruiz", "Luz Pino")
    )
    assert read_page(page(f"<h1>Noticias</h1>{notes}")).metadata.creators == ()


def test_nobody_is_invented_as_creator(read_page: ReadPage) -> None:
    body = f"<h1>El miedo</h1><p>Por Elizabeth Lira</p><p class='author'>Juan Pérez</p>{P}"
    assert read_page(page(body)).metadata.creators == ()


def _json(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _meta(*pairs: tuple[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in pairs)


ARTICLE = {"@type": "Article", "headline": "El miedo"}
ISSUE = {"@type": "PublicationIssue", "isPartOf": {"@type": "Periodical", "name": "Revista"}}

SAID = {
    "Highwire authors": (
        _meta(("citation_author", "Lira, Elizabeth"), ("citation_author", "Ignacio Martín-Baró")),
        Metadata(creators=("Lira, Elizabeth", "Ignacio Martín-Baró")),
    ),
    "Highwire authors in one": (
        _meta(("citation_authors", "Lira, Elizabeth; Castillo, María Isabel")),
        Metadata(creators=("Lira, Elizabeth", "Castillo, María Isabel")),
    ),
    "a month": (_meta(("citation_date", "2014/06")), Metadata(date="2014-06")),
    "a date in words": (_meta(("DC.date", "15 de junio de 2014")), Metadata(date="2014-06-15")),
    "a season": (_meta(("citation_publication_date", "Spring 2014")), Metadata(date="2014")),
    "Dublin Core with a scheme": (
        "<meta name='DCTERMS.issued' scheme='DCTERMS.W3CDTF' content='2014-06'>"
        "<meta name='DC.Creator' lang='es' content='Elizabeth Lira'>",
        Metadata(date="2014-06", creators=("Elizabeth Lira",)),
    ),
    "Dublin Core as RDFa": (
        "<meta property='dc:creator' content='Elizabeth Lira'>"
        "<meta property='dcterms:created' content='2014'>",
        Metadata(creators=("Elizabeth Lira",), date="2014"),
    ),
    "a type that readers know": (
        _meta(("DC.type", "info:eu-repo/semantics/article")),
        Metadata(type="article"),
    ),
    "a type that says nothing": (_meta(("DC.type", "Text")), Metadata()),
    "Open Graph": (
        "<meta property='og:title' content='El miedo – Aluna'>"
        "<meta property='og:site_name' content='Aluna'>"
        "<meta property='og:url' content='https://example.org/miedo'>"
        "<meta property='article:published_time' content='2014-06-12T08:00:00-06:00'>"
        "<meta property='article:author' content='https://social.example/lira'>"
        "<meta property='article:tag' content='duelo'>"
        "<meta property='article:tag' content='miedo'>",
        Metadata(
            title="El miedo",
            publisher="Aluna",
            source="https://example.org/miedo",
            date="2014-06-12",
            subjects=("duelo", "miedo"),
        ),
    ),
    "JSON-LD with several authors": (
        _json(ARTICLE | {"author": [{"@type": "Person", "name": "Elizabeth Lira"}, "Ana Ruiz"]}),
        Metadata(title="El miedo", creators=("Elizabeth Lira", "Ana Ruiz")),
    ),
    "JSON-LD with a name in two parts": (
        _json([ARTICLE | {"author": {"givenName": "Elizabeth", "familyName": "Lira"}}]),
        Metadata(title="El miedo", creators=("Elizabeth Lira",)),
    ),
    "JSON-LD with a list of names": (
        _json(ARTICLE | {"author": {"@type": "Person", "name": ["Elizabeth Lira", "Ana Ruiz"]}}),
        Metadata(title="El miedo", creators=("Elizabeth Lira", "Ana Ruiz")),
    ),
    "JSON-LD of a page about a work": (
        _json({"@type": "WebPage", "name": "Aluna: El miedo", "mainEntity": ARTICLE}),
        Metadata(title="El miedo"),
    ),
    "JSON-LD of a page": (
        _json({"@type": "WebPage", "name": "El miedo - Aluna", "datePublished": "2014-06-12"}),
        Metadata(date="2014-06-12"),
    ),
    "JSON-LD of an issue": (
        _json(ARTICLE | {"isPartOf": ISSUE}),
        Metadata(title="El miedo", relations=(Relation("isPartOf", "Revista"),)),
    ),
    "JSON-LD whose page is no series": (
        _json([
            ARTICLE | {"isPartOf": {"@id": "#w"}},
            {"@type": "WebPage", "@id": "#w", "name": "El miedo - Aluna"},
        ]),
        Metadata(title="El miedo"),
    ),
    "JSON-LD in a comment": (
        _json(ARTICLE).replace(">{", ">//<![CDATA[\n{").replace("}<", "}\n//]]><"),
        Metadata(title="El miedo"),
    ),
    "where a browser saved it from": (
        "<!-- saved from url=(0025)https://example.org/miedo -->",
        Metadata(source="https://example.org/miedo"),
    ),
    "a canonical address that is none": ("<link rel=canonical href='/miedo'>", Metadata()),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
def test_what_a_page_says_of_itself_is_read(read_page: ReadPage, what: str) -> None:
    head, expected = SAID[what]
    byline = f"<p>{', '.join(expected.creators)}</p>" if expected.creators else ""
    found = read_page(page(byline + P, head=head)).metadata
    assert found == expected


MARKED = {
    "microdata": (
        "<div itemscope itemtype='https://schema.org/BlogPosting'>"
        "<h1 itemprop=headline>El miedo</h1>"
        "<span itemprop=author itemscope itemtype='https://schema.org/Person'>Por "
        "<b itemprop=name>Elizabeth Lira</b></span>"
        "<time itemprop=datePublished datetime=2014-06-12>ayer</time>"
        "<div itemprop=comment itemscope itemtype='https://schema.org/Comment'>"
        "<b itemprop=author>Juan Pérez</b></div>{}</div>",
        Metadata(title="El miedo", creators=("Elizabeth Lira",), date="2014-06-12"),
    ),
    "an author's link": (
        "<article><h1>El miedo</h1><a rel=author href=/a>Elizabeth Lira</a>{}</article>",
        Metadata(title="El miedo", creators=("Elizabeth Lira",)),
    ),
    "links of several authors": (
        "<article><h1>El miedo</h1><a rel=author>Elizabeth Lira</a>{}<a rel=author>Ana Ruiz</a>"
        "</article>",
        Metadata(title="El miedo"),
    ),
    "the time in an article's header": (
        "<article><header><h1>El miedo</h1><time datetime=2014-06-12>ayer</time></header>{}"
        "<time datetime=2019-01-01>x</time></article>",
        Metadata(title="El miedo", date="2014-06-12"),
    ),
    "years that the text tells of": (
        "<h1>El miedo</h1><p>En 1968 hubo represión, y en 2006 también.</p>{}",
        Metadata(title="El miedo"),
    ),
    "a day that the text tells of": (
        "<h1>El miedo</h1>{}<p>El 7 de junio de 2015 salió a la calle.</p>",
        Metadata(title="El miedo"),
    ),
    "a telephone number and a section's": (
        "<h1>El miedo</h1><p>Teléfono 55 2016 1102.</p><h2>12.3.3.4. Acompañar</h2>{}",
        Metadata(title="El miedo"),
    ),
    "the years of a copyright": (
        "<h1>El miedo</h1>{}<footer>© 2008-2023 Colectiva</footer>",
        Metadata(title="El miedo"),
    ),
    "a heading with a sign": ("<h1>El miedo<a href=#a>¶</a></h1>{}", Metadata(title="El miedo")),
}


@pytest.mark.parametrize("what", MARKED)
def test_what_a_page_marks_in_its_text_is_read(read_page: ReadPage, what: str) -> None:
    body, expected = MARKED[what]
    assert read_page(page(body.format(P))).metadata == expected
