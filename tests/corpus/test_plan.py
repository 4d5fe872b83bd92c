from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.corpus import planning
from indexer.corpus.walk import FoundFile, digest
from indexer.model import Metadata, Record
from tests.corpus.conftest import READER, Corpus, kinds

Change = Callable[[Corpus], object]


def _touch(corpus: Corpus) -> None:
    os.utime(corpus.root / "a.pdf", ns=(1, 1))


def _rename(corpus: Corpus) -> None:
    (corpus.root / "a.pdf").rename(corpus.root / "z.pdf")


def _swap(corpus: Corpus) -> None:
    a, b = corpus.root / "a.pdf", corpus.root / "b.pdf"
    a.rename(corpus.root / "c.pdf")
    b.rename(a)
    (corpus.root / "c.pdf").rename(b)


def _replace_after_rename(corpus: Corpus) -> None:
    _rename(corpus)
    corpus.write("a.pdf", "other")


def _rename_and_describe(corpus: Corpus) -> None:
    _rename(corpus)
    corpus.write("metadata.csv", "file,title\nz.pdf,Claves\n")


CHANGES: dict[str, tuple[Change, dict[str, str]]] = {
    "nothing": (lambda corpus: None, {"a.pdf": "unchanged", "b.pdf": "unchanged"}),
    "only times": (_touch, {"a.pdf": "unchanged", "b.pdf": "unchanged"}),
    "other bytes": (
        lambda corpus: corpus.write("a.pdf", "other"),
        {"a.pdf": "changed", "b.pdf": "unchanged"},
    ),
    "another file": (
        lambda corpus: corpus.write("c.pdf", "c"),
        {"a.pdf": "unchanged", "b.pdf": "unchanged", "c.pdf": "new"},
    ),
    "a copy": (
        lambda corpus: corpus.write("copy.pdf", "a"),
        {"a.pdf": "moved", "b.pdf": "unchanged"},
    ),
    "a rename": (_rename, {"b.pdf": "unchanged", "z.pdf": "moved"}),
    "names swapped": (_swap, {"a.pdf": "moved", "b.pdf": "moved"}),
    "a rename, and another in its place": (
        _replace_after_rename,
        {"a.pdf": "new", "b.pdf": "unchanged", "z.pdf": "moved"},
    ),
    "a removal": (
        lambda corpus: (corpus.root / "a.pdf").unlink(),
        {"a.pdf": "removed", "b.pdf": "unchanged"},
    ),
    "a title": (
        lambda corpus: corpus.write("metadata.csv", "file,title\na.pdf,Claves\n"),
        {"a.pdf": "metadata_changed", "b.pdf": "unchanged"},
    ),
    "an identifier": (
        lambda corpus: corpus.write("a.pdf.yaml", "identifier: claves-2014"),
        {"a.pdf": "metadata_changed", "b.pdf": "unchanged"},
    ),
    "a language": (
        lambda corpus: corpus.write("a.pdf.yaml", "language: es"),
        {"a.pdf": "changed", "b.pdf": "unchanged"},
    ),
    "a rename and a title": (_rename_and_describe, {"b.pdf": "unchanged", "z.pdf": "moved"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_gives_each_file_its_state(change: str, corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("b.pdf", "b")
    assert corpus.index().problems == ()
    make, expected = CHANGES[change]
    make(corpus)
    assert corpus.states() == expected
    corpus.index()
    assert set(corpus.states().values()) == {"unchanged"}, "the next run has nothing to do"


def test_bytes_that_nobody_holds_any_more_are_removed_though_the_path_is_there(
    corpus: Corpus,
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("b.pdf", "b")
    corpus.index()
    corpus.write("a.pdf", "b")
    found = {(i.state.value, i.paths) for i in corpus.plan().items}
    assert found == {("moved", ("a.pdf", "b.pdf")), ("removed", ("a.pdf",))}


def test_a_changed_file_carries_the_record_that_must_go(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.index()
    corpus.write("a.pdf", "other")
    item = corpus.one()
    assert item.record == corpus.records[0]
    assert item.id != corpus.records[0].publication.id


def test_two_contents_in_place_of_one_with_a_copy_take_its_record_once(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("b.pdf", "a")
    corpus.index()
    corpus.write("a.pdf", "1")
    corpus.write("b.pdf", "2")
    assert corpus.states() == {"a.pdf": "changed", "b.pdf": "new"}


@pytest.mark.parametrize(("searchable", "state"), [(True, "changed"), (False, "retry")])
def test_another_reader_reads_everything_again(
    searchable: bool, state: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.index(broken=() if searchable else ["a.pdf"])
    assert corpus.states() == {"a.pdf": "unchanged"}
    assert corpus.states("2+abc") == {"a.pdf": state}


def test_equal_bytes_are_one_publication_with_copies(corpus: Corpus) -> None:
    for path in ("b/z.pdf", "c.pdf", "a/y.pdf"):
        corpus.write(path, "same")
    item = corpus.one()
    assert item.paths == ("a/y.pdf", "b/z.pdf", "c.pdf")
    assert [(corpus.root / p).stat().st_mtime_ns for p in item.paths] == list(item.mtimes_ns)
    assert item.id == item.sha256[:16]


def test_only_touched_items_ask_for_new_times(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.index()
    assert not corpus.one().mtime_only
    _touch(corpus)
    assert corpus.one().mtime_only
    assert corpus.one().mtimes_ns == (1,)


def test_only_new_paths_sizes_and_times_are_hashed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def spy(found: FoundFile) -> str | None:
        hashed.append(found.path)
        return digest(found)

    monkeypatch.setattr(planning, "digest", spy)
    for name in "abc":
        corpus.write(f"{name}.pdf", name)
    corpus.index()
    assert hashed == ["a.pdf", "b.pdf", "c.pdf"]
    hashed.clear()
    corpus.write("b.pdf", "longer")
    _touch(corpus)
    corpus.plan()
    assert hashed == ["a.pdf", "b.pdf"]


def test_an_empty_corpus_removes_everything(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.index()
    (corpus.root / "a.pdf").unlink()
    item = corpus.one()
    assert (item.state.value, item.paths, item.id) == (
        "removed",
        ("a.pdf",),
        corpus.records[0].publication.id,
    )


@pytest.mark.parametrize("hidden", ["folder/a.pdf", "folder"])
def test_what_cannot_be_opened_just_now_is_kept_as_it_was(
    hidden: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.write("folder/a.pdf", "a")
    corpus.write("metadata.csv", "file,title,identifier\nfolder/a.pdf,Claves,claves\n")
    corpus.index()
    os.utime(corpus.root / "folder/a.pdf", ns=(1, 1))
    _deny(monkeypatch, corpus.root / hidden)
    planned = corpus.plan("another reader")
    assert [(i.state.value, i.id, i.staff.title) for i in planned.items] == [
        ("unreadable", "claves", "Claves")
    ]
    assert not planned.items[0].mtime_only
    assert [(p.kind.value, p.path, str(p.detail)) for p in planned.problems] == [
        ("unreadable", hidden, "you have no permission"),
        ("last_text_kept", hidden, ""),
    ]


def test_a_new_file_that_cannot_be_opened_is_only_a_problem(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    _deny(monkeypatch, corpus.write("a.pdf", "a"))
    planned = corpus.plan()
    assert (planned.items, kinds(planned.problems)) == ((), ["unreadable"])


def _deny(monkeypatch: pytest.MonkeyPatch, denied: Path) -> None:
    """Make opening fail as missing permissions do, which root (in containers) never sees."""
    real_open, real_scandir = os.open, os.scandir

    def check(path: object) -> None:
        if isinstance(path, Path) and path == denied.resolve():
            raise PermissionError(13, "Permission denied", str(path))

    def deny_open(path: str, flags: int, *rest: int) -> int:
        check(path)
        return real_open(path, flags, *rest)

    def deny_scandir(path: str) -> object:
        check(path)
        return real_scandir(path)

    monkeypatch.setattr(os, "open", deny_open)
    monkeypatch.setattr(os, "scandir", deny_scandir)


def test_the_second_to_claim_an_identifier_keeps_that_of_its_bytes(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("b.pdf", "b")
    corpus.write("metadata.csv", "file,identifier\nb.pdf,claves\na.pdf,claves\n")
    planned = corpus.index()
    a, b = planned.items
    assert (a.id, b.id) == ("claves", b.sha256[:16])
    assert b.staff == Metadata()
    (problem,) = planned.problems
    assert (problem.kind.value, problem.path) == ("duplicate_identifier", "b.pdf")
    assert str(problem.detail) == '"claves" is the identifier of "a.pdf"'
    assert set(corpus.states().values()) == {"unchanged"}


def test_nobody_can_claim_the_identifier_of_others_bytes(corpus: Corpus) -> None:
    corpus.write("z.pdf", "z")
    stolen = corpus.one().id
    corpus.write("a.pdf", "a")
    corpus.write("a.pdf.yaml", f"identifier: {stolen}")
    a, z = corpus.plan().items
    assert (a.id, z.id) == (a.sha256[:16], stolen)


def test_copies_share_what_staff_say_of_any_of_them(corpus: Corpus) -> None:
    corpus.write("a.pdf", "same")
    corpus.write("b.pdf", "same")
    corpus.write("metadata.csv", "file,title,date\nb.pdf,B,2014\na.pdf,A,\n")
    assert corpus.one().staff == Metadata(title="A", date="2014")


def test_damaged_records_do_not_confuse_the_plan(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.index()
    (record,) = corpus.records
    twin: Record = replace(record, publication=replace(record.publication, id="twin"))
    corpus.records = [record, twin]
    found = sorted((i.state.value, i.id) for i in corpus.plan().items)
    assert found == [("removed", "twin"), ("unchanged", record.publication.id)]


def test_a_second_look_at_many_files_is_quick(corpus: Corpus) -> None:
    for number in range(356):
        corpus.write(f"{number % 9}/{number}.pdf", f"content {number}")
        corpus.write(f"{number % 9}/{number}.pdf.yaml", f"title: Libro {number}\ndate: 2014-06\n")
    corpus.index()
    started = time.process_time()
    states = set(corpus.states(READER).values())
    assert time.process_time() - started < 0.5
    assert states == {"unchanged"}
