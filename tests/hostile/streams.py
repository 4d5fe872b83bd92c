"""Small data that becomes large: streams for the filters of PDF."""

from __future__ import annotations

import zlib

MIB = 1 << 20


def zeros_deflated(mib: int) -> bytes:
    """A deflate stream of `mib` MiB of zeros, made without making the zeros."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush(zlib.Z_FINISH)[:-4]
    checksum = (mib * MIB % 65521) << 16 | 1
    return first + again * (mib - 1) + end + checksum.to_bytes(4, "big")


def zeros_lzw(mib: int) -> bytes:
    """An LZW stream of at least `mib` MiB of zeros: each code is one longer than the one before."""
    codes = [256, 0, *range(258, 4094)]
    bits = "".join(f"{code:0{_width(place)}b}" for place, code in enumerate(codes))
    bits += "0" * (-len(bits) % 8)
    one = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return one * (1 + mib * MIB // (3836 * 3837 // 2))


def _width(place: int) -> int:
    """Bits of the code at `place`, with PDF's early change."""
    known = 257 + max(0, place - 1)
    return 9 if known < 511 else 10 if known < 1023 else 11 if known < 2047 else 12


def packed(data: bytes, times: int = 1) -> bytes:
    """Deflated, and that deflated, and so on."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data
