"""`backup` and `recover`: one file with all that must not be lost."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import Final

from indexer.backup import recover as put_back
from indexer.backup import recover_settings, write_backup
from indexer.errors import ExitCode
from indexer.messages import message, plural
from indexer.settings import Settings, load_settings, settings_file

_SETTINGS_FILE: Final = Path("aluna.toml")


def backup(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Write a backup into a file, or into a folder under the name of the day."""
    target: Path = options.file
    if target.is_dir():
        target /= f"aluna-{date.today().isoformat()}.zip"
    report = write_backup(settings, settings_file(os.environ), target)
    for path in report.left_out:
        print(message("Not in the backup, as it is a link or cannot be read: {path}", path=path))
    print(
        plural(
            "The backup {path} holds {count} file, {size} MB. Keep it where nobody else can read "
            "it: withdrawn works are in it too.",
            "The backup {path} holds {count} files, {size} MB. Keep it where nobody else can read "
            "it: withdrawn works are in it too.",
            report.files,
            path=str(target),
            size=-(-report.bytes // 1_000_000),
        )
    )
    return ExitCode.PROBLEMS if report.left_out else ExitCode.DONE


def recover(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Put a backup back; where there are no settings, those in it are used."""
    if settings_file(os.environ) is None and recover_settings(options.file, _SETTINGS_FILE):
        settings = load_settings(vars(options))
    count = put_back(options.file, settings)
    print(
        plural(
            "{count} file was put back: publications into {corpus}, the index into {index}. Now "
            "run python -m indexer update.",
            "{count} files were put back: publications into {corpus}, the index into {index}. Now "
            "run python -m indexer update.",
            count,
            corpus=str(settings.corpus),
            index=str(settings.index),
        )
    )
    return ExitCode.DONE
