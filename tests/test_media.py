"""Kinds of files: each row leads to what reads, audits, shows and cites such a file."""

from __future__ import annotations

import pytest

from indexer.audit.detectors.detect import inspector
from indexer.extract.registry import extractor
from indexer.media import HTML, MEDIA_KINDS, PDF, UNKNOWN, MediaKind, kind_of, kind_of_path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.pdf", PDF), ("B.PDF", PDF), ("c.html", HTML), ("c.htm", HTML), ("c.XHTML", HTML),
        ("d.docx", None), ("pdf", None), (".pdf", None),
    ],
)  # fmt: skip
def test_the_ending_tells_how_a_file_is_read(path: str, kind: MediaKind | None) -> None:
    assert kind_of_path(path) is kind


@pytest.mark.parametrize("kind", MEDIA_KINDS, ids=lambda kind: kind.name)
def test_each_kind_has_an_extractor_and_an_inspector(kind: MediaKind) -> None:
    assert callable(extractor(kind))
    assert callable(inspector(kind))


def test_no_two_kinds_share_a_media_type_or_an_ending() -> None:
    endings = [ending for kind in MEDIA_KINDS for ending in kind.endings]
    assert len(endings) == len(set(endings))
    assert [kind_of(kind.media_type) for kind in MEDIA_KINDS] == [*MEDIA_KINDS]


def test_a_media_type_without_a_row_is_only_downloaded() -> None:
    assert kind_of("application/x-thing") is UNKNOWN
