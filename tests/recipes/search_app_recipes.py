"""The recipes that change the search service: a parameter, citations, exports, a screen."""

from __future__ import annotations

from typing import Final

from tests.conftest import ROOT
from tests.recipes.house import Edit, Recipe

REQUEST_PARAMETER: Final = Recipe(
    "A request parameter",
    edits=(
        Edit(
            "search_app/web/params.py",
            "    as_typed: AsTyped = AsTyped.NO\n",
            "    as_typed: AsTyped = AsTyped.NO\n    facets: Expand = Expand.ON\n",
        ),
        Edit(
            "search_app/web/params.py",
            "_VALUES: Final = {",
            """\
_FACETS: Final = Param(
    "facets",
    OneOf(Expand),
    Expand.ON,
    "whether facets are counted",
    lambda state: state.facets,
)
_VALUES: Final = {""",
        ),
        Edit("search_app/web/params.py", "    _MORE,\n)", "    _MORE,\n    _FACETS,\n)"),
        Edit(
            "search_app/web/params.py",
            "return SearchState(request, parser.parse(_AS_TYPED))",
            "return SearchState(request, parser.parse(_AS_TYPED), parser.parse(_FACETS))",
        ),
    ),
    uses=(
        Edit(
            "search_app/api/responses.py",
            "facets={facet.name: _facet(facet) for facet in result.facets},",
            "facets={f.name: _facet(f) for f in result.facets if state.facets == 'on'},",
        ),
    ),
)

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
    return render(subjects_page(current_library()))


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

from indexer.engine.searches import SearchRequest
from search_app.i18n.locale import gettext
from search_app.library.library import Library
from search_app.pages.layout import PageLayout, page_layout


@dataclass(frozen=True, slots=True)
class SubjectsPage:
    """Everything that subjects.html shows."""

    template: ClassVar[str] = "subjects.html"
    layout: PageLayout
    subjects: tuple[str, ...]


def subjects_page(library: Library) -> SubjectsPage:
    """The page of all subjects."""
    facets = {facet.name: facet.values for facet in library.reader.search(SearchRequest()).facets}
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
