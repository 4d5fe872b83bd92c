"""The conductor, end to end, on real files: what each kind of change does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from indexer import build, extract
from indexer.build import UpdateReport
from indexer.corpus import Removals
from indexer.engine import open_engine
from indexer.engine.searches import Match, SearchRequest
from indexer.errors import IndexDamaged, IndexLocked, RemovalsDoubted
from indexer.file_problems import ProblemKind
from indexer.settings import Settings, load_settings
from tests.builders import pdf, scan
from tests.conftest import ROOT, ended

PAGE = """<!doctype html><html lang="es"><head><title>{title}</title></head><body><main>
<h1>{title}</h1><p>{text} El acompañamiento psicosocial sostiene a las personas y a las
comunidades que defienden los derechos humanos, y cuida de quienes cuidan.</p></main></body></html>
"""


def page(path: Path, title: str, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, text=text), "utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    page(corpus / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    page(corpus / "memoria.html", "Sobre la memoria", "Hablamos de golondrinas.")
    shutil.copy(ROOT / "corpus/cuadernos/claves-miedo-es.pdf", corpus / "claves.pdf")
    (corpus / "roto.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind")
    (corpus / "carta.docx").write_bytes(b"PK")
    return load_settings({"corpus": corpus, "index": tmp_path / "index", "workers": "2"}, {})


def kinds(report: UpdateReport) -> list[tuple[str, ProblemKind]]:
    return [(problem.path, problem.kind) for problem in report.problems]


def found(settings: Settings, text: str) -> list[str]:
    engine = open_engine(settings)
    paths = [
        h.publication.path
        for h in engine.acquire().search(SearchRequest(text)).hits
        if h.match is Match.FULL
    ]
    engine.close()
    return sorted(paths)


def counts(report: UpdateReport) -> tuple[int, int, int, int, int, int]:
    return (
        report.new,
        report.changed,
        report.moved,
        report.removed,
        report.unchanged,
        report.failed,
    )


def test_a_first_update_reads_everything_and_names_every_problem(settings: Settings) -> None:
    report = build.update(settings)
    assert counts(report) == (3, 0, 0, 0, 0, 2)
    assert [(p.path, p.kind) for p in report.problems] == [
        ("carta.docx", ProblemKind.UNSUPPORTED),
        ("roto.pdf", ProblemKind.DAMAGED),
    ]
    assert found(settings, "luciérnagas") == ["miedo.html"]
    assert found(settings, "miedo cuerpo") == ["claves.pdf"]


def test_a_second_update_does_nothing_and_still_names_the_problems(settings: Settings) -> None:
    first = build.update(settings)
    second = build.update(settings)
    assert second.idle
    assert counts(second) == (0, 0, 0, 0, 3, 2)
    assert second.problems == first.problems
    assert second.generation == first.generation
    assert second.passages == first.passages


def test_a_new_file_that_cannot_be_read_is_something_that_has_changed(settings: Settings) -> None:
    build.update(settings)
    (settings.corpus / "otro.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind either")
    report = build.update(settings)
    assert not report.idle
    assert counts(report) == (0, 0, 0, 0, 3, 3)
    assert build.update(settings).idle


def test_a_renamed_file_keeps_its_identifier_and_is_not_read_again(settings: Settings) -> None:
    build.update(settings)
    engine = open_engine(settings)
    [before] = [
        r.publication for r in engine.acquire().records() if r.publication.path == "claves.pdf"
    ]
    (settings.corpus / "serie").mkdir()
    (settings.corpus / "claves.pdf").rename(settings.corpus / "serie" / "otro nombre.pdf")
    steps: list[object] = []
    report = build.update(settings, steps.append)
    assert counts(report) == (0, 0, 1, 0, 2, 2)
    assert steps == []
    after = open_engine(settings).acquire().publication(before.id)
    assert after is not None
    assert after.path == "serie/otro nombre.pdf"
    assert found(settings, "miedo cuerpo") == ["serie/otro nombre.pdf"]


def test_a_removed_file_is_gone_from_results(settings: Settings) -> None:
    build.update(settings)
    (settings.corpus / "miedo.html").unlink()
    assert counts(build.update(settings)) == (0, 0, 0, 1, 2, 2)
    assert found(settings, "luciérnagas") == []


def test_a_change_of_html_yaml_reads_the_pages_of_its_folder_again(settings: Settings) -> None:
    page(settings.corpus / "x" / "nota.html", "Una nota", "Hablamos de cigarras.")
    build.update(settings)
    assert found(settings, "cigarras") == ["x/nota.html"]
    (settings.corpus / "x" / "html.yaml").write_text("text: h1\ntitle: h2\ncreator: .firma\n")
    steps: list[build.UpdateProgress] = []
    report = build.update(settings, steps.append, Removals.ACCEPTED)
    assert [step.path for step in steps] == ["x/nota.html"]
    assert found(settings, "cigarras") == []
    reported = [(p.path, p.kind, str(p.detail)) for p in report.problems if p.path.startswith("x/")]
    unmatched = "html.yaml, line 3, creator: “.firma” finds nothing"
    assert reported == [("x/nota.html", ProblemKind.SELECTOR_UNMATCHED, unmatched)]
    assert build.update(settings).idle


def test_a_changed_file_is_read_again(settings: Settings) -> None:
    build.update(settings)
    page(settings.corpus / "miedo.html", "Sobre el miedo", "Hablamos de mariposas.")
    assert counts(build.update(settings)) == (0, 1, 0, 0, 2, 2)
    assert found(settings, "luciérnagas") == []
    assert found(settings, "mariposas") == ["miedo.html"]


def test_a_changed_description_is_taken_over_without_reading(settings: Settings) -> None:
    build.update(settings)
    table = "file,title,creator\nmiedo.html,Nombre nuevo,Equipo de prueba\n"
    (settings.corpus / "metadata.csv").write_text(table, "utf-8")
    steps: list[object] = []
    assert counts(build.update(settings, steps.append)) == (0, 1, 0, 0, 2, 2)
    assert steps == []
    assert found(settings, 'title:"nombre nuevo" creator:equipo') == ["miedo.html"]
    assert found(settings, "luciérnagas") == ["miedo.html"]


def test_an_identifier_given_by_staff_replaces_the_old_one(settings: Settings) -> None:
    build.update(settings)
    table = "file,identifier\nmiedo.html,sobre-el-miedo\n"
    (settings.corpus / "metadata.csv").write_text(table, "utf-8")
    build.update(settings)
    engine = open_engine(settings)
    assert engine.acquire().publication("sobre-el-miedo") is not None
    assert len(list(engine.acquire().records())) == 4
    assert list(engine.verify()) == []


def test_two_files_may_exchange_their_identifiers(settings: Settings) -> None:
    table = settings.corpus / "metadata.csv"
    table.write_text("file,identifier\nmiedo.html,uno\nmemoria.html,dos\n", "utf-8")
    build.update(settings)
    table.write_text("file,identifier\nmiedo.html,dos\nmemoria.html,uno\n", "utf-8")
    assert counts(build.update(settings))[1] == 2
    engine = open_engine(settings)
    one, two = engine.acquire().publication("uno"), engine.acquire().publication("dos")
    assert one is not None
    assert two is not None
    assert (one.path, two.path) == ("memoria.html", "miedo.html")
    assert list(engine.verify()) == []


def test_the_same_bytes_twice_are_one_publication(settings: Settings) -> None:
    shutil.copy(settings.corpus / "miedo.html", settings.corpus / "zopilote.html")
    assert build.update(settings).new == 3
    assert found(settings, "luciérnagas") == ["miedo.html"]
    (settings.corpus / "miedo.html").unlink()
    assert build.update(settings).moved == 1
    assert found(settings, "luciérnagas") == ["zopilote.html"]


def test_other_times_alone_change_nothing_that_readers_see(settings: Settings) -> None:
    build.update(settings)
    os.utime(settings.corpus / "miedo.html", (1_000_000_000, 1_000_000_000))
    assert counts(build.update(settings)) == (0, 0, 0, 0, 3, 2)
    assert build.update(settings).idle
    assert found(settings, "luciérnagas") == ["miedo.html"]


def test_a_mended_file_loses_its_problem(settings: Settings) -> None:
    build.update(settings)
    shutil.copy(ROOT / "corpus/cuadernos/claves-cuidado-es.pdf", settings.corpus / "roto.pdf")
    report = build.update(settings)
    assert counts(report) == (0, 1, 0, 0, 3, 1)
    assert [p.path for p in report.problems] == ["carta.docx"]


def test_a_scan_is_found_by_the_title_that_staff_gave_it(settings: Settings) -> None:
    settings = replace(settings, ocr="")
    before = build.update(settings)
    shutil.copy(ROOT / "corpus/cuadernos/escaneo-caminar.pdf", settings.corpus / "escaneo.pdf")
    report = build.update(settings)
    assert ("escaneo.pdf", ProblemKind.NO_TEXT) in kinds(report)
    assert report.failed == 3
    assert report.passages == before.passages  # as it cannot be searched
    table = "file,title\nescaneo.pdf,Caminar entre colibríes\n"
    (settings.corpus / "metadata.csv").write_text(table, "utf-8")
    report = build.update(settings)
    assert report.failed == 2
    assert report.passages > before.passages
    assert found(settings, "colibríes") == ["escaneo.pdf"]
    assert ("escaneo.pdf", ProblemKind.NO_TEXT) in kinds(report)


def test_other_limits_retry_what_failed(settings: Settings) -> None:
    build.update(settings)
    other = load_settings(
        {"corpus": settings.corpus, "index": settings.index, "cpu_seconds": "61"}, {}
    )
    steps: list[object] = []
    build.update(other, steps.append)
    assert "roto.pdf" in [getattr(step, "path", "") for step in steps]
    assert build.update(other).idle


def test_a_rebuild_gives_the_same_answers_in_a_new_generation(settings: Settings) -> None:
    first = build.update(settings)
    second = build.rebuild(settings)
    assert counts(second) == (0, 0, 0, 0, first.new, first.failed)
    assert second.generation.split(".")[0] > first.generation.split(".")[0]
    assert found(settings, "luciérnagas") == ["miedo.html"]


def test_an_empty_corpus_makes_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    settings = load_settings({"corpus": tmp_path / "corpus", "index": tmp_path / "index"}, {})
    assert counts(build.update(settings)) == (0, 0, 0, 0, 0, 0)
    assert found(settings, "") == []
    assert build.update(settings).idle


def test_a_missing_corpus_is_reported_and_the_index_stays(settings: Settings) -> None:
    build.update(settings)
    shutil.rmtree(settings.corpus)
    with pytest.raises(RemovalsDoubted, match="cannot be read"):
        build.update(settings)
    assert found(settings, "luciérnagas") == ["miedo.html"]


def test_a_damaged_index_is_reported_and_a_rebuild_mends_it(settings: Settings) -> None:
    build.update(settings)
    (settings.index / "current").write_text("9999", "ascii")
    with pytest.raises(IndexDamaged):
        build.update(settings)
    build.rebuild(settings)
    assert found(settings, "luciérnagas") == ["miedo.html"]


def _update_process(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "indexer", "update", "--quiet"]
    folders = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    return subprocess.Popen([*command, *folders], cwd=ROOT, stdout=subprocess.DEVNULL)


# tests/faults kills at every durable step; here it is the processes that must be gone.
@pytest.mark.parametrize("delay", [0.7, 1.6])
def test_an_update_killed_at_any_moment_leaves_the_last_commit_and_no_process(
    settings: Settings, delay: float
) -> None:
    build.update(settings)
    page(settings.corpus / "nueva.html", "Nueva", "Hablamos de colibríes.")
    (settings.corpus / "miedo.html").unlink()
    with ended(_update_process(settings)) as process:
        time.sleep(delay)
        family = [psutil.Process(process.pid), *_descendants(process.pid)]
        process.send_signal(signal.SIGKILL)
    _, left = psutil.wait_procs(family, timeout=5)
    assert [one for one in left if not _has_ended(one)] == []
    before = (found(settings, "luciérnagas"), found(settings, "colibríes"))
    assert before in ((["miedo.html"], []), ([], ["nueva.html"]))
    build.update(settings)
    assert found(settings, "colibríes") == ["nueva.html"]
    assert not list(settings.index.glob("*.building"))


def _has_ended(process: psutil.Process) -> bool:
    """Also where the system, busy with others, has not buried it yet."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_a_second_indexer_is_refused_with_a_message(settings: Settings) -> None:
    build.update(settings)
    from indexer.engine import extend_index

    writer = extend_index(settings, extract.VERSION)
    with pytest.raises(IndexLocked, match=str(os.getpid())):
        build.update(settings)
    writer.cancel()


