"""Pages of real files, end to end: confined process, disk, memory."""

from __future__ import annotations

import io
import os
import signal
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PIL import Image

from indexer.rendering import (
    THUMBNAIL_WIDTH,
    WIDTHS,
    PassageKey,
    RenderFailed,
    highlight_boxes,
    open_render_service,
)
from tests.builders import SPANISH, pdf
from tests.hostile.contents import CONTENTS
from tests.hostile.document import RESOURCES, document
from tests.rendering.conftest import Desk, settings_in


def pixels(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        picture.load()
        return picture.size


def servers() -> list[psutil.Process]:
    """The fork servers that this process has started."""
    mine = psutil.Process().children()
    return [p for p in mine if any("indexer.sandbox" in part for part in p.cmdline())]


def test_a_page_has_its_size_its_characters_and_its_pictures(desk: Desk) -> None:
    key, file = desk.file("one.pdf", pdf("El miedo\ny la memoria", "otra"))
    layout = desk.service.page(key, file)
    assert layout is not None
    assert (layout.width, layout.height) == (595, 842)
    assert layout.text.text == "Elmiedoylamemoria"
    (found,) = highlight_boxes("El miedo\ny la memoria", [(3, 8)], layout)
    assert found.left == pytest.approx(62, abs=3)
    assert found.top < 842 - 780 < found.bottom
    for width, size in zip(WIDTHS, layout.sizes, strict=True):
        assert pixels(desk.service.picture(key, file, width)) == (size.width, size.height)
        assert (size.asked, size.width) == (width, pytest.approx(width, abs=1))


def test_a_cached_page_does_not_need_its_file(desk: Desk) -> None:
    key, file = desk.file("kept.pdf", pdf("guardada"))
    layout = desk.service.page(key, file)
    picture = desk.service.picture(key, file, 700)
    file.unlink()
    with closing(open_render_service(desk.settings)) as others:
        assert others.page(key, file) == layout
        assert others.picture(key, file, 700) == picture
        others.keep_only({key.sha256})
        assert others.page(key, file) == layout
        others.keep_only(set())
        assert others.page(key, file) is None


def test_a_damaged_picture_is_drawn_again(desk: Desk) -> None:
    key, file = desk.file("harmed.pdf", pdf("dañada"))
    desk.service.page(key, file)
    for kept in desk.settings.view_cache.glob(f"{key.sha256}*"):
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    with closing(open_render_service(desk.settings)) as others:
        assert pixels(others.picture(key, file, 160))[0] in (160, 161)


def test_thumbnails_can_be_prefetched(desk: Desk) -> None:
    first, file = desk.file("strip.pdf", pdf(*["tira"] * 20, missing_pages=[4]))
    keys = [PassageKey(first.sha256, number) for number in range(1, 21)]
    started = time.monotonic()
    desk.service.prefetch_thumbnails(keys, file)
    assert time.monotonic() - started < 0.5
    found = {}
    for key in keys:
        with suppress(RenderFailed):
            found[key.number] = pixels(desk.service.picture(key, file, THUMBNAIL_WIDTH))[0]
    assert found == {n: pytest.approx(THUMBNAIL_WIDTH, abs=1) for n in range(1, 21) if n != 5}
    file.unlink()
    again = [desk.service.picture(key, file, THUMBNAIL_WIDTH) for key in keys if key.number != 5]
    assert len(again) == 19
    with pytest.raises(RenderFailed):
        desk.service.picture(keys[4], file, THUMBNAIL_WIDTH)


def test_pages_that_were_hidden_meanwhile_are_not_cached(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with closing(open_render_service(settings)) as service:
        desk = Desk(settings, service)
        first, file = desk.file("one.pdf", pdf(*["una"] * 16))
        keys = [PassageKey(first.sha256, number) for number in range(1, 17)]
        service.prefetch_thumbnails(keys, file)
        service.keep_only(set())
        assert service.page(first, file) is not None  # to whoever still asks
        service.picture(keys[-1], file, THUMBNAIL_WIDTH)
        assert not settings.view_cache.exists()
        service.keep_only({first.sha256})
        service.picture(first, file, 700)
        assert len(list(settings.view_cache.iterdir())) == 3


def test_a_file_that_was_replaced_is_not_shown(desk: Desk) -> None:
    key, file = desk.file("changed.pdf", pdf("como estaba"))
    file.write_bytes(pdf("como está"))
    assert desk.service.page(key, file) is None
    with pytest.raises(RenderFailed):
        desk.service.picture(key, file, 700)
    assert not list(desk.settings.view_cache.glob(f"{key.sha256}*"))


def test_pages_are_shown_even_if_nothing_can_be_cached(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.view_cache.write_text("no folder")
    with closing(open_render_service(settings)) as service:
        desk = Desk(settings, service)
        key, file = desk.file("one.pdf", pdf("una"))
        assert service.page(key, file) is not None
        file.unlink()  # the browser asks for the picture next
        assert pixels(service.picture(key, file, 700))


HARMFUL = {
    "a form that draws itself": CONTENTS["form_in_itself"],
    "forms without an end": CONTENTS["forms_10_to_9"],
    "no page": lambda: pdf("una", missing_pages=[0]),
    "no PDF": lambda: b"<html>",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_page_that_breaks_its_child_is_not_rendered(name: str, desk: Desk) -> None:
    key, file = desk.file("harm.pdf", HARMFUL[name]())
    started = time.monotonic()
    assert desk.service.page(key, file) is None
    assert time.monotonic() - started < 3
    started = time.monotonic()
    assert desk.service.page(key, file) is None
    assert time.monotonic() - started < 0.1
    assert desk.page("after.pdf", pdf(f"después de {name}")) is not None


@pytest.mark.parametrize(
    "entries",
    [
        "/MediaBox [0 0 14400 14400]",
        "/MediaBox [0 0 14 14400]",
        "/MediaBox [0 0 14400 14] /Rotate 90",
        "/MediaBox [0 0 1e9 1e9]",
        "/MediaBox [0 0 0 0]",
        "/MediaBox [0 0 595 842] /CropBox [900 900 901 901]",
    ],
)
def test_no_page_size_does_harm(entries: str, desk: Desk) -> None:
    key, file = desk.file("size.pdf", document(page=f"{RESOURCES} {entries}"))
    layout = desk.service.page(key, file)
    if layout is not None:
        assert layout.width > 0
        for size in layout.sizes:
            assert pixels(desk.service.picture(key, file, size.asked)) == (size.width, size.height)
            assert size.width * size.height <= 4_020_000
    assert desk.page("after.pdf", pdf(f"después de {entries}")) is not None


def test_the_last_of_many_pages_is_drawn_soon(desk: Desk) -> None:
    data = pdf(*["página"] * 4_999, SPANISH)
    key, file = desk.file("many.pdf", data)
    last = PassageKey(key.sha256, 5_000)
    started = time.monotonic()
    layout = desk.service.page(last, file)
    assert layout is not None
    assert layout.text.text.startswith("Elacompañamiento")
    assert time.monotonic() - started < 2


def test_a_file_may_have_any_name(desk: Desk) -> None:
    assert desk.page(os.fsdecode(b"a\xff \n'\".pdf"), pdf("con nombre")) is not None


def test_processes_start_on_demand_and_none_is_left(tmp_path: Path, own_readers: None) -> None:
    before = servers()
    settings = settings_in(tmp_path)
    with closing(open_render_service(settings)) as service:
        assert servers() == before
        desk = Desk(settings, service)
        assert desk.page("one.pdf", pdf("una")) is not None
        (server,) = (p for p in servers() if p not in before)
        os.kill(server.pid, signal.SIGKILL)
        assert desk.page("two.pdf", pdf("dos")) is not None
    assert servers() == before


def test_the_cache_limit_of_the_settings_holds(tmp_path: Path) -> None:
    settings = replace(settings_in(tmp_path), views_mb=0)
    with closing(open_render_service(settings)) as service:
        assert Desk(settings, service).page("one.pdf", pdf("una")) is not None
    assert not settings.view_cache.exists()
