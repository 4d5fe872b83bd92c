"""What may stand in a Host header: our own names, those of strangers, and nonsense."""

from __future__ import annotations

LOCAL = ["127.0.0.1:8000", "localhost", "LOCALHOST.", "[::1]:8000", "a.localhost"]
INTRANET = ["buscador", "buscador:8000", "my_service", "buscador.local", "192.168.1.20", "10.0.0.5"]
STRANGERS = [
    "evil.example",
    "evil.example:8000",
    "buscar.example.org.evil.example",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "evil-buscar.example.org",
    "0x7f.1.evil.example",
]
INVALID = [
    "a" * 64,
    "a" * 64 + ".example",
    "x." * 200,
    "a..b",
    ".a",
    "a b",
    "a/b",
    "a?b",
    "a#b",
    "user@localhost",
    "localhost:99999",
    "localhost:x",
    "[::1",
    "[zz]",
    "[1.2.3.4]",
    "é",
    "\xff",
    "a,b",
    "%6c",
    "<script>",
    "a\\b",
]
