"""The README is true: its commands run as printed, its tables are those of the code."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import cli, errors
from indexer.engine.query import parse
from indexer.fields import COLUMNS, TEXT_OPERATORS, VALUE_OPERATORS
from indexer.model import ProblemKind
from indexer.settings import SETTINGS
from search_app.web.params import PARAMS, Param
from tests.bench import report
from tests.browser import screenshots
from tests.conftest import ROOT
from tests.quality import gate
from tests.quality import report as quality

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]


def settings_table() -> str:
    """The README's table of settings."""
    rows = [
        f"| `{s.name}` | `{s.variable}` | `{s.default_text}` | {s.allowed} | {s.row.help} |"
        for s in sorted(SETTINGS, key=lambda s: s.name)
    ]
    head = "| name | variable | default | values | what it is |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def test_the_readme_lists_every_setting_as_it_is() -> None:
    [table] = re.findall(r"<!-- settings:[^\n]*-->\n(.*?)\n?<!-- /settings -->", README, re.DOTALL)
    assert table == settings_table()


def parameters_table() -> str:
    """The README's table of the parameters of a search."""
    rows = [f"| `{p.name}` | {p.kind.allowed} | {_default(p)} | {p.meaning} |" for p in PARAMS]
    return "\n".join(["| name | values | default | what it is |\n|---|---|---|---|", *rows])


def _default(param: Param[Any]) -> str:
    return f"`{param.default}`" if param.default else ""


def test_the_readme_lists_every_parameter_as_it_is() -> None:
    block = r"<!-- parameters:[^\n]*-->\n(.*?)\n?<!-- /parameters -->"
    [table] = re.findall(block, README, re.DOTALL)
    assert table == parameters_table()


def test_the_guide_names_every_field_that_a_query_can_name() -> None:
    guide = README.split("## Researcher's guide")[1].split("##")[0]
    named = set(re.findall(r"(\w+):", " ".join(re.findall(r"`([^`]+)`", guide))))
    assert named == {*TEXT_OPERATORS, *VALUE_OPERATORS}


def test_staff_read_about_every_column_of_the_table() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", (ROOT / "corpus/README.md").read_text("utf-8"), re.M)
    assert set(COLUMNS) <= set(explained)


def test_the_readme_lists_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    assert codes == [str(code.value) for code in errors.ExitCode]


def test_make_has_every_verb_the_readme_names() -> None:
    verbs = {c.split()[1] for c in COMMANDS if c.startswith("make ")}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert verbs >= {"run", "test", "check", "quality", "bench", "relevance", "screenshots"}
    assert all(re.search(rf"^{verb}:", makefile, re.MULTILINE) for verb in verbs)


PICTURES = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)


def test_every_picture_the_readme_shows_is_there_and_described() -> None:
    assert len(PICTURES) > 1
    assert [path for _, path in PICTURES if not (ROOT / path).is_file()] == []
    assert [path for text, path in PICTURES if len(text) < 10] == []


def test_make_takes_every_picture_of_the_pages_that_the_readme_shows() -> None:
    taken = {str((screenshots.FOLDER / shot.name).relative_to(ROOT)) for shot in screenshots.SHOTS}
    shown = {path for _, path in PICTURES if path.endswith(".webp")}
    assert shown
    assert shown <= taken


def test_the_performance_section_is_that_of_the_last_run() -> None:
    assert report.PICTURE.exists()
    assert report.inserted(README, report.load()) == README


def test_the_quality_section_is_that_of_the_floor() -> None:
    floor = gate.load()
    assert floor is not None
    assert quality.inserted(README, floor) == README


def test_every_query_in_the_researchers_guide_means_something() -> None:
    guide = README.split("## Researcher's guide")[1].split("##")[0]
    queries = [q for row in guide.splitlines() if row.startswith("| `") for q in _typed(row)]
    assert len(queries) > 12
    assert all(parse(q).tree is not None and not parse(q).notices for q in queries)


def _typed(row: str) -> list[str]:
    return re.findall(r"`([^`]+)`", row.split("|")[1])


def test_every_problem_says_what_happened_and_what_to_do() -> None:
    for kind in ProblemKind:
        assert kind.explanation.endswith(".")
        assert kind.advice.endswith(".")


def test_every_error_that_ends_a_command_has_an_advice() -> None:
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, errors.AlunaError):
            told = error.advice or name in ("AlunaError", "ExtractionFailed")
            assert told, name


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README supposes it: the corpus in it, nothing indexed yet."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "corpus", home / "corpus")
    return home


INDEXER = [c for c in COMMANDS if c.startswith("python -m indexer")]


def test_the_indexers_commands_run_as_printed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    assert len(INDEXER) >= 6
    for command in INDEXER:
        code = cli.main(shlex.split(command)[3:])
        printed = capsys.readouterr()
        assert code in (0, 1), (command, printed.err)
        assert printed.err == "", command
        assert printed.out, command
        if "--json" in command:
            assert json.loads(printed.out)


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[str]:
    """The README's service, on the README's port or, if that is taken, the next."""
    update = ["-m", "indexer", "update", "--quiet"]
    subprocess.run([sys.executable, *update], cwd=home, env=ENVIRONMENT, check=False)
    [command] = [c for c in COMMANDS if c.startswith("python -m search_app")]
    port = 8000
    while _answers(f"http://127.0.0.1:{port}/healthz"):
        port += 1
    words = shlex.split(command.replace("8000", str(port)))
    process = subprocess.Popen(
        [sys.executable, *words[1:]],
        cwd=home,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
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


def test_the_services_requests_run_as_printed(served: str) -> None:
    requests = [shlex.split(c)[1] for c in COMMANDS if c.startswith("curl ")]
    assert len(requests) >= 2
    for url in requests:
        with urllib.request.urlopen(url.replace("http://127.0.0.1:8000", served)) as response:
            assert json.load(response)


def _printed(member: str) -> Any:
    """The printed JSON answer that has this member."""
    blocks = [json.loads(b) for b in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]
    [found] = [block for block in blocks if member in block]
    return found


def test_the_printed_suggestions_have_the_members_of_real_ones(served: str) -> None:
    with urllib.request.urlopen(f"{served}/api/v1/suggest?q=mem") as response:
        real = json.load(response)
    printed = _printed("suggestions")
    assert list(printed) == list(real)
    assert list(printed["suggestions"][0]) == list(real["suggestions"][0])


def test_the_printed_answer_has_the_members_of_a_real_one(served: str) -> None:
    printed = _printed("hits")
    with urllib.request.urlopen(f"{served}/api/v1/search?q=miedo") as response:
        real = json.load(response)
    assert list(printed) == list(real)
    assert set(printed["hits"][0]) == set(real["hits"][0])
    assert set(printed["hits"][0]["passages"][0]) == set(real["hits"][0]["passages"][0])
    assert set(printed["facets"]["language"][0]) == set(real["facets"]["language"][0])
