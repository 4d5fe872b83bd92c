"""The arguments that commands take beside those that all share; one function each."""

from __future__ import annotations

from pathlib import Path

from indexer.bundle.library_wheels import TARGET_NAMES
from indexer.console import ConsoleParser
from indexer.messages import message


def add_reading(parser: ConsoleParser) -> None:
    """Add what every command takes that reads files."""
    parser.add_argument("--workers", metavar="N", help=message("files read at the same time"))
    parser.add_argument("--quiet", action="store_true", help=message("print problems only"))


def add_removals(parser: ConsoleParser) -> None:
    """Add the consent to lose what is missing."""
    parser.add_argument(
        "--accept-removals",
        action="store_true",
        help=message("publish although something is missing: the corpus is as it should be"),
    )


def add_dry_run(parser: ConsoleParser) -> None:
    """Add the look at what would change."""
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=message("say what would change, and change nothing"),
    )


def add_html_report(parser: ConsoleParser) -> None:
    """Add the page for staff that a run writes."""
    parser.add_argument(
        "--html-report",
        metavar=message("FILE"),
        type=Path,
        help=message("write a page for staff into FILE"),
    )


def add_status_views(parser: ConsoleParser) -> None:
    """Add the other forms of what `status` says."""
    parser.add_argument(
        "--html",
        metavar=message("FILE"),
        type=Path,
        help=message("write a page for staff into FILE"),
    )
    parser.add_argument("--history", action="store_true", help=message("list the last runs"))


def add_json(parser: ConsoleParser) -> None:
    """Add the output for other programs."""
    parser.add_argument("--json", action="store_true", help=message("print one JSON object"))


def add_generation(parser: ConsoleParser) -> None:
    """Add the generation to go back to."""
    parser.add_argument(
        "generation",
        metavar=message("NUMBER"),
        nargs="?",
        help=message("a generation in the list of `generations`, else the one before"),
    )


def add_backup_file(parser: ConsoleParser) -> None:
    """Add the file of a backup."""
    parser.add_argument(
        "file", metavar=message("FILE"), type=Path, help=message("the file with the backup")
    )


def add_copy(parser: ConsoleParser) -> None:
    """Add the file of an offline copy, and what it brings along."""
    parser.add_argument(
        "output",
        metavar=message("FILE"),
        type=Path,
        help=message("the file to write: COPY.zip, or COPY.zim for Kiwix"),
    )
    parser.add_argument(
        "--wheels",
        nargs="*",
        choices=TARGET_NAMES,
        metavar=message("SYSTEM"),
        help=message(
            "with the libraries for this computer, or for: {systems}",
            systems=", ".join(TARGET_NAMES[1:]),
        ),
    )


def add_audited_path(parser: ConsoleParser) -> None:
    """Add what is audited."""
    parser.add_argument(
        "path",
        metavar=message("PATH"),
        nargs="?",
        type=Path,
        help=message("a file or folder, else the corpus"),
    )


def add_takedown(parser: ConsoleParser) -> None:
    """Add what is withdrawn (nothing: what is withdrawn now is printed), until when, and why."""
    _add_names(parser, "*")
    parser.add_argument(
        "--until", metavar=message("DATE"), help=message("show it again from this day on")
    )
    parser.add_argument(
        "--reason", metavar=message("TEXT"), help=message("a remark for your own list")
    )


def add_restored(parser: ConsoleParser) -> None:
    """Add what is shown again."""
    _add_names(parser, "+")


def _add_names(parser: ConsoleParser, how_many: str) -> None:
    parser.add_argument(
        "names",
        metavar=message("ID|PATH|URL"),
        nargs=how_many,
        help=message("what names a publication; with #7 behind it, one page or section"),
    )


def add_query(parser: ConsoleParser) -> None:
    """Add what is searched for."""
    parser.add_argument(
        "query", metavar=message("QUERY"), help=message("what to look for, in quotes")
    )
