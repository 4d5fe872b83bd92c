"""Reads the addresses that a page's links lead to, as browsers do."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

_MAX_ADDRESS_CHARS: Final = 2_000
_IGNORED: Final = re.compile(r"[\t\n\r]")
_AROUND: Final = "".join(map(chr, range(0x21)))
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES: Final = frozenset(["http", "https", "mailto"])
_BEFORE_QUERY: Final = re.compile(r"[^?#]*")


def base_address(tree: LexborHTMLParser) -> str:
    """The address from which the page says its links begin; empty without one."""
    base = tree.css_first("base[href]")
    return _trim(base.attributes.get("href") or "") if base is not None else ""


def link_address(href: str | None, base: str = "") -> str:
    """Where a link leads: `#…` in the page, a path beside it, or an address of the web or of mail.

    Empty where it leads nowhere that a reader may be sent: a script, a file of the author's
    computer, a page of the browser, an address that is too long.
    """
    address = _trim(href or "")
    if not address or address.startswith("#"):
        return address[:_MAX_ADDRESS_CHARS]
    try:
        address = urljoin(base, address) if base else address
    except ValueError:
        return ""
    scheme = _SCHEME.match(address)
    if len(address) > _MAX_ADDRESS_CHARS or (scheme and scheme[1].lower() not in _SCHEMES):
        return ""
    return f"https:{address}" if address.startswith("//") else address


def _trim(href: str) -> str:
    address = _IGNORED.sub("", href).strip(_AROUND)
    if "\\" not in address:
        return address
    # To browsers it is a slash.
    return _BEFORE_QUERY.sub(lambda part: part[0].replace("\\", "/"), address, count=1)
