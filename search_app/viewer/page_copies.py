"""Copies of HTML originals as browsers get them, with links that lead where readers may be sent.

A copy is written by a sandboxed process, and holds nothing that runs, is fetched or connects ahead
(`RenderService.copy`). Here the addresses of its links become those of this service. A link out of
the collection is no link: Chromium connects to its host as soon as somebody presses on it, even to
select its words. It shows its address instead, to be copied.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from threading import Lock
from typing import Final
from weakref import WeakValueDictionary

from search_app.viewer.corpus_links import FollowedLink, InnerLink, OuterLink, outer_attributes

_MAX_KEPT_BYTES: Final = 32 * 1024 * 1024
"""Of copies in memory; of 256 real pages a copy has 8 kB (median), and the largest 288 kB."""

_MAX_LINKS: Final = 20_000
"""Different addresses of a page that are followed; one takes about 30 µs. Later ones lead nowhere.
Of 256 real pages the most have 862."""

_LINK: Final = re.compile(rb'<a href="([^"<>]*)"([^<>]*)>')
_HEAD_END: Final = b"</head>"
_STYLE: Final = b"""<style>
aluna-address{display:none}
a[tabindex="0"]{cursor:help;text-decoration:underline dotted}
a[tabindex="0"]::after{content:"\\2197"}
a[tabindex="0"]:focus>aluna-address{display:block;position:absolute;z-index:9;margin-top:1.5em;
padding:.3em;background:#ffd;color:#000;font:1rem sans-serif;overflow-wrap:anywhere;
-webkit-user-select:all;user-select:all}
</style>"""


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A copy as it is sent, and the digest that names it."""

    body: bytes
    etag: str


def with_links(copy: bytes, follow: Callable[[str], FollowedLink]) -> bytes:
    """`copy` with the links that `follow` finds for their addresses."""
    known: dict[bytes, FollowedLink] = {}
    linked = _LINK.sub(partial(_rewritten, follow, known), copy)
    return linked.replace(_HEAD_END, _STYLE + _HEAD_END, 1)


def _rewritten(
    follow: Callable[[str], FollowedLink], known: dict[bytes, FollowedLink], link: re.Match[bytes]
) -> bytes:
    address, attributes = link[1], link[2]
    target = known.get(address)
    if target is None and len(known) < _MAX_LINKS:
        target = known[address] = follow(unescape(address.decode()))
    if isinstance(target, InnerLink):
        return b'<a href="%s"%s>' % (escape(target.url).encode(), attributes)
    if isinstance(target, OuterLink):
        return f"<a{outer_attributes(target)}".encode() + attributes + b">" + _address(target)
    return b"<a%s>" % attributes


def _address(link: OuterLink) -> bytes:
    return f"<aluna-address>{escape(link.address)}</aluna-address>".encode()


class ServedPages:
    """The pages that were sent last, in memory. Thread-safe; each is made once at a time.

    They belong to one `state` of what readers may see; those of another are dropped.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: Hashable = None
        self._pages: OrderedDict[str, ServedPage] = OrderedDict()
        self._size = 0
        self._making: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    def get(self, state: Hashable, sha256: str, make: Callable[[], bytes]) -> ServedPage:
        """The page of the file with this digest; `make` makes its body if it is not there."""
        if page := self._find(state, sha256):
            return page
        with self._lock:
            making = self._making.setdefault(sha256, Lock())
        with making:
            if page := self._find(state, sha256):
                return page
            body = make()
            page = ServedPage(body, hashlib.sha256(body).hexdigest())
            self._keep(state, sha256, page)
        return page

    def _find(self, state: Hashable, sha256: str) -> ServedPage | None:
        with self._lock:
            if state != self._state:
                self._state, self._size = state, 0
                self._pages.clear()
            if page := self._pages.get(sha256):
                self._pages.move_to_end(sha256)
            return page

    def _keep(self, state: Hashable, sha256: str, page: ServedPage) -> None:
        with self._lock:
            if state != self._state or sha256 in self._pages:
                return
            self._pages[sha256] = page
            self._size += len(page.body)
            while self._size > _MAX_KEPT_BYTES:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.body)
