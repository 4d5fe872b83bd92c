"""The report for staff, section by section: what is in, what is not and why, what changed.

The page may be forwarded. So withdrawn works are named by their path and the day only: no title,
no remark of staff, and nothing of the text of any publication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from indexer.build import Change
from indexer.errors import IndexUnusable, StaffMustDecide
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, language_in_use, message, names_pages, plural, verbatim
from indexer.reports.collection_overview import CollectionOverview
from indexer.reports.collection_sections import (
    show_contents,
    show_held_back,
    show_pages_without_text,
    show_proposals,
)
from indexer.reports.local_format import local_day, local_number, local_size, local_time
from indexer.reports.page_blocks import (
    MAX_ITEMS,
    Block,
    Cell,
    Figure,
    Paragraph,
    ReportPage,
    ReportTable,
    Section,
    Verbatim,
    name_list,
)
from indexer.reports.run_history import PROBLEMS_OF_WITHDRAWALS, PastRun
from indexer.reports.run_words import change_title, run_result

_MAX_RUNS: Final = 20


def report_page(overview: CollectionOverview) -> ReportPage:
    """The page about everything in `overview`, in the language of the messages."""
    sections = [
        Section(anchor, heading, blocks)
        for anchor, heading, make in _SECTIONS
        if (blocks := tuple(make(overview)))
    ]
    return ReportPage(
        title=message("{site}: report on the publications", site=overview.settings.site_name),
        written=message("Written on {time}", time=local_time(datetime.now(UTC))),
        language=language_in_use(),
        figures=_figures(overview),
        sections=tuple(sections),
        contents=message("Contents"),
        footer=message(
            "This page was made by the indexer on this computer, and contacts nobody. It names "
            "files that readers do not see, so think before you pass it on to anybody outside."
        ),
    )


def _figures(overview: CollectionOverview) -> tuple[Figure, ...]:
    indexed = overview.indexed
    if indexed is None:
        return ()
    found, pages = len(indexed.searchable), indexed.passages
    failed, withdrawn = overview.unsearchable, len(overview.withdrawn.done)
    faulty = len({problem.path for problem in overview.problems})
    # The number stands above its label, in figures of its own.
    labels = (
        plural("publication can be searched", "publications can be searched", found),
        plural("page or section", "pages or sections", pages),
        plural("file that cannot be searched", "files that cannot be searched", failed),
        plural("file with problems", "files with problems", faulty),
        plural("withdrawal", "withdrawals", withdrawn),
        plural("term in the glossary", "terms in the glossary", indexed.terms),
    )
    numbers = (found, pages, failed, faulty, withdrawn, indexed.terms)
    return tuple(map(Figure, map(local_number, numbers), labels))


def _state(overview: CollectionOverview) -> Iterator[Block]:
    state = overview.state
    if isinstance(state, IndexUnusable):
        yield Paragraph(message("The index cannot be used."), is_warning=True)
        yield Paragraph(state.what)
        yield Paragraph(state.advice)
    else:
        updated = state.updated
        days = (datetime.now(UTC) - updated.astimezone(UTC)).days
        yield Paragraph(
            plural(
                "The index was last changed on {time}, {count} day ago.",
                "The index was last changed on {time}, {count} days ago.",
                days,
                time=local_time(updated),
            )
            if days > 0
            else message("The index was last changed on {time}.", time=local_time(updated))
        )
    runs = overview.history.runs
    if runs:
        last = runs[-1]
        yield Paragraph(
            message(
                "Last run: {time}, {command}: {result}",
                time=local_time(_time(last.last or last.started)),
                command=last.command,
                result=run_result(last),
            ),
            is_warning=not last.is_complete,
        )
        if last.losses:
            items = [f"{loss.path}: {loss.what}" for loss in last.losses]
            yield name_list(message("What staff must decide about"), StaffMustDecide.advice, items)
    if overview.history_error is not None:
        yield Paragraph(overview.history_error.what)
    if overview.history.was_damaged:
        yield Paragraph(
            message(
                "The history of earlier runs was damaged and could not be read; it begins anew."
            )
        )


def _problems(overview: CollectionOverview) -> Iterator[Block]:
    kinds = list(ProblemKind)  # those that keep a file from being found come first
    ordered = sorted(
        overview.problems, key=lambda one: (kinds.index(one.kind), one.path, one.passage or 0)
    )
    for kind, found in groupby(ordered, key=lambda problem: problem.kind):
        items = [str(_place(problem)) for problem in found]
        yield name_list(kind.explanation, kind.advice, items)


def _place(problem: Problem) -> Message:
    page = None if names_pages(problem.detail) else problem.passage
    if problem.kind in PROBLEMS_OF_WITHDRAWALS:  # their details quote the remarks of staff
        return verbatim(problem.path)
    if problem.detail and page is not None:
        return message(
            "{path}, page or section {page}: {detail}",
            path=problem.path,
            page=page,
            detail=problem.detail,
        )
    if problem.detail:
        return message("{path}: {detail}", path=problem.path, detail=problem.detail)
    if page is not None:
        return message("{path}, page or section {page}", path=problem.path, page=page)
    return verbatim(problem.path)


def _changes(overview: CollectionOverview) -> Iterator[Block]:
    changing = [run for run in overview.history.runs if run.changes]
    if changing:
        last = changing[-1]
        yield Paragraph(
            message("What the run of {time} changed:", time=local_time(_time(last.started)))
        )
        ordered = sorted(last.changes, key=lambda change: change.state)
        for state, found in groupby(ordered, key=lambda change: change.state):
            yield name_list(change_title(state), None, [_named(one) for one in found])
    runs = overview.history.runs[-_MAX_RUNS:]
    if runs:
        yield ReportTable(
            message("The last runs, the newest first"),
            (message("When"), message("Command"), message("Result")),
            tuple(_run_row(run) for run in reversed(runs)),
        )


def _named(change: Change) -> str:
    return f"{change.before} -> {change.path}" if change.before else change.path


def _run_row(run: PastRun) -> tuple[Cell, ...]:
    when = local_time(_time(run.started))
    if run.times > 1:
        last = local_time(_time(run.last))
        cell = plural(
            "{first} to {last}, {count} time",
            "{first} to {last}, {count} times",
            run.times,
            first=when,
            last=last,
        )
        return (cell, Verbatim(run.command), run_result(run))
    return (when, Verbatim(run.command), run_result(run))


def _withdrawn(overview: CollectionOverview) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    unknown = 0
    for one in overview.withdrawn.done:
        since = local_day(_time(one.since)) if one.since else ""
        until = one.until or message("until it is restored")
        part = "" if one.passage is None else str(one.passage)
        works = (*one.works, *one.copies)
        unknown += not works
        rows += [(Verbatim(work.path), part, since, until) for work in works]
    if rows:
        yield ReportTable(
            message("Withdrawn publications"),
            (
                message("File"),
                message("Page or section"),
                message("Withdrawn since"),
                message("Withdrawn until"),
            ),
            tuple(rows[:MAX_ITEMS]),
        )
    if unknown:
        yield Paragraph(
            plural(
                "{count} more withdrawal matches no file now. See: python -m indexer takedown",
                "{count} more withdrawals match no file now. See: python -m indexer takedown",
                unknown,
            )
        )


def _storage(overview: CollectionOverview) -> Iterator[Block]:
    disk = overview.disk
    rows: list[tuple[Cell, ...]] = [
        (message("The index"), Verbatim(str(overview.settings.index)), local_size(disk.index)),
        (
            message("Recognised pages of scans"),
            Verbatim(str(overview.settings.ocr_cache)),
            local_size(disk.recognised),
        ),
        (
            message("Pictures made for readers"),
            Verbatim(str(overview.settings.view_cache)),
            local_size(disk.drawn),
        ),
        (message("Free on this disk"), "", local_size(disk.free)),
    ]
    if overview.indexed is not None:
        size = sum(record.publication.size for record in overview.indexed.records)
        corpus = (
            message("The publications"),
            Verbatim(str(overview.settings.corpus)),
            local_size(size),
        )
        rows.insert(0, corpus)
    yield ReportTable(
        message("Space on the disk"),
        (message("What"), message("Where"), message("Size")),
        tuple(rows),
        numbers=1,
    )
    yield Paragraph(
        message(
            "For a backup, connect an external disk and run `python -m indexer backup FOLDER` with "
            "a folder on it: all that must not be lost is copied into one file."
        )
    )


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


_Maker = Callable[[CollectionOverview], Iterable[Block]]
_SECTIONS: Final[tuple[tuple[str, Message, _Maker], ...]] = (
    ("state", message("Where we are"), _state),
    ("problems", message("What needs attention"), _problems),
    ("changes", message("What changed"), _changes),
    ("contents", message("What is in the collection"), show_contents),
    ("editions", message("What could be related"), show_proposals),
    ("empty", message("Pages without text"), show_pages_without_text),
    ("held-back", message("What is not shown to readers"), show_held_back),
    ("withdrawn", message("Withdrawn publications"), _withdrawn),
    ("storage", message("Disk and backup"), _storage),
)
