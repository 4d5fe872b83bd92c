"""What is left out of an answer because it would be too much work, and what never is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engine import open_engine
from indexer.engine.ast import Phrase, Word
from indexer.engine.embedded.read import work
from indexer.engine.embedded.read.work import LEAF_UNITS, MAX_WORK_UNITS, WorkBudget
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.engine.port import Engine
from indexer.engine.query import Notice, NoticeKind, parse
from indexer.engine.searches import SearchRequest
from indexer.fields import NO_FILTERS
from indexer.model import Metadata
from indexer.settings import load_settings
from tests.contract import library

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings = load_settings({"index": tmp_path_factory.mktemp("index")}, {})
    library.build(settings)
    opened = open_engine(settings)
    yield opened
    opened.close()


def left_out(engine: Engine, text: str) -> tuple[str, ...]:
    """What a notice says was left out."""
    notices = engine.acquire().search(SearchRequest(text)).notices
    return tuple(n.detail for n in notices if n.kind is NoticeKind.TOO_MUCH_WORK)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Publications in Spanish, with a glossary that joins English words and a term to theirs."""
    rows = (("herida", "wound"), ("indirecta", "indirect"), ("herida indirecta", "indirect wound"))
    glossary = Glossary(
        tuple(Concept((GlossaryForm(es, "es"), GlossaryForm(en, "en"))) for es, en in rows)
    )
    texts = {"both": "Una herida indirecta.", "one": "Una herida.", "none": "Las banderas."}
    settings = load_settings({"index": tmp_path_factory.mktemp("joined")}, {})
    about = Metadata(title="Cuaderno", languages=("es",))
    library.build(settings, {one: (about, (text,)) for one, text in texts.items()}, glossary)
    opened = open_engine(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize("units", range(LEAF_UNITS, 15 * LEAF_UNITS, LEAF_UNITS // 2))
def test_where_the_budget_ends_nothing_is_close_that_stands_for_no_word(
    joined: Engine, monkeypatch: pytest.MonkeyPatch, units: int
) -> None:
    monkeypatch.setattr(work, "MAX_WORK_UNITS", units)
    short = joined.acquire().search(SearchRequest("indirect wound"))
    assert {hit.publication.id for hit in short.close} <= {"both"}
    question = joined.acquire().search(SearchRequest("indirect wound affects"))
    assert {hit.publication.id for hit in question.hits} <= {"both", "one"}


def test_a_budget_that_suffices_finds_what_is_close(joined: Engine) -> None:
    result = joined.acquire().search(SearchRequest("indirect wound"))
    assert [hit.publication.id for hit in result.close] == ["both"]


@pytest.mark.parametrize(
    ("units", "text", "expected"),
    [
        # Words are evaluated first, then phrases, similar words, patterns.
        (MAX_WORK_UNITS, 'com* "el miedo" comunidad', ()),
        (3 * LEAF_UNITS, 'com* "el miedo" comunidad', ("com*",)),
        (2 * LEAF_UNITS, 'com* "el miedo" comunidad', ('com*, "el miedo"',)),
        (2 * LEAF_UNITS, 'comunidad "el miedo" com*', ('"el miedo", com*',)),
        (2 * LEAF_UNITS, "comunidad OR NOT (title:cal*)", ("cal*",)),
        (3 * LEAF_UNITS, "año miedo comunidad", ("comunidad",)),
        # What is typed twice is evaluated once.
        (2 * LEAF_UNITS, "miedo OR miedo OR miedo OR miedo", ()),
        (0, "miedo", ("miedo",)),
        (0, "language:es", ()),
        (0, "", ()),
    ],
)
def test_what_does_not_fit_the_budget_is_left_out_and_named(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, units: int, text: str, expected: tuple[str]
) -> None:
    monkeypatch.setattr(work, "MAX_WORK_UNITS", units)
    assert left_out(engine, text) == expected


@pytest.mark.parametrize(
    ("text", "as_if"),
    [
        ("comunidad com*", "comunidad"),
        ("comunidad OR com*", "comunidad"),
        ("comunidad NOT com*", "comunidad"),
        ("comunidad (com* OR mie*)", "comunidad"),
        ("comunidad title:com* year:2014..", "comunidad year:2014.."),
    ],
)
def test_what_is_left_out_counts_as_not_typed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str, as_if: str
) -> None:
    expected = engine.acquire().search(SearchRequest(as_if))
    monkeypatch.setattr(work, "MAX_WORK_UNITS", 2 * LEAF_UNITS)
    found = engine.acquire().search(SearchRequest(text))
    assert (found.total, found.hits, found.facets) == (
        expected.total,
        expected.hits,
        expected.facets,
    )
    assert found.query == parse(text)


def test_a_query_of_which_nothing_is_left_finds_nothing_and_says_why(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MAX_WORK_UNITS", 0)
    found = engine.acquire().search(SearchRequest("miedo comunidad"))
    assert (found.total, found.hits) == (0, ())
    assert found.notices == (Notice(NoticeKind.TOO_MUCH_WORK, "miedo, comunidad"),)


def test_cached_words_take_as_much_as_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "reparación señal tierra memoria trabajo"
    answers = []
    for _ in range(2):
        for units in range(0, 6 * LEAF_UNITS, LEAF_UNITS // 2):
            monkeypatch.setattr(work, "MAX_WORK_UNITS", units)
            answers.append(left_out(engine, text))
    half = len(answers) // 2
    assert answers[:half] == answers[half:]
    assert len(set(answers)) > 3


def test_all_that_one_reader_is_asked_uses_one_budget(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MAX_WORK_UNITS", 6 * LEAF_UNITS)
    reader = engine.acquire()
    words = "miedo comunidad reparación señal tierra memoria trabajo"
    counts = [reader.count(Word(word), NO_FILTERS) for word in words.split()]
    assert all(counts[:4])
    assert counts[-1] == 0
    assert reader.words_with_prefix("com", 5) == []
    assert reader.similar_words("meido", 5) == []
    assert reader.count_spelling("miedo") == 0
    assert reader.related("memoria", 5) is not None


def test_what_a_reader_has_found_it_finds_again_without_work(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MAX_WORK_UNITS", 6 * LEAF_UNITS)
    reader = engine.acquire()
    counts = {reader.count(Phrase(("la", "comunidad")), NO_FILTERS) for _ in range(12)}
    assert len(counts) == 1
    assert counts != {0}


def test_a_budget_that_is_used_up_stays_so() -> None:
    budget = WorkBudget(10)
    assert [budget.take(units) for units in (4, 6, 0, 1, 0)] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("text", "parsed", "ignored"),
    [
        ("*a*", "a", ("*a*",)),
        ("*a", "a", ("*a",)),
        ("**A**", "a", ("*a*",)),
        ("*o*d*", "*o*d*", ("*o*d*",)),
        ("title:*a*", "title:a", ("*a*",)),
        ("NOT *a* *b*", "(NOT a) AND b", ("*a*", "*b*")),
        ("*a* OR *a*", "a OR a", ("*a*",)),
        ("*an*", "*an*", ()),
        ("*an*o*", "*an*o*", ()),
        ("a*", "a*", ()),
        ("a*o", "a*o", ()),
        ("*", "", ()),
    ],
)
def test_asterisks_around_a_single_letter_are_ignored(
    text: str, parsed: str, ignored: tuple[str, ...]
) -> None:
    query = parse(text)
    assert query.parsed == parsed
    short = tuple(n.detail for n in query.notices if n.kind is NoticeKind.SHORT_PATTERN)
    assert short == ignored
