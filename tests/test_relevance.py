"""The measures of ranking are right on rankings made by hand; what was judged fits the corpus."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine.query import parse
from indexer.engine.searches import Hit, Match, SearchResult
from indexer.model import Metadata, Passage, Publication
from tests.relevance import __main__ as relevance
from tests.relevance import (
    floors,
    judged_set,
    machine_made,
    metrics,
    peers,
    product,
    promises,
    public_sets,
    report,
)
from tests.relevance.floors import Comparison, Figure, Measured, Measurements
from tests.relevance.judged_set import Words
from tests.relevance.questions import Answer, Measure, Place, Question, Way, value
from tests.relevance.randomisation import PERMUTATIONS, p_value

# --- measures


@pytest.mark.parametrize(
    ("ranking", "reciprocal", "recall", "hit"),
    [
        ("abc", 1.0, 1.0, 1.0),
        ("xay", 0.5, 0.5, 1.0),
        ("xyza", 0.25, 0.5, 0.0),
        ("xyz", 0.0, 0.0, 0.0),
        ("", 0.0, 0.0, 0.0),
        ("0123456789a", 0.0, 0.0, 0.0),
    ],
)
def test_a_ranking_is_as_good_as_its_relevant_results(
    ranking: str, reciprocal: float, recall: float, hit: float
) -> None:
    relevant = {"a", "b"}
    assert metrics.reciprocal_rank(ranking, relevant) == reciprocal
    assert metrics.recall(ranking, relevant) == recall
    assert metrics.hit(ranking, relevant, 3) == hit


@pytest.mark.parametrize(
    ("ranking", "gained"),
    [
        ("abc", 3 + 2 / math.log2(3) + 1 / 2),
        ("cba", 1 + 2 / math.log2(3) + 3 / 2),
        ("xa", 3 / math.log2(3)),
        ("xyz", 0.0),
    ],
)
def test_ndcg_is_the_share_of_the_best_gain(ranking: str, gained: float) -> None:
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert metrics.ndcg(ranking, {"a": 3, "b": 2, "c": 1}) == pytest.approx(gained / best)


@pytest.mark.parametrize(
    ("ranking", "first"), [("ab", 1.0), ("ba", 0.0), ("xa", 1.0), ("xb", 0.0), ("x", 0.0)]
)
def test_the_version_in_ones_own_language_comes_first_or_not(ranking: str, first: float) -> None:
    assert metrics.comes_first(ranking, "a", "b") == first


@pytest.mark.parametrize(
    ("passages", "right"),
    [
        ({"a": 2, "b": 1}, 1.0),
        ({"a": 1, "b": 3}, 0.0),
        ({"b": 3}, 1.0),
        ({"c": 1}, None),
        ({}, None),
    ],
)
def test_the_best_passage_is_that_of_the_first_publication_that_has_right_ones(
    passages: dict[str, int], right: float | None
) -> None:
    places = frozenset({Place("a", 2), Place("b", 3)})
    question = Question("1", "", {"a": 3, "b": 2}, frozenset("ab"), places)
    answer = Answer(tuple(passages), passages)
    assert value(Measure.PASSAGE, question, answer) == right


# --- is it luck?


def test_what_is_better_every_time_is_no_luck() -> None:
    assert p_value([1.0] * 20, [0.5] * 20) == pytest.approx(1 / (PERMUTATIONS + 1))


@pytest.mark.parametrize(
    ("ours", "theirs"), [([0.5] * 9, [0.5] * 9), ([1.0, 0.0] * 9, [0.0, 1.0] * 9)]
)
def test_what_is_equal_on_the_whole_is_luck(ours: list[float], theirs: list[float]) -> None:
    assert p_value(ours, theirs) == 1.0


@pytest.mark.parametrize(("better", "worse"), [(4, 0), (5, 1), (7, 2), (6, 4)])
def test_the_test_agrees_with_the_sign_test_where_all_differences_are_equal(
    better: int, worse: int
) -> None:
    count = better + worse
    tail = sum(math.comb(count, k) for k in range(better, count + 1)) / 2**count
    found = p_value([1.0] * better + [0.0] * worse, [0.0] * better + [1.0] * worse)
    assert found == pytest.approx(2 * tail, abs=0.015)


# --- what was judged


def test_every_query_is_judged_with_reasons_and_can_be_answered() -> None:
    queries, judged = judged_set.queries(), judged_set.judgements()
    assert len({query.text for query in queries}) == len({query.id for query in queries}) >= 80
    assert {query.language for query in queries} == {"es", "en", "pt", "fr"}
    assert {each.grade for each in judged} <= {0, 1, 2, 3}
    assert all(each.reason for each in judged)
    assert {each.query for each in judged if each.grade >= judged_set.CONTENT} == {
        query.id for query in queries
    }
    counts = Counter((each.query, each.publication) for each in judged)
    assert [pair for pair, times in counts.items() if times > 1] == []


def test_half_of_the_queries_are_not_in_the_words_of_the_texts() -> None:
    queries = judged_set.queries()
    share = sum(query.words is Words.FIELD for query in queries) / len(queries)
    assert 0.4 <= share <= 0.6


def test_what_was_judged_is_searched_and_the_sample_corpus_is_as_it_was_judged() -> None:
    files = judged_set.files()
    assert {each.publication for each in judged_set.judgements()} <= {f.publication for f in files}
    own = [file for file in files if not file.is_shared]
    corpus = {str(path.relative_to(judged_set.CORPUS)) for path in judged_set.CORPUS.rglob("*.*")
              if path.suffix in (".pdf", ".html") and "_sources" not in path.parts}  # fmt: skip
    assert {file.publication for file in own} == corpus
    assert [file.publication for file in own if not file.is_as_judged()] == [], "judge again"


def test_a_changed_file_is_noticed_with_the_queries_that_it_was_judged_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = next(file for file in judged_set.files() if file.publication.endswith("-pt.html"))
    (tmp_path / "articulos").mkdir()
    (tmp_path / judged.publication).write_bytes(judged.path.read_bytes())
    monkeypatch.setattr(judged_set, "CORPUS", tmp_path)
    monkeypatch.setattr(judged_set, "files", lambda: [judged])
    assert judged_set.to_be_judged_again() == {}
    with (tmp_path / judged.publication).open("ab") as file:
        file.write(b" ")
    [(publication, queries)] = judged_set.to_be_judged_again().items()
    assert publication == judged.publication
    assert len(queries) >= 5


# --- the public sets


def test_questions_are_asked_of_what_answers_them() -> None:
    if not public_sets.RETRIEVAL.is_dir():
        pytest.skip(f"the shared test data is not here ({public_sets.RETRIEVAL})")
    sets = {each.name: each for each in public_sets.question_sets()}
    assert {"XQuAD es → es", "XQuAD en → es", "XQuAD articles es → en", "Cranfield"} <= set(sets)
    assert all(q.relevant for each in sets.values() for q in each.questions)
    own, other = sets["XQuAD en → es and en"].questions[0].versions or ("", "")
    assert own.startswith("en-")
    assert other.startswith("es-")
    article = next(iter(public_sets.library("xquad-articles-es").documents()))
    assert [passage.number for passage in article[1]] == list(range(1, len(article[1]) + 1))


def test_questions_in_another_language_are_made_where_apertium_is() -> None:
    if machine_made.missing():
        pytest.skip(f"Apertium is not here (apt install {machine_made.PACKAGES})")
    asked = [Question(str(n), text, {"a": 1}, frozenset("a")) for n, text in enumerate(
        ["¿Cuál es la capital de España?", "¿Quién escribió el libro?"])]  # fmt: skip
    made = machine_made.translated(asked, "pt")
    assert [question.id for question in made] == ["0", "1"]
    assert made[1].text == "Quem escreveu o livro?"


# --- the peers

_TEXTS = [
    peers.Text("miedo", "El miedo avisa", "Los miedos de la comunidad y la alarma.", "es"),
    peers.Text("duelo", "La silla vacía", "El duelo de la familia que busca.", "es"),
    peers.Text("fear", "Fear as a message", "Fears are named in company.", "en"),
    peers.Text("und", "", "12 34", "und"),
]


@pytest.mark.parametrize("make", peers.PEERS.values(), ids=peers.PEERS)
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("miedo", ["miedo"]),
        ("¿a quién busca la familia?", ["duelo"]),
        ("the fear", ["fear"]),
        ("zzz", []),
        ("", []),
        ('"("', []),
    ],
)
def test_a_peer_finds_words_by_their_stems(
    make: type[peers.Peer], question: str, found: list[str]
) -> None:
    assert list(make(_TEXTS).ask(question).ranking) == found


# --- promises


def _hit(
    path: str, score: float = 1.0, *, text: str = "El miedo.", match: Match = Match.FULL
) -> Hit:
    publication = Publication(path, path, (), "", 0, "text/html", Metadata(), 1)
    return Hit(publication, score, (Passage(1, "1", text, language="es"),), match, 1)


def _result(*hits: Hit, total: int = 2) -> SearchResult:
    return SearchResult(parse("miedo"), (), total, "1", hits, ())


_TYPED = _result(_hit("a", 3.0), _hit("b", 2.0), _hit("c", match=Match.PARTIAL))


@pytest.mark.parametrize(
    ("expanded", "kept"),
    [
        (_TYPED, True),
        (_result(_hit("a", 3.0), _hit("b", 2.0), _hit("d", match=Match.PARTIAL)), True),
        (_result(_hit("b", 2.0), _hit("a", 3.0)), False),
        (_result(_hit("a", 3.0), _hit("b", 1.9)), False),
        (_result(_hit("a", 3.0), _hit("b", 2.0), _hit("c", 1.0)), False),
        (_result(_hit("a", 3.0), _hit("d", match=Match.PARTIAL), _hit("b", 2.0)), False),
        (replace(_TYPED, total=3), False),
    ],
)
def test_full_matches_keep_their_places(expanded: SearchResult, kept: bool) -> None:
    assert promises.keeps_full_matches(_TYPED, expanded) is kept


def test_a_hit_without_a_mark_is_named() -> None:
    bare = _result(_hit("a", text="Nada."), _hit("b", text="Nada.", match=Match.PARTIAL),
                   _hit("c", match=Match.PARTIAL))  # fmt: skip
    assert list(promises.unmarked(bare)) == ["b"]


def test_each_publication_is_ranked_once() -> None:
    result = _result(_hit("a"), _hit("b"), _hit("a"))
    assert [hit.publication.path for hit in product.ranked(result)] == ["a", "b"]


# --- floors

_MADE = Measurements(
    "2026-01-01",
    {"tantivy": "1"},
    {"A": "digest"},
    [
        Figure("A", Way.TYPED.value, "MRR@10", 0.9, True),
        Figure("A", "tantivy", "MRR@10", 0.8, False),
    ],
    [Comparison("A", "MRR@10", Way.TYPED.value, "tantivy", 0.1, 0.01)],
)
_KEY = Measured("A", Way.TYPED.value, "MRR@10")


def _with(mean: float, digest: str = "digest") -> Measurements:
    figures = [replace(_MADE.figures[0], value=mean), _MADE.figures[1]]
    return replace(_MADE, figures=figures, digests={"A": digest})


@pytest.mark.parametrize(
    ("new", "floor"),
    [
        (_with(0.95), 0.948),
        (_with(0.85), 0.898),
        (_with(0.85, "another"), 0.848),
        (replace(_MADE, figures=[], digests={}), 0.898),
    ],
)
def test_floors_only_go_up_unless_what_is_measured_changed(new: Measurements, floor: float) -> None:
    floors_before = floors.raised({}, _MADE, None)
    assert floors_before == {_KEY: 0.898}
    assert floors.raised(floors_before, new, _MADE) == {_KEY: floor}


def test_a_figure_below_its_floor_is_named() -> None:
    [line] = floors.missed(_with(0.897), _MADE, {_KEY: 0.898})
    assert line == "A, as typed: MRR@10 is 0.897, its floor 0.898"
    assert list(floors.missed(_with(0.898), _MADE, {_KEY: 0.898})) == []


def test_floors_hold_for_what_they_were_measured_on_alone() -> None:
    other = _with(0.1, "another")
    assert list(floors.missed(other, _MADE, {_KEY: 0.898})) == []
    assert floors.others(other, _MADE) == ["A"]


def test_what_is_written_reads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "ACCEPTED", tmp_path / "accepted.json")
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.tsv")
    floors.save(_MADE, {_KEY: 0.898})
    assert floors.load(floors.ACCEPTED) == _MADE
    assert floors.load_floors(floors.FLOORS) == {_KEY: 0.898}


def test_the_floors_are_those_of_accepted_figures() -> None:
    made = floors.load()
    assert made is not None
    kept = floors.load_floors()
    assert set(kept) >= {figure.key for figure in made.figures if figure.floored}
    assert list(floors.missed(made, made, kept)) == []


def test_tables_show_means_and_how_sure_a_difference_is() -> None:
    compared, own = report.tables(_MADE)
    assert list(compared.rows) == [["A, MRR@10", "0.900", "0.800 (.01)"]]
    assert list(own.rows) == [["A, as typed", "0.900"]]


# --- the run


def test_without_the_shared_data_nothing_is_measured_and_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(public_sets, "RETRIEVAL", tmp_path / "absent")
    monkeypatch.setenv("ALUNA_REQUIRE_ALL", "")
    assert relevance.main([]) == 0
    assert "nothing was measured" in capsys.readouterr().out
    monkeypatch.setenv("ALUNA_REQUIRE_ALL", "1")
    assert relevance.main([]) == 1
