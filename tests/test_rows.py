"""One row is enough: a metadata field, a facet and a parameter are added to a copy of the program,
and go from a file to the page and the JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indexer import build
from indexer.settings import load_settings
from tests.conftest import ROOT

PAGE = """<!doctype html><html lang="es"><head><title>{title}</title></head><body><main>
<h1>{title}</h1><p>El acompañamiento psicosocial sostiene a las personas y a las comunidades que
defienden los derechos humanos, y cuida de quienes cuidan.</p></main></body></html>
"""
TABLE = """file,identifier,title,contributor,publisher
uno.html,uno,Uno,Ximena Yáñez; Zoe Ek,Casa Editorial
dos.html,dos,Dos,,Otra Casa
"""

Edit = tuple[str, str, str]
"""A file, what stands in it once, and what stands there instead."""

FIELD: list[Edit] = [
    (
        "indexer/model.py",
        "    creators: tuple[str, ...] = ()\n",
        "    creators: tuple[str, ...] = ()\n    contributors: tuple[str, ...] = ()\n",
    ),
    (
        "indexer/fields.py",
        '    MetadataField("date", ',
        '    MetadataField("contributor", "contributors", several=True, weight=1.5,\n'
        '        operators=("contributor",), in_hits=True, label="Contributors"),\n'
        '    MetadataField("date", ',
    ),
]
FACET: list[Edit] = [
    (
        "indexer/fields.py",
        "FACETS: Final = (\n",
        'FACETS: Final = (\n    FacetField("publisher", "publisher", "Publisher", "Publishers",\n'
        '        operators=("publisher",)),\n',
    )
]
PARAMETER: list[Edit] = [
    (
        "search_app/web/params.py",
        "    expand: Expand = Expand.ON\n",
        "    expand: Expand = Expand.ON\n    shelf: str = ''\n",
    ),
    (
        "search_app/web/params.py",
        "_VALUES: Final = {",
        "_SHELF: Final = Param(\n"
        "    'shelf', AnyText(), '', 'a shelf', lambda state: state.shelf, _ALL_FORMS\n"
        ")\n_VALUES: Final = {",
    ),
    ("search_app/web/params.py", "    _EXPAND,\n", "    _EXPAND,\n    _SHELF,\n"),
    (
        "search_app/web/params.py",
        "parser.parse(_EXPAND))",
        "parser.parse(_EXPAND), parser.parse(_SHELF))",
    ),
]  # fmt: skip

SCRIPT = """
import json, sys
from indexer import build
from indexer.settings import load_settings
from search_app import create_app

corpus, index, *addresses = sys.argv[1:]
settings = load_settings({"corpus": corpus, "index": index}, {"ALUNA_OCR": ""})
report = build.update(settings)
service = create_app(settings).test_client()
answers = [service.get(one, headers={"Accept-Language": "en"}) for one in addresses]
print(json.dumps({
    "problems": [problem.detail for problem in report.problems],
    "answers": [answer.get_json(silent=True) or answer.text for answer in answers],
}))
"""


ADDRESSES = (
    "/api/v1/search",
    "/api/v1/search?q=Yáñez",
    "/api/v1/search?q=contributor:(zoe+ximena)",
    "/api/v1/publications/uno",
    "/publications/uno",
    "/api/v1/search?publisher=Otra+Casa",
    '/api/v1/search?q=publisher:"casa+editorial"',
    "/search?publisher=Otra+Casa",
    "/publications/dos",
    "/api/v1/search?per_page=1&shelf=top",
    "/search?q=uno&shelf=top",
)


def _copy(folder: Path) -> None:
    """The program in `folder`, with all rows."""
    for package in ("indexer", "search_app"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    for name, old, new in (*FIELD, *FACET, *PARAMETER):
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        (folder / name).write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy answers to each of ADDRESSES, from an index that the program had made."""
    folder = tmp_path_factory.mktemp("copy")
    corpus, index = folder / "corpus", folder / "index"
    _copy(folder)
    corpus.mkdir()
    for title in ("Uno", "Dos"):
        (corpus / f"{title.lower()}.html").write_text(PAGE.format(title=title), "utf-8")
    (corpus / "metadata.csv").write_text(TABLE, "utf-8")
    before = load_settings({"corpus": corpus, "index": index, "ocr": ""}, {})
    [problem] = build.update(before).problems
    assert "unknown columns: contributor" in problem.detail
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, corpus, index, *ADDRESSES],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["problems"] == []
    return dict(zip(ADDRESSES, answer["answers"], strict=True))


def ids(answer: Any) -> list[str]:
    return sorted(hit["id"] for hit in answer["hits"] if not hit["partial"])


def test_a_field_takes_two_files(answers: dict[str, Any]) -> None:
    assert len({file for file, _, _ in FIELD}) == 2
    by_word = answers["/api/v1/search?q=Yáñez"]
    by_name = answers["/api/v1/search?q=contributor:(zoe+ximena)"]
    assert ids(by_word) == ids(by_name) == ["uno"]
    assert by_name["query"]["parsed"] == "contributor:(zoe AND ximena)"
    for described in (by_word["hits"][0], answers["/api/v1/publications/uno"]):
        assert described["contributors"] == ["Ximena Yáñez", "Zoe Ek"]
    assert "Contributors" in answers["/publications/uno"]
    assert "Ximena Yáñez; Zoe Ek" in answers["/publications/uno"]


def test_a_facet_takes_one_file(answers: dict[str, Any]) -> None:
    assert len({file for file, _, _ in FACET}) == 1
    values = answers["/api/v1/search"]["facets"]["publisher"]
    assert [(v["value"], v["count"]) for v in values] == [("Casa Editorial", 1), ("Otra Casa", 1)]
    assert ids(answers["/api/v1/search?publisher=Otra+Casa"]) == ["dos"]
    assert ids(answers['/api/v1/search?q=publisher:"casa+editorial"']) == ["uno"]
    results = answers["/search?publisher=Otra+Casa"]
    assert '<input type="checkbox" name="publisher" value="Otra Casa" checked>' in results
    assert 'Publisher: <span lang="">Otra Casa</span>' in results
    assert 'href="/search?publisher=Otra+Casa"' in answers["/publications/dos"]


def test_a_parameter_takes_one_file(answers: dict[str, Any]) -> None:
    assert len({file for file, _, _ in PARAMETER}) == 1
    assert "shelf=top" in answers["/api/v1/search?per_page=1&shelf=top"]["next"]
    page = answers["/search?q=uno&shelf=top"]
    assert page.count('<input type="hidden" name="shelf" value="top">') >= 2
