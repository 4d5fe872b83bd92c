"""Each recipe leads from a file in the corpus to the page and the JSON."""

from __future__ import annotations

import re
from urllib.error import HTTPError

import pytest

from indexer.engine import ENGINES
from indexer.settings import SETTINGS
from tests.conftest import ROOT
from tests.recipes.house import House, Recipe
from tests.recipes.recipes import RECIPES

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def _sections() -> dict[str, str]:
    """The recipes as they are written, by heading."""
    parts = re.split(r"^### (.+)\n", CONTRIBUTING.split("## Recipes")[1], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_recipe_is_followed() -> None:
    assert list(_sections()) == [recipe.title for recipe in RECIPES]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_names_every_file_that_following_it_touches(recipe: Recipe) -> None:
    named = re.findall(r"`([\w./-]+)`", _sections()[recipe.title])
    patterns = [re.escape(path).replace("NAME", r"\w+") for path in named]
    for file in recipe.touched:
        assert any(re.match(rf"{pattern}(/|$)", file) for pattern in patterns), file
    existing = [path for path in named if "/" in path and "NAME" not in path]
    assert [path for path in existing if not (ROOT / path).exists()] == []


def test_a_language_is_detected_stemmed_and_spoken(house: House) -> None:
    [hit] = house.json("/api/v1/search?q=gedachte")["hits"]
    assert hit["languages"] == ["nl"]
    page = house.get("/?lang=nl")
    assert '<html lang="nl"' in page
    assert "Snel weg" in page
    assert ">Nederlands<" in house.get("/?lang=en")


def test_a_file_type_is_read_shown_and_served(house: House) -> None:
    [hit] = house.json("/api/v1/search?q=luciernagas")["hits"]
    assert (hit["title"], hit["path"]) == ("Apuntes del taller", "taller.txt")
    assert "Luciernagas</mark>" in house.get(hit["passages"][0]["url"] + "?q=luciernagas")
    assert house.get(hit["file_url"]).startswith("Apuntes del taller")


def test_a_metadata_field_is_read_searched_and_shown(house: House) -> None:
    publication = house.json("/api/v1/publications/booklet")
    assert publication["contributors"] == ["Luna, Eva", "Sol, Inés"]
    for query in ("luna", "contributor:luna"):
        assert [hit["id"] for hit in house.json(f"/api/v1/search?q={query}")["hits"]] == ["booklet"]
    page = house.get("/publications/booklet?lang=en")
    assert "Contributors" in page
    assert "Sol, Inés" in page


def test_a_facet_is_counted_and_filters(house: House) -> None:
    [value] = house.json("/api/v1/search?q=")["facets"]["publisher"]
    assert (value["value"], value["count"]) == ("Editorial de prueba", 1)
    assert house.json("/api/v1/search?publisher=Editorial+de+prueba")["total"] == 1
    assert house.json("/api/v1/search?publisher=Otra")["total"] == 0
    assert "Publisher" in house.get("/search?q=miedo&lang=en")


def test_a_request_parameter_is_parsed_and_kept(house: House) -> None:
    answer = house.json("/api/v1/search?q=&facets=off&per_page=1")
    assert answer["facets"] == {}
    assert answer["next"] is None or "facets=off" in answer["next"]
    with pytest.raises(HTTPError, match="400"):
        house.json("/api/v1/search?facets=perhaps")


def test_a_citation_style_stands_on_the_page(house: House) -> None:
    assert "House style" in house.get("/publications/booklet?lang=en")


def test_an_export_format_can_be_downloaded(house: House) -> None:
    assert "/publications/booklet/cite/plain" in house.get("/publications/booklet")
    answer = house.get("/publications/booklet/passages/2/cite/plain")
    assert answer == "Ana Rivas; Taller de prueba: El miedo avisa\n"


def test_a_setting_takes_effect(house: House) -> None:
    assert "<title>Palabras que acompañan" in house.get("/")


def test_a_screen_shows_what_was_indexed(house: House) -> None:
    assert "<li>miedo</li>" in house.get("/subjects")


def test_an_engine_holds_the_index_and_answers(house: House) -> None:
    assert (house.folder / "var" / "other" / "current").exists()
    assert not (house.folder / "var" / "index").exists()
    [hit] = house.json("/api/v1/search?q=memoria+compartida")["hits"]
    assert hit["passages"][0]["number"] == 2


def test_the_setting_offers_every_engine() -> None:
    [setting] = [setting for setting in SETTINGS if setting.name == "engine"]
    assert setting.row.choices == tuple(ENGINES)


def test_a_recipe_touches_few_files() -> None:
    most = {recipe.title: len(recipe.touched) for recipe in RECIPES}
    assert max(most.values()) <= 4
    assert most["A metadata field"] == 2
    assert (most["A language"], most["A file type"]) == (2, 3)
    assert (most["A facet"], most["A request parameter"]) == (1, 1)
