"""Who is at the other end of a connection, without keeping the address."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from indexer.errors import UsageError
from indexer.messages import message

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_IPV6_PREFIX_BITS: Final = 64
"""What one household or one rented server gets; within it anybody can change addresses at will."""
_TOKEN_BYTES: Final = 8
_FORWARDED_HEADERS: Final = (
    "FORWARDED",
    "X_FORWARDED_BY",
    "X_FORWARDED_FOR",
    "X_FORWARDED_HOST",
    "X_FORWARDED_PORT",
    "X_FORWARDED_PREFIX",
    "X_FORWARDED_PROTO",
    "X_FORWARDED_SERVER",
    "X_REAL_IP",
)
"""Headers of proxies, as waitress names them."""
_ACCEPTED: Final = {
    "X_FORWARDED_PROTO": re.compile(r"https?"),
    "X_FORWARDED_HOST": re.compile(
        r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?"
    ),
    "X_FORWARDED_PREFIX": re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+"),
}
"""What is believed of a trusted proxy, which may hand on what its client sent: never an address on
another site (`//evil.example`)."""


class ClientKind(Enum):
    """What a peer is to the service."""

    STRANGER = "stranger"
    OWN_MACHINE = "own machine"
    """Both ends of the connection have one address: a demonstration, a test, a health check, or
    a proxy that the setting `proxies` does not name."""
    PROXY = "proxy"
    """Hands on the requests of others, whom it tells apart."""


@dataclass(frozen=True, slots=True)
class Client:
    """One client: a token that stands for its address (IPv6: its /64), and its kind."""

    token: str
    kind: ClientKind


class ClientIdentifier:
    """Tells clients apart by a keyed hash of their address; the key lives as long as the process.

    `proxies` are the addresses or networks of proxies that are believed.
    """

    def __init__(self, proxies: Iterable[_Network] = ()) -> None:
        self._proxies = tuple(proxies)
        self._key = secrets.token_bytes(32)

    def peer(self, address: str, own_address: str) -> Client:
        """The client at the other end of a connection; `own_address` is that of this end."""
        parsed = _parse(address)
        if self._is_proxy(parsed):
            kind = ClientKind.PROXY
        elif address == own_address:
            kind = ClientKind.OWN_MACHINE
        else:
            kind = ClientKind.STRANGER
        return Client(self._token(parsed), kind)

    def request_client(self, peer: Client, headers: MutableMapping[str, str]) -> Client:
        """The client whose request `peer` sent; `headers` keep only what can be believed."""
        if peer.kind is not ClientKind.PROXY:
            for name in _FORWARDED_HEADERS:
                headers.pop(name, None)
            return peer
        chain = headers.pop("X_FORWARDED_FOR", "")
        believed = {name: _last(headers.get(name, "")) for name in _ACCEPTED}
        for name in _FORWARDED_HEADERS:
            headers.pop(name, None)
        # With a slash at its end, the links of the pages would begin with two.
        believed["X_FORWARDED_PREFIX"] = believed["X_FORWARDED_PREFIX"].rstrip("/")
        for name, value in believed.items():
            if value and _ACCEPTED[name].fullmatch(value):
                headers[name] = value
        return self._behind_proxies(chain) or peer

    def _behind_proxies(self, chain: str) -> Client | None:
        """The last address of `chain` that is no trusted proxy; what precedes it is hearsay."""
        for text in reversed(chain.split(",")):
            address = _parse(_without_port(text.strip()))
            if address is None:
                return None
            if not self._is_proxy(address):
                return Client(self._token(address), ClientKind.STRANGER)
        return None

    def _is_proxy(self, address: _Address | None) -> bool:
        return address is not None and any(address in network for network in self._proxies)

    def _token(self, address: _Address | None) -> str:
        packed = b"" if address is None else address.packed
        if len(packed) > 4:
            packed = packed[: _IPV6_PREFIX_BITS // 8]
        return hashlib.blake2b(packed, digest_size=_TOKEN_BYTES, key=self._key).hexdigest()


def tells_of_a_proxy(headers: MutableMapping[str, str]) -> bool:
    """Whether a request was handed on by a proxy."""
    return any(name in headers for name in _FORWARDED_HEADERS)


def parse_proxies(text: str) -> tuple[_Network, ...]:
    """The addresses and networks in the setting `proxies`.

    Raises:
        UsageError: one of them is neither.
    """
    networks = []
    for part in text.replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(part, strict=False))
        except ValueError as error:
            raise UsageError(
                message(
                    "The setting proxies has “{part}”, which is not the address of a computer or "
                    "of a network, such as 127.0.0.1 or 10.0.0.0/8.",
                    part=part,
                )
            ) from error
    return tuple(networks)


def _parse(text: str) -> _Address | None:
    """The address; an IPv4 address that is written as IPv6 is IPv4."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _last(value: str) -> str:
    return value.rpartition(",")[2].strip()
