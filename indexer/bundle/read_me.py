"""What the person who gets an offline copy reads first, in each language of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from indexer.bundle.public_view import CopyReport
from indexer.languages import INTERFACES
from indexer.messages import Message, language_in_use, message, plural, use_language

_RULE = "\n\n" + "-" * 60 + "\n\n"


def read_me(site_name: str, report: CopyReport) -> str:
    """The text of the file, one part a language."""
    before = language_in_use()
    parts = []
    try:
        for code, interface in INTERFACES.items():
            use_language(code)
            lines = "\n\n".join(str(one) for one in _paragraphs(site_name, report))
            parts.append(f"[{interface.name}]\n\n{lines}")
    finally:
        use_language(before)
    return _RULE.join(parts) + "\n"


def _paragraphs(site_name: str, report: CopyReport) -> Iterator[Message]:
    yield plural(
        "{site}: an offline copy of {count} publication, made on {date}.",
        "{site}: an offline copy of {count} publications, made on {date}.",
        report.publications,
        site=site_name,
        date=date.today().isoformat(),
    )
    yield message(
        "It works without internet. What you search for stays on this computer and is not stored."
    )
    yield message(
        "1. Unpack the whole folder. 2. Open it and start the search: on Windows, double-click "
        "buscar.cmd; on a Mac, open buscar.command with the right mouse button and choose Open; on "
        "Linux, write  sh buscar.sh  in a terminal. 3. The search opens in the browser. To stop "
        "it, close the black window."
    )
    yield message(
        "Python 3.11 or newer must be installed (https://www.python.org). The first time takes a "
        "minute."
    )
    yield message(
        "This copy does not change any more. What is withdrawn after that day is still in it: if "
        "you learn that a publication was withdrawn, delete this copy and get a new one."
    )