@pytest.mark.usefixtures("tesseract")
def test_scans_are_read_again_when_text_recognition_is_installed_and_nothing_else_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.corpus / "escaneo.pdf").write_bytes(scan(pdf("La ceiba guarda la sombra")))
    with monkeypatch.context() as without:
        without.setattr("indexer.extract.ocr.tessdata._FOLDERS", ())
        report = build.update(settings)
        assert ("escaneo.pdf", ProblemKind.OCR_MISSING) in kinds(report)
        assert found(settings, "ceiba") == []
        before = build.update(settings)
        assert before.idle
    report = build.update(settings)
    assert (report.changed, report.new, report.failed) == (1, 0, before.failed - 1)
    assert report.unchanged == before.unchanged > 0
    assert found(settings, "ceiba") == ["escaneo.pdf"]
    assert build.update(settings).idle


@pytest.mark.usefixtures("tesseract")
def test_what_was_recognised_is_forgotten_a_month_after_its_publication(
    settings: Settings,
) -> None:
    def kept() -> list[Path]:
        return list(settings.ocr_cache.glob("p*/??/*"))

    scanned = settings.corpus / "escaneo.pdf"
    scanned.write_bytes(scan(pdf("La ceiba guarda la sombra")))
    build.update(settings)
    build.rebuild(settings)
    assert len(kept()) == 2  # the picture, and which page it is
    for file in kept():
        os.utime(file, (0, 0))
    page(settings.corpus / "miedo.html", "Sobre el miedo", "Hablamos de mariposas.")
    build.update(settings)
    assert len(kept()) == 2, "it is in use, whenever it was recognised"
    scanned.unlink()
    build.update(settings)
    assert len(kept()) == 2, "the file may come back"
    for file in kept():
        os.utime(file, (0, 0))
    page(settings.corpus / "miedo.html", "Sobre el miedo", "Hablamos de abejas.")
    build.update(settings)
    assert kept() == []


