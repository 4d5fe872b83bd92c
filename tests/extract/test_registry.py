from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.file_problems import ProblemKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("no.docx", ProblemKind.UNSUPPORTED), ("gone.pdf", ProblemKind.UNREADABLE)],
)
def test_what_cannot_be_opened_fails_with_a_reason(
    tmp_path: Path, name: str, kind: ProblemKind
) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        extract(tmp_path / name, name, Options())
    assert caught.value.kind == kind


@pytest.mark.publications
def test_damaged_public_files_give_an_extraction_or_a_reason(data: Path) -> None:
    files = sorted((data / "broken").glob("*.pdf"))
    assert files
    for file in files:
        if file.stat().st_size < 100_000:
            try:
                assert extract(file, file.name, Options()).passages
            except ExtractionFailed as failure:
                assert failure.kind
