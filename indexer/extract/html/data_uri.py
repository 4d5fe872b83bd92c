"""Decodes data: URIs as browsers do."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

_SPACE: Final = re.compile(rb"[\s\0]+")
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_IS_URI: Final = re.compile(r"[\s\0-\x1f]*data:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DataUri:
    """The content of a data: URI; `media_type` is in lower case, without parameters."""

    media_type: str
    data: bytes


def is_data_uri(address: str) -> bool:
    """Whether an address is a data: URI."""
    return _IS_URI.match(address) is not None


def decode_data_uri(address: str) -> DataUri:
    """The content of a data: URI, in base64 (of either alphabet, with spaces) or percent-encoded.

    Raises:
        ValueError: it is no data: URI, or its base64 is invalid.
    """
    head, comma, body = address.partition(",")
    if not comma or not is_data_uri(head):
        raise ValueError("it has no data")
    declared, *parameters = (part.strip().lower() for part in head.partition(":")[2].split(";"))
    data = unquote_to_bytes(body)
    if "base64" in parameters:
        packed = _SPACE.sub(b"", data).translate(_URL_SAFE).rstrip(b"=")
        try:
            data = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except binascii.Error as error:
            raise ValueError(f"it is not valid base64: {error}") from error
    return DataUri(declared or "text/plain", data)
