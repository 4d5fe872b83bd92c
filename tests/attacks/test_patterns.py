"""No regular expression takes long on text that is made to slow it down.

Each pattern is run on a seventieth of the megabyte that a file may bring (`python -m tests.hostile`
takes all of it), with a limit that only one that is quadratic or worse can reach.
"""

from __future__ import annotations

import re

import pytest

from tests.attacks.alarm import TookTooLong, alarm
from tests.hostile.patterns import UNITS, ModulePattern, module_patterns

SIZE = 14_000
SECONDS = 0.15
"""For each pattern and unit; a linear one takes a few milliseconds."""


def test_no_pattern_is_slow_on_repeated_text() -> None:
    slow = []
    patterns = list(module_patterns())
    for one in patterns:
        for unit in UNITS:
            try:
                with alarm(SECONDS):
                    one.run(unit, SIZE)
            except TookTooLong:
                slow.append((one.module, one.name, unit))
                break
    assert not slow
    assert len(patterns) > 100


def test_the_alarm_ends_what_is_quadratic() -> None:
    with pytest.raises(TookTooLong), alarm(SECONDS):
        ModulePattern("", "", re.compile(r"\s+x")).run(" \n", SIZE)
