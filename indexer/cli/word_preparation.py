"""After a run: the words that are new are prepared to be found by meaning."""

from __future__ import annotations

import sys
from typing import Final

from indexer.cli.progress import progress_bar
from indexer.engine import encode_words
from indexer.errors import AlunaError
from indexer.messages import message, plural
from indexer.settings import Settings

_SAID_FROM: Final = 5_000
"""Words from which on it is said beforehand: they take a second."""


def prepare_words(settings: Settings, *, silent: bool) -> None:
    """Prepare the new words of the index, which readers can search meanwhile; `silent` unless it
    fails.

    What goes wrong is said, and changes nothing about the run: the next one tries again.
    """
    sys.stdout.flush()
    try:
        with progress_bar(silent=silent) as bar:

            def on_progress(done: int, total: int) -> None:
                if bar.total is None and total >= _SAID_FROM and not silent:
                    bar.write(_beforehand(total))
                bar.total = total
                bar.update(done - bar.n)

            count = encode_words(settings, on_progress)
    except AlunaError as error:
        print(f"{error} {error.advice}", file=sys.stderr)
    else:
        if count and not silent:
            print(
                plural(
                    "{count} new word can be found by meaning.",
                    "{count} new words can be found by meaning.",
                    count,
                )
            )


def _beforehand(total: int) -> str:
    return str(
        message(
            "Readers can search the index already. Now {count} words are prepared, so that they "
            "are found by meaning too. This can be stopped at any time.",
            count=total,
        )
    )
