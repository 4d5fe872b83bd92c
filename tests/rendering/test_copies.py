"""Copies of HTML pages, end to end: confined process, check, disk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from indexer.extract.render.copy_markup import MAX_COPY_CHARS, is_copy
from indexer.extract.render.page_copy import page_copy
from indexer.extract.render.rendered import PageCopy
from indexer.rendering import RenderFailed, open_render_service
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.task_kind import InvalidAnswer
from indexer.tasks.copy_page import COPY_PAGE, CopyPageRequest
from tests.rendering.conftest import Desk

PAGE = (
    '<!doctype html><title>Uno</title><link rel=preconnect href="//x"><p class=a>Uno <b>dos</b></p>'
)


def test_a_copy_is_made_once_and_then_needs_no_file(desk: Desk) -> None:
    key, file = desk.file("copied.html", PAGE.encode())
    copy = desk.service.copy(key.sha256, file)
    assert is_copy(copy.decode())
    assert b'<p class="a">Uno <b>dos</b></p>' in copy
    assert b"preconnect" not in copy
    file.unlink()
    with closing(open_render_service(desk.settings)) as others:
        assert others.copy(key.sha256, file) == copy
        others.keep_only(set())
        with pytest.raises(RenderFailed):
            others.copy(key.sha256, file)


def test_a_file_that_was_replaced_is_not_copied(desk: Desk) -> None:
    key, file = desk.file("replaced.html", PAGE.replace("Uno", "Antes").encode())
    file.write_bytes(PAGE.encode())
    with pytest.raises(RenderFailed):
        desk.service.copy(key.sha256, file)


JOB = Job(SourceFile(Path("/"), "x", "x", 1, 1, "ab" * 32), CopyPageRequest())
COPY = page_copy(PAGE.encode())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (PageCopy("cd" * 32, COPY), "another file"),
        (PageCopy("ab" * 32, PAGE), "no copy may have"),
        (PageCopy("ab" * 32, ""), "no copy may have"),
        (PageCopy("ab" * 32, COPY.replace("Uno", "x" * MAX_COPY_CHARS)), "longer than the limit"),
    ],
    ids=["of another file", "untouched", "empty", "too long"],
)
def test_what_a_process_says_is_checked(answer: PageCopy, reason: str) -> None:
    COPY_PAGE.validate(PageCopy("ab" * 32, COPY), JOB)
    with pytest.raises(InvalidAnswer, match=reason):
        COPY_PAGE.validate(answer, JOB)
