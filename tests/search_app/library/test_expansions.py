"""What a pattern stood for is told on the page and to programs, but no word of one publication."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.search_app.site import Site


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("bolet*", ["boletim", "boletín"]),
        ("BOLET*", ["boletim", "boletín"]),
        ("boletin~", ["boletim"]),
        ("segur* OR bolet*", ["segurança", "boletim", "boletín"]),
        ("title:bolet*", ["boletim", "boletín"]),
        ("miedo -bolet*", []),
        ("boletim", []),
        ("b*m", []),
        ("ñand*", ["ñandú"]),
        ("zacar*", []),  # in a single publication
        ("!*", []),
        ("", []),
    ],
)
def test_the_words_that_a_pattern_found_are_told(site: Site, query: str, words: list[str]) -> None:
    given = urlencode({"q": query, "lang": "en"})
    told = site.get(f"/api/v1/search?{given}").json["also_searched"]
    assert [one["text"] for one in told] == words
    assert {one["language"] for one in told} <= {""}
    assert {one["from"][-1:] for one in told} <= {"*", "~"}
    page = site.get(f"/search?{given}").text
    assert ("Also searched" in page) == bool(words)
    assert all(word in page for word in words)
