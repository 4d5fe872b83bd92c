"""Whether files that are known to be good are read, as `update` would read them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Final, TypeVar

from indexer.doctor.check_result import CheckResult, CheckState
from indexer.errors import MachineError, SettingTooLow
from indexer.messages import Message, message, verbatim
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job
from indexer.sandbox.pool import Pool
from indexer.sandbox.self_test import require_sample
from indexer.settings import Settings
from indexer.tasks import ocr
from indexer.tasks.extract import EXTRACT, extract_job
from indexer.tasks.ocr import OCR, ocr_job
from indexer.tasks.samples import SAMPLE_PICTURE_NAME, sample_file, sample_picture

R = TypeVar("R")
T = TypeVar("T")

_KINDS: Final = (("PDF", "self-test.pdf"), ("HTML", "self-test.html"))


def reading(settings: Settings) -> Iterator[CheckResult]:
    """A good file of each kind, and a good picture if text recognition is installed."""
    with closing(Pool(settings, EXTRACT, starters.starter(EXTRACT.function))) as readers:
        for kind, name in _KINDS:
            job = extract_job(sample_file(name), settings)
            done = message("A {kind} file that is known to be good is read.", kind=kind)
            yield _result(readers, job, done)
    config = ocr.config_for((), settings)
    if config is not None and config.languages:
        picture = ocr_job(SAMPLE_PICTURE_NAME, 1, sample_picture(), config, settings.max_text)
        done = message("Text on a picture that is known to be good is recognised.")
        with closing(Pool(settings, OCR, starters.starter(OCR.function))) as recognisers:
            yield _result(recognisers, picture, done)


def _result(pool: Pool[R, T], job: Job[R], done: Message) -> CheckResult:
    try:
        require_sample(pool, job)
    except SettingTooLow as error:
        advice = message("Raise the setting, or remove it.")
        return CheckResult("reading", CheckState.BAD, verbatim(str(error)), advice)
    except MachineError as error:
        advice = message(
            "Close other programs, then look again. If that does not help, send this line to "
            "those who maintain the program."
        )
        return CheckResult("reading", CheckState.BAD, verbatim(str(error)), advice)
    return CheckResult("reading", CheckState.GOOD, done)
