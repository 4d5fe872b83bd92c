"""`takedown` and `restore`: withdraw publications at once, and show them again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from indexer.audit import report
from indexer.errors import ExitCode, UsageError, WithdrawalsUnwritable
from indexer.messages import message
from indexer.settings import Settings
from indexer.withdrawals import local_today, withdrawal_report
from indexer.withdrawals.orders import OrderResult, open_orders
from indexer.withdrawals.until import parse_until


def takedown(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Withdraw publications, or print what is withdrawn."""
    withdrawals = open_orders(settings)
    if options.names:
        until = _until(options.until)
        result = withdrawals.takedown(options.names, until, options.reason or "")
        return _print_orders(result, withdrawal_report.lines(result))
    if options.until or options.reason:
        raise UsageError(message("takedown --until and --reason need the name of a publication."))
    try:
        if done := withdrawals.write_lost_list():
            print(done)
    except WithdrawalsUnwritable as error:
        print(f"{error} {error.advice}", file=sys.stderr)
    result = withdrawals.overview()
    for line in withdrawal_report.lines(result):
        print(report.printable(line))
    if not result.done and not result.remarks:  # of a list that cannot be read, nobody knows
        print(message("Nothing is withdrawn."))
    return ExitCode.DONE


def _until(text: str | None) -> str:
    """The day that `--until` names.

    Raises:
        UsageError: it is no date, or it is over.
    """
    if text is None:
        return ""
    until = parse_until(text)
    if not until:
        raise UsageError(
            message("--until: “{text}” is not a date; write it like 2027-03-01.", text=text)
        )
    if until <= local_today():
        raise UsageError(message("--until: {day} is not in the future.", day=until))
    return until


def restore(settings: Settings, options: argparse.Namespace) -> ExitCode:
    """Show withdrawn publications again."""
    result = open_orders(settings).restore(options.names)
    return _print_orders(result, withdrawal_report.restored_lines(result))


def _print_orders(result: OrderResult, lines: Iterable[str]) -> ExitCode:
    for line in lines:
        print(report.printable(line))
    for line in withdrawal_report.refusals(result):
        print(report.printable(line), file=sys.stderr)
    return ExitCode.USAGE if result.unknown else ExitCode.DONE
