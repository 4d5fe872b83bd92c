"""The benchmark measures what it says: its corpus, its contenders, its tables."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.model import Metadata, Passage, Publication, Record
from tests.bench import contenders, corpus, measure, queries, report, sources, widening
from tests.bench.corpus import Entry
from tests.bench.queries import Kind, Query
from tests.bench.sources import Source

SMALL = 150


@pytest.fixture(scope="module")
def made() -> Source:
    """A source without any publications."""
    return sources.made(running=20_000)


@pytest.fixture(scope="module")
def real(data: Path) -> Source:
    """A source of a few real publications, among them a PDF."""
    folder = data / "publications"
    pdf = min((folder / "es").glob("*.pdf"), key=lambda file: file.stat().st_size)
    html = sorted(folder.glob("*/*.html"), key=lambda file: -file.stat().st_size)[10:14]
    return sources.from_files([pdf, *html], folder)


@pytest.fixture(params=["made", "real"])
def source(request: pytest.FixtureRequest) -> Source:
    """Each kind of source; the real one where the publications are."""
    found: Source = request.getfixturevalue(request.param)
    return found


def _passages(source: Source, seed: int = corpus.SEED) -> list[Passage]:
    entries = corpus.publications(source, seed)
    return list(itertools.islice((p for _, texts in entries for p in texts), SMALL))


def test_a_corpus_is_the_same_every_time_and_another_for_another_seed(source: Source) -> None:
    assert _passages(source) == _passages(source)
    assert _passages(source) != _passages(source, seed=2)


def test_passages_have_the_promised_length_and_languages(source: Source) -> None:
    passages = _passages(source)
    mean = sum(len(p.text) for p in passages) / len(passages)
    assert corpus.CHARACTERS * 0.9 < mean < corpus.CHARACTERS * 1.1
    assert {p.language for p in passages} <= set(source.sentences)


def test_a_source_says_whether_its_words_are_made_up(source: Source, made: Source) -> None:
    assert ("generated vocabulary" in source.description) == (source is made)


def test_a_longer_corpus_has_more_different_words(made: Source, tmp_path: Path) -> None:
    entries = corpus.publications(made)
    few, many = corpus.write(entries, tmp_path / "corpus", [SMALL, 4 * SMALL])
    assert (few.passages, many.passages) == (SMALL, 4 * SMALL)
    assert many.different_words > 1.2 * few.different_words


def test_a_later_stretch_has_as_many_different_words_as_the_first() -> None:
    process = corpus.MadeUp(random.Random(1))
    first, *_, last = [{process.instead_of("palabra") for _ in range(5000)} for _ in range(8)]
    assert len(last) == pytest.approx(len(first), rel=0.05)


def test_a_shorter_corpus_is_the_beginning_of_a_longer_one(made: Source, tmp_path: Path) -> None:
    corpus.write(corpus.publications(made), tmp_path / "corpus", [SMALL])
    entries = list(corpus.read(tmp_path / "corpus", SMALL - 7))
    assert [p for _, texts in entries for p in texts] == _passages(made)[: SMALL - 7]
    assert all(record.publication.passage_count == len(texts) for record, texts in entries)


def test_the_queries_are_of_all_kinds_and_the_same_every_time(made: Source, tmp_path: Path) -> None:
    sample = list(itertools.islice(corpus.publications(made), 20))
    chosen = queries.choose(sample)
    assert chosen == queries.choose(sample)
    assert [sum(q.kind is kind for q in chosen.round) for kind in Kind] == [*queries.MIX.values()]
    assert len(chosen.mixed) == 1000
    queries.write(chosen, tmp_path / "queries")
    assert queries.read(tmp_path / "queries") == chosen


# --- contenders

TINY = {
    "miedo": ("es", "Claves", ("El miedo es una señal.", "La casa tiene miedo. Una canción.")),
    "casa": ("es", "Canciones", ("Las casas de la comunidad.", "El mar.", "Una noche larga.")),
    "fear": ("en", "Keys", ("Fear is a signal about the house.", "Nothing of the sort.")),
}

ASKED = {
    Query(Kind.COMMON, ("miedo",)): 1,
    Query(Kind.COMMON, ("casa",)): 2,
    Query(Kind.COMMON, ("canción",)): 2,  # once in a title, in the plural
    Query(Kind.RARE, ("ballena",)): 0,
    Query(Kind.AND, ("casa", "miedo")): 1,
    Query(Kind.OR, ("mar", "señal", "house")): 3,
    Query(Kind.NOT, ("casa", "miedo")): 1,
    Query(Kind.PHRASE, ("una", "señal")): 1,
    Query(Kind.PHRASE, ("señal", "una")): 0,
    Query(Kind.PREFIX, ("comun",)): 1,
}


def _tiny() -> list[Entry]:
    entries = []
    for identifier, (language, title, texts) in TINY.items():
        metadata = Metadata(title=title, languages=(language,))
        publication = Publication(
            identifier, identifier, (), "", 0, "text/html", metadata, len(texts)
        )
        passages = [Passage(n, str(n), t, language=language) for n, t in enumerate(texts, 1)]
        entries.append((Record(publication, (0,), "", True), tuple(passages)))
    return entries


@pytest.fixture(params=contenders.NAMES)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> contenders.Reader:
    """Each contender that is installed, with the tiny library."""
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    contender = contenders.load(request.param)
    assert contender.version()
    contender.build(_tiny(), tmp_path)
    return contender.open(tmp_path)


@pytest.mark.parametrize("query", ASKED, ids=lambda query: f"{query.kind.name}-{query.words[0]}")
def test_every_contender_finds_what_there_is(reader: contenders.Reader, query: Query) -> None:
    answer = reader.answer(query)
    assert answer.total == ASKED[query]
    assert len(answer.hits) >= answer.total  # behind those, what matches in part


def test_every_contender_counts_and_shows_snippets(reader: contenders.Reader) -> None:
    answer = reader.answer(Query(Kind.COMMON, ("miedo",)))
    [(identifier, snippets)] = answer.hits
    assert identifier == "miedo"
    assert sorted("casa" in snippet for snippet in snippets) == [False, True]
    assert all("miedo" in snippet.lower() for snippet in snippets)
    assert set(answer.facets["language"]) == {"es"}


def test_a_publication_has_its_three_best_passages_though_others_rank_between() -> None:
    ranked: list[tuple[str, int | None]] = [(f"p{n}", n) for n in range(200)]
    inside: list[tuple[str, int | None]] = [("p1", 7), ("p0", None), ("p0", 8), ("p0", 9)]

    def search(limit: int, within: object) -> list[tuple[str, int | None]]:
        return inside if within else ranked[:limit]

    chosen = contenders.collect(search, 200)
    assert list(chosen) == [f"p{n}" for n in range(10)]
    assert (chosen["p0"], chosen["p1"]) == ([8, 9], [7])


# --- tables


def _engine(scale: float) -> dict[str, Any]:
    summary = {"p50": 2.0 * scale, "p95": 5.0 * scale, "or_p95": 6.0 * scale}
    summary["kinds"] = {kind.value: scale for kind in Kind}
    return {
        "index": {
            "version": f"engine {scale}",
            "seconds": 10.0 * scale,
            "passages_per_second": 1000 / scale,
            "bytes": 1_400_000,
            "peak_mib": 100.0,
        },
        "opening": {"open_ms": 1.0, "first_ms": 2.0},
        "search": {"first": summary, "again": summary, "hits": 9.5, "snippets": 20.0},
        "memory": {"queries": 1000, "anonymous_mib": 50.0, "rss_mib": 90.0},
        "service": {"queries": 1000, "anonymous_mib": 60.0, "p50": 4.0, "p95": 9.0},
        "commit": {
            "booklets": 7,
            "seconds_median": 0.5,
            "seconds_worst": 2.5,
            "refresh_and_query_ms_median": 30.0,
        },
        "agreement": {"queries": 70, "same": 68, "close": 69},
    }


@pytest.fixture
def results() -> dict[str, Any]:
    """Figures of a run at two sizes, Whoosh at the smaller one only."""
    described = {
        "publications": 9,
        "words": 99,
        "different_words": 50,
        "characters_per_passage": 1800,
        "text_bytes": 1_000_000,
    }
    small = {"ours": _engine(1), "whoosh": _engine(24), "tantivy": _engine(0.5)}
    large = {"ours": _engine(5), "tantivy": _engine(2)}
    sizes = {
        "75000": {"corpus": described, "engines": small},
        "300000": {"corpus": described, "engines": large},
    }
    made = {"date": "2026-01-02", "python": "3.11.0", "cores": 2}
    return {"engines": {"made": made, "source": "words", "sizes": sizes}}


def test_the_section_depends_on_the_figures_alone(results: dict[str, Any]) -> None:
    first = report.section(results)
    assert first == report.section(report.rounded(results))
    for cell in ("| 1,000 | 41.7 (24.0×) |", "not measured", "68 of 70, 69 within 5 %"):
        assert cell in first


def test_the_section_says_which_targets_are_met(results: dict[str, Any]) -> None:
    rows = {row[0]: row[1:] for row in report.targets(results["engines"]).rows}
    assert rows["indexing, passages/s, over Whoosh's"] == ["≥ 12.0 ×", "24.0 ×", "✓"]
    assert rows["request over tantivy's, first time, p50"] == ["≤ 3.00 ×", "2.00 ×", "✓"]
    assert rows["indexing, 300,000 passages over 75,000"] == ["≤ 4.50 ×", "5.00 ×", "missed"]
    assert rows["commit of a new 100-page booklet, the worst"][-1] == "missed"


def test_the_section_replaces_the_one_before(results: dict[str, Any]) -> None:
    section = report.SECTION
    document = f"before\n{section.begin}\nold\n{section.end}\nafter\n"
    new = section.replaced(document, report.section(results))
    assert section.replaced(new, report.section(results)) == new
    assert new.startswith(f"before\n{section.begin}\nMeasured")
    assert new.endswith(f"\n{section.end}\nafter\n")
    with pytest.raises(ValueError, match="no lines"):
        section.replaced("no markers", "")


def test_the_same_figures_give_the_same_picture(results: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from tests.bench import plot

    for name in ("one", "two"):
        plot.draw(results["engines"], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


PHASES: dict[str, Callable[[measure.Place], dict[str, Any]]] = {
    name: measure.PHASES[name]
    for name in ("index", "opening", "search", "memory", "widened", "commit")
}


def test_the_measures_run_on_a_small_corpus(
    made: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "PUBLICATIONS", tmp_path / "none")
    monkeypatch.setattr(measure, "BOOKLETS", 2)
    monkeypatch.setattr(measure, "PAGES", 3)
    monkeypatch.setattr(queries, "QUESTIONS", 6)
    monkeypatch.setattr(widening, "_ROUNDS", 2)
    monkeypatch.setattr(sources, "made", lambda: made)
    mix = dict.fromkeys(Kind, 1) | {Kind.OR: 2}
    monkeypatch.setattr(
        queries, "choose", lambda sample, choose=queries.choose: choose(sample, mix, 2)
    )
    measure.make_corpus(tmp_path, [SMALL])
    place = measure.Place(tmp_path, "ours", SMALL)
    found = {name: phase(place) for name, phase in PHASES.items()}
    assert found["index"]["bytes"] > 0
    assert found["search"]["first"]["p95"] >= found["search"]["first"]["p50"] > 0
    assert found["memory"]["queries"] == 18
    assert all(own["ratio"] > 0 for own in found["widened"].values() if own)
    assert found["commit"]["booklets"] == 2
