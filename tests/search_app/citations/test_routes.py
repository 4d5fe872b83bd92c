"""Citations on the pages and as files, as a browser and a reference manager get them."""

from __future__ import annotations

import json
import re
from html import unescape

import bibtexparser
import pytest
import rispy

from tests.search_app.site import Site

CLAVES, MIEDO = "/publications/claves-es", "/publications/miedo-html"


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        (f"{CLAVES}/cite/bibtex", "application/x-bibtex", "claves-es.bib"),
        (f"{CLAVES}/cite/ris", "application/x-research-info-systems", "claves-es.ris"),
        (f"{CLAVES}/cite/csl-json", "application/vnd.citationstyles.csl+json", "claves-es.json"),
        (f"{CLAVES}/passages/1/cite/bibtex", "application/x-bibtex", "claves-es-1.bib"),
        (f"{MIEDO}/passages/2/cite/ris", "application/x-research-info-systems", "miedo-html-2.ris"),
    ],
)
def test_a_reference_is_a_file_with_its_name_and_kind(
    site: Site, path: str, media_type: str, name: str
) -> None:
    answer = site.get(path)
    assert answer.status == 200
    assert answer.media_type == media_type
    assert answer.headers.get_content_charset() == "utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{CLAVES}/cite/word", 404),
        (f"{CLAVES}/passages/4/cite/ris", 404),
        (f"{CLAVES}/passages/x/cite/ris", 404),
        ("/publications/none/cite/ris", 404),
        ("/publications/none/passages/1/cite/ris", 404),
    ],
)
def test_what_is_not_there_has_no_reference(site: Site, path: str, status: int) -> None:
    assert site.get(path).status == status


def test_what_was_taken_down_has_no_reference(own_site: Site) -> None:
    own_site.settings.takedown.write_text("claves-es\n")
    for path in (f"{CLAVES}/cite/bibtex", f"{CLAVES}/passages/1/cite/csl-json"):
        answer = own_site.get(path)
        assert answer.status == 410
        assert "sustituir" not in answer.text


def test_other_programs_read_the_files(site: Site) -> None:
    url = f"{site.root}{CLAVES}/passages/1"
    [entry] = bibtexparser.parse_string(site.get(f"{CLAVES}/passages/1/cite/bibtex").text).entries
    [record] = rispy.loads(site.get(f"{CLAVES}/passages/1/cite/ris").text)
    [item] = site.get(f"{CLAVES}/passages/1/cite/csl-json").json
    assert entry.fields_dict["pages"].value == record["start_page"] == "i"
    assert entry.fields_dict["url"].value == record["urls"][0] == item["URL"] == url


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (CLAVES, ["<i>Acompañar sin sustituir</i>", "(2019)", "APA 7", "Chicago 18", "MLA 9"]),
        (CLAVES, ["EQUIPO ÑANDÚ, 2019.", "[en línea]", f'href="{CLAVES}/cite/ris"']),
        (f"{CLAVES}?lang=en", ["[online]. Claves para el acompañamiento. Available from:"]),
        (f"{CLAVES}/passages/1", ["(Equipo Ñandú, 2019, p. i).", "El acompañamiento psicosocial"]),
        (f"{CLAVES}/passages/2", ["Equipo Ñandú. (2019)."]),
        (f"{CLAVES}/passages/3?q=vuelve", [">La memoria vuelve</span>”"]),
        (f"{MIEDO}/passages/2", ["(Equipo Ñandú, 2014, sección “Tejer la red”)"]),
    ],
)
def test_a_page_says_how_it_is_cited(site: Site, path: str, expected: list[str]) -> None:
    text = unescape(site.get(path).text)
    assert [part for part in expected if part not in text] == []


PAGES = [CLAVES, f"{CLAVES}/passages/3", MIEDO, f"{MIEDO}/passages/2", "/publications/markup"]


@pytest.mark.parametrize("path", PAGES)
def test_a_block_of_data_in_a_page_is_whole_json(site: Site, path: str) -> None:
    [block] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', site.get(path).text, re.DOTALL
    )
    assert json.loads(block)["@context"] == "https://schema.org"
    assert "<" not in block


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_its_permalink_for_programs(site: Site, path: str) -> None:
    text = site.get(f"{path}?q=secretas+palabras&lang=en").text
    assert f'<link rel="canonical" href="{path}">' in text
    assert f'name="citation_public_url" content="{site.root}{path}"' in text


@pytest.mark.parametrize("path", PAGES)
def test_no_citation_holds_what_was_searched_for(site: Site, path: str) -> None:
    text = site.get(f"{path}?q=xyzzyplugh").text
    head = text[text.index("canonical") : text.index("</head>")]
    box = text[text.index('<section class="cite"') : text.index("</article>")]
    assert "xyzzyplugh" not in head + box
    for name in ("bibtex", "ris", "csl-json"):
        assert "xyzzyplugh" not in site.get(f"{path}/cite/{name}?q=xyzzyplugh").text


def test_markup_in_metadata_stays_text_in_every_format(site: Site) -> None:
    text = site.get("/publications/markup").text
    assert 'content="&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}"' in text
    assert r"\u003cscript\u003ealert(1)" in text
    assert "<script>alert" not in text
