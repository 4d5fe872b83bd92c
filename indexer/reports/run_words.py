"""How runs of the indexer are described to staff."""

from __future__ import annotations

from typing import Final

from indexer.errors import ExitCode
from indexer.messages import Message, message, plural, verbatim
from indexer.reports.run_history import PastRun

_STATES: Final = {
    "new": message("New"),
    "changed": message("Changed"),
    "moved": message("Moved"),
    "removed": message("Removed"),
    "lost": message("Can no longer be read; the last text stays"),
    "failed": message("Cannot be searched"),
}


def change_title(state: str) -> Message:
    """What happened to a file."""
    return _STATES.get(state, verbatim(state))


def run_result(run: PastRun) -> Message:
    """One or two sentences: what the run did, or why it did nothing."""
    match run.exit_code:
        case ExitCode.UNDECIDED:
            return message("Staff must decide. {reason}", reason=run.reason)
        case ExitCode.INTERRUPTED | ExitCode.TERMINATED:
            return message("Stopped before its end.")
        case ExitCode.DONE | ExitCode.PROBLEMS:
            return _what_it_did(run)
    return message("It failed. {reason}", reason=run.reason)


def _what_it_did(run: PastRun) -> Message:
    counted = (
        plural("{count} new", "{count} new", run.new),
        plural("{count} changed", "{count} changed", run.changed),
        plural("{count} moved", "{count} moved", run.moved),
        plural("{count} removed", "{count} removed", run.removed),
        plural("{count} can no longer be read", "{count} can no longer be read", run.lost),
        plural("{count} term of the glossary", "{count} terms of the glossary", run.terms),
    )
    counts = (run.new, run.changed, run.moved, run.removed, run.lost, run.terms)
    named = [str(one) for one, count in zip(counted, counts, strict=True) if count]
    if run.changed_nothing:
        done = message("Nothing had changed.")
    elif named:
        done = message("{counts}.", counts=", ".join(named))
    else:  # only files came that cannot be read
        done = plural(
            "{count} file cannot be searched.", "{count} files cannot be searched.", run.failed
        )
    if not run.problems:
        return done
    problems = plural("{count} problem.", "{count} problems.", run.problems)
    return message("{done} {problems}", done=done, problems=problems)
