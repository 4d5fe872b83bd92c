from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.audit.detectors import detect
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import Finding, FindingKind
from tests.translated import untranslated

Inspected = Callable[..., dict[FindingKind, list[Finding]]]


@pytest.fixture
def inspected(tmp_path: Path) -> Inspected:
    """Looks into bytes as a file of a name; the findings by kind, each of them translated."""

    def inspect(
        data: bytes, name: str = "file.pdf", **limits: float
    ) -> dict[FindingKind, list[Finding]]:
        file = tmp_path / name
        file.write_bytes(data)
        # Processor time is that of the whole test run, so it is not limited here.
        bounds = Limits(1e9, limits.get("wall", 1e9), int(limits.get("pages", 100)))
        found: dict[FindingKind, list[Finding]] = {}
        for finding in detect.inspect(file, name, bounds).findings:
            assert untranslated(finding.described) == []
            found.setdefault(finding.kind, []).append(finding)
        return found

    return inspect
