"""Values of `model` as JSON bytes and back, strictly checked. The only module that imports msgspec.

Used where a value crosses a process or rests in the index. Decoding untrusted bytes can give a
`WireError` and nothing else: no code is run and no type is guessed, unlike with pickle.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_decoders: Final[dict[object, msgspec.json.Decoder[Any]]] = {}
_building: Final = Lock()


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
        value: T = _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"not a {kind.__name__}: {error}") from error
    return value


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder for a type, built by one thread at a time: msgspec (0.22) crashes the process
    where two of them look at the same dataclass for the first time.
    """
    decoder = _decoders.get(kind)
    if decoder is None:
        with _building:
            decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    return decoder
