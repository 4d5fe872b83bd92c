"""What files and readers bring along harms nobody in the browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Metadata, Publication
from search_app.web.links import file_url
from tests.browser.reader import Reader
from tests.builders import SPANISH, html
from tests.search_app.site import MIEDO, Site, serving, write_collection

OWN_PICTURE = '[src^="/publications/markup/passages/1/picture?width="]'


def test_an_html_original_opens_at_its_section_and_runs_nothing(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/search?q=red+protege")
    reader.follow("Abrir el original en esta sección", inside="listitem")
    assert reader.address == f"{site.root}/publications/miedo-html/file#red"
    assert "Tejer la red" in reader.names("heading")
    assert reader.title == "x"
    assert reader.count("#ran") == 0


def test_hostile_titles_and_queries_run_nothing(site: Site, reader: Reader) -> None:
    for path in (
        "/search?q=hostil",
        "/publications/markup",
        "/publications/markup/passages/1",
        "/search?q=<script>alert(9)</script>",
    ):
        reader.open(site.root + path)  # an open alert would raise here
        assert reader.count(f"main script, main img:not({OWN_PICTURE})") == 0
    assert reader.complaints() == []


LINKS = b"""<!doctype html><title>x</title><p>Va <a href=https://fuera.example/y>afuera</a>,
<a href=uno.html#fin>adentro</a> y <a href=nunca.html>a ninguna parte</a>.</p>"""
END = b"<!doctype html><title>Uno</title>" + b"<p>x" * 200 + b"<h2 id=fin>Fin</h2>"


def test_links_in_a_copy_lead_inside_or_show_their_address(tmp_path: Path, reader: Reader) -> None:
    works = tuple(
        replace(MIEDO, id=name, path=f"{name}.html", data=data)
        for name, data in (("enlaces", LINKS), ("uno", END))
    )
    with serving(write_collection(tmp_path, works)) as site:
        reader.open(f"{site.root}/publications/enlaces/file")
        assert reader.names("link") == ["adentro"]
        reader.tab()
        # It covers what is below and moves nothing: a click beside it does not miss.
        assert reader.focused().text.split() == ["https://fuera.example/y", "afuera"]
        reader.enter()
        assert reader.address == f"{site.root}/publications/enlaces/file"
        reader.follow("adentro")
        assert reader.address == f"{site.root}/publications/uno/file#fin"
        assert reader.is_in_sight("fin")
        assert reader.complaints() == []


TARGET = "return document.querySelector(':target')?.closest('h2')?.textContent"
ODD_IDS = ("sección 1", "a#b%20c d", "1", "dup", "dup", "", 'x&y"z', "100%")


def test_each_section_opens_at_its_own_heading_whatever_its_id(
    tmp_path: Path, reader: Reader
) -> None:
    headings = [f"<h2 id='{name}'>Sección {n}</h2>" for n, name in enumerate(ODD_IDS)]
    data = html("".join(f"{heading}<p>{SPANISH * 9}</p>" for heading in headings)).encode()
    (tmp_path / "a.html").write_bytes(data)
    passages = extract(tmp_path / "a.html", "a.html", Options()).passages
    work = replace(MIEDO, id="anclas", path="a.html", data=data, passages=passages)
    with serving(write_collection(tmp_path, (work,))) as site, site.app.test_request_context():
        publication = Publication("anclas", "a.html", (), "", 0, "text/html", Metadata(), 8)
        targets = []
        for passage in passages:
            reader.open(site.root + file_url(publication, passage))
            targets.append(reader.probe(TARGET))
    assert targets == [f"Sección {n}" for n in range(len(ODD_IDS))]
