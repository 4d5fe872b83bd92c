"""The arguments of the command line, and which function runs each command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from indexer import __version__
from indexer.cli.arguments import (
    add_audited_path,
    add_backup_file,
    add_copy,
    add_dry_run,
    add_generation,
    add_html_report,
    add_json,
    add_query,
    add_reading,
    add_removals,
    add_restored,
    add_status_views,
    add_takedown,
)
from indexer.cli.audit_command import audit
from indexer.cli.backup_commands import backup, recover
from indexer.cli.bundle_command import bundle
from indexer.cli.doctor_command import examine
from indexer.cli.generation_commands import generations, rollback, undo, verify
from indexer.cli.interruption import truthful_stop
from indexer.cli.menu_command import menu
from indexer.cli.search_command import search
from indexer.cli.status_command import status
from indexer.cli.update_command import rebuild, update
from indexer.cli.watch_command import watch
from indexer.cli.withdrawal_commands import restore, takedown
from indexer.console import ConsoleParser, prepare_console
from indexer.errors import ExitCode
from indexer.exit_codes import exit_code_of
from indexer.messages import Message, message
from indexer.settings import Settings, load_settings

Command = Callable[[Settings, argparse.Namespace], ExitCode]

_TRACEBACK: Final = "--traceback"


@dataclass(frozen=True, slots=True)
class _CommandRow:
    """A command: its name, the function that runs it, what it is for, and what it takes."""

    name: str
    run: Command
    help: Message
    arguments: tuple[Callable[[ConsoleParser], None], ...] = ()


_COMMANDS: Final = (
    _CommandRow(
        "update",
        update,
        message("Index what is new or changed in the corpus."),
        (add_reading, add_removals, add_dry_run, add_html_report, add_json),
    ),
    _CommandRow(
        "rebuild",
        rebuild,
        message("Index the whole corpus anew, then switch to the new index."),
        (add_reading, add_removals, add_html_report, add_json),
    ),
    _CommandRow(
        "watch",
        watch,
        message("Update whenever the corpus changes, until stopped with Ctrl-C."),
        (add_reading, add_html_report),
    ),
    _CommandRow(
        "status",
        status,
        message("Show what is in the index, and which files have problems."),
        (add_status_views, add_json),
    ),
    _CommandRow(
        "takedown",
        takedown,
        message("Withdraw publications at once, or show what is withdrawn."),
        (add_takedown,),
    ),
    _CommandRow("restore", restore, message("Show withdrawn publications again."), (add_restored,)),
    _CommandRow("undo", undo, message("Take back the last change of the index.")),
    _CommandRow(
        "rollback",
        rollback,
        message("Go back to the index as it was before it was built anew."),
        (add_generation,),
    ),
    _CommandRow(
        "generations",
        generations,
        message("List the complete indexes that can be gone back to."),
        (add_json,),
    ),
    _CommandRow("verify", verify, message("Check the index for damage.")),
    _CommandRow(
        "audit",
        audit,
        message("Report what publishing files would reveal: names, places, hidden words."),
        (add_reading, add_json, add_audited_path),
    ),
    _CommandRow("search", search, message("Search from the command line."), (add_json, add_query)),
    _CommandRow(
        "bundle",
        bundle,
        message("Write a copy of what readers may see, which works without internet."),
        (add_copy, add_json),
    ),
    _CommandRow(
        "doctor",
        examine,
        message("Show what is installed, and what is missing on this computer."),
        (add_json,),
    ),
    _CommandRow("menu", menu, message("Choose from a list what to do, without typing commands.")),
    _CommandRow(
        "backup",
        backup,
        message("Copy all that must not be lost into one file."),
        (add_backup_file,),
    ),
    _CommandRow(
        "recover",
        recover,
        message("Put a backup back, on another machine or after a loss."),
        (add_backup_file,),
    ),
)
"""The commands, in the order in which the help lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/api.md lists them)."""
    given = sys.argv[1:] if arguments is None else arguments
    prepare_console(given)
    return exit_code_of(lambda: _run(given), show_traceback=_TRACEBACK in given)


def _run(arguments: Sequence[str]) -> ExitCode:
    parser = _parser()
    options = parser.parse_args(arguments)
    command: Command | None = options.command
    if command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    settings = load_settings(vars(options))
    with truthful_stop(settings):
        return command(settings, options)


def _parser() -> ConsoleParser:
    parser = ConsoleParser(
        prog="python -m indexer",
        description=str(message("Makes the publications in a folder findable.")),
    )
    parser.add_argument(
        "--version", action="version", version=__version__, help=message("show the version")
    )
    parser.set_defaults(command=None)
    _add_shared(parser, None)
    commands = parser.add_subparsers(
        metavar=str(message("COMMAND")), title=str(message("Commands"))
    )
    for row in _COMMANDS:
        sub = commands.add_parser(row.name, help=str(row.help), description=str(row.help))
        sub.set_defaults(command=row.run)
        _add_shared(sub, argparse.SUPPRESS)
        for add in row.arguments:
            add(sub)
    return parser


def _add_shared(parser: ConsoleParser, default: str | None) -> None:
    """Add what every command takes; it may stand before the command too, if it is then not
    overwritten by the command's own `default`.
    """
    folder = message("FOLDER")
    parser.add_argument(
        "--corpus",
        metavar=folder,
        default=default,
        help=message("folder with the publications"),
    )
    parser.add_argument(
        "--index", metavar=folder, default=default, help=message("folder of the index")
    )
    parser.add_shared(default)
