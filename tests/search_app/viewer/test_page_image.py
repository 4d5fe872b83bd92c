"""Pictures of pages: what readers may see, quickly, and never at the cost of the text."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path

import psutil
import pytest
from PIL import Image

from indexer.engine.query import parse
from indexer.engine.snippets import Highlighter
from indexer.model import Metadata, Passage
from search_app.library.library import current_library
from search_app.pages.passage import match_offsets
from search_app.viewer.match_numbers import number_matches
from search_app.viewer.page_image import PageImage, page_image
from search_app.web.security_headers import PAGE_POLICY
from tests.builders import pdf
from tests.conftest import ended
from tests.hostile.contents import CONTENTS
from tests.search_app.site import MIEDO, Answer, Site, Work, serving, write_collection

TEXT = "El acompañamiento empieza\npor escuchar el miedo"


def work(identifier: str, data: bytes, *texts: str, media_type: str = "application/pdf") -> Work:
    passages = tuple(Passage(n, str(n), text, language="es") for n, text in enumerate(texts, 1))
    metadata = Metadata(title=identifier, languages=("es",))
    return Work(identifier, f"{identifier}.pdf", data, metadata, passages, media_type)


CLAVES = work("claves", pdf(TEXT, "otra página"), TEXT, "otra página")
OTHER = work("other", pdf("otra"), "otra")
WEB = work("web", b"<html>", "texto", media_type="text/html")
BAD = work("bad", CONTENTS["form_in_itself"](), "texto")
GONE = work("gone", b"", "texto")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = write_collection(tmp_path_factory.mktemp("shown"), (CLAVES, WEB, BAD, GONE))
    with serving(replace(settings, view_seconds=2)) as site:
        yield site


def url(identifier: str, number: int | str = 1, query: str = "") -> str:
    return f"/publications/{identifier}/passages/{number}/picture{query}"


def seen(
    site: Site, identifier: str, matches: Sequence[tuple[int, int]] = (), number: str = "1"
) -> PageImage | None:
    """What a page of the service would be given to show."""
    with site.app.test_request_context("/?q=secreta"):
        site.app.preprocess_request()
        library = current_library()
        publication = library.publication(identifier)
        return page_image(publication, library.passage(publication, number), matches)


def test_a_picture_is_webp_that_no_browser_keeps(shown: Site) -> None:
    answer = shown.get(url("claves", 2))
    assert (answer.status, answer.media_type) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
    assert answer.headers["Set-Cookie"] is None
    again = shown.get(url("claves", 2), {"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    other = shown.get(url("claves"), {"If-None-Match": answer.headers["ETag"]})
    assert other.status == 200


@pytest.mark.parametrize(
    ("query", "width"),
    [("", 700), ("?width=160", 160), ("?width=161", 700), ("?width=1400", 1400),
     ("?width=9999999", 1400), ("?width=-1", 700), ("?width=0", 160), ("?width=%D9%A3", 700),
     ("?width=1&width=2", 160), ("?width=" + "9" * 5000, 700), ("?q=secreta", 700)],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_any_width_is_answered_with_one_of_three(shown: Site, query: str, width: int) -> None:
    with Image.open(io.BytesIO(shown.get(url("claves", 1, query)).body)) as picture:
        assert picture.width == pytest.approx(width, abs=1)


@pytest.mark.parametrize(
    "path",
    [url("claves", 3), url("claves", 0), url("claves", "x"), url("web"), url("gone"), url("no"),
     url("claves", "9" * 500)],
    ids=lambda path: path[:40],
)  # fmt: skip
def test_what_has_no_picture_is_not_found(shown: Site, path: str) -> None:
    assert shown.get(path).status == 404


def test_a_page_that_breaks_its_reader_has_no_picture_but_its_text(shown: Site) -> None:
    assert seen(shown, "bad") is None
    started = time.monotonic()
    assert shown.get(url("bad")).status == 404
    assert shown.get("/publications/bad/passages/1").status == 200
    assert time.monotonic() - started < 1


def test_what_is_taken_down_is_gone_from_the_disk_too(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, (CLAVES, OTHER))) as site:
        assert site.get(url("claves")).status == 200
        assert list(site.settings.view_cache.iterdir())
        site.settings.takedown.write_text("claves\n")
        assert site.get(url("claves")).status == 410
        assert list(site.settings.view_cache.iterdir()) == []
        assert seen(site, "other") is not None
        assert site.get(url("claves")).status == 410


def test_the_pictures_of_a_strip_are_made_before_they_are_asked_for(tmp_path: Path) -> None:
    pages = ["miedo"] * 30
    with serving(write_collection(tmp_path, (work("strip", pdf(*pages), *pages),))) as site:
        text = site.get("/publications/strip/passages/20?q=miedo").text
        asked = [unescape(found) for found in re.findall(r'src="([^"]+width=160)"', text)]
        assert asked == [url("strip", n, "?width=160") for n in range(7, 31)]
        deadline = time.monotonic() + 5
        while len(list(site.settings.view_cache.glob("*-small"))) < 24:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(site.get, asked))
        assert {(answer.status, answer.media_type) for answer in answers} == {(200, "image/webp")}


def test_three_readers_at_once_miss_none_of_their_strips(tmp_path: Path) -> None:
    pages = ["miedo"] * 24
    works = [work(f"strip-{n}", pdf(*pages, f"{n}"), *pages) for n in range(3)]
    with serving(write_collection(tmp_path, tuple(works))) as site:

        def read(one: Work) -> list[int]:
            assert site.get(f"/publications/{one.id}/passages/1?q=miedo").status == 200
            addresses = [url(one.id, number, "?width=160") for number in range(1, 25)]
            with ThreadPoolExecutor(6) as connections:  # as many as a browser opens
                return [answer.status for answer in connections.map(site.get, addresses)]

        with ThreadPoolExecutor(3) as readers:
            assert list(readers.map(read, works)) == [[200] * 24] * 3


def test_a_sight_has_all_that_a_page_needs(shown: Site) -> None:
    at = TEXT.index("miedo")
    found = seen(shown, "claves", [(0, 2), (at, at + 5)])
    assert found is not None
    assert (found.width, found.height) == (595, 842)
    assert [picture.width for picture in found.pictures] == pytest.approx([700, 1400], abs=1)
    for picture in found.pictures:
        assert "secreta" not in picture.url
        with Image.open(io.BytesIO(shown.get(picture.url).body)) as image:
            assert image.size == (picture.width, picture.height)
    assert found.srcset == ", ".join(f"{p.url} {p.width}w" for p in found.pictures)
    first, second = found.marks
    assert (first.match, second.match) == (0, 1)
    assert (first.left, first.top) == (pytest.approx(50, abs=1), pytest.approx(52, abs=3))
    assert second.top == pytest.approx(first.top + 14, abs=0.1)
    assert second.left > first.left + first.width


def test_what_a_query_matches_is_marked(shown: Site) -> None:
    spans = Highlighter(parse("miedo acompañamientos")).mark(TEXT, "es")
    matches = match_offsets(number_matches(spans))
    assert [TEXT[start:end] for start, end in matches] == ["acompañamiento", "miedo"]
    found = seen(shown, "claves", matches)
    assert found is not None
    assert [mark.match for mark in found.marks] == [0, 1]


def test_nothing_of_a_query_is_kept(shown: Site) -> None:
    assert seen(shown, "claves", [(0, 2)]) is not None
    kept = list(shown.settings.view_cache.iterdir())
    assert kept
    assert not [file for file in kept if b"secreta" in file.name.encode() + file.read_bytes()]


@pytest.mark.parametrize("identifier", ["web", "gone"])
def test_what_is_no_pdf_or_is_gone_has_no_sight(shown: Site, identifier: str) -> None:
    assert seen(shown, identifier) is None


def slow_pages(count: int) -> Work:
    """A publication whose pages take some tenths of a second each to draw."""
    heavy = b"q .9 g " + b"0 0 595 842 re f " * 100 + b"Q"
    data = pdf(*["x"] * count, content=dict.fromkeys(range(count), heavy))
    return work("slow", data, *["x"] * count)


def test_pictures_never_take_all_of_the_service(tmp_path: Path) -> None:
    settings = replace(write_collection(tmp_path, (slow_pages(40), CLAVES)), threads=4)
    with serving(settings) as site:

        def ask(number: int) -> Answer:
            return site.get(url("slow", number))

        with ThreadPoolExecutor(20) as threads:
            asked = [threads.submit(ask, n) for n in range(1, 21)]
            time.sleep(0.1)
            for _ in range(5):
                started = time.monotonic()
                assert site.get("/healthz").status == 200
                assert site.get("/publications/claves/passages/1?q=miedo").status == 200
                assert time.monotonic() - started < 2
            answers = [future.result() for future in asked]
        assert {answer.status for answer in answers} == {200, 503}
        for answer in answers:
            if answer.status == 503:
                assert answer.headers["Retry-After"] == "2"
                assert answer.media_type == "text/plain"
                assert answer.text.endswith(".")
        assert ask(40).status == 200


def test_many_readers_of_one_page_have_the_same_picture(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, (slow_pages(1),))) as site:
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(lambda _: site.get(url("slow")), range(12)))
        assert len({answer.body for answer in answers if answer.status == 200}) == 1


@pytest.mark.publications
def test_no_broken_file_harms_the_service(data: Path, tmp_path: Path) -> None:
    broken, bombs = (sorted((data / name).glob("*.pdf")) for name in ("broken", "bombs"))
    files = [*broken[::40], *bombs[::4]]
    works = [work(f"w{n}", file.read_bytes() or b" ", "texto") for n, file in enumerate(files)]
    settings = replace(write_collection(tmp_path, tuple(works)), view_seconds=1)
    with serving(settings) as site:
        for one in works:
            started = time.monotonic()
            assert site.get(f"/publications/{one.id}/passages/1").status == 200
            assert site.get(url(one.id)).status in (200, 404)
            assert time.monotonic() - started < 3
        assert site.get("/healthz").status == 200


def _is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_service_ends_what_draws_pages_ends(
    number: signal.Signals, tmp_path: Path
) -> None:
    settings = write_collection(tmp_path, (CLAVES, MIEDO))
    command = ["-m", "search_app", "--index", str(settings.index), "--corpus", str(settings.corpus)]
    process = subprocess.Popen(
        [sys.executable, *command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with ended(process) as service:
        assert service.stdout is not None
        root = re.search(r"http://\S+", service.stdout.readline())
        assert root is not None
        with urllib.request.urlopen(root[0].rstrip("/") + url("claves")) as answer:
            assert answer.status == 200
        family = psutil.Process(service.pid)
        assert len(family.children()) == 1
        with urllib.request.urlopen(f"{root[0]}publications/miedo-html/passages/1") as answer:
            assert answer.status == 200
        assert len(family.children()) == 2
        members = family.children(recursive=True)
        service.send_signal(number)
        service.wait(10)
    deadline = time.monotonic() + 3
    while any(map(_is_alive, members)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(filter(_is_alive, members)) == []
