"""Looks at the machine, the installation and the folders, and says what is missing and what follows
from it: `examine` runs all checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from indexer.doctor import folder_checks, installation_checks, machine_checks, reading_checks
from indexer.doctor.check_result import CheckResult, CheckState
from indexer.messages import message, verbatim
from indexer.settings import Settings

_CHECKS: Final[tuple[Callable[[Settings], Iterable[CheckResult]], ...]] = (
    installation_checks.python,
    installation_checks.packages,
    installation_checks.text_recognition,
    installation_checks.meaning,
    reading_checks.reading,
    machine_checks.isolation,
    machine_checks.memory,
    machine_checks.open_files,
    machine_checks.processors,
    machine_checks.clock,
    machine_checks.language,
    folder_checks.corpus,
    folder_checks.index,
    folder_checks.lock,
    folder_checks.writable,
    folder_checks.disk,
)
"""In the order in which they are shown."""


def examine(settings: Settings) -> Iterator[CheckResult]:
    """Run the checks, one after the other. One that fails itself is a result too."""
    for check in _CHECKS:
        try:
            yield from check(settings)
        except Exception as error:  # noqa: BLE001 # the others may tell why
            yield CheckResult(
                check.__name__,
                CheckState.BAD,
                message("This could not be found out: {error}", error=verbatim(str(error))),
                message("Send this line to those who maintain the program."),
            )
