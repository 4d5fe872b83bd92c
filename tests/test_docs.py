"""The documents are true: commands run as printed, tables are those of the code, links work."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import __version__, cli, errors
from indexer.engine.embedded.read.matching.term_matching import MAX_EXPANSIONS
from indexer.engine.query import MAX_CHARACTERS, MAX_CLAUSES, parse
from indexer.fields import COLUMNS
from indexer.file_problems import ProblemKind
from indexer.messages import SOURCE_LANGUAGE, use_language
from tests.bench import report
from tests.browser import screenshots
from tests.conftest import ROOT
from tests.docs.documents import (
    API,
    ARCHITECTURE,
    COMMANDS,
    CORPUS,
    DOCUMENTS,
    PRIVACY,
    README,
    SEARCH,
    STAFF,
    Document,
)
from tests.docs.generated import SECTIONS
from tests.docs.sections import GeneratedSection
from tests.english import english_words
from tests.quality import gate
from tests.quality import report as quality
from tests.relevance import floors
from tests.relevance import report as relevance

MAX_README_LINES = 150
MAX_README_PICTURES = 4


def test_the_readme_is_short() -> None:
    assert len(README.text.splitlines()) < MAX_README_LINES
    assert len(list(README.pictures)) <= MAX_README_PICTURES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.path))
def test_every_link_leads_somewhere(document: Document) -> None:
    anchors = {ROOT / each.path: each.anchors for each in DOCUMENTS}
    for link in document.links:
        path, _, fragment = link.partition("#")
        target = (ROOT / document.path.parent / path).resolve() if path else ROOT / document.path
        assert target.exists(), link
        assert not fragment or fragment in anchors[target], link


def test_the_readme_leads_to_every_document() -> None:
    linked = {link.partition("#")[0] for link in README.links}
    assert {str(document.path) for document in DOCUMENTS} - {"README.md"} <= linked


@pytest.mark.parametrize(
    ("section", "body"), SECTIONS.items(), ids=lambda one: getattr(one, "name", "")
)
def test_the_generated_sections_are_those_of_the_code(
    section: GeneratedSection, body: Callable[[], str]
) -> None:
    assert section.is_current(body()), "run `make docs`"


def test_the_performance_section_is_that_of_the_last_run() -> None:
    assert report.PICTURE.exists()
    assert report.SECTION.is_current(report.section(report.load()))


def test_the_quality_section_is_that_of_the_floor() -> None:
    floor = gate.load()
    assert floor is not None
    assert quality.SECTION.is_current(quality.section(floor))


def test_the_ranking_section_is_that_of_the_accepted_figures() -> None:
    made = floors.load()
    assert made is not None
    assert relevance.SECTION.is_current(relevance.section(made))


@pytest.mark.parametrize("document", [API, STAFF], ids=lambda document: str(document.path))
def test_every_exit_code_is_listed(document: Document) -> None:
    listed = [row[0] for row in document.rows if row[0].isdigit()]
    assert listed == [str(code.value) for code in errors.ExitCode]


def test_the_staff_guide_prints_the_list_and_a_problem_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = STAFF.blocks("text")
    monkeypatch.setattr(sys, "stdin", io.StringIO("0\n"))
    assert cli.main(["menu", "--lang", "es"]) == 0
    shown = capsys.readouterr().out
    assert [block for block in printed if f"\n{block}\n" in shown] != []
    (tmp_path / "folleto.docx").write_bytes(b"PK")
    folders = ["--corpus", str(tmp_path), "--index", str(tmp_path.parent / "guide-index")]
    cli.main(["update", *folders, "--lang", "es"])
    problem = capsys.readouterr().out.splitlines()[0]
    use_language(SOURCE_LANGUAGE)
    assert f"{problem}\n" in printed


def test_the_staff_guide_names_the_starters() -> None:
    named = set(re.findall(r"`(Aluna\.\w+)`", STAFF.text))
    assert named == {path.name for path in ROOT.glob("Aluna.*")}


def test_the_corpus_guide_explains_every_column() -> None:
    explained = {row[0].strip("`") for row in CORPUS.rows if row[0].startswith("`")}
    assert explained == {"file", *COLUMNS}


def test_every_problem_says_what_happened_and_what_to_do() -> None:
    for kind in ProblemKind:
        assert str(kind.explanation).endswith(".")
        assert str(kind.advice).endswith(".")


def test_every_error_that_ends_a_command_has_an_advice() -> None:
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, errors.AlunaError):
            assert error.advice or name in ("AlunaError", "ExtractionFailed"), name


def test_the_picture_of_the_house_names_every_room() -> None:
    packages = [
        str(init.parent.relative_to(ROOT))
        for package in ("indexer", "search_app")
        for init in sorted((ROOT / package).glob("*/__init__.py"))
    ]
    described = {row[0] for row in ARCHITECTURE.rows}
    assert packages
    assert [room for room in packages if not any(f"`{room}`" in cell for cell in described)] == []


def test_the_changelog_begins_with_the_version_that_is_installed() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert versions[0] == __version__


# --- commands


def test_make_has_every_verb_that_a_document_names() -> None:
    named = {verb for d in DOCUMENTS for verb in re.findall(r"(?:^|`)make ([a-z]+)", d.text, re.M)}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert named >= {"run", "test", "check", "docs", "quality", "bench", "relevance", "screenshots"}
    assert [verb for verb in named if not re.search(rf"^{verb}:", makefile, re.MULTILINE)] == []


def test_every_module_that_a_document_runs_is_there() -> None:
    named = {name for d in DOCUMENTS for name in re.findall(r"python -m ([\w.]+)", d.text)}
    assert "tests.hostile" in named
    assert [name for name in named if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.path))
def test_every_picture_is_there_and_described(document: Document) -> None:
    for description, path in document.pictures:
        assert (ROOT / document.path.parent / path).is_file(), path
        assert len(description) >= 10, path


def test_make_takes_every_picture_of_the_pages_that_the_readme_shows() -> None:
    taken = {str((screenshots.FOLDER / shot.name).relative_to(ROOT)) for shot in screenshots.SHOTS}
    shown = {path for _, path in README.pictures}
    assert shown
    assert shown <= taken


@pytest.mark.parametrize("document", [README, SEARCH], ids=lambda document: str(document.path))
def test_every_query_that_is_printed_means_something(document: Document) -> None:
    table = document.text.split("| you type | you find |")[1].split("\n\n")[0]
    first_cells = re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)
    queries = re.findall(r"`([^`]+)`", "".join(first_cells))
    assert len(queries) > 6
    assert all(parse(q).tree is not None and not parse(q).notices for q in queries)


def test_the_limits_of_a_query_are_those_of_the_code() -> None:
    limits = (f"{MAX_CHARACTERS} characters", f"{MAX_CLAUSES} words", f"{MAX_EXPANSIONS:,} words")
    assert [limit for limit in limits if limit not in SEARCH.text] == []


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
SOME_FILES = (
    "cuadernos/claves-acompanar-es.pdf",
    "cuadernos/claves-acompanar-en.pdf",
    "articulos/el-miedo-como-mensaje-es.html",
    "articulos/fear-as-a-message-en.html",
    "articulos/buscar-es-tambien-cuidar-es.html",
    "articulos/cerrar-un-proceso-de-acompanamiento-es.html",
)
"""Enough of the sample corpus for every command; all of it takes five times as long."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the documents suppose it: a corpus in it, nothing indexed yet."""
    home = tmp_path_factory.mktemp("home")
    for name in SOME_FILES:
        target = home / "corpus" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "corpus" / name, target)
    with (
        (ROOT / "corpus" / "metadata.csv").open(encoding="utf-8", newline="") as whole,
        (home / "corpus" / "metadata.csv").open("w", encoding="utf-8", newline="") as part,
    ):
        rows = csv.reader(whole)
        csv.writer(part).writerows([next(rows), *(row for row in rows if row[0] in SOME_FILES)])
    return home


