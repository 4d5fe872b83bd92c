"""`doctor`: what is installed and what is missing, on this computer and in these folders."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from typing import Final

from indexer import doctor
from indexer.audit import report
from indexer.doctor.check_result import CheckResult, CheckState
from indexer.errors import ExitCode
from indexer.messages import Message, message
from indexer.setting_rows import Setting
from indexer.settings import DEFAULT_FILE, FILE_VARIABLE, SETTINGS, Settings

_MARKS: Final = {
    CheckState.GOOD: message("good"),
    CheckState.REDUCED: message("less good"),
    CheckState.BAD: message("BAD"),
}


def examine(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Run all checks; print each as soon as it is done."""
    found: list[CheckResult] = []
    for result in doctor.examine(settings):
        found.append(result)
        if not options.json:
            print(report.printable(_line(result)), flush=True)
    chosen = list(_chosen_settings(settings, options))
    if options.json:
        print(json.dumps(_as_json(found, chosen), ensure_ascii=False))
    else:
        for setting, value, place in chosen:
            print(report.printable(str(_setting_line(setting, value, place))))
        print(_summary(found))
    is_bad = any(result.state is CheckState.BAD for result in found)
    return ExitCode.PROBLEMS if is_bad else ExitCode.DONE


def _line(result: CheckResult) -> str:
    return " ".join(
        filter(None, (f"[{_MARKS[result.state]}]", str(result.text), str(result.advice)))
    )


def _summary(found: list[CheckResult]) -> Message:
    if any(result.state is CheckState.BAD for result in found):
        return message(
            "Something does not work: see the lines marked {mark}.", mark=_MARKS[CheckState.BAD]
        )
    return message("Everything that the program needs is there.")


def _chosen_settings(
    settings: Settings, options: argparse.Namespace
) -> Iterator[tuple[Setting, str, str]]:
    """The settings that are not the defaults, with their values, and where each comes from."""
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        if getattr(options, setting.name, None) is not None:
            yield setting, str(value), f"--{setting.name}"
        elif setting.variable in os.environ:
            yield setting, str(value), setting.variable
        elif value not in (setting.default, settings.corpus / str(setting.default)):
            yield setting, str(value), os.environ.get(FILE_VARIABLE, DEFAULT_FILE)


def _setting_line(setting: Setting, value: str, place: str) -> Message:
    return message(
        "The setting {name} is {value} ({place}).", name=setting.name, value=value, place=place
    )


def _as_json(found: list[CheckResult], chosen: list[tuple[Setting, str, str]]) -> dict[str, object]:
    return {
        "checks": [
            {
                "name": one.name,
                "state": one.state,
                "text": str(one.text),
                "advice": str(one.advice),
            }
            for one in found
        ],
        "settings": [
            {"name": setting.name, "value": value, "source": place}
            for setting, value, place in chosen
        ],
    }