# --- copies of a text, sister editions


def _long(corpus: Path, name: str, words: str) -> Path:
    text = " ".join(f"{words} {n} y lo que sigue en la jornada {n * 7}." for n in range(30))
    return page(corpus / name, f"Título de {name}", text)


def test_copies_of_a_text_are_reported_at_every_update_until_they_are_related(
    settings: Settings,
) -> None:
    _long(settings.corpus, "uno.html", "La comunidad recuerda el río")
    copy = _long(settings.corpus, "dos.html", "La comunidad recuerda el río")
    first = build.update(settings)
    assert first.near_identical == (("dos.html", "uno.html"),)
    second = build.update(settings)
    assert second.idle
    assert second.near_identical == first.near_identical
    (settings.corpus / "metadata.csv").write_text("file,relation\ndos.html,isVersionOf: uno.html\n")
    assert build.update(settings).near_identical == ()
    (settings.corpus / "metadata.csv").unlink()
    copy.unlink()
    assert build.update(settings).near_identical == ()


def test_a_moved_publication_keeps_its_signature(settings: Settings) -> None:
    path = _long(settings.corpus, "uno.html", "La comunidad recuerda el río")
    build.update(settings)
    path.rename(settings.corpus / "otro.html")
    build.update(settings)
    engine = open_engine(settings)
    signatures = {r.publication.path: r.signature for r in engine.acquire().records()}
    assert len(signatures["otro.html"]) == 256
    assert signatures["roto.pdf"] == b""


def test_a_relation_by_a_title_that_only_the_file_itself_gives_is_no_problem(
    settings: Settings,
) -> None:
    row = "memoria.html,isVersionOf: sobre el MIEDO\nclaves.pdf,isVersionOf: nada\n"
    (settings.corpus / "metadata.csv").write_text(f"file,relation\n{row}")
    for _ in range(2):
        problems = build.update(settings).problems
        said = [str(p.detail) for p in problems if p.kind is ProblemKind.METADATA_INVALID]
        assert said == [
            'row 3, column relation, file "claves.pdf": isVersionOf names "nada", '
            "which is not a path, identifier or title in the corpus"
        ]
