"""The words of the best hits: RM3 as its authors give it, on texts that can be counted by hand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import open_engine
from indexer.engine.ast import And, Exact, Node, Not, Or, Phrase, Weighted, Word
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read.feedback import (
    FEEDBACK_WEIGHT,
    MAX_WORDS,
    with_feedback,
)
from indexer.engine.port import Engine
from indexer.engine.searches import Feedback, SearchRequest
from indexer.fields import SEARCHED_FIELDS
from indexer.model import Metadata
from indexer.settings import load_settings
from tests.contract import library

TEXTS = {
    "a": "wing wing flow pressure",
    "b": "wing flow flow boundary layer",
    "c": "pressure boundary layer heat",
    "d": "heat flow plate",
    "e": "plate layer pressure",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings = load_settings({"index": tmp_path_factory.mktemp("index")}, {})
    library.build(
        settings, {name: (Metadata(languages=("en",)), (text,)) for name, text in TEXTS.items()}
    )
    opened = open_engine(settings)
    yield opened
    opened.close()


def scores(engine: Engine, request: SearchRequest) -> dict[str, float]:
    return {hit.publication.id: hit.score for hit in engine.acquire().search(request).hits}


def by_hand(engine: Engine, query: str) -> dict[str, float]:
    """p(w|R), the mean of p(w|D) over the hits, weighted by their squared scores; times the root of
    the word's rarity, and such that all add up to 1.
    """
    found = scores(engine, SearchRequest(query))
    total = sum(score**2 for score in found.values())
    model: Counter[str] = Counter()
    for name, score in found.items():
        words = TEXTS[name].split()
        for word in words:
            model[word] += score**2 / total / len(words)
    for word in model:
        having = sum(word in text.split() for text in TEXTS.values())
        model[word] *= math.sqrt(math.log1p((len(TEXTS) - having + 0.5) / (having + 0.5)))
    return {word: share / model.total() for word, share in model.items()}


def test_the_score_is_that_of_the_query_and_of_the_words_by_their_shares(engine: Engine) -> None:
    topic = engine.acquire().search(SearchRequest("wing", feedback=Feedback.TOPIC))
    model = by_hand(engine, "wing")
    assert {one.text for one in topic.also_searched} == model.keys() - {"wing"}
    expected = Counter(scores(engine, SearchRequest("wing")))
    for word, share in model.items():
        for name, score in scores(engine, SearchRequest(word)).items():
            expected[name] += FEEDBACK_WEIGHT / (1 - FEEDBACK_WEIGHT) * share * score
    for hit in topic.hits:
        assert hit.score == pytest.approx(expected[hit.publication.id], abs=1e-3)
    told = [model[one.text] for one in topic.also_searched]
    assert told == sorted(told, reverse=True)


def test_no_word_that_was_learnt_is_kept_after_the_request(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    library.build(settings, {name: (Metadata(), (text,)) for name, text in TEXTS.items()})
    engine = open_engine(settings)
    assert isinstance(engine, EmbeddedEngine)
    found = engine.acquire().search(SearchRequest("wing", feedback=Feedback.TOPIC))
    cache = engine._commit.whole.cache
    assert cache.find((Word("wing"), SEARCHED_FIELDS)) is not None
    assert len(found.also_searched) > 1
    for one in found.also_searched:
        assert cache.find((Word(one.text), SEARCHED_FIELDS)) is None
    engine.close()


WORDS = {"flow": 0.75, "layer": 0.25}
SHARE = FEEDBACK_WEIGHT / (1 - FEEDBACK_WEIGHT)


def added(terms: int) -> tuple[Node, ...]:
    return tuple(Weighted(Word(word), terms * SHARE * part) for word, part in WORDS.items())


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Word("wing"), Or((Word("wing"), *added(1)))),
        (Phrase(("wing", "flow")), Or((Phrase(("wing", "flow")), *added(1)))),
        (
            And((Word("wing"), Word("heat"))),
            Or((And((Word("wing"), Word("heat"))), *added(2))),
        ),
        (
            And((Word("wing"), Not(Word("heat")), Exact("language", "en"))),
            And((Or((Word("wing"), *added(1))), Not(Word("heat")), Exact("language", "en"))),
        ),
    ],
    ids=str,
)
def test_words_are_alternatives_to_what_is_asked_but_not_to_what_is_given(
    tree: Node, expected: Node
) -> None:
    assert with_feedback(tree, WORDS) == expected


def test_a_text_of_many_words_adds_no_more_than_some(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    many = " ".join(f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200))
    library.build(
        settings, {name: (Metadata(languages=("en",)), (f"start {many}",)) for name in "ab"}
    )
    engine = open_engine(settings)
    request = SearchRequest("start", feedback=Feedback.TOPIC)
    told = engine.acquire().search(request).also_searched
    assert len(told) == MAX_WORDS - 1  # "start" is one of them, but was typed
    engine.close()
