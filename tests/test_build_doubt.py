"""What is missing is doubted: nothing is lost by accident, and what comes back is as it was."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from indexer import build, cli, wire
from indexer.build import UpdateReport, file_records, update_run
from indexer.corpus import Removals
from indexer.engine import open_engine
from indexer.engine.embedded.format.toc import latest_commit, read_toc, toc_path
from indexer.engine.searches import Match, SearchRequest
from indexer.errors import CorpusMissing, RemovalsDoubted
from indexer.file_problems import Problem, ProblemKind
from indexer.model import Metadata, Record
from indexer.sandbox.jobs import Outcome
from indexer.settings import Settings, load_settings
from indexer.tasks.extract import ExtractJob, ExtractOutcome
from tests.builders import encrypted_pdf, html, pdf

WORDS = {
    "miedo.html": "luciérnagas",
    "memoria.html": "golondrinas",
    "serie/uno.html": "colibríes",
    "serie/dos.html": "mariposas",
    "serie/claves.pdf": "tecolotes",
    "cartas/carta.html": "zopilotes",
}
TABLE = (
    "file,title,identifier\n"
    "miedo.html,Sobre el miedo,sobre-el-miedo\n"
    "memoria.html,Sobre la memoria,\n"
    "serie/uno.html,El primero,serie-1\n"
    "serie/claves.pdf,Claves,\n"
)
TEXT = (
    "El acompañamiento psicosocial sostiene a las personas y a las comunidades que defienden los "
    "derechos humanos, y cuida de quienes cuidan. "
)


def document(word: str) -> str:
    parts = "".join(f"<p>{TEXT} Párrafo {n} de las {word}.</p>" for n in range(12))
    return html(f"<main><h1>Hablamos de {word}</h1>{parts}</main>", title=word)


@dataclass
class Library:
    """A corpus and its index."""

    settings: Settings

    @property
    def corpus(self) -> Path:
        return self.settings.corpus

    def write(self, path: str, content: str | bytes) -> None:
        file = self.corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def update(self, removals: Removals = Removals.DOUBTED) -> UpdateReport:
        return build.update(self.settings, removals=removals)

    def records(self) -> dict[str, Record]:
        with closing(open_engine(self.settings)) as engine:
            return {record.publication.path: record for record in engine.acquire().records()}

    def found(self) -> dict[str, list[str]]:
        """The publications that each word finds."""
        with closing(open_engine(self.settings)) as engine:
            reader = engine.acquire()
            return {
                word: [
                    hit.publication.path
                    for hit in reader.search(SearchRequest(word)).hits
                    if hit.match is Match.FULL
                ]
                for word in WORDS.values()
            }

    def files(self) -> dict[str, bytes]:
        """Everything beside the corpus, but the lock."""
        root = self.settings.index.parent
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
            and path.name not in ("lock", "holder")
            and not path.is_relative_to(self.corpus)
        }


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with its index, from which each test gets a copy."""
    root = tmp_path_factory.mktemp("prepared")
    library = Library(_settings(root))
    for path, word in WORDS.items():
        content = pdf(*[f"{TEXT} {word}"] * 3) if path.endswith(".pdf") else document(word)
        library.write(path, content)
    library.write("metadata.csv", TABLE)
    assert library.update().new == len(WORDS)
    return root


def _settings(root: Path) -> Settings:
    return load_settings({"corpus": root / "corpus", "index": root / "index", "workers": "2"}, {})


@pytest.fixture
def library(prepared: Path, tmp_path: Path) -> Library:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Library(_settings(tmp_path))


def remove(*paths: str) -> Callable[[Library], None]:
    def accident(library: Library) -> None:
        for path in paths:
            target = library.corpus / path
            shutil.rmtree(target) if target.is_dir() else target.unlink()

    return accident


def empty_folder(path: str) -> Callable[[Library], None]:
    def accident(library: Library) -> None:
        shutil.rmtree(library.corpus / path)
        (library.corpus / path).mkdir()

    return accident


def put(path: str, content: str | bytes) -> Callable[[Library], None]:
    return lambda library: library.write(path, content)


def overwrite_with_another(library: Library) -> None:
    shutil.copy(library.corpus / "memoria.html", library.corpus / "miedo.html")


SERIES = ["serie/claves.pdf", "serie/dos.html", "serie/uno.html"]

