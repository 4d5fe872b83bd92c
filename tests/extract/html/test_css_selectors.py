from __future__ import annotations

import pytest

from indexer.extract.html.selector_syntax import PARTS, is_selector
from indexer.file_problems import ProblemKind
from indexer.model import Metadata, Selector
from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

PAGE = page(
    "<div class=cab><span class=nombre>El miedo</span><p class=firma>Por <a>Elizabeth Lira</a>, "
    "<time class=alta datetime=2014-06-12T10:00>ayer</time></p><i class=tema>miedo</i></div>"
    f"<div id=cuerpo><h2 id=a>Uno</h2><p>{SPANISH}</p><div class=aviso>Suscríbase a la carta</div>"
    f"<nav>Un índice del texto</nav></div><div class=otro><p>Otra nota. {SPANISH}</p></div>",
    title="Sitio",
)


def _selectors(**parts: str) -> list[Selector]:
    return [Selector(part, css, line) for line, (part, css) in enumerate(parts.items(), 1)]


def _text(read_page: ReadPage, **parts: str) -> str:
    extraction = read_page(PAGE, selectors=_selectors(**parts))
    assert extraction.problems == ()
    return "\n".join(p.text for p in extraction.passages)


@pytest.mark.parametrize(
    ("css", "beginning", "end"),
    [
        ("#cuerpo", "Uno\n\nEl acompañamiento", "Un índice del texto"),
        (".otro", "Otra nota.", "romper."),
        ("#cuerpo > p, .otro, .otro p", "El acompañamiento", "romper."),
        (".nombre", "El miedo", "El miedo"),
    ],
)
def test_the_text_is_what_staff_say_and_all_of_it(
    read_page: ReadPage, css: str, beginning: str, end: str
) -> None:
    text = _text(read_page, text=css)
    assert text.startswith(beginning)
    assert text.endswith(end)
    assert text.count("Otra nota") == (1 if "otro" in css else 0)


def test_what_is_dropped_is_gone_also_from_the_automatic_text(read_page: ReadPage) -> None:
    assert "Suscríbase" in _text(read_page, text="#cuerpo")
    assert "Suscríbase" not in _text(read_page, text="#cuerpo", drop=".aviso")
    assert "Otra nota" in _text(read_page)
    assert "Otra nota" not in _text(read_page, drop=".otro, .otro p, .nowhere")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"title": ".nombre"}, Metadata(title="El miedo")),
        ({"creator": ".firma a"}, Metadata(creators=("Elizabeth Lira",))),
        ({"date": ".alta"}, Metadata(date="2014-06-12")),
        ({"subject": ".tema"}, Metadata(subjects=("miedo",))),
    ],
)
def test_the_page_is_described_from_where_staff_say(
    read_page: ReadPage, parts: dict[str, str], expected: Metadata
) -> None:
    extraction = read_page(PAGE, selectors=_selectors(**parts))
    assert expected.over(extraction.metadata) == extraction.metadata
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("parts", "detail"),
    [
        ({"text": ".cuerpo"}, "html.yaml, line 1, text: “.cuerpo” finds no text"),
        ({"drop": ".x", "text": "br"}, "html.yaml, line 2, text: “br” finds no text"),
        ({"creator": ".autora"}, "html.yaml, line 1, creator: “.autora” finds nothing"),
        (
            {"creator": ".aviso", "date": ".tema"},
            "html.yaml, line 2, date: “.tema” finds “miedo”, which is not possible there",
        ),
    ],
)
def test_a_selector_that_does_not_fit_a_page_is_reported_and_the_page_is_read(
    read_page: ReadPage, parts: dict[str, str], detail: str
) -> None:
    extraction = read_page(PAGE, selectors=_selectors(**parts))
    reported = [(p.kind, str(p.detail)) for p in extraction.problems]
    assert reported == [(ProblemKind.SELECTOR_UNMATCHED, detail)]
    assert SPANISH.strip() in extraction.passages[0].text


@pytest.mark.parametrize("part", [part for part in PARTS if part != "drop"])
def test_every_part_that_staff_may_name_is_looked_for(read_page: ReadPage, part: str) -> None:
    selectors = _selectors(**{part: ".nowhere"})
    (problem,) = read_page(f"<body><p>{SPANISH}</p>", selectors=selectors).problems
    assert str(problem.detail).startswith(f"html.yaml, line 1, {part}: “.nowhere” finds no")


def test_a_selector_that_finds_nothing_is_not_reported_where_the_page_says_it_elsewhere(
    read_page: ReadPage,
) -> None:
    head = "<meta name=author content='Elizabeth Lira'>"
    source = page(f"<h1>El miedo</h1><p>Elizabeth Lira</p><p>{SPANISH}</p>", head=head)
    extraction = read_page(source, selectors=_selectors(creator=".firma", drop=".aviso"))
    assert extraction.metadata.creators == ("Elizabeth Lira",)
    assert extraction.problems == ()


@pytest.mark.parametrize("css", [".a", "#a", "article > .b", "[itemprop=x]", "p:not(.a):has(b)"])
def test_css_selectors_are_selectors(css: str) -> None:
    assert is_selector(css)


@pytest.mark.parametrize(
    "css", ["", ".", "p >", "<div>", 'class="a"', "//div", "p:foo", "p::after"]
)
def test_other_things_are_no_selectors(css: str) -> None:
    assert not is_selector(css)
