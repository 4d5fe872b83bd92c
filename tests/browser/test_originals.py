"""What files and readers bring along harms nobody in the browser."""

from __future__ import annotations

from tests.browser.reader import Reader
from tests.search_app.site import Site

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
