"""Originals: only what the index names, only from the corpus, and HTML only in a sandbox."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.settings import Settings
from search_app.web.security_headers import HOSTILE_POLICY
from tests.search_app.site import CLAVES, HOSTILE_HTML, MIEDO, Site, Work, serving, write_collection


def test_a_pdf_is_shown_in_the_browser_under_its_own_name(site: Site) -> None:
    answer = site.get("/publications/claves-es/file")
    assert (answer.status, answer.media_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "inline; filename=claves.pdf"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.body == CLAVES.data


@pytest.mark.parametrize(
    ("header", "status", "expected"),
    [
        ("bytes=0-7", 206, CLAVES.data[:8]),
        ("bytes=-6", 206, CLAVES.data[-6:]),
        ("bytes=999999-", 416, None),
    ],
)
def test_parts_of_a_file_can_be_asked_for(
    site: Site, header: str, status: int, expected: bytes | None
) -> None:
    answer = site.get("/publications/claves-es/file", {"Range": header})
    assert answer.status == status
    assert expected is None or answer.body == expected


def test_an_unchanged_file_is_not_sent_again(site: Site) -> None:
    first = site.get("/publications/claves-es/file")
    for name, header in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
        again = site.get("/publications/claves-es/file", {header: first.headers[name]})
        assert (again.status, again.body) == (304, b"")


def test_an_html_original_runs_and_fetches_nothing(site: Site) -> None:
    answer = site.get("/publications/miedo-html/file")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == HOSTILE_POLICY
    assert HOSTILE_POLICY.startswith("sandbox; default-src 'none'")
    assert "allow-" not in HOSTILE_POLICY
    assert answer.text == HOSTILE_HTML


def test_a_declared_encoding_is_left_to_the_browser(own_site: Site) -> None:
    path = own_site.settings.corpus / MIEDO.path
    path.write_bytes('<meta charset="latin-1"><p>año</p>'.encode("latin-1"))
    assert own_site.get("/publications/miedo-html/file").headers["Content-Type"] == "text/html"


def _bytes_read() -> int:
    """By this process so far, in which the service runs too."""
    counts = Path("/proc/self/io").read_text("ascii").split()
    return int(counts[counts.index("rchar:") + 1])


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts by what Linux says")
@pytest.mark.parametrize(
    ("method", "condition", "status"),
    [
        ("HEAD", {}, 200),
        ("GET", {"Range": "bytes=0-99"}, 206),
        ("GET", {"If-Modified-Since": ""}, 304),
    ],
)
def test_an_html_original_is_not_read_whole_where_none_or_little_of_it_is_sent(
    own_site: Site, method: str, condition: dict[str, str], status: int
) -> None:
    path, url = own_site.settings.corpus / MIEDO.path, "/publications/miedo-html/file"
    path.write_text("<p>" + "año " * 1_000_000, "utf-8")
    first = own_site.send("HEAD", url)
    headers = {name: value or first.headers["Last-Modified"] for name, value in condition.items()}
    before = _bytes_read()
    answer = own_site.send(method, url, headers)
    assert _bytes_read() - before < 500_000
    assert answer.status == status
    assert first.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_character_set_is_that_of_the_file_as_it_is_now(own_site: Site) -> None:
    path, url = own_site.settings.corpus / MIEDO.path, "/publications/miedo-html/file"
    found = []
    for data in ("año".encode(), "año!".encode("latin-1"), b"a" * 70_000 + "ñ".encode()[:1]):
        path.write_bytes(data)
        found.append(own_site.get(url).headers["Content-Type"])
    assert found == ["text/html; charset=utf-8", "text/html", "text/html"]


@pytest.mark.parametrize("identifier", ["fuera", "arriba", "sin-archivo", "none"])
def test_nothing_outside_the_corpus_is_served(site: Site, identifier: str) -> None:
    answer = site.get(f"/publications/{identifier}/file")
    assert answer.status == 404
    assert b"secreto" not in answer.body


TRICKS = [
    "/publications/../../etc/passwd/file",
    "/publications/%2e%2e%2f%2e%2e%2fetc%2fpasswd/file",
    "/publications/claves-es%2f..%2f..%2fsecreto.pdf/file",
    "/publications/cuadernos%2fclaves.pdf/file",
    "/publications/claves-es%00/file",
    "/publications/%ff%fe/file",
    "/publications//file",
    "/publications/claves-es/file/../../../../secreto.pdf",
    "/static/../__init__.py",
    "/static/..%2f__init__.py",
    "//example.org/%2e%2e",
]


@pytest.mark.parametrize("path", TRICKS)
def test_tricks_with_paths_find_nothing(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status == 404
    assert answer.headers["Location"] is None


def test_a_copy_stands_in_for_a_file_that_is_gone(own_site: Site) -> None:
    corpus = own_site.settings.corpus
    (corpus / CLAVES.path).rename(corpus / CLAVES.copies[0])
    answer = own_site.get("/publications/claves-es/file")
    assert (answer.status, answer.body) == (200, CLAVES.data)


def test_a_folder_or_a_pipe_in_the_place_of_a_file_is_not_opened(own_site: Site) -> None:
    corpus = own_site.settings.corpus
    (corpus / CLAVES.path).unlink()
    os.mkfifo(corpus / CLAVES.path)
    (corpus / CLAVES.copies[0]).mkdir()
    assert own_site.get("/publications/claves-es/file").status == 404


def _with_one(folder: Path, path: str, media_type: str) -> Settings:
    work = Work("uno", path, b"bytes", CLAVES.metadata, CLAVES.passages, media_type)
    return write_collection(folder, (work,))


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/plain", "", "application/x-thing"])
def test_any_other_kind_of_file_is_only_downloaded(tmp_path: Path, media_type: str) -> None:
    with serving(_with_one(tmp_path, "x.svg", media_type)) as site:
        answer = site.get("/publications/uno/file")
        assert answer.media_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == HOSTILE_POLICY


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Memoria y ñandú.pdf", "filename*=UTF-8''Memoria%20y%20%C3%B1and%C3%BA.pdf"),
        ('a"b\nSet-Cookie: x.pdf', 'inline; filename="a\\"b_Set-Cookie: x.pdf"'),
    ],
)
def test_odd_file_names_are_written_safely(tmp_path: Path, name: str, header: str) -> None:
    with serving(_with_one(tmp_path, name, "application/pdf")) as site:
        answer = site.get("/publications/uno/file")
        assert answer.status == 200
        assert header in answer.headers["Content-Disposition"]
        assert answer.headers["Set-Cookie"] is None
