"""Whatever stands in a request, no address on a page leads to another site."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from tests.attacks.nasty_paths import NASTY_PATHS
from tests.search_app.site import Site

EVERY_PARAMETER = (
    "q=%5C%5Cevil.example&lang=//evil.example&open=//evil&from=//evil&matches_from=%5Cevil"
    "&cursor=//evil"
)
ADDRESSES = re.compile(r'\s(?:href|src|action|formaction|srcset|data-suggest)="([^"]*)"')


@pytest.mark.parametrize("path", NASTY_PATHS, ids=range(len(NASTY_PATHS)))
def test_no_address_on_a_page_leaves_this_origin_whatever_was_asked_for(
    site: Site, path: str
) -> None:
    for query in ("?lang=en", f"?discreet=on&{EVERY_PARAMETER}"):
        answer = site.get(path + query)
        assert answer.status in (400, 404)
        assert answer.headers["Location"] is None
        assert _leading_away(site, path, answer.text) == []
    form = b"with=lang%3D%2F%2Fevil.example"
    posted = site.post(path, form, "application/x-www-form-urlencoded")
    assert _leading_away(site, path, posted.text) == []


def _leading_away(site: Site, path: str, text: str) -> list[str]:
    """The addresses in `text` that a browser would resolve to another origin."""
    found = [unescape(part) for address in ADDRESSES.findall(text) for part in address.split(", ")]
    found = [address.split(" ")[0] for address in found]
    assert found
    return [
        address
        for address in found
        if _resolved(f"{site.root}/", address) != site.root
        or (address and not address.startswith(("/", "#")))
        or len(address) > 1_500
    ]


def _resolved(base: str, address: str) -> str:
    """The origin to which a browser resolves `address` (WHATWG URL: white space at the ends is
    dropped, tabs and line breaks anywhere, a backslash is a slash).
    """
    plain = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21))))).replace(
        "\\", "/"
    )
    # Any number of slashes after the first two is skipped too.
    plain = re.sub(r"^/{2,}", "//", plain)
    parts = urlsplit(urljoin(base, plain))
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize(
    ("address", "away"),
    [
        ("/\\evil.example", True),
        ("/\t/evil.example", True),
        ("//evil.example", True),
        ("\\\\evil", True),
        (" //evil.example", True),
        ("///evil.example", True),
        ("https:evil.example", True),
        ("javascript:alert(1)", True),
        ("/%5Cevil.example", False),
        ("/a//b", False),
        ("#x", False),
    ],
)
def test_the_check_sees_what_a_browser_would_do(site: Site, address: str, away: bool) -> None:
    assert (_resolved(f"{site.root}/", address) != site.root) is away


PLACES = [
    "/",
    "/search?q={}",
    "/search?creator={}",
    "/search?sort={}&cursor={}",
    "/search?q=miedo&open={}",
    "/publications/claves-es?q={}&from={}",
    "/publications/claves-es/passages/1?q={}&lang={}",
    "/publications/miedo-html/passages/1?q={}",
    "/publications/markup?q={}",
]


@pytest.mark.parametrize("place", PLACES)
def test_no_parameter_leads_a_link_of_a_page_away(site: Site, place: str) -> None:
    for value in (
        "%5C%5Cevil.example",
        "javascript:alert(1)",
        "%22%3E%3Ca%20href=//evil.example%3E",
        "%0D%0ALocation:%20//evil",
    ):
        address = place.replace("{}", value)
        for extra in ("", "discreet=on"):
            page = site.get(f"{address}{'&' if '?' in address else '?'}{extra}")
            assert page.status == 200
            assert _leading_away(site, address, page.text) == []
