from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extract.ocr.ocr_cache import OcrConfig
from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Extraction
from tests.extract.pdf.recognised import Read, scanned_file


@pytest.fixture
def how() -> OcrConfig:
    return OcrConfig(("spa",), "tesseract of a test", "")


@pytest.fixture
def read(tmp_path: Path, how: OcrConfig) -> Read:
    def read_bytes(data: bytes, how: OcrConfig | None = how) -> Extraction:
        file = tmp_path / "escaneo.pdf"
        file.write_bytes(data)
        return extract(file, file.name, Options(ocr=how, scanned=scanned_file(data, tmp_path)))

    return read_bytes
