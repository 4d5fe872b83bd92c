"""Ranking quality: mean reciprocal rank, recall and nDCG on the retrieval test sets.

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer import config
from indexer.engine import open_engine, replace_index
from indexer.engine.embedded import evaluate, occurrences
from indexer.engine.port import Engine, SearchRequest
from indexer.model import Metadata, Passage, Publication, Record
from tests.conftest import DATA

RETRIEVAL = DATA / "retrieval"


@dataclass(frozen=True, slots=True)
class TestSet:
    """Queries of one language against the documents of one language; floors for the figures."""

    name: str
    folder: str
    documents: str
    queries: str
    mrr_floor: float
    ndcg_floor: float


SETS = (
    TestSet("XQuAD, Spanish questions, Spanish text", "xquad", "es", "es", 0.950, 0.960),
    TestSet("XQuAD, English questions, English text", "xquad", "en", "en", 0.957, 0.965),
    TestSet("Cranfield, English abstracts", "cranfield", "en", "en", 0.552, 0.380),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries; at most ten hits count."""

    mrr: float
    recall: float
    ndcg: float


def _rows(path: Path, language: str) -> list[dict[str, str]]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [row for row in rows if row["lang"] == language]


def _record(row: dict[str, str]) -> tuple[Record, tuple[Passage, ...]]:
    metadata = Metadata(title=row.get("title", ""), languages=(row["lang"],))
    publication = Publication(row["id"], row["id"], (), "", 0, "text/html", metadata, 1)
    return (
        Record(publication, (0,), "", True),
        (Passage(1, "1", row["text"], language=row["lang"]),),
    )


def _engine(folder: Path, index: Path, language: str) -> Engine:
    settings = config.load({"index": index}, {})
    writer = replace_index(settings)
    for row in _rows(folder / "docs.jsonl", language):
        writer.put(*_record(row))
    writer.commit()
    return open_engine(settings)


def measure(engine: Engine, folder: Path, language: str) -> Figures:
    """The figures of one test set."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        grades[query][document] = int(grade)
    known = {record.publication.id for record in engine.records()}
    values = []
    for row in _rows(folder / "queries.jsonl", language):
        relevant = {d: g for d, g in grades[row["id"]].items() if d in known}
        if relevant:
            hits = engine.search(SearchRequest(row["text"])).hits
            values.append(_figures([hit.publication.id for hit in hits], relevant))
    return Figures(
        *(sum(column) / len(values) for column in zip(*values, strict=True)),
    )


def _figures(found: list[str], relevant: dict[str, int]) -> tuple[float, float, float]:
    ranks = [rank for rank, document in enumerate(found, 1) if document in relevant]
    gain = sum(relevant.get(d, 0) / math.log2(rank + 1) for rank, d in enumerate(found, 1))
    ideal = sorted(relevant.values(), reverse=True)[:10]
    best = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return (1 / ranks[0] if ranks else 0.0, len(ranks) / len(relevant), gain / best)


def _trials() -> Iterator[str]:
    """Sets other weights, one combination after the other, and names them."""
    for k1, stemmed in itertools.product((1.2, 1.6, 2.0), (0.3, 0.5, 0.7, 0.9)):
        evaluate.K1, occurrences.STEMMED = k1, stemmed  # type: ignore[misc]
        yield f"k1 {k1} stemmed {stemmed}"


def main() -> int:
    """Measure, print a table, and fail below a floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--weights", action="store_true", help="try other weights")
    arguments = parser.parse_args()
    if not RETRIEVAL.is_dir():
        print(f"The retrieval test sets are not here ({RETRIEVAL}); nothing was measured.")
        return 0
    low = False
    print(f"{'':42}   MRR@10   R@10  nDCG@10")
    with tempfile.TemporaryDirectory() as folder:
        for test in SETS:
            index = Path(folder) / f"{test.folder}-{test.documents}"
            engine = _engine(RETRIEVAL / test.folder, index, test.documents)
            for trial in _trials() if arguments.weights else ("",):
                got = measure(engine, RETRIEVAL / test.folder, test.queries)
                below = got.mrr < test.mrr_floor or got.ndcg < test.ndcg_floor
                low |= below and not trial
                print(
                    f"{test.name:42}    {got.mrr:.3f}  {got.recall:.3f}    {got.ndcg:.3f}"
                    f"{'  BELOW THE FLOOR' if below else ''}  {trial}"
                )
            engine.close()
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
