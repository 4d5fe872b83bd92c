"""The way back: to the commit before the last run, and to an earlier generation."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from indexer.engine import extend_index, index_history, open_engine, replace_index
from indexer.engine.index_history import StepBack
from indexer.engine.port import Reader, Writer
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexLocked, IndexMissing, NoWayBack
from indexer.model import Metadata
from indexer.settings import Settings
from tests.contract import library
from tests.contract.library import LIBRARY, passages, record

ALL = frozenset(LIBRARY)


def _prepare_nothing(_: Reader) -> None:
    pass


def undo(settings: Settings) -> StepBack:
    return index_history(settings).undo(_prepare_nothing)


def rollback(settings: Settings, name: str = "") -> StepBack:
    return index_history(settings).rollback(name, _prepare_nothing)


def ids(reader: Reader) -> frozenset[str]:
    return frozenset(one.publication.id for one in reader.records())


def shown(settings: Settings) -> frozenset[str]:
    """What readers find, in an index that is in order."""
    engine = open_engine(settings)
    assert list(engine.verify()) == []
    found = engine.acquire().search(SearchRequest("", per_page=100)).hits
    engine.close()
    return frozenset(hit.publication.id for hit in found)


def run(settings: Settings, change: Callable[[Writer], None]) -> None:
    writer = extend_index(settings)
    change(writer)
    writer.commit()


def removing(*identifiers: str) -> Callable[[Writer], None]:
    def change(writer: Writer) -> None:
        for one in identifiers:
            writer.remove(one)

    return change


def with_title(title: str) -> Callable[[Writer], None]:
    def change(writer: Writer) -> None:
        metadata = replace(LIBRARY["miedo"][0], title=title)
        texts = ("Un texto que es otro.",)
        writer.put(record("miedo", metadata, texts), passages(metadata, texts))

    return change


def test_undo_brings_the_commit_before_and_once_more_takes_that_back(settings: Settings) -> None:
    library.build(settings)
    run(settings, removing("miedo", "fear"))
    step = undo(settings)
    assert shown(settings) == ALL
    assert (step.returned, step.gone) == (("fear.pdf", "miedo.pdf"), ())
    assert step.left is not None
    assert (step.left.publications, step.now.publications) == (len(ALL) - 2, len(ALL))
    assert undo(settings).gone == ("fear.pdf", "miedo.pdf")
    assert shown(settings) == ALL - {"miedo", "fear"}
    assert undo(settings).name == index_history(settings).live_commit()


def test_undo_brings_back_text_that_was_replaced_and_merged_away(settings: Settings) -> None:
    library.build(settings)
    for title in ("Uno", "Dos", "Tres"):
        run(settings, with_title(title))
    undo(settings)
    publication = open_engine(settings).acquire().publication("miedo")
    assert publication is not None
    assert publication.metadata.title == "Dos"
    run(settings, removing(*ALL - {"ano"}))  # everything is merged
    undo(settings)
    assert shown(settings) == ALL


def test_undo_takes_back_a_whole_run_however_often_it_has_saved(settings: Settings) -> None:
    library.build(settings)

    def change(writer: Writer) -> None:
        writer.remove("miedo")
        writer.save()
        assert "miedo" not in shown(settings)
        writer.remove("fear")
        writer.save()
        library.write(writer, "memoria")

    run(settings, change)
    assert shown(settings) == ALL - {"miedo", "fear"}
    undo(settings)
    assert shown(settings) == ALL


def test_a_commit_after_an_undo_can_be_undone_too(settings: Settings) -> None:
    library.build(settings)
    run(settings, removing("miedo"))
    undo(settings)
    run(settings, removing("fear"))
    undo(settings)
    assert shown(settings) == ALL


def test_readers_follow_and_those_in_use_stay(settings: Settings) -> None:
    library.build(settings)
    run(settings, removing("miedo"))
    engine = open_engine(settings)
    before = engine.acquire()
    undo(settings)
    assert not engine.is_current()
    engine.refresh()
    assert engine.acquire().publication("miedo") is not None
    assert before.publication("miedo") is None
    library.build(settings)
    engine.refresh()
    rebuilt = engine.acquire().generation
    rollback(settings)
    engine.refresh()
    assert engine.acquire().generation.split(".")[0] < rebuilt


@pytest.mark.parametrize("back", [undo, rollback])
def test_where_there_is_nothing_to_go_back_to_that_is_said_and_nothing_changes(
    settings: Settings, back: Callable[[Settings], StepBack]
) -> None:
    with pytest.raises(IndexMissing):
        back(settings)
    assert not settings.index.exists()
    library.build(settings)
    before = index_history(settings).live_commit()
    with pytest.raises(NoWayBack):
        back(settings)
    assert index_history(settings).live_commit() == before
    writer = extend_index(settings)
    with pytest.raises(IndexLocked):
        back(settings)
    writer.cancel()


def test_rollback_changes_between_generations(settings: Settings) -> None:
    library.build(settings)
    writer = replace_index(settings)
    library.write(writer, "miedo")
    second = writer.commit().split(".")[0]
    assert rollback(settings).returned == tuple(f"{one}.pdf" for one in sorted(ALL - {"miedo"}))
    assert shown(settings) == ALL
    with pytest.raises(NoWayBack, match="live one already"):
        rollback(settings, index_history(settings).live_commit().split(".")[0])
    with pytest.raises(NoWayBack, match=r"no generation \.\./etc"):
        rollback(settings, "../etc")
    rollback(settings, second)
    assert shown(settings) == {"miedo"}


def test_a_rebuild_after_a_rollback_keeps_the_good_one_and_not_the_rejected_one(
    settings: Settings,
) -> None:
    library.build(settings)
    replace_index(settings).commit()  # the rejected one: it is empty
    rollback(settings)
    library.build(settings)
    listed = index_history(settings).generations()
    counts = [one.commit.publications for one in listed if one.commit is not None]
    assert counts == [len(ALL), len(ALL)]
    assert [one.is_live for one in listed] == [False, True]
    rollback(settings)
    assert shown(settings) == ALL


def test_the_list_has_each_generation_with_its_counts_and_what_undo_goes_back_to(
    settings: Settings,
) -> None:
    library.build(settings)
    run(settings, removing("largo"))
    writer = replace_index(settings)
    library.write(writer, "miedo")
    failed = replace(record("roto", Metadata(title="miedo"), ()), searchable=False)
    writer.put(failed, ())
    writer.commit()
    first, second = index_history(settings).generations()
    assert (first.is_live, second.is_live) == (False, True)
    assert first.commit is not None
    assert first.undo_to is not None
    assert first.undo_to.publications - first.commit.publications == 1
    assert first.undo_to.passages - first.commit.passages == len(LIBRARY["largo"][1])
    assert first.undo_to.made <= first.commit.made
    assert second.commit is not None
    assert (second.commit.publications, second.commit.passages, second.undo_to) == (1, 3, None)
    assert second.commit.name == index_history(settings).live_commit()


def test_what_is_gone_back_to_is_prepared_before_readers_get_it(settings: Settings) -> None:
    library.build(settings)
    run(settings, removing("miedo"))
    library.build(settings)
    history = index_history(settings)

    def refuse(reader: Reader) -> None:
        assert ids(reader) == ALL - {"miedo"}
        assert shown(settings) == ALL
        raise RuntimeError

    with pytest.raises(RuntimeError):
        history.rollback("", refuse)
    assert shown(settings) == ALL


# --- what a long run saves


def test_a_first_index_is_published_when_a_part_is_saved(settings: Settings) -> None:
    writer = replace_index(settings)
    library.write(writer, "miedo")
    writer.save()
    assert shown(settings) == {"miedo"}
    library.write(writer, "fear")
    writer.save()
    assert shown(settings) == {"miedo", "fear"}
    library.write(writer, "ano")
    writer.cancel()
    assert shown(settings) == {"miedo", "fear"}
    [only] = index_history(settings).generations()
    assert only.commit is not None
    assert not only.commit.is_complete
    run(settings, lambda writer: library.write(writer, "ano"))
    assert shown(settings) == {"miedo", "fear", "ano"}


def test_what_replaces_a_live_index_is_published_as_a_whole_and_gone_on_with(
    settings: Settings,
) -> None:
    library.build(settings)
    writer = replace_index(settings)
    library.write(writer, "miedo", "fear")
    writer.save()
    library.write(writer, "ano")
    assert shown(settings) == ALL
    writer.cancel()
    assert index_history(settings).has_saved_part()
    writer = replace_index(settings)
    assert ids(writer.before) == {"miedo", "fear"}
    assert len(writer.before.passages("miedo")) == 3
    library.write(writer, "ano")
    writer.remove("fear")
    writer.commit()
    assert shown(settings) == {"miedo", "ano"}
    assert not index_history(settings).has_saved_part()
    with pytest.raises(NoWayBack):  # the half of it was never an index
        undo(settings)


@pytest.mark.parametrize("change", ["options", "another generation"])
def test_a_part_that_belongs_to_something_else_is_dropped(settings: Settings, change: str) -> None:
    library.build(settings)
    library.build(settings)
    writer = replace_index(settings, "before")
    library.write(writer, "miedo")
    writer.save()
    writer.cancel()
    if change == "another generation":
        rollback(settings)
    writer = replace_index(settings, "after" if change == "options" else "before")
    assert ids(writer.before) == frozenset()
    writer.cancel()
    assert not index_history(settings).has_saved_part()


def test_a_run_that_extends_the_live_index_clears_the_part_away(settings: Settings) -> None:
    library.build(settings)
    writer = replace_index(settings)
    library.write(writer, "miedo")
    writer.save()
    writer.cancel()
    run(settings, removing("ano"))
    assert not index_history(settings).has_saved_part()


# --- any order of events


class _Model:
    """What must be found after any sequence of runs, undone and rolled back."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.chance = random.Random(seed)
        library.build(settings)
        self.now = ALL
        self.before: frozenset[str] | None = None
        self.other: tuple[frozenset[str], frozenset[str] | None] | None = None

    def extend(self, *, is_committed: bool) -> None:
        writer, state = extend_index(self.settings), self.now
        saved: frozenset[str] | None = None
        names = list(ALL)
        self.chance.shuffle(names)
        for name in names[: self.chance.randint(1, 5)]:
            if self.chance.random() < 0.6:
                writer.remove(name)
                state -= {name}
            else:
                library.write(writer, name)
                state |= {name}
            if self.chance.random() < 0.2:
                writer.save()
                saved = state
                assert self.shown() == state
        if not is_committed:
            writer.cancel()
            if saved is not None:
                self.now, self.before = saved, self.now
            return
        writer.commit()
        self.now, self.before = state, self.now

    def replace(self) -> None:
        writer = replace_index(self.settings)
        kept = frozenset(name for name in ALL if self.chance.random() < 0.7) | {"ano"}
        library.write(writer, *sorted(kept))
        writer.commit()
        self.now, self.before, self.other = kept, None, (self.now, self.before)

    def undo(self) -> None:
        if self.before is None:
            with pytest.raises(NoWayBack):
                undo(self.settings)
            return
        undo(self.settings)
        self.now, self.before = self.before, self.now

    def rollback(self) -> None:
        if self.other is None:
            return
        [to] = [one.name for one in index_history(self.settings).generations() if not one.is_live]
        rollback(self.settings, to)
        (self.now, self.before), self.other = self.other, (self.now, self.before)

    def shown(self) -> frozenset[str]:
        return shown(self.settings)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_sequence_readers_find_what_the_last_step_says(
    settings: Settings, seed: int
) -> None:
    model = _Model(settings, seed)
    steps: dict[str, Callable[[], None]] = {
        "a run": lambda: model.extend(is_committed=True),
        "a run that fails": lambda: model.extend(is_committed=False),
        "a rebuild": model.replace,
        "undo": model.undo,
        "rollback": model.rollback,
    }
    done: list[str] = []
    for _ in range(14):
        done.append(model.chance.choices(list(steps), [4, 2, 1, 4, 2])[0])
        steps[done[-1]]()
        assert model.shown() == model.now, done
