"""Formats the result of an audit as text and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from indexer.audit.findings import Finding, FindingKind, Severity
from indexer.audit.run import AuditedFile, AuditReport
from indexer.model import Problem

_MAX_VALUES: Final = 6  # values of a kind that are printed; JSON has more
_MAX_NOTE_VALUES: Final = 3
_MAX_PATH_CHARS: Final = 200  # of a path that is printed; JSON has all of it
_LABELS: Final = {Severity.DANGER: "DANGER ", Severity.UNKNOWN: "UNKNOWN", Severity.NOTE: "note   "}
_INDENT: Final = " " * 10
_UNBROKEN_SPACES: Final = (
    "\u00a0\u202f"  # French has them before signs; Python says "not printable"
)


def lines(report: AuditReport, *, quiet: bool) -> Iterator[str]:
    """The printed report: file by file, dangers first; with `quiet`, no notes and no summary."""
    for file in report.files:
        printed = list(_file_lines(file, quiet=quiet))
        if printed:
            yield printable_path(file.path)
            yield from printed
            yield ""
    if not quiet:
        yield from _summary(report)


def as_json(report: AuditReport) -> dict[str, object]:
    """The report as values for JSON."""
    return {
        "files": [_file_json(file) for file in report.files],
        **_counts(report),
        "seconds": round(report.seconds, 3),
    }


def printable(text: str) -> str:
    """Replace what could control a terminal, such as escape sequences in the name of a file."""
    return "".join(c if c.isprintable() or c in _UNBROKEN_SPACES else "?" for c in text)


def printable_path(path: str) -> str:
    """A path as it is printed: a very long one without its middle."""
    text = printable(path)
    half = _MAX_PATH_CHARS // 2
    return text if len(text) <= _MAX_PATH_CHARS else f"{text[:half]}…{text[-half:]}"


def _file_lines(file: AuditedFile, *, quiet: bool) -> Iterator[str]:
    if (problem := file.problem) is not None:
        detail = f" ({printable(str(problem.detail))})" if problem.detail else ""
        what = f"It was not audited. {problem.kind.explanation}{detail}"
        yield f"  {_LABELS[Severity.UNKNOWN]} {what}"
        yield f"{_INDENT}> {problem.kind.advice}"
    findings = file.result.findings if file.result else ()
    for kind, found in groupby(findings, key=lambda finding: finding.kind):
        if kind.severity is not Severity.NOTE:
            yield from _finding_lines(kind, list(found))
        elif not quiet:
            yield from _note_lines(kind, list(found))


def _finding_lines(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"  {_LABELS[kind.severity]} {kind.explanation}"
    for finding in findings[:_MAX_VALUES]:
        yield f"{_INDENT}- {_value(finding)}"
    if more := _count_more(findings, _MAX_VALUES):
        yield f"{_INDENT}- and {more} more"
    yield f"{_INDENT}> {kind.advice}"


def _note_lines(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    values = [_value(finding) for finding in findings[:_MAX_NOTE_VALUES]]
    if more := _count_more(findings, _MAX_NOTE_VALUES):
        values.append(f"and {more} more")
    yield f"  {_LABELS[kind.severity]} {kind.explanation}"
    yield f"{_INDENT}{'; '.join(values)}"


def _value(finding: Finding) -> str:
    if not finding.detail:
        return f"and {finding.times} more"
    page = "" if finding.passage is None else f"page {finding.passage}: "
    times = f" ({finding.times} times)" if finding.times > 1 else ""
    return f"{page}{printable(finding.detail)}{times}"


def _count_more(findings: Sequence[Finding], shown: int) -> int:
    """The number of values beyond those shown."""
    return sum(1 if finding.detail else finding.times for finding in findings[shown:])


def _counts(report: AuditReport) -> dict[str, int]:
    read = [file for file in report.files if file.result is not None]
    danger = sum(file.has(Severity.DANGER) for file in read)
    unknown = sum(file.has(Severity.UNKNOWN) and not file.has(Severity.DANGER) for file in read)
    nothing = sum(file.result is not None and not file.result.findings for file in read)
    return {
        "audited": len(read),
        "with_dangers": danger,
        "partly_audited": unknown,
        "with_notes_only": len(read) - danger - unknown - nothing,
        "nothing_found": nothing,
        "not_audited": len(report.files) - len(read),
    }


def _summary(report: AuditReport) -> Iterator[str]:
    counts = _counts(report)
    yield f"{counts['audited']} files audited ({report.seconds:.1f} s): " + ", ".join(
        (
            f"{counts['with_dangers']} with dangers",
            f"{counts['partly_audited']} that could be inspected only in part",
            f"{counts['with_notes_only']} with notes only",
            f"nothing found in {counts['nothing_found']}.",
        )
    )
    if counts["not_audited"]:
        yield f"{counts['not_audited']} files were not audited; the lines above say why."


def _file_json(file: AuditedFile) -> dict[str, object]:
    findings = file.result.findings if file.result else ()
    return {
        "path": file.path,
        "problem": _problem_json(file.problem),
        "findings": [_finding_json(finding) for finding in findings],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind,
        "weight": finding.kind.severity,
        "passage": finding.passage,
        "detail": finding.detail or f"and {finding.times} more",
        "times": finding.times,
        "explanation": finding.kind.explanation,
        "advice": finding.kind.advice,
    }


def _problem_json(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    return {
        "kind": problem.kind,
        "detail": str(problem.detail),
        "explanation": str(problem.kind.explanation),
        "advice": str(problem.kind.advice),
    }
