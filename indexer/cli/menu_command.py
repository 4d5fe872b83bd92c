"""`menu`: what staff do, chosen from a list instead of typed."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from indexer.cli.service_process import ServiceProcess, ServiceUnavailable
from indexer.errors import ExitCode
from indexer.messages import Message, language_in_use, message
from indexer.settings import Settings

_PYTHON: Final = (sys.executable, "-m")
_SHELL_QUOTES: Final = "\"'"
_ESCAPED: Final = re.compile(r"\\([ ()&'\[\],;!$*?#~`\"\\])")


def menu(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Ask what to do, and do it, until the user has had enough."""
    folders = ("--corpus", str(settings.corpus), "--index", str(settings.index))
    with closing(_Menu(settings, folders)) as opened:
        while _do_one(opened):
            pass
    return ExitCode.DONE


def _do_one(opened: _Menu) -> bool:
    """Show the list and do what is chosen; whether to go on."""
    print()
    for key, choice in _CHOICES.items():
        print(f"  {key}  {choice.label}")
    typed = _ask(message("Type a number and press Enter:"))
    if typed is None or typed == _LEAVE:
        return False
    if chosen := _CHOICES.get(typed):
        chosen.run(opened)
    else:
        print(message("“{key}” is not in the list.", key=typed))
    return _ask(message("Press Enter to go back to the list.")) is not None


class _Menu:
    """The commands that the list runs, each as if it were typed."""

    def __init__(self, settings: Settings, folders: tuple[str, ...]) -> None:
        self._settings = settings
        self._folders = folders
        self._service = ServiceProcess(folders)

    def close(self) -> None:
        """Stop what the list has started."""
        self._service.close()

    def update(self) -> None:
        """Index what is new; where that would drop something, ask."""
        if self._run("update") != ExitCode.UNDECIDED:
            return
        agreed = str(message("remove"))
        answer = _ask(
            message(
                "If all that is named above should really go, type {word} and press Enter. "
                "Otherwise only press Enter; then nothing changes.",
                word=agreed,
            )
        )
        if answer is not None and answer.casefold() == agreed:
            self._run("update", "--accept-removals")

    def status(self) -> None:
        """Show what is in the index, and which files have problems."""
        self._run("status")

    def report(self) -> None:
        """Write the report and open it."""
        file = self._settings.index.parent / f"{_REPORT}.html"
        if self._run("status", "--html", str(file)) in (ExitCode.DONE, ExitCode.PROBLEMS):
            print(message("The report is in the file {file}.", file=str(file)))
            webbrowser.open(file.absolute().as_uri())

    def audit(self) -> None:
        """Audit a file or a folder."""
        path = _ask(
            message(
                "Drag the file or folder into this window and press Enter. For the whole folder "
                "of publications, only press Enter."
            )
        )
        if path is not None:
            self._run("audit", *filter(None, (dropped_path(path),)))

    def takedown(self) -> None:
        """Withdraw a publication; without a name, show what is withdrawn."""
        name = _ask(
            message(
                "Paste the address of the publication's page, or drag its file here, and press "
                "Enter. To see what is withdrawn, only press Enter."
            )
        )
        if name is not None:
            self._run("takedown", *filter(None, (self._name(name),)))

    def restore(self) -> None:
        """Show a withdrawn publication again."""
        self._run("takedown")
        name = _ask(
            message(
                "Which one should be shown again? Paste its address or identifier and press "
                "Enter. To leave all as it is, only press Enter."
            )
        )
        if name:
            self._run("restore", self._name(name))

    def undo(self) -> None:
        """Take back the last update."""
        self._run("undo")

    def doctor(self) -> None:
        """Check what is installed, and what is missing."""
        self._run("doctor")

    def open_service(self) -> None:
        """Open the search page, and start the service if it does not run."""
        print(message("Opening the search page in the browser …"), flush=True)
        try:
            webbrowser.open(self._service.address())
        except ServiceUnavailable as error:
            print(error)

    def _name(self, typed: str) -> str:
        """What names a publication: a dropped file is named by its place in the corpus."""
        name = dropped_path(typed)
        path = Path(name)
        corpus = self._settings.corpus.absolute()
        return path.relative_to(corpus).as_posix() if path.is_relative_to(corpus) else name

    def _run(self, *arguments: str) -> int:
        """Run a command as if it were typed, and return its exit code.

        It has its own process, which Ctrl-C stops.
        """
        print(message("Running: {command}", command=" ".join(("indexer", *arguments))), flush=True)
        language = ("--lang", language_in_use())
        command = [*_PYTHON, "indexer", *arguments, *self._folders, *language]
        with subprocess.Popen(command) as process:  # noqa: S603 # our own program
            while True:
                try:
                    return process.wait()
                except KeyboardInterrupt:  # the command got it too, and says what it did
                    continue


def dropped_path(typed: str) -> str:
    """What was typed, or the path of the file that was dropped on the window: terminals put it in
    quotes, or a backslash before each sign, or write it as an address.
    """
    text = typed.strip().removeprefix("& ").strip()
    if len(text) > 1 and text[0] in _SHELL_QUOTES and text[-1] == text[0]:
        return text[1:-1].replace(r"'\''", "'")
    if text.lower().startswith("file:"):
        return url2pathname(unquote(urlsplit(text).path))
    return text if sys.platform == "win32" else _ESCAPED.sub(r"\1", text)


def _ask(question: Message) -> str | None:
    """What the user types; None if there is nobody to type, or Ctrl-C was pressed."""
    try:
        return input(f"\n{question} ").strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return None


@dataclass(frozen=True, slots=True)
class _Choice:
    """A line of the list."""

    label: Message
    run: Callable[[_Menu], None]


_LEAVE: Final = "0"
_REPORT: Final = message("report")
_CHOICES: Final[dict[str, _Choice]] = {
    "1": _Choice(message("Read what is new and what has changed"), _Menu.update),
    "2": _Choice(message("See what is in the index, and which files have problems"), _Menu.status),
    "3": _Choice(message("Check what a file would reveal, before it is published"), _Menu.audit),
    "4": _Choice(message("Withdraw a publication at once"), _Menu.takedown),
    "5": _Choice(message("Show a withdrawn publication again"), _Menu.restore),
    "6": _Choice(message("Open the search page"), _Menu.open_service),
    "7": _Choice(message("Make a report to print or to send"), _Menu.report),
    "8": _Choice(message("Take back the last update"), _Menu.undo),
    "9": _Choice(message("Check that everything is installed and works"), _Menu.doctor),
    _LEAVE: _Choice(message("Leave"), lambda opened: None),
}
