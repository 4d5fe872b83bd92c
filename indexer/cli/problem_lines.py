"""Says in lines what is wrong with files; the same mistake of many files is one line.

Three hundred lines that say the same hide the one line that says something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from indexer.audit.report import printable, printable_path
from indexer.file_problems import Problem, ProblemKind
from indexer.media import kind_of_path
from indexer.messages import Message, message, names_pages, plural

_MIN_GROUP: Final = 3
"""Different mistakes of one kind that are put together; fewer are easier to read one by one."""
_MAX_NAMES: Final = 5
_MAX_ROWS: Final = 20
"""What is printed of one mistake in many files, and of many mistakes of one kind. `--json` and the
report have all of them."""


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Lines for all problems, in the order in which their kinds are met."""
    by_kind: dict[ProblemKind, list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(problem.kind, []).append(problem)
    for group in by_kind.values():
        is_one_mistake = len({str(problem.detail) for problem in group}) == 1
        if len(group) > 1 and (is_one_mistake or len(group) >= _MIN_GROUP):
            yield from _group_lines(group)
        else:
            yield from map(problem_line, group)


def problem_line(problem: Problem) -> str:
    """One line: where the problem is, what happened, what to do."""
    return _line(_place(problem), problem.kind, str(problem.detail))


def _line(where: str | Message, kind: ProblemKind, detail: str) -> str:
    what = f"{kind.explanation}{_in_parentheses(detail)}"
    return str(message("{where}: {what} {advice}", where=where, what=what, advice=kind.advice))


def _group_lines(group: Sequence[Problem]) -> Iterator[str]:
    """Lines for several problems of one kind."""
    kind, where = group[0].kind, _count(group)
    by_detail: dict[str, list[Problem]] = {}
    for problem in group:
        by_detail.setdefault(str(problem.detail), []).append(problem)
    if len(by_detail) == 1:
        [detail] = by_detail
        yield f"{_line(where, kind, detail)}{_in_parentheses(_names(group))}"
        return
    yield _line(where, kind, "")
    is_one_file = len({problem.path for problem in group}) == 1
    rows = [
        f"    {detail}"
        if is_one_file and detail
        else f"    {_names(same)}{_in_parentheses(detail)}"
        for detail, same in by_detail.items()
    ]
    yield from map(printable, rows[:_MAX_ROWS])
    if (more := len(rows) - _MAX_ROWS) > 0:
        rest = plural(
            "… and {count} more; `python -m indexer status --html FILE` writes all into a page",
            "… and {count} more; `python -m indexer status --html FILE` writes all into a page",
            more,
        )
        yield f"    {rest}"


def _count(group: Sequence[Problem]) -> Message:
    """How many files, or places in one file, have the problem."""
    paths = {problem.path for problem in group}
    if len(paths) > 1:
        return plural("{count} file", "{count} files", len(paths))
    return plural(
        "{path}, in {count} place",
        "{path}, in {count} places",
        len(group),
        path=printable_path(group[0].path),
    )


def _names(group: Sequence[Problem]) -> str:
    named = ", ".join(map(_place, group[:_MAX_NAMES]))
    more = len(group) - _MAX_NAMES
    if more <= 0:
        return named
    return str(plural("{names} and {count} more", "{names} and {count} more", more, names=named))


def _place(problem: Problem) -> str:
    path = printable_path(problem.path)
    if problem.passage is None or names_pages(problem.detail):
        return path
    kind, number = kind_of_path(problem.path), str(problem.passage)
    if kind is None or kind.paged:
        return str(message("{path}, page {number}", path=path, number=number))
    return str(message("{path}, section {number}", path=path, number=number))


def _in_parentheses(text: str) -> str:
    return f" ({printable(text)})" if text else ""
