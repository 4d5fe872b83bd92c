"""The arguments of the command line, and which function runs each command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from indexer import __version__
from indexer.bundle.library_wheels import TARGET_NAMES
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

    def add(name: str, command: Command, help: Message) -> None:
        sub = commands.add_parser(name, help=str(help), description=str(help))
        sub.set_defaults(command=command)
        _add_shared(sub, argparse.SUPPRESS)
        _add_arguments(sub, name)

    add("update", update, message("Index what is new or changed in the corpus."))
    add(
        "rebuild",
        rebuild,
        message("Index the whole corpus anew, then switch to the new index."),
    )
    add("watch", watch, message("Update whenever the corpus changes, until stopped with Ctrl-C."))
    add("status", status, message("Show what is in the index, and which files have problems."))
    add(
        "takedown",
        takedown,
        message("Withdraw publications at once, or show what is withdrawn."),
    )
    add("restore", restore, message("Show withdrawn publications again."))
    add("undo", undo, message("Take back the last change of the index."))
    add(
        "rollback",
        rollback,
        message("Go back to the index as it was before it was built anew."),
    )
    add(
        "generations",
        generations,
        message("List the complete indexes that can be gone back to."),
    )
    add("verify", verify, message("Check the index for damage."))
    add(
        "audit",
        audit,
        message("Report what publishing files would reveal: names, places, hidden words."),
    )
    add("search", search, message("Search from the command line."))
    add(
        "bundle",
        bundle,
        message("Write a copy of what readers may see, which works without internet."),
    )
    add(
        "doctor",
        examine,
        message("Show what is installed, and what is missing on this computer."),
    )
    add("menu", menu, message("Choose from a list what to do, without typing commands."))
    add("backup", backup, message("Copy all that must not be lost into one file."))
    add("recover", recover, message("Put a backup back, on another machine or after a loss."))
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


_WITH_JSON: Final = frozenset(
    ("update", "rebuild", "status", "generations", "audit", "doctor", "search", "bundle")
)
"""The commands whose output other programs may read."""


def _add_arguments(sub: ConsoleParser, name: str) -> None:
    """Add the arguments of the command `name`."""
    if name in ("update", "rebuild", "watch", "audit"):
        sub.add_argument("--workers", metavar="N", help=message("files read at the same time"))
        sub.add_argument("--quiet", action="store_true", help=message("print problems only"))
    if name in ("update", "rebuild"):
        sub.add_argument(
            "--accept-removals",
            action="store_true",
            help=message("publish although something is missing: the corpus is as it should be"),
        )
    if name == "update":
        sub.add_argument(
            "--dry-run",
            action="store_true",
            help=message("say what would change, and change nothing"),
        )
    if name in ("update", "rebuild", "watch"):
        sub.add_argument(
            "--html-report",
            metavar=message("FILE"),
            type=Path,
            help=message("write a page for staff into FILE"),
        )
    if name == "status":
        sub.add_argument(
            "--html",
            metavar=message("FILE"),
            type=Path,
            help=message("write a page for staff into FILE"),
        )
        sub.add_argument("--history", action="store_true", help=message("list the last runs"))
    if name == "rollback":
        sub.add_argument(
            "generation",
            metavar=message("NUMBER"),
            nargs="?",
            help=message("a generation in the list of `generations`, else the one before"),
        )
    if name in ("backup", "recover"):
        sub.add_argument(
            "file",
            metavar=message("FILE"),
            type=Path,
            help=message("the file with the backup"),
        )
    if name == "bundle":
        sub.add_argument(
            "output",
            metavar=message("FILE"),
            type=Path,
            help=message("the file to write: COPY.zip, or COPY.zim for Kiwix"),
        )
        sub.add_argument(
            "--wheels",
            nargs="*",
            choices=TARGET_NAMES,
            metavar=message("SYSTEM"),
            help=message(
                "with the libraries for this computer, or for: {systems}",
                systems=", ".join(TARGET_NAMES[1:]),
            ),
        )
    if name in _WITH_JSON:
        sub.add_argument("--json", action="store_true", help=message("print one JSON object"))
    if name == "audit":
        sub.add_argument(
            "path",
            metavar=message("PATH"),
            nargs="?",
            type=Path,
            help=message("a file or folder, else the corpus"),
        )
    if name in ("takedown", "restore"):
        sub.add_argument(
            "names",
            metavar=message("ID|PATH|URL"),
            nargs="*" if name == "takedown" else "+",
            help=message("what names a publication; with #7 behind it, one page or section"),
        )
    if name == "takedown":
        sub.add_argument(
            "--until",
            metavar=message("DATE"),
            help=message("show it again from this day on"),
        )
        sub.add_argument(
            "--reason",
            metavar=message("TEXT"),
            help=message("a remark for your own list"),
        )
    if name == "search":
        sub.add_argument(
            "query", metavar=message("QUERY"), help=message("what to look for, in quotes")
        )
