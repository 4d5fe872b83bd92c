"""`status`: what is in the index, which files have problems, and what the last runs did."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from indexer.audit import report
from indexer.cli.change_output import change_json, proposal_json, relation_lines
from indexer.cli.preview_output import loss_lines, losses_json
from indexer.cli.problem_lines import problem_lines
from indexer.cli.update_output import (
    held_back_json,
    held_back_line,
    print_lines,
    problem_json,
    searchable_line,
)
from indexer.errors import ExitCode, IndexUnusable
from indexer.messages import message, plural
from indexer.reports.collection_overview import (
    CollectionOverview,
    IndexedCollection,
    read_overview,
)
from indexer.reports.local_format import local_size, local_time
from indexer.reports.report_file import write_report
from indexer.reports.run_history import PastRun
from indexer.reports.run_words import run_result
from indexer.settings import Settings
from indexer.withdrawals import withdrawal_report


def status(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Print what is in the index, what is withdrawn, every problem, and the last run."""
    overview = read_overview(settings)
    if options.html:
        write_report(overview, options.html)
    if options.history:
        _print_history(overview, options)
        return ExitCode.DONE
    indexed = overview.state
    if isinstance(indexed, IndexUnusable):
        print_lines(_last_run_lines(overview))
        raise indexed
    if options.json:
        print(json.dumps(_status_json(overview, indexed), ensure_ascii=False))
    else:
        print_lines(_status_lines(overview, indexed))
    return ExitCode.PROBLEMS if overview.problems else ExitCode.DONE


def _print_history(overview: CollectionOverview, options: argparse.Namespace) -> None:
    runs = overview.history.runs
    if options.json:
        print(json.dumps({"runs": [_run_json(run) for run in runs]}, ensure_ascii=False))
    elif not runs:
        print_lines(_last_run_lines(overview))
        print(message("No run is remembered."))
    else:
        print_lines(map(_run_line, reversed(runs)))


def _status_lines(overview: CollectionOverview, indexed: IndexedCollection) -> Iterator[str]:
    yield from problem_lines(overview.problems)
    yield from relation_lines(indexed.near_identical, indexed.proposals)
    if indexed.held_back:
        yield held_back_line(indexed.held_back)
    for line in withdrawal_report.lines(overview.withdrawn):
        yield report.printable(str(line))
    yield searchable_line(len(indexed.searchable), indexed.passages)
    if indexed.terms:
        yield str(
            plural(
                "The glossary joins the words of {count} term.",
                "The glossary joins the words of {count} terms.",
                indexed.terms,
            )
        )
    if indexed.passages_without_text:
        yield str(
            plural(
                "{count} page or section has no text.",
                "{count} pages or sections have no text.",
                indexed.passages_without_text,
            )
        )
    yield str(
        plural(
            "{count} file cannot be searched.",
            "{count} files cannot be searched.",
            overview.unsearchable,
        )
    )
    if indexed.removed:
        yield str(
            plural(
                "{count} publication was removed in the last 30 days; if its file comes back, it "
                "gets its address and metadata back.",
                "{count} publications were removed in the last 30 days; if their files come back, "
                "they get their addresses and metadata back.",
                len(indexed.removed),
            )
        )
    yield from _index_lines(overview, indexed)
    yield from _last_run_lines(overview)
    yield _disk_line(overview)


def _index_lines(overview: CollectionOverview, indexed: IndexedCollection) -> Iterator[str]:
    yield str(
        message(
            "Index: {folder}, generation {generation}.",
            folder=str(overview.settings.index),
            generation=indexed.generation,
        )
    )
    yield str(overview.meaning.text)
    yield str(message("It was last changed on {time}.", time=local_time(indexed.updated)))


def _disk_line(overview: CollectionOverview) -> str:
    disk = overview.disk
    return str(
        message(
            "On the disk: the index {index}, recognised pages {recognised}, pictures for readers "
            "{drawn}; {free} are free.",
            index=local_size(disk.index),
            recognised=local_size(disk.recognised),
            drawn=local_size(disk.drawn),
            free=local_size(disk.free),
        )
    )


def _last_run_lines(overview: CollectionOverview) -> Iterator[str]:
    if overview.history.runs:
        last = overview.history.runs[-1]
        yield str(message("Last run: {run}", run=_run_line(last)))
        yield from loss_lines(last.losses)
    if overview.history_error is not None:
        yield f"{overview.history_error} {overview.history_error.advice}"
    if overview.history.was_damaged:
        yield str(
            message(
                "The history of earlier runs was damaged and could not be read; it begins anew."
            )
        )


def _run_line(run: PastRun) -> str:
    """One line: when, what, with which result."""
    time = local_time(datetime.fromisoformat(run.last or run.started))
    line = message(
        "{time}, {command}: {result}",
        time=time,
        command=run.command,
        result=run_result(run),
    )
    return report.printable(str(line))


def _status_json(overview: CollectionOverview, indexed: IndexedCollection) -> dict[str, object]:
    runs = overview.history.runs
    return {
        "generation": indexed.generation,
        "updated": indexed.updated.isoformat(),
        "publications": len(indexed.searchable),
        "passages": indexed.passages,
        "passages_without_text": indexed.passages_without_text,
        "failed": overview.unsearchable,
        "glossary": {"terms": indexed.terms},
        "problems": [problem_json(problem) for problem in overview.problems],
        "near_identical": indexed.near_identical,
        "proposals": [proposal_json(proposal) for proposal in indexed.proposals],
        "held_back": held_back_json(indexed.held_back),
        "removed": [
            {"path": one.publication.path, "id": one.publication.id, "removed": one.removed}
            for one in indexed.removed
        ],
        "withdrawn": [asdict(one) for one in overview.withdrawn.done],
        "last_run": _run_json(runs[-1]) if runs else None,
        "disk": asdict(overview.disk),
        "meaning": {
            "words": overview.meaning.words,
            "off_because": str(overview.meaning.off_because),
        },
    }


def _run_json(run: PastRun) -> dict[str, object]:
    return asdict(run) | {
        "changes": [change_json(change) for change in run.changes],
        "losses": losses_json(run.losses),
        "reason": str(run.reason),
    }
