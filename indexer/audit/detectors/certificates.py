"""Reads who signed a PDF from the certificates in its signature.

The only module that imports cryptography.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import Certificate

_MAX_BYTES: Final = 1_000_000
_MAX_CERTIFICATES: Final = 8


class CertificateUnreadable(Exception):
    """A signature has no certificate that can be read; `str(error)` says why."""


def signers(signature: bytes) -> list[str]:
    """The subjects of the certificates in a signature (PKCS #7, padded with zeros).

    Raises:
        CertificateUnreadable: no certificate can be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about names and numbers that no standard allows
            found = pkcs7.load_der_pkcs7_certificates(_without_padding(signature))
            return list(_subjects(found))
    except (TypeError, UnsupportedAlgorithm, ValueError) as error:
        raise CertificateUnreadable(type(error).__name__) from error


def _subjects(certificates: list[Certificate]) -> Iterator[str]:
    for certificate in certificates[:_MAX_CERTIFICATES]:
        yield certificate.subject.rfc4514_string()


def _without_padding(signature: bytes) -> bytes:
    """The bytes that the length at the beginning covers: a place for a signature is filled up."""
    data = signature[:_MAX_BYTES]
    if len(data) < 2 or data[1] < 0x80:
        return data[: 2 + data[1]] if len(data) > 1 else data
    size = data[1] & 0x7F
    return data[: 2 + size + int.from_bytes(data[2 : 2 + size], "big")]
