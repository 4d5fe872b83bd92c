"""What the commands say of the runs and of the collection: lines, JSON, and the page for staff."""

from __future__ import annotations

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from indexer import cli
from indexer.reports.run_history import RunHistoryFile
from indexer.settings import load_settings
from tests.builders import ENGLISH, NAHUATL, SPANISH, html, pdf
from tests.test_build import page

SHIFTED = "".join(chr(ord(letter) + 3) if "a" <= letter <= "w" else letter for letter in SPANISH)
"""As a font with wrong names gives it."""
HOSTILE = "<script>alert(1)</script> & \u202e'\".html"


class Page(HTMLParser):
    """The tags and the text of a report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index, after one run."""
    folder = tmp_path_factory.mktemp("reports")
    corpus = folder / "corpus"
    page(corpus / "cuadernos" / "claves-es.html", "Claves", SPANISH)
    (corpus / "cuadernos" / "claves-en.html").write_text(html(f"<p>{ENGLISH}</p>", language="en"))
    page(corpus / "retirado.html", "Un título secreto", NAHUATL)
    page(corpus / HOSTILE.replace("/", "_"), "Otra", "Hablamos de colibríes.")
    (corpus / "cartel.docx").write_bytes(b"x")
    (corpus / "takedown.txt").write_text(
        "retirado.html  # lo pidió Juana\nnada-asi.html  # lo pidió Juana\n", "utf-8"
    )
    cli.main(["update", *_folders(folder)])
    return folder


@pytest.fixture
def folder(indexed: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(indexed, tmp_path / "copy"))


def _folders(folder: Path) -> list[str]:
    corpus, index = folder / "corpus", folder / "var" / "index"
    return ["--lang", "en", "--corpus", str(corpus), "--index", str(index)]


def run(folder: Path, *command: str) -> int:
    return cli.main([*command, *_folders(folder)])


def test_status_remembers_the_problems_of_files_without_a_record(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(indexed, "status") == 1
    out = capsys.readouterr().out
    assert "cartel.docx: This kind of file is not read" in out
    assert re.search(r"Last run: .*, update: 4 new\. 2 problems", out)
    assert run(indexed, "status", "--json") == 1
    status = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in status["problems"]] == ["cartel.docx", "takedown.txt"]
    assert status["last_run"]["command"] == "update"
    assert {change["path"] for change in status["last_run"]["changes"]} >= {"retirado.html"}
    assert status["disk"]["index"] > 0
    assert status["failed"] == 1
    assert [one["relation"] for one in status["proposals"]] == [
        "isTranslationOf: cuadernos/claves-es.html"
    ]


@pytest.mark.parametrize("lost", [False, True], ids=["remembered", "the history is lost"])
def test_status_names_what_update_named_also_where_it_had_nothing_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], lost: bool
) -> None:
    corpus = folder / "corpus"
    claves = corpus / "cuadernos" / "claves-es.html"
    links = {"enlace.html": claves, "roto.html": corpus / "no.html", "fuera.html": folder.parent}
    for name, target in links.items():
        (corpus / name).symlink_to(target)
    (corpus / "copiado.html").write_text("cuadernos/claves-es.html")
    (corpus / "atajo.lnk").write_bytes(b"L")
    os.mkfifo(corpus / "tubo.pdf")
    (corpus / os.fsdecode(b"cami\xf3n.pdf")).touch()
    (corpus / "metadata.csv").write_text("file,subject\nnohay.pdf,x\nretirado.html,Duelo\n")
    told = []
    for command in ("update", "update", "status"):
        if command == "status" and lost:
            load_settings({"index": str(folder / "var" / "index")}, {}).run_history.unlink()
        assert run(folder, command, "--json") == 1
        problems = json.loads(capsys.readouterr().out)["problems"]
        told.append(sorted((one["path"], one["kind"], one["detail"]) for one in problems))
    assert told[0] == told[1] == told[2]
    named = {path for path, _, _ in told[0]}
    assert named >= {*links, "copiado.html", "atajo.lnk", "tubo.pdf", "metadata.csv", "cartel.docx"}


