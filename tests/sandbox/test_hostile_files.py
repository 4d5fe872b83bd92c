"""The real extractors in their children, on files made to break them, with little processor time.

These are the files that are quick to make and to read; `python -m tests.hostile` runs all.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.file_problems import ProblemKind
from indexer.settings import load_settings
from indexer.tasks.extract import ExtractOutcome
from indexer.tasks.extract_files import read_all
from tests.hostile import FILES
from tests.hostile.measure import job
from tests.playground import Playground

# Two of the files are rendered until their time is over; the others take a second at most.
SETTINGS = replace(load_settings(environment={}), cpu_seconds=3)

READ = [
    *("length_of_itself", "metadata_laughs"),
    *("nested_arrays", "nested_dictionaries", "outline_loop", "page_tree_count"),
    *("attachments_of_themselves", "fields_of_themselves", "labels_of_huge_numbers"),
    *("layers_of_themselves", "metadata_entities", "outline_circle", "outline_doubling"),
    *("outline_to_named_loop", "structure_of_itself", "thread_circle"),
    *("page_tree_doubling", "page_tree_itself", "page_tree_negative"),
    *("previous_is_itself", "xref_stream_size", "xref_stream_widths"),
]
UNSEEN = ["colours_of_itself", "mask_of_itself", "pattern_in_itself"]
STOPPED = {
    "form_in_itself.pdf": ProblemKind.MEMORY_LIMIT,
    "forms_10_to_9.pdf": ProblemKind.MEMORY_LIMIT,
    "content_states.pdf": ProblemKind.MEMORY_LIMIT,
    "deflate_4G_once.pdf": ProblemKind.MEMORY_LIMIT,
    "deflate_4G_5_times.pdf": ProblemKind.MEMORY_LIMIT,
    "lzw_2G.pdf": ProblemKind.MEMORY_LIMIT,
    "metadata_deep.pdf": ProblemKind.MEMORY_LIMIT,
    # PDFium runs out of its stack.
    "labels_circle.pdf": ProblemKind.CRASHED,
    "labels_of_themselves.pdf": ProblemKind.CRASHED,
    "object_streams.pdf": ProblemKind.DAMAGED,
    "encrypted_bad_lengths.pdf": ProblemKind.ENCRYPTED,
    "encrypted_unknown.pdf": ProblemKind.ENCRYPTED,
    "nulls.html": ProblemKind.NOT_A_PAGE,
}
WHATEVER = [
    *("type3_in_itself.pdf", "to_unicode_4G.pdf", "reference_loop.pdf", "font_of_itself.pdf"),
    *("picture_ccitt.pdf", "picture_jbig2.pdf", "picture_jpeg.pdf", "picture_jpx.pdf"),
    *("picture_jbig2_regions.pdf", "picture_jbig2_symbols.pdf", "picture_jpx_valid.pdf"),
    *("deep_svg.html", "entities_external.html", "json_ld_deep.html", "laughs.html"),
    *("table_span.html", "templates.html"),
    *("charset_unknown.html", "utf16_odd.html"),
]


@pytest.fixture(scope="module")
def outcomes(
    playground: Playground, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, ExtractOutcome]:
    """The outcome of each file."""
    folder = tmp_path_factory.mktemp("hostile")
    names = [*(f"{name}.pdf" for name in (*READ, *UNSEEN)), *STOPPED, *WHATEVER]
    for name in names:
        (folder / name).write_bytes(FILES[name]())
    jobs = [job(folder / name) for name in names]
    return {outcome.job.path: outcome for outcome in read_all(jobs, SETTINGS)}


def test_each_hostile_file_has_an_outcome_within_its_limits(
    outcomes: dict[str, ExtractOutcome], playground: Playground
) -> None:
    assert len(outcomes) == len(READ) + len(UNSEEN) + len(STOPPED) + len(WHATEVER)
    assert max(outcome.seconds for outcome in outcomes.values()) < 10 * SETTINGS.wall_seconds
    assert max(o.peak_memory for o in outcomes.values()) <= SETTINGS.memory_mb << 20
    assert playground.gone()


@pytest.mark.parametrize("name", READ)
def test_files_that_loop_or_lie_about_themselves_are_read(
    name: str, outcomes: dict[str, ExtractOutcome]
) -> None:
    extraction = outcomes[f"{name}.pdf"].value
    assert extraction is not None
    assert "Hola a todas" in extraction.passages[-1].text + extraction.passages[0].text


@pytest.mark.parametrize("name", UNSEEN)
def test_a_file_whose_words_nobody_sees_is_read_without_them(
    name: str, outcomes: dict[str, ExtractOutcome]
) -> None:
    extraction = outcomes[f"{name}.pdf"].value
    assert extraction is not None
    assert extraction.held_back.hidden_words == 3
    assert "Hola" not in extraction.passages[-1].text + extraction.passages[0].text


@pytest.mark.parametrize("name", STOPPED)
def test_a_file_that_cannot_be_read_has_the_right_problem(
    name: str, outcomes: dict[str, ExtractOutcome]
) -> None:
    problem = outcomes[name].problem
    assert problem is not None
    assert problem.kind is STOPPED[name]


@pytest.mark.parametrize("name", WHATEVER)
def test_the_other_files_neither_crash_nor_take_long(
    name: str, outcomes: dict[str, ExtractOutcome]
) -> None:
    problem = outcomes[name].problem
    assert problem is None or problem.kind is ProblemKind.NO_TEXT
