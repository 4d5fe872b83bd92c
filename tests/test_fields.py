"""The rows of metadata fields and facets, and the choices that a reader makes with them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from indexer.corpus.field_parsers import PARSERS
from indexer.fields import (
    COLUMNS,
    FACETS,
    FIELD_WEIGHTS,
    FIELDS,
    SEARCHED_FIELDS,
    FacetField,
    FacetFilter,
    Filters,
    RangeFilter,
    ValueFilter,
    searched_values,
    values_of,
)
from indexer.model import Metadata, Relation

FULL = Metadata(
    title="El miedo",
    creators=("Ana", "Luz"),
    date="2014-06",
    languages=("es",),
    type="booklet",
    subjects=("miedo",),
    description="Sobre el miedo.",
    relations=(Relation("isPartOf", "Claves"), Relation("references", "otra")),
)


def test_every_attribute_of_metadata_has_one_row_and_every_row_an_attribute() -> None:
    attributes = {field.name for field in fields(Metadata)}
    rows = [row.attribute for row in FIELDS if row.attribute in attributes]
    assert sorted(rows) == sorted(attributes)
    assert {row.attribute for row in FIELDS if not row.derived} <= attributes
    assert all(hasattr(FULL, row.attribute) for row in (*FIELDS, *FACETS))
    assert all(hasattr(FULL, row.shown_as) for row in FIELDS if row.shown_as)


def test_a_row_takes_several_values_where_its_attribute_is_a_list() -> None:
    for row in FIELDS:
        assert row.several == isinstance(getattr(FULL, row.attribute), tuple), row.name


def test_every_column_has_a_parser() -> None:
    assert {row.kind for row in COLUMNS.values()} <= PARSERS.keys()


def test_names_and_operators_stand_for_one_thing() -> None:
    for names in (
        [row.name for row in FIELDS],
        [row.name for row in FACETS],
        [name for row in FIELDS for name in row.operators],
        [name for row in FACETS for name in row.operators],
    ):
        assert len(names) == len(set(names))
    assert {row.searched_as for row in FIELDS} <= {"", *FIELD_WEIGHTS}


def test_every_searched_field_has_a_weight() -> None:
    assert list(FIELD_WEIGHTS) == list(SEARCHED_FIELDS)
    assert all(weight > 0 for weight in FIELD_WEIGHTS.values())


VALUES = {
    "language": ("es",),
    "type": ("booklet",),
    "year": ("2014",),
    "creator": ("Ana", "Luz"),
    "subject": ("miedo",),
    "series": ("Claves",),
}


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_a_facet_has_the_values_of_its_attribute(facet: FacetField) -> None:
    assert values_of(FULL, facet) == VALUES[facet.name]
    assert values_of(Metadata(), facet) == ()


def test_the_words_of_a_series_are_searched_as_subjects_after_these() -> None:
    assert searched_values(FULL, "subject") == ("miedo", "Claves")
    assert searched_values(FULL, "title") == ("El miedo",)
    assert searched_values(Metadata(), "title") == ()


@pytest.mark.parametrize(
    ("chosen", "value", "selected"),
    [
        (ValueFilter(("es", "en")), "en", True),
        (ValueFilter(("es", "en")), "fr", False),
        (ValueFilter(), "es", False),
        (RangeFilter(2014, 2016), "2014", True),
        (RangeFilter(2014, 2016), "2016", True),
        (RangeFilter(2014, 2016), "2017", False),
        (RangeFilter(first=2014), "2013", False),
        (RangeFilter(first=2014), "9999", True),
        (RangeFilter(last=2014), "2014", True),
        (RangeFilter(0, 0), "2014", False),
    ],
)
def test_a_choice_selects_values(chosen: FacetFilter, value: str, selected: bool) -> None:
    assert chosen.selects(value) == selected


def test_choices_are_in_the_order_of_the_facets_and_empty_ones_are_none() -> None:
    chosen = Filters(
        {
            "series": ValueFilter(("Claves",)),
            "year": RangeFilter(first=2014),
            "type": ValueFilter(),
            "language": ValueFilter(("es",)),
        }
    )
    assert list(chosen) == ["language", "year", "series"]
    assert chosen.values_in("series") == ("Claves",)
    assert chosen.values_in("type") == ()
    assert chosen.range_in("year") == RangeFilter(2014, None)
    assert not Filters({"year": RangeFilter()})


def test_another_choice_leaves_the_others_and_the_filters_it_was_made_from() -> None:
    spanish = Filters({"language": ValueFilter(("es",))})
    later = spanish.replaced("year", RangeFilter(first=2014))
    assert later == Filters({"year": RangeFilter(2014), "language": ValueFilter(("es",))})
    assert hash(later) == hash(Filters(dict(later)))
    assert later.replaced("year", RangeFilter()) == spanish
    assert list(spanish) == ["language"]


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"colour": ValueFilter(("red",))}, KeyError),
        ({"year": ValueFilter(("2014",))}, TypeError),
        ({"language": RangeFilter(1, 2)}, TypeError),
    ],
)
def test_a_choice_that_a_facet_does_not_take_is_a_mistake_of_the_program(
    filters: dict[str, FacetFilter], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Filters(filters)