DOUBTED: dict[str, tuple[Callable[[Library], None], list[str]]] = {
    "the corpus folder is away": (remove("."), sorted(WORDS)),
    "the corpus folder is empty, as one not mounted": (
        empty_folder("."),
        sorted(WORDS),
    ),
    "a folder is gone": (remove("serie"), SERIES),
    "a folder is empty": (empty_folder("serie"), SERIES),
    "a folder with one file is gone": (remove("cartas"), ["cartas/carta.html"]),
    "a folder with one file is empty": (empty_folder("cartas"), ["cartas/carta.html"]),
    "two files are gone": (remove("miedo.html", "memoria.html"), ["memoria.html", "miedo.html"]),
    "a file was saved under the name of another": (overwrite_with_another, ["miedo.html"]),
    "a file was replaced by one without text": (
        put("serie/claves.pdf", pdf("", "")),
        ["serie/claves.pdf"],
    ),
    "a file was replaced by an error page": (
        put("serie/dos.html", html("<p>404: no se encontró la página.</p>", title="404")),
        ["serie/dos.html"],
    ),
}

RUNS: dict[str, Callable[[Settings, Removals], UpdateReport]] = {
    "update": lambda settings, removals: build.update(settings, removals=removals),
    "rebuild": lambda settings, removals: build.rebuild(settings, removals=removals),
}


CASES = [
    *((accident, "update") for accident in DOUBTED),
    ("a folder is gone", "rebuild"),
    ("a file was replaced by an error page", "rebuild"),
    ("the corpus folder is away", "rebuild"),
]
"""A rebuild asks in the same places: one of each kind is enough."""


@pytest.mark.parametrize(("accident", "run"), CASES)
def test_what_looks_like_an_accident_changes_nothing_until_staff_accept_it(
    accident: str, run: str, library: Library, prepared: Path
) -> None:
    happen, paths = DOUBTED[accident]
    before, found, records = library.files(), library.found(), library.records()
    happen(library)
    is_there = library.corpus.exists()
    if is_there:
        library.write("nueva.html", document("ajolotes"))
    with pytest.raises(RemovalsDoubted) as refused:
        RUNS[run](library.settings, Removals.DOUBTED)
    assert [loss.path for loss in refused.value.losses] == paths
    assert refused.value.exit_code == 5
    assert library.files() == before
    assert library.found() == found
    if not is_there:
        with pytest.raises(CorpusMissing):
            RUNS[run](library.settings, Removals.ACCEPTED)
        return
    RUNS[run](library.settings, Removals.ACCEPTED)
    assert not {path for there in library.found().values() for path in there} & set(paths)
    shutil.rmtree(library.corpus)
    shutil.copytree(prepared / "corpus", library.corpus)
    RUNS[run](library.settings, Removals.ACCEPTED)
    assert library.found() == found
    assert _known(library.records()) == _known(records)


def _known(records: dict[str, Record]) -> dict[str, tuple[object, ...]]:
    return {
        path: (record.publication.id, record.publication.metadata, record.staff)
        for path, record in records.items()
    }


EVERYDAY: dict[str, tuple[Callable[[Library], None], str]] = {
    "a file is deleted": (remove("miedo.html"), "miedo.html"),
    "a file in a folder is deleted": (remove("serie/uno.html"), "serie/uno.html"),
}


@pytest.mark.parametrize(("change", "run"), [*zip(EVERYDAY, RUNS, strict=True)])
def test_one_file_deleted_from_among_others_goes_and_is_named_and_comes_back_whole(
    change: str, run: str, library: Library
) -> None:
    happen, path = EVERYDAY[change]
    before, kept = library.records(), (library.corpus / path).read_bytes()
    happen(library)
    rows = [row for row in TABLE.splitlines() if not row.startswith(path)]
    library.write("metadata.csv", "\n".join(rows))
    report = RUNS[run](library.settings, Removals.DOUBTED)
    assert [(one.path, one.state) for one in report.changes] == [(path, "removed")]
    assert library.found()[WORDS[path]] == []
    RUNS[run](library.settings, Removals.DOUBTED)
    library.write("otro nombre.html", kept)
    report = library.update()
    assert ("otro nombre.html", ProblemKind.METADATA_REMEMBERED) in [
        (one.path, one.kind) for one in report.problems
    ]
    after = library.records()["otro nombre.html"]
    assert after.publication.id == before[path].publication.id
    assert after.publication.metadata == before[path].publication.metadata
    assert library.update().idle


