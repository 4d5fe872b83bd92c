"""The year in which a file was made: what readers see of it, and what no citation says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from indexer.engine.embedded.format.schema import date_key
from indexer.fields import COLUMNS, FACETS_BY_NAME, values_of
from indexer.model import DateOrigin, Metadata
from search_app.citations.meta_tags import json_ld, meta_tags
from search_app.citations.ris import ris
from search_app.citations.styles import Style, cite
from search_app.pages.formatting import year_text
from tests.search_app.citations.works import BOOKLET, made

FILE = Metadata(title="Claves", file_year="2014")


def test_what_staff_or_the_publication_state_comes_before_the_file() -> None:
    assert (FILE.known_date, FILE.date_origin, FILE.year) == ("2014", DateOrigin.FILE, 2014)
    both = Metadata(date="2009-03").over(FILE)
    assert (both.known_date, both.date_origin, both.year) == ("2009-03", DateOrigin.STATED, 2009)
    assert Metadata().date_origin is DateOrigin.UNKNOWN


def test_readers_find_it_by_that_year_and_are_told_where_it_comes_from() -> None:
    assert values_of(FILE, FACETS_BY_NAME["year"]) == ("2014",)
    assert values_of(FILE, COLUMNS["date"]) == ("2014",)


def test_in_the_order_of_dates_it_stands_behind_what_is_stated_in_that_year() -> None:
    dates = ["2015", "2014-06-15", "2014-06", "2014"]
    stated = [date_key(Metadata(date=date)) for date in dates]
    keys = [*stated, date_key(FILE), date_key(Metadata(date="2013-12-31")), date_key(Metadata())]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("language", "none"), [("es", "s. f."), ("en", "n.d.")])
def test_no_citation_has_it(language: str, none: str) -> None:
    reference = made("x", replace(BOOKLET, date="", file_year="2014"))
    written = "".join(part.text for part in cite(reference, Style.APA, language).entry)
    assert none in written
    others = (ris(reference), json_ld(reference), str(meta_tags(reference)))
    assert all("2014" not in text for text in (written, *others))


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "2014 (según el archivo)"), ("en", "2014 (according to the file)")],
)
def test_pages_say_that_the_year_is_the_files(language: str, text: str) -> None:
    app = Flask("search_app")
    Babel(app)
    with app.app_context(), force_locale(language):
        assert year_text(FILE) == text
        assert year_text(replace(FILE, date="2014-06")) == "2014"
