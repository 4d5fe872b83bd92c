"""The selectors for one page: those that a look at the whole corpus would find."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.corpus.html_yaml import Selectors
from indexer.corpus.page_selectors import selectors_for
from indexer.corpus.walk import walk
from tests.corpus.conftest import Corpus

FILES = {
    "html.yaml": "text: article\n",
    "x/html.yaml": "text: main\ndrop: [.share, '#cookies']\n",
    "x/z/html.yaml": "# the automatic way\n",
    "w/HTML.yaml": "text: .wrong >\ntitle: h1\n",
    "v/html.yaml": "text: [unclosed\n",
    "u/html.yaml": "drop: .a\n" * 3_000,
}
PAGES = ["a.html", "x/b.html", "x/y/c.htm", "x/z/d.html", "w/e.html", "v/f.html", "u/g.html",
         "t/s/r/h.html", "ñ/á.html"]  # fmt: skip


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    for path, content in (FILES | dict.fromkeys(PAGES, "<p>")).items():
        corpus.write(path, content)
    return corpus


@pytest.mark.parametrize("path", PAGES)
def test_they_are_those_that_the_indexer_takes(filled: Corpus, path: str) -> None:
    assert selectors_for(filled.root, path) == Selectors(walk(filled.root)).of(path)
    (filled.root / "html.yaml").unlink()
    assert selectors_for(filled.root, path) == Selectors(walk(filled.root)).of(path)


def test_a_change_is_seen_at_once(filled: Corpus) -> None:
    assert [s.css for s in selectors_for(filled.root, "a.html")] == ["article"]
    filled.write("html.yaml", "text: section\n")
    assert [s.css for s in selectors_for(filled.root, "a.html")] == ["section"]


def test_links_are_followed_inside_of_the_corpus_only(corpus: Corpus, tmp_path: Path) -> None:
    for folder in ("in", "out", "away"):
        corpus.write(f"{folder}/a.html", "<p>")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "html.yaml").write_text("text: .secret\n")
    corpus.write("shared/html.yaml", "text: .shared\n")
    (corpus.root / "in" / "html.yaml").symlink_to(corpus.root / "shared" / "html.yaml")
    (corpus.root / "out" / "html.yaml").symlink_to(tmp_path / "secret" / "html.yaml")
    (corpus.root / "linked").symlink_to(tmp_path / "secret")
    assert [s.css for s in selectors_for(corpus.root, "in/a.html")] == [".shared"]
    for path in ("out/a.html", "linked/a.html", "../secret/a.html", "in/../../secret/a.html"):
        assert selectors_for(corpus.root, path) == ()


@pytest.mark.parametrize(
    "path", ["", "/", "no/such/page.html", "/etc/a.html", "\0/a.html", "a/" * 5_000, "\udcff/a"]
)
def test_no_path_breaks_it(filled: Corpus, path: str) -> None:
    assert [s.css for s in selectors_for(filled.root, path)] in ([], ["article"])
    assert selectors_for(filled.root / "nowhere", path) == ()
