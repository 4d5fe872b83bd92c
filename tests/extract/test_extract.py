from __future__ import annotations

from pathlib import Path

import pytest

from indexer import extract as room
from indexer.errors import ExtractionFailed
from indexer.extract import EXTRACTORS, Bounds, extract, media_type
from indexer.model import ProblemKind

DATA = Path(__file__).parents[2] / "../shared/data"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.pdf", "application/pdf"), ("B.PDF", "application/pdf"), ("c.html", "text/html"),
        ("c.htm", "text/html"), ("c.XHTML", "text/html"), ("d.docx", None), ("pdf", None),
        (".pdf", None),
    ],
)  # fmt: skip
def test_the_ending_tells_how_a_file_is_read(path: str, kind: str | None) -> None:
    assert media_type(path) == kind


def test_every_media_type_has_an_extractor() -> None:
    assert {media_type(f"x{ending}") for ending in room._ENDINGS} == set(EXTRACTORS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("no.docx", ProblemKind.UNSUPPORTED), ("gone.pdf", ProblemKind.UNREADABLE)],
)
def test_what_cannot_be_opened_fails_with_a_reason(
    tmp_path: Path, name: str, kind: ProblemKind
) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        extract(tmp_path / name, name, Bounds())
    assert caught.value.kind == kind


@pytest.mark.publications
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared test publications are not here")
def test_damaged_public_files_give_an_extraction_or_a_reason() -> None:
    files = sorted((DATA / "broken").glob("*.pdf"))
    assert files
    for file in files:
        if file.stat().st_size < 100_000:
            try:
                assert extract(file, file.name, Bounds()).passages
            except ExtractionFailed as failure:
                assert failure.kind
