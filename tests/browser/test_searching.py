"""A reader searches, filters, sorts, turns pages, opens a passage and comes back."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, WITHOUT_SCRIPT, Look, Size
from tests.browser.reader import Reader
from tests.search_app.site import Site

SCRIPTS = pytest.mark.parametrize(
    "look", [Look(), WITHOUT_SCRIPT], ids=["with-script", "without-script"]
)
MIEDO = ["El miedo como mensaje", "Acompañar sin sustituir"]
FACETS = [
    ("Idioma", "Inglés", ["Accompanying without replacing"]),
    ("Tipo", "Artículo", ["El miedo como mensaje"]),
    ("Autoría", "Nadie", ["<script>alert(1)</script> {{7*7}}"]),
    ("Tema", "duelo", ["Acompañar sin sustituir"]),
    ("Serie", "Claves", ["Accompanying without replacing", "Acompañar sin sustituir"]),
    ("Año", "2014", ["El miedo como mensaje"]),
]


def hits(reader: Reader) -> list[str]:
    """The titles of what was found."""
    return reader.names("heading", inside="listitem")


def choose(reader: Reader, facet: str, value: str, look: Look) -> None:
    """Choose a value of a facet; with a script a change is enough."""
    [choice] = [
        *reader.every("checkbox", value, f"group {facet}"),
        *reader.every("link", value, f"group {facet}"),
    ]
    if choice.role == "checkbox" and not look.script:
        reader.element(choice).click()
        reader.push("Aplicar filtros")
    else:
        with reader.leaving():
            reader.element(choice).click()


@SCRIPTS
def test_a_reader_searches_filters_and_opens_the_passage(
    site: Site, browser: Chromium, look: Look
) -> None:
    with browser.reader(look) as reader:
        reader.open(site.root)
        reader.search("miedo")
        assert reader.heading() == "Resultados para «miedo»"
        assert hits(reader) == MIEDO
        choose(reader, "Tipo", "Cuaderno", look)
        assert hits(reader) == MIEDO[1:]
        reader.follow("Leer aquí")
        assert "p. i" in reader.heading()
        assert reader.marked() == ["miedo"]
        reader.follow("Siguiente")
        assert "p. ii" in reader.heading()
        reader.follow("Volver a los resultados")
        assert reader.search_field().get_attribute("value") == "miedo"
        assert reader.complaints() == []


@SCRIPTS
def test_each_filter_narrows_and_its_chip_takes_it_away(
    site: Site, browser: Chromium, look: Look
) -> None:
    found = []
    with browser.reader(look) as reader:
        reader.open(f"{site.root}/search")
        everything = hits(reader)
        for facet, value, _ in FACETS:
            choose(reader, facet, value, look)
            found.append((facet, value, hits(reader)))
            reader.follow("Quitar el filtro")
            assert hits(reader) == everything, facet
    assert found == FACETS


def test_filters_of_several_kinds_narrow_together_and_go_together(
    site: Site, reader: Reader
) -> None:
    reader.open(f"{site.root}/search")
    choose(reader, "Serie", "Claves", Look())
    choose(reader, "Idioma", "Español", Look())
    assert hits(reader) == ["Acompañar sin sustituir"]
    reader.follow("Quitar todos los filtros")
    assert len(hits(reader)) == 10


@SCRIPTS
def test_a_year_range_is_applied_and_stays_to_be_changed(
    site: Site, browser: Chromium, look: Look
) -> None:
    with browser.reader(look) as reader:
        reader.open(f"{site.root}/search?q=miedo")
        reader.the("spinbutton", "Desde").send_keys("2015")
        reader.push("Aplicar filtros")
        assert hits(reader) == MIEDO[1:]
        assert reader.the("spinbutton", "Desde").get_attribute("value") == "2015"
        if look.script:
            assert reader.address == f"{site.root}/search?q=miedo&year_from=2015"


def test_results_are_sorted_as_asked_and_stay_so_on_the_next_page(
    site: Site, reader: Reader
) -> None:
    reader.open(f"{site.root}/search?language=pt")
    assert hits(reader)[0] == "Boletín número 13"
    reader.follow("Más antiguas")
    assert hits(reader)[0] == "Boletín número 01"
    reader.follow("Siguiente")
    assert hits(reader) == ["Boletín número 11", "Boletín número 12", "Boletín número 13"]


def test_pages_are_turned_forth_and_back(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/search?language=pt")
    first = hits(reader)
    reader.follow("Siguiente")
    assert len(hits(reader)) == 3
    assert not set(first) & set(hits(reader))
    assert reader.every("link", "Siguiente") == []
    reader.follow("Anterior")
    assert hits(reader) == first


@SCRIPTS
def test_the_browsers_back_button_restores_the_form_and_the_results(
    site: Site, recording: Chromium, look: Look
) -> None:
    with recording.reader(look) as reader:
        reader.open(f"{site.root}/search?q=miedo")
        choose(reader, "Tipo", "Cuaderno", look)
        assert hits(reader) == MIEDO[1:]
        reader.search("memoria")
        assert hits(reader) == ["Acompañar sin sustituir"]
        reader.back()
        assert hits(reader) == MIEDO[1:]
        assert reader.heading() == "Resultados para «miedo»"
        assert reader.the("checkbox", "Cuaderno").is_selected()
        if look.script:  # without, a browser that kept the page shows what was typed since
            assert reader.search_field().get_attribute("value") == "miedo"
        reader.back()
        assert hits(reader) == MIEDO
        if look.script:
            assert not reader.the("checkbox", "Cuaderno").is_selected()
        assert reader.the("spinbutton", "Desde").is_enabled()


@pytest.mark.parametrize(
    ("path", "spanish", "english"),
    [
        ("/", "Publicaciones más recientes", "Newest publications"),
        ("/search?q=miedo&type=booklet", "Resultados para «miedo»", "Results for “miedo”"),
        ("/publications/claves-es?q=miedo", "Acerca de esta publicación", "About this publication"),
    ],
)
def test_another_language_keeps_the_page_and_the_query(
    site: Site, reader: Reader, path: str, spanish: str, english: str
) -> None:
    reader.open(site.root + path)
    before = hits(reader)
    assert spanish in reader.names("heading")
    reader.follow("English")
    assert english in reader.names("heading")
    assert spanish not in reader.names("heading")
    assert hits(reader) == before
    reader.follow("Español")
    assert spanish in reader.names("heading")


@pytest.mark.parametrize(
    ("size", "script", "shown"),
    [(PHONE, True, False), (PHONE, False, True), (WIDE, True, True), (WIDE, False, True)],
    ids=["phone", "phone-without-script", "wide", "wide-without-script"],
)
def test_filters_stand_open_unless_a_script_folds_them_on_a_phone(
    site: Site, browser: Chromium, size: Size, script: bool, shown: bool
) -> None:
    with browser.reader(Look(size, script=script)) as reader:
        reader.open(f"{site.root}/search?q=miedo")
        assert bool(reader.every("checkbox", "Cuaderno")) is shown
        if not shown:
            reader.first("DisclosureTriangle", "Filtros").click()
            choose(reader, "Tipo", "Cuaderno", Look())
            assert hits(reader) == MIEDO[1:]
        elif size is PHONE:  # the results come first, and a link leads to the filters
            filters, [first, *_] = reader.the("group", "Tipo"), reader.every("heading", MIEDO[0])
            assert reader.element(first).location["y"] < filters.location["y"]
            reader.the("link", "Filtros").click()
            assert reader.address.endswith("#filters")


def test_nothing_found_tells_what_to_do_next(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/search?q=miedo&language=pt&type=article&lang=en")
    assert hits(reader) == []
    ways = reader.names("link", inside="region Nothing was found")
    assert ways[:2] == ["Search without the filters", "Search without “Language: Portuguese”"]
    reader.follow(ways[1])
    assert hits(reader) == MIEDO[:1]
    reader.back()
    reader.follow(ways[0])
    assert reader.address == f"{site.root}/search?lang=en&q=miedo"
    assert hits(reader) == MIEDO


def test_where_nothing_near_is_found_all_publications_can_be_looked_through(
    site: Site, reader: Reader
) -> None:
    reader.open(f"{site.root}/search?q=xyzzyq&lang=en")
    assert hits(reader) == []
    reader.follow("Look through all publications")
    assert len(hits(reader)) == 10
