"""The system refuses a step: a full disk, a used quota, no descriptor, no permission."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import failpoints
from indexer.engine import extend_index, index_history, replace_index
from indexer.engine.port import Writer
from indexer.errors import AlunaError
from indexer.failpoints import Failpoint
from tests.contract import library
from tests.faults.engine_steps import ALL, CHANGES, check, found, settings_of
from tests.faults.kills import prepared, steps_of
from tests.faults.rounds import chosen

REASONS = {
    "a full disk": errno.ENOSPC,
    "a used quota": errno.EDQUOT,
    "no descriptor left": errno.EMFILE,
    "a disk that is read-only": errno.EROFS,
    "another owner": errno.EACCES,
    "a disk that fails": errno.EIO,
}
REFUSED = [place for place in Failpoint if place is not Failpoint.FINISH]
"""Steps that the system can refuse."""


@pytest.fixture(autouse=True)
def hook_ended() -> Iterator[None]:
    yield
    failpoints.on_failpoint(None)


def _refuse(reason: int, first: int, *, only: bool) -> None:
    """Have the system refuse the step with the number `first`, from 0, and unless it is the `only`
    one all after it.
    """
    passed = iter(range(1_000_000))

    def refuse(place: Failpoint) -> None:
        number = next(passed)
        if place in REFUSED and (number == first if only else number >= first):
            raise OSError(reason, os.strerror(reason))

    failpoints.on_failpoint(refuse)


def test_a_step_that_is_refused_is_an_error_and_the_index_is_one_or_the_other(
    tmp_path: Path,
) -> None:
    steps = [(name, number) for name in CHANGES for number in range(len(steps_of(name, tmp_path)))]
    for (name, number), reason, only in chosen(
        list(itertools.product(steps, REASONS, (True, False))), 8
    ):
        change, index = CHANGES[name], prepared(name, tmp_path)
        _refuse(REASONS[reason], number, only=only)
        try:
            change.act(settings_of(index))
            ended = "done"
        except AlunaError as error:
            ended = str(error)
        failpoints.on_failpoint(None)
        try:
            check(index, change.states[-1:] if ended == "done" else change.states)
        except AssertionError as error:
            error.add_note(f"{name}, step {number}, {reason}, {ended}")
            raise


# --- what is still possible on a full disk


def _remove(writer: Writer) -> None:
    writer.remove("miedo")


def _remove_most(writer: Writer) -> None:
    for one in ALL - {"ano"}:
        writer.remove(one)


FULL: dict[str, Callable[[Failpoint], bool]] = {
    "no room for a segment": lambda place: place is Failpoint.WRITE_SEGMENT,
    "no room once the segment is written": lambda place: place is Failpoint.SYNC_SEGMENT,
}


@pytest.mark.parametrize("full", FULL)
@pytest.mark.parametrize("remove", [_remove, _remove_most])
def test_something_can_be_removed_on_a_full_disk(
    remove: Callable[[Writer], None], full: str, tmp_path: Path
) -> None:
    """Where most is removed the rest would be merged, for which there is no room."""
    settings = settings_of(tmp_path / "index")
    library.build(settings)

    def refuse(place: Failpoint) -> None:
        if FULL[full](place):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    failpoints.on_failpoint(refuse)
    writer = extend_index(settings)
    remove(writer)
    writer.commit()
    failpoints.on_failpoint(None)
    expected = ALL - {"miedo"} if remove is _remove else {"ano"}
    assert found(settings.index) == expected
    extend_index(settings).commit()
    assert len(list(settings.index.glob("0001/*.arrays"))) <= 2
    assert found(settings.index) == expected


def test_what_undo_needs_gives_its_place_to_a_removal(tmp_path: Path) -> None:
    """Not a byte is free; only what is deleted makes room."""
    settings = settings_of(tmp_path / "index")
    library.build(settings)
    writer = extend_index(settings)
    writer.remove("fear")
    writer.commit()
    superseded = settings.index / "0001" / "undo_1.toc"

    def refuse(place: Failpoint) -> None:
        if place in (Failpoint.WRITE_FILE, Failpoint.WRITE_SEGMENT) and superseded.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    failpoints.on_failpoint(refuse)
    writer = extend_index(settings)
    writer.remove("miedo")
    writer.commit()
    assert found(settings.index) == ALL - {"fear", "miedo"}
    assert index_history(settings).generations()[0].undo_to is None


def test_what_a_failed_rebuild_left_is_cleared_away_before_anything_is_removed(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path / "index")
    library.build(settings)
    writer = replace_index(settings)
    library.write(writer, "largo")
    writer.save()
    writer.cancel()
    assert list(settings.index.glob("*.building"))
    holding = extend_index(settings)
    assert not list(settings.index.glob("*.building"))
    shutil.copytree(settings.index / "0001", settings.index / "0002.building")
    with pytest.raises(AlunaError):  # another one holds the lock: it may be its own
        extend_index(settings)
    assert list(settings.index.glob("*.building"))
    holding.cancel()
