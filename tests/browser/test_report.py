"""The report for staff, as they open it: a file in a browser, on any screen and on paper."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from indexer.messages import message, verbatim
from indexer.reports.page_blocks import (
    Figure,
    NameList,
    Paragraph,
    ReportPage,
    ReportTable,
    Section,
    Verbatim,
)
from indexer.reports.report_html import render_page
from tests.browser.axe import examine
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, Look, Size

LONG = "carpeta/" * 12 + "un-nombre-" * 9 + ".pdf"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with every kind of block, and names that are long."""
    cell = Verbatim(f"isTranslationOf: {LONG}")
    blocks = (
        Paragraph(verbatim("It is not as it should be."), is_warning=True),
        NameList(verbatim("What happened"), verbatim("What to do"), (LONG, "b.pdf"), verbatim("…")),
        ReportTable(
            verbatim("A table"),
            (verbatim("File"), verbatim("Relation"), verbatim("Pages")),
            ((Verbatim(LONG), cell, "12,345"), (verbatim("x"), "", "1")),
            numbers=1,
        ),
    )
    page = ReportPage(
        title=message("{site}: report on the publications", site="Aluna"),
        written=verbatim("Written today"),
        language="en",
        figures=tuple(Figure("12,345", verbatim("publications")) for _ in range(5)),
        sections=tuple(Section(name, verbatim(name), blocks) for name in ("one", "two")),
        contents=verbatim("Contents"),
        footer=verbatim("The end"),
    )
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_page(page), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_report_can_be_read_on_every_screen(
    browser: Chromium, address: str, size: Size, scheme: str
) -> None:
    with browser.reader(Look(size=size, scheme=scheme)) as reader:
        reader.open(address)
        assert examine(reader).violations == ()
        assert reader.probe("return document.documentElement.scrollWidth") <= size.width
        assert reader.complaints() == []


def test_the_report_can_be_printed(browser: Chromium, address: str) -> None:
    with browser.reader() as reader:
        reader.open(address)
        pages = PdfReader(io.BytesIO(reader.print())).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Aluna: report on the publications" in text
    assert "isTranslationOf" in text
    assert "Contents" not in text
    assert len(pages) <= 3
