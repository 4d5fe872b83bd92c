"""What the engine's faults are tried on: everything that changes an index, and what readers may
find before, meanwhile and after.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.engine import extend_index, index_history, open_engine, replace_index
from indexer.engine.embedded.format import generations
from indexer.engine.port import Reader, Writer
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexMissing
from indexer.settings import Settings, load_settings
from tests.contract import library
from tests.contract.library import LIBRARY

Found = frozenset[str]

ALL: Final = frozenset(LIBRARY)
REST: Final = ALL - {"miedo"}
SMALL: Final = ALL - {"largo", "memoria"}
NOTHING: Final[Found] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changes an index.

    `states` are what readers find, in this order, from before to after; `prepare` makes what it is
    done to.
    """

    prepare: Callable[[Settings], None]
    act: Callable[[Settings], None]
    states: tuple[Found, ...]


def settings_of(index: Path) -> Settings:
    return load_settings({"index": index}, {})


def found(index: Path) -> Found:
    """What readers find in an index that is in order; nothing where there is none."""
    try:
        engine = open_engine(settings_of(index))
    except IndexMissing:
        return NOTHING
    try:
        assert list(engine.verify()) == []
        hits = engine.acquire().search(SearchRequest("", per_page=100)).hits
        return frozenset(hit.publication.id for hit in hits)
    finally:
        engine.close()


def check(index: Path, allowed: tuple[Found, ...]) -> None:
    """The index has one of these states, and can be changed as if nothing had happened."""
    state = found(index)
    assert state in allowed, sorted(state)
    settings = settings_of(index)
    if not state:
        library.build(settings)
    writer = extend_index(settings)
    writer.remove("ano")
    writer.commit()
    assert found(index) == (state or ALL) - {"ano"}
    assert not [path for path in index.iterdir() if "." in path.name]  # what was unfinished
    folder = generations.live(index)
    table = generations.newest_table(folder)
    assert table.undo_to is not None
    commits = {table, generations.read_toc(folder, table.undo_to)}
    needed = {one.path(folder).name for commit in commits for one in commit.segments}
    assert {path.name for path in folder.glob("*.arrays")} == needed


def check_undo(index: Path) -> None:
    """The change that `check` has made can be taken back."""
    before = found(index)
    assert index_history(settings_of(index)).undo(_prepare_nothing).gone == ()
    assert found(index) >= before


def _prepare_nothing(_: Reader) -> None:
    pass


def _nothing(_: Settings) -> None:
    pass


def _build_twice(settings: Settings) -> None:
    library.build(settings)
    _replace(settings, SMALL)


def _shorten(settings: Settings) -> None:
    library.build(settings)
    _extend(settings)


def _replace(settings: Settings, names: Found = REST) -> None:
    writer = replace_index(settings)
    library.write(writer, *sorted(names))
    writer.commit()


def _change(writer: Writer) -> None:
    writer.remove("miedo")
    library.write(writer, "memoria")


def _extend(settings: Settings) -> None:
    writer = extend_index(settings)
    _change(writer)
    writer.commit()


def _extend_and_save(settings: Settings) -> None:
    writer = extend_index(settings)
    _change(writer)
    writer.save()
    writer.remove("largo")
    writer.save()
    library.write(writer, "ano")
    writer.commit()


def _build_and_save(settings: Settings) -> None:
    writer = replace_index(settings)
    library.write(writer, "miedo")
    writer.save()
    library.write(writer, "fear")
    writer.save()
    library.write(writer, *sorted(ALL - {"miedo", "fear"}))
    writer.commit()


def _leave_a_part(settings: Settings) -> None:
    library.build(settings)
    writer = replace_index(settings)
    library.write(writer, "miedo")
    writer.save()
    writer.cancel()


def _go_on(settings: Settings) -> None:
    writer = replace_index(settings)
    library.write(writer, *sorted(SMALL - {"miedo"}))
    writer.commit()


def _leave_rubbish(settings: Settings) -> None:
    library.build(settings)
    shutil.copytree(settings.index / "0001", settings.index / "0002.building")
    (settings.index / "0000.removing").mkdir()
    (settings.index / "0000.removing" / "MAIN_0a.arrays").write_bytes(b"x")


def _undo(settings: Settings) -> None:
    index_history(settings).undo(_prepare_nothing)


def _rollback(settings: Settings) -> None:
    index_history(settings).rollback("", _prepare_nothing)


def _remove_old(settings: Settings) -> None:
    _replace(settings, REST)


PARTS: Final = (NOTHING, frozenset({"miedo"}), frozenset({"miedo", "fear"}), ALL)
CHANGES: Final[Mapping[str, Change]] = {
    "a commit": Change(library.build, _extend, (ALL, REST)),
    "a commit after saving twice": Change(
        library.build, _extend_and_save, (ALL, REST, REST - {"largo"}, REST - {"largo"})
    ),
    "a first index": Change(_nothing, library.build, (NOTHING, ALL)),
    "a first index that is saved twice": Change(_nothing, _build_and_save, PARTS),
    "a rebuild": Change(library.build, _replace, (ALL, REST)),
    "a third generation": Change(_build_twice, _remove_old, (SMALL, REST)),
    "a rebuild that goes on": Change(_leave_a_part, _go_on, (ALL, SMALL)),
    "a commit that clears up": Change(_leave_rubbish, _extend, (ALL, REST)),
    "undo": Change(_shorten, _undo, (REST, ALL)),
    "rollback": Change(_build_twice, _rollback, (SMALL, ALL)),
}
"""By what it is called in the names of tests."""
