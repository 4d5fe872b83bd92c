"""Files with pages that are pictures, from the first pass to the text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from indexer.extract.ocr import ocr_cache
from indexer.extract.ocr.ocr_cache import OcrConfig
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.render import ocr_placement
from indexer.model import Origin, ProblemKind
from indexer.sandbox.jobs import Job, Outcome, SourceFile
from indexer.sandbox.pool import Pool
from indexer.settings import load_settings
from indexer.tasks import extract_files, ocr
from indexer.tasks.extract import ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all, reader_names
from indexer.tasks.ocr import OCR, OcrRequest
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
        self.progress: list[str] = []

    def read(self, data: bytes, *languages: str) -> ExtractOutcome:
        file = self.folder / "escaneo.pdf"
        file.write_bytes(data)
        job = extract_job(SourceFile.from_disk(file, file.name), self.settings, languages)
        (outcome,) = read_all([job], self.settings, self.progress.append)
        return outcome

    def how(self) -> OcrConfig:
        """The OCR configuration for Spanish."""
        found = ocr.config_for(("es",), self.settings)
        assert found is not None
        return found

    def cached(self) -> list[Path]:
        return sorted(self.settings.ocr_cache.glob("??/*"))


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
    assert len(set(outcome.value.pictures)) == 3  # the same picture twice has one text
    assert [file.name for file in desk.cached()] == sorted(set(outcome.value.pictures))
    assert desk.progress[-1] == "recognising pictures, 0 pages left: escaneo.pdf"


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("missing", ["", "landlock", "landlock seccomp"])
def test_pictures_are_recognised_with_any_layers_of_isolation(
    missing: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(layers.MISSING, missing)
    reader = "tests.sandbox.layers:recognise"
    monkeypatch.setattr(extract_files, "OCR", replace(OCR, function=reader))
    # So little text that tesseract complains of it.
    assert _texts(desk.read(scan(pdf("Índice de la memoria")), "es")) == ["Índice de la memoria"]


@pytest.mark.usefixtures("tesseract")
def test_what_was_recognised_is_not_recognised_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan(pdf("El cuidado y el miedo de cada página"))
    first = desk.read(data, "es")
    monkeypatch.setattr(extract_files, "OCR", replace(OCR, function="nowhere:recognise"))
    again = desk.read(data, "es")
    assert _texts(again) == _texts(first)
    assert again.value == first.value


@pytest.mark.usefixtures("tesseract")
def test_words_are_placed_on_the_pages_that_they_were_recognised_on(desk: Desk) -> None:
    lines = ["La página uno habla del cuidado", "La página dos habla del miedo"]
    read = desk.read(scan(pdf(*lines)), "es").value
    assert read is not None
    cache, ocr_config_ids = desk.settings.ocr_cache, ocr_cache.ocr_config_ids(read.pictures)
    with PdfiumReader(desk.folder / "escaneo.pdf") as reader:
        found = [
            ocr_placement.ocr_text_on_page(reader, page, cache, ocr_config_ids) for page in range(2)
        ]
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
@pytest.mark.parametrize("is_former", [False, True], ids=["as it is kept", "as it was kept before"])
def test_a_file_cannot_change_what_was_recognised_of_another(
    is_former: bool, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = scan(pdf("El cuidado y el miedo de cada página"))
    before = desk.read(genuine, "es").value
    (known,) = desk.cached()
    key = desk.how().legacy_key(known.name.partition("-")[0]) if is_former else known.name
    monkeypatch.setenv("TEST_KEY", key)
    forging = replace(OCR, function="tests.sandbox.misbehaving:forges_a_text")
    with monkeypatch.context() as forged:
        forged.setattr(extract_files, "OCR", forging)
        desk.read(scan(pdf("Otra página")), "es")
    assert desk.cached() == [known]
    assert desk.read(genuine, "es").value == before


@pytest.mark.usefixtures("tesseract")
def test_boxes_that_do_not_match_the_text_are_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forging = replace(OCR, function="tests.sandbox.misbehaving:forges_places")
    monkeypatch.setattr(extract_files, "OCR", forging)
    read = desk.read(scan(pdf("Una página")), "es").value
    assert read is not None
    assert [problem.kind for problem in read.problems] == [ProblemKind.OCR_FAILED]
    assert desk.cached() == []


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("how", ["abort", "hang", "garbage"])
def test_a_page_that_breaks_ocr_is_reported_and_the_others_are_read(
    how: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settings = replace(desk.settings, wall_seconds=3)
    reader = f"tests.sandbox.misbehaving:second_page_{how}s"
    monkeypatch.setattr(extract_files, "OCR", replace(OCR, function=reader))
    outcome = desk.read(scan(pdf("Primera página de todas", "Segunda", "Tercera página")), "es")
    assert _texts(outcome) == ["Primera página de todas", "", "Tercera página"]
    assert outcome.value is not None
    (problem,) = outcome.value.problems
    assert (problem.kind, problem.passage) == (ProblemKind.OCR_FAILED, 2)
    assert problem.detail.startswith("page 2; ")


@pytest.mark.usefixtures("tesseract")
def test_a_file_on_which_ocr_keeps_failing_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[int, ...]] = []

    class Counting(Pool[R, T]):
        def run(self, job: Job[R]) -> Outcome[R, T]:
            if isinstance(job.request, OcrRequest):
                tried.append(job.request.pages)
            return super().run(job)

    reader = "tests.sandbox.misbehaving:every_page_aborts"
    monkeypatch.setattr(extract_files, "OCR", replace(OCR, function=reader))
    monkeypatch.setattr(extract_files, "Pool", Counting)
    pages = [
        f"Página {word}"
        for word in ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"]
    ]
    outcome = desk.read(scan(pdf(*pages * 3), dpi=50), "es")
    assert outcome.value is not None
    (problem,) = outcome.value.problems
    assert problem.kind is ProblemKind.OCR_FAILED
    assert outcome.value.waiting == tuple(range(1, 25))
    single = [pages for pages in tried if len(pages) == 1]
    assert 3 <= len(single) <= 3 + 2 * desk.settings.workers


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
    assert "page 1, 2; " in problem.detail
    assert "install" in problem.detail
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
