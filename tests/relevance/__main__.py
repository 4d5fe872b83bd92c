"""Does the product find what was asked for, and rank it right? `make relevance` measures it.

Public collections (XQuAD within and across languages, Cranfield) and questions of this field that
were judged by hand (`judged/`) are asked through the engine's own interface, and of other search
engines in the same run. It fails where a figure is below its floor (`floors.tsv`), where a target
is missed, and where a promise is not kept (`promises`).

Floors only go up: `--accept` raises them to what was measured now, and writes the tables of
docs/quality.md; lowering one needs a reason in the changelog.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indexer import wire
from tests.relevance import (
    floors,
    judged_set,
    machine_made,
    misspellings,
    peers,
    public_sets,
    report,
)
from tests.relevance.floors import Measured, Measurements
from tests.relevance.measure import MISSPELLINGS, measured
from tests.relevance.product import why_no_vectors
from tests.relevance.questions import Measure, QuestionSet, Way

_TARGETS = {Way.GLOSSARY: 0.75, Way.MEANING: 0.85}
"""hit@3 of the judged questions in another language or in other words than the texts'."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run prints as JSON: `notes` are what was not measured, `failures` what is not good."""

    measurements: Measurements
    notes: list[str]
    failures: list[str]


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print, compare; 1 where something is not good enough or cannot be measured."""
    arguments = _parser().parse_args(given)
    needs_all = os.environ.get("ALUNA_REQUIRE_ALL") == "1"
    if not public_sets.RETRIEVAL.is_dir():
        print(f"The shared test data is not here ({public_sets.RETRIEVAL}); nothing was measured.")
        return int(needs_all)
    notes = list(_notes())
    made, broken = _measurements(list(_sets()))
    before, kept = floors.load(), floors.load_floors()
    fallen = list(floors.missed(made, before, kept))
    failures = [*fallen, *broken, *_missed_targets(made)]
    is_complete = judged_set.are_here() and not machine_made.missing() and not why_no_vectors()
    if needs_all and not is_complete:
        failures.append("Not everything was measured, and ALUNA_REQUIRE_ALL=1")
    if others := floors.others(made, before):
        notes.append(f"No floors were accepted for {'; '.join(others)}")
    if arguments.json:
        print(wire.encode(RunReport(made, notes, failures)).decode())
    else:
        print("\n".join([report.plain(made), "", *notes, *(f"FAILED  {f}" for f in failures)]))
    if arguments.accept and is_complete and not fallen:
        floors.save(made, floors.raised(kept, made, before))
        report.SECTION.write(report.section(made))
    return int(bool(failures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument(
        "--accept",
        action="store_true",
        help="raise the floors to this, where everything was measured and nothing fell",
    )
    return parser


def _sets() -> Iterator[QuestionSet]:
    """All that can be measured here."""
    if judged_set.are_here():
        yield from judged_set.question_sets()
    yield from public_sets.question_sets()


def _notes() -> Iterator[str]:
    """What is not measured, or not as it was judged."""
    for code in machine_made.missing():
        packages = machine_made.PACKAGES
        yield f"Questions in {code} are not asked: Apertium is not here (apt install {packages})"
    if why := why_no_vectors():
        yield f"Nothing is searched by vectors: {why}"
    if not judged_set.are_here():
        yield "The judged questions are not asked: not all that was judged is here"
    for publication, queries in judged_set.to_be_judged_again().items():
        asked = ", ".join(queries) or "none"
        yield f"{publication} has changed since it was judged; judge again for {asked}"


def _measurements(sets: Sequence[QuestionSet]) -> tuple[Measurements, list[str]]:
    figures, comparisons, broken = [], [], []
    for result in measured(sets):
        figures += result.figures
        comparisons += result.comparisons
        broken += result.broken
    digests = {each.name: _digest(each.library) for each in sets}
    if judged_set.are_here():
        digests[MISSPELLINGS] = judged_set.digest(misspellings.FILE)
    today = date.today().isoformat()
    return Measurements(today, peers.versions(), digests, figures, comparisons), broken


def _digest(library: str) -> str:
    if library == judged_set.LIBRARY:
        return judged_set.digest()
    return public_sets.library(library).digest


def _missed_targets(made: Measurements) -> Iterator[str]:
    for way, target in _TARGETS.items():
        key = Measured(judged_set.FIELD_QUESTIONS, way.value, Measure.HIT.value)
        mean = floors.value_of(made.figures, key)
        if mean is not None and mean < target:
            yield f"{key.questions}, {way.value}: hit@3 is {mean:.3f}, the target {target}"


if __name__ == "__main__":
    sys.exit(main())
