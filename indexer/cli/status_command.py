"""`status`: what is in the index, and which files have problems."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from indexer import build
from indexer.audit import report
from indexer.cli.update_output import (
    copies_line,
    held_back_json,
    held_back_line,
    problem_json,
    problem_line,
)
from indexer.engine import open_engine
from indexer.engine.editions import unrelated_copies
from indexer.errors import ExitCode
from indexer.settings import Settings
from indexer.withdrawals import withdrawal_report
from indexer.withdrawals.orders import open_orders


def status(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Print what is in the index, what is withdrawn, and every problem."""
    reader = open_engine(settings).acquire()
    records = list(reader.records())
    searchable = [r.publication for r in records if r.searchable]
    withdrawals = open_orders(settings)
    problems = [p for r in records for p in r.problems] + withdrawals.problems()
    withdrawn = withdrawals.overview()
    near_identical = unrelated_copies(records)
    held_back = build.held_back_by_path(records)
    passages = sum(p.passage_count for p in searchable)
    without_text = sum(len(p.passages_without_text) for p in searchable)
    if options.json:
        answer = {
            "generation": reader.generation,
            "publications": len(searchable),
            "passages": passages,
            "passages_without_text": without_text,
            "failed": len(records) - len(searchable),
            "problems": [problem_json(p) for p in problems],
            "near_identical": near_identical,
            "held_back": held_back_json(held_back),
            "withdrawn": [asdict(one) for one in withdrawn.done],
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for problem in problems:
            print(problem_line(problem))
        for paths in near_identical:
            print(copies_line(paths))
        if held_back:
            print(held_back_line(held_back))
        for line in withdrawal_report.lines(withdrawn):
            print(report.printable(line))
        print(
            f"{len(searchable)} publications with {passages} pages or sections can be searched; "
            f"{without_text} of these have no text.\n"
            f"{len(records) - len(searchable)} files cannot be searched.\n"
            f"Index: {settings.index}, generation {reader.generation}."
        )
    return ExitCode.PROBLEMS if problems else ExitCode.DONE
