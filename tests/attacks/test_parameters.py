"""Parameters and cursors that no page of ours ever made: an answer, never a fault of ours."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine.embedded.read import sorting
from indexer.engine.searches import Sort
from indexer.errors import CursorInvalid
from search_app.web.params import PARAMS
from tests.search_app.conftest import site
from tests.search_app.site import Site

__all__ = ["site"]

PATHS = [
    *("/search", "/api/v1/search", "/api/v1/suggest", "/publications/claves-es"),
    *("/publications/claves-es/passages/1", "/api/v1/publications/claves-es", "/"),
]
NAMES = [
    *(param.name for param in PARAMS),
    "lang",
    "with",
    "discreet",
    "cursor",
    "q",
    "q[]",
    "",
    "\0",
]
_PIECES = [
    *(
        '"',
        "(",
        ")",
        "*",
        "~",
        "-",
        " OR ",
        " AND ",
        " NOT ",
        "title:",
        "year:",
        "..",
        "[",
        "]",
        "^",
    ),
    *(
        "miedo",
        "ñandú",
        "a",
        "1",
        "9" * 30,
        "-1",
        "1e400",
        "nan",
        "\ud800",
        "\0",
        "\r\n",
        "\u202e",
        "%",
        "&",
    ),
    *(
        "<b>",
        "{{1}}",
        "on",
        "off",
        "true",
        "relevance",
        "newest",
        "es",
        "2014",
        "..",
        "//",
        "\\",
        "ﷺ",
    ),
]
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | st.text(max_size=60)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_FEW = limits(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _client(site: Site) -> FlaskClient:
    return site.app.test_client()


@_FEW
@given(
    st.sampled_from(PATHS),
    st.lists(st.tuples(st.sampled_from(NAMES), _TEXT), max_size=5),
)
def test_any_parameters_have_an_answer(site: Site, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(
        f"{quote(name)}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in pairs
    )
    answer = _client(site).get(f"{path}?{query}")
    assert answer.status_code in {200, 303, 400}
    assert "Content-Security-Policy" in answer.headers
    form = "application/x-www-form-urlencoded"
    for place in ("/search", "/api/v1/suggest"):
        assert _client(site).post(place, data=query, content_type=form).status_code < 500


@_FEW
@given(st.dictionaries(st.sampled_from(NAMES) | _TEXT, _JSON, max_size=4) | _JSON)
def test_any_json_has_an_answer(site: Site, body: object) -> None:
    answer = _client(site).post(
        "/api/v1/search", data=json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in {200, 400}
    assert answer.json is not None


_FORGED = st.fixed_dictionaries(
    {},
    optional={
        "side": st.sampled_from(["before", "after", "", 1, None]),
        "sort": st.sampled_from([*Sort, "x", 0]),
        "score": st.floats() | st.integers() | st.sampled_from([1e308, -1e308, 10**400, "1", None]),
        "date": st.integers() | st.sampled_from([10**30, -(10**30), 1.5, "2014"]),
        "title": _TEXT,
        "identifier": _TEXT | st.integers(),
        "more": _JSON,
    },
)


@_FEW
@given(_FORGED | _JSON)
def test_a_forged_cursor_is_refused_or_harmless(site: Site, position: object) -> None:
    try:
        data = json.dumps(position).encode("utf-8", "surrogatepass")
    except ValueError:
        return
    cursor = base64.urlsafe_b64encode(data).decode().rstrip("=")
    for sort in Sort:
        answer = _client(site).get(f"/api/v1/search?q=miedo&sort={sort}&cursor={cursor}")
        assert answer.status_code in {200, 400}
        if answer.status_code == 200:
            assert answer.json is not None
            assert answer.json["total"] > 0


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda data: data.decode("latin-1")))
def test_any_text_is_no_cursor(text: str) -> None:
    for sort in Sort:
        with pytest.raises(CursorInvalid):
            sorting.decode(text, sort)
