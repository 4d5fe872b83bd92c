"""A new kind of file and a new language take the files that they should, and work throughout.

Each is added to a copy of the code, which then indexes a folder and answers requests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

_ANSWERS = """
import json, sys
from indexer.settings import load_settings
from search_app import create_app

client = create_app(load_settings({}, {"corpus": "corpus", "index": "index"})).test_client()
answers = [client.get(url) for url in sys.argv[1:]]
print(json.dumps([[a.status_code, dict(a.headers), a.get_data(as_text=True)] for a in answers]))
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class House:
    """The copy; `changed` are the files that were changed or added in it."""

    root: Path
    changed: list[str]

    def add(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, "utf-8")
        self.changed.append(path)

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        before = file.read_text("utf-8")
        assert before.count(old) == 1, f"{path} has {before.count(old)} times {old!r}"
        self.add(path, before.replace(old, new))

    def publish(self, path: str, text: str) -> None:
        file = self.root / "corpus" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    def run(self, *arguments: str, status: int = 0) -> str:
        """What `python -m` ARGUMENTS prints, run with this copy."""
        return self._python("-m", *arguments, status=status)

    def answers(self, *urls: str) -> list[Answer]:
        """What the service answers."""
        return [Answer(*one) for one in json.loads(self._python("-c", _ANSWERS, *urls))]

    def _python(self, *arguments: str, status: int = 0) -> str:
        names = {k: v for k, v in os.environ.items() if not k.startswith("ALUNA_")}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=names | {"PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


def copied(folder: Path) -> House:
    """The code in `folder`."""
    for package in ("indexer", "search_app"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return House(folder, [])


ROW = """
TXT: Final = MediaKind(
    media_type="text/plain",
    name="TXT",
    endings=(".txt",),
    unit=Unit.SECTION,
    rendering=Rendering.TEXT_ONLY,
    original=OriginalPolicy.SANDBOX,
    extractor="indexer.extract.plain_text:extract_text",
    inspector="indexer.audit.detectors.plain_text:inspect",
    text_charset=True,
)

MEDIA_KINDS: Final = (PDF, HTML, TXT)
"""

EXTRACTOR = '''
"""Reads plain text: one section a file."""

from pathlib import Path

from indexer.extract.options import Allowance, Options
from indexer.extract.text.clean import clean_text
from indexer.media import TXT
from indexer.model import Extraction, Metadata, Passage


def extract_text(file: Path, path: str, options: Options) -> Extraction:
    """The whole text."""
    allowance = Allowance(path, options)
    text = allowance.take(clean_text(file.read_text("utf-8", "replace")), 1)
    return Extraction(TXT.media_type, Metadata(), (Passage(1, "1", text),))
'''

INSPECTOR = '''
"""What plain text gives away."""

from pathlib import Path

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits


def inspect(file: Path, collector: FindingCollector, limits: Limits) -> None:
    """Note the addresses in the text."""
    pii.search_visible(collector, file.read_text("utf-8", "replace"))
'''

TEXT = """El miedo también avisa, y quien acompaña a las defensoras lo sabe desde hace años.

La red de cuidado se teje entre todas; escriban a red@example.org para recibir el cuaderno.
"""


def test_plain_text_goes_from_the_folder_to_the_page_and_the_json(tmp_path: Path) -> None:
    house = copied(tmp_path)
    house.replace("indexer/media.py", "\nMEDIA_KINDS: Final = (PDF, HTML)\n", ROW)
    house.add("indexer/extract/plain_text.py", EXTRACTOR.lstrip())
    house.add("indexer/audit/detectors/plain_text.py", INSPECTOR.lstrip())
    house.publish("la-red.txt", TEXT)
    house.publish("otro.doc", "x")

    report = json.loads(house.run("indexer", "update", "--json", status=1))
    assert (report["new"], report["passages"]) == (1, 1)
    [problem] = report["problems"]
    assert problem["path"] == "otro.doc"
    assert "red@example.org" in house.run("indexer", "audit", "corpus/la-red.txt", status=0)

    [found] = house.answers("/api/v1/search?q=tejer")
    [hit] = found.json["hits"]
    name = hit["id"]
    page, passage, file, cited = house.answers(
        f"/publications/{name}?lang=en",
        f"/publications/{name}/passages/1?lang=en&q=miedo",
        f"/publications/{name}/file",
        f"/publications/{name}/cite/ris",
    )
    assert page.status == passage.status == 200
    assert "TXT, 1 kB" in page.text
    assert "The section has text." in page.text
    assert "El <mark" in passage.text
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Content-Security-Policy"].startswith("sandbox;")
    assert file.text == TEXT
    assert f"L2  - http://localhost/publications/{name}/file\r\n" in cited.text
    assert len(house.changed) == 3


COLUMNS = """    tesseract="ita",
    stemmer="italian",
    interface=Interface(
        name="Italiano",
        territory="IT",
        plurals=PluralRule(_ONE_MANY_OTHER, "(n == 1 ? 0 : 2)"),
        quotation=QuotationMarks("«", "»", "“", "”"),
        first_of_month="1º",
    ),
    months=_months(
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago "
        "settembre/set ottobre/ott novembre/nov dicembre/dic"
    ),
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>{title}</title><main><h1>{title}</h1>
<p>{text}</p></main>"""
FEAR = (
    "Le paure di chi difende i diritti umani non sono una debolezza, e la rete che si tesse tra "
    "le persone è una risposta che protegge anche quando il lavoro è pericoloso e la notte lunga."
)
METADATA = "file,date\npaure.html,15 giugno 2014\n"


def test_italian_is_searched_by_stems_and_spoken_by_the_pages(tmp_path: Path) -> None:
    house = copied(tmp_path)
    house.publish("paure.html", PAGE.format(title="La rete di notte", text=FEAR))
    house.publish("metadata.csv", METADATA)
    house.run("indexer", "update", status=1)  # the date cannot be read yet
    [before] = house.answers("/api/v1/search?q=paura")
    assert before.json["total"] == 0

    house.replace("indexer/languages.py", '    tesseract="ita",\n', COLUMNS)
    house.run("search_app.i18n.catalog", status=1)  # and it lists what is to be translated
    po = house.root / "search_app/translations/it/LC_MESSAGES/messages.po"
    house.replace(
        str(po.relative_to(house.root)),
        'msgid "Search"\nmsgstr ""',
        'msgid "Search"\nmsgstr "Cerca"',
    )
    house.run("search_app.i18n.catalog", status=1)
    assert "1 new" in house.run("indexer", "update")

    found, page = house.answers("/api/v1/search?q=paura", "/search?q=paura&lang=it")
    [hit] = found.json["hits"]
    assert hit["date"] == "2014-06-15"
    assert hit["languages"] == ["it"]
    assert page.headers["Content-Language"] == "it"
    assert "Cerca" in page.text
    [passage] = house.answers(f"/publications/{hit['id']}/passages/1?lang=it&q=paura")
    assert "«" in passage.text
    assert len(house.changed) == 2
