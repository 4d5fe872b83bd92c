"""The small pictures of the pages that match: all there at the first look."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from indexer.model import Metadata, Passage
from tests.browser.reader import Reader
from tests.builders import SPANISH, pdf
from tests.search_app.site import Site, Work, serving, write_collection

PAGES = 40
WORKS = tuple(
    Work(
        f"obra-{n}",
        f"obra-{n}.pdf",
        pdf(*[f"{SPANISH} {n}"] * PAGES),
        Metadata(title=f"Obra {n}", languages=("es",)),
        tuple(Passage(p, str(p), f"{SPANISH} {n}", language="es") for p in range(1, PAGES + 1)),
    )
    for n in range(3)
)
IMAGES = "const images = [...document.querySelectorAll('.strip img')];"
WANT_ALL = f"{IMAGES} images.forEach(image => image.loading = 'eager')"
ALL_CAME = f"{IMAGES} return images.every(image => image.complete)"
BROKEN = f"{IMAGES} return images.filter(image => !image.naturalWidth).map(image => image.src)"


@pytest.fixture
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Of no page a picture was made yet."""
    with serving(write_collection(tmp_path_factory.mktemp("strip"), WORKS)) as site:
        yield site


def test_no_small_picture_is_missing_at_the_first_look(new_site: Site, reader: Reader) -> None:
    for work in WORKS:
        started = time.monotonic()
        reader.open(f"{new_site.root}/publications/{work.id}/passages/20?q=acompa%C3%B1amiento")
        reader.probe(WANT_ALL)
        while not reader.probe(ALL_CAME):
            assert time.monotonic() - started < 15
            time.sleep(0.05)
        assert reader.count(".strip img") == 24
        assert reader.probe(BROKEN) == []
    assert reader.complaints() == []
