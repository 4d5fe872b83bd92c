"""The real extractors in their children, on ordinary and on broken files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.file_problems import Problem, ProblemKind
from indexer.model import BlockKind, Extraction, OutlineEntry, Passage, TextBlock
from indexer.sandbox.jobs import SourceFile
from indexer.sandbox.task_kind import InvalidAnswer
from indexer.settings import load_settings
from indexer.tasks.extract import EXTRACT, ExtractJob, ExtractOutcome, extract_job
from indexer.tasks.extract_files import read_all
from tests.builders import pdf
from tests.conftest import ROOT
from tests.playground import Playground

SETTINGS = load_settings(environment={})
PAGE = """<!doctype html><html lang="es"><title>Claves</title><body><article><h1>Claves</h1>
<p>El acompañamiento psicosocial es una manera de estar con quienes defienden los derechos humanos,
de escuchar lo que les pasa y de sostener con otras personas lo que cada una no puede sostener
sola. No sustituye la terapia ni la política, y necesita tiempo, confianza y cuidado.</p></article>
</body></html>"""


def _job(file: Path, languages: tuple[str, ...] = ()) -> ExtractJob:
    return extract_job(SourceFile.from_disk(file, file.name), SETTINGS, languages)


@pytest.mark.parametrize(("declared", "found"), [((), ("es",)), (("pt",), ("pt",))])
def test_a_file_is_read_and_its_languages_are_detected(
    declared: tuple[str, ...], found: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "claves.html"
    file.write_text(PAGE, "utf-8")
    (outcome,) = read_all([_job(file, declared)], SETTINGS)
    assert outcome.problem is None
    assert outcome.value is not None
    assert outcome.value.metadata.title == "Claves"
    assert outcome.value.metadata.languages == found
    assert "acompañamiento" in "".join(p.text for p in outcome.value.passages)


def test_the_default_bounds_are_those_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "claves.html"
    file.write_text(PAGE, "utf-8")
    options = _job(file).request.options
    assert replace(options, ocr=None) == Options()


PAGES = (Passage(1, "1", "uno"), Passage(2, "2", "dos"))
INVALID = {
    "not numbered from 1": Extraction("application/pdf", passages=PAGES[1:]),
    "more text": Extraction("application/pdf", passages=(Passage(1, "", "a" * 40_000_001),)),
    "key is invalid": Extraction("application/pdf", passages=PAGES, pictures=("../../etc",)),
    "waiting page": Extraction("application/pdf", passages=PAGES, waiting=(3,)),
    "entry of its contents": Extraction(
        "application/pdf", passages=PAGES, contents=(OutlineEntry("tres", 3),)
    ),
    "heading or a footnote": Extraction(
        "application/pdf",
        passages=(Passage(1, "1", "uno", blocks=(TextBlock(BlockKind.FOOTNOTE, 1, 4),)),),
    ),
    "another file": Extraction("text/html", problems=(Problem(ProblemKind.DAMAGED, "b.html"),)),
}


@pytest.mark.parametrize("why", INVALID)
def test_an_answer_that_cannot_be_true_is_refused(why: str) -> None:
    job = extract_job(SourceFile(Path(), "a.html", "a.html", 0, 0), SETTINGS)
    EXTRACT.validate(Extraction("application/pdf", passages=PAGES, waiting=(2,)), job)
    with pytest.raises(InvalidAnswer, match=why):
        EXTRACT.validate(INVALID[why], job)


ONLY_IN_CHILDREN = {"PIL", "langdetect", "pypdf", "pypdfium2", "tesserocr", "trafilatura"}
"""Libraries that open foreign files, or take long to load."""


@pytest.mark.parametrize("module", ["indexer.build", "indexer.audit.run", "search_app"])
def test_what_opens_foreign_files_is_loaded_in_children_only(module: str) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert module in loaded.split()
    assert ONLY_IN_CHILDREN.isdisjoint(loaded.split())


LOADED_BY_A_FILE = """
import sys
from pathlib import Path
from indexer.extract import registry
from indexer.extract.options import Options
from indexer.tasks import extract
extract.preload()
before = set(sys.modules)
for name in sys.argv[1:]:
    registry.extract(Path(name), name, Options())
print(*set(sys.modules) - before)
"""


def test_a_file_finds_everything_loaded(tmp_path: Path) -> None:
    """What a child loads itself, each child loads: 40 ms a file have gone unnoticed."""
    (tmp_path / "claves.html").write_text(PAGE, "utf-8")
    (tmp_path / "claves.pdf").write_bytes(pdf("El acompañamiento", "La familia"))
    command = [sys.executable, "-c", LOADED_BY_A_FILE, *map(str, tmp_path.iterdir())]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


@pytest.fixture(scope="module")
def hostile(data: Path, playground: Playground) -> dict[str, ExtractOutcome]:
    """Outcomes of all hostile and broken files, by name."""
    files = sorted([*data.glob("bombs/*.pdf"), *data.glob("broken/*.pdf")])
    assert files
    limits = replace(SETTINGS, wall_seconds=20, cpu_seconds=10)
    return {o.job.path: o for o in read_all(map(_job, files), limits)}


@pytest.mark.publications
def test_hostile_files_stay_within_their_limits(
    hostile: dict[str, ExtractOutcome], playground: Playground
) -> None:
    assert max(outcome.cpu_seconds for outcome in hostile.values()) < 12
    assert max(outcome.peak_memory for outcome in hostile.values()) < SETTINGS.memory_mb << 20
    assert playground.gone()


@pytest.mark.publications
def test_nothing_on_hostile_files_is_unexplained(hostile: dict[str, ExtractOutcome]) -> None:
    unexplained = {ProblemKind.CRASHED, ProblemKind.GARBLED, ProblemKind.TIME_LIMIT}
    problems = [o.problem for o in hostile.values() if o.problem is not None]
    assert [problem for problem in problems if problem.kind in unexplained] == []


@pytest.mark.publications
@pytest.mark.parametrize("name", ["xobj_self.pdf", "xobj_10pow7.pdf", "ops_3M.pdf"])
def test_bombs_that_make_pdfium_abort_are_stopped_by_their_memory(
    name: str, hostile: dict[str, ExtractOutcome]
) -> None:
    outcome = hostile[name]
    assert outcome.problem is None or outcome.problem.kind is ProblemKind.MEMORY_LIMIT
