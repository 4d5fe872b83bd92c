"""Who is at the other end, and whom a proxy speaks for."""

from __future__ import annotations

import pytest

from indexer.errors import UsageError
from search_app.server.clients import Client, ClientIdentifier, ClientKind, parse_proxies

OWN = "192.0.2.1"
CLIENTS = ClientIdentifier()


def peer(address: str) -> Client:
    return CLIENTS.peer(address, OWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("198.51.100.7", "::ffff:198.51.100.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_two_addresses_of_one_client(one: str, other: str) -> None:
    assert peer(one).token == peer(other).token


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("198.51.100.7", "198.51.100.8"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("127.0.0.1", "127.0.0.2"),
    ],
)
def test_addresses_of_two_clients(one: str, other: str) -> None:
    assert peer(one).token != peer(other).token


def test_a_token_says_nothing_about_the_address_and_means_nothing_after_a_restart() -> None:
    token = peer("198.51.100.7").token
    assert len(token) == 16
    assert "198" not in bytes.fromhex(token).decode("latin-1")
    assert token != ClientIdentifier().peer("198.51.100.7", OWN).token


def test_a_connection_with_one_address_at_both_ends_comes_from_this_machine() -> None:
    assert peer(OWN).kind is ClientKind.OWN_MACHINE
    assert peer("192.0.2.2").kind is ClientKind.STRANGER


FORWARDED = {
    "X_FORWARDED_FOR": "203.0.113.5",
    "X_FORWARDED_PROTO": "https",
    "X_FORWARDED_HOST": "buscar.example.org",
    "X_FORWARDED_PREFIX": "/buscar",
    "FORWARDED": "for=203.0.113.5",
    "X_REAL_IP": "203.0.113.5",
    "ACCEPT": "*/*",
}


@pytest.mark.parametrize("address", [OWN, "198.51.100.7"])
def test_what_strangers_say_of_others_is_dropped(address: str) -> None:
    headers = dict(FORWARDED)
    assert CLIENTS.request_client(peer(address), headers) == peer(address)
    assert headers == {"ACCEPT": "*/*"}


BEHIND = ClientIdentifier(parse_proxies("127.0.0.1, 10.0.0.0/8 ::1"))


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("[2001:db8::5]:4711", "2001:db8::5"),
        ("2001:db8::5", "2001:db8::5"),
        ("198.51.100.1, 203.0.113.5", "203.0.113.5"),  # the first is what the client has sent
        ("203.0.113.5, 10.1.2.3", "203.0.113.5"),  # by way of two proxies
        ("203.0.113.5, 10.1.2.3, 127.0.0.1", "203.0.113.5"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.5, unknown", "127.0.0.1"),
        ("10.1.2.3", "127.0.0.1"),
        ("," * 5000, "127.0.0.1"),
    ],
)
def test_a_proxy_says_whose_request_it_is(chain: str, client: str) -> None:
    proxy = BEHIND.peer("127.0.0.1", "127.0.0.1")
    assert proxy.kind is ClientKind.PROXY
    found = BEHIND.request_client(proxy, {"X_FORWARDED_FOR": chain})
    assert found.token == BEHIND.peer(client, OWN).token


@pytest.mark.parametrize(
    ("name", "value", "believed"),
    [
        ("X_FORWARDED_PROTO", "https", "https"),
        ("X_FORWARDED_PROTO", "javascript", None),
        ("X_FORWARDED_HOST", "evil.example, buscar.example.org", "buscar.example.org"),
        ("X_FORWARDED_HOST", "buscar.example.org:8443", "buscar.example.org:8443"),
        ("X_FORWARDED_HOST", "[2001:db8::1]:80", "[2001:db8::1]:80"),
        ("X_FORWARDED_HOST", "a/evil", None),
        ("X_FORWARDED_HOST", "user@evil.example", None),
        ("X_FORWARDED_PREFIX", "/buscar/", "/buscar"),
        ("X_FORWARDED_PREFIX", "/a/b.c", "/a/b.c"),
        ("X_FORWARDED_PREFIX", "/", None),
        ("X_FORWARDED_PREFIX", "//", None),
        ("X_FORWARDED_PREFIX", "//evil.example", None),
        ("X_FORWARDED_PREFIX", "/\\evil.example", None),
        ("X_FORWARDED_PREFIX", "/%2F/evil.example", None),
        ("X_FORWARDED_PREFIX", "/../x", None),
        ("X_FORWARDED_PREFIX", "https://evil.example", None),
    ],
)
def test_a_proxy_is_believed_what_cannot_lead_elsewhere(
    name: str, value: str, believed: str | None
) -> None:
    headers = {name: value}
    BEHIND.request_client(BEHIND.peer("10.9.9.9", "10.0.0.1"), headers)
    assert headers.get(name) == believed


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.0/40", "127.0.0.1;10.0.0.1", "*"])
def test_what_is_no_address_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="proxies"):
        parse_proxies(text)
