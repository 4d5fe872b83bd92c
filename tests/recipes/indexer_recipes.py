"""The recipes that change the indexer: a language, a metadata field, a facet, a file type."""

from __future__ import annotations

from typing import Final

from tests.recipes.house import Edit, Recipe

_DUTCH_PAGE: Final = """\
<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Angst als boodschap</title></head>
<body><article><h1>Angst als boodschap</h1>
<p>De gedachten van de mensen zijn niet vrij als het geweld in het dorp is. Samen praten
is een begin, en dat is voor de gemeenschap niet te vervangen. De verhalen zijn van de mensen die
ze vertellen.</p>
</article></body></html>
"""
_DUTCH_CATALOGUE: Final = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Quick exit"
msgstr "Snel weg"
"""

LANGUAGE: Final = Recipe(
    "A language",
    edits=(
        Edit(
            "indexer/languages.py",
            "LANGUAGES: Final = (\n",
            """\
_DUTCH: Final = Language(
    code="nl",
    names=_words("neerlandes dutch nederlands neerlandais holandes nld dut"),
    tesseract="nld",
    stemmer="dutch",
    function_words=frozenset(_words("de het een en van in is dat die op te voor met niet zijn")),
    interface=Interface(
        name="Nederlands",
        territory="NL",
        plurals=PluralRule(("one", "other"), "(n != 1)"),
    ),
)
LANGUAGES: Final = (
""",
        ),
        Edit("indexer/languages.py", "    _CATALAN,\n", "    _CATALAN,\n    _DUTCH,\n"),
    ),
    files={"search_app/translations/nl/LC_MESSAGES/messages.po": _DUTCH_CATALOGUE},
    module="search_app.i18n.catalog",
    corpus={"angst.html": _DUTCH_PAGE.encode()},
)

METADATA_FIELD: Final = Recipe(
    "A metadata field",
    edits=(
        Edit(
            "indexer/model.py",
            '    publisher: str = ""\n',
            '    publisher: str = ""\n    contributors: tuple[str, ...] = ()\n',
        ),
        Edit(
            "indexer/fields.py",
            '    MetadataField(\n        "publisher",\n',
            """\
    MetadataField(
        "contributor",
        "contributors",
        several=True,
        weight=1.0,
        operators=("contributor",),
        label="Contributors",
        names=("contribuciones", "contributors"),
    ),
    MetadataField(
        "publisher",
""",
        ),
    ),
)

FACET: Final = Recipe(
    "A facet",
    edits=(
        Edit(
            "indexer/fields.py",
            '    FacetField("series", ',
            '    FacetField("publisher", "publisher", "Publisher", "Publishers"),\n'
            '    FacetField("series", ',
        ),
    ),
)


FILE_TYPE: Final = Recipe(
    "A file type",
    edits=(
        Edit(
            "indexer/media.py",
            "MEDIA_KINDS: Final = (PDF, HTML)\n",
            """\
PLAIN_TEXT: Final = MediaKind(
    media_type="text/plain",
    name="Text",
    endings=(".txt",),
    unit=Unit.SECTION,
    rendering=Rendering.TEXT_ONLY,
    original=OriginalPolicy.DOWNLOAD,
    extractor="indexer.extract.plain_text:extract",
    inspector="indexer.audit.detectors.plain_text:inspect",
)

MEDIA_KINDS: Final = (PDF, HTML, PLAIN_TEXT)
""",
        ),
    ),
    files={
        "indexer/extract/plain_text.py": '''\
"""Reads plain text: a section for each paragraph."""

from __future__ import annotations

from indexer.extract.foreign_file import ForeignFile
from indexer.extract.options import Options
from indexer.media import PLAIN_TEXT
from indexer.model import Extraction, Metadata, Origin, Passage


def extract(file: ForeignFile, path: str, options: Options) -> Extraction:
    """The paragraphs of a text; its first line is its title."""
    title, *paragraphs = file.read_bytes().decode().strip().split("\\n\\n")
    passages = (
        Passage(number, "", text, origin=Origin.TEXT_LAYER)
        for number, text in enumerate(paragraphs, 1)
    )
    return Extraction(PLAIN_TEXT.media_type, Metadata(title=title), tuple(passages))
''',
        "indexer/audit/detectors/plain_text.py": '''\
"""Audits plain text, which hides nothing."""

from __future__ import annotations

from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.extract.foreign_file import ForeignFile


def inspect(file: ForeignFile, collector: FindingCollector, limits: Limits) -> None:
    """There is nothing to find."""
''',
    },
    corpus={"taller.txt": b"Apuntes del taller\n\nLuciernagas en la noche.\n\nOtra cosa."},
)

SETTING: Final = Recipe(
    "A setting",
    edits=(
        Edit(
            "indexer/settings.py",
            "    exit_url: Annotated[\n",
            '    slogan: Annotated[str, SettingRow("title of the home page")] = ""\n'
            "    exit_url: Annotated[\n",
        ),
    ),
    uses=(
        Edit(
            "search_app/application.py",
            "        EXIT_URL=settings.exit_url,\n",
            "        EXIT_URL=settings.exit_url,\n        SLOGAN=settings.slogan,\n",
        ),
        Edit(
            "search_app/pages/home.py",
            "layout=page_layout(),",
            'layout=page_layout(current_app.config["SLOGAN"]),',
        ),
        Edit(
            "search_app/pages/home.py",
            "from indexer.engine.searches import",
            "from flask import current_app\n\nfrom indexer.engine.searches import",
        ),
    ),
    settings='slogan = "Palabras que acompañan"\n',
)

ENGINE: Final = Recipe(
    "An engine",
    edits=(
        Edit("indexer/settings.py", 'choices=("embedded",)', 'choices=("embedded", "other")'),
        Edit(
            "indexer/engine/__init__.py",
            "ENGINES: Final[Mapping[str, Backend]] = {\n",
            """\
def _open_other(settings: Settings) -> Engine:
    from indexer.engine.other import other

    return other.open_index(settings)


def _open_previous_other(settings: Settings) -> Engine:
    from indexer.engine.other import other

    return other.open_previous(settings)


def _extend_other(settings: Settings, options: str) -> Writer:
    from indexer.engine.other import other

    return other.extend(settings, options)


def _replace_other(settings: Settings, options: str) -> Writer:
    from indexer.engine.other import other

    return other.replace(settings, options)


def _other_history(settings: Settings) -> History:
    from indexer.engine.other import other

    return other.history(settings)


ENGINES: Final[Mapping[str, Backend]] = {
    "other": Backend(
        _open_other, _open_previous_other, _extend_other, _replace_other, _other_history
    ),
""",
        ),
    ),
    files={
        "indexer/engine/other/__init__.py": '"""The other engine."""\n',
        "indexer/engine/other/other.py": '''\
"""An engine that keeps its index somewhere else."""

from __future__ import annotations

import dataclasses

from indexer.engine import ENGINES
from indexer.engine.index_history import History
from indexer.engine.port import Engine, Writer
from indexer.settings import Settings


def open_index(settings: Settings) -> Engine:
    return ENGINES["embedded"].open(_elsewhere(settings))


def open_previous(settings: Settings) -> Engine:
    return ENGINES["embedded"].open_previous(_elsewhere(settings))


def extend(settings: Settings, options: str) -> Writer:
    return ENGINES["embedded"].extend(_elsewhere(settings), options)


def replace(settings: Settings, options: str) -> Writer:
    return ENGINES["embedded"].replace(_elsewhere(settings), options)


def history(settings: Settings) -> History:
    return ENGINES["embedded"].history(_elsewhere(settings))


def _elsewhere(settings: Settings) -> Settings:
    return dataclasses.replace(settings, index=settings.index.with_name("other"))
''',
    },
    settings='engine = "other"\n',
)
