"""The glossary in the index: read by `update`, one with the commit, taken back with it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from indexer import build, cli, way_back
from indexer.build import GlossaryChange
from indexer.build.update_report import glossary_change
from indexer.corpus import Removals
from indexer.engine import index_history, open_engine
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.settings import Settings, load_settings
from tests.test_build import page

FIRST = "es,en\nmiedo,fear\n"
SECOND = "es,en\nmiedo,fear|dread\nmemoria,memory\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    page(corpus / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    write(corpus, FIRST)
    return load_settings({"corpus": corpus, "index": tmp_path / "index", "workers": "1"}, {})


def write(corpus: Path, text: str) -> None:
    (corpus / "glossary.csv").write_text(text, "utf-8")


def forms(settings: Settings) -> list[list[str]]:
    with closing(open_engine(settings)) as engine:
        assert list(engine.verify()) == []
        concepts = engine.acquire().glossary.concepts
    return [[form.text for form in concept.forms] for concept in concepts]


def glossary(rows: list[str]) -> Glossary:
    return Glossary(
        tuple(Concept(tuple(GlossaryForm(form, "es") for form in row.split("|"))) for row in rows)
    )


def run(settings: Settings, *arguments: str) -> int:
    places = ["--corpus", str(settings.corpus), "--index", str(settings.index), "--lang", "en"]
    return cli.main([arguments[0], *places, *arguments[1:]])


def test_the_first_update_reads_it_and_one_without_changes_writes_nothing(
    settings: Settings,
) -> None:
    report = build.update(settings)
    assert report.glossary == GlossaryChange(terms=1, new=1)
    assert forms(settings) == [["miedo", "fear"]]
    again = build.update(settings)
    assert again.idle
    assert again.generation == report.generation
    assert again.glossary == GlossaryChange(terms=1)


def test_an_update_of_the_glossary_alone_makes_a_commit_that_reads_no_file(
    settings: Settings,
) -> None:
    before = build.update(settings).generation
    write(settings.corpus, SECOND)
    report = build.update(settings)
    assert (report.unchanged, report.changed, report.idle) == (1, 0, False)
    assert report.glossary == GlossaryChange(terms=2, new=1, changed=1)
    assert report.generation != before
    assert forms(settings) == [["miedo", "fear", "dread"], ["memoria", "memory"]]


def test_undo_takes_it_back_and_rollback_and_rebuild_have_their_own(settings: Settings) -> None:
    build.update(settings)
    write(settings.corpus, SECOND)
    build.update(settings)
    way_back.undo(settings)
    assert forms(settings) == [["miedo", "fear"]]
    build.rebuild(settings)
    assert forms(settings) == [["miedo", "fear", "dread"], ["memoria", "memory"]]
    way_back.rollback(settings, "")
    assert forms(settings) == [["miedo", "fear"]]


@pytest.mark.parametrize("work", [build.update, build.rebuild])
def test_one_that_is_lost_or_damaged_stays_as_it_was_and_is_told_each_time(
    settings: Settings, work: type
) -> None:
    build.update(settings)
    write(settings.corpus, "")
    for _ in range(2):
        report = work(settings)
        assert [problem.kind for problem in report.problems] == ["glossary_unusable"]
        assert forms(settings) == [["miedo", "fear"]]
    (settings.corpus / "glossary.csv").unlink()
    report = work(settings)
    assert [problem.kind for problem in report.problems] == ["glossary_gone"]
    assert forms(settings) == [["miedo", "fear"]]
    report = work(settings, removals=Removals.ACCEPTED)
    assert (report.problems, report.glossary) == ((), GlossaryChange(removed=1))
    assert forms(settings) == []


@pytest.mark.parametrize(
    ("before", "now", "counts"),
    [  # terms, new, changed, removed
        (["a|b"], ["a|b"], (1, 0, 0, 0)),
        (["a|b", "c|d"], ["c|d", "a|b"], (2, 0, 0, 0)),  # in another order
        ([], ["a|b", "a|c"], (2, 2, 0, 0)),  # a word with two senses is two terms
        (["a|b", "a|c"], [], (0, 0, 0, 2)),
        (["a|b", "a|c"], ["a|b", "a|c"], (2, 0, 0, 0)),
        (["a|b"], ["a|b", "a|c"], (2, 1, 0, 0)),
        (["a|b", "a|c"], ["a|c"], (1, 0, 0, 1)),
        (["a|b", "a|c"], ["a|b|x", "a|c"], (2, 0, 1, 0)),
        (["a|b", "a|c"], ["a|x", "a|y", "a|z"], (3, 1, 2, 0)),
        (["a|b", "a|c"], ["a|x", "d|e"], (2, 1, 1, 1)),
        ([], ["a|b", "a|b"], (2, 2, 0, 0)),  # the same row twice
        (["a|b", "a|b"], ["a|b"], (1, 0, 0, 1)),
        (["a|b"], ["b|a"], (1, 1, 0, 1)),  # begins otherwise: another term
    ],
)
def test_terms_are_counted_one_by_one_although_some_begin_alike(
    before: list[str], now: list[str], counts: tuple[int, int, int, int]
) -> None:
    assert glossary_change(glossary(before), glossary(now)) == GlossaryChange(*counts)


def test_an_update_counts_rows_that_begin_alike(settings: Settings) -> None:
    write(settings.corpus, f"{FIRST}miedo,dread\n")
    assert build.update(settings).glossary == GlossaryChange(terms=2, new=2)


def test_a_look_ahead_says_what_would_change_and_changes_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    build.update(settings)
    before = index_history(settings).live_commit()
    write(settings.corpus, SECOND)
    assert run(settings, "update", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Glossary: 2 terms (1 new, 1 changed, 0 removed)." in said
    assert "Nothing would change" not in said
    assert run(settings, "update", "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)["glossary"]
    assert told == {"terms": 2, "new": 1, "changed": 1, "removed": 0}
    assert index_history(settings).live_commit() == before


def test_commands_say_what_the_glossary_has_and_what_is_wrong_with_it(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write(settings.corpus, f"{SECOND}sola,\n")
    assert run(settings, "update") == 1
    said = capsys.readouterr().out
    assert "glossary.csv: Something in the glossary could not be used" in said
    assert '(row 4: "sola" stands alone' in said
    assert "Glossary: 2 terms (2 new, 0 changed, 0 removed)." in said
    assert run(settings, "status") == 1
    said = capsys.readouterr().out
    assert '"sola" stands alone' in said
    assert "The glossary joins the words of 2 terms." in said
    assert run(settings, "status", "--json") == 1
    assert json.loads(capsys.readouterr().out)["glossary"] == {"terms": 2}
    write(settings.corpus, SECOND)
    assert run(settings, "update") == 0
    assert "Glossary" not in capsys.readouterr().out
    write(settings.corpus, FIRST)
    assert run(settings, "update") == 0
    assert "Glossary: 1 term (0 new, 1 changed, 1 removed)." in capsys.readouterr().out
    assert run(settings, "status") == 0
    assert "2 terms of the glossary." in capsys.readouterr().out
