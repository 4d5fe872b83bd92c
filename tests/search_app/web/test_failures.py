"""When the index or our own code fails: a friendly answer, with all protections, and no details."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.engine.searches import SearchRequest, SearchResult
from indexer.errors import IndexDamaged
from indexer.model import Hidden, Passage, Record
from tests.search_app.site import Site, serving, write_collection

SECRET = "what-the-reader-typed"


class Failing:
    """An engine, and a reader of it, that raise an error whatever is read."""

    generation = "none"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def is_current(self) -> bool:
        if isinstance(self.error, IndexDamaged):
            raise self.error
        return True

    def acquire(self, hidden: frozenset[str] = frozenset()) -> Failing:
        return self

    def hiding(self, hidden: Hidden) -> Failing:
        return self

    def records(self) -> list[Record]:
        if isinstance(self.error, IndexDamaged):
            raise self.error
        return []

    def passages(self, identifier: str) -> list[Passage]:
        raise self.error

    def warm(self) -> None:
        raise self.error

    def search(self, request: SearchRequest) -> SearchResult:
        raise self.error

    def publication(self, identifier: str) -> None:
        raise self.error

    def close(self) -> None:
        pass


CASES = [
    (IndexDamaged("The index is damaged."), 503, "El buscador no está disponible"),
    (RuntimeError(SECRET), 500, "Algo falló de nuestro lado"),
    (KeyError(SECRET), 500, "Algo falló de nuestro lado"),
    (RecursionError(SECRET), 500, "Algo falló de nuestro lado"),
]


@pytest.mark.parametrize(("error", "status", "words"), CASES, ids=lambda case: str(case)[:14])
def test_a_failure_is_answered_in_words(
    tmp_path: Path, error: Exception, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(write_collection(tmp_path, ()), Failing(error)) as site:  # type: ignore[arg-type]
        page = site.get(f"/search?q={SECRET}")
        assert (page.status, page.media_type) == (status, "text/html")
        assert words in page.text
        _protected(site, f"/api/v1/search?q={SECRET}", status)
        _protected(site, "/api/v1/publications/x", status)
        assert site.get("/readyz").status == (503 if status == 503 else 200)
        assert site.get("/healthz").status == 200
    assert SECRET not in capsys.readouterr().err


def _protected(site: Site, path: str, status: int) -> None:
    answer = site.get(path)
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
