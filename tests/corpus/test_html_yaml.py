"""html.yaml, as staff write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.model import Selector
from tests.corpus.conftest import Corpus


def _given(corpus: Corpus, path: str) -> list[tuple[str, str]]:
    [item] = [item for item in corpus.plan().items if item.paths[0] == path]
    return [(selector.part, selector.css) for selector in item.selectors]


def test_the_nearest_html_yaml_is_valid_for_the_pages_of_its_folder(corpus: Corpus) -> None:
    for path in ("a.html", "x/b.html", "x/y/c.htm", "x/z/d.html", "x/e.pdf"):
        corpus.write(path, path)
    corpus.write("x/html.yaml", "text: article\ndrop: [.share, '#cookies']\n")
    corpus.write("x/z/html.yaml", "# the automatic way\n")
    own = [("text", "article"), ("drop", ".share"), ("drop", "#cookies")]
    assert _given(corpus, "a.html") == []
    assert _given(corpus, "x/b.html") == own
    assert _given(corpus, "x/y/c.htm") == own
    assert _given(corpus, "x/z/d.html") == []
    assert _given(corpus, "x/e.pdf") == []
    assert corpus.problems() == []


@pytest.mark.parametrize("name", ["html.yaml", "html.yml", "HTML.yaml.txt"])
def test_parts_have_names_in_four_languages_and_notepad_saves_the_file(
    name: str, corpus: Corpus
) -> None:
    corpus.write("a.html", "a")
    written = "texto: article\nquitar: .share\nTítulo: h1\nauteur: .byline\ndata: time\n"
    corpus.write(name, written.encode("utf-16"))
    assert _given(corpus, "a.html") == [
        ("text", "article"),
        ("drop", ".share"),
        ("title", "h1"),
        ("creator", ".byline"),
        ("date", "time"),
    ]
    assert corpus.problems() == []


def test_selectors_know_their_lines(corpus: Corpus) -> None:
    corpus.write("a.html", "a")
    corpus.write("html.yaml", "\n# site\nText: article\n\ndrop:\n  - .a\n  - .b\n")
    assert corpus.one().selectors == (
        Selector("text", "article", 3),
        Selector("drop", ".a", 5),
        Selector("drop", ".b", 5),
    )


MISTAKES = [
    ("text: article >", 'line 1, text: "article >" is not a CSS selector'),
    ("text: <div class=x>", 'line 1, text: "<div class=x>" is not a CSS selector'),
    ("text: [itemprop=a]", 'line 1, text: "itemprop=a" is not a CSS selector'),
    ("text: #main", "line 1, text: it has no selector; one that begins with #, [ or * must"),
    ("text: *", "a text that begins with * must be in quotes"),
    (
        "title: h1\ncuerpo: article",
        'line 2: unknown name "cuerpo"; the names are text, drop, title',
    ),
    ("drop: [entry-content]", 'line 1, drop: no page has an element "entry-content"; write .entry'),
    ("drop: div related", 'line 1, drop: no page has an element "related"; write .related'),
    ("- article", "line 1: write lines like `text: article`"),
    ("text: [a, [b]]", "line 1: a list inside a list"),
    ("drop: [" + ".a, " * 101 + "]", "it has more than 100 selectors"),
    ("text: " + "a" * 17_000, "it is larger than 16 kB"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes_name_the_line_and_what_would_be_right(
    text: str, message: str, corpus: Corpus
) -> None:
    corpus.write("a.html", "a")
    corpus.write("html.yaml", text)
    (detail,) = corpus.details()
    assert message in detail
    assert corpus.problems() == [("selector_invalid", "html.yaml")]


@pytest.mark.parametrize("css", ["h1.a", "P", ":is(mat-card) p", "amp-img", "#a > p:not(.b)"])
def test_names_of_elements_are_no_mistakes(css: str, corpus: Corpus) -> None:
    corpus.write("a.html", "a")
    corpus.write("html.yaml", f'text: "{css}"')
    assert (_given(corpus, "a.html"), corpus.details()) == ([("text", css)], [])


Change = Callable[[Corpus], object]
CHANGES: dict[str, tuple[Change, str]] = {
    "another selector": (lambda c: c.write("x/html.yaml", "text: main"), "changed"),
    "one that is dropped": (lambda c: c.write("x/html.yaml", "text: article\ndrop: .a"), "changed"),
    "taken away": (lambda c: (c.root / "x/html.yaml").unlink(), "changed"),
    "an empty one nearer": (lambda c: c.write("x/y/html.yaml", ""), "changed"),
    "one farther away": (lambda c: c.write("html.yaml", "text: main"), "unchanged"),
    "a title": (lambda c: c.write("x/y/a.html.yaml", "title: A"), "metadata_changed"),
    "a mistake": (lambda c: c.write("x/html.yaml", "text: main >"), "unchanged"),
    "half a file": (lambda c: c.write("x/html.yaml", "text: [ma"), "unchanged"),
    "a mistake in a nearer one": (lambda c: c.write("x/y/html.yaml", "drop: ."), "unchanged"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reads_the_pages_of_that_folder_again_and_nothing_else(
    change: str, corpus: Corpus
) -> None:
    corpus.write("x/y/a.html", "a")
    corpus.write("x/y/b.pdf", "b")
    corpus.write("z/c.html", "c")
    corpus.write("z/html.yaml", "text: main")
    corpus.write("x/html.yaml", "text: article")
    assert corpus.index().problems == ()
    assert set(corpus.states().values()) == {"unchanged"}
    make, state = CHANGES[change]
    make(corpus)
    assert corpus.states() == {
        "x/y/a.html": state,
        "x/y/b.pdf": "unchanged",
        "z/c.html": "unchanged",
    }
    corpus.index()
    assert set(corpus.states().values()) == {"unchanged"}, "the next run has nothing to do"


def test_a_page_that_came_while_there_was_a_mistake_is_read_again_without_it(
    corpus: Corpus,
) -> None:
    corpus.write("html.yaml", "text: article\ndrop: .")
    corpus.write("a.html", "a")
    corpus.index()
    assert corpus.states() == {"a.html": "unchanged"}
    corpus.write("html.yaml", "text: article\ndrop: .x")
    assert corpus.states() == {"a.html": "changed"}


def test_a_changed_page_is_read_with_what_is_understood(corpus: Corpus) -> None:
    corpus.write("a.html", "a")
    corpus.write("html.yaml", "text: article")
    corpus.index()
    corpus.write("a.html", "other")
    corpus.write("html.yaml", "text: main\ndrop: .")
    assert corpus.states() == {"a.html": "changed"}
    assert _given(corpus, "a.html") == [("text", "main")]
    corpus.index()
    corpus.write("html.yaml", "text: article")
    assert corpus.states() == {"a.html": "changed"}


def test_a_page_that_moves_where_it_is_read_otherwise_is_read_again(corpus: Corpus) -> None:
    corpus.write("a.html", "a")
    corpus.write("x/html.yaml", "text: article")
    corpus.index()
    (corpus.root / "a.html").rename(corpus.root / "x/a.html")
    assert corpus.states() == {"x/a.html": "changed"}