@pytest.mark.parametrize(
    ("pages", "told"),
    [([SPANISH, SHIFTED], "page 2"), ([SHIFTED, SPANISH, SHIFTED], "pages 1, 3")],
    ids=["one page", "several"],
)
def test_the_pages_that_have_a_problem_are_named_once(
    pages: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "corpus" / "malo.pdf", tmp_path / "informe.html"
    file.parent.mkdir()
    file.write_bytes(pdf(*pages))
    for command in ("update", "status"):
        run(tmp_path, command)
        [line, *_] = capsys.readouterr().out.splitlines()
        assert line.startswith("malo.pdf: ")
        assert f" ({told}) " in line
    run(tmp_path, "status", "--html", str(report))
    assert f"malo.pdf: {told}" in Page(report.read_text("utf-8")).text


def test_a_copy_that_comes_or_goes_is_no_move(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = folder / "corpus"
    copy = Path(shutil.copy(corpus / "cuadernos" / "claves-es.html", corpus / "z.html"))
    for _ in ("comes", "goes"):
        run(folder, "update")
        out = capsys.readouterr().out
        assert "A copy of it came or went: cuadernos/claves-es.html" in out
        assert "Moved:" not in out
        copy.unlink(missing_ok=True)


def test_a_run_in_which_only_an_unreadable_file_came_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "update", "--quiet")
    (folder / "corpus" / "roto.pdf").write_bytes(b"%PDF-1.4 roto")
    run(folder, "update", "--quiet")
    capsys.readouterr()
    run(folder, "status")
    out = capsys.readouterr().out
    assert re.search(r"Last run: .*, update: \d+ files? cannot be searched\. \d+ problems", out)
    assert "Nothing had changed" not in out


def test_a_solved_problem_of_withdrawals_is_not_remembered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "update")
    assert "nada-asi" in capsys.readouterr().out
    run(folder, "restore", "nada-asi.html")
    capsys.readouterr()
    run(folder, "status")
    assert "nada-asi" not in capsys.readouterr().out


def test_update_names_what_it_changed_and_what_could_be_related(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = folder / "corpus"
    capsys.readouterr()
    page(corpus / "nuevo.html", "Nuevo", "Hablamos de un viaje.")
    (corpus / "cuadernos" / "claves-es.html").rename(corpus / "claves-es.html")
    assert run(folder, "update", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert {(one["path"], one["state"], one.get("before")) for one in report["changes"]} == {
        ("nuevo.html", "new", None),
        ("claves-es.html", "moved", "cuadernos/claves-es.html"),
    }
    (corpus / "claves-es.html").rename(corpus / "cuadernos" / "claves-es.html")
    assert run(folder, "update") == 1
    out = capsys.readouterr().out
    assert "Moved: claves-es.html -> cuadernos/claves-es.html" in out
    assert "column relation: isTranslationOf: cuadernos/claves-es.html" in out
    assert run(folder, "update") == 1
    assert "column relation" not in capsys.readouterr().out  # said when files come or move


def test_a_failed_run_is_remembered_and_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "var" / "index" / "current").write_text("0099")
    report = folder / "report.html"
    assert run(folder, "update", "--html-report", str(report)) == 3
    capsys.readouterr()
    assert run(folder, "status") == 3
    assert "0099, which does not exist." in capsys.readouterr().out
    text = Page(report.read_text("utf-8")).text
    assert "0099, which does not exist." in text
    assert "The index cannot be used." in text
    assert run(folder, "status", "--history") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(folder, "status", "--history", "--json") == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [one["exit_code"] for one in runs] == [1, 3]


def test_what_staff_must_decide_about_is_remembered_and_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder / "corpus" / "cuadernos")
    report = folder / "report.html"
    assert run(folder, "update", "--html-report", str(report)) == 5
    capsys.readouterr()
    assert run(folder, "status") == 1
    out = capsys.readouterr().out
    assert "update: Staff must decide. Nothing was published" in out
    text = Page(report.read_text("utf-8")).text
    for name in ("cuadernos/claves-es.html", "cuadernos/claves-en.html"):
        assert f"{name}: " in out
        assert f"{name}: " in text
    run(folder, "status", "--json")
    last = json.loads(capsys.readouterr().out)["last_run"]
    assert last["exit_code"] == 5
    assert len(last["losses"]) == 2
    assert run(folder, "update", "--accept-removals") == 1
    assert "Removed: cuadernos/claves-en.html" in capsys.readouterr().out


