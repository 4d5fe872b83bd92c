"""Originals: only what the index names, only from the corpus, and HTML only in a sandbox."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.settings import Settings
from search_app.web.security_headers import HOSTILE_POLICY
from tests.search_app.site import CLAVES, HOSTILE_HTML, MIEDO, Site, Work, serving, write_collection

PDF_FILE = "/publications/claves-es/file"
PAGE_FILE = "/publications/miedo-html/file"
CLAVES_SHA256 = hashlib.sha256(CLAVES.data).hexdigest()
MIEDO_SHA256 = hashlib.sha256(MIEDO.data).hexdigest()


def test_a_pdf_is_shown_in_the_browser_under_its_own_name(site: Site) -> None:
    answer = site.get(PDF_FILE)
    assert (answer.status, answer.media_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "inline; filename=claves.pdf"
    assert answer.headers["Content-Length"] == str(len(CLAVES.data))
    assert answer.body == CLAVES.data


@pytest.mark.parametrize("path", [PDF_FILE, f"{PDF_FILE}/original", f"{PAGE_FILE}/original"])
def test_headers_tell_nothing_about_the_server_and_browsers_keep_nothing(
    site: Site, path: str
) -> None:
    answer = site.get(path)
    digest = CLAVES_SHA256 if "claves" in path else MIEDO_SHA256
    assert answer.headers["ETag"] == f'"{digest}"'
    assert answer.headers["Last-Modified"] is None
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-DNS-Prefetch-Control"] == "off"


@pytest.mark.parametrize("path", [PDF_FILE, PAGE_FILE, f"{PAGE_FILE}/original"])
@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("bytes=0-7", 206, slice(0, 8)),
        ("bytes=-6", 206, slice(-6, None)),
        ("bytes=99999999-", 416, None),
    ],
)
def test_parts_of_a_file_can_be_asked_for(
    site: Site, path: str, header: str, status: int, part: slice | None
) -> None:
    whole = site.get(path).body
    answer = site.get(path, {"Range": header})
    assert answer.status == status
    assert part is None or answer.body == whole[part]


@pytest.mark.parametrize("path", [PDF_FILE, PAGE_FILE, f"{PAGE_FILE}/original"])
def test_an_unchanged_file_is_not_sent_again(site: Site, path: str) -> None:
    first = site.get(path)
    again = site.get(path, {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    head = site.send("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.body))


def test_an_html_original_is_shown_as_a_copy_that_runs_and_fetches_nothing(site: Site) -> None:
    answer = site.get(PAGE_FILE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == HOSTILE_POLICY
    assert HOSTILE_POLICY.startswith("sandbox; default-src 'none'")
    assert "allow-" not in HOSTILE_POLICY
    assert '<h2 id="red">Tejer la red</h2>' in answer.text
    assert "<script" not in answer.text
    assert "onerror" not in answer.text


def test_the_untouched_html_original_is_a_download(site: Site) -> None:
    answer = site.get(f"{PAGE_FILE}/original")
    assert answer.media_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=miedo.html"
    assert answer.headers["Content-Security-Policy"] == HOSTILE_POLICY
    assert answer.text == HOSTILE_HTML
    landing = site.get("/publications/miedo-html?lang=en").text
    assert f'href="{PAGE_FILE}/original" download>Download the untouched page</a>' in landing
    assert "may tell other sites" in landing


def _bytes_read() -> int:
    """By this process so far, in which the service runs too."""
    counts = Path("/proc/self/io").read_text("ascii").split()
    return int(counts[counts.index("rchar:") + 1])


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts by what Linux says")
def test_an_html_original_is_read_once_for_all_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_app.viewer.original_file._YOUNG_NS", 0)
    data = ("<p>" + "año " * 1_000_000).encode()
    work = replace(MIEDO, data=data)
    with serving(write_collection(tmp_path, (work,))) as site:
        etag = site.send("HEAD", PAGE_FILE).headers["ETag"]
        before = _bytes_read()
        for method, headers, status in (
            ("HEAD", {}, 200),
            ("GET", {"Range": "bytes=0-99"}, 206),
            ("GET", {"If-None-Match": etag}, 304),
        ):
            assert site.send(method, PAGE_FILE, headers).status == status
        assert _bytes_read() - before < 500_000


@pytest.mark.parametrize("identifier", ["claves-es", "miedo-html"])
@pytest.mark.parametrize("end", ["file", "file/original"])
def test_bytes_that_were_not_indexed_are_not_served(
    own_site: Site, identifier: str, end: str, caplog: pytest.LogCaptureFixture
) -> None:
    work = CLAVES if identifier == "claves-es" else MIEDO
    path = f"/publications/{identifier}/{end}"
    assert own_site.get(path).status == 200
    file = own_site.settings.corpus / work.path
    status = file.stat()
    # Of the same size and time, so that only its content tells.
    file.write_bytes(b"BORRADOR".ljust(len(work.data)))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    own_site.app.logger.addHandler(caplog.handler)
    for _ in range(2):
        answer = own_site.get(path, {"If-None-Match": "*"})
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert b"BORRADOR" not in answer.body
        assert "Este archivo" in answer.text
    [line] = caplog.messages  # one, however often somebody asks
    assert identifier in line
    assert work.path not in line
    file.write_bytes(work.data)
    assert own_site.get(path).status == 200


def test_a_file_that_was_swapped_for_a_link_out_of_the_corpus_is_not_served(own_site: Site) -> None:
    corpus = own_site.settings.corpus
    outside = corpus.parent / "fuera.pdf"
    outside.write_bytes(CLAVES.data)
    (corpus / CLAVES.path).unlink()
    (corpus / CLAVES.path).symlink_to(outside)
    assert own_site.get(PDF_FILE).status == 404


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


def test_a_page_that_cannot_be_copied_is_offered_as_text_and_as_a_download(tmp_path: Path) -> None:
    large = replace(MIEDO, data=b"<p>" + b"&" * 4_200_000)  # four times as long when written
    with serving(write_collection(tmp_path, (large,))) as site:
        answer = site.get(f"{PAGE_FILE}?lang=en")
        assert (answer.status, answer.media_type) == (404, "text/html")
        assert "only for download" in answer.text
        for way in ("/publications/miedo-html", f"{PAGE_FILE}/original"):
            assert f'<p><a href="{way}' in answer.text
        assert site.get(f"{PAGE_FILE}/original").body == large.data


def test_a_page_that_is_not_copied_soon_enough_is_there_later(
    own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.rendering.service._COPY_TIMEOUT", 0.0)
    answer = own_site.get(f"{PAGE_FILE}?lang=en")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "being prepared" in answer.text
    monkeypatch.undo()
    assert own_site.get(PAGE_FILE).status == 200


def test_the_original_of_a_partly_withdrawn_publication_is_withheld_in_every_form(
    own_site: Site,
) -> None:
    own_site.settings.takedown.write_text("miedo-html#2\n")
    for path in (PAGE_FILE, f"{PAGE_FILE}/original"):
        answer = own_site.get(path)
        assert answer.status == 410
        assert "red protege" not in answer.text
