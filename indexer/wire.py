"""Values of `model` as JSON bytes and back, strictly checked. The only module that imports msgspec.

Used where a value crosses a process or rests in the index. Decoding untrusted bytes can give a
`WireError` and nothing else: no code is run and no type is guessed, unlike with pickle.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


class WireError(ValueError):
    """The bytes are not the value that was expected."""


def encode(value: object) -> bytes:
    """`value` (a dataclass of `model`, or plain values) as UTF-8 JSON."""
    return msgspec.json.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The value of type `kind` in `data`.

    Raises:
        WireError: the bytes are not JSON, or not of that type.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"not a {kind.__name__}: {error}") from error
