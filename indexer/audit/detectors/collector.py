"""Collects the findings of one file: each value once, shortened, and not endlessly many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from indexer.audit.findings import AuditResult, Finding, FindingKind, Severity

MAX_DETAIL_CHARS: Final = 160  # characters of a detail
MAX_FINDINGS: Final = 40  # different values of a kind
_ORDER: Final = {kind: place for place, kind in enumerate(FindingKind)}
_WEIGHTS: Final = list(Severity)


class FindingCollector:
    """What has been found in a file so far; `shown` are the contacts that its readers see."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self._found: dict[tuple[FindingKind, str], Finding] = {}
        self._kept: Counter[FindingKind] = Counter()
        self._left: Counter[FindingKind] = Counter()

    def add(self, kind: FindingKind, detail: str, passage: int | None = None) -> None:
        """Note a finding; one with the same kind and detail is counted only."""
        detail = shortened(detail) or "(empty)"
        known = self._found.get((kind, detail))
        if known is not None:
            self._found[kind, detail] = replace(known, times=known.times + 1)
        elif self._kept[kind] < MAX_FINDINGS:
            self._kept[kind] += 1
            self._found[kind, detail] = Finding(kind, detail, passage)
        else:
            self._left[kind] += 1

    def kinds(self) -> Iterator[FindingKind]:
        """The kind of each value that was found."""
        return (kind for kind, _ in self._found)

    def has(self, finding: Finding) -> bool:
        """Whether the same was found here."""
        return (finding.kind, finding.detail) in self._found

    def exposure(self) -> AuditResult:
        """All findings: dangers first, then by kind and page, as they came."""
        findings = [*self._found.values()]
        findings += [Finding(kind, "", times=count) for kind, count in self._left.items()]
        findings.sort(key=_rank)
        return AuditResult(tuple(findings))


def shortened(text: str) -> str:
    """`text` as one line that is not too long, without characters that steer a terminal."""
    line = " ".join(text[: 8 * MAX_DETAIL_CHARS].encode("utf-8", "replace").decode("utf-8").split())
    shown = "".join(c for c in line if c.isprintable())
    return shown if len(shown) <= MAX_DETAIL_CHARS else shown[: MAX_DETAIL_CHARS - 1].rstrip() + "…"


def _rank(finding: Finding) -> tuple[int, int, bool, int]:
    weight = _WEIGHTS.index(finding.kind.weight)
    return weight, _ORDER[finding.kind], not finding.detail, finding.passage or 0
