"""What `update`, `rebuild`, `watch` and `status` say about what changed, and what to relate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations
from typing import Final

from indexer.audit.report import printable, printable_path
from indexer.build import Change
from indexer.engine.edition_proposals import EditionProposal
from indexer.engine.editions import EditionRelation
from indexer.messages import Message, message, plural

MAX_NAMED: Final = 20
"""What is printed of each kind of change, and of proposals; JSON and the page have all."""


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """A line for each file that a run changed, kind by kind; what failed is among the problems."""
    by_state: dict[str, list[Change]] = {state: [] for state in _CHANGES}
    for change in changes:
        if change.state in by_state:
            by_state[change.state].append(change)
    for state, found in by_state.items():
        for change in found[:MAX_NAMED]:
            yield str(_CHANGES[state](change))
        if (more := len(found) - MAX_NAMED) > 0:
            yield f"  {more_line(more)}"


def more_line(count: int) -> Message:
    """What stands in the place of what is not printed."""
    return plural("… and {count} more", "… and {count} more", count)


def _new(change: Change) -> Message:
    return message("New: {path}", path=printable_path(change.path))


def _changed(change: Change) -> Message:
    return message("Changed: {path}", path=printable_path(change.path))


def _moved(change: Change) -> Message:
    if not change.before:
        return message("A copy of it came or went: {path}", path=printable_path(change.path))
    return message(
        "Moved: {before} -> {path}",
        before=printable_path(change.before),
        path=printable_path(change.path),
    )


def _removed(change: Change) -> Message:
    return message("Removed: {path}", path=printable_path(change.path))


def _lost(change: Change) -> Message:
    return message(
        "Can no longer be read, its last text stays: {path}", path=printable_path(change.path)
    )


_CHANGES: Final[dict[str, Callable[[Change], Message]]] = {
    "new": _new,
    "changed": _changed,
    "moved": _moved,
    "removed": _removed,
    "lost": _lost,
}


def change_json(change: Change) -> dict[str, str]:
    """One change; what moved also has the path that it had before."""
    moved = {"before": change.before} if change.before else {}
    return {"path": change.path, "state": change.state} | moved


def relation_lines(
    near_identical: Sequence[Sequence[str]], proposals: Sequence[EditionProposal]
) -> Iterator[str]:
    """What could be related: files with almost the same text, then other editions, each with the
    cell that relates them.
    """
    cells = {(one.path, one.other): one for one in proposals}
    for paths in near_identical:
        yield copies_line(paths)
        for pair in permutations(paths, 2):
            if (copy := cells.pop(pair, None)) is not None:
                yield f"    {_cell(copy)}"
    others = list(cells.values())
    yield from map(_proposal_line, others[:MAX_NAMED])
    if (more := len(others) - MAX_NAMED) > 0:
        yield f"    {more_line(more)}"


def copies_line(paths: Sequence[str]) -> str:
    """One line: which files hold almost the same text, and what to do."""
    return str(
        message(
            "These files have almost the same text: {paths}. If they are one work, keep one of "
            "them, or relate them with isVersionOf in metadata.csv.",
            paths=", ".join(map(printable_path, paths)),
        )
    )


def _proposal_line(proposal: EditionProposal) -> str:
    """One line: which files look like editions of one work, and what to write where."""
    path, other = printable_path(proposal.path), printable_path(proposal.other)
    if proposal.kind is EditionRelation.TRANSLATION:
        what = message("{path} looks like a translation of {other}.", path=path, other=other)
    else:
        what = message("{path} looks like another version of {other}.", path=path, other=other)
    line = message(
        "{what} If it is one, write in metadata.csv: {cell}", what=what, cell=_cell(proposal)
    )
    return str(line)


def _cell(proposal: EditionProposal) -> Message:
    return message(
        "row {path}, column relation: {cell}",
        path=printable_path(proposal.path),
        cell=printable(proposal.cell),
    )


def proposal_json(proposal: EditionProposal) -> dict[str, str]:
    """One proposal, as docs/api.md has it."""
    return {
        "path": proposal.path,
        "other": proposal.other,
        "kind": proposal.kind.value,
        "relation": proposal.cell,
    }
