"""Every recipe of CONTRIBUTING.md as the changes that somebody who follows it would make."""

from __future__ import annotations

from typing import Final

from tests.builders import pdf
from tests.conftest import ROOT
from tests.recipes.house import Edit, Recipe

_METADATA: Final = """\
file,title,creator,date,language,type,subject,identifier
booklet.pdf,El miedo avisa,"Rivas, Ana; Taller de prueba",2021-06,es,booklet,miedo; memoria,booklet
"""
_PAGES: Final = (
    "El miedo tambien avisa de lo que importa cuidar en la comunidad.",
    "La memoria compartida sostiene a quienes acompañan.",
)

THE_CORPUS: Final = {"metadata.csv": _METADATA.encode(), "booklet.pdf": pdf(*_PAGES)}

CITATION_STYLE: Final = Recipe(
    "A citation style",
    edits=(
        Edit(
            "search_app/citations/styles.py",
            '    ISO690 = "iso690"\n',
            '    ISO690 = "iso690"\n    HOUSE = "house"\n',
        ),
        Edit(
            "search_app/citations/styles.py",
            '    Style.ISO690: "ISO 690",\n',
            '    Style.ISO690: "ISO 690",\n    Style.HOUSE: "House style",\n',
        ),
    ),
    files={
        "search_app/citations/csl/house.csl": (
            (ROOT / "search_app" / "citations" / "csl" / "iso690.csl").read_text("utf-8")
        )
    },
)

EXPORT_FORMAT: Final = Recipe(
    "An export format",
    edits=(
        Edit(
            "search_app/citations/formats.py",
            "from search_app.citations.ris import ris\n",
            "from search_app.citations.plain import plain\n"
            "from search_app.citations.ris import ris\n",
        ),
        Edit(
            "search_app/citations/formats.py",
            '    "bibtex": ReferenceFormat(',
            '    "plain": ReferenceFormat("Plain text", plain, "text/plain", ".txt"),\n'
            '    "bibtex": ReferenceFormat(',
        ),
    ),
    files={
        "search_app/citations/plain.py": '''\
"""References as one line of text."""

from search_app.citations.reference import Reference


def plain(reference: Reference) -> str:
    """The names and the title."""
    names = "; ".join(creator.spoken_name for creator in reference.creators)
    return f"{names}: {reference.title}\\n"
'''
    },
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

SCREEN: Final = Recipe(
    "A screen",
    edits=(
        Edit(
            "search_app/pages/routes.py",
            '@pages.get("/leave")\n',
            '''\
@pages.route("/subjects", methods=_METHODS)
def subjects() -> str:
    """All subjects."""
    return render(subjects_page(current_library().search(SearchRequest())))


@pages.get("/leave")
''',
        ),
        Edit(
            "search_app/pages/routes.py",
            "Page = HomePage |",
            "Page = SubjectsPage | HomePage |",
        ),
        Edit(
            "search_app/pages/routes.py",
            'pages = Blueprint("pages", __name__)\n',
            "from search_app.pages.subjects import SubjectsPage, subjects_page\n\n"
            'pages = Blueprint("pages", __name__)\n',
        ),
    ),
    files={
        "search_app/pages/subjects.py": '''\
"""The page of all subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from indexer.engine.port import SearchResult
from search_app.i18n.locale import gettext
from search_app.pages.layout import PageLayout, page_layout


@dataclass(frozen=True, slots=True)
class SubjectsPage:
    """Everything that subjects.html shows."""

    template: ClassVar[str] = "subjects.html"
    layout: PageLayout
    subjects: tuple[str, ...]


def subjects_page(result: SearchResult) -> SubjectsPage:
    """The page of all subjects of `result`."""
    facets = {facet.name: facet.values for facet in result.facets}
    layout = page_layout(gettext("Subjects"))
    return SubjectsPage(layout, tuple(value.value for value in facets["subject"]))
''',
        "search_app/templates/subjects.html": """\
{% extends "base.html" %}
{% block kind %}subjects{% endblock %}
{% block content %}
<ul>{% for subject in page.subjects %}<li>{{ subject }}</li>{% endfor %}</ul>
{% endblock %}
""",
    },
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

RECIPES: Final = (
    Recipe("The corpus", corpus=THE_CORPUS),
    CITATION_STYLE,
    EXPORT_FORMAT,
    SETTING,
    SCREEN,
    ENGINE,
)
