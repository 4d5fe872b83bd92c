"""What would be lost by a run, and what it would do: lines for staff, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from indexer.audit import report
from indexer.build import UpdatePreview
from indexer.cli.change_output import MAX_NAMED, change_json, change_lines, more_line
from indexer.cli.problem_lines import problem_lines
from indexer.cli.update_output import glossary_lines, problem_json
from indexer.file_problems import Loss
from indexer.messages import message


def loss_line(loss: Loss) -> str:
    """One line: which publication would lose something, and what."""
    return f"{report.printable_path(loss.path)}: {report.printable(str(loss.what))}"


def loss_lines(losses: Sequence[Loss]) -> Iterator[str]:
    """The first of these lines, and how many more there are."""
    yield from map(loss_line, losses[:MAX_NAMED])
    if (more := len(losses) - MAX_NAMED) > 0:
        yield f"    {more_line(more)}"


def losses_json(losses: Iterable[Loss]) -> list[dict[str, str]]:
    """The same as JSON."""
    return [{"path": loss.path, "what": str(loss.what)} for loss in losses]


def preview_lines(would: UpdatePreview) -> Iterator[str]:
    """What a dry run says: what would change, what is wrong, what staff would be asked."""
    yield from problem_lines(would.problems)
    yield from change_lines(would.changes)
    yield from glossary_lines(would.glossary)
    if not would.changes and not would.glossary.touched:
        yield str(message("Nothing would change."))
    for loss in would.losses:
        yield loss_line(loss)
    if would.losses:
        yield str(
            message(
                "Without --accept-removals nothing would be published, because of what is named "
                "last."
            )
        )
    yield str(message("This was a look only: nothing was changed."))


def preview_json(would: UpdatePreview) -> dict[str, object]:
    """The same as JSON, as docs/api.md has it."""
    return {
        "changes": [change_json(change) for change in would.changes],
        "losses": losses_json(would.losses),
        "problems": [problem_json(problem) for problem in would.problems],
        "glossary": asdict(would.glossary),
    }
