"""tesseract on pages whose text is known."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.ocr import tessdata
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.file_problems import ProblemKind
from tests.builders import pdf, scan

if TYPE_CHECKING:
    from indexer.extract.ocr.tesseract import PictureText

TEXT = (
    "El acompañamiento psicosocial parte de la escucha\n"
    "y del reconocimiento de lo que las personas\n"
    "han vivido: niñez, memoria, reparación y cuidado.\n"
    "No se trata de curar a nadie, sino de caminar\n"
    "junto a quienes defienden los derechos humanos."
)


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_page_is_read_whichever_way_it_lay(turned: int, dpi: int, tmp_path: Path) -> None:
    found = _read(scan(pdf(TEXT), turned=turned, dpi=dpi), ("spa",), tmp_path)
    assert found.text.split() == TEXT.split()
    assert found.confidence >= 90
    assert found.turned == (360 - turned) % 360


@pytest.mark.usefixtures("tesseract")
def test_a_page_that_claims_to_be_tiny_is_enlarged(tmp_path: Path) -> None:
    found = _read(scan(pdf(TEXT), dpi=150, claimed=1200), ("spa",), tmp_path)
    assert found.text.split() == TEXT.split()


@pytest.mark.usefixtures("tesseract")
def test_an_empty_page_has_no_text(tmp_path: Path) -> None:
    found = _read(scan(pdf("")), ("spa", "eng"), tmp_path)
    assert (found.text.strip(), found.turned, found.boxes) == ("", 0, b"")


@pytest.mark.usefixtures("tesseract")
def test_missing_language_data_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        _read(scan(pdf(TEXT)), ("xyz",), tmp_path)
    assert caught.value.kind is ProblemKind.OCR_INTERRUPTED


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (("spa", "eng"), "apt install tesseract-ocr-eng tesseract-ocr-osd"),
        (("fra",), "apt install tesseract-ocr-fra tesseract-ocr-osd"),
    ],
)
def test_what_is_missing_is_named_with_how_to_install_it(
    languages: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tesserocr")
    (tmp_path / "spa.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert tessdata.languages() == ("spa",)
    assert tessdata.installed(["es", "fr", "nah"]) == ("spa",)
    with pytest.raises(tessdata.NotInstalled, match=said):
        tessdata.engine(languages)


def test_without_tesserocr_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tesserocr", None)
    with pytest.raises(tessdata.NotInstalled, match="pip install"):
        tessdata.engine(("spa",))


def _read(data: bytes, languages: tuple[str, ...], folder: Path) -> PictureText:
    from indexer.extract.ocr.tesseract import Recogniser

    file = folder / "escaneo.pdf"
    file.write_bytes(data)
    where = tessdata.folder()
    assert where is not None
    with PdfiumReader(file) as reader, closing(Recogniser(languages, where)) as recogniser:
        return recogniser.read(reader.raster(0))
