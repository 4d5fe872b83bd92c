"""One snapshot for each request: when it is opened, kept, shared and freed."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine import extend_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.port import Reader
from indexer.engine.query import parse
from indexer.engine.searches import SearchRequest, Sort
from indexer.errors import IndexDamaged
from indexer.fields import NO_FILTERS, Filters, ValueFilter
from indexer.model import Hidden
from indexer.settings import Settings, load_settings
from tests.contract import library
from tests.contract.library import LIBRARY, passages, record


class CountingEngine(EmbeddedEngine):
    """Remembers, weakly, the snapshots that it opened."""

    def __init__(self, settings: Settings) -> None:
        self.opened: list[weakref.ref[Snapshot]] = []
        super().__init__(settings.index, settings.cache_mb << 20)

    def _open(self) -> Snapshot:
        snapshot = super()._open()
        self.opened.append(weakref.ref(snapshot))
        return snapshot

    def alive(self) -> int:
        return sum(opened() is not None for opened in self.opened)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings({"index": tmp_path / "index"}, {})
    library.build(settings)
    return settings


def change(settings: Settings, title: str) -> None:
    writer = extend_index(settings)
    metadata = replace(LIBRARY["miedo"][0], title=title)
    writer.put(record("miedo", metadata, (title,)), passages(metadata, (title,)))
    writer.commit()


def ask_everything(reader: Reader) -> None:
    """What requests ask, so that every table of the snapshot is made."""
    for sort in Sort:
        result = reader.search(SearchRequest("miedo OR memoria", sort=sort, per_page=1))
        reader.search(SearchRequest("miedo OR memoria", sort=sort, cursor=result.next_cursor))
    reader.matches("memoria", parse("derechos"), 3)
    reader.related("memoria", 5)
    reader.words_with_prefix("cua", 5)
    reader.similar_words("meido", 5)
    reader.count(parse("miedo*").tree, Filters({"language": ValueFilter(("es",))}))  # type: ignore[arg-type]
    list(reader.records())
    reader.warm()


def test_old_snapshots_are_freed_when_the_last_reader_leaves_them(settings: Settings) -> None:
    engine = CountingEngine(settings)
    gc.collect()
    gc.disable()  # what only the cycle collector frees counts as kept
    try:
        for turn in range(10):
            ask_everything(engine.acquire(Hidden(frozenset({"fear"}))))
            change(settings, f"Cuaderno {turn}")
            engine.refresh(ask_everything)
            assert engine.alive() == 1
    finally:
        gc.enable()
    assert len(engine.opened) == 11


def test_a_reader_goes_on_with_its_commit(settings: Settings) -> None:
    engine = CountingEngine(settings)
    reader = engine.acquire()
    before = reader.search(SearchRequest("víctimas"))
    for turn in range(3):
        change(settings, f"Cuaderno {turn}")
        engine.refresh()
    assert reader.search(SearchRequest("víctimas")) == before
    assert [p.text for p in reader.passages("miedo")] == list(LIBRARY["miedo"][1])
    after = engine.acquire()
    assert [p.text for p in after.passages("miedo")] == ["Cuaderno 2"]
    assert after.generation != reader.generation == before.generation
    assert engine.alive() == 2


def test_simultaneous_refreshes_open_the_commit_once(settings: Settings) -> None:
    engine = CountingEngine(settings)
    change(settings, "Cuaderno")
    start = threading.Barrier(8)

    def refresh() -> None:
        start.wait()
        engine.refresh()

    run([refresh] * 8)
    assert len(engine.opened) == 2
    assert engine.is_current()


def test_an_older_commit_never_replaces_a_newer_one(settings: Settings) -> None:
    engine = CountingEngine(settings)
    change(settings, "Primero")
    preparing, go_on = threading.Event(), threading.Event()

    def prepare_slowly(_: Reader) -> None:
        preparing.set()
        go_on.wait(30)

    slow = threading.Thread(target=engine.refresh, args=(prepare_slowly,))
    slow.start()
    assert preparing.wait(30)
    change(settings, "Segundo")
    quick = threading.Thread(target=engine.refresh)
    quick.start()
    go_on.set()
    slow.join()
    quick.join()
    assert [p.text for p in engine.acquire().passages("miedo")] == ["Segundo"]


def test_nobody_gets_a_commit_before_it_is_prepared(settings: Settings) -> None:
    engine = CountingEngine(settings)
    old = engine.acquire().generation
    change(settings, "Cuaderno")
    seen = []

    def prepare(reader: Reader) -> None:
        seen.append((engine.acquire().generation, reader.generation))

    engine.refresh(prepare)
    assert seen == [(old, engine.acquire().generation)]


def test_after_a_failed_preparation_the_old_commit_stays(settings: Settings) -> None:
    engine = CountingEngine(settings)
    old = engine.acquire().generation
    change(settings, "Cuaderno")

    def fail(_: Reader) -> None:
        raise IndexDamaged("It cannot be read.")

    with pytest.raises(IndexDamaged):
        engine.refresh(fail)
    assert engine.acquire().generation == old
    assert not engine.is_current()
    engine.refresh()
    assert engine.acquire().generation != old


@pytest.mark.parametrize(
    "ask",
    [
        lambda reader: reader.search(SearchRequest("miedo", sort=Sort.TITLE)),
        lambda reader: reader.count(parse("miedo").tree, NO_FILTERS),
        lambda reader: reader.publication("miedo"),
    ],
    ids=["search", "count", "publication"],
)
@pytest.mark.parametrize("table", ["doc_freqs", ("facet", "another")])
def test_no_reader_waits_for_a_table_that_another_one_makes(
    settings: Settings, table: object, ask: Callable[[Reader], object]
) -> None:
    engine = CountingEngine(settings)
    begun, go_on = threading.Event(), threading.Event()

    def make_slowly() -> None:
        begun.set()
        go_on.wait(30)

    tables = engine._commit.whole.tables
    slow = threading.Thread(target=tables.get, args=(table, make_slowly))
    slow.start()
    try:
        assert begun.wait(30)
        other = threading.Thread(target=ask, args=(engine.acquire(),))
        other.start()
        other.join(20)
        assert not other.is_alive()
    finally:
        go_on.set()
        slow.join()


def test_hidden_publications_are_looked_up_once_for_a_commit_and_a_list(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = CountingEngine(settings)
    hidden = frozenset(LIBRARY) - {"memoria"}
    ask_everything(engine.acquire(Hidden(hidden)))
    looked_up: list[str] = []
    doc_of = Snapshot.doc_of

    def counted(snapshot: Snapshot, identifier: str) -> int | None:
        looked_up.append(identifier)
        return doc_of(snapshot, identifier)

    monkeypatch.setattr(Snapshot, "doc_of", counted)
    reader = engine.acquire(Hidden(hidden))
    for _ in range(20):
        reader.words_with_prefix("mie", 5)
        reader.count(parse("miedo").tree, NO_FILTERS)  # type: ignore[arg-type]
        reader.count_spelling("miedo")
    reader.search(SearchRequest("miedo"))
    assert looked_up == []


def run(actions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
