"""Templates and colours: what can be checked without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from indexer.engine.query import NoticeKind
from search_app.i18n import catalog
from search_app.i18n.labels import _NOTICES
from search_app.pages.layout import STATIC
from tests.search_app.site import Site

TEMPLATES = sorted((catalog.INTERFACE.package / "templates").glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_uses_nothing_but_its_page(site: Site, path: Path) -> None:
    template = site.app.jinja_env.parse(path.read_text("utf-8"))
    macros = {macro.name for macro in template.find_all(nodes.Macro)}
    imported = {name for found in template.find_all(nodes.FromImport) for name in found.names}
    used = meta.find_undeclared_variables(template) - macros - imported
    assert used <= {"page", "_"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_outside_the_catalogue(path: Path) -> None:
    source = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)
    attributes = re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]+)"', source)
    visible = re.findall(r">([^<]*)<", source)
    assert [text.strip() for text in (*attributes, *visible) if re.search(r"\w", text)] == []


def test_every_notice_has_words_for_it() -> None:
    assert set(_NOTICES) == set(NoticeKind)


# --- contrast, computed from the style sheet (WCAG 2.2, 1.4.3)

PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "tint"), ("ink", "shade"), ("quiet", "paper"),
    ("quiet", "sheet"), ("quiet", "shade"), ("quiet", "tint"), ("teal", "paper"),
    ("teal", "sheet"), ("teal", "tint"), ("teal", "shade"), ("teal-deep", "paper"),
    ("teal-deep", "tint"), ("on-teal", "teal"), ("on-teal", "teal-deep"), ("earth", "paper"),
    ("mark-ink", "mark"),
]  # fmt: skip


def _palettes() -> Iterator[tuple[str, dict[str, str]]]:
    text = (STATIC / "style.css").read_text()
    roots = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    for name, block in zip(("light", "dark"), roots, strict=False):
        yield name, dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("name", "palette"), list(_palettes()), ids=["light", "dark"])
def test_text_stands_out_from_its_ground(name: str, palette: dict[str, str]) -> None:
    weak = {}
    for text, ground in PAIRS:
        light, dark = sorted((_luminance(palette[text]), _luminance(palette[ground])), reverse=True)
        ratio = (light + 0.05) / (dark + 0.05)
        if ratio < 4.5:
            weak[text, ground] = round(ratio, 2)
    assert weak == {}, name
