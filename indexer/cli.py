"""The indexer's command line: `python -m indexer update | watch | audit | …`."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from indexer import __version__, build
from indexer.audit import report, run
from indexer.build import UpdateProgress, UpdateReport
from indexer.engine import open_engine
from indexer.engine.editions import unrelated_copies
from indexer.engine.port import Hit, SearchRequest
from indexer.engine.snippets import Highlighter, Span
from indexer.errors import (
    ExitCode,
    IndexDamaged,
    IndexLocked,
    UsageError,
    WithdrawalsUnwritable,
)
from indexer.exit_codes import exit_code_of
from indexer.model import Problem
from indexer.settings import Settings, load_settings
from indexer.update_output import (
    copies_line,
    held_back_json,
    held_back_line,
    problem_json,
    problem_line,
    update_json,
    update_lines,
)
from indexer.withdrawals import local_today, withdrawal_report
from indexer.withdrawals.orders import OrderResult, open_orders
from indexer.withdrawals.until import parse_until

Command = Callable[[Settings, argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/api.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode gets an escape
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    command: Command = options.command
    return exit_code_of(
        lambda: command(load_settings(vars(options)), options), show_traceback=options.traceback
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m indexer", description="Makes the publications in a folder findable."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--corpus", metavar="DIR", help="folder with the publications")
    shared.add_argument("--index", metavar="DIR", help="folder of the index")
    shared.add_argument(
        "--traceback", action="store_true", help="show the details of an unexpected error"
    )

    def add(name: str, command: Command, help: str) -> None:
        sub = commands.add_parser(name, parents=[shared], help=help, description=help)
        sub.set_defaults(command=command)
        _add_arguments(sub, name)

    add("update", _update, "Index what is new or changed in the corpus.")
    add("rebuild", _rebuild, "Index the whole corpus anew, then switch to the new index.")
    add("watch", _watch, "Update whenever the corpus changes, until stopped with Ctrl-C.")
    add("status", _status, "Show what is in the index, and which files have problems.")
    add("takedown", _takedown, "Withdraw publications at once, or show what is withdrawn.")
    add("restore", _restore, "Show withdrawn publications again.")
    add("verify", _verify, "Check the index for damage.")
    add(
        "audit",
        _audit,
        "Report what publishing files would reveal: names, places, hidden words.",
    )
    add("search", _search, "Search from the command line.")
    return parser


def _add_arguments(sub: argparse.ArgumentParser, name: str) -> None:
    """Add the arguments of the command `name`."""
    if name in ("update", "rebuild", "watch", "audit"):
        sub.add_argument("--workers", metavar="N", help="files read at the same time")
        sub.add_argument("--quiet", action="store_true", help="print problems only")
    if name in ("update", "rebuild", "status", "audit", "search"):
        sub.add_argument("--json", action="store_true", help="print one JSON object")
    if name == "audit":
        sub.add_argument(
            "path",
            metavar="PATH",
            nargs="?",
            type=Path,
            help="a file or folder, else the corpus",
        )
    if name in ("takedown", "restore"):
        sub.add_argument(
            "names",
            metavar="ID|PATH|URL",
            nargs="*" if name == "takedown" else "+",
            help="what names a publication; with #7 behind it, one page or section",
        )
    if name == "takedown":
        sub.add_argument("--until", metavar="DATE", help="show it again from this day on")
        sub.add_argument("--reason", metavar="TEXT", help="a remark for your own list")
    if name == "search":
        sub.add_argument("query", metavar="QUERY", help="what to look for, in quotes")


# --- update, rebuild, watch


def _update(settings: Settings, options: argparse.Namespace) -> ExitCode:
    return _run_and_report(build.update, settings, options)


def _rebuild(settings: Settings, options: argparse.Namespace) -> ExitCode:
    return _run_and_report(build.rebuild, settings, options)


def _run_and_report(
    work: Callable[[Settings, Callable[[UpdateProgress], None]], UpdateReport],
    settings: Settings,
    options: argparse.Namespace,
) -> ExitCode:
    """Update or rebuild with a progress bar, then print every problem and a summary."""
    with _progress_bar(options) as bar:

        def on_progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            bar.set_postfix_str("writing the index" if finished else step.path[-40:], False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        report = work(settings, on_progress)
    if options.json:
        print(json.dumps(update_json(report), ensure_ascii=False))
    else:
        _print_lines(update_lines(report, quiet=options.quiet))
    return ExitCode.PROBLEMS if report.problems else ExitCode.DONE


def _progress_bar(options: argparse.Namespace) -> tqdm[NoReturn]:
    silent = options.quiet or options.json or not sys.stderr.isatty()
    return tqdm(disable=silent, unit=" files", leave=False)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _watch(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Update every few seconds; print a report only if something has changed."""
    reported: tuple[Problem, ...] = ()
    while True:
        try:
            report = build.update(settings)
        except IndexLocked:
            report = None  # the other indexer does the work; look again later
        if report is not None and not (report.idle and report.problems == reported):
            _print_lines(update_lines(report, quiet=options.quiet))
            sys.stdout.flush()
            reported = report.problems
        time.sleep(settings.watch_seconds)


