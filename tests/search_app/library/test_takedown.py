"""A publication that was taken down is gone from everywhere, at the next request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search_app.site import RETIRADA, Site, restore

ADDRESSES = [
    "/publications/retirada",
    "/publications/retirada?q=nombre",
    "/publications/retirada/passages/1",
    "/publications/retirada/passages/99",
    "/publications/retirada/passages/1/picture",
    "/publications/retirada/passages/1/picture?width=160",
    "/publications/retirada/file",
    "/api/v1/publications/retirada",
    "/api/v1/publications/retirada/passages/1",
]
LISTS = [
    b"retirada\n",
    b"# testimonies\n\n  retirada   # asked for by mail\r\nother\r\n",
    b"\xef\xbb\xbfretirada",
]


@pytest.mark.parametrize("listed", LISTS, ids=["plain", "comments", "byte-order-mark"])
def test_what_is_listed_is_gone_at_the_next_request(own_site: Site, listed: bytes) -> None:
    assert {own_site.get(path).status for path in ADDRESSES} == {200, 404}
    own_site.settings.takedown.write_bytes(listed)
    assert {own_site.get(path).status for path in ADDRESSES} == {410}
    assert own_site.get(ADDRESSES[-1]).media_type == "application/problem+json"
    assert "Esta publicación fue retirada" in own_site.get(ADDRESSES[0]).text


def test_it_leaves_hits_totals_facets_and_relations(own_site: Site) -> None:
    def everything() -> str:
        paths = ("/", "/search?q=Zacar%C3%ADas", "/search?per_page=100", "/publications/claves-es")
        apis = ("/api/v1/search?per_page=100", "/api/v1/publications/claves-es")
        return "".join(own_site.get(path).text for path in (*paths, *apis))

    before = everything()
    assert RETIRADA.metadata.title in before
    assert "estimonio" in before
    own_site.settings.takedown.write_text("retirada\n")
    after = everything().replace("Zacarías", "", 8)  # the reader's own words come back
    for word in ("retirada", "estimonio", "nombre que ya no"):
        assert word not in after
    assert own_site.get("/api/v1/search").json["total"] == 21


def test_it_comes_back_by_an_order_only(own_site: Site) -> None:
    own_site.settings.takedown.write_text("retirada\n")
    assert own_site.get(ADDRESSES[0]).status == 410
    own_site.settings.takedown.write_text("# nothing\n")
    assert own_site.get(ADDRESSES[0]).status == 410
    restore(own_site.settings, "retirada")
    assert own_site.get(ADDRESSES[0]).status == 200


def test_a_change_of_the_same_length_is_seen(own_site: Site) -> None:
    for number in range(1, 6):
        path = f"/publications/serie-{number:02}"
        assert own_site.get(path).status == 200
        own_site.settings.takedown.write_text(f"serie-{number:02}")
        assert own_site.get(path).status == 410


def _folder(path: Path) -> None:
    path.mkdir()


def _not_text(path: Path) -> None:
    path.write_bytes(b"retirada\n\0\x01\n")


def _dangling(path: Path) -> None:
    path.symlink_to(path.parent / "unmounted" / "takedown.txt")


@pytest.mark.parametrize("spoil", [_folder, _not_text, _dangling])
def test_without_a_readable_list_nothing_is_shown(
    own_site: Site, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoil(own_site.settings.takedown)
    for path in ("/", "/search", "/publications/claves-es", "/publications/retirada/file"):
        answer = own_site.get(path)
        assert (answer.status, answer.media_type) == (503, "text/html")
        assert answer.headers["Retry-After"] == "60"
    for path in ("/api/v1/search", "/api/v1/publications/claves-es", "/readyz"):
        answer = own_site.get(path)
        assert (answer.status, answer.media_type) == (503, "application/problem+json")
    assert own_site.get("/healthz").status == 200
    assert own_site.get("/static/style.css").status == 200
    assert str(own_site.settings.takedown) in caplog.text


def test_a_list_that_disappears_closes_the_service_until_it_is_back(own_site: Site) -> None:
    takedown = own_site.settings.takedown
    takedown.write_text("retirada\n")
    assert own_site.get("/").status == 200
    takedown.unlink()
    assert own_site.get("/").status == 503
    takedown.write_text("")
    assert own_site.get("/").status == 200
    assert own_site.get("/publications/retirada").status == 410
