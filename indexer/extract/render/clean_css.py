"""Takes the addresses out of style sheets: nothing in them is to be fetched.

The policy of a copy forbids it too; this is the second lock. What stays are pictures in the page
itself, and names of its own elements.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = r"\\(?:[0-9a-fA-F]{1,6}[ \t\r\n\f]?|[^\r\n\f0-9a-fA-F])"
_NAME: Final = rf"(?:[a-zA-Z0-9_-]|[^\x00-\x7f]|{_ESCAPE})++"
_STRING: Final = r"\"(?:[^\"\\\r\n\f]|\\[\s\S])*+\"?|'(?:[^'\\\r\n\f]|\\[\s\S])*+'?"
_TOKEN: Final = re.compile(
    rf"(?P<comment>/\*[\s\S]*?(?:\*/|\Z))|(?P<string>{_STRING})|(?P<name>@?{_NAME}\(?)"
    r"|(?P<sign><(?:!--)?)"
)
_ADDRESS: Final = re.compile(rf"\s*+(?:({_STRING}|(?:[^\"'()\\\s]|{_ESCAPE})*+)\s*+\)|[^)]*+\)?)")
_FETCHING: Final = frozenset(
    ["-webkit-cross-fade", "-webkit-image-set", "cross-fade", "domain", "element", "image",
     "image-set", "regexp", "src", "url-prefix"]
)  # fmt: skip
_AT_RULES: Final = frozenset(["@charset", "@document", "@font-face", "@import", "@namespace"])
_ONE_ESCAPE: Final = re.compile(_ESCAPE)
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_OWN: Final = re.compile(r"#[\w.:-]*|data:image/[a-z0-9.+-]+[;,][^\"'\\<>\r\n]*", re.IGNORECASE)
_REMOVED: Final = "x-removed"


def clean_css(css: str) -> str:
    """`css` without addresses, comments, and signs that could begin a tag."""
    css = css.replace("\0", "\ufffd")
    pieces, at = [], 0
    while token := _TOKEN.search(css, at):
        pieces.append(css[at : token.start()])
        at = token.end()
        if _plain(token[0]) == "url(" and (address := _ADDRESS.match(css, at)):
            pieces.append(_clean_address(address[1] or ""))
            at = address.end()
        else:
            pieces.append(_clean_token(token))
    pieces.append(css[at:])
    return "".join(pieces)


def _clean_token(token: re.Match[str]) -> str:
    source = token[0]
    if token["comment"]:
        return " "
    if token["string"]:
        return source.replace("<", "\\3c ")
    if token["sign"]:
        return "< " if source == "<" else " "
    name = _plain(source)
    if name.endswith("(") and name[:-1] in _FETCHING:
        return f"{_REMOVED}("
    if name in _AT_RULES:
        return f"@{_REMOVED}"
    return source.replace("<", "3c ")  # it can only be escaped there


def _clean_address(given: str) -> str:
    inside = given[1:].removesuffix(given[0]) if given[:1] in ("'", '"') else given
    address = _ONE_ESCAPE.sub(_character, inside).strip()
    return f'url("{address}")' if _OWN.fullmatch(address) else "none"


def _plain(name: str) -> str:
    """A name without escapes, in lower case."""
    return _ONE_ESCAPE.sub(_character, name).lower() if "\\" in name else name.lower()


def _character(escape: re.Match[str]) -> str:
    after = escape[0][1:]
    if not _HEX.match(after):
        return after
    number = int(after.strip(), 16)
    is_character = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else "\ufffd"