def half(path: str) -> Callable[[Library], None]:
    def accident(library: Library) -> None:
        content = (library.corpus / path).read_bytes()
        library.write(path, content[: len(content) * 2 // 3])

    return accident


def filled_with_zeros(path: str) -> Callable[[Library], None]:
    def accident(library: Library) -> None:
        content = (library.corpus / path).read_bytes()
        library.write(path, content[: len(content) // 2].ljust(len(content), b"\0"))

    return accident


LOST: dict[str, tuple[Callable[[Library], None], str, ProblemKind]] = {
    "an empty PDF": (put("serie/claves.pdf", b""), "serie/claves.pdf", ProblemKind.EMPTY_FILE),
    "an empty page": (put("miedo.html", b""), "miedo.html", ProblemKind.EMPTY_FILE),
    "a damaged PDF": (
        put("serie/claves.pdf", b"%PDF-1.7\nnothing of the kind"),
        "serie/claves.pdf",
        ProblemKind.DAMAGED,
    ),
    "another kind of file": (
        put("serie/claves.pdf", b"PK\3\4 a document of Word"),
        "serie/claves.pdf",
        ProblemKind.NOT_A_PDF,
    ),
    "a locked PDF": (
        put("serie/claves.pdf", encrypted_pdf("Hablamos de tecolotes", "secreto")),
        "serie/claves.pdf",
        ProblemKind.ENCRYPTED,
    ),
    "half a PDF": (half("serie/claves.pdf"), "serie/claves.pdf", ProblemKind.DAMAGED),
    "half a page": (half("miedo.html"), "miedo.html", ProblemKind.CUT_OFF),
    "a page that is only prepared": (
        filled_with_zeros("serie/uno.html"),
        "serie/uno.html",
        ProblemKind.NOT_A_PAGE,
    ),
}


@pytest.mark.parametrize("replacement", LOST)
def test_a_file_that_cannot_be_read_any_more_keeps_its_last_text_until_it_is_mended(
    replacement: str, library: Library
) -> None:
    happen, path, kind = LOST[replacement]
    before, found = library.records(), library.found()
    good = (library.corpus / path).read_bytes()
    happen(library)
    runs = [library.update, library.update]
    if kind in (ProblemKind.DAMAGED, ProblemKind.CUT_OFF, ProblemKind.EMPTY_FILE):
        runs.append(lambda: build.rebuild(library.settings))
    for run in runs:
        report = run()
        assert (report.lost, report.removed, report.failed) == (1, 0, 0)
        assert ("lost", path) in [(one.state, one.path) for one in report.changes]
        kinds = {one.kind for one in report.problems if one.path == path}
        assert kinds >= {kind, ProblemKind.LAST_TEXT_KEPT}
        assert library.found() == found
    assert library.update().idle
    assert _known(library.records()) == _known(before)
    library.write(path, good)
    report = library.update()
    assert (report.lost, report.problems) == (0, ())
    assert library.found() == found
    assert _known(library.records()) == _known(before)
    assert library.update().idle


def test_what_was_lost_follows_its_new_name_and_description(library: Library) -> None:
    library.write("serie/dos.html", bytes(5000))
    library.update()
    (library.corpus / "serie/dos.html").rename(library.corpus / "serie/dos bis.html")
    library.write("metadata.csv", f"{TABLE}serie/dos bis.html,El segundo,serie-2\n")
    report = library.update()
    assert (report.moved, report.lost) == (0, 1)
    assert library.found()["mariposas"] == ["serie/dos bis.html"]
    record = library.records()["serie/dos bis.html"]
    assert (record.publication.id, record.staff.title) == ("serie-2", "El segundo")
    assert library.update().idle


def test_a_machine_fault_replaces_nothing_and_is_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, real = library.found(), update_run.read_all

    def read_all(*arguments: Any) -> Iterator[ExtractOutcome]:
        for outcome in real(*arguments):
            problem = Problem(ProblemKind.CHANGING, outcome.job.path)
            yield replace(outcome, value=None, problem=problem)

    library.write("miedo.html", document("abejas"))
    library.write("nueva.html", document("ajolotes"))
    with monkeypatch.context() as faulty:
        faulty.setattr(update_run, "read_all", read_all)
        report = library.update()
        assert (report.lost, report.changed, report.failed) == (1, 0, 1)
        assert library.found() == found
        report = build.rebuild(library.settings)
        assert (report.lost, report.failed) == (len(WORDS), 1)
        assert library.found() == found
    report = library.update()
    assert (report.lost, report.changed, report.failed) == (0, 2, 0)
    assert library.found()["luciérnagas"] == []


def test_text_that_a_setting_takes_from_many_is_asked_about_and_from_one_is_not(
    library: Library,
) -> None:
    found = library.found()
    library.settings = replace(library.settings, max_text=900)
    with pytest.raises(RemovalsDoubted) as refused:
        library.update()
    assert {loss.path for loss in refused.value.losses} == {*WORDS} - {"serie/claves.pdf"}
    assert library.found() == found
    library.settings = replace(library.settings, max_text=Settings().max_text)
    short = document("luciérnagas").replace("</main>", "", 1).split("<p>")
    library.write("miedo.html", "<p>".join(short[:7]) + "</main></body></html>")
    assert library.update().changed == 1


def test_files_that_fail_under_a_setting_keep_their_text(library: Library) -> None:
    found = library.found()
    library.settings = replace(library.settings, cpu_seconds=61)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_run, "read_all", _read_nothing)
        report = library.update()
    assert (report.lost, report.failed) == (len(WORDS), 0)
    assert library.found() == found


def _read_nothing(jobs: Iterable[ExtractJob], *_: object) -> Iterator[ExtractOutcome]:
    for job in jobs:
        yield Outcome(job, None, Problem(ProblemKind.MEMORY_LIMIT, job.path), 0.0, 0)


@pytest.mark.parametrize("run", RUNS)
def test_an_index_of_an_earlier_format_is_compared_with_too(run: str, library: Library) -> None:
    known = _known(library.records())
    [folder] = [path for path in library.settings.index.iterdir() if path.is_dir()]
    _as_format_5(folder)
    shutil.move(library.corpus / "serie", library.settings.index.parent / "serie")
    with pytest.raises(RemovalsDoubted) as refused:
        RUNS[run](library.settings, Removals.DOUBTED)
    assert [loss.path for loss in refused.value.losses] == SERIES
    shutil.move(library.settings.index.parent / "serie", library.corpus / "serie")
    library.write("serie/claves.pdf", b"%PDF-1.7\nnothing of the kind")
    report = RUNS[run](library.settings, Removals.DOUBTED)
    assert (report.lost, report.new, report.removed) == (1, 0, 0)
    assert _known(library.records()) == known
    assert library.found()["tecolotes"] == ["serie/claves.pdf"]


def _as_format_5(folder: Path) -> None:
    """Make a generation look as the format before this one, without times of commits."""
    number = latest_commit(folder)
    file = toc_path(folder, number)
    header = file.read_bytes()[:14]
    data = header + wire.encode(read_toc(folder, number).segments)
    file.write_bytes(data + zlib.crc32(data).to_bytes(4, "little"))
    description = json.loads((folder / "generation.json").read_bytes())
    (folder / "generation.json").write_text(json.dumps(description | {"format": 5}))


def test_what_was_removed_is_forgotten_after_a_month(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove("miedo.html")(library)
    library.update()
    with closing(open_engine(library.settings)) as engine:
        reader = engine.acquire()
        [removed] = reader.removed()
        assert removed.publication.path not in [r.publication.path for r in reader.records()]
        assert list(reader.passages(removed.publication.id)) == []
    assert (removed.staff.title, removed.found, removed.signature) == (
        "Sobre el miedo",
        Metadata(),
        b"",
    )
    monkeypatch.setattr(file_records, "REMEMBERED_DAYS", -1)
    assert not library.update().idle
    with closing(open_engine(library.settings)) as engine:
        assert list(engine.acquire().removed()) == []
    assert library.update().idle


def test_a_dry_run_names_everything_and_writes_nothing(library: Library) -> None:
    remove("memoria.html")(library)
    library.write("nueva.html", document("ajolotes"))
    library.write("miedo.html", b"")
    (library.corpus / "serie/uno.html").rename(library.corpus / "serie/primero.html")
    library.write("serie/dos.html", document("abejas"))
    library.write("takedown.txt", "sobre-el-miedo\n")
    before = library.files()
    would = build.preview(library.settings)
    assert library.files() == before
    assert [(one.path, one.state, one.before) for one in would.changes] == [
        ("memoria.html", "removed", ""),
        ("miedo.html", "lost", ""),
        ("nueva.html", "new", ""),
        ("serie/dos.html", "changed", ""),
        ("serie/primero.html", "moved", "serie/uno.html"),
    ]
    assert would.losses == ()
    done = library.update()
    assert done.changes == would.changes


def test_the_command_line_names_what_would_go_and_waits_for_an_order(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--corpus", str(library.corpus), "--index", str(library.settings.index)]
    remove("serie")(library)
    for command in (["update"], ["rebuild"], ["update", "--dry-run"]):
        assert cli.main([*command, "--lang", "en", *folders]) == 5
        out = capsys.readouterr().out
        assert [path for path in SERIES if path not in out] == []
    assert cli.main(["update", "--json", *folders]) == 5
    refused = json.loads(capsys.readouterr().out)
    assert [loss["path"] for loss in refused["losses"]] == SERIES
    assert cli.main(["update", "--accept-removals", *folders]) == 1  # their rows are left
    assert cli.main(["update", "--dry-run", *folders]) == 1


def _table(text: str) -> Callable[[Library], None]:
    return lambda library: library.write("metadata.csv", text)


ROWLESS: dict[str, Callable[[Library], None]] = {
    "is empty": _table(""),
    "is away": remove("metadata.csv"),
    "was cut at the end of a row": _table("".join(TABLE.splitlines(keepends=True)[:1])),
    "lost the columns": _table(TABLE.replace("title,identifier", "titolo,id")),
}


@pytest.mark.parametrize(
    ("accident", "run"), [*((one, "update") for one in ROWLESS), ("is away", "rebuild")]
)
def test_what_a_table_lost_is_asked_about_and_addresses_stay_in_any_case(
    accident: str, run: str, library: Library
) -> None:
    before, files = _known(library.records()), library.files()
    ROWLESS[accident](library)
    with pytest.raises(RemovalsDoubted) as refused:
        RUNS[run](library.settings, Removals.DOUBTED)
    described = [line.partition(",")[0] for line in TABLE.splitlines()[1:]]
    assert [loss.path for loss in refused.value.losses] == sorted(described)
    assert library.files() == files
    RUNS[run](library.settings, Removals.ACCEPTED)
    records = library.records()
    assert {path: record.publication.id for path, record in records.items()} == {
        path: identifier for path, (identifier, *_) in before.items()
    }
    assert records["miedo.html"].staff.title == ""
    assert library.update().idle
    library.write("metadata.csv", TABLE)
    library.update()
    assert _known(library.records()) == before


def test_a_file_that_was_renamed_without_its_row_keeps_it_in_later_runs_too(
    library: Library,
) -> None:
    (library.corpus / "miedo.html").rename(library.corpus / "otro.html")
    for _ in range(2):
        report = library.update()
        assert [one.kind for one in report.problems] == [ProblemKind.METADATA_UNCLEAR]
        record = library.records()["otro.html"]
        assert (record.publication.id, record.staff.title) == ("sobre-el-miedo", "Sobre el miedo")
    assert report.idle
    library.write("metadata.csv", TABLE.replace("miedo.html,Sobre el miedo", "miedo.html,Miedos"))
    library.update()
    assert library.records()["otro.html"].staff.title == "Miedos"


def test_another_document_under_the_path_of_a_removed_one_has_its_address_only(
    library: Library,
) -> None:
    remove("miedo.html")(library)
    rows = [row for row in TABLE.splitlines() if not row.startswith("miedo.html")]
    library.write("metadata.csv", "\n".join(rows))
    library.update()
    library.write("miedo.html", document("ajolotes"))
    for run in (library.update, lambda: build.rebuild(library.settings)):
        assert run().problems == ()
        record = library.records()["miedo.html"]
        assert (record.publication.id, record.staff.title) == ("sobre-el-miedo", "")
        with closing(open_engine(library.settings)) as engine:
            assert list(engine.acquire().removed()) == []