def test_the_indexers_commands_run_as_printed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    commands = [c for c in COMMANDS if c.startswith("python -m indexer ")]
    assert len(commands) >= 8
    for command in sorted(commands, key=lambda command: "update" not in command):
        _change_the_index(command, home)
        capsys.readouterr()
        in_spanish = command in STAFF.commands
        code = cli.main([*shlex.split(command)[3:], *(["--lang", "es"] if in_spanish else [])])
        use_language(SOURCE_LANGUAGE)
        printed = capsys.readouterr()
        assert not in_spanish or english_words(printed.out, "es") == [], printed.out
        assert code in (errors.ExitCode.DONE, errors.ExitCode.PROBLEMS), (command, printed.err)
        assert printed.err == "", command
        assert printed.out, command
        if "--json" in command:
            assert json.loads(printed.out)


def _change_the_index(command: str, home: Path) -> None:
    """Give `undo` and `rollback` something to take back."""
    if command.endswith(" undo"):
        os.utime(home / "corpus" / SOME_FILES[0], (1_700_000_000, 1_700_000_000))
        cli.main(["update", "--quiet"])
    if command.endswith(" rollback"):
        cli.main(["rebuild", "--quiet"])


# --- the service


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[str]:
    """The service as printed, on the port that is printed or, if that is taken, the next."""
    update = ["-m", "indexer", "update", "--quiet"]
    subprocess.run([sys.executable, *update], cwd=home, env=ENVIRONMENT, check=False)
    [command] = [c for c in COMMANDS if c.startswith("python -m search_app")]
    port = 8000
    while _answers(f"http://127.0.0.1:{port}/healthz"):
        port += 1
    words = shlex.split(command.replace("8000", str(port)))
    process = subprocess.Popen(
        [sys.executable, *words[1:]], cwd=home, env=ENVIRONMENT, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 20
        while not _answers(f"http://127.0.0.1:{port}/healthz"):
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except OSError:
        return False


def _json(url: str) -> Any:
    with urllib.request.urlopen(url) as response:
        return json.load(response)


def test_the_services_requests_run_as_printed(served: str) -> None:
    requests = [shlex.split(command)[1] for command in COMMANDS if command.startswith("curl ")]
    assert len(requests) >= 5
    for url in requests:
        assert _json(url.replace("http://127.0.0.1:8000", served))


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("hits", "search?q=mied*"),
        ("suggestions", "suggest?q=mie"),
        ("sha256", "publications/muestra-claves-1"),
        ("origin", "publications/muestra-claves-1/passages/2"),
    ],
)
def test_the_printed_answers_have_the_members_of_real_ones(
    served: str, member: str, path: str
) -> None:
    [printed] = [answer for answer in map(json.loads, API.blocks("json")) if member in answer]
    _compare_members(printed, _json(f"{served}/api/v1/{path}"))


