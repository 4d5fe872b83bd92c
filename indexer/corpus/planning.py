"""Compares the corpus with the records of the index and plans what to do, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.corpus.doubt import Removals, doubted_removals
from indexer.corpus.glossary_file import read_glossary
from indexer.corpus.html_yaml import Selectors, reader_with
from indexer.corpus.identifier_choice import Identifiers
from indexer.corpus.known_records import KnownRecords
from indexer.corpus.planned_file import FileState, PlannedFile, item_as_before, paths_of
from indexer.corpus.staff_metadata import MetadataLocation, StaffMetadata
from indexer.corpus.staff_notes import StaffNotes, staff_notes
from indexer.corpus.walk import FoundFile, Walk, digest, walk
from indexer.engine.glossary import NO_GLOSSARY, Glossary
from indexer.file_problems import Loss, Problem, ProblemKind
from indexer.media import kind_of_path
from indexer.model import Metadata, ReaderNames, Record
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """All publications in order of path, and the problems that are in no publication's record.

    `relations` maps the identifier of an item to where staff wrote its relations. `losses` are what
    staff must decide about before anything is done. `glossary` is the one to be used.
    """

    items: tuple[PlannedFile, ...]
    problems: tuple[Problem, ...]
    relations: Mapping[str, MetadataLocation]
    losses: tuple[Loss, ...] = ()
    glossary: Glossary = NO_GLOSSARY


def plan(
    settings: Settings,
    records: Iterable[Record],
    readers: ReaderNames,
    removed: Iterable[Record] = (),
    removals: Removals = Removals.DOUBTED,
    glossary: Glossary = NO_GLOSSARY,
) -> Plan:
    """Compare the corpus with `records`; `readers` name the current versions and options.

    A file is hashed only if its path, size or time is not in the records. What is known of files
    that exist but cannot be opened now is kept. `removed` are the records of publications that were
    removed lately: one that is back gets back what staff wrote about it. Metadata that is missing
    stays unless staff have accepted that it goes; and so does `glossary`, the one that was read
    last.

    Raises:
        CorpusMissing: the corpus folder cannot be read.
    """
    found = walk(settings.corpus)
    staff, selectors = StaffMetadata(found, settings), Selectors(found)
    terms = read_glossary(found, settings, glossary, removals)
    known, past = KnownRecords(records), KnownRecords(removed)
    contents = _contents(found, known)
    kept = known.take_unreadable(found, contents)
    items = _kept_items(found, kept)
    identifiers = Identifiers(contents, kept)
    described = []
    for sha256, files in contents.items():
        record = known.take(sha256, files, contents)
        returned = None if record is not None else past.take(sha256, files, contents)
        before = record or _as_described(returned, sha256)
        notes = staff_notes(staff, [file.path for file in files], before, removals)
        identifiers.reserve(sha256, record, notes)
        described.append((sha256, record, returned, notes))
    relations: dict[str, MetadataLocation] = {}
    problems: list[Problem] = []
    for sha256, record, returned, notes in described:
        id, notes = identifiers.choose(sha256, record, notes)
        item = _new_item(id, sha256, contents[sha256], notes, readers)
        item = replace(
            item, record=record, returned=returned, former_ids=_former_ids(record or returned, id)
        )
        item = _with_selectors(item, selectors)
        items.append(replace(item, state=_state(item)))
        problems += notes.problems(item.paths[0])
        relations[id] = staff.relations_of(item.paths)
    gone = known.remaining()
    items += [item_as_before(record, FileState.REMOVED) for record in gone]
    items.sort(key=lambda item: (item.paths[0], item.id))
    problems += [*found.problems, *staff.problems, *selectors.problems, *identifiers.problems]
    problems += terms.problems
    problems.sort(key=lambda problem: problem.path)
    losses = doubted_removals(gone, {file.path for file in found.files})
    losses += [loss for *_, notes in described for loss in notes.lost]
    losses.sort(key=lambda loss: loss.path)
    return Plan(tuple(items), tuple(problems), relations, tuple(losses), terms.glossary)


def _as_described(returned: Record | None, sha256: str) -> Record | None:
    """The record of a publication that is back, with what was written about these bytes.

    Other bytes under its path have its address, but perhaps not its title.
    """
    if returned is None or returned.publication.sha256 == sha256:
        return returned
    return replace(returned, staff=Metadata(identifier=returned.staff.identifier))


def _contents(found: Walk, known: KnownRecords) -> dict[str, list[FoundFile]]:
    """Hash -> the files with that content: those that are no links first, in order of path.

    So a publication is at the place of its file, and stays there when the link goes.
    """
    contents: dict[str, list[FoundFile]] = {}
    for file in found.files:
        if not file.size and known.is_searchable(file.path):
            # Nothing is in it that could take the place of what was there before.
            found.unreadable_paths.add(file.path)
            found.report(ProblemKind.EMPTY_FILE, file.path)
            continue
        try:
            sha256 = known.sha256(file) or digest(file)
        except OSError as error:
            found.add_unreadable(file.path, error)
            continue
        if sha256 is None:
            found.unreadable_paths.add(file.path)
            found.report(ProblemKind.CHANGING, file.path)
        else:
            contents.setdefault(sha256, []).append(file)
    return contents


def _kept_items(found: Walk, kept: Iterable[Record]) -> list[PlannedFile]:
    """The items of publications whose files cannot be read now; notes what staff must know."""
    changing = {one.path for one in found.problems if one.kind is ProblemKind.CHANGING}
    items, reported = [], set[str]()
    for record in kept:
        path = next(filter(None, map(found.unreadable_part, paths_of(record))))
        if record.searchable and path not in changing | reported:
            reported.add(path)
            found.report(ProblemKind.LAST_TEXT_KEPT, path)
        state = FileState.UNREADABLE if record.searchable else FileState.UNCHANGED
        items.append(item_as_before(record, state))
    return items


def _new_item(
    id: str, sha256: str, files: list[FoundFile], notes: StaffNotes, readers: ReaderNames
) -> PlannedFile:
    """The files with this content, as if nothing were known of them."""
    return PlannedFile(
        id=id,
        state=FileState.NEW,
        paths=tuple(file.path for file in files),
        sha256=sha256,
        size=files[0].size,
        mtimes_ns=tuple(file.mtime_ns for file in files),
        staff=notes.metadata,
        record=None,
        readers=readers,
        remembered=notes.remembered,
        described_in=notes.described_in,
        row_path=notes.row_path,
        place=files[0].place,
    )


def _former_ids(before: Record | None, identifier: str) -> tuple[str, ...]:
    """The identifiers that a publication had before, without the one that it has now."""
    if before is None:
        return ()
    known = dict.fromkeys((*before.former_ids, before.publication.id))
    return tuple(one for one in known if one != identifier)


def _with_selectors(item: PlannedFile, selectors: Selectors) -> PlannedFile:
    """The item with the selectors that apply to it.

    One that was read before keeps its reader while the selectors have mistakes, so that a typo does
    not change what is indexed.
    """
    path, record = item.paths[0], item.record
    kind = kind_of_path(path)
    if kind is None or not kind.web_page:
        return item
    own = selectors.of(path)
    reader = reader_with(item.readers.text, own)
    if record is not None and selectors.have_mistakes(path) and not _is_changed(item, record):
        is_current = record.reader.startswith(item.readers.text)
        reader = record.reader if is_current else reader
    return replace(item, readers=ReaderNames(reader, reader), selectors=own)


def _is_changed(item: PlannedFile, record: Record) -> bool:
    """Whether its bytes or declared languages differ, so that it is read again in any case."""
    before = record.publication.sha256, record.staff.languages
    return before != (item.sha256, item.staff.languages)


def _state(item: PlannedFile) -> FileState:
    record = item.record
    if record is None:
        return FileState.NEW
    publication, replacement = record.publication, record.replacement
    if not _is_read(item, record):
        return FileState.CHANGED if record.searchable else FileState.RETRY
    if replacement is not None and publication.sha256 == item.sha256:
        return FileState.RESTORED
    if paths_of(record) != item.paths:
        return FileState.MOVED
    before = publication.id, record.former_ids, record.staff, record.remembered
    sources = record.described_in, record.row_path
    now = item.id, item.former_ids, item.staff, item.remembered
    if (before, sources) != (now, (item.described_in, item.row_path)):
        return FileState.METADATA_CHANGED
    return FileState.UNCHANGED if replacement is None else FileState.LOST


def _is_read(item: PlannedFile, record: Record) -> bool:
    """Whether the current reader has read what is there now, or has tried to."""
    tried = record.publication.sha256, record.reader
    if record.replacement is not None and record.replacement.sha256 == item.sha256:
        tried = item.sha256, record.replacement.reader
    sha256, reader = tried
    if any(problem.kind.temporary for problem in record.problems):
        return False
    current = (item.readers.text, item.readers.pictures)
    same_languages = record.staff.languages == item.staff.languages
    return sha256 == item.sha256 and reader in current and same_languages
