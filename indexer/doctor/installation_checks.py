"""Whether the program, the libraries that it uses and text recognition are installed."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import Final

from indexer.doctor.check_result import CheckResult, CheckState
from indexer.engine.meaning import encoder_weights
from indexer.extract.ocr import tessdata
from indexer.messages import message
from indexer.settings import Settings
from indexer.tasks import ocr

_DISTRIBUTION: Final = "aluna-publication-search"
_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*([^;]*)")
_BOUND: Final = re.compile(r"(>=|<=|==|<|>)\s*([0-9][0-9.]*)")
_SETUP: Final = message("Run `make setup`, then look again.")


def python(settings: Settings) -> Iterator[CheckResult]:
    """The version of Python, against what the program needs."""
    version = platform.python_version()
    try:
        needed = metadata.metadata(_DISTRIBUTION)["Requires-Python"] or ""
    except metadata.PackageNotFoundError:
        yield CheckResult(
            "installation",
            CheckState.REDUCED,
            message("The program runs from its folder, without having been installed."),
            _SETUP,
        )
        return
    text = message("Python {version} at {place}.", version=version, place=sys.prefix)
    if _is_within(version, needed):
        yield CheckResult("python", CheckState.GOOD, text)
    else:
        yield CheckResult(
            "python",
            CheckState.BAD,
            message(
                "Python {version} is installed; {needed} is needed.", version=version, needed=needed
            ),
            _SETUP,
        )


def packages(settings: Settings) -> Iterator[CheckResult]:
    """The Python packages that the program needs, and their versions."""
    found, wrong = 0, 0
    for name, bounds in _required():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            wrong += 1
            text = message("The package {name} is missing.", name=name)
            yield CheckResult("packages", CheckState.BAD, text, _SETUP)
            continue
        found += 1
        if not _is_within(version, bounds):
            wrong += 1
            text = message(
                "The package {name} has version {version}; the program was tested with {bounds}.",
                name=name,
                version=version,
                bounds=bounds,
            )
            yield CheckResult("packages", CheckState.REDUCED, text, _SETUP)
    if not wrong:
        text = message("All {number} packages are installed.", number=found)
        yield CheckResult("packages", CheckState.GOOD, text)


def _required() -> Iterator[tuple[str, str]]:
    """The names of the packages that are needed here, and the bounds of their versions."""
    try:
        listed = metadata.requires(_DISTRIBUTION) or ()
    except metadata.PackageNotFoundError:
        return
    for line in listed:
        requirement, _, marker = line.partition(";")
        # Those of extras are not needed; those for other systems are listed for this one as well.
        if "extra" not in marker and _holds_here(marker):
            name, bounds = _REQUIREMENT.match(requirement).groups()  # type: ignore[union-attr]
            yield name, bounds.strip(" ()")


def _holds_here(marker: str) -> bool:
    """Whether a condition on the system holds; such a one names Macs only."""
    is_other_mac = sys.platform != "darwin" and 'sys_platform == "darwin"' in marker
    return not is_other_mac


def _is_within(version: str, bounds: str) -> bool:
    return all(
        _compare(_numbers(version), sign, _numbers(bound)) for sign, bound in _BOUND.findall(bounds)
    )


def _compare(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    match sign:
        case ">=":
            return version >= bound
        case "<=":
            return version <= bound
        case "<":
            return version < bound
        case ">":
            return version > bound
    return version[: len(bound)] == bound


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.split("+")[0])[:3]))


def text_recognition(settings: Settings) -> Iterator[CheckResult]:
    """tesseract, and its data for the languages of the settings."""
    if not settings.ocr:
        yield CheckResult(
            "text recognition",
            CheckState.REDUCED,
            message(
                "Text recognition (OCR) is switched off: pages that are pictures are not read."
            ),
            message('To read them, set the setting ocr to "spa+eng".'),
        )
        return
    if missing := ocr.missing_packages(settings):
        yield CheckResult(
            "text recognition",
            CheckState.BAD,
            message(
                "Pages that are pictures cannot be read, because something is missing: {what}",
                what=missing,
            ),
            message("Install what is named, then run `python -m indexer update`."),
        )
        return
    languages = ", ".join(tessdata.languages())
    yield CheckResult(
        "text recognition",
        CheckState.GOOD,
        message(
            "Text recognition (OCR) is installed, for these languages: {languages} ({folder}).",
            languages=languages,
            folder=str(tessdata.folder()),
        ),
    )


def meaning(settings: Settings) -> Iterator[CheckResult]:
    """What gives words their vectors."""
    if not settings.meaning:
        yield CheckResult(
            "meaning",
            CheckState.REDUCED,
            message("Search by meaning is switched off."),
            message("To switch it on, set the setting meaning to true."),
        )
    elif why := encoder_weights.fault():
        yield CheckResult(
            "meaning",
            CheckState.REDUCED,
            message("Words are not found by meaning. {reason}", reason=why),
            _SETUP,
        )
    else:
        yield CheckResult(
            "meaning",
            CheckState.GOOD,
            message("What search by meaning needs is installed."),
        )
