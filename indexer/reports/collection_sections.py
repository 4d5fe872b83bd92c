"""The sections of the report about the collection: what is in it, and what readers do not get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from indexer.engine.editions import EditionRelation
from indexer.languages import INTERFACES
from indexer.messages import Message, message, plural
from indexer.model import UNDETERMINED, HeldBack, Publication
from indexer.publication_types import PUBLICATION_TYPES
from indexer.reports.collection_overview import CollectionOverview
from indexer.reports.local_format import local_number
from indexer.reports.page_blocks import (
    MAX_ITEMS,
    Block,
    Cell,
    Paragraph,
    ReportTable,
    Verbatim,
    name_list,
)

_MAX_PAGES: Final = 30
"""Numbers of pages that are named of one file."""
_TYPE_LABELS: Final = {row.code: row.label for row in PUBLICATION_TYPES}


def show_contents(overview: CollectionOverview) -> Iterator[Block]:
    """Show how many publications there are, by folder, language and type."""
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
    return (_TYPE_LABELS.get(kind.lower(), kind or message("not stated")),)


def show_pages_without_text(overview: CollectionOverview) -> Iterator[Block]:
    """Show the pages that hold no words."""
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


def show_proposals(overview: CollectionOverview) -> Iterator[Block]:
    """Show the files that look like editions of one work."""
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
        yield name_list(
            message("Files with almost the same text"),
            message("If they are one work, keep one of them, or relate them as above."),
            items,
        )


def show_held_back(overview: CollectionOverview) -> Iterator[Block]:
    """Show what of the files is not shown to readers."""
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
