"""What `update`, `rebuild`, `watch` and `status` say about files: lines for staff, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from indexer.audit import report
from indexer.build import UpdateReport
from indexer.cli.change_output import change_json, change_lines, proposal_json, proposal_lines
from indexer.engine.edition_proposals import EditionProposal
from indexer.model import HeldBack, Problem


def update_lines(
    done: UpdateReport, proposals: Sequence[EditionProposal], *, quiet: bool
) -> Iterator[str]:
    """What a run says: every problem and, unless `quiet`, what it did and what could be related."""
    for problem in done.problems:
        yield problem_line(problem)
    if quiet:
        return
    for paths in done.near_identical:
        yield copies_line(paths)
    yield from proposal_lines(proposals)
    if done.problems or done.near_identical or proposals:
        yield ""
    yield from change_lines(done.changes)
    if done.idle:
        yield f"Nothing has changed since the last run ({done.seconds:.1f} s)."
    else:
        yield (
            f"{done.new} new, {done.changed} changed, {done.moved} moved, "
            f"{done.removed} removed, {done.unchanged} unchanged ({done.seconds:.1f} s)."
        )
    found = done.new + done.changed + done.moved + done.unchanged + done.lost
    yield f"{found} publications with {done.passages} pages or sections can be searched."
    if done.held_back:
        yield held_back_line(done.held_back)
    if done.failed:
        yield f"{done.failed} files cannot be searched; the lines above say why."


def problem_line(problem: Problem) -> str:
    """One line: where the problem is, what happened, what to do."""
    page = "" if problem.passage is None else f", {problem.passage}"
    detail = f" ({report.printable(str(problem.detail))})" if problem.detail else ""
    path = report.printable_path(problem.path)
    return f"{path}{page}: {problem.kind.explanation}{detail} {problem.kind.advice}"


def copies_line(paths: Sequence[str]) -> str:
    """One line: which files hold almost the same text, and what to do."""
    *others, last = map(report.printable_path, paths)
    return (
        f"{', '.join(others)} and {last} have almost the same text. If they are one work, keep one "
        "of them, or relate them with isVersionOf in metadata.csv."
    )


def held_back_line(held_back: Mapping[str, HeldBack]) -> str:
    """One line: how much of the files is not published, by kind."""
    total = sum(held_back.values(), HeldBack())
    counted = (
        (total.hidden_words, "words that their pages do not show"),
        (total.names, "names of people who typed them"),
        (total.paths, "paths on a computer"),
        (total.email_addresses, "e-mail addresses of persons"),
    )
    what = ", ".join(f"{number} {name}" for number, name in counted if number)
    return f"Not published of {len(held_back)} files: {what}. (status --json names the files.)"


def held_back_json(held_back: Mapping[str, HeldBack]) -> dict[str, object]:
    """The same, and the files by path."""
    total = sum(held_back.values(), HeldBack())
    files = [{"path": path} | asdict(counts) for path, counts in held_back.items()]
    return asdict(total) | {"files": files}


def update_json(done: UpdateReport, proposals: Sequence[EditionProposal]) -> dict[str, object]:
    """What a run did, as docs/api.md has it."""
    counts = asdict(done) | {
        "problems": [problem_json(p) for p in done.problems],
        "changes": [change_json(change) for change in done.changes],
        "held_back": held_back_json(done.held_back),
        "proposals": [proposal_json(proposal) for proposal in proposals],
    }
    del counts["idle"]  # the counts say it
    return counts


def problem_json(problem: Problem) -> dict[str, object]:
    """One problem, with its advice."""
    return {
        "path": problem.path,
        "kind": problem.kind,
        "passage": problem.passage,
        "detail": str(problem.detail),
        "advice": str(problem.kind.advice),
    }


def print_lines(lines: Iterable[str]) -> None:
    """Print each line."""
    for line in lines:
        print(line)
