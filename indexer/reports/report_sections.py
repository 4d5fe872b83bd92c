"""The report for staff, section by section: what is in, what is not and why, what changed.

The page may be forwarded. So withdrawn works are named by their path and the day only: no title,
no remark of staff, and nothing of the text of any publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from indexer.build import Change
from indexer.engine.editions import EditionRelation
from indexer.errors import IndexUnusable, StaffMustDecide
from indexer.file_problems import Problem, ProblemKind
from indexer.languages import INTERFACES
from indexer.messages import Message, language_in_use, message, plural, verbatim
from indexer.model import UNDETERMINED, HeldBack, Publication
from indexer.reports.collection_overview import CollectionOverview
from indexer.reports.local_format import local_day, local_number, local_size, local_time
from indexer.reports.page_blocks import (
    Block,
    Cell,
    Figure,
    NameList,
    Paragraph,
    ReportPage,
    ReportTable,
    Section,
    Verbatim,
)
from indexer.reports.run_history import PROBLEMS_OF_WITHDRAWALS, PastRun
from indexer.reports.run_words import change_title, run_result

MAX_ITEMS: Final = 500
"""Files that are named under one heading."""
_MAX_PAGES: Final = 30
"""Numbers of pages that are named of one file."""
_MAX_RUNS: Final = 20


_TYPES: Final[dict[str, Message]] = {
    "announcement": message("Announcement"),
    "article": message("Article"),
    "booklet": message("Booklet"),
    "dialogue": message("Dialogue"),
    "guide": message("Guide"),
    "post": message("Post"),
    "report": message("Report"),
}


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
    counts = (
        (len(indexed.searchable), message("publications can be searched")),
        (indexed.passages, message("pages or sections")),
        (overview.unsearchable, message("files that cannot be searched")),
        (len({problem.path for problem in overview.problems}), message("files with problems")),
        (len(overview.withdrawn.done), message("withdrawals")),
    )
    return tuple(Figure(local_number(number), label) for number, label in counts)


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
            yield NameList(
                message("What staff must decide about"), StaffMustDecide.advice, *_cut(items)
            )
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
        yield NameList(kind.explanation, kind.advice, *_cut(items))


def _place(problem: Problem) -> Message:
    page = problem.passage
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
            yield NameList(change_title(state), None, *_cut([_named(one) for one in found]))
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


def _contents(overview: CollectionOverview) -> Iterator[Block]:
    indexed = overview.indexed
    if indexed is None or not indexed.searchable:
        return
    for caption, heading, key in (
        (message("By folder"), message("Folder"), _folders),
        (message("By language"), message("Language"), _languages),
        (message("By type"), message("Type"), _types),
    ):
        yield _counted(indexed.searchable, caption, heading, key)
    today = datetime.now().date().isoformat()
    later = sum(one.metadata.available > today for one in indexed.searchable)
    if later:
        yield Paragraph(
            plural(
                "{count} of them is not shown before a date that staff gave.",
                "{count} of them are not shown before a date that staff gave.",
                later,
            )
        )


def _counted(
    publications: Sequence[Publication],
    caption: Message,
    heading: Message,
    key: Callable[[Publication], Iterable[Cell]],
) -> ReportTable:
    counts, pages = Counter[Cell](), Counter[Cell]()
    for publication in publications:
        for value in key(publication):
            counts[value] += 1
            pages[value] += publication.passage_count
    rows = sorted(counts, key=lambda value: (-counts[value], str(value)))[:MAX_ITEMS]
    return ReportTable(
        caption,
        (heading, message("Publications"), message("Pages or sections")),
        tuple((v, local_number(counts[v]), local_number(pages[v])) for v in rows),
        numbers=2,
    )


def _folders(publication: Publication) -> Iterable[Cell]:
    folder = str(PurePosixPath(publication.path).parent)
    return (message("(the folder itself)") if folder == "." else Verbatim(folder),)


def _languages(publication: Publication) -> Iterable[Cell]:
    return tuple(_language(code) for code in publication.metadata.languages) or (
        _language(UNDETERMINED),
    )


def _language(code: str) -> Cell:
    if code in INTERFACES:
        return INTERFACES[code].name
    return message("not known") if code == UNDETERMINED else code


def _types(publication: Publication) -> Iterable[Cell]:
    kind = publication.metadata.type
    return (_TYPES.get(kind.lower(), kind or message("not stated")),)


def _without_text(overview: CollectionOverview) -> Iterator[Block]:
    indexed = overview.indexed
    found = [one for one in indexed.searchable if one.passages_without_text] if indexed else []
    if found:
        yield Paragraph(
            message(
                "These pages hold no words that can be searched: pictures, empty pages, or scans "
                "that could not be recognised."
            )
        )
        rows = [
            (Verbatim(one.path), _page_numbers(one), local_number(len(one.passages_without_text)))
            for one in found
        ]
        yield ReportTable(
            message("Pages without text"),
            (message("File"), message("Pages"), message("How many")),
            tuple(rows[:MAX_ITEMS]),
            numbers=1,
        )


def _page_numbers(publication: Publication) -> str:
    numbers = publication.passages_without_text
    shown = ", ".join(map(str, numbers[:_MAX_PAGES]))
    return f"{shown} …" if len(numbers) > _MAX_PAGES else shown


def _proposals(overview: CollectionOverview) -> Iterator[Block]:
    indexed = overview.indexed
    if indexed is None or not (indexed.proposals or indexed.near_identical):
        return
    if indexed.proposals:
        yield Paragraph(
            message(
                "These files look like editions of one work. Where that is right, copy the last "
                "column into the row of the file in metadata.csv, column relation, and run update: "
                "readers then find them together."
            )
        )
        yield ReportTable(
            message("What could be related"),
            (message("File"), message("It looks like"), message("Column relation")),
            tuple(
                (
                    Verbatim(one.path),
                    message("a translation of {path}", path=one.other)
                    if one.kind is EditionRelation.TRANSLATION
                    else message("another version of {path}", path=one.other),
                    Verbatim(one.cell),
                )
                for one in indexed.proposals[:MAX_ITEMS]
            ),
        )
    if indexed.near_identical:
        items = [" = ".join(paths) for paths in indexed.near_identical]
        yield NameList(
            message("Files with almost the same text"),
            message("If they are one work, keep one of them, or relate them as above."),
            *_cut(items),
        )


def _held_back(overview: CollectionOverview) -> Iterator[Block]:
    indexed = overview.indexed
    if indexed is None or not indexed.held_back:
        return
    yield Paragraph(
        message(
            "Of these files something is not shown to readers, because their pages do not show it "
            "either. Whoever has the file itself can read it: audit the file before you give it to "
            "anybody."
        )
    )
    yield ReportTable(
        message("Not published"),
        (
            message("File"),
            message("Hidden words"),
            message("Names"),
            message("Places on a computer"),
            message("E-mail addresses"),
        ),
        tuple(
            (Verbatim(path), *_held_back_numbers(counts))
            for path, counts in list(indexed.held_back.items())[:MAX_ITEMS]
        ),
        numbers=4,
    )


def _held_back_numbers(counts: HeldBack) -> tuple[str, ...]:
    numbers = (counts.hidden_words, counts.names, counts.paths, counts.email_addresses)
    return tuple(map(local_number, numbers))


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
            "For a backup, copy the folder {corpus} and the file {withdrawn}: the one has the "
            "publications, the other what was withdrawn. Everything else can be made again.",
            corpus=str(overview.settings.corpus),
            withdrawn=str(overview.settings.withdrawals),
        )
    )


def _cut(items: Sequence[str]) -> tuple[tuple[str, ...], Message | None]:
    more = len(items) - MAX_ITEMS
    note = plural("… and {count} more", "… and {count} more", more) if more > 0 else None
    return tuple(items[:MAX_ITEMS]), note


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


_Maker = Callable[[CollectionOverview], Iterable[Block]]
_SECTIONS: Final[tuple[tuple[str, Message, _Maker], ...]] = (
    ("state", message("Where we are"), _state),
    ("problems", message("What needs attention"), _problems),
    ("changes", message("What changed"), _changes),
    ("contents", message("What is in the collection"), _contents),
    ("editions", message("What could be related"), _proposals),
    ("empty", message("Pages without text"), _without_text),
    ("held-back", message("What is not shown to readers"), _held_back),
    ("withdrawn", message("Withdrawn publications"), _withdrawn),
    ("storage", message("Disk and backup"), _storage),
)
