"""Which passages of a publication a query matches, which are best, and when a commit was made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.engine import extend_index, open_engine
from indexer.engine.port import Reader
from indexer.engine.query import parse
from indexer.engine.searches import SearchRequest
from indexer.engine.snippets import Highlighter
from indexer.model import Metadata
from indexer.settings import Settings
from tests.contract import library


@pytest.mark.parametrize(
    ("identifier", "text", "expected"),
    [
        ("miedo", "miedo", [1]),
        ("miedo", "víctima OR defensora", [1, 3]),
        ("miedo", "miedo reparación", [1, 3]),  # each of them in a passage of its own
        ("memoria", "derecho", [2]),
        ("memoria", '"los derechos"', [2]),
        ("memoria", '"derechos comunidad"~5', []),
        ("memoria", "memoria -tierra", [1]),
        ("memoria", "NOT tierra", []),
        ("memoria", "la memoria de la comunidad", [1]),  # function words match no passage
        ("memoria", "la de", [1, 2]),  # unless there is nothing else
        ("memoria", "mem* OR tierr~", [1, 2]),
        ("memoria", "title:memoria", []),
        ("memoria", "title:memoria tierra", [2]),
        ("memoria", "year:2016", []),
        ("memoria", "fear", []),
        ("largo", "página", list(range(1, 9))),
        ("largo", "página 7", list(range(1, 9))),
        ("bilingue", "collective", [2]),
        ("nahuatl", "tlahtolli", []),  # in its title only
        ("miedo", "", []),
        ("miedo", "()", []),
        ("nobody", "miedo", []),
    ],
)
def test_the_matching_passages_are_told(
    reader: Reader, identifier: str, text: str, expected: list[int]
) -> None:
    found = reader.matches(identifier, parse(text), 100)
    assert list(found.numbers) == expected
    marked = [
        passage.number
        for passage in reader.passages(identifier)
        if any(s.match for s in Highlighter(parse(text)).mark(passage.text, passage.language))
    ]
    assert marked == expected
    assert sorted(passage.number for passage in found.best) == expected


@pytest.mark.parametrize(
    "text",
    ["miedo", "derechos humano", "página genérico 7", "la memoria de la comunidad", "year:2014"],
)
def test_a_hit_tells_how_many_passages_match(reader: Reader, text: str) -> None:
    hits = reader.search(SearchRequest(text)).hits
    assert hits
    for hit in hits:
        found = reader.matches(hit.publication.id, parse(text), 3)
        assert hit.matching == len(found.numbers)
        assert list(hit.passages[: hit.matching]) == list(found.best)


def test_where_only_metadata_matches_no_passage_does(reader: Reader) -> None:
    hit = reader.search(SearchRequest("tlahtolli")).hits[0]
    assert (hit.matching, [p.number for p in hit.passages]) == (0, [1])


def test_a_list_of_everything_matches_no_passage(reader: Reader) -> None:
    assert all(hit.matching == 0 for hit in reader.search(SearchRequest("")).hits)


def test_the_best_passages_come_first_and_no_more_than_asked_for(reader: Reader) -> None:
    best = reader.matches("largo", parse("página genérico 7"), 5).best
    assert len(best) == 5
    assert best[0].number == 7


COMMON = "El sendero y la ladera."
BOOK = (
    "Alondra, alondra, alondra.",  # the rare word, again and again
    "Nada de lo que se busca. " * 40 + "Por el sendero hacia la ladera.",
    "La alondra canta al alba. " + "Nada de lo que se busca. " * 40,
    "Alba de lunes, alba de martes, sendero.",
)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("alondra sendero ladera", 2),  # two of the words before the rare one
        ("alondra OR sendero OR ladera", 2),
        ("la alondra de sendero ladera", 2),  # function words are no words of the query
        ("alondra alondra alondra sendero ladera", 2),  # a word counts once
        ('"la alondra canta" sendero ladera', 2),  # and so does a phrase
        ("alondra (alba OR nadie) -nunca title:libro", 3),
        ("alb* alondr~", 3),
    ],
)
def test_the_passage_with_most_of_the_words_comes_first(
    settings: Settings, text: str, best: int
) -> None:
    books = {f"común {n}": (Metadata(title="Otro", languages=("es",)), (COMMON,)) for n in range(9)}
    books["libro"] = (Metadata(title="Libro", languages=("es",)), BOOK)
    library.build(settings, books)
    engine = open_engine(settings)
    reader = engine.acquire()
    [hit] = [h for h in reader.search(SearchRequest(text)).hits if h.publication.id == "libro"]
    assert hit.passages[0].number == best
    found = reader.matches("libro", parse(text), 3)
    assert found.best[0].number == best
    engine.close()


def test_a_commit_says_when_it_was_made(settings: Settings) -> None:
    folder = settings.index.parent
    folder.mkdir(parents=True, exist_ok=True)
    before = _touched(folder / "before")
    library.build(settings)
    engine = open_engine(settings)
    first = engine.acquire().updated
    assert first.tzinfo is UTC
    assert abs(first - before) < timedelta(seconds=10)
    writer = extend_index(settings)
    writer.remove("miedo")
    writer.commit()
    assert engine.acquire().updated == first
    engine.refresh()
    assert first < engine.acquire().updated < _touched(folder / "after") + timedelta(seconds=1)


def _touched(file: Path) -> datetime:
    """What time it is for files, which may have another clock than programs."""
    file.touch()
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
