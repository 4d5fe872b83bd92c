"""`python -m indexer`."""

import sys


def main() -> int:
    """Run the command line; exits with 6, not Python's 1, if the program is not fully installed."""
    try:
        from indexer import cli
    except ImportError as error:
        print(
            f"The indexer is not fully installed: {error}.\n"
            "Run `make setup`, then run the command again.",
            file=sys.stderr,
        )
        return 6  # ExitCode.FAILED, which may be what cannot be imported
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
