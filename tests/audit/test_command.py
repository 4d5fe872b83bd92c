"""The command: what it looks into, what it prints, how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer import cli
from indexer.audit.findings import FindingKind, Severity
from indexer.audit.run import audit
from indexer.settings import load_settings
from tests import builders as pages
from tests.audit.builders import BOX, NAME, SENTENCE, ZOCALO, document, jpeg


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "cuadernos").mkdir(parents=True)
    (folder / "cuadernos" / "claves.pdf").write_bytes(document())
    return folder


def run(corpus: Path, *arguments: str) -> int:
    return cli.main(["audit", "--corpus", str(corpus), *arguments])


Capture = pytest.CaptureFixture[str]


def test_a_clean_corpus_exits_with_0(corpus: Path, capsys: Capture) -> None:
    assert run(corpus) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 file audited")
    assert "nothing found in 1." in out


def test_notes_are_no_failure(corpus: Path, capsys: Capture) -> None:
    (corpus / "a.html").write_text(pages.html("<p>informes@aluna.example</p>"), "utf-8")
    assert run(corpus) == 0
    assert "informes@aluna.example" in capsys.readouterr().out
    assert run(corpus, "--quiet") == 0
    assert capsys.readouterr().out == ""


def test_dangers_come_with_the_page_and_what_to_do(corpus: Path, capsys: Capture) -> None:
    (corpus / "b.pdf").write_bytes(document(SENTENCE + NAME + BOX))
    before = (corpus / "b.pdf").read_bytes()
    assert run(corpus) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "b.pdf"
    assert lines[1].startswith("  DANGER  Words are covered by a box")
    assert lines[2].strip() == "- page 1: Juana Valdes"
    assert lines[3].strip().startswith("> Delete the words in the program")
    assert (corpus / "b.pdf").read_bytes() == before


def test_json_is_one_object_with_everything(corpus: Path, capsys: Capture) -> None:
    (corpus / "b.pdf").write_bytes(document(SENTENCE + NAME + BOX))
    (corpus / "vacio.pdf").touch()
    assert run(corpus, "--json") == 1
    reported = json.loads(capsys.readouterr().out)
    assert (reported["audited"], reported["with_dangers"], reported["not_audited"]) == (2, 1, 1)
    bad, good, empty = reported["files"]
    [finding] = bad["findings"]
    assert (finding["kind"], finding["weight"]) == ("covered_text", "danger")
    assert (finding["passage"], finding["detail"], finding["times"]) == (1, "Juana Valdes", 1)
    assert finding["advice"]
    assert (good["path"], good["findings"]) == ("cuadernos/claves.pdf", [])
    assert empty["problem"]["kind"] == "empty_file"


def test_a_file_elsewhere_can_be_audited_before_it_is_put_in(
    corpus: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "antes.pdf").write_bytes(document(SENTENCE + NAME + BOX))
    assert run(corpus, str(tmp_path / "antes.pdf")) == 1
    assert capsys.readouterr().out.startswith("antes.pdf\n")


@pytest.mark.parametrize("path", ["cuadernos", "cuadernos/claves.pdf"])
def test_a_path_inside_the_corpus_is_understood(path: str, corpus: Path, capsys: Capture) -> None:
    (corpus / "b.pdf").write_bytes(document(SENTENCE + NAME + BOX))
    assert run(corpus, path) == 0
    assert "1 file audited" in capsys.readouterr().out


def test_pictures_and_other_files_in_the_corpus_are_reported(corpus: Path, capsys: Capture) -> None:
    (corpus / "foto.jpg").write_bytes(jpeg(gps=ZOCALO))
    (corpus / "pagina.html").write_text(pages.html("<p>Texto.</p>"), "utf-8")
    (corpus / "pagina_files").mkdir()
    (corpus / "pagina_files" / "foto.jpg").write_bytes(jpeg(gps=ZOCALO))
    (corpus / "caso.docx").write_bytes(b"PK")
    assert run(corpus) == 1
    out = capsys.readouterr().out
    assert out.count("near 19.43, -99.13") == 2
    assert "caso.docx\n  UNKNOWN  It was not audited. This kind of file is not read" in out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("no.pdf", b"hola", "is not a PDF"),
        ("roto.pdf", b"%PDF-1.7\nroto", "damaged"),
        ("cerrado.pdf", pages.encrypted_pdf("Hola", "secreto"), "password"),
    ],
    ids=["no PDF", "damaged", "locked"],  # what is encrypted is different each time
)
def test_a_file_that_cannot_be_looked_into_is_never_called_clean(
    name: str, data: bytes, said: str, corpus: Path, capsys: Capture
) -> None:
    (corpus / name).write_bytes(data)
    assert run(corpus) == 1
    assert said in capsys.readouterr().out


def test_what_is_not_there_exits_with_2(corpus: Path, capsys: Capture) -> None:
    assert run(corpus, "nada.pdf") == 2
    assert "There is no file or folder nada.pdf" in capsys.readouterr().err


def test_nothing_in_a_file_or_its_name_can_steer_a_terminal(corpus: Path, capsys: Capture) -> None:
    escapes = "\x1b[2J\x9b31m\u202e"
    (corpus / f"a{escapes}.html").write_text(pages.html(f"<p hidden>Juana {escapes}</p>"), "utf-8")
    assert run(corpus) == 1
    out = capsys.readouterr().out
    assert "Juana" in out
    assert all(character.isprintable() or character == "\n" for character in out)


def test_every_kind_says_what_it_is_and_what_to_do() -> None:
    for kind in FindingKind:
        assert kind.severity in Severity
        assert str(kind.explanation).endswith(".")
        assert str(kind.advice).endswith(".")


@pytest.mark.publications
def test_hostile_files_end_within_their_limits_and_are_explained(data: Path) -> None:
    settings = load_settings({"cpu_seconds": 2, "wall_seconds": 20}, {})
    report = audit(data / "bombs", settings)
    assert len(report.files) == len(list((data / "bombs").glob("*.pdf")))
    unexplained = {"crashed", "garbled"}
    assert [f for f in report.files if f.problem and f.problem.kind in unexplained] == []
