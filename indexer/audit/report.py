"""Formats the result of an audit as text and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from indexer.audit.findings import Finding, FindingKind, Severity
from indexer.audit.run import AuditedFile, AuditReport
from indexer.file_problems import Problem
from indexer.messages import message, plural

_MAX_VALUES: Final = 6  # values of a kind that are printed; JSON has more
_MAX_NOTE_VALUES: Final = 3
_MAX_PATH_CHARS: Final = 200  # of a path that is printed; JSON has all of it
_LABELS: Final = {
    Severity.DANGER: message("DANGER"),
    Severity.UNKNOWN: message("UNKNOWN"),
    Severity.NOTE: message("note"),
}
_INDENT: Final = " " * 6
_SPACES_OF_TYPOGRAPHY: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


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
    return "".join(c if c.isprintable() or c in _SPACES_OF_TYPOGRAPHY else "?" for c in text)


def printable_path(path: str) -> str:
    """A path as it is printed: a very long one without its middle."""
    text = printable(path)
    half = _MAX_PATH_CHARS // 2
    return text if len(text) <= _MAX_PATH_CHARS else f"{text[:half]}…{text[-half:]}"


def _file_lines(file: AuditedFile, *, quiet: bool) -> Iterator[str]:
    if (problem := file.problem) is not None:
        detail = f" ({printable(str(problem.detail))})" if problem.detail else ""
        what = message("It was not audited. {explanation}", explanation=problem.kind.explanation)
        yield f"  {_LABELS[Severity.UNKNOWN]}  {what}{detail}"
        yield f"{_INDENT}> {problem.kind.advice}"
    findings = file.result.findings if file.result else ()
    for kind, found in groupby(findings, key=lambda finding: finding.kind):
        if kind.severity is not Severity.NOTE:
            yield from _finding_lines(kind, list(found))
        elif not quiet:
            yield from _note_lines(kind, list(found))


def _finding_lines(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"  {_LABELS[kind.severity]}  {kind.explanation}"
    for value in _values(findings, _MAX_VALUES):
        yield f"{_INDENT}- {value}"
    yield f"{_INDENT}> {kind.advice}"


def _note_lines(kind: FindingKind, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"  {_LABELS[kind.severity]}  {kind.explanation}"
    yield f"{_INDENT}{'; '.join(_values(findings, _MAX_NOTE_VALUES))}"


def _values(findings: Sequence[Finding], shown: int) -> Iterator[str]:
    """The values of the first findings, and how many more there are."""
    yield from map(_value, findings[:shown])
    if more := _count_more(findings, shown):
        yield str(Finding(findings[0].kind, times=more).value)


def _value(finding: Finding) -> str:
    value = finding.described
    if finding.detail and finding.passage is not None:
        value = message("page {number}: {value}", number=str(finding.passage), value=value)
    if finding.detail and finding.times > 1:
        value = plural(
            "{value} ({count} time)", "{value} ({count} times)", finding.times, value=value
        )
    return printable(str(value))


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
    partly, nothing = counts["partly_audited"], counts["nothing_found"]
    dangers, notes = counts["with_dangers"], counts["with_notes_only"]
    audited = plural(
        "{count} file audited ({seconds} s)",
        "{count} files audited ({seconds} s)",
        counts["audited"],
        seconds=report.seconds,
    )
    said = message(
        "{audited}: {dangers}, {partly}, {notes}, {nothing}.",
        audited=audited,
        dangers=plural("{count} with dangers", "{count} with dangers", dangers),
        partly=plural("{count} audited in part only", "{count} audited in part only", partly),
        notes=plural("{count} with notes only", "{count} with notes only", notes),
        nothing=plural("nothing found in {count}", "nothing found in {count}", nothing),
    )
    yield str(said)
    if count := counts["not_audited"]:
        yield str(
            plural(
                "{count} file was not audited; the lines above say why.",
                "{count} files were not audited; the lines above say why.",
                count,
            )
        )


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
        "detail": str(finding.described),
        "times": finding.times,
        "explanation": str(finding.kind.explanation),
        "advice": str(finding.kind.advice),
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
