"""What a child says about a file is checked before staff see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.audit.findings import AuditResult, Finding, FindingKind
from indexer.messages import NO_MESSAGE, Message, verbatim
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.task_kind import InvalidAnswer
from indexer.settings import load_settings
from indexer.tasks.audit import AUDIT, AuditRequest
from indexer.tasks.extract import EXTRACT

JOB = Job(SourceFile(Path(), "a.pdf", "a.pdf", 0, 0), AuditRequest(10, 10))


def _nested(depth: int, text: str = "{a}") -> Message:
    inside: str | Message = "a"
    for _ in range(depth):
        inside = Message(text, {"a": inside})
    return inside if isinstance(inside, Message) else NO_MESSAGE


def _found(detail: Message, place: Message = NO_MESSAGE, times: int = 1) -> Finding:
    return Finding(FindingKind.OCR_LAYER, detail, times=times, place=place)


VALID = {
    "a value": _found(verbatim("a" * 300)),
    "ten messages inside each other": _found(verbatim("a"), _nested(10)),
    "a text that is none of ours": _found(Message("{0.__class__} {a!r} %s", {"b": 1})),
}
INVALID = {
    "a long value": ("too long", _found(verbatim("a" * 2001))),
    "a long text": ("too long", _found(Message("a" * 2001))),
    "messages that multiply each other": ("too long", _found(_nested(12, "{a}{a}"))),
    "the same in a place": ("too long", _found(verbatim("a"), _nested(12, "{a}{a}"))),
    "messages without an end": ("too long", _found(_nested(17))),
    "a number without an end": ("too long", _found(Message("{a}", {"a": 10**300}))),
    "a text for several that is long": ("too long", _found(Message("a", {"count": 2}, "a" * 2001))),
    "no count": ("no count", _found(verbatim("a"), times=0)),
    "a value that controls a terminal": ("control characters", _found(verbatim("\x1b[2J"))),
    "a text that does": ("control characters", _found(Message("\x1b[2J"))),
    "a place that does": ("control characters", _found(verbatim("a"), Message("\x1b[2J"))),
}


def test_an_answer_whose_messages_can_be_shown_is_taken() -> None:
    AUDIT.validate(AuditResult(tuple(VALID.values())), JOB)


@pytest.mark.parametrize("name", INVALID)
def test_an_answer_that_cannot_be_true_is_refused(name: str) -> None:
    why, finding = INVALID[name]
    with pytest.raises(InvalidAnswer, match=why):
        AUDIT.validate(AuditResult((finding,)), JOB)


def test_an_audit_may_take_more_memory_than_reading() -> None:
    settings = load_settings(environment={})
    assert 4 * AUDIT.limits(settings).memory_mb == 7 * EXTRACT.limits(settings).memory_mb
