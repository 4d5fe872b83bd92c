"""`verify`, `generations`, `undo`, `rollback`: the index as a whole, and the way back."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Final

from indexer import way_back
from indexer.audit import report
from indexer.cli.amounts import amounts
from indexer.cli.update_output import print_lines
from indexer.engine import index_history, open_engine
from indexer.engine.index_history import CommitInfo, GenerationInfo, StepBack
from indexer.errors import ExitCode, IndexDamaged
from indexer.messages import Message, message
from indexer.reports.local_format import local_time
from indexer.settings import Settings

_MAX_PATHS: Final = 20
"""Paths that are printed of those that a step back has changed for readers."""


def verify(settings: Settings, _: argparse.Namespace) -> ExitCode:
    """Check the index for damage."""
    engine = open_engine(settings)
    issues = engine.verify()
    for issue in issues:
        print(message("The index is damaged. {issue}", issue=issue.what))
    if issues:
        print(IndexDamaged.advice)
        return ExitCode.INDEX_UNUSABLE
    print(message("The index is in order (generation {name}).", name=engine.acquire().generation))
    return ExitCode.DONE


# --- generations


def generations(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """List the complete indexes that there are."""
    found = index_history(settings).generations()
    if options.json:
        listed = [_generation_json(one) for one in found]
        print(json.dumps({"generations": listed}, ensure_ascii=False))
    else:
        print_lines(map(str, _generation_lines(found)))
    has_live = any(one.is_live and one.commit is not None for one in found)
    return ExitCode.DONE if has_live else ExitCode.INDEX_UNUSABLE


def _generation_lines(found: Sequence[GenerationInfo]) -> Iterator[Message]:
    for one in found:
        yield _generation_line(one)
        if one.undo_to is not None and one.is_live:
            yield message(
                "    `undo` goes back to {date}: {amounts}.",
                date=local_time(one.undo_to.made),
                amounts=amounts(one.undo_to),
            )
    if not any(one.is_live for one in found):
        yield message(
            "None of them is in use. `python -m indexer rollback` puts the newest into use."
        )
    elif len(found) > 1:
        yield message("`python -m indexer rollback NUMBER` puts another one into use.")


def _generation_line(one: GenerationInfo) -> Message:
    if one.commit is None:
        return message("{name}: cannot be used. {problem}", name=one.name, problem=one.problem)
    values = {"name": one.name, "date": local_time(one.commit.made)}
    if one.is_live and not one.commit.is_complete:
        return message(
            "{name}, in use: {date}, {amounts}; a run was stopped before it had read everything.",
            amounts=amounts(one.commit),
            **values,
        )
    if one.is_live:
        return message("{name}, in use: {date}, {amounts}.", amounts=amounts(one.commit), **values)
    return message("{name}: {date}, {amounts}.", amounts=amounts(one.commit), **values)


def _generation_json(one: GenerationInfo) -> dict[str, object]:
    return {
        "name": one.name,
        "live": one.is_live,
        "readable": one.commit is not None,
        "commit": _commit_json(one.commit),
        "undo_to": _commit_json(one.undo_to),
        "problem": one.problem,
    }


def _commit_json(commit: CommitInfo | None) -> dict[str, object] | None:
    if commit is None:
        return None
    return {
        "name": commit.name,
        "made": commit.made.isoformat(timespec="seconds"),
        "publications": commit.publications,
        "passages": commit.passages,
        "complete": commit.is_complete,
    }


# --- undo, rollback


def undo(settings: Settings, _: argparse.Namespace) -> ExitCode:
    """Take back the last run that changed the index."""
    step = way_back.undo(settings)
    print(
        message(
            "The last change of the index is taken back. Readers have it as it was on {date}: "
            "{amounts}.",
            date=local_time(step.now.made),
            amounts=amounts(step.now),
        )
    )
    _print_difference(step)
    print(message("To take this back in turn, run `python -m indexer undo` once more."))
    return ExitCode.DONE


def rollback(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Put an earlier generation into use."""
    step = way_back.rollback(settings, options.generation or "")
    print(
        message(
            "Generation {name} is in use again. Readers have it as it was on {date}: {amounts}.",
            name=_generation_of(step.now),
            date=local_time(step.now.made),
            amounts=amounts(step.now),
        )
    )
    _print_difference(step)
    if step.left is not None:
        print(
            message(
                "To take this back in turn, run `python -m indexer rollback {name}`.",
                name=_generation_of(step.left),
            )
        )
    return ExitCode.DONE


def _generation_of(commit: CommitInfo) -> str:
    return commit.name.partition(".")[0]


def _print_difference(step: StepBack) -> None:
    """What readers find again, what they find no longer, and what `update` will do."""
    for heading, paths in (
        (message("Found again:"), step.returned),
        (message("No longer found:"), step.gone),
    ):
        if paths:
            print(heading)
        for path in paths[:_MAX_PATHS]:
            print(f"    {report.printable_path(path)}")
        if len(paths) > _MAX_PATHS:
            print(message("    and {more} more", more=len(paths) - _MAX_PATHS))
    print(
        message(
            "The files in the corpus folder are as they were, and what was withdrawn stays "
            "withdrawn. The next `update` compares the index with the folder again and takes over "
            "what differs: put right there first what should not be found."
        )
    )
