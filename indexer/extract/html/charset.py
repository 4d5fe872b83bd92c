"""From the bytes of an HTML page to its text: the libraries guess Latin-1 wrongly (measured)."""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_STRAY: Final = "aluna-cp1252"  # how a byte that is no UTF-8 is decoded
_BOTH: Final = 20  # wrong bytes for each right letter, above which a page has no UTF-8 in it
_HEAD: Final = 4096  # bytes in which a declaration counts; HTML asks for 1,024
# Character sets of the web; others are codecs of Python's own (hex, zip, idna…) or turn plain
# ASCII into something else (utf-7).
_CHARSETS: Final = re.compile(
    r"utf-8|utf-16|utf-16-[bl]e|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|shift_jis|euc_\w+"
)


def decode(data: bytes) -> str:
    """The page's text: by its byte order mark, as UTF-8 if it is, as declared, else as cp1252.

    What is valid UTF-8 is hardly ever anything else, so that comes before a declaration, which may
    be left over from another program. A page that was put together of UTF-8 and cp1252 is read as
    both, each letter as what it is.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Every other byte is zero where markup, which is ASCII, is set in two bytes.
        if data and not any(data[first:8:2]):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(data)


def _not_quite_utf8(data: bytes) -> str:
    declared = _declared(data)
    if declared not in ("", "utf-8", "utf-16", "iso8859-1"):
        return data.decode(declared, "replace")
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    # In cp1252 alone "É»" and the like look like UTF-8, once in a while.
    if right * _BOTH > wrong:
        return data.decode("utf-8", _STRAY)
    # Latin-1 means cp1252 on the web.
    return data.decode("cp1252", "replace")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """The first byte that is no UTF-8, as cp1252; the rest of it is looked at again.

    The first half of a letter in UTF-8 that was cut stays unknown.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    text = "\ufffd" if byte in (b"\xc2", b"\xc3") else byte.decode("cp1252", "replace")
    return text, error.start + 1


codecs.register_error(_STRAY, _stray)


def _declared(data: bytes) -> str:
    """Python's name of the declared character set; empty if none or not one of the web's."""
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return ""
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "ignore")).name
    except LookupError:
        return ""
    return name if _CHARSETS.fullmatch(name) else ""
