"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.messages import NO_MESSAGE, Message


class CheckState(StrEnum):
    """How what was looked at is."""

    GOOD = "good"
    """As it should be."""

    REDUCED = "reduced"
    """Everything works, but less well or less safely."""

    BAD = "bad"
    """Something does not work until staff or an administrator have done something."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check `name` found, in a sentence, and what to do about it."""

    name: str
    state: CheckState
    text: Message
    advice: Message = NO_MESSAGE
