"""The recipes that change the indexer: a language, a metadata field, a facet, a file type."""

from __future__ import annotations

from typing import Final

from tests.recipes.house import Edit, Recipe

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
            '    MetadataField("publisher", ',
            """\
    MetadataField(
        "contributor",
        "contributors",
        several=True,
        weight=1.0,
        operators=("contributor",),
        label="Contributors",
    ),
    MetadataField("publisher", """,
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
            "search_app/__init__.py",
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
            "from indexer.engine.port import",
            "from flask import current_app\n\nfrom indexer.engine.port import",
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


def _extend_other(settings: Settings, options: str) -> Writer:
    from indexer.engine.other import other

    return other.extend(settings, options)


def _replace_other(settings: Settings, options: str) -> Writer:
    from indexer.engine.other import other

    return other.replace(settings, options)


ENGINES: Final[Mapping[str, Backend]] = {
    "other": Backend(_open_other, _extend_other, _replace_other),
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
from indexer.engine.port import Engine, Writer
from indexer.settings import Settings


def open_index(settings: Settings) -> Engine:
    return ENGINES["embedded"].open(_elsewhere(settings))


def extend(settings: Settings, options: str) -> Writer:
    return ENGINES["embedded"].extend(_elsewhere(settings), options)


def replace(settings: Settings, options: str) -> Writer:
    return ENGINES["embedded"].replace(_elsewhere(settings), options)


def _elsewhere(settings: Settings) -> Settings:
    return dataclasses.replace(settings, index=settings.index.with_name("other"))
''',
    },
    settings='engine = "other"\n',
)
