"""Tables, sidecars and html.yaml that are made to do harm: they are read where the index is
written, so each ends soon, in problems of a length that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.corpus import csv_table, headings, metadata_table, sidecar
from indexer.corpus.mistakes import MAX_PROBLEMS_A_FILE
from indexer.corpus.staff_table import TableInvalid
from tests.attacks.alarm import alarm
from tests.corpus.conftest import Corpus, corpus
from tests.hostile.staff_files import HEADER, STAFF_FILES

__all__ = ["corpus"]

SECONDS = 20.0
MAX_DETAIL_CHARS = 600


IDS = [f"{file}-{name}" for file, name, _ in STAFF_FILES]


@pytest.mark.parametrize(("file", "name", "data"), STAFF_FILES, ids=IDS)
def test_a_nasty_staff_file_ends_soon_and_loses_no_publication(
    file: str, name: str, data: bytes, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("c.html", "c")
    corpus.write(file, data)
    with alarm(SECONDS):
        plan = corpus.plan()
    assert [item.paths[0] for item in plan.items] == ["a.pdf", "c.html"]
    assert len(plan.problems) <= MAX_PROBLEMS_A_FILE
    assert max((len(str(p.detail)) for p in plan.problems), default=0) <= MAX_DETAIL_CHARS
    assert not (corpus.root / "hacked").exists()


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_table_or_a_table_that_is_refused(data: bytes) -> None:
    for beginning in (b"", HEADER.encode()):
        try:
            metadata_table.interpret(csv_table.parse(beginning + data, headings.METADATA))
        except TableInvalid as error:
            assert str(error)


_WORDS = [
    "title",
    "date",
    ":",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a",
    "*a",
    "!!x",
    "|",
    ">",
    '"',
    "'",
    "#",
    "?",
    "%",
    "---",
    "...",
    "~",
    "null",
    "á",
    "2014",
    "<<",
]
_YAML = st.lists(st.sampled_from((*_WORDS, " ", "\n", "\t", "\0")), max_size=40).map("".join)


@given(_YAML | st.text(max_size=200), st.booleans())
def test_any_text_is_a_sidecar_or_one_that_is_refused(text: str, marked: bool) -> None:
    data = (b"\xef\xbb\xbf" if marked else b"") + text.encode("utf-8", "surrogatepass")
    try:
        entries = sidecar.parse(data)
    except sidecar.SidecarInvalid as error:
        assert str(error)
    else:
        assert all(isinstance(value, str) for entry in entries for value in entry.values)
