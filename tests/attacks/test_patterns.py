"""No regular expression takes long on text that is made to slow it down.

Each pattern is run on a seventieth of the megabyte that a file may bring (`python -m tests.hostile`
takes all of it), with a limit that only one that is quadratic or worse can reach. What is so quick
on an eighth of that text that not even a cubic one could reach the limit is not run on all of it.
"""

from __future__ import annotations

import re
import time

import pytest

from tests.attacks.alarm import TookTooLong, alarm
from tests.hostile.patterns import UNITS, ModulePattern, module_patterns

SIZE = 14_000
SECONDS = 0.15
"""For each pattern and unit; a linear one takes a few milliseconds."""
PART = 8
PART_SIZE = SIZE // PART
PART_SECONDS = SECONDS / PART**3
"""What a cubic pattern takes for the part if it takes SECONDS for all of the text; a quadratic one
takes eight times as long. Of the pairs of a pattern and a unit, 2 % do."""


def _is_slow(one: ModulePattern, unit: str) -> bool:
    try:
        with alarm(SECONDS):
            started = time.thread_time()
            one.run(unit, PART_SIZE)
            is_quick = time.thread_time() - started < PART_SECONDS
        if not is_quick:
            with alarm(SECONDS):
                one.run(unit, SIZE)
    except TookTooLong:
        return True
    return False


def test_no_pattern_is_slow_on_repeated_text() -> None:
    patterns = list(module_patterns())
    found = ((one, next((u for u in UNITS if _is_slow(one, u)), None)) for one in patterns)
    slow = [(one.module, one.name, unit) for one, unit in found if unit is not None]
    assert not slow
    assert len(patterns) > 100


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        (r"[^\s,]*\.pdf", "a1"),
        (r"(?:enero|de| )*(?:de )?x", "enero de "),
        (r"\d+[.-]*\d+x", "1"),
        (r"(?:\w+\s?)*x", "a "),
        (r"(?:[a-z]+ ?)+x", "enero de "),
        (r".*(?:de|y).*(?:de|y).*x", "de "),
        (r"(?:Página 1\n)*(?:Página 1\n)*(?:Página 1\n)*x", "Página 1\n"),
        (r"<(?:b|[^>])*>", "<b "),
    ],
)
def test_what_is_quadratic_or_worse_is_found(pattern: str, unit: str) -> None:
    assert _is_slow(ModulePattern("", "", re.compile(pattern)), unit)


def test_the_alarm_ends_what_is_quadratic() -> None:
    with pytest.raises(TookTooLong), alarm(SECONDS):
        ModulePattern("", "", re.compile(r"\s+x")).run(" \n", 4 * SIZE)