def test_the_threat_model_names_a_test_for_each_promise() -> None:
    section = PRIVACY.text.partition("## Threat model")[2].partition("Not promised")[0]
    promises = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert promises
    for promise in promises:
        tests = re.findall(r"`(tests/[^`]+)`", promise)
        assert tests, promise
        assert all((ROOT / test).exists() for test in tests), promise


def test_the_printed_headers_are_those_of_a_page(served: str) -> None:
    printed = {row[0].strip("`"): row[1] for row in PRIVACY.rows if re.match("`[A-Z]", row[0])}
    with urllib.request.urlopen(f"{served}/api/v1/search?q=miedo") as response:
        sent = {name.lower() for name in response.headers}  # waitress has capitals of its own
        assert {name.lower() for name in printed} <= sent
    with urllib.request.urlopen(f"{served}/") as response:
        for name, value in printed.items():
            if exact := re.fullmatch("`([^`]+)`", value):
                assert response.headers[name] == exact[1]


def _compare_members(printed: Any, real: Any) -> None:
    """Both have the same members, as deep as `printed` shows; of the facets it may show some."""
    if isinstance(printed, dict):
        assert set(printed) == set(real)
        for name in printed.keys() - {"facets"}:
            _compare_members(printed[name], real[name])
        for name, values in printed.get("facets", {}).items():
            _compare_members(values, real["facets"][name])
    elif isinstance(printed, list) and printed:
        assert real
        _compare_members(printed[0], real[0])
