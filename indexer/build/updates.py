"""Updates the index, builds it anew, or says what an update would do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from indexer import corpus, extract
from indexer.build.update_report import (
    UpdatePreview,
    UpdateProgress,
    UpdateReport,
    changes_of,
    glossary_change,
)
from indexer.build.update_run import UpdateRun
from indexer.corpus import Removals
from indexer.engine import extend_index, index_history, open_previous, replace_index
from indexer.engine.glossary import NO_GLOSSARY
from indexer.engine.port import Reader
from indexer.engine.transaction import Transaction
from indexer.errors import IndexMissing, IndexOutdated, IndexUnusable, StaffMustDecide
from indexer.messages import message
from indexer.model import Record
from indexer.run_progress import ProgressFile
from indexer.settings import Settings
from indexer.tasks.extract_files import reader_names

OnProgress = Callable[[UpdateProgress], None]


def _ignore(_: UpdateProgress) -> None:
    """What is done about progress that nobody follows."""


def update(
    settings: Settings,
    on_progress: OnProgress = _ignore,
    removals: Removals = Removals.DOUBTED,
) -> UpdateReport:
    """Bring the index up to date with the corpus; builds a new one if there is no usable one.

    Raises:
        RemovalsDoubted: something would be lost, perhaps by accident.
        CorpusMissing, IndexDamaged, IndexLocked, MachineError
    """
    started = time.monotonic()
    try:
        writer = extend_index(settings, extract.VERSION)
    except (IndexMissing, IndexOutdated):
        return rebuild(settings, on_progress, removals)
    with Transaction(writer) as transaction:
        run = UpdateRun(settings, transaction, on_progress, writer.before, removals)
        run.index()
        if not run.wrote:
            return run.report(started, writer.before.generation)
        return run.finish(started)


def rebuild(
    settings: Settings,
    on_progress: OnProgress = _ignore,
    removals: Removals = Removals.DOUBTED,
) -> UpdateReport:
    """Read the whole corpus into a new generation, verify it, and make it the live one. What a run
    has saved of it that was stopped is not read again.

    Raises:
        RemovalsDoubted: something would be lost, perhaps by accident.
        CorpusMissing, IndexDamaged, IndexLocked, MachineError
    """
    started = time.monotonic()
    with (
        Transaction(replace_index(settings, extract.VERSION)) as transaction,
        ProgressFile(settings.run_progress) as file,
    ):

        def on_step(step: UpdateProgress) -> None:
            file.write(step.done, step.total)
            on_progress(step)

        with _previous(settings) as previous:
            run = UpdateRun(settings, transaction, on_step, previous, removals)
            run.index()
            if previous is None and run.is_empty and removals is Removals.DOUBTED:
                _refuse_to_forget(settings)
        return run.finish(started)


def _refuse_to_forget(settings: Settings) -> None:
    """Refuse to replace an index that cannot be read by an empty one."""
    with suppress(IndexMissing):
        if any(one.is_live for one in index_history(settings).generations()):
            raise StaffMustDecide(
                message(
                    "Nothing was published: the corpus folder is empty, and the index cannot be "
                    "read."
                )
            )


def preview(settings: Settings) -> UpdatePreview:
    """What `update` would do now, as far as it is known before files are read; writes nothing.

    Raises:
        CorpusMissing, IndexDamaged
    """
    records: list[Record] = []
    removed: list[Record] = []
    glossary = NO_GLOSSARY
    try:
        engine = open_previous(settings)
    except IndexMissing:
        pass
    else:
        with closing(engine):
            reader = engine.acquire()
            records, removed = list(reader.records()), list(reader.removed())
            glossary = reader.glossary
    plan = corpus.plan(settings, records, reader_names(settings), removed, glossary=glossary)
    changes = [change for item in plan.items for change in changes_of(item, item.record)]
    terms = glossary_change(glossary, plan.glossary)
    return UpdatePreview(tuple(changes), plan.losses, plan.problems, terms)


@contextmanager
def _previous(settings: Settings) -> Iterator[Reader | None]:
    """A reader of what is live, also if it is of an earlier format; None if it cannot be read."""
    with ExitStack() as opened:
        reader = None
        with suppress(IndexUnusable):
            engine = opened.enter_context(closing(open_previous(settings)))
            found = engine.acquire()
            list(found.records())  # damage is perhaps why it is made anew
            reader = found
        yield reader
