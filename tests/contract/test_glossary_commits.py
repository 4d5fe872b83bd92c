"""The glossary that a commit has: stored, kept, replaced, taken back, and in no reader twice."""

from __future__ import annotations

import pytest

from indexer.engine import extend_index, index_history, open_engine, replace_index
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary, GlossaryForm
from indexer.errors import IndexDamaged
from indexer.model import Hidden
from indexer.settings import Settings
from tests.contract import library


def glossary(*pairs: tuple[str, str]) -> Glossary:
    return Glossary(
        tuple(
            Concept((GlossaryForm(es, "es"), GlossaryForm(en, "en")), note="revisado")
            for es, en in pairs
        )
    )


FIRST = glossary(("miedo", "fear"))
SECOND = glossary(("miedo", "fear"), ("memoria", "memory"))


def stored(settings: Settings) -> Glossary:
    engine = open_engine(settings)
    assert list(engine.verify()) == []
    found = engine.acquire().glossary
    engine.close()
    return found


def put(settings: Settings, new: Glossary) -> None:
    writer = extend_index(settings)
    writer.put_glossary(new)
    writer.commit()


def test_an_index_has_none_until_it_gets_one_which_stays(settings: Settings) -> None:
    library.build(settings)
    assert stored(settings) == NO_GLOSSARY
    put(settings, FIRST)
    assert stored(settings) == FIRST
    writer = extend_index(settings)
    writer.remove("miedo")
    writer.commit()
    assert stored(settings) == FIRST
    put(settings, NO_GLOSSARY)
    assert stored(settings) == NO_GLOSSARY


def test_a_cancelled_change_leaves_the_one_before(settings: Settings) -> None:
    library.build(settings)
    put(settings, FIRST)
    writer = extend_index(settings)
    writer.put_glossary(SECOND)
    assert writer.before.glossary == FIRST
    writer.cancel()
    assert stored(settings) == FIRST


def test_undo_and_rollback_bring_back_the_one_of_then(settings: Settings) -> None:
    library.build(settings)
    put(settings, FIRST)
    put(settings, SECOND)
    history = index_history(settings)
    history.undo(lambda reader: None)
    assert stored(settings) == FIRST
    history.undo(lambda reader: None)
    assert stored(settings) == SECOND
    library.build(settings)
    assert stored(settings) == NO_GLOSSARY
    history.rollback("", lambda reader: None)
    assert stored(settings) == SECOND


def test_what_a_new_generation_has_saved_has_it_too(settings: Settings) -> None:
    writer = replace_index(settings)
    writer.put_glossary(FIRST)
    library.write(writer, "miedo")
    writer.save()
    assert stored(settings) == FIRST
    writer.cancel()


def test_a_reader_keeps_the_one_of_its_commit_and_hiding_changes_nothing(
    settings: Settings,
) -> None:
    library.build(settings)
    put(settings, FIRST)
    engine = open_engine(settings)
    before = engine.acquire()
    put(settings, SECOND)
    engine.refresh()
    assert (before.glossary, engine.acquire().glossary) == (FIRST, SECOND)
    hidden = Hidden(frozenset({"miedo"}))
    assert engine.acquire(hidden).glossary is engine.acquire().glossary
    engine.close()


def test_a_changed_byte_in_it_is_damage(settings: Settings) -> None:
    library.build(settings)
    put(settings, FIRST)
    [damaged] = [
        p for p in settings.index.rglob("*") if p.is_file() and b"revisado" in p.read_bytes()
    ]
    damaged.write_bytes(damaged.read_bytes().replace(b"fear", b"year"))
    with pytest.raises(IndexDamaged):
        open_engine(settings)


def test_notes_are_for_staff_only() -> None:
    assert [one.note for one in SECOND.without_notes().concepts] == ["", ""]
    assert list(SECOND.without_notes().matches(["miedo"], 0))
