"""What the command lines of both programs share: the language, the terminal, and argparse's words.

The only module that knows what argparse says.
"""

from __future__ import annotations

import argparse
import codecs
import difflib
import io
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from indexer.errors import UsageError
from indexer.languages import INTERFACES
from indexer.messages import Message, language_of_machine, message, use_language, verbatim
from indexer.settings import load_settings

_LANGUAGE_OPTION: Final = "--lang"
_NEAREST_LETTERS: Final = "aluna.nearest-letters"
_LIKENESSES: Final = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "–": "-",
        "\u202f": " ",
    }
)
"""Signs of our texts that have a likeness in ASCII, but no letter inside."""

# What argparse of Python 3.11 to 3.14 says to users -> our words, in which it puts the same values.
_WORDS: Final[dict[str, Message]] = {
    "usage: ": message("Usage: "),
    "positional arguments": message("What goes with it"),
    "options": message("Options"),
    "show this help message and exit": message("show this help"),
    "argument %(argument_name)s: %(message)s": message("%(argument_name)s: %(message)s"),
    "the following arguments are required: %s": message("Something is missing: %s."),
    "one of the arguments %s is required": message("One of these is missing: %s."),
    "unrecognized arguments: %s": message("This command does not know: %s."),
    "unexpected option string: %s": message("This command does not know: %s."),
    "expected one argument": message("a value must follow."),
    "expected at most one argument": message("only one value may follow."),
    "expected at least one argument": message("at least one value must follow."),
    "expected %s argument": message("%s value must follow."),
    "expected %s arguments": message("%s values must follow."),
    "invalid %(type)s value: %(value)r": message("%(value)r is not possible here."),
    "ambiguous option: %(option)s could match %(matches)s": message(
        "“%(option)s” can mean several things: %(matches)s."
    ),
    "not allowed with argument %s": message("it cannot be used together with %s."),
    "ignored explicit argument %r": message("it takes no value, and %r follows."),
}


def _translate(text: str) -> str:
    return str(_WORDS[text]) if text in _WORDS else text


def _translate_plural(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)


# argparse looks its words up with gettext, which only knows the language of the environment.
setattr(argparse, "_", _translate)  # noqa: B010 # its stubs do not have it
setattr(argparse, "ngettext", _translate_plural)  # noqa: B010


def prepare_console(arguments: Sequence[str]) -> None:
    """Choose the language that `--lang` or the settings name, else the machine's, and show the
    nearest letters where a terminal lacks some.

    To be called first: mistakes in the arguments, and the help, are in that language too.
    """
    codecs.register_error(_NEAREST_LETTERS, _nearest_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NEAREST_LETTERS)
    use_language(_named_language(arguments) or language_of_machine())


def _named_language(arguments: Sequence[str]) -> str:
    """The language that `--lang` or the settings name; empty if none is named, or an unknown one,
    which is refused later.
    """
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == _LANGUAGE_OPTION:
            code = value if equals else "".join(arguments[at + 1 : at + 2])
            return code if code in INTERFACES else ""
    try:
        return load_settings().lang
    except UsageError:
        return ""


def _nearest_letters(error: UnicodeError) -> tuple[str | bytes, int]:
    """What a terminal shows for characters that its encoding lacks: e for é, else an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = unicodedata.normalize("NFKD", lacking.translate(_LIKENESSES))
    shown = "".join(c for c in plain if not unicodedata.combining(c))
    return shown.encode("ascii", "backslashreplace"), error.end


class ConsoleParser(argparse.ArgumentParser):
    """An argument parser in the language in use, for which a mistake is a `UsageError`.

    Every one takes `--lang` and `--traceback`, before and after a command.
    """

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """As in argparse; what users read (`help`, `metavar`) may be messages."""
        shown: dict[str, Any] = {
            name: str(value) if isinstance(value, Message) else value
            for name, value in options.items()
        }
        return super().add_argument(*names, **shown)

    def error(self, message: str) -> NoReturn:
        """Report a mistake in the arguments.

        Raises:
            UsageError: always.
        """
        raise UsageError(verbatim(message))

    def add_shared(self, default: object = None) -> None:
        """Add what every command takes; `argparse.SUPPRESS` as `default` keeps what was given
        before the command.
        """
        self.add_argument(
            _LANGUAGE_OPTION,
            choices=tuple(INTERFACES),
            default=default,
            help=message("language of the messages"),
        )
        self.add_argument(
            "--traceback",
            action="store_true",
            default=default,
            help=message("show the details of an unexpected error"),
        )

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        choices = [str(choice) for choice in action.choices]
        about = {"value": str(value), "choices": ", ".join(choices)}
        if action.option_strings:
            what = message(
                "{option}: “{value}” is not possible here; the choices are {choices}.",
                option=action.option_strings[-1],
                **about,
            )
        else:
            what = message("There is no command “{value}”. The commands are {choices}.", **about)
        near = difflib.get_close_matches(str(value), choices, n=1)
        if near:
            what = message("{what} Did you mean {name}?", what=what, name=near[0])
        raise UsageError(what)
