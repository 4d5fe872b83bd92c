"""Somebody who may write in the corpus, but not read elsewhere, tries to publish other files.

Each attack swaps something between the moment in which the indexer looked and the one in which it
reads. A file of the same size and time is what fools a comparison of these.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import build
from indexer.build import UpdateReport, update_run
from indexer.corpus import planning
from indexer.engine import open_engine
from indexer.engine.searches import Match, SearchRequest
from indexer.file_problems import ProblemKind
from indexer.settings import Settings, load_settings
from tests.builders import html

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")

FILLER = (
    "El acompañamiento psicosocial sostiene a las personas que defienden los derechos humanos. "
)


@dataclass(frozen=True)
class Place:
    """A corpus with a decoy in a folder, and beside it what nobody may publish."""

    settings: Settings
    decoy: Path
    secret: Path

    def swap(self, make: Callable[[Path], object]) -> None:
        """Put something else in the place of the decoy, with its time."""
        times = self.decoy.stat()
        self.decoy.unlink()
        make(self.decoy)
        if self.decoy.is_file() and not self.decoy.is_symlink():
            os.utime(self.decoy, ns=(times.st_atime_ns, times.st_mtime_ns))

    def is_found(self, word: str) -> bool:
        found = open_engine(self.settings).acquire().search(SearchRequest(word))
        return any(hit.match is Match.FULL for hit in found.hits)


def _page(word: str) -> bytes:
    return html(f"<main><h1>Una página</h1><p>{word} {FILLER * 3}</p></main>").encode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    decoy, secret = corpus / "cuadernos" / "a.html", outside / "a.html"
    for file, word in (
        (decoy, "mariposa"),
        (secret, "zanahori"),
        (corpus / "b.html", "ceiba"),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_page(word))
    times = decoy.stat()
    os.utime(secret, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert secret.stat().st_size == decoy.stat().st_size
    settings = load_settings({"corpus": corpus, "index": tmp_path / "index", "workers": "2"}, {})
    return Place(settings, decoy, secret)


def _swap_folder(place: Place) -> None:
    folder = place.decoy.parent
    folder.rename(folder.with_name("antes"))
    folder.symlink_to(place.secret.parent, target_is_directory=True)


def _move_away_and_back(place: Place) -> None:
    place.decoy.rename(place.decoy.with_name("other.html"))
    place.decoy.symlink_to(place.secret)


def _overwrite(place: Place) -> None:
    times = place.decoy.stat()
    place.decoy.write_bytes(place.secret.read_bytes())
    os.utime(place.decoy, ns=(times.st_atime_ns, times.st_mtime_ns))


SWAPS: dict[str, Callable[[Place], None]] = {
    "a link out": lambda place: place.swap(lambda at: at.symlink_to(place.secret)),
    "a relative link out": lambda place: place.swap(
        lambda at: at.symlink_to("../../outside/a.html")
    ),
    "a link by way of /proc": lambda place: place.swap(
        lambda at: at.symlink_to(f"/proc/self/root{place.secret}")
    ),
    "a link to the other file": lambda place: place.swap(lambda at: at.symlink_to("../b.html")),
    "a link in the place of its folder": _swap_folder,
    "renamed, and a link in its place": _move_away_and_back,
    "a pipe": lambda place: place.swap(os.mkfifo),
    "a device": lambda place: place.swap(lambda at: at.symlink_to("/dev/zero")),
    "a folder": lambda place: place.swap(Path.mkdir),
    "nothing": lambda place: place.swap(lambda at: None),
}
SAME_SIZE_AND_TIME: dict[str, Callable[[Place], None]] = {
    "another content": _overwrite,
    "another file": lambda place: place.swap(lambda at: at.write_bytes(place.secret.read_bytes())),
}
MOMENTS = {
    "before it is hashed": (planning, "digest"),
    "before it is read": (update_run, "read_all"),
}


ATTACKS = [
    *((name, moment) for name in SWAPS for moment in MOMENTS),
    *((name, "before it is read") for name in SAME_SIZE_AND_TIME),
]


@pytest.mark.parametrize(("name", "moment"), ATTACKS)
def test_what_is_swapped_in_is_not_published(
    name: str, moment: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _update(place, monkeypatch, MOMENTS[moment], (SWAPS | SAME_SIZE_AND_TIME)[name])
    assert not place.is_found("zanahori")
    assert place.is_found("ceiba")
    assert "cuadernos/a.html" in {problem.path for problem in report.problems}
    assert {problem.kind for problem in report.problems} <= {
        ProblemKind.CHANGING,
        ProblemKind.UNREADABLE,
    }


def _update(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    moment: tuple[object, str],
    swap: Callable[[Place], None],
) -> UpdateReport:
    """Update; the swap comes before the first call of a function of the indexer."""
    module, function = moment
    real, swaps = getattr(module, function), [swap]

    def swapping(*arguments: object) -> object:
        if swaps:
            swaps.pop()(place)
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(module, function, swapping)
        return build.update(place.settings)


BESIDE = {
    "metadata.csv": "file,title\ncuadernos/a.html,zanahori\n",
    "cuadernos/a.html.yaml": "title: zanahori\n",
    "cuadernos/html.yaml": "leave_out: .zanahori\n",
}
"""What staff write beside the files."""


@pytest.mark.parametrize("what", ["a link out", "a pipe"])
@pytest.mark.parametrize("name", BESIDE)
def test_links_and_pipes_in_the_place_of_what_staff_write_are_not_read(
    name: str, what: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside, outside = place.settings.corpus / name, place.secret.with_name("beside")
    beside.write_text("", "utf-8")
    outside.write_text(BESIDE[name], "utf-8")

    def swap(place: Place) -> None:
        beside.unlink()
        os.mkfifo(beside) if what == "a pipe" else beside.symlink_to(outside)

    report = _update(place, monkeypatch, (planning, "StaffMetadata"), swap)
    assert not place.is_found("zanahori")
    assert name in {problem.path for problem in report.problems}


def test_a_file_that_grows_while_it_is_read_is_read_again_later(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.update(place.settings)
    place.decoy.write_bytes(_page("colibrí"))
    report = _update(place, monkeypatch, (update_run, "read_all"), SWAPS["a link out"])
    assert [problem.kind for problem in report.problems] == [ProblemKind.CHANGING]
    assert place.is_found("mariposa")  # what is known of it stays
    place.decoy.unlink()
    place.decoy.write_bytes(_page("colibrí"))
    build.update(place.settings)
    assert place.is_found("colibrí")


@pytest.mark.parametrize("name", ["a.html", "z.html"], ids=["before", "behind"])
def test_a_link_inside_the_corpus_leads_to_its_file_and_may_be_deleted(
    name: str, place: Place
) -> None:
    link = place.settings.corpus / name
    link.symlink_to("cuadernos/a.html")
    report = build.update(place.settings)
    assert [(one.kind, one.path) for one in report.problems] == [(ProblemKind.LINK_IN_CORPUS, name)]
    assert {change.path for change in report.changes} == {"b.html", "cuadernos/a.html"}
    assert place.is_found("mariposa")
    link.unlink()
    report = build.update(place.settings)
    assert (report.problems, report.removed) == ((), 0)
    assert place.is_found("mariposa")
