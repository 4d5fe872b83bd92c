"""What `update`, `rebuild`, `watch` and `status` say about files: lines for staff, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from indexer.build import GlossaryChange, UpdateReport
from indexer.cli.change_output import change_json, change_lines, proposal_json, relation_lines
from indexer.cli.problem_lines import problem_lines
from indexer.engine.edition_proposals import EditionProposal
from indexer.file_problems import Problem
from indexer.messages import message, plural
from indexer.model import HeldBack


def update_lines(
    done: UpdateReport, proposals: Sequence[EditionProposal], *, quiet: bool
) -> Iterator[str]:
    """What a run says: every problem and, unless `quiet`, what it did and what could be related."""
    yield from problem_lines(done.problems)
    if quiet:
        return
    yield from relation_lines(done.near_identical, proposals)
    if done.problems or done.near_identical or proposals:
        yield ""
    yield from change_lines(done.changes)
    if done.idle:
        yield str(
            message("Nothing has changed since the last run ({seconds} s).", seconds=done.seconds)
        )
    else:
        yield _counts_line(done)
    yield from glossary_lines(done.glossary)
    yield searchable_line(_searchable(done), done.passages)
    if done.held_back:
        yield held_back_line(done.held_back)
    if done.lost:
        yield str(
            plural(
                "{count} publication is still found with its last text, because its file cannot be "
                "read now.",
                "{count} publications are still found with their last text, because their files "
                "cannot be read now.",
                done.lost,
            )
        )
    if done.failed:
        yield str(
            plural(
                "{count} file cannot be searched; the lines above say why.",
                "{count} files cannot be searched; the lines above say why.",
                done.failed,
            )
        )


def glossary_lines(change: GlossaryChange) -> Iterator[str]:
    """A line about the glossary, if something in it is not as it was."""
    if change.touched:
        yield str(
            plural(
                "Glossary: {count} term ({new} new, {changed} changed, {removed} removed).",
                "Glossary: {count} terms ({new} new, {changed} changed, {removed} removed).",
                change.terms,
                new=change.new,
                changed=change.changed,
                removed=change.removed,
            )
        )


def _searchable(done: UpdateReport) -> int:
    return done.new + done.changed + done.moved + done.unchanged + done.lost


def _counts_line(done: UpdateReport) -> str:
    return str(
        message(
            "{new} new, {changed} changed, {moved} moved, {removed} removed, {unchanged} unchanged "
            "({seconds} s).",
            new=done.new,
            changed=done.changed,
            moved=done.moved,
            removed=done.removed,
            unchanged=done.unchanged,
            seconds=done.seconds,
        )
    )


def searchable_line(publications: int, passages: int) -> str:
    """One line: how much readers can find."""
    return str(
        plural(
            "{count} publication with {passages} can be searched.",
            "{count} publications with {passages} can be searched.",
            publications,
            passages=plural("{count} page or section", "{count} pages or sections", passages),
        )
    )


def held_back_line(held_back: Mapping[str, HeldBack]) -> str:
    """One line: how much of the files is not published, by kind."""
    total = sum(held_back.values(), HeldBack())
    counted = (
        plural(
            "{count} word that its page does not show",
            "{count} words that their pages do not show",
            total.hidden_words,
        ),
        plural(
            "{count} name of somebody who typed it",
            "{count} names of people who typed them",
            total.names,
        ),
        plural("{count} path on a computer", "{count} paths on a computer", total.paths),
        plural(
            "{count} e-mail address of a person",
            "{count} e-mail addresses of persons",
            total.email_addresses,
        ),
    )
    return str(
        plural(
            "{count} file holds data that is not published: {what}. The page that "
            "`python -m indexer status --html FILE` writes names it.",
            "{count} files hold data that is not published: {what}. The page that "
            "`python -m indexer status --html FILE` writes names them.",
            len(held_back),
            what=", ".join(str(one) for one in counted if (one.values or {}).get("count")),
        )
    )


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
