"""`bundle`: an offline copy of what readers may see."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Final

from indexer.audit import report
from indexer.bundle import CopyReport, write_zim, write_zip
from indexer.bundle.library_wheels import THIS_COMPUTER, wheel_targets
from indexer.errors import ExitCode, UsageError
from indexer.messages import Message, message, plural
from indexer.settings import Settings

_MAX_LISTED: Final = 20


def bundle(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Write the copy, and print what is in it."""
    output = options.output
    if not output.parent.is_dir():
        raise UsageError(message("There is no folder {folder}.", folder=str(output.parent)))
    match output.suffix.lower():
        case ".zip":
            done = _write_zip(settings, options)
        case ".zim":
            done = write_zim(settings, output)
        case _:
            raise UsageError(
                message(
                    "The name of the copy must end in .zip or .zim (for Kiwix), and is {name}.",
                    name=output.name,
                )
            )
    if options.json:
        print(json.dumps(asdict(done) | {"size": output.stat().st_size}, ensure_ascii=False))
        return ExitCode.DONE
    for path in done.without_original[:_MAX_LISTED]:
        print(
            message(
                "{path}: its text is in the copy, its file is not (it has changed, or a part of it "
                "was withdrawn).",
                path=report.printable_path(path),
            )
        )
    print(
        plural(
            "{file} holds {count} publication ({megabytes} MB). What is withdrawn is not in it; "
            "what you withdraw from now on stays in copies that you have given away.",
            "{file} holds {count} publications ({megabytes} MB). What is withdrawn is not in it; "
            "what you withdraw from now on stays in copies that you have given away.",
            done.publications,
            file=report.printable_path(str(output)),
            megabytes=max(1, round(output.stat().st_size / 1e6)),
        )
    )
    return ExitCode.DONE


def _write_zip(settings: Settings, options: argparse.Namespace) -> CopyReport:
    names = options.wheels
    targets = [] if names is None else wheel_targets(names or [THIS_COMPUTER])

    def on_step(step: Message) -> None:
        if not options.json:
            print(report.printable(str(message("Downloading: {what}", what=step))), file=sys.stderr)

    return write_zip(settings, options.output, targets, on_step)