# --- audit


def _audit(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Audit files with a progress bar, then print the findings of each file and a summary."""
    with _progress_bar(options) as bar:

        def on_progress(step: run.AuditProgress) -> None:
            bar.total = step.total
            bar.set_postfix_str(report.printable(step.path[-40:]), False)
            bar.update(step.done - bar.n)

        audited = run.audit(options.path, settings, on_progress)
    if options.json:
        print(json.dumps(report.as_json(audited), ensure_ascii=False))
    else:
        for line in report.lines(audited, quiet=options.quiet):
            print(line)
    return ExitCode.DONE if audited.is_harmless else ExitCode.PROBLEMS


# --- takedown, restore


def _takedown(settings: Settings, options: argparse.Namespace) -> ExitCode:
    withdrawals = open_orders(settings)
    if options.names:
        until = _until(options.until)
        result = withdrawals.takedown(options.names, until, options.reason or "")
        return _print_orders(result, withdrawal_report.lines(result))
    if options.until or options.reason:
        raise UsageError("takedown --until and --reason need the name of a publication.")
    try:
        if done := withdrawals.write_lost_list():
            print(done)
    except WithdrawalsUnwritable as error:
        print(f"{error} {error.advice}", file=sys.stderr)
    result = withdrawals.overview()
    for line in withdrawal_report.lines(result):
        print(report.printable(line))
    if not result.done:
        print("Nothing is withdrawn.")
    return ExitCode.DONE


def _until(text: str | None) -> str:
    """The day that `--until` names.

    Raises:
        UsageError: it is no date, or it is over.
    """
    if text is None:
        return ""
    until = parse_until(text)
    if not until:
        raise UsageError(f'--until: "{text}" is not a date; write it like 2027-03-01.')
    if until <= local_today():
        raise UsageError(f"--until: {until} is not in the future.")
    return until


def _restore(settings: Settings, options: argparse.Namespace) -> ExitCode:
    result = open_orders(settings).restore(options.names)
    return _print_orders(result, withdrawal_report.restored_lines(result))


def _print_orders(result: OrderResult, lines: Iterable[str]) -> ExitCode:
    for line in lines:
        print(report.printable(line))
    for line in withdrawal_report.refusals(result):
        print(report.printable(line), file=sys.stderr)
    return ExitCode.USAGE if result.unknown else ExitCode.DONE


# --- status, verify, search


def _status(settings: Settings, options: argparse.Namespace) -> ExitCode:
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
        status = {
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
        print(json.dumps(status, ensure_ascii=False))
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


def _verify(settings: Settings, _: argparse.Namespace) -> ExitCode:
    engine = open_engine(settings)
    issues = engine.verify()
    for issue in issues:
        print(f"The index is corrupt: {issue.what}")
    if issues:
        print(IndexDamaged.advice)
        return ExitCode.INDEX_UNUSABLE
    print(f"Index OK (generation {engine.acquire().generation}).")
    return ExitCode.DONE


def _search(settings: Settings, options: argparse.Namespace) -> ExitCode:
    result = open_engine(settings).acquire().search(SearchRequest(options.query))
    highlighter = Highlighter(result.query)
    if options.json:
        hits = [_hit_json(hit, highlighter) for hit in result.hits]
        print(json.dumps({"total": result.total, "hits": hits}, ensure_ascii=False))
        return ExitCode.DONE
    for hit in result.hits:
        metadata = hit.publication.metadata
        byline = ", ".join(filter(None, (*metadata.creators, metadata.date)))
        print(report.printable(f"{metadata.title}{f' ({byline})' if byline else ''}"))
        print(f"  {report.printable_path(hit.publication.path)}")
        for passage in hit.passages:
            print(f"    {passage.label}: {_highlighted(highlighter.snippet(passage))}")
    print(f"{result.total} publications match.")
    return ExitCode.DONE


def _highlighted(spans: Sequence[Span]) -> str:
    start, end = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    return "".join(f"{start}{s.text}{end}" if s.match else s.text for s in spans)


def _hit_json(hit: Hit, highlighter: Highlighter) -> dict[str, object]:
    publication = hit.publication
    return {
        "id": publication.id,
        "path": publication.path,
        "title": publication.metadata.title,
        "score": hit.score,
        "partial": hit.partial,
        "passages": [
            {
                "number": passage.number,
                "label": passage.label,
                "snippet": [asdict(span) for span in highlighter.snippet(passage)],
            }
            for passage in hit.passages
        ],
    }
