"""What staff must be told of the withdrawals: entries that hide nothing, lines that are gone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from indexer.file_problems import Problem, ProblemKind
from indexer.messages import message
from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.learning import is_pending
from indexer.withdrawals.ledger import Ledger, Withdrawal
from indexer.withdrawals.matching import match
from indexer.withdrawals.store import Learned

_FIRST_WORD: Final = re.compile(r"[^\s,;()]+")
_SIMILARITY: Final = 0.7
_MAX_NEAREST: Final = 3
_MIN_PART_CHARS: Final = 4
"""Of a part of a name by which it is recognised."""
_MAX_DETAIL_CHARS: Final = 200


def local_today() -> str:
    """The day on the machine's calendar, in ISO 8601."""
    return date.today().isoformat()


def withdrawal_problems(
    known: Learned, works: CommitWorks, passages: PassagesOf, list_name: str
) -> list[Problem]:
    """The problems of the list and the ledger as they are now."""
    found = []
    if known.list_error is not None:
        found.append(Problem(ProblemKind.TAKEDOWN_UNREADABLE, list_name, known.list_error.what))
    else:
        found += _problems_of_lines(known, works, list_name)
    for one in known.after.withdrawals:
        if one.passage is not None and one.is_active(local_today()):
            for identifier in sorted(match(one, works, passages).lost):
                path = works.works[identifier].paths[0]
                kind = ProblemKind.WITHDRAWN_PASSAGE_LOST
                found.append(Problem(kind, path, passage=one.passage))
    return found


def change_problems(known: Learned, works: CommitWorks, passages: PassagesOf) -> Iterator[Problem]:
    """What a run of the indexer changed about withdrawn files; reported once."""
    before = {one.key: one for one in known.before.withdrawals}
    changed: dict[tuple[str, ProblemKind], Problem] = {}
    for one in known.after.withdrawals:
        if not one.is_active(local_today()):
            continue
        earlier, found = before.get(one.key), match(one, works, passages)
        old = earlier.work.digests if earlier else ()
        hidden = earlier.copies.digests if earlier else ()
        for identifier in found.meant | found.along:
            work = works.works[identifier]
            if identifier in found.meant and old and work.sha256 not in old:
                kind = ProblemKind.WITHDRAWN_CHANGED
            elif identifier in found.along and work.sha256 not in hidden:
                kind = ProblemKind.WITHDRAWN_ALONG
            else:
                continue
            line = shorten(one.line or one.name)
            detail = message("withdrawn by “{line}”", line=line)
            changed[work.paths[0], kind] = Problem(kind, work.paths[0], detail)
    yield from changed.values()


def nearest_names(name: str, works: CommitWorks) -> list[str]:
    """The known names that are most like one that is not, or like the word that it begins with;
    else those that it is a part of.
    """
    known = list(works.names)
    for sought in dict.fromkeys((name, *_FIRST_WORD.findall(name)[:1])):
        if near := difflib.get_close_matches(sought, known, _MAX_NEAREST, _SIMILARITY):
            return near
    if len(name) < _MIN_PART_CHARS:
        return []
    return sorted((one for one in known if name in one), key=len)[:_MAX_NEAREST]


def shorten(text: str) -> str:
    """`text` as it fits into a line."""
    return text if len(text) <= _MAX_DETAIL_CHARS else f"{text[:_MAX_DETAIL_CHARS]}…"


def gone_lines(ledger: Ledger, lines: tuple[str, ...]) -> list[Withdrawal]:
    """Entries whose line is gone from the list, unless another line names the same works."""
    today, listed = local_today(), set(lines)
    gone = [
        one
        for one in ledger.withdrawals
        if one.line and one.line not in listed and one.is_active(today) and not is_pending(one)
    ]
    if not gone:
        return []
    covered = {
        (identifier, one.passage)
        for one in ledger.withdrawals
        if (not one.line or one.line in listed) and one.is_active(today)
        for identifier in one.work.identifiers
    }
    return [
        one
        for one in gone
        if not all(
            (identifier, one.passage) in covered or (identifier, None) in covered
            for identifier in one.work.identifiers
        )
    ]


def _problems_of_lines(known: Learned, works: CommitWorks, list_name: str) -> Iterator[Problem]:
    listed = set(known.lines)
    for one in known.after.withdrawals:
        if is_pending(one) and (one.line in listed or not one.line):
            near = nearest_names(one.name, works)
            line = shorten(one.line or one.name)
            detail = message("“{line}”", line=line)
            if near:
                names = ", ".join(near)
                detail = message("“{line}”; did you mean {names}?", line=line, names=names)
            yield Problem(ProblemKind.TAKEDOWN_UNKNOWN, list_name, detail)
    for line in dict.fromkeys(one.line for one in gone_lines(known.after, known.lines)):
        detail = message("“{line}”", line=shorten(line))
        yield Problem(ProblemKind.TAKEDOWN_LINE_GONE, list_name, detail)
