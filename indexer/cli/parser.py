"""The arguments of the command line, and which function runs each command."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer import __version__
from indexer.bundle.library_wheels import TARGET_NAMES
from indexer.cli.audit_command import audit
from indexer.cli.backup_commands import backup, recover
from indexer.cli.bundle_command import bundle
from indexer.cli.generation_commands import generations, rollback, undo, verify
from indexer.cli.interruption import truthful_stop
from indexer.cli.search_command import search
from indexer.cli.status_command import status
from indexer.cli.update_command import rebuild, update
from indexer.cli.watch_command import watch
from indexer.cli.withdrawal_commands import restore, takedown
from indexer.errors import ExitCode, UsageError
from indexer.exit_codes import exit_code_of
from indexer.languages import INTERFACES
from indexer.messages import language_of_machine, use_language
from indexer.settings import Settings, load_settings

Command = Callable[[Settings, argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/api.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode gets an escape
            stream.reconfigure(errors="backslashreplace")
    use_language(_language(sys.argv[1:] if arguments is None else arguments))
    options = _parser().parse_args(arguments)
    return exit_code_of(lambda: _run(options), show_traceback=options.traceback)


def _run(options: argparse.Namespace) -> ExitCode:
    command: Command = options.command
    settings = load_settings(vars(options))
    with truthful_stop(settings):
        return command(settings, options)


def _language(arguments: Sequence[str]) -> str:
    """The language that --lang or the settings name, else the machine's; found before anything is
    parsed, because the help is in it too.
    """
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--lang", choices=tuple(INTERFACES))
    try:
        known, _ = first.parse_known_args(arguments)
        return known.lang or load_settings().lang or language_of_machine()
    except (argparse.ArgumentError, UsageError):  # reported when they are parsed again
        return language_of_machine()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m indexer", description="Makes the publications in a folder findable."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--corpus", metavar="DIR", help="folder with the publications")
    shared.add_argument("--index", metavar="DIR", help="folder of the index")
    shared.add_argument("--lang", choices=tuple(INTERFACES), help="language of the messages")
    shared.add_argument(
        "--traceback", action="store_true", help="show the details of an unexpected error"
    )

    def add(name: str, command: Command, help: str) -> None:
        sub = commands.add_parser(name, parents=[shared], help=help, description=help)
        sub.set_defaults(command=command)
        _add_arguments(sub, name)

    add("update", update, "Index what is new or changed in the corpus.")
    add("rebuild", rebuild, "Index the whole corpus anew, then switch to the new index.")
    add("watch", watch, "Update whenever the corpus changes, until stopped with Ctrl-C.")
    add("status", status, "Show what is in the index, and which files have problems.")
    add("takedown", takedown, "Withdraw publications at once, or show what is withdrawn.")
    add("restore", restore, "Show withdrawn publications again.")
    add("undo", undo, "Take back the last change of the index.")
    add("rollback", rollback, "Go back to the index as it was before it was built anew.")
    add("generations", generations, "List the complete indexes that can be gone back to.")
    add("verify", verify, "Check the index for damage.")
    add(
        "audit",
        audit,
        "Report what publishing files would reveal: names, places, hidden words.",
    )
    add("search", search, "Search from the command line.")
    add("backup", backup, "Copy all that must not be lost into one file.")
    add("recover", recover, "Put a backup back, on another machine or after a loss.")
    add("bundle", bundle, "Write a copy of what readers may see, which works without internet.")
    return parser


def _add_arguments(sub: argparse.ArgumentParser, name: str) -> None:
    """Add the arguments of the command `name`."""
    if name in ("update", "rebuild", "watch", "audit"):
        sub.add_argument("--workers", metavar="N", help="files read at the same time")
        sub.add_argument("--quiet", action="store_true", help="print problems only")
    if name in ("update", "rebuild", "watch"):
        sub.add_argument(
            "--html-report", metavar="FILE", type=Path, help="write a page for staff into FILE"
        )
    if name == "status":
        sub.add_argument("--html", metavar="FILE", type=Path, help="write a page into FILE")
        sub.add_argument("--history", action="store_true", help="list the last runs")
    if name in ("update", "rebuild", "status", "generations", "audit", "search", "bundle"):
        sub.add_argument("--json", action="store_true", help="print one JSON object")
    if name == "rollback":
        sub.add_argument(
            "generation",
            metavar="NUMBER",
            nargs="?",
            help="a generation in the list of `generations`, else the one before",
        )
    if name == "audit":
        sub.add_argument(
            "path",
            metavar="PATH",
            nargs="?",
            type=Path,
            help="a file or folder, else the corpus",
        )
    if name in ("backup", "recover"):
        sub.add_argument("file", metavar="FILE", type=Path, help="the file with the backup")
    if name in ("takedown", "restore"):
        sub.add_argument(
            "names",
            metavar="ID|PATH|URL",
            nargs="*" if name == "takedown" else "+",
            help="what names a publication; with #7 behind it, one page or section",
        )
    if name == "takedown":
        sub.add_argument("--until", metavar="DATE", help="show it again from this day on")
        sub.add_argument("--reason", metavar="TEXT", help="a remark for your own list")
    if name == "bundle":
        sub.add_argument(
            "output",
            metavar="FILE",
            type=Path,
            help="the file to write: COPY.zip, or COPY.zim for Kiwix",
        )
        sub.add_argument(
            "--wheels",
            nargs="*",
            choices=TARGET_NAMES,
            metavar="SYSTEM",
            help="with the libraries for this computer, or for: " + ", ".join(TARGET_NAMES[1:]),
        )
    if name == "search":
        sub.add_argument("query", metavar="QUERY", help="what to look for, in quotes")
