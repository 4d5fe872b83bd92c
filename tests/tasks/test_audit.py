"""What a child says about a file is checked before staff see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.audit.findings import AuditResult, Finding, FindingKind
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.task_kind import InvalidAnswer
from indexer.settings import load_settings
from indexer.tasks.audit import AUDIT, AuditRequest
from indexer.tasks.extract import EXTRACT

JOB = Job(SourceFile(Path(), "a.pdf", "a.pdf", 0, 0), AuditRequest(10, 10))
INVALID = {
    "too long": Finding(FindingKind.OCR_LAYER, "a" * 301),
    "no count": Finding(FindingKind.OCR_LAYER, "a", times=0),
    "control characters": Finding(FindingKind.OCR_LAYER, "\x1b[2J"),
}


@pytest.mark.parametrize("why", INVALID)
def test_an_answer_that_cannot_be_true_is_refused(why: str) -> None:
    AUDIT.validate(AuditResult((Finding(FindingKind.OCR_LAYER, "a"),)), JOB)
    with pytest.raises(InvalidAnswer, match=why):
        AUDIT.validate(AuditResult((INVALID[why],)), JOB)


def test_an_audit_may_take_more_memory_than_reading() -> None:
    settings = load_settings(environment={})
    assert 4 * AUDIT.limits(settings).memory_mb == 7 * EXTRACT.limits(settings).memory_mb
