"""Ranking quality: mean reciprocal rank, recall and nDCG on the retrieval test sets.

XQuAD is measured twice: each paragraph as a publication, and each article with its paragraphs as
passages, where the best passage can be right or wrong too.

The floors below only go up; lowering one needs a reason in the changelog. `--weights` prints the
same figures for other weights than the engine's, which is how they were chosen.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.engine import open_engine, replace_index
from indexer.engine.embedded.read import evaluate
from indexer.engine.embedded.read.matching import term_matching
from indexer.engine.port import Engine, Hit, SearchRequest
from indexer.model import Metadata, Passage, Publication, Record
from indexer.settings import load_settings
from tests.conftest import DATA

RETRIEVAL = DATA / "retrieval"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document of a test set is: a publication, and the number of its passage there."""

    publication: str
    passage: int


def _alone(document: str) -> Place:
    return Place(document, 1)


def _in_article(document: str) -> Place:
    """XQuAD's documents are named language-article-paragraph; the article is the publication."""
    article, _, paragraph = document.rpartition("-")
    return Place(article, int(paragraph) + 1)


@dataclass(frozen=True, slots=True)
class TestSet:
    """Queries of one language against the documents of one language; floors for the figures."""

    name: str
    folder: str
    documents: str
    queries: str
    mrr_floor: float
    ndcg_floor: float
    passage_floor: float = 0.0
    place: Callable[[str], Place] = _alone


SETS = (
    TestSet("XQuAD, Spanish questions, Spanish text", "xquad", "es", "es", 0.950, 0.960),
    TestSet("XQuAD, English questions, English text", "xquad", "en", "en", 0.957, 0.965),
    TestSet("XQuAD by article, Spanish", "xquad", "es", "es", 0.987, 0.990, 0.935, _in_article),
    TestSet("XQuAD by article, English", "xquad", "en", "en", 0.986, 0.989, 0.950, _in_article),
    TestSet("Cranfield, English abstracts", "cranfield", "en", "en", 0.555, 0.382),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries; at most ten hits count.

    `passage` is how often the best passage of the right publication is the right one.
    """

    mrr: float
    recall: float
    ndcg: float
    passage: float

    def below(self, test: TestSet) -> bool:
        """Whether a floor of `test` is not reached."""
        return (
            self.mrr < test.mrr_floor
            or self.ndcg < test.ndcg_floor
            or self.passage < test.passage_floor
        )


def _rows(path: Path, language: str) -> list[dict[str, str]]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [row for row in rows if row["lang"] == language]


def _publications(folder: Path, test: TestSet) -> Iterator[tuple[Record, tuple[Passage, ...]]]:
    rows = _rows(folder / "docs.jsonl", test.documents)
    of_publication: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: test.place(row["id"]).passage):
        of_publication[test.place(row["id"]).publication].append(row)
    for identifier, own in of_publication.items():
        title = own[0].get("title", "") if len(own) == 1 else ""
        metadata = Metadata(title=title, languages=(test.documents,))
        publication = Publication(
            identifier, identifier, (), "", 0, "text/html", metadata, len(own)
        )
        passages = tuple(
            Passage(n, str(n), row["text"], language=test.documents) for n, row in enumerate(own, 1)
        )
        yield Record(publication, (0,), "", True), passages


def _engine(folder: Path, index: Path, test: TestSet) -> Engine:
    # Nothing is remembered from one trial of other weights to the next.
    settings = load_settings({"index": index, "cache_mb": 0}, {})
    writer = replace_index(settings)
    for record, passages in _publications(folder, test):
        writer.put(record, passages)
    writer.commit()
    return open_engine(settings)


def measure(engine: Engine, folder: Path, test: TestSet) -> Figures:
    """The figures of one test set."""
    grades: dict[str, dict[Place, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        grades[query][test.place(document)] = int(grade)
    known = {record.publication.id for record in engine.acquire().records()}
    values = []
    for row in _rows(folder / "queries.jsonl", test.queries):
        relevant = {
            place: g for place, g in grades[row["id"]].items() if place.publication in known
        }
        if relevant:
            values.append(
                _figures(engine.acquire().search(SearchRequest(row["text"])).hits, relevant)
            )
    return Figures(
        *(sum(column) / len(values) for column in zip(*values, strict=True)),
    )


def _figures(hits: Sequence[Hit], places: dict[Place, int]) -> tuple[float, float, float, float]:
    relevant = {place.publication: grade for place, grade in places.items()}
    right = [
        Place(hit.publication.id, hit.passages[0].number) in places
        for hit in hits
        if hit.publication.id in relevant and hit.passages
    ]
    ranking = _ranked([hit.publication.id for hit in hits], relevant)
    return (*ranking, float(bool(right) and right[0]))


def _ranked(found: list[str], relevant: dict[str, int]) -> tuple[float, float, float]:
    ranks = [rank for rank, document in enumerate(found, 1) if document in relevant]
    gain = sum(relevant.get(d, 0) / math.log2(rank + 1) for rank, d in enumerate(found, 1))
    ideal = sorted(relevant.values(), reverse=True)[:10]
    best = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return (1 / ranks[0] if ranks else 0.0, len(ranks) / len(relevant), gain / best)


def _trials() -> Iterator[str]:
    """Sets other weights, one combination after the other, and names them."""
    tried = itertools.product((1.2, 2.0), (0.3, 0.5, 0.7), (0.0, 0.2, 0.5, 1.0))
    for k1, stemmed, best in tried:
        evaluate.K1, term_matching.STEMMED, evaluate.BEST_PASSAGE = k1, stemmed, best  # type: ignore[misc]
        yield f"k1 {k1} stemmed {stemmed} best passage {best}"


def main() -> int:
    """Measure, print a table, and fail below a floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--weights", action="store_true", help="try other weights")
    arguments = parser.parse_args()
    if not RETRIEVAL.is_dir():
        print(f"The retrieval test sets are not here ({RETRIEVAL}); nothing was measured.")
        return 0
    low = False
    print(f"{'':42}   MRR@10   R@10  nDCG@10  passage")
    with tempfile.TemporaryDirectory() as folder:
        for test in SETS:
            engine = _engine(RETRIEVAL / test.folder, Path(folder) / test.name, test)
            for trial in _trials() if arguments.weights else ("",):
                got = measure(engine, RETRIEVAL / test.folder, test)
                low |= got.below(test) and not trial
                print(
                    f"{test.name:42}    {got.mrr:.3f}  {got.recall:.3f}    {got.ndcg:.3f}"
                    f"    {got.passage:.3f}"
                    f"{'  BELOW THE FLOOR' if got.below(test) else ''}  {trial}"
                )
            engine.close()
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
