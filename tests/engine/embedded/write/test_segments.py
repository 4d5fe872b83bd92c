"""Segments written, merged, damaged, replaced: what is in them stays what was put in."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest

from indexer import wire
from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.format.merge_source import MergeSource
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.write.merge import merge
from indexer.engine.embedded.write.segment_builder import SegmentBuilder
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexDamaged
from indexer.model import Metadata, Passage, Record
from indexer.settings import Settings, load_settings
from tests.contract import library
from tests.contract.library import record


def built(path: Path, *publications: tuple[str, list[str]]) -> Segment:
    """A segment of publications (identifier, texts of the passages)."""
    builder = SegmentBuilder(path, {})
    for identifier, texts in publications:
        made = record(identifier, Metadata(title=identifier), tuple(texts))
        found = [Passage(n, str(n), text, language="es") for n, text in enumerate(texts, 1)]
        builder.add(made, found)
    builder.finish()
    return Segment(path)


def everything(segment: Segment) -> dict[tuple[bytes, int], list[int]]:
    """The positions of every term in every document."""
    found = {}
    for row, key in enumerate(segment.terms.all()):
        start, stop = segment.posting_starts[row : row + 2].tolist()
        at = int(segment.position_starts[row])
        for document, count in zip(
            segment.posting_documents.part(start, stop).tolist(),
            segment.posting_counts.part(start, stop).tolist(),
            strict=True,
        ):
            found[key, document] = segment.positions.part(at, at + count).tolist()
            at += count
        assert at == segment.position_starts[row + 1]
    return found


def test_each_word_is_at_its_place(tmp_path: Path) -> None:
    segment = built(tmp_path / "a.arrays", ("uno", ["Año de año", "", "ano"]), ("dos", ["de"]))
    assert segment.publication_docs.tolist() == [0, 4]
    assert everything(segment) == {
        (b"ano\x01text_es\x01", 3): [0],
        ("ano\x01text_es\x01año".encode(), 1): [0, 2],
        (b"de\x01text_es\x01", 1): [1],
        (b"de\x01text_es\x01", 5): [0],
        (b"dos\x01title\x01", 4): [0],
        (b"uno\x01title\x01", 0): [0],
    }


@pytest.mark.parametrize(("words", "dtype"), [(200, "u1"), (300, "<u2"), (70_000, "<u4")])
def test_positions_of_long_passages_do_not_wrap(tmp_path: Path, words: int, dtype: str) -> None:
    """65,536 words and more in one passage take wider numbers; so do more than 255 of one word."""
    text = "a " * (words - 2) + "miedo memoria"
    segment = built(tmp_path / "a.arrays", ("uno", ["corto miedo", text]))
    assert segment.positions.whole().dtype == np.dtype(dtype)
    found = everything(segment)
    assert found[b"miedo\x01text_es\x01", 2] == [words - 2]
    assert found[b"memoria\x01text_es\x01", 2] == [words - 1]
    assert found[b"a\x01text_es\x01", 2] == list(range(words - 2))


def test_a_phrase_behind_the_65536th_word_is_found(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    writer = replace_index(settings)
    text = "a " * 65_535 + "miedo memoria " + "b " * 65_536 + "olvido miedo"
    made = record("largo", Metadata(title="x"), (text,))
    writer.put(made, [Passage(1, "1", text, language="es")])
    writer.commit()
    engine = open_engine(settings)
    for phrase, total in (("miedo memoria", 1), ("olvido miedo", 1), ("memoria miedo", 0)):
        assert engine.acquire().search(SearchRequest(f'"{phrase}"')).total == total


def test_merging_is_writing_at_once(tmp_path: Path) -> None:
    """Also without some publications, and where the segments have other languages and types."""
    chance = random.Random(7)
    words = [f"p{n}" for n in range(300)] + ["año", "ano"]
    books = []
    for n in range(30):
        passages = chance.randint(0, 5)
        size = 300 if n == 20 else 40  # more than 255 words: wider numbers
        texts = [
            " ".join(chance.choices(words, k=chance.randint(0, size))) for _ in range(passages)
        ]
        books.append((f"b{n:02}", texts))
    parts = [books[:12], books[12:13], books[13:]]
    gone = {"b03", "b11", "b12", "b20", "b29"}
    sources = []
    for number, part in enumerate(parts):
        segment = built(tmp_path / f"{number}.arrays", *part)
        alive = np.ones(segment.document_count, bool)
        for (identifier, texts), head in zip(part, segment.publication_docs.tolist(), strict=True):
            alive[head : head + 1 + len(texts)] = identifier not in gone
        sources.append(MergeSource(segment, alive))
    count = merge(tmp_path / "merged.arrays", sources)
    merged = Segment(tmp_path / "merged.arrays")
    fresh = built(tmp_path / "fresh.arrays", *(book for book in books if book[0] not in gone))
    assert count == merged.document_count == fresh.document_count
    assert everything(merged) == everything(fresh)
    assert merged.terms.all() == fresh.terms.all()
    for one, other in ((merged.stems, fresh.stems), (merged.values, fresh.values)):
        assert one.all() == other.all()
    assert [merged.stem_terms(k).tolist() for k in merged.stems.all()] == [
        fresh.stem_terms(k).tolist() for k in fresh.stems.all()
    ]
    assert [merged.value_documents(k).tolist() for k in merged.values.all()] == [
        fresh.value_documents(k).tolist() for k in fresh.values.all()
    ]
    for name in (
        "publication_docs",
        "dates",
        "searchable",
        "lengths",
        "document_fields",
        "term_fields",
    ):
        assert getattr(merged, name).tolist() == getattr(fresh, name).tolist(), name
    assert merged.titles == fresh.titles
    for document in range(count):
        assert merged.value(document) == fresh.value(document)
    merged.check()


def test_what_is_removed_leaves_no_words_in_a_merged_segment(tmp_path: Path) -> None:
    long = "acompañamiento colectivo " * 3000
    segment = built(tmp_path / "a.arrays", ("uno", [long + "secreto"]), ("dos", [long]))
    alive = np.array([False, False, True, True])
    merge(tmp_path / "b.arrays", [MergeSource(segment, alive)])
    assert b"secreto" not in (tmp_path / "b.arrays").read_bytes()
    assert Segment(tmp_path / "b.arrays").terms.find(b"secreto\x01text_es\x01") is None


# --- what stored values are packed with


def test_a_dictionary_has_only_words_of_several_publications(tmp_path: Path) -> None:
    texts = [
        f"acompañamiento colectivo {'único' if n == 1 else 'otro'} {n} " * 1200 for n in range(9)
    ]
    segment = built(tmp_path / "a.arrays", *((f"p{n}", [text]) for n, text in enumerate(texts)))
    words = dict(segment.dictionaries)["es"].decode()
    assert "acompañamiento" in words
    assert "único" not in words
    for n, text in enumerate(texts):
        assert wire.decode(segment.value(2 * n + 1), Passage).text == text
        assert wire.decode(segment.value(2 * n), Record).publication.id == f"p{n}"


# --- a transaction and its segments


def _segments(settings: Settings) -> list[Path]:
    return sorted(settings.index.glob("*/*.arrays"))


def _engine(settings: Settings) -> EmbeddedEngine:
    engine = open_engine(settings)
    assert isinstance(engine, EmbeddedEngine)
    return engine


def test_a_transaction_within_little_memory_answers_the_same(tmp_path: Path) -> None:
    answers = []
    for megabytes in (0, 256):
        settings = load_settings({"index": tmp_path / str(megabytes), "index_mb": megabytes}, {})
        library.build(settings)
        assert len(_segments(settings)) == 1
        found = _engine(settings).acquire().search(SearchRequest("miedo OR comunidad OR género"))
        answers.append([(hit.publication.id, hit.score) for hit in found.hits])
    assert answers[0] == answers[1]


def test_a_cancelled_transaction_leaves_no_file(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path, "index_mb": 0}, {})
    library.build(settings)
    before = _segments(settings)
    writer = extend_index(settings)
    library.write(writer, "miedo", "memoria")
    writer.cancel()
    assert _segments(settings) == before


def test_a_reader_answers_on_after_its_segment_was_merged_away(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    library.build(settings)
    engine = _engine(settings)
    [before] = _segments(settings)
    writer = extend_index(settings)
    writer.remove("miedo")
    library.write(writer, "memoria")
    writer.commit()
    assert before in _segments(settings)  # `undo` goes back to it
    extend_index(settings).commit()
    assert before not in _segments(settings)
    assert {h.publication.id for h in engine.acquire().search(SearchRequest("miedo")).hits} >= {
        "miedo"
    }
    engine.refresh()
    assert engine.acquire().publication("miedo") is None


def test_a_refresh_maps_no_file_anew_that_stayed(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    writer = replace_index(settings)
    long = Metadata(title="Largo")
    texts = tuple(f"página {n}" for n in range(60))
    writer.put(record("largo", long, texts), library.passages(long, texts))
    writer.commit()
    engine = _engine(settings)
    first = engine._commit.whole.segments[0].segment.lengths
    writer = extend_index(settings)
    library.write(writer, "miedo")
    writer.commit()
    engine.refresh()
    assert len(engine._commit.whole.segments) == 2
    assert np.shares_memory(engine._commit.whole.segments[0].segment.lengths, first)


QUERIES = ("miedo", '"derechos humanos"', "comun*", "*dad", "title:claves", "language:es", "")


def test_damage_in_any_block_is_reported_or_changes_no_answer(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    library.build(settings)
    [path] = _segments(settings)
    whole = path.read_bytes()
    requests = [SearchRequest(text) for text in QUERIES]
    expected = [_engine(settings).acquire().search(request) for request in requests]
    reported = 0
    for at in range(0, len(whole), len(whole) // 150):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        path.unlink()  # a mapped file must not change; a new one of the name is another file
        path.write_bytes(damaged)
        try:
            engine = _engine(settings)
            assert [engine.acquire().search(request) for request in requests] == expected
            assert list(engine.verify()) != [] or 44 <= at < 64
        except IndexDamaged as error:
            assert re.search(re.escape(str(path)), str(error))
            reported += 1
    assert reported > 100


def test_verify_names_the_damaged_file(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    library.build(settings)
    [path] = _segments(settings)
    data = bytearray(path.read_bytes())
    data[3000] ^= 1
    path.unlink()
    path.write_bytes(data)
    try:
        [finding] = _engine(settings).verify()
        assert str(path) in str(finding.what)
    except IndexDamaged as error:
        assert str(path) in str(error)
