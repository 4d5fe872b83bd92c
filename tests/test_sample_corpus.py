"""The corpus that ships with the project is what it says it is."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from indexer import build
from indexer.engine import open_engine
from indexer.engine.port import Reader
from indexer.engine.searches import SearchRequest
from indexer.file_problems import ProblemKind
from indexer.model import Record
from indexer.settings import Settings, load_settings
from search_app.i18n import catalog
from search_app.i18n.locale import LANGUAGES
from search_app.pages.examples import EXAMPLES
from tests.conftest import ROOT

CORPUS = ROOT / "corpus"
FILES = sorted(
    str(path.relative_to(CORPUS))
    for path in CORPUS.rglob("*")
    if path.suffix in (".pdf", ".html") and "_sources" not in path.parts
)
SAMPLE = re.compile(r"\b(muestra|sample|amostra|exemple|échantillon)\b", re.IGNORECASE)
NO_PUBLICATION = re.compile(
    r"no es una publicación de Aluna|not a publication of Aluna|"
    r"não é uma publicação d[ea] Aluna|n.est pas une publication d.Aluna",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    index = tmp_path_factory.mktemp("library") / "index"
    return load_settings({"corpus": CORPUS, "index": index}, {"ALUNA_OCR": ""})


@pytest.fixture(scope="module")
def reader(settings: Settings) -> Reader:
    report = build.update(settings)
    assert [(p.path, p.kind) for p in report.problems] == [
        ("cuadernos/escaneo-caminar.pdf", ProblemKind.NO_TEXT)
    ]
    assert report.near_identical == ()
    return open_engine(settings).acquire()


def records(reader: Reader) -> dict[str, Record]:
    return {record.publication.path: record for record in reader.records()}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_examples_of_queries_find_something_in_each_language(reader: Reader, code: str) -> None:
    path = catalog.INTERFACE.translations / code / "LC_MESSAGES" / "messages.po"
    known = catalog.load(path) if path.exists() else catalog.extract()
    queries = [str(known[text].string or text) for text, _ in EXAMPLES]
    found = {text: reader.search(SearchRequest(text=text)) for text in queries}
    assert {text for text, result in found.items() if not (result.hits or result.close)} == set()


def test_every_file_has_one_row_in_the_metadata() -> None:
    with (CORPUS / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = [row["file"] for row in csv.DictReader(file)]
    assert sorted(rows) == FILES


def test_there_are_booklets_of_8_to_24_pages_in_several_languages(reader: Reader) -> None:
    found = records(reader)
    booklets = [
        p for p, r in found.items() if p.endswith(".pdf") and 8 <= r.publication.passage_count <= 24
    ]
    assert len(found) >= 16
    assert len(booklets) >= 6
    languages = Counter(code for r in found.values() for code in r.publication.metadata.languages)
    assert languages["es"] > languages["en"] >= 3
    assert languages["pt"] >= 1
    assert languages["fr"] >= 1


def test_at_least_three_english_editions_name_their_spanish_sister(reader: Reader) -> None:
    found = records(reader)
    sisters = [
        relation.target
        for record in found.values()
        for relation in record.publication.metadata.relations
        if relation.kind == "isTranslationOf"
    ]
    assert len(sisters) >= 3
    assert set(sisters) <= set(found)


def test_the_bilingual_booklet_has_a_language_for_each_page(reader: Reader) -> None:
    record = records(reader)["cuadernos/memoria-es-en.pdf"]
    languages = [p.language for p in reader.passages(record.publication.id)]
    assert Counter(languages)["en"] >= 4
    assert Counter(languages)["es"] >= 4


def test_page_labels_are_roman_then_arabic(reader: Reader) -> None:
    record = records(reader)["cuadernos/claves-miedo-es.pdf"]
    labels = [p.label for p in reader.passages(record.publication.id)]
    assert labels[:6] == ["i", "ii", "iii", "iv", "1", "2"]


def test_every_publication_says_that_it_is_a_sample(reader: Reader) -> None:
    for path, record in records(reader).items():
        text = " ".join(" ".join(p.text.split()) for p in reader.passages(record.publication.id))
        if text.strip():  # the scan says it in its picture
            assert SAMPLE.search(text), path
            assert NO_PUBLICATION.search(text), path


def test_the_scan_is_found_by_its_title(reader: Reader) -> None:
    [hit] = reader.search(SearchRequest('title:"caminar la milpa"')).hits
    assert hit.publication.path == "cuadernos/escaneo-caminar.pdf"
    assert hit.passages == ()


def test_the_pdfs_are_what_their_sources_make() -> None:
    command = [sys.executable, str(CORPUS / "_sources" / "build.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path("/"))
    assert done.returncode == 0, done.stdout + done.stderr
