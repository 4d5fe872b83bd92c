"""What would be lost by a run, and what it would do: lines for staff, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from indexer.audit import report
from indexer.build import Change, UpdatePreview
from indexer.cli.update_output import change_json, problem_json, problem_line
from indexer.messages import Message, message
from indexer.model import Loss

_STATE_NAMES: Final[Mapping[str, Message]] = {
    "new": message("New"),
    "changed": message("Changed"),
    "moved": message("Moved"),
    "removed": message("Removed"),
    "lost": message("File cannot be read, last text stays"),
    "failed": message("Cannot be searched"),
}
"""What staff call the states of a `Change`."""


def loss_line(loss: Loss) -> str:
    """One line: which publication would lose something, and what."""
    return f"{report.printable_path(loss.path)}: {report.printable(str(loss.what))}"


def losses_json(losses: Iterable[Loss]) -> list[dict[str, str]]:
    """The same as JSON."""
    return [{"path": loss.path, "what": str(loss.what)} for loss in losses]


def preview_lines(would: UpdatePreview) -> Iterator[str]:
    """What a dry run says: what would change, what is wrong, what staff would be asked."""
    for problem in would.problems:
        yield problem_line(problem)
    for change in would.changes:
        yield change_line(change)
    if not would.changes:
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


def change_line(change: Change) -> str:
    """One line: what happened to a publication."""
    path = report.printable_path(change.path)
    if change.before:
        path = f"{report.printable_path(change.before)} → {path}"
    return f"{_STATE_NAMES[change.state]}: {path}"


def preview_json(would: UpdatePreview) -> dict[str, object]:
    """The same as JSON, as docs/api.md has it."""
    return {
        "changes": [change_json(change) for change in would.changes],
        "losses": losses_json(would.losses),
        "problems": [problem_json(problem) for problem in would.problems],
    }
