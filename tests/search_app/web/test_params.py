"""The parameters of a search: parsed strictly and tolerantly, written back, kept by forms."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest

from indexer.engine.query import MAX_CHARACTERS
from indexer.engine.searches import Expand, SearchRequest, Sort
from indexer.fields import Filters, RangeFilter, ValueFilter
from search_app.web.param_kinds import MAX_VALUE_CHARS, MAX_VALUES
from search_app.web.params import (
    PARAMS,
    Form,
    ParameterInvalid,
    SearchState,
    hidden_params,
    parse_params,
    parse_params_tolerantly,
    parse_suggest_params,
    to_params,
)
from tests.search_app.site import Site

SEARCHES = {
    "": SearchState(),
    "q=miedo": SearchState(SearchRequest("miedo")),
    "language=es&language=en&year_from=2014&year_to=2016&series=Claves": SearchState(
        SearchRequest(
            filters=Filters(
                {
                    "language": ValueFilter(("es", "en")),
                    "year": RangeFilter(2014, 2016),
                    "series": ValueFilter(("Claves",)),
                }
            )
        )
    ),
    "year_to=2016": SearchState(SearchRequest(filters=Filters({"year": RangeFilter(last=2016)}))),
    "sort=title&page=3&per_page=20": SearchState(
        SearchRequest(sort=Sort.TITLE, page=3, per_page=20)
    ),
    "q=a+b&sort=newest&cursor=xyz&expand=off": SearchState(
        SearchRequest("a b", sort=Sort.NEWEST, cursor="xyz", expand=Expand.OFF)
    ),
    "q=umanos&as_typed=1": SearchState(SearchRequest("umanos")).exactly(),
}


@pytest.mark.parametrize(("address", "state"), SEARCHES.items(), ids=SEARCHES)
def test_a_search_is_read_from_its_address_and_written_as_the_same(
    address: str, state: SearchState
) -> None:
    raw = parse_qs(address)
    assert parse_params(raw) == parse_params_tolerantly(raw) == state
    assert urlencode(to_params(state)) == address


INVALID = [
    ("page=0", "page", {"page": "1"}),
    ("page=two", "page", {}),
    ("page=٣", "page", {}),
    ("page=1&page=2", "page", {}),
    ("per_page=101", "per_page", {}),
    ("year_from=20x4", "year_from", {}),
    ("year_from=10000", "year_from", {}),
    ("year_from=2019&year_to=2014", "year_from", {"year_from": "2014", "year_to": "2019"}),
    ("sort=sideways", "sort", {}),
    ("expand=maybe", "expand", {}),
    ("q=a&q=b", "q", {"q": "a"}),
    (f"language={'x' * (MAX_VALUE_CHARS + 1)}&language=es", "language", {"language": "es"}),
    ("&".join(f"subject={n}" for n in range(MAX_VALUES + 1)), "subject", None),
    ("cursor=" + "x" * 2001, "cursor", {}),
    (
        f"creator={'x' * 300}&subject={'%C3%B1' * 300}&subject={'%C3%B1' * 200}",
        "subject",
        {"creator": "x" * 300, "subject": "ñ" * 300},
    ),
    ("langauge=es", "langauge", {}),
    ("sort=sideways&langauge=es", "langauge", {}),
]


@pytest.mark.parametrize(("address", "name", "left"), INVALID, ids=[a[:24] for a, _, _ in INVALID])
def test_what_is_invalid_is_named_by_one_parser_and_passed_over_by_the_other(
    address: str, name: str, left: dict[str, str] | None
) -> None:
    raw = parse_qs(address)
    with pytest.raises(ParameterInvalid) as refused:
        parse_params(raw)
    assert refused.value.name == name
    state = parse_params_tolerantly(raw)
    if left is None:
        assert len(state.filters.values_in("subject")) == MAX_VALUES
    else:
        assert state == parse_params({key: [value] for key, value in left.items()})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("  miedo  ", "miedo"),
        ("miedo\0memoria", "miedo memoria"),
        ("mie\ud800do", "mie?do"),
        ("x" * 9000, "x" * (MAX_CHARACTERS + 1)),
    ],
)
def test_a_query_is_cleaned_and_one_character_longer_than_is_searched(
    given: str, read: str
) -> None:
    assert parse_params({"q": [given]}).request.text == read


def test_suggestions_take_the_beginning_of_a_query_and_nothing_else() -> None:
    assert parse_suggest_params({"q": ["acompa "]}) == "acompa "
    assert parse_suggest_params({}) == ""
    for raw in ({"q": ["a", "b"]}, {"q": ["a"], "sort": ["title"]}):
        with pytest.raises(ParameterInvalid):
            parse_suggest_params(raw)


def test_the_rows_have_different_names_and_say_what_they_are() -> None:
    assert len({param.name for param in PARAMS}) == len(PARAMS)
    assert all(param.meaning and param.kind.allowed for param in PARAMS)


EVERYTHING = (
    "q=miedo&language=es&year_from=2014&sort=newest&page=2&per_page=5&cursor=xyz&expand=off"
)


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        (Form.SEARCH_BOX, "sort=newest&per_page=5&expand=off"),
        (Form.FILTERS, "q=miedo&sort=newest&per_page=5&expand=off"),
    ],
)
def test_a_form_keeps_how_results_are_shown_and_drops_the_page_at_hand(
    form: Form, kept: str
) -> None:
    assert urlencode(hidden_params(parse_params(parse_qs(EVERYTHING)), form)) == kept


def test_both_forms_of_the_page_keep_the_same_of_how_results_are_shown(site: Site) -> None:
    page = site.get(f"/search?{EVERYTHING.replace('&cursor=xyz', '')}&lang=pt").text
    forms = re.findall(r"<form[^>]*>(?:(?!</form>).)*</form>", page, re.DOTALL)
    hidden = [
        [(name, unescape(value)) for name, value in re.findall(FIELD, form)]
        for form in forms
        if 'action="/search"' in form
    ]
    shown = [("sort", "newest"), ("per_page", "5"), ("expand", "off"), ("lang", "pt")]
    assert shown in hidden
    assert [("q", "miedo"), *shown] in hidden


FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
