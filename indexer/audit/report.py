"""An audit's report in plain words, and as values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from indexer.audit.findings import Finding, FindingKind, Severity
from indexer.audit.run import Audited, AuditReport
from indexer.model import Problem

_MOST: Final = 6  # values of a kind that are printed; JSON has more
_MOST_NOTED: Final = 3
_LABELS: Final = {Severity.DANGER: "DANGER ", Severity.UNKNOWN: "UNKNOWN", Severity.NOTE: "note   "}
_INDENT: Final = " " * 10


def lines(report: AuditReport, *, quiet: bool) -> Iterator[str]:
    """What is printed: file by file, dangers first; with `quiet`, no notes and no summary."""
    for file in report.files:
        told = list(_file(file, quiet=quiet))
        if told:
            yield printable(file.path)
            yield from told
            yield ""
    if not quiet:
        yield from _summary(report)


def as_json(report: AuditReport) -> dict[str, object]:
    """The report as plain values."""
    return {
        "files": [_file_json(file) for file in report.files],
        **_counts(report),
        "seconds": round(report.seconds, 3),
    }


def printable(text: str) -> str:
    """`text` without what could steer a terminal, even by the name of a file."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _file(file: Audited, *, quiet: bool) -> Iterator[str]:
    if (problem := file.problem) is not None:
        detail = f" ({printable(problem.detail)})" if problem.detail else ""
        what = f"It was not audited. {problem.kind.explanation}{detail}"
        yield f"  {_LABELS[Severity.UNKNOWN]} {what}"
        yield f"{_INDENT}> {problem.kind.advice}"
    findings = file.exposure.findings if file.exposure else ()
    for kind, found in groupby(findings, key=lambda finding: finding.kind):
        if kind.weight is not Severity.NOTE:
            yield from _grave(kind, list(found))
        elif not quiet:
            yield from _noted(kind, list(found))


def _grave(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"  {_LABELS[kind.weight]} {kind.explanation}"
    for finding in findings[:_MOST]:
        yield f"{_INDENT}- {_value(finding)}"
    if more := _more(findings, _MOST):
        yield f"{_INDENT}- and {more} more"
    yield f"{_INDENT}> {kind.advice}"


def _noted(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    values = [_value(finding) for finding in findings[:_MOST_NOTED]]
    if more := _more(findings, _MOST_NOTED):
        values.append(f"and {more} more")
    yield f"  {_LABELS[kind.weight]} {kind.explanation}"
    yield f"{_INDENT}{'; '.join(values)}"


def _value(finding: Finding) -> str:
    if not finding.detail:
        return f"and {finding.times} more"
    page = "" if finding.passage is None else f"page {finding.passage}: "
    times = f" ({finding.times} times)" if finding.times > 1 else ""
    return f"{page}{printable(finding.detail)}{times}"


def _more(findings: Sequence[Finding], shown: int) -> int:
    """How many values there are beyond those shown."""
    return sum(1 if finding.detail else finding.times for finding in findings[shown:])


def _counts(report: AuditReport) -> dict[str, int]:
    read = [file for file in report.files if file.exposure is not None]
    danger = sum(file.has(Severity.DANGER) for file in read)
    unknown = sum(file.has(Severity.UNKNOWN) and not file.has(Severity.DANGER) for file in read)
    nothing = sum(file.exposure is not None and not file.exposure.findings for file in read)
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
            f"{counts['partly_audited']} that could be looked at only in part",
            f"{counts['with_notes_only']} with notes only",
            f"nothing found in {counts['nothing_found']}.",
        )
    )
    if counts["not_audited"]:
        yield f"{counts['not_audited']} files were not audited; the lines above say why."


def _file_json(file: Audited) -> dict[str, object]:
    findings = file.exposure.findings if file.exposure else ()
    return {
        "path": file.path,
        "problem": _problem_json(file.problem),
        "findings": [_finding_json(finding) for finding in findings],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind,
        "weight": finding.kind.weight,
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
        "detail": problem.detail,
        "explanation": problem.kind.explanation,
        "advice": problem.kind.advice,
    }
