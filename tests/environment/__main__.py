"""`python -m tests.environment lock|changes|matrix|conditions`; make has a verb for each."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.environment import conditions, lock, matrix


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.environment")
    commands = parser.add_subparsers(dest="command", required=True)
    locking = commands.add_parser("lock", help="resolve setup.cfg into requirements.lock")
    locking.add_argument("--upgrade", action="store_true", help="to the newest versions")
    changing = commands.add_parser("changes", help="what differs from an earlier lock")
    changing.add_argument("before", type=Path)
    for name, choices in (
        ("matrix", [*matrix.TESTED_PYTHONS, *matrix.ENDS]),
        ("conditions", list(conditions.CONDITIONS)),
    ):
        testing = commands.add_parser(name)
        testing.add_argument("chosen", nargs="*", choices=[*choices, []], help="all, if none")
        testing.add_argument("--tests", nargs="+", default=[], help="arguments for pytest")
    options = parser.parse_args(arguments)
    if options.command == "lock":
        return _lock(["--upgrade"] if options.upgrade else [])
    if options.command == "changes":
        return _print_changes(options.before.read_text("utf-8"))
    testing_module = matrix if options.command == "matrix" else conditions
    return testing_module.run(options.chosen, options.tests)


def _lock(options: list[str]) -> int:
    before = lock.LOCK.read_text("utf-8") if lock.LOCK.exists() else ""
    try:
        lock.write(*options)
    except subprocess.CalledProcessError as error:
        print(error.stderr.strip(), file=sys.stderr)
        print("requirements.lock is as it was. Mend the ranges in setup.cfg.", file=sys.stderr)
        return 1
    if missing := lock.without_wheels():
        lock.LOCK.write_text(before, "utf-8")
        print(*missing, sep="\n", file=sys.stderr)
        print(
            "requirements.lock is as it was. Exclude the versions without wheels in setup.cfg.",
            file=sys.stderr,
        )
        return 1
    return _print_changes(before)


def _print_changes(before: str) -> int:
    changed = lock.changes(before, lock.LOCK.read_text("utf-8"))
    print(*changed or ["requirements.lock has the same versions as before."], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
