"""Whatever happens to the files one after the other: no identifier changes, no text is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import build
from indexer.build import update_run
from indexer.corpus import Removals
from indexer.engine import open_engine
from indexer.errors import RemovalsDoubted
from indexer.file_problems import Problem, ProblemKind
from indexer.model import Extraction, Metadata, Origin, Passage, Record
from indexer.sandbox.jobs import Outcome
from indexer.settings import Settings, load_settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome

PATHS: Final = ("a.html", "b.html", "x/c.html", "x/d.html", "y/e.html")
END: Final = b"</html>"
ROWS: Final = "file,title,identifier\na.html,La primera,primera\nx/c.html,La tercera,\n"


def text(path: str) -> bytes:
    return f"{path} y lo que sigue. ".encode() * 20 + END


def read_all(jobs: Iterable[ExtractJob], *_: object) -> Iterator[ExtractOutcome]:
    """Reads without processes: a file with an end has one passage, another one is damaged."""
    for job in jobs:
        with job.source.open() as file:
            data = file.read()
        if data.endswith(END):
            passage = Passage(1, "1", data.decode(), origin=Origin.HTML)
            yield Outcome(job, Extraction("text/html", passages=(passage,)), None, 0.0, 0)
        else:
            yield Outcome(job, None, Problem(ProblemKind.DAMAGED, job.path), 0.0, 0)


class Story:
    """A corpus to which things happen, and what must hold after each run."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "corpus"
        self.settings: Settings = load_settings(
            {"corpus": self.corpus, "index": root / "index", "workers": "1"}, {}
        )
        self.restore()
        build.update(self.settings)
        self.first = self.known()
        self.gone: set[str] = set()

    def restore(self) -> None:
        if self.corpus.exists():
            shutil.rmtree(self.corpus)
        for path in PATHS:
            (self.corpus / path).parent.mkdir(parents=True, exist_ok=True)
            (self.corpus / path).write_bytes(text(path))
        (self.corpus / "metadata.csv").write_text(ROWS)

    def known(self) -> dict[bytes, tuple[str, Metadata]]:
        """What readers can find: identifier and description of each text."""
        with closing(open_engine(self.settings)) as engine:
            reader = engine.acquire()
            return {
                self._text_of(record, reader.passages(record.publication.id)): (
                    record.publication.id,
                    record.staff,
                )
                for record in reader.records()
                if record.searchable
            }

    def _text_of(self, record: Record, passages: Iterable[Passage]) -> bytes:
        return "".join(passage.text for passage in passages).encode()

    def happen(self, event: str, path: str) -> None:
        file = self.corpus / path
        if event == "restore":
            self.restore()
        elif event == "no table":
            (self.corpus / "metadata.csv").unlink(missing_ok=True)
        elif event == "empty folder":
            shutil.rmtree(file.parent, ignore_errors=True)
            file.parent.mkdir(parents=True)
        elif not file.exists():
            return
        elif event == "delete":
            file.unlink()
        elif event == "empty":
            file.write_bytes(b"")
        elif event == "damage":
            file.write_bytes(b"not what it was")
        elif event == "damage again":
            file.write_bytes(b"not even that")
        elif event == "rename":
            file.rename(file.with_name(f"otro-{file.name}"))
        elif event == "copy":
            shutil.copy(file, file.with_name(f"copia-{file.name}"))

    def run(self, name: str) -> None:
        before = self.known()
        work = build.rebuild if name == "rebuild" else build.update
        try:
            report = work(self.settings)
        except RemovalsDoubted as refused:
            assert refused.losses
            assert self.known() == before
            return
        now = self.known()
        assert now.items() <= self.first.items()
        assert len(before.keys() - now.keys()) == report.removed <= 1
        assert report.new + report.changed + report.moved + report.unchanged + report.lost == len(
            now
        )


EVENTS: Final = ("delete", "empty folder", "empty", "damage", "damage again", "rename", "copy")
events = st.tuples(
    st.sampled_from((*EVENTS, "no table", "restore")),
    st.sampled_from(PATHS),
    st.sampled_from(("update", "update", "rebuild")),
)


@settings(max_examples=6)
@given(st.lists(events, min_size=3, max_size=7))
def test_no_history_of_accidents_changes_an_identifier_or_loses_a_text_unasked(
    history: list[tuple[str, str, str]],
) -> None:
    with TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_run, "read_all", read_all)
        story = Story(Path(root))
        for event, path, run in history:
            story.happen(event, path)
            story.run(run)
        story.restore()
        build.update(story.settings, removals=Removals.ACCEPTED)
        assert story.known() == story.first
        assert build.update(story.settings).idle
