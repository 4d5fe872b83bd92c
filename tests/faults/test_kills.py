"""An indexer that is killed at any step leaves a state from before, meanwhile or after."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.failpoints import Failpoint
from tests.faults.engine_steps import CHANGES
from tests.faults.kills import kill_at_every_step, steps_of
from tests.faults.processes import in_a_process


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_is_killed_at_any_step_leaves_one_state_or_the_other(
    name: str, tmp_path: Path
) -> None:
    assert in_a_process(kill_at_every_step, name, tmp_path) == ""


def test_every_failpoint_is_a_step_of_some_change(tmp_path: Path) -> None:
    passed = {place for name in CHANGES for place in steps_of(name, tmp_path)}
    assert passed == set(Failpoint)