def test_without_an_index_the_last_run_is_shown_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "status", "--history") == 0
    assert "No run is remembered." in capsys.readouterr().out
    assert run(tmp_path, "update") == 2
    report = tmp_path / "report.html"
    assert run(tmp_path, "status", "--html", str(report)) == 3
    out = capsys.readouterr()
    assert "Last run:" in out.out
    assert "Nothing has been indexed yet" in out.err or "update" in out.err
    assert "The index cannot be used." in Page(report.read_text("utf-8")).text


def test_a_damaged_history_stops_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load = load_settings({"index": str(folder / "var" / "index")}, {})
    load.run_history.write_bytes(b"{")
    run(folder, "status")
    assert "history of earlier runs was damaged" in capsys.readouterr().out
    assert run(folder, "update") == 1
    assert len(RunHistoryFile(load.run_history).read().runs) == 1


def test_a_history_that_cannot_be_used_is_said_and_stops_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = load_settings({"index": str(folder / "var" / "index")}, {}).run_history
    history.unlink()
    history.mkdir()
    said = f"The history of runs {history} cannot be used: it is a folder and not a file."
    assert run(folder, "update") == 1
    assert said in capsys.readouterr().err
    assert run(folder, "status", "--html", str(folder / "report.html")) == 1
    assert said in capsys.readouterr().out
    assert said in Page((folder / "report.html").read_text("utf-8")).text


def test_the_page_is_complete_in_itself_and_escapes_every_name(
    indexed: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    run(indexed, "status", "--html", str(report))
    text = report.read_text("utf-8")
    found = Page(text)
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "form", "base"}
    for tag, attributes in found.tags:
        for name, value in attributes.items():
            assert name not in ("src", "srcset", "style") and not name.startswith("on"), (tag, name)
            assert name != "href" or (value or "").startswith("#")
    assert "://" not in text and "url(" not in text and "@import" not in text
    assert "<script>alert(1)" in found.text
    assert "\u202e" not in text
    assert ("html", {"lang": "en"}) in found.tags
    assert "default-src 'none'" in text
    assert "isTranslationOf: cuadernos/claves-es.html" in found.text
    assert "cartel.docx" in found.text


def test_the_page_names_withdrawn_works_by_path_and_day_and_nothing_else(
    indexed: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    run(indexed, "status", "--html", str(report))
    text = Page(report.read_text("utf-8")).text
    assert "retirado.html" in text
    assert "Withdrawn since" in text
    for secret in ("Juana", "Un título secreto", "tlacatl", "lo pidió"):
        assert secret not in text


@pytest.mark.parametrize("command", ["update", "status"])
def test_a_page_that_cannot_be_written_is_said_and_undoes_nothing(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page(folder / "corpus" / "nuevo.html", "Nuevo", "Hablamos de un viaje.")
    option = "--html-report" if command == "update" else "--html"
    missing = folder / "no" / "folder" / "report.html"
    assert run(folder, command, option, str(missing)) == (1 if command == "update" else 6)
    err = capsys.readouterr().err
    assert f"There is no folder {missing.parent}." in err
    assert "Traceback" not in err
    if command == "update":
        run(folder, "status", "--json")
        assert json.loads(capsys.readouterr().out)["publications"] == 5


def test_an_older_page_stays_until_the_new_one_is_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = folder / "report.html"
    run(folder, "status", "--html", str(report))
    before = report.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexer.durable.os.fsync", refuse)
    assert run(folder, "status", "--html", str(report)) == 6
    assert report.read_bytes() == before
    assert [path.name for path in folder.glob(".report*")] == []
