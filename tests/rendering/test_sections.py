"""Sections of real pages, end to end: html.yaml, confined process, disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.render.rendered import MAX_SECTION_CHARS, RenderedSection
from indexer.rendering import open_render_service
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.task_kind import InvalidAnswer
from indexer.tasks.render_section import RENDER_SECTION, RenderSectionRequest
from tests.builders import html
from tests.hostile.contents import CONTENTS
from tests.rendering.conftest import Desk, settings_in

TEXT = " ".join(["La memoria sostiene a las comunidades y cuida de quienes acompañan."] * 8)
PAGE = html(
    f"<main><h1>Uno</h1><p>{TEXT}</p><h2>Dos</h2><p>Con <em>énfasis</em>. {TEXT}</p>"
    f"<p class=colofon>Comparta esta página con sus amistades.</p></main>",
    title="Uno",
)


def section(desk: Desk, path: str, data: str | bytes, number: int = 2) -> str | None:
    key, file = desk.file(path, data.encode() if isinstance(data, str) else data)
    return desk.service.section(replace(key, number=number), path, file)


def test_a_section_keeps_its_markup(desk: Desk) -> None:
    found = section(desk, "one.html", PAGE)
    assert found is not None
    assert found.startswith("<h2>Dos</h2><p>Con <em>énfasis</em>.")
    assert section(desk, "one.html", PAGE, number=99) == ""


def test_a_cached_section_does_not_need_its_file(desk: Desk) -> None:
    key, file = desk.file("kept.html", PAGE.replace("Uno", "Guardada").encode())
    found = desk.service.section(key, "kept.html", file)
    assert found
    file.unlink()
    with closing(open_render_service(desk.settings)) as others:
        assert others.section(key, "kept.html", file) == found
        others.keep_only({key.sha256})
        assert others.section(key, "kept.html", file) == found
        others.keep_only(set())
        assert others.section(key, "kept.html", file) is None


def test_a_section_is_read_with_the_current_selectors(desk: Desk) -> None:
    path = "said/one.html"
    (desk.settings.corpus / "said").mkdir()
    page = PAGE.replace("Dos", "Según html.yaml")
    assert "Comparta" in (section(desk, path, page) or "")
    (desk.settings.corpus / "said" / "html.yaml").write_text("text: main\ndrop: .colofon\n")
    found = section(desk, path, page) or ""
    assert "Comparta" not in found
    assert "énfasis" in found
    (desk.settings.corpus / "said" / "html.yaml").unlink()
    assert "Comparta" in (section(desk, path, page) or "")


def test_the_bounds_are_those_of_the_index(desk: Desk) -> None:
    settings = replace(desk.settings, max_pages=1)
    with closing(open_render_service(settings)) as service:
        short = Desk(settings, service)
        assert section(short, "bounded.html", PAGE, number=1)
        assert section(short, "bounded.html", PAGE, number=2) == ""


def test_a_file_that_was_replaced_is_not_shown(desk: Desk) -> None:
    key, file = desk.file("changed.html", PAGE.replace("Dos", "Como estaba").encode())
    file.write_bytes(PAGE.replace("Dos", "Como está").encode())
    assert desk.service.section(key, "changed.html", file) is None
    assert not list(desk.settings.view_cache.glob(f"{key.sha256}*"))


HARMFUL: dict[str, Callable[[], bytes]] = {
    "no page": lambda: b"%PDF-1.4",
    "nothing": lambda: b"",
    "deep": lambda: b"<div>" * 200_000 + b"hondo",
    "many tables": lambda: b"<table><tr><td>" * 20_000 + b"x",
    "no text": lambda: bytes(range(256)) * 1_000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_page_that_breaks_its_child_is_not_rendered(name: str, desk: Desk) -> None:
    for _ in range(2):
        started = time.monotonic()
        found = section(desk, "harm.html", HARMFUL[name](), number=1)
        assert found is None or len(found) <= MAX_SECTION_CHARS
        assert time.monotonic() - started < 3
    assert section(desk, "after.html", PAGE.replace("Dos", f"Después de {name}"))


def test_many_requests_for_one_section_get_the_same(desk: Desk) -> None:
    page = PAGE.replace("Dos", "Entre muchas")
    key, file = desk.file("many.html", page.encode())
    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(lambda _: desk.service.section(key, "many.html", file), range(12)))
    assert len(set(found)) == 1
    assert found[0]


def test_pages_and_sections_share_the_slots_for_waiting(
    tmp_path: Path,
) -> None:
    settings = replace(settings_in(tmp_path), threads=3)
    with closing(open_render_service(settings)) as service, ThreadPoolExecutor(1) as threads:
        few = Desk(settings, service)
        assert section(few, "before.html", PAGE.replace("Dos", "Antes"))
        slow = threads.submit(few.page, "slow.pdf", CONTENTS["form_in_itself"]())
        time.sleep(0.2)
        started = time.monotonic()
        assert section(few, "refused.html", PAGE) is None
        assert time.monotonic() - started < 1
        assert section(few, "before.html", PAGE.replace("Dos", "Antes"))
        assert slow.result() is None
        assert section(few, "refused.html", PAGE)


JOB = Job(
    SourceFile(Path(), "a.html", "a.html", 0, 0, "ab" * 32), RenderSectionRequest(1, Options())
)


def test_a_valid_answer_is_accepted() -> None:
    RENDER_SECTION.validate(RenderedSection("ab" * 32, "<p>"), JOB)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (RenderedSection("cd" * 32, "<p>"), "it shows another file"),
        (RenderedSection("ab" * 32, "x" * (MAX_SECTION_CHARS + 1)), "it is longer than the limit"),
    ],
    ids=["another file", "too long"],
)
def test_an_answer_that_cannot_be_true_is_refused(answer: RenderedSection, why: str) -> None:
    with pytest.raises(InvalidAnswer, match=why):
        RENDER_SECTION.validate(answer, JOB)
