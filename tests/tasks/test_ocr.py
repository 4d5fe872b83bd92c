"""Files with pages that are pictures, from the first pass to the text."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from indexer.extract.ocr import ocr_cache, tessdata
from indexer.extract.ocr.ocr_cache import OcrConfig, ScannedFile
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.render import ocr_placement
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message
from indexer.model import Origin
from indexer.sandbox import self_test
from indexer.sandbox.jobs import Job, Outcome, SourceFile
from indexer.sandbox.pool import Pool
from indexer.settings import load_settings
from indexer.tasks import extract_files, ocr, scanned_pages
from indexer.tasks.extract import ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all, reader_names
from indexer.tasks.ocr import OCR, OcrRequest
from indexer.tasks.samples import SAMPLE_PICTURE_NAME
from tests.builders import ENGLISH, SPANISH, pdf, scan
from tests.playground import Playground
from tests.sandbox import layers

R = TypeVar("R")
T = TypeVar("T")

FRENCH = (
    "L’accompagnement psychosocial commence par l’écoute et par la reconnaissance de ce que les\n"
    "personnes ont vécu. Il ne s’agit pas de guérir qui que ce soit, mais de marcher à côté de\n"
    "celles et ceux qui défendent les droits humains, et de soigner les liens que la violence a\n"
    "voulu rompre. Être là, même tard, même sans réponse, voilà déjà un début de réparation."
)


class Desk:
    """Reads files as a run does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = replace(load_settings(environment={}), index=folder / "index", workers=2)
        self.progress: list[Message] = []
        self.problems: list[Problem] = []

    def read(self, data: bytes, *languages: str) -> ExtractOutcome:
        file = self.folder / "escaneo.pdf"
        file.write_bytes(data)
        job = extract_job(SourceFile.from_disk(file, file.name), self.settings, languages)
        (outcome,) = read_all([job], self.settings, self.progress.append, self.problems.append)
        return outcome

    def sha256(self) -> str:
        """The digest of the file that was read last."""
        return hashlib.sha256((self.folder / "escaneo.pdf").read_bytes()).hexdigest()

    def cached(self) -> list[Path]:
        return sorted(self.settings.ocr_cache.glob("pictures-*/??/*"))


def _spanish(desk: Desk) -> OcrConfig:
    found = ocr.config_for(("es",), desk.settings)
    assert found is not None
    return found


@pytest.fixture
def desk(tmp_path: Path, playground: Playground) -> Iterator[Desk]:
    yield Desk(tmp_path)
    assert playground.gone()


def _texts(outcome: ExtractOutcome) -> list[str]:
    assert outcome.value is not None
    return [passage.text for passage in outcome.value.passages]


@pytest.mark.usefixtures("tesseract")
def test_pictures_between_pages_of_text_are_recognised(desk: Desk) -> None:
    lines = [f"La página {word} habla del cuidado y del miedo" for word in ("uno", "dos", "tres")]
    outcome = desk.read(scan(pdf(*lines, *lines)), "es")
    assert _texts(outcome) == lines + lines
    assert outcome.value is not None
    assert {passage.origin for passage in outcome.value.passages} == {Origin.OCR}
    assert outcome.value.metadata.languages == ("es",)
    assert outcome.value.problems == ()
    assert len(outcome.value.pictures) == 6
    assert len(set(outcome.value.pictures)) == 3  # the same picture twice has one text
    assert [file.name for file in desk.cached()] == sorted(set(outcome.value.pictures))
    assert str(desk.progress[-1]) == "recognising pictures, 0 pages left: escaneo.pdf"


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("missing", ["", "jail", "landlock", "jail landlock seccomp"])
def test_pictures_are_recognised_with_any_layers_of_isolation(
    missing: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(layers.MISSING, missing)
    reader = "tests.sandbox.layers:recognise"
    monkeypatch.setattr(scanned_pages, "OCR", replace(OCR, function=reader))
    # So little text that tesseract complains of it.
    assert _texts(desk.read(scan(pdf("Índice de la memoria")), "es")) == ["Índice de la memoria"]


@pytest.mark.usefixtures("tesseract")
def test_what_was_recognised_is_not_recognised_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan(pdf("El cuidado y el miedo de cada página"))
    first = desk.read(data, "es")
    monkeypatch.setattr(scanned_pages, "OCR", replace(OCR, function="nowhere:recognise"))
    again = desk.read(data, "es")
    assert _texts(again) == _texts(first)
    assert again.value == first.value


@pytest.mark.usefixtures("tesseract")
def test_words_are_placed_on_the_pages_that_they_were_recognised_on(desk: Desk) -> None:
    lines = ["La página uno habla del cuidado", "La página dos habla del miedo"]
    read = desk.read(scan(pdf(*lines)), "es").value
    assert read is not None
    scanned = ScannedFile(desk.sha256(), str(desk.settings.ocr_cache))
    ids = ocr_cache.ocr_config_ids(read.pictures)
    found = [ocr_placement.ocr_text_on_page(scanned, page, ids) for page in (1, 2)]
    assert [text and text.text.split() for text in found] == [line.split() for line in lines]


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (SPANISH, "es", "acompañamiento escucha reconocimiento vínculos"),
        (ENGLISH, "en", "accompaniment listening walking rights"),
        (FRENCH, "fr", "reconnaissance côté défendent être réparation"),
    ],
    ids=["es", "en", "fr"],
)
def test_an_undeclared_language_is_found_and_read_as_such(
    text: str, language: str, words: str, desk: Desk
) -> None:
    outcome = desk.read(scan(pdf("\n".join(textwrap.wrap(text, 80)))))
    assert outcome.value is not None
    assert outcome.value.metadata.languages == (language,)
    assert set(words.split()) <= set(re.findall(r"\w+", _texts(outcome)[0].casefold()))


