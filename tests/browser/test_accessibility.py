"""Every kind of page, with axe-core's rules and with what they do not look at."""

from __future__ import annotations

from tests.browser import axe
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, Look
from tests.browser.pages import PAGES
from tests.browser.probes import structure
from tests.browser.reader import Reader
from tests.search_app.site import Site

UNFOLD = "document.querySelectorAll('details').forEach(folded => { folded.open = true })"


def test_no_rule_is_broken_on_any_page_wide_or_narrow_light_or_dark(
    site: Site, browser: Chromium
) -> None:
    faults = []
    with browser.reader() as reader:
        for name, page in PAGES.items():
            reader.look(Look())
            page.visit(reader, site.root)
            for size in (WIDE, PHONE):
                reader.look(Look(size))
                # As it is before anything is unfolded.
                found = structure(reader)
                reader.probe(UNFOLD)
                found += map(str, axe.examine(reader).violations)
                reader.look(Look(size, "dark"))
                found += map(str, axe.examine_colours(reader).violations)
                faults += [f"{name}, {size}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


FAULTY = """<!doctype html><html lang="es"><meta charset="utf-8"><title>x</title>
<style>
button { width: 12px; height: 12px; padding: 0; border: 0 }
@media (prefers-color-scheme: dark) { body { background: #222; color: #333 } }
</style>
<main><h1>Uno</h1><img src="data:,"><p>Texto</p><button>a</button><button>b</button></main>"""


def test_axe_looks_at_targets_and_contrast_in_the_scheme_at_hand(reader: Reader) -> None:
    reader.open(f"data:text/html,{FAULTY.replace('#', '%23')}")
    report = axe.examine(reader)
    assert {violation.rule for violation in report.violations} == {"image-alt", "target-size"}
    assert any("button" in str(violation) for violation in report.violations)
    reader.look(Look(scheme="dark"))
    assert "color-contrast" in {violation.rule for violation in axe.examine(reader).violations}


def test_skipped_headings_landmarks_of_one_name_and_links_without_any_are_faults(
    reader: Reader,
) -> None:
    reader.open(
        "data:text/html,<nav aria-label=a id=n>x</nav><nav aria-label=a id=n>x</nav>"
        "<main><h1>x</h1><h3>x</h3><a href='/'></a></main><header>x</header>"
    )
    assert structure(reader) == [
        "heading 3 after 1", "('navigation', 'a') is there twice", "a contentinfo too much",
        "a link without a name", "n is the name of two",
    ]  # fmt: skip
