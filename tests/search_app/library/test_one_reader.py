"""A request reads one commit and one list of withdrawals; commits are opened in the background."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.engine import extend_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.format import generations
from indexer.engine.embedded.read.evaluate import Evaluator
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.port import Reader
from search_app.library import refresh
from search_app.library.manager import library_manager
from search_app.library.withdrawals import WithdrawalWatch
from tests.search_app.site import CLAVES, KEYS, Site, record, serving, write_collection

PAGES = [
    "/",
    "/search?q=memoria",
    "/search?q=memoria&open=claves-es",
    "/search?q=nosuchword",
    "/publications/claves-es?q=memoria",
    "/publications/claves-es/passages/3?q=memoria",
    "/publications/claves-es/cite/bibtex",
    "/publications/claves-es/file",
    "/api/v1/search?q=memoria",
    "/api/v1/suggest?q=mem",
    "/api/v1/publications/claves-es",
    "/api/v1/publications/claves-es/passages/1",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_request_reads_the_withdrawals_once_and_acquires_one_reader(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(path)  # what is computed once in a commit is there then
    calls: Counter[str] = Counter()
    count(monkeypatch, calls, WithdrawalWatch, "read")
    count(monkeypatch, calls, EmbeddedEngine, "acquire")
    assert site.get(path).status == 200
    assert calls == {"read": 1, "acquire": 1}


@pytest.mark.parametrize(
    ("path", "evaluations"),
    [
        ("/search?q=memoria", 1),
        ("/search?q=memoria&open=claves-es", 1),
        ("/publications/claves-es?q=memoria", 1),
        ("/publications/claves-es/passages/3?q=memoria", 1),
        ("/publications/claves-es", 0),
        ("/publications/claves-es/passages/3", 0),
    ],
)
def test_a_query_is_parsed_and_evaluated_once(
    site: Site, path: str, evaluations: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(path)
    calls: Counter[str] = Counter()
    count(monkeypatch, calls, Evaluator, "find")
    for module in (
        "indexer.engine.embedded.read.reader",
        "indexer.engine.spelling.correction",
    ):
        count(monkeypatch, calls, __import__(module, fromlist=["parse"]), "parse")
    assert site.get(path).status == 200
    assert calls["find"] == evaluations
    # A search that finds little is corrected, and each correction that is tried is a query too.
    assert calls["parse"] == 1


def count(monkeypatch: pytest.MonkeyPatch, calls: Counter[str], owner: object, name: str) -> None:
    original: Callable[..., object] = getattr(owner, name)

    def counted(*arguments: object, **named: object) -> object:
        calls[name] += 1
        return original(*arguments, **named)

    monkeypatch.setattr(owner, name, counted)


# --- new commits


@contextmanager
def serving_claves(folder: Path) -> Iterator[Site]:
    with serving(write_collection(folder, (CLAVES,))) as site:
        site.get("/")
        wait_until_refreshed(site)
        yield site


def add_keys(site: Site) -> None:
    writer = extend_index(site.settings)
    writer.put(record(KEYS), KEYS.passages)
    writer.commit()


def wait_until_refreshed(site: Site) -> None:
    """Until no commit is being opened."""
    thread = library_manager(site.app)._refresh._thread
    assert thread is not None
    thread.join(30)


def status_of_keys(site: Site) -> int:
    return site.get("/publications/keys-en").status


def test_requests_get_the_old_commit_until_the_tables_of_the_new_one_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_claves(tmp_path) as site:
        begun, go_on = threading.Event(), threading.Event()
        warm = EmbeddedReader.warm

        def warm_slowly(reader: EmbeddedReader) -> None:
            begun.set()
            go_on.wait(30)
            warm(reader)

        monkeypatch.setattr(EmbeddedReader, "warm", warm_slowly)
        add_keys(site)
        started = time.monotonic()
        assert status_of_keys(site) == 404
        assert begun.wait(30)
        for path in PAGES:
            assert site.get(path).status == 200
        assert status_of_keys(site) == 404
        assert time.monotonic() - started < 20  # nobody waited for `go_on`
        go_on.set()
        wait_until_refreshed(site)
        assert status_of_keys(site) == 200
        titles = {hit["id"] for hit in site.get("/api/v1/search").json["hits"]}
        assert titles == {"claves-es", "keys-en"}


def test_a_commit_that_cannot_be_opened_is_logged_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving_claves(tmp_path) as site:
        add_keys(site)
        folder = generations.live(site.settings.index)
        newest = max(folder.glob("*.toc"), key=lambda path: path.stat().st_mtime_ns)
        whole = newest.read_bytes()
        newest.write_bytes(whole[:-9] + b"otherwise")
        assert site.get("/publications/claves-es").status == 200
        wait_until_refreshed(site)
        assert status_of_keys(site) == 404
        assert site.get("/readyz").status == 200
        said = capsys.readouterr().err
        assert said.count("is damaged") == 1  # and not once for each request
        assert "ERROR" in said
        newest.write_bytes(whole)
        assert status_of_keys(site) == 404
        monkeypatch.setattr(library_manager(site.app)._refresh, "_retry_at", 0.0)
        site.get("/")
        wait_until_refreshed(site)
        assert status_of_keys(site) == 200


@pytest.mark.parametrize(
    "spoil",
    [lambda root: (root / "current").unlink(), lambda root: (root / "current").write_text("9999")],
    ids=["no-pointer", "pointer-to-nothing"],
)
def test_without_a_live_generation_the_service_is_not_available(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    with serving_claves(tmp_path) as site:
        spoil(site.settings.index)
        for path in ("/", "/api/v1/search", "/readyz"):
            assert site.get(path).status == 503


def test_where_no_thread_can_be_started_the_old_commit_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class NoThread(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    with serving_claves(tmp_path) as site:
        add_keys(site)
        monkeypatch.setattr(refresh, "Thread", NoThread)
        assert status_of_keys(site) == 404
        assert "No thread could be started" in capsys.readouterr().err


def test_a_fault_while_tables_are_made_is_logged_without_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(reader: Reader) -> None:
        raise ValueError("secret words")

    with serving_claves(tmp_path) as site:
        monkeypatch.setattr(EmbeddedReader, "warm", fail)
        add_keys(site)
        assert status_of_keys(site) == 404
        wait_until_refreshed(site)
        assert status_of_keys(site) == 404
        said = capsys.readouterr().err
        assert "ValueError" in said
        assert "secret" not in said


def test_the_refresh_ends_with_the_service(tmp_path: Path) -> None:
    with serving_claves(tmp_path) as site:
        add_keys(site)
        site.get("/")
    assert not [thread for thread in threading.enumerate() if thread.name == "refresh"]
