"""Decodes the bytes of an HTML page: the libraries guess Latin-1 wrongly (measured)."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION: Final = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_STRAY_BYTES: Final = "aluna-cp1252"  # name of the handler of bytes that are not UTF-8
# With more wrong bytes for each right letter, a page has no UTF-8 in it.
_MAX_WRONG_PER_RIGHT: Final = 20
_HEAD_BYTES: Final = 4096  # in which a declaration counts; HTML says 1,024
# Character sets of the web. Others are codecs of Python (hex, zip, idna…) or change plain ASCII
# (utf-7).
_CHARSETS: Final = re.compile(
    r"utf-8|utf-16|utf-16-[bl]e|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|shift_jis|euc_\w+"
)


def decode(data: bytes) -> str:
    """Decode a page by its byte order mark, as valid UTF-8, as declared, or else as cp1252.

    Valid UTF-8 is hardly ever anything else, so it precedes a declaration, which may be left over
    from another program. A page that mixes UTF-8 and cp1252 is decoded letter by letter.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        # In UTF-16 every other byte of the markup, which is ASCII, is zero.
        if data and not any(data[first:8:2]):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(data)


def _decode_mixed(data: bytes) -> str:
    declared = _declared_charset(data)
    if declared not in ("", "utf-8", "utf-16", "iso8859-1"):
        return data.decode(declared, "replace")
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    # In cp1252 alone "É»" and the like look like UTF-8, once in a while.
    if right * _MAX_WRONG_PER_RIGHT > wrong:
        return data.decode("utf-8", _STRAY_BYTES)
    # Latin-1 means cp1252 on the web.
    return data.decode("cp1252", "replace")


def _decode_stray_byte(error: UnicodeError) -> tuple[str, int]:
    """Decode the first byte that is not UTF-8 as cp1252, and go on after it.

    The first half of a truncated letter in UTF-8 stays unknown.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    text = "\ufffd" if byte in (b"\xc2", b"\xc3") else byte.decode("cp1252", "replace")
    return text, error.start + 1


codecs.register_error(_STRAY_BYTES, _decode_stray_byte)


def _declared_charset(data: bytes) -> str:
    """Python's name of the declared character set; empty if there is none of the web."""
    match = _DECLARATION.search(data[:_HEAD_BYTES])
    if match is None:
        return ""
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "ignore")).name
    except LookupError:
        return ""
    return name if _CHARSETS.fullmatch(name) else ""
