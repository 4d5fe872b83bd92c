from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.corpus import FileState, Plan, PlannedFile, plan
from indexer.file_problems import Problem
from indexer.model import Publication, ReaderNames, Record
from indexer.settings import load_settings

READER = "1+abc"


class Corpus:
    """A corpus folder, and the records that an indexer would have kept of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records: list[Record] = []

    def write(self, path: str, content: str | bytes = "") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def plan(self, reader: str = READER) -> Plan:
        settings = replace(load_settings(environment={}), corpus=self.root)
        return plan(settings, self.records, ReaderNames(reader, f"{reader}+pictures"))

    def states(self, reader: str = READER) -> dict[str, str]:
        return {item.paths[0]: item.state.value for item in self.plan(reader).items}

    def problems(self) -> list[tuple[str, str]]:
        return [(problem.kind.value, problem.path) for problem in self.plan().problems]

    def details(self) -> list[str]:
        return [str(problem.detail) for problem in self.plan().problems]

    def one(self) -> PlannedFile:
        (item,) = self.plan().items
        return item

    def index(self, reader: str = READER, broken: Sequence[str] = ()) -> Plan:
        """Do what the plan says, as the indexer would; files in `broken` cannot be read."""
        planned = self.plan(reader)
        self.records = [
            record(item, item.paths[0] not in broken)
            for item in planned.items
            if item.state is not FileState.REMOVED
        ]
        return planned


def record(item: PlannedFile, searchable: bool) -> Record:
    publication = Publication(
        id=item.id,
        path=item.paths[0],
        copies=item.paths[1:],
        sha256=item.sha256,
        size=item.size,
        media_type="application/pdf",
        metadata=item.staff,
        passage_count=1,
    )
    return Record(
        publication,
        item.mtimes_ns,
        item.readers.text,
        searchable,
        staff=item.staff,
        described_in=item.described_in,
        row_path=item.row_path,
        former_ids=item.former_ids,
        remembered=item.remembered,
    )


def kinds(problems: Sequence[Problem]) -> list[str]:
    return [problem.kind.value for problem in problems]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "corpus").mkdir()
    return Corpus(tmp_path / "corpus")
