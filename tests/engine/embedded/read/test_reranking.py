"""The order of hits by meaning: how near their words are to those of the question counts too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import encode_words
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read import reranking, seen_words
from indexer.engine.searches import Hit, Match, SearchRequest, Sort
from indexer.model import Hidden, Metadata
from indexer.settings import load_settings
from tests.contract import library

pytestmark = pytest.mark.usefixtures("weights")

ENGLISH = Metadata(title="Text", languages=("en",))
TEXTS: library.Publications = {
    "bakers": (ENGLISH, ("The strike, the strike, the strike! A strike of the bakers.",)),
    "prison": (
        ENGLISH,
        (
            "Jailed lawyers began a hunger strike in the prison, and their families waited outside "
            "for news of them.",
        ),
    ),
    "office": (ENGLISH, ("Lawyers have an office, with lawyers.",)),
    "arrest": (ENGLISH, ("The attorney was arrested after the demonstration.",)),
}
QUESTION = "abogadas encarceladas en huelga"


def opened(folder: Path, publications: library.Publications) -> EmbeddedEngine:
    settings = load_settings({"index": folder}, {})
    library.build(settings, publications)
    encode_words(settings, lambda done, total: None)
    return EmbeddedEngine(settings.index, 1 << 20)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    engine = opened(tmp_path_factory.mktemp("reranking") / "index", TEXTS)
    yield engine
    engine.close()


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.publication.id for hit in hits]


@pytest.mark.parametrize(
    ("question", "order"),
    [
        pytest.param(QUESTION, ["prison", "bakers"], id="more of its words, each once"),
        pytest.param(
            "huelga de hambre de las abogadas presas", ["prison", "bakers"], id="another way to ask"
        ),
        pytest.param(
            "protestas tras la detención de abogados",
            ["arrest", "prison", "office"],
            id="what is only akin counts",
        ),
    ],
)
def test_what_has_words_near_to_those_of_the_question_comes_first(
    engine: EmbeddedEngine, question: str, order: list[str]
) -> None:
    hits = engine.acquire().search(SearchRequest(question)).hits
    assert [one for one in ids(hits) if one in order] == order
    by_score = sorted(hits, key=lambda hit: -hit.score)
    assert ids(tuple(by_score)) != ids(hits)  # otherwise this would prove nothing


def test_every_way_to_turn_pages_keeps_the_order(engine: EmbeddedEngine) -> None:
    reader = engine.acquire()
    together = reader.search(SearchRequest(QUESTION))
    assert {hit.match for hit in together.hits} == {Match.MEANING}
    numbered = [
        hit
        for page in range(1, together.total + 1)
        for hit in reader.search(SearchRequest(QUESTION, page=page, per_page=1)).hits
    ]
    followed, cursor = [], None
    for _ in range(together.total):
        result = reader.search(SearchRequest(QUESTION, per_page=1, cursor=cursor))
        followed += result.hits
        cursor = result.next_cursor
    assert cursor is None
    assert ids(tuple(numbered)) == ids(tuple(followed)) == ids(together.hits)


def test_other_orders_are_kept(engine: EmbeddedEngine) -> None:
    reader = engine.acquire()
    hits = reader.search(SearchRequest(QUESTION, sort=Sort.TITLE)).hits
    assert ids(hits) == sorted(ids(hits))


def test_hits_behind_those_that_are_put_in_order_follow_by_score(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "RERANKED", 2)
    hits = engine.acquire().search(SearchRequest(QUESTION)).hits
    rest = [hit.score for hit in hits[2:]]
    assert rest
    assert rest == sorted(rest, reverse=True)
    assert max(rest) <= min(hit.score for hit in hits[:2])


def test_words_that_only_hidden_texts_make_common_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_words, "ALL_FORMS_PASSAGES", 0)  # as in a large index
    texts = {
        "short": (ENGLISH, ("A strike of lawyers.",)),
        "long": (ENGLISH, ("A strike of lawyers who were jailed yesterday.",)),
    }
    again = {"again": (ENGLISH, ("Jailed yesterday.",))}

    def answer(name: str, texts: library.Publications, hidden: frozenset[str]) -> list[str]:
        engine = opened(tmp_path / name, texts)
        found = ids(engine.acquire(Hidden(hidden)).search(SearchRequest(QUESTION)).hits)
        engine.close()
        return [one for one in found if one != "again"]

    assert answer("seen", {**texts, **again}, frozenset()) == ["long", "short"]
    assert answer("without", texts, frozenset()) == ["short", "long"]
    assert answer("hidden", {**texts, **again}, frozenset({"again"})) == ["short", "long"]
