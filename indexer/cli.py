"""The command line of the indexer: `python -m indexer update | watch | audit | …`."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, NoReturn

from tqdm import tqdm

from indexer import build
from indexer.audit import report, run
from indexer.build import UpdateProgress, UpdateReport
from indexer.engine import open_engine
from indexer.engine.editions import unrelated_copies
from indexer.engine.port import Hit, SearchRequest
from indexer.engine.snippets import Highlighter, Span
from indexer.errors import AlunaError, IndexDamaged, IndexLocked
from indexer.model import Problem
from indexer.settings import Settings, load_settings

DONE: Final = 0
PROBLEMS: Final = 1
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code (README.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode gets an escape
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[Settings, argparse.Namespace], int] = options.command
        return command(load_settings(vars(options)), options)
    except AlunaError as error:
        print(f"{error}\n{error.advice}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped. The index is as it was before.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m indexer", description="Makes the publications in a folder findable."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--corpus", metavar="DIR", help="folder with the publications")
    shared.add_argument("--index", metavar="DIR", help="folder of the index")

    def add(name: str, command: Callable[[Settings, argparse.Namespace], int], help: str) -> None:
        sub = commands.add_parser(name, parents=[shared], help=help, description=help)
        sub.set_defaults(command=command)
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
        if name == "search":
            sub.add_argument("query", metavar="QUERY", help="what to look for, in quotes")

    add("update", _update, "Read what is new or changed in the corpus.")
    add("rebuild", _rebuild, "Read the whole corpus into a new index, then use that.")
    add("watch", _watch, "Update whenever the corpus changes, until stopped with Ctrl-C.")
    add("status", _status, "Say what is in the index, and which files have problems.")
    add("verify", _verify, "Check that the index is what was written.")
    add("audit", _audit, "Say what publishing files would give away: names, places, hidden words.")
    add("search", _search, "Search from the command line.")
    return parser


# --- update, rebuild, watch


def _update(settings: Settings, options: argparse.Namespace) -> int:
    return _told(build.update, settings, options)


def _rebuild(settings: Settings, options: argparse.Namespace) -> int:
    return _told(build.rebuild, settings, options)


def _told(
    work: Callable[[Settings, Callable[[UpdateProgress], None]], UpdateReport],
    settings: Settings,
    options: argparse.Namespace,
) -> int:
    """Do the work with a progress bar, then tell every problem, then the summary."""
    with _bar(options) as bar:

        def progress(step: UpdateProgress) -> None:
            bar.total = step.total
            finished = step.done == step.total
            bar.set_postfix_str("writing the index" if finished else step.path[-40:], False)
            bar.update(step.done - bar.n)
            if finished:
                bar.refresh()

        report = work(settings, progress)
    if options.json:
        print(json.dumps(_report_json(report), ensure_ascii=False))
    else:
        _tell(report, options.quiet)
    return PROBLEMS if report.problems else DONE


def _bar(options: argparse.Namespace) -> tqdm[NoReturn]:
    silent = options.quiet or options.json or not sys.stderr.isatty()
    return tqdm(disable=silent, unit=" files", leave=False)


def _tell(report: UpdateReport, quiet: bool) -> None:
    for problem in report.problems:
        print(problem_line(problem))
    if quiet:
        return
    for paths in report.near_identical:
        print(alike_line(paths))
    if report.problems or report.near_identical:
        print()
    if report.idle:
        print(f"Nothing has changed since the last run ({report.seconds:.1f} s).")
    else:
        print(
            f"{report.new} new, {report.changed} changed, {report.moved} moved, "
            f"{report.removed} removed, {report.unchanged} unchanged ({report.seconds:.1f} s)."
        )
    found = report.new + report.changed + report.moved + report.unchanged
    print(f"{found} publications with {report.passages} pages or sections can be searched.")
    if report.failed:
        print(f"{report.failed} files cannot be searched; the lines above say why.")


def problem_line(problem: Problem) -> str:
    """A problem in one line: where, what happened, what to do."""
    where = problem.path if problem.passage is None else f"{problem.path}, {problem.passage}"
    detail = f" ({problem.detail})" if problem.detail else ""
    return f"{where}: {problem.kind.explanation}{detail} {problem.kind.advice}"


def alike_line(paths: Sequence[str]) -> str:
    """A notice in one line: which files hold almost the same text, and what to do."""
    return (
        f"{', '.join(paths[:-1])} and {paths[-1]} hold almost the same text. If they are one work, "
        "keep one of them, or relate them with isVersionOf in metadata.csv."
    )


def _report_json(report: UpdateReport) -> dict[str, object]:
    counts = asdict(report) | {"problems": [_problem_json(p) for p in report.problems]}
    del counts["idle"]  # the counts say it
    return counts


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "kind": problem.kind,
        "passage": problem.passage,
        "detail": problem.detail,
        "advice": problem.kind.advice,
    }


def _watch(settings: Settings, options: argparse.Namespace) -> int:
    """Look again and again; the summary is printed only when there was something to do."""
    told: tuple[Problem, ...] = ()
    while True:
        try:
            report = build.update(settings)
        except IndexLocked:
            report = None  # whoever holds the lock does the work; look again later
        if report is not None and not (report.idle and report.problems == told):
            _tell(report, options.quiet)
            sys.stdout.flush()
            told = report.problems
        time.sleep(settings.watch_seconds)


# --- audit


def _audit(settings: Settings, options: argparse.Namespace) -> int:
    """Look into files with a progress bar, then tell what was found in each, then the summary."""
    with _bar(options) as bar:

        def progress(step: run.AuditProgress) -> None:
            bar.total = step.total
            bar.set_postfix_str(report.printable(step.path[-40:]), False)
            bar.update(step.done - bar.n)

        found = run.audit(options.path, settings, progress)
    if options.json:
        print(json.dumps(report.as_json(found), ensure_ascii=False))
    else:
        for line in report.lines(found, quiet=options.quiet):
            print(line)
    return DONE if found.is_harmless else PROBLEMS


# --- status, verify, search


def _status(settings: Settings, options: argparse.Namespace) -> int:
    reader = open_engine(settings).acquire()
    records = list(reader.records())
    searchable = [r.publication for r in records if r.searchable]
    problems = [p for r in records for p in r.problems]
    alike = unrelated_copies(records)
    passages = sum(p.passage_count for p in searchable)
    empty = sum(len(p.passages_without_text) for p in searchable)
    if options.json:
        status = {
            "generation": reader.generation,
            "publications": len(searchable),
            "passages": passages,
            "passages_without_text": empty,
            "failed": len(records) - len(searchable),
            "problems": [_problem_json(p) for p in problems],
            "near_identical": alike,
        }
        print(json.dumps(status, ensure_ascii=False))
    else:
        for problem in problems:
            print(problem_line(problem))
        for paths in alike:
            print(alike_line(paths))
        print(
            f"{len(searchable)} publications with {passages} pages or sections can be searched; "
            f"{empty} of these have no text.\n"
            f"{len(records) - len(searchable)} files cannot be searched.\n"
            f"Index: {settings.index}, generation {reader.generation}."
        )
    return PROBLEMS if problems else DONE


def _verify(settings: Settings, _: argparse.Namespace) -> int:
    engine = open_engine(settings)
    findings = engine.verify()
    for finding in findings:
        print(finding.what)
    if findings:
        print("The index is not right. Run `python -m indexer rebuild` to build a new one.")
        return IndexDamaged.exit_code
    print(f"The index is right (generation {engine.acquire().generation}).")
    return DONE


def _search(settings: Settings, options: argparse.Namespace) -> int:
    result = open_engine(settings).acquire().search(SearchRequest(options.query))
    highlighter = Highlighter(result.query)
    if options.json:
        hits = [_hit_json(hit, highlighter) for hit in result.hits]
        print(json.dumps({"total": result.total, "hits": hits}, ensure_ascii=False))
        return DONE
    for hit in result.hits:
        metadata = hit.publication.metadata
        about = ", ".join(filter(None, (*metadata.creators, metadata.date)))
        print(f"{metadata.title}{f' ({about})' if about else ''}\n  {hit.publication.path}")
        for passage in hit.passages:
            print(f"    {passage.label}: {_emphasised(highlighter.snippet(passage))}")
    print(f"{result.total} publications match.")
    return DONE


def _emphasised(spans: Sequence[Span]) -> str:
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
