"""Whoosh's own API on an index that we wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query
from whoosh.index import FileIndex, open_dir
from whoosh.matching import ReadTooFar
from whoosh.query.spans import SpanNear2
from whoosh.reading import IndexReader, TermNotFound
from whoosh.scoring import BM25F, TF_IDF

from indexer.engine import extend_index
from indexer.settings import load_settings
from tests.contract import library


@pytest.fixture
def index(tmp_path: Path) -> FileIndex:
    """The library, with one publication taken out of its segment again."""
    settings = load_settings({"index": tmp_path}, {})
    library.build(settings)
    writer = extend_index(settings)
    writer.remove("largo")
    writer.commit()
    return open_dir(str(tmp_path / "0001"))


@pytest.fixture
def reader(index: FileIndex) -> Iterator[IndexReader]:
    opened = index.reader()
    yield opened
    opened.close()


@pytest.mark.parametrize("weighting", [BM25F(), TF_IDF()])
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (query.Term("text_es", "miedo"), 2),
        (query.And([query.Term("text_es", "miedo"), query.Term("text_es", "comunidad")]), 1),
        (query.Or([query.Term("text_es", "miedo"), query.Term("text_en", "fear")]), 3),
        (query.Phrase("text_es", ["derechos", "humanos"]), 1),
        (query.Phrase("text_es", ["humanos", "derechos"]), 0),
        (query.Prefix("text_es", "defens"), 1),
        (query.Wildcard("text_es", "*dad"), 3),
        (query.FuzzyTerm("text_es", "meido", maxdist=2), 2),
        (query.TermRange("text_es", "tierra", "trabajo"), 3),
        (SpanNear2([query.Term("text_es", "memoria"), query.Term("text_es", "olvido")], 6), 1),
        (query.Term("text_es", "generico"), 0),  # only in what was removed
        (query.Term("text_zz", "miedo"), 0),
    ],
    ids=str,
)
def test_whoosh_scores(index: FileIndex, asked: query.Query, count: int, weighting: object) -> None:
    with index.searcher(weighting=weighting) as searcher:
        found = searcher.search(asked, limit=None)
        assert len(found) == count
        assert all(hit.score > 0 for hit in found)


def test_terms_are_in_order_and_each_is_there(reader: IndexReader) -> None:
    terms = list(reader.all_terms())
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms)
    assert all(term in reader for term in terms)
    for name in reader.indexed_field_names():
        assert [text for field, text in terms if field == name] == list(reader.lexicon(name))
    assert ("text_es", b"nada") not in reader
    with pytest.raises(TermNotFound):
        reader.postings("text_es", b"nada")


def test_a_term_is_a_form_with_its_accents(reader: IndexReader) -> None:
    assert list(reader.expand_prefix("text_es", "señ")) == ["señal".encode()]
    assert reader.postings("text_es", "señal").value_as("positions") == [4]
    assert ("text_es", "senal") not in reader
    assert ("text_es", b"\xff") not in reader


def test_term_infos_are_those_of_the_postings(reader: IndexReader) -> None:
    for (name, text), info in reader:
        matcher = reader.segment().codec().terms_reader(reader.storage(), reader.segment())
        postings = list(matcher.matcher(name, text, None).all_ids())
        assert info.doc_frequency() == len(postings) == reader.doc_frequency(name, text)
        assert (info.min_id(), info.max_id()) == (postings[0], postings[-1])
        assert info.weight() == reader.frequency(name, text)


def test_lengths_and_counts(reader: IndexReader) -> None:
    everything = range(reader.doc_count_all())
    for name in ("text_es", "text_en", "title", "text_zz"):
        lengths = [reader.doc_field_length(document, name) for document in everything]
        assert sum(lengths) == reader.field_length(name)
        assert max(lengths) == reader.max_field_length(name)
    assert reader.min_field_length("title") == 1
    deleted = {d for d in everything if reader.is_deleted(d)}
    assert reader.has_deletions()
    assert len(deleted) == reader.doc_count_all() - reader.doc_count() == 9
    assert deleted == set(reader.deleted_docs_set)


def test_a_matcher_steps_skips_copies_and_ends(reader: IndexReader) -> None:
    matcher = reader.segment().codec().terms_reader(reader.storage(), reader.segment())
    matcher = matcher.matcher("text_es", b"comunidad", None)
    ids = list(matcher.all_ids())
    assert len(ids) == 3
    matcher.skip_to(ids[1])
    assert matcher.id() == ids[1]
    twin = matcher.copy()
    matcher.next()
    assert (twin.id(), matcher.id()) == (ids[1], ids[2])
    matcher.skip_to(ids[2] + 1)
    assert not matcher.is_active()
    for step in (matcher.id, matcher.next, lambda: matcher.skip_to(0)):
        with pytest.raises(ReadTooFar):
            step()
    matcher.reset()
    assert matcher.id() == ids[0]