@pytest.mark.usefixtures("tesseract")
def test_a_file_that_is_saved_anew_is_not_recognised_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan(pdf("El cuidado y el miedo de cada página"))
    first = desk.read(data, "es").value
    monkeypatch.setattr(scanned_pages, "OCR", replace(OCR, function="nowhere:recognise"))
    assert desk.read(data + b"\n% saved anew\n", "es").value == first


def _read_forged(desk: Desk, data: bytes, kind: str, function: str) -> ExtractOutcome:
    """Read a file that has taken over the children of a kind."""
    with pytest.MonkeyPatch.context() as forged:
        module = extract_files if kind == "EXTRACT" else scanned_pages
        forging = replace(getattr(module, kind), function=f"tests.sandbox.misbehaving:{function}")
        forged.setattr(module, kind, forging)
        return desk.read(data, "es")


@pytest.mark.usefixtures("tesseract")
def test_a_file_cannot_change_what_was_recognised_of_another(desk: Desk) -> None:
    genuine = scan(pdf("El cuidado y el miedo de cada página"))
    before = desk.read(genuine, "es").value
    known = {file: file.read_bytes() for file in desk.cached()}
    other = _read_forged(desk, scan(pdf("Otra página")), "OCR", "forges_a_text")
    assert _texts(other) == ["falso"]  # which is its own affair
    assert {file: file.read_bytes() for file in known} == known
    assert desk.read(genuine, "es").value == before


@pytest.mark.usefixtures("tesseract")
def test_a_file_cannot_say_what_will_be_recognised_of_another(desk: Desk) -> None:
    _read_forged(desk, scan(pdf("Otra página")), "OCR", "forges_a_text")
    _read_forged(desk, scan(pdf("Y otra página")), "RASTERISE", "forges_a_picture")
    genuine = "El cuidado y el miedo de cada página"
    assert _texts(desk.read(scan(pdf(genuine)), "es")) == [genuine]


@pytest.mark.usefixtures("tesseract")
def test_a_file_that_shows_the_picture_of_another_has_it_recognised_as_it_is(desk: Desk) -> None:
    genuine = scan(pdf("El cuidado y el miedo de cada página"))
    with PdfiumReader(genuine) as reader:
        picture = reader.raster(0)
    job = ocr.ocr_job("a.pdf", 1, picture, _spanish(desk), 100)
    assert job.request.picture == picture.digest()
    with job.source.open() as stream, pytest.raises(OSError, match="not permitted"):
        os.write(stream.fileno(), b"x")


