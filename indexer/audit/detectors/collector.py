"""Collects the findings of one file: each value once, shortened, up to a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from indexer.audit.findings import (
    AuditResult,
    Finding,
    FindingKind,
    Severity,
    place_within,
)
from indexer.messages import NO_MESSAGE, Message, message, verbatim

MAX_DETAIL_CHARS: Final = 160
"""Characters of one value that is quoted from a file."""
MAX_FINDINGS: Final = 40  # of a kind
_ORDER: Final = {kind: index for index, kind in enumerate(FindingKind)}
_SEVERITIES: Final = list(Severity)


class FindingCollector:
    """The findings of a file so far; `visible_contacts` are those that its readers see."""

    def __init__(self) -> None:
        self.visible_contacts: set[str] = set()
        self._found: dict[tuple[FindingKind, Message, Message], Finding] = {}
        self._counts: Counter[FindingKind] = Counter()
        self._dropped: Counter[FindingKind] = Counter()

    def add(
        self,
        kind: FindingKind,
        detail: str | Message,
        passage: int | None = None,
        place: Message = NO_MESSAGE,
    ) -> None:
        """Add a finding; one with the same kind, detail and place is only counted.

        A `detail` that is a string is quoted from the file.
        """
        detail = _shortened(detail) or message("(empty)")
        place = _shortened(place)
        known = self._found.get((kind, detail, place))
        if known is not None:
            self._found[kind, detail, place] = replace(known, times=known.times + 1)
        elif self._counts[kind] < MAX_FINDINGS:
            self._counts[kind] += 1
            self._found[kind, detail, place] = Finding(kind, detail, passage, place=place)
        else:
            self._dropped[kind] += 1

    @contextmanager
    def inside(self, where: Message) -> Iterator[FindingCollector]:
        """A collector for something inside the file; its findings are added with `where`.

        What the reader of the file sees is not what the reader of that part sees, so it has its
        own `visible_contacts`.
        """
        nested = FindingCollector()
        yield nested
        for finding in nested.result().findings:
            self.add(finding.kind, finding.value, place=place_within(where, finding.place))

    def kinds(self) -> Iterator[FindingKind]:
        """The kind of each value that was found."""
        return (kind for kind, _, _ in self._found)

    def has(self, finding: Finding) -> bool:
        """Whether there is a finding of the same kind, detail and place."""
        return (finding.kind, finding.detail, finding.place) in self._found

    def result(self) -> AuditResult:
        """All findings: dangers first, then by kind, page and order of detection."""
        findings = [*self._found.values()]
        findings += [Finding(kind, times=count) for kind, count in self._dropped.items()]
        findings.sort(key=_rank)
        return AuditResult(tuple(findings))


def shorten(text: str) -> str:
    """Shorten `text` to one line, without characters that control a terminal."""
    line = " ".join(text[: 8 * MAX_DETAIL_CHARS].encode("utf-8", "replace").decode("utf-8").split())
    line = "".join(c for c in line if c.isprintable())
    return line if len(line) <= MAX_DETAIL_CHARS else line[: MAX_DETAIL_CHARS - 1].rstrip() + "…"


def _shortened(detail: str | Message) -> Message:
    """A detail whose values are each one short line."""
    if isinstance(detail, str):
        return verbatim(shorten(detail))
    values = (detail.values or {}).items()
    return replace(detail, values={name: _shortened_value(value) for name, value in values} or None)


def _shortened_value(value: str | int | float | Message) -> str | int | float | Message:
    if isinstance(value, int | float):
        return value
    return shorten(value) if isinstance(value, str) else _shortened(value)


def _rank(finding: Finding) -> tuple[int, int, bool, int]:
    severity = _SEVERITIES.index(finding.kind.severity)
    return severity, _ORDER[finding.kind], not finding.detail, finding.passage or 0
