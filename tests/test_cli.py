"""The command line: what it prints, and how it exits."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from indexer import cli, extract
from indexer.engine import extend_index
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.settings import load_settings
from tests.conftest import ROOT
from tests.test_build import page


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    page(tmp_path / "corpus" / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


def test_update_without_problems_exits_with_0(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["update", *folders]) == 0
    out = capsys.readouterr().out
    assert "1 new, 0 changed" in out
    assert "1 publication with 1 page or section can be searched." in out
    assert cli.main(["update", *folders]) == 0
    assert "Nothing has changed since the last run" in capsys.readouterr().out


def test_update_with_problems_lists_them_and_exits_with_1(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(folders[1]) / "vacio.pdf").touch()
    assert cli.main(["update", *folders]) == 1
    out = capsys.readouterr().out
    assert "vacio.pdf: The file is empty. Copy it again" in out
    assert "1 file cannot be searched" in out
    assert cli.main(["update", "--quiet", *folders]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert cli.main(["status", *folders]) == 1


def test_update_as_json_is_one_object_of_the_contract(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(folders[1]) / "vacio.pdf").touch()
    assert cli.main(["update", "--json", *folders]) == 1
    report = json.loads(capsys.readouterr().out)
    problem = report.pop("problems")[0]
    assert list(report) == [
        *("new", "changed", "moved", "removed", "unchanged", "failed", "lost"),
        *("passages", "seconds", "generation", "near_identical", "changes", "held_back"),
        *("glossary", "proposals"),
    ]
    changes = {change["path"]: change["state"] for change in report["changes"]}
    assert sorted(changes.values()) == ["failed", "new"]
    assert changes["vacio.pdf"] == "failed"
    assert (report["new"], report["failed"], report["passages"]) == (1, 1, 1)
    assert list(problem) == ["path", "kind", "passage", "detail", "advice"]
    assert (problem["path"], problem["kind"]) == ("vacio.pdf", "empty_file")


def test_the_name_of_a_file_cannot_control_a_terminal_or_flood_it(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    deep = Path(folders[1], *(["carpeta" * 10] * 5))
    deep.mkdir(parents=True)
    (deep / "vacio.pdf").touch()
    page(Path(folders[1]) / "a\x1b[2J.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    (Path(folders[1]) / "b\x1b[2J.pdf").touch()
    for command in (["update"], ["status"], ["search", "miedo"]):
        cli.main([*command, *folders])
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "carpeta" * 50 not in out
        assert "b?[2J.pdf" in out or command[0] == "search"


def test_what_is_not_published_is_counted_and_named(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(folders[1]) / "a.html"
    text = "Hablamos de luciérnagas."
    page(file, "Sobre el miedo", text)
    head = "<meta name=author content='Juana Valdés'><meta name=keywords content='ana@x.example'>"
    file.write_text(file.read_text("utf-8").replace("<title>", f"{head}<title>"), "utf-8")
    counts = {"hidden_words": 0, "names": 1, "paths": 0, "email_addresses": 1}
    line = (
        "1 file holds data that is not published: "
        "1 name of somebody who typed it, 1 e-mail address of a person."
    )
    for command in ("update", "status"):
        assert cli.main([command, *folders]) == 0
        assert line in capsys.readouterr().out
        assert cli.main([command, "--json", *folders]) == 0
        out = capsys.readouterr().out
        assert json.loads(out)["held_back"] == counts | {"files": [{"path": "a.html"} | counts]}
        assert "Juana" not in out
    file.write_text(file.read_text("utf-8").replace(text, f"{text}<p hidden>Juana</p>"), "utf-8")
    assert cli.main(["update", *folders]) == 1
    assert "a.html: Words of this file do not show on its pages" in capsys.readouterr().out


def test_copies_of_a_text_are_a_notice_and_no_problem(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(f"La comunidad recuerda el río {n} y la jornada {n * 7}." for n in range(30))
    page(Path(folders[1]) / "a.html", "Uno", text)
    page(Path(folders[1]) / "b.html", "Dos", text)
    notice = (
        "These files have almost the same text: a.html, b.html. If they are one work, keep one of "
        "them, or relate them with isVersionOf in metadata.csv.\n"
    )
    for command in ("update", "update", "status"):
        assert cli.main([command, *folders]) == 0
        assert notice in capsys.readouterr().out
        assert cli.main([command, "--json", *folders]) == 0
        assert json.loads(capsys.readouterr().out)["near_identical"] == [["a.html", "b.html"]]
    assert cli.main(["update", "--quiet", *folders]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", [["status"], ["verify"], ["search", "miedo"]])
def test_without_an_index_the_exit_is_3_and_the_advice_is_to_update(
    folders: list[str], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, *folders]) == 3
    assert "python -m indexer update" in capsys.readouterr().err


def test_a_missing_corpus_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--corpus", str(tmp_path / "none"), "--index", str(tmp_path / "index")]
    assert cli.main(["update", *arguments]) == 2
    assert "Create the folder" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["dance"], ["update", "--colour"], ["search"]])
def test_a_command_that_is_not_there_exits_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert "--help" in capsys.readouterr().err


def test_a_wrong_number_of_workers_exits_with_2(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["update", "--workers", "many", *folders]) == 2
    assert "--workers must be a whole number" in capsys.readouterr().err


def test_a_held_lock_exits_with_4(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["update", *folders])
    writer = extend_index(load_settings({"index": folders[3]}, {}), extract.VERSION)
    assert cli.main(["update", *folders]) == 4
    assert "Wait until it has finished" in capsys.readouterr().err
    writer.cancel()


def test_a_full_disk_exits_with_6_and_leaves_the_index_as_it_was(folders: list[str]) -> None:
    cli.main(["update", *folders])
    page(Path(folders[1]) / "nueva.html", "Nueva", "colibríes " * 2000)
    command = shlex.join([sys.executable, "-m", "indexer", "update", *folders])
    done = subprocess.run(  # no file of more than 8 kB may be written
        ["bash", "-c", f"ulimit -f 8; {command}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "cannot be written: the file would be larger than is allowed here" in done.stderr
    assert "Check that the disk is not full" in done.stderr
    assert "Traceback" not in done.stderr
    assert cli.main(["verify", *folders]) == 0
    assert cli.main(["update", *folders]) == 0


def test_a_damaged_index_exits_with_3(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["update", *folders])
    (Path(folders[3]) / "current").write_text("0009", "ascii")
    assert cli.main(["update", *folders]) == 3
    assert "rebuild" in capsys.readouterr().err


def test_a_terminal_shows_how_far_an_update_is(folders: list[str]) -> None:
    page(Path(folders[1]) / "memoria.html", "Sobre la memoria", "Hablamos de golondrinas.")
    shown, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 100))
    command = [sys.executable, "-m", "indexer", "update", *folders]
    done = subprocess.run(command, cwd=ROOT, stderr=terminal, stdout=subprocess.PIPE, check=False)
    os.close(terminal)
    bar = os.read(shown, 1 << 16).decode()
    os.close(shown)
    assert done.returncode == 0
    assert "2/2" in bar
    assert "writing the index" in bar


def test_search_prints_passages_with_their_matches(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["update", *folders])
    capsys.readouterr()
    assert cli.main(["search", "luciernaga", *folders]) == 0
    out = capsys.readouterr().out
    assert "Sobre el miedo" in out
    assert "[luciérnagas]" in out
    assert cli.main(["search", "luciernaga", "--json", *folders]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == 1
    assert answer["hits"][0]["path"] == "miedo.html"
    assert (answer["hits"][0]["match"], answer["hits"][0]["matching"]) == ("full", 1)
    assert answer["close"] == answer["also_searched"] == []


@pytest.mark.parametrize(
    ("query", "total"), [("fireflies", 0), ("fireflies reparación comunidades", 1)]
)
def test_search_prints_what_was_found_by_meaning_under_a_heading(
    folders: list[str], capsys: pytest.CaptureFixture[str], query: str, total: int
) -> None:
    cli.main(["update", *folders])
    writer = extend_index(load_settings({"index": folders[3]}, {}), extract.VERSION)
    forms = (GlossaryForm("luciérnagas", "es"), GlossaryForm("fireflies", "en"))
    writer.put_glossary(Glossary((Concept(forms),)))
    writer.commit()
    capsys.readouterr()
    assert cli.main(["search", query, *folders]) == 0
    heading, found = capsys.readouterr().out.split("\n", 1)
    assert heading == "By meaning:"
    assert "[luciérnagas]" in found
    assert cli.main(["search", query, "--json", *folders]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == total
    (hit,) = (*answer["hits"], *answer["close"])
    assert (hit["match"], hit["partial"]) == ("meaning", False)
    assert answer["also_searched"] == [
        {"text": "luciérnagas", "from": "fireflies", "language": "es"}
    ]


def test_verify_says_that_the_index_is_undamaged(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["update", *folders])
    assert cli.main(["verify", *folders]) == 0
    assert "The index is in order (generation 0001.1)." in capsys.readouterr().out


def test_verify_says_what_is_corrupt(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["update", *folders])
    [segment] = Path(folders[folders.index("--index") + 1]).glob("*/*.arrays")
    damaged = bytearray(segment.read_bytes())
    damaged[64] ^= 1  # of the first stored value
    segment.unlink()
    segment.write_bytes(damaged)
    assert cli.main(["verify", *folders]) == 3
    out = capsys.readouterr().out
    assert f"The index is damaged. The index file {segment} is damaged" in out
    assert "python -m indexer rebuild" in out


def test_status_as_json_counts_what_can_be_searched(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["update", *folders])
    capsys.readouterr()
    assert cli.main(["status", "--json", *folders]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["publications"], status["passages"], status["failed"]) == (1, 1, 0)