@pytest.mark.usefixtures("tesseract")
def test_a_file_has_only_its_own_recognised_text_kept(desk: Desk) -> None:
    outcome = _read_forged(desk, pdf("texto"), "EXTRACT", "claims_all")
    assert outcome.value is not None
    assert outcome.value.pictures == ()


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(
    ("kind", "function"),
    [("OCR", "forges_places"), ("OCR", "forges_numbers"), ("RASTERISE", "forges_a_picture")],
)
def test_answers_that_cannot_be_true_are_refused(kind: str, function: str, desk: Desk) -> None:
    read = _read_forged(desk, scan(pdf("Una página")), kind, function).value
    assert read is not None
    assert [problem.kind for problem in read.problems] == [ProblemKind.OCR_FAILED], str(
        read.problems[0].detail
    )
    assert desk.cached() == []


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("how", ["abort", "hang", "garbage"])
def test_a_page_that_breaks_ocr_is_reported_and_the_others_are_read(
    how: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settings = replace(desk.settings, wall_seconds=2)
    reader = f"tests.sandbox.misbehaving:second_page_{how}s"
    monkeypatch.setattr(scanned_pages, "OCR", replace(OCR, function=reader))
    outcome = desk.read(scan(pdf("Primera página de todas", "Segunda", "Tercera página")), "es")
    assert _texts(outcome) == ["Primera página de todas", "", "Tercera página"]
    assert outcome.value is not None
    (problem,) = outcome.value.problems
    assert (problem.kind, problem.passage) == (ProblemKind.OCR_FAILED, 2)
    assert str(problem.detail).startswith("page 2: ")


@pytest.mark.usefixtures("tesseract")
def test_a_file_on_which_ocr_keeps_failing_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    class Counting(Pool[R, T]):
        def run(self, job: Job[R]) -> Outcome[R, T]:
            if isinstance(job.request, OcrRequest) and job.path != SAMPLE_PICTURE_NAME:
                tried.append(job.request.page)
            return super().run(job)

    reader = "tests.sandbox.misbehaving:every_page_aborts"
    monkeypatch.setattr(scanned_pages, "OCR", replace(OCR, function=reader))
    monkeypatch.setattr(scanned_pages, "Pool", Counting)
    pages = [
        f"Página {word}"
        for word in ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"]
    ]
    outcome = desk.read(scan(pdf(*pages * 3), dpi=50), "es")
    assert outcome.value is not None
    (problem,) = outcome.value.problems
    assert problem.kind is ProblemKind.OCR_FAILED
    assert outcome.value.waiting == tuple(range(1, 25))
    assert 3 <= len(tried) <= 3 + 4 * desk.settings.workers


def test_without_tesseract_the_problem_says_what_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader_names(desk.settings)
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere")
    monkeypatch.setattr("indexer.extract.ocr.tessdata._FOLDERS", ())
    outcome = desk.read(scan(pdf("Primera", "Segunda")))
    assert outcome.value is not None
    (problem,) = outcome.value.problems
    assert (problem.kind, problem.passage) == (ProblemKind.OCR_MISSING, 1)
    assert "pages 1, 2: " in str(problem.detail)
    assert "install" in str(problem.detail)
    assert outcome.value.waiting == (1, 2)
    after = reader_names(desk.settings)
    assert after.text == before.text
    assert after.pictures != before.pictures


def test_staff_can_switch_ocr_off(desk: Desk) -> None:
    desk.settings = replace(desk.settings, ocr="")
    outcome = desk.read(scan(pdf("Primera")))
    assert outcome.value is not None
    assert [p.kind for p in outcome.value.problems] == [ProblemKind.NO_TEXT]
    assert not desk.settings.ocr_cache.exists()


@pytest.mark.usefixtures("tesseract")
def test_what_tesseract_cannot_load_is_not_the_files_fault(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "_PAUSES_SECONDS", (0.0,))
    data = scan(pdf("Primera página", "Segunda"))
    found = tessdata.folder()
    assert found is not None
    with monkeypatch.context() as broken:
        for name in ("spa", "eng", "osd"):
            size = (found / f"{name}.traineddata").stat().st_size
            with (tmp_path / f"{name}.traineddata").open("wb") as file:
                file.truncate(size)  # nothing but zeros
        broken.setenv("TESSDATA_PREFIX", str(tmp_path))
        read = desk.read(data, "es").value
        assert read is not None
        (problem,) = read.problems
        assert (problem.kind, problem.passage) == (ProblemKind.OCR_INTERRUPTED, 1)
        assert "does not work on this computer" in str(problem.detail)
        assert read.waiting == (1, 2)
    assert _texts(desk.read(data, "es")) == ["Primera página", "Segunda"]


def _file_in_place(cache: Path) -> None:
    cache.write_text("a file")


def _parts_are_files(cache: Path) -> None:
    cache.mkdir()
    for part in ("pictures-2", "pages-2"):
        (cache / part).write_text("a file")


def _leads_nowhere(cache: Path) -> None:
    cache.symlink_to("/proc/nowhere")


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("harm", [_file_in_place, _parts_are_files, _leads_nowhere])
def test_a_cache_that_cannot_be_written_stops_nothing_but_itself(
    harm: Callable[[Path], None], desk: Desk
) -> None:
    harm(desk.settings.ocr_cache)
    outcome = desk.read(scan(pdf("Primera página", "Segunda")), "es")
    assert _texts(outcome) == ["Primera página", "Segunda"]
    (problem,) = desk.problems
    assert problem.kind is ProblemKind.OCR_NOT_KEPT
    assert problem.path == str(desk.settings.ocr_cache)
    assert problem.detail


@pytest.mark.usefixtures("tesseract")
def test_a_disk_that_becomes_full_loses_no_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    write = Path.write_bytes

    def write_a_little(path: Path, data: bytes) -> int:
        if path.is_relative_to(desk.settings.ocr_cache):
            written.append(path)
            if len(written) > 3:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_a_little)
    pages = [f"Página {word}" for word in ("primera", "segunda", "tercera", "cuarta")]
    assert _texts(desk.read(scan(pdf(*pages)), "es")) == pages
    (problem,) = desk.problems
    assert "no space left" in str(problem.detail)
    assert list(Path("/dev/shm").glob("aluna-ocr-*")) == []
