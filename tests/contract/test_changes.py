"""Transactions: what readers see before, during and after a commit."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.port import Engine
from indexer.engine.searches import Match, SearchRequest
from indexer.errors import IndexLocked, IndexMissing, IndexOutdated
from indexer.model import Metadata
from indexer.settings import Settings, load_settings
from tests.contract import library
from tests.contract.library import LIBRARY, passages, record


def found(engine: Engine, text: str) -> set[str]:
    return {
        h.publication.id for h in engine.acquire().search(SearchRequest(text, per_page=100)).hits
    }


def test_there_is_no_engine_before_the_first_commit(settings: Settings) -> None:
    with pytest.raises(IndexMissing):
        open_engine(settings)
    writer = replace_index(settings)
    library.write(writer)
    with pytest.raises(IndexMissing):
        open_engine(settings)
    writer.commit()
    assert open_engine(settings).acquire().search(SearchRequest("")).total == len(LIBRARY)


def test_changes_are_seen_after_commit_and_refresh_only(settings: Settings) -> None:
    library.build(settings)
    engine = open_engine(settings)
    before = engine.acquire().generation
    writer = extend_index(settings)
    writer.remove("miedo")
    engine.refresh()
    assert "miedo" in found(engine, "miedo")
    generation = writer.commit()
    assert "miedo" in found(engine, "miedo")
    engine.refresh()
    assert "miedo" not in found(engine, "miedo")
    assert engine.acquire().generation == generation != before
    assert engine.acquire().publication("miedo") is None
    assert list(engine.verify()) == []


def test_cancelled_changes_leave_no_trace(settings: Settings) -> None:
    library.build(settings)
    writer = extend_index(settings)
    writer.remove("miedo")
    library.write(writer, "memoria")
    writer.cancel()
    engine = open_engine(settings)
    assert engine.acquire().search(SearchRequest("")).total == len(LIBRARY)
    extend_index(settings).cancel()  # the lock is free again


def test_a_publication_that_is_put_again_is_replaced(settings: Settings) -> None:
    library.build(settings)
    writer = extend_index(settings)
    metadata = replace(LIBRARY["miedo"][0], title="Otro nombre")
    writer.put(record("miedo", metadata, ("Texto nuevo.",)), passages(metadata, ("Texto nuevo.",)))
    writer.commit()
    engine = open_engine(settings)
    assert "miedo" not in found(engine, "víctimas")
    assert "miedo" in found(engine, '"texto nuevo"')
    assert engine.acquire().search(SearchRequest("")).total == len(LIBRARY)


def test_the_keys_of_recognised_text_are_those_of_the_record(settings: Settings) -> None:
    writer = replace_index(settings)
    metadata, texts = LIBRARY["miedo"]
    keys = ("ab" * 32, f"{'cd' * 32}-{'ef' * 8}")
    scanned = replace(record("miedo", metadata, texts), pictures=keys)
    writer.put(scanned, passages(metadata, texts))
    unread = replace(scanned.publication, id="roto", path="roto.pdf", passage_count=0)
    writer.put(replace(scanned, publication=unread, searchable=False), ())
    library.write(writer, "memoria")
    writer.commit()
    engine = open_engine(settings)
    found = {
        name: engine.acquire().pictures(name) for name in ("miedo", "memoria", "roto", "nadie")
    }
    assert found == {"miedo": keys, "memoria": (), "roto": (), "nadie": ()}


def test_a_record_of_an_unreadable_file_is_for_staff_only(settings: Settings) -> None:
    writer = replace_index(settings)
    failed = replace(record("roto", Metadata(title="miedo"), ()), searchable=False)
    writer.put(failed, ())
    library.write(writer, "miedo")
    writer.commit()
    engine = open_engine(settings)
    assert found(engine, "") == found(engine, "miedo") == {"miedo"}
    assert engine.acquire().publication("roto") is None
    assert [r.publication.id for r in engine.acquire().records()] == ["miedo", "roto"]


def test_only_one_writer_at_a_time(settings: Settings) -> None:
    library.build(settings)
    writer = extend_index(settings)
    with pytest.raises(IndexLocked, match="process"):
        extend_index(settings)
    with pytest.raises(IndexLocked):
        replace_index(settings)
    writer.cancel()
    replace_index(settings).cancel()


def test_other_options_need_a_new_generation(settings: Settings) -> None:
    library.build(settings)
    with pytest.raises(IndexOutdated):
        extend_index(settings, "other")
    writer = replace_index(settings, "other")
    library.write(writer, "miedo")
    writer.commit()
    extend_index(settings, "other").cancel()
    assert found(open_engine(settings), "") == {"miedo"}


def test_an_open_reader_goes_over_to_a_new_generation(settings: Settings) -> None:
    library.build(settings)
    engine = open_engine(settings)
    for identifier in ("miedo", "memoria", "fear"):  # more generations than are kept
        writer = replace_index(settings)
        library.write(writer, identifier)
        writer.commit()
        engine.refresh()
        assert found(engine, "") == {identifier}


def test_an_empty_index_answers(settings: Settings) -> None:
    replace_index(settings).commit()
    engine = open_engine(settings)
    result = engine.acquire().search(SearchRequest("miedo"))
    assert (result.total, result.hits) == (0, ())
    assert list(engine.acquire().records()) == list(engine.verify()) == []


def test_requests_in_threads_get_whole_answers_while_commits_go_on(settings: Settings) -> None:
    library.build(settings)
    engine = open_engine(settings)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            engine.refresh()
            got = found(engine, '"derechos humanos" OR memoria')
            if got not in ({"miedo", "memoria"}, {"memoria"}):
                wrong.append(got)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(8):
        writer = extend_index(settings)
        if turn % 2:
            library.write(writer, "miedo")
        else:
            writer.remove("miedo")
        writer.commit()
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


WORDS = ["miedo", "miedos", "memoria", "año", "ano", "duelo", "la", "fear", "fears"]


@given(st.integers(0, 2**32))
@limits(max_examples=15)
def test_after_any_changes_answers_equal_a_count_by_hand(seed: int) -> None:
    """Random publications are added, changed, removed and moved to a new generation."""
    import tempfile

    chance = random.Random(seed)
    truth: dict[str, tuple[Metadata, tuple[str, ...]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"index": folder}, {})
        replace_index(settings).commit()
        for _ in range(chance.randint(1, 6)):
            writer = extend_index(settings) if chance.random() < 0.8 else None
            if writer is None:
                writer = replace_index(settings)
                truth = {}
            for identifier in chance.sample(["a", "b", "c", "d", "e", "f"], chance.randint(1, 4)):
                if chance.random() < 0.3:
                    writer.remove(identifier)
                    truth.pop(identifier, None)
                    continue
                metadata, texts = _random_publication(chance)
                truth[identifier] = (metadata, texts)
                writer.put(record(identifier, metadata, texts), passages(metadata, texts))
            writer.commit()
        engine = open_engine(settings)
        _compare(engine, truth)
        assert list(engine.verify()) == []
        engine.close()


def _random_publication(chance: random.Random) -> tuple[Metadata, tuple[str, ...]]:
    texts = tuple(
        " ".join(chance.choices(WORDS, k=chance.randint(0, 12)))
        for _ in range(chance.randint(0, 4))
    )
    language = chance.choice(["es", "en"])
    year = str(chance.randint(2014, 2016))
    return Metadata(title="Título", languages=(language,), date=year), texts


def _compare(engine: Engine, truth: dict[str, tuple[Metadata, tuple[str, ...]]]) -> None:
    for first in ("memoria", "duelo", "la"):
        for second in ("memoria", "duelo", "la"):
            having = {i for i, (_, texts) in truth.items() if first in " ".join(texts).split()}
            also = {i for i, (_, texts) in truth.items() if second in " ".join(texts).split()}
            together = f"{first} {second}"
            side = {i for i, (_, ts) in truth.items() if any(together in t for t in ts)}
            for text, expected in (
                (f'"{first}" "{second}"', having & also),
                (f'"{first}" OR "{second}"', having | also),
                (f'"{first}" -"{second}"', having - also),
                (f'"{together}"', side),
            ):
                result = engine.acquire().search(SearchRequest(text, per_page=100))
                assert {
                    h.publication.id for h in result.hits if h.match is Match.FULL
                } == expected, text
                assert result.total == len(expected)
                years = next(f for f in result.facets if f.name == "year")
                for value in years.values:
                    assert value.count == sum(truth[i][0].date == value.value for i in expected)
