"""When the power goes at any moment, the index is in a state from before, meanwhile or after; and a
change that said that it was done is there.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.engine_steps import CHANGES
from tests.faults.power import Recording, compile_recorder, cut_at_every_operation, record
from tests.faults.rounds import chosen

NAMES = chosen(list(CHANGES), 4)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Recording]:
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler")
    folder = tmp_path_factory.mktemp("recorded")
    recorder = compile_recorder(folder)
    return {one.name: one for one in record(recorder, folder / "places", NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_a_power_cut_at_any_moment_loses_nothing_that_was_committed(
    name: str, recordings: Mapping[str, Recording], tmp_path: Path
) -> None:
    assert "\n".join(cut_at_every_operation(recordings[name], tmp_path)) == ""
