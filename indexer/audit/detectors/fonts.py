"""Inspects embedded fonts: the names in their tables, and tables that no font needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from indexer.audit.detectors import pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.findings import FindingKind
from indexer.extract.personal_data import local_paths
from indexer.messages import Message, message

_OUTLINES: Final = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"typ1")
_WEB: Final = (b"wOFF", b"wOF2")
_TYPE1: Final = (b"%!", b"\x80\x01")
_RUN: Final = re.compile(rb"[\x20-\x7e]{8,}")
_MAX_TABLES: Final = 200
_MAX_HEADER_BYTES: Final = 40_000
# Glyphs, metrics, layout, colour: what fonts are made of. Others are tools' own.
_TABLES: Final = frozenset(
    {
        *("BASE", "CBDT", "CBLC", "CFF", "CFF2", "COLR", "CPAL", "DSIG", "EBDT", "EBLC"),
        *("EBSC", "FFTM", "FeatGdlc", "Gloc", "Glat", "GDEF", "GPOS", "GSUB", "HVAR", "JSTF"),
        *("LTSH", "MATH", "MERG", "MVAR", "OS/2", "PCLT", "Silf", "Sill", "SVG", "VDMX"),
        *("VORG", "VVAR", "avar", "bdat", "bhed", "bloc", "bsln", "cmap", "cvar", "cvt"),
        *("fdsc", "feat", "fmtx", "fond", "fpgm", "fvar", "gasp", "gcid", "glyf", "gvar"),
        *("hdmx", "head", "hhea", "hmtx", "hsty", "just", "kern", "kerx", "lcar", "loca"),
        *("ltag", "maxp", "meta", "mort", "morx", "name", "opbd", "post", "prep", "prop"),
        *("sbix", "trak", "vhea", "vmtx", "xref", "Zapf", "TSI0", "TSI1", "TSI2", "TSI3"),
        *("TSI5", "TSIV", "TSIB", "TSIC", "TSID", "TSIJ", "TSIP", "TSIS", "webf", "prof"),
        *("zapf", "Feat", "ZSFx", "bcmp"),
    }
)


def is_font(data: bytes) -> bool:
    """Whether data is a font."""
    return data.startswith((*_OUTLINES, *_WEB, *_TYPE1)) or _is_bare_cff(data)


def inspect(
    data: bytes, collector: FindingCollector, where: Message, page: int | None = None
) -> None:
    """Add what a font reveals; `where` describes its place."""
    if data.startswith(_WEB):
        _inspect_web_font(data, collector, where, page)
    elif data.startswith(_OUTLINES):
        for tag, body in _tables(data):
            if tag == "name":
                _add_names(_names(body), collector, where, page)
            elif tag not in _TABLES:
                part = message("a part named “{name}”", name=tag)
                collector.add(FindingKind.UNKNOWN_PART, part, page, where)
    elif data.startswith(_TYPE1):
        header = data[:_MAX_HEADER_BYTES].partition(b"eexec")[0]
        _add_names([header.decode("latin-1")], collector, where, page)
    elif _is_bare_cff(data):
        runs = (run.decode("ascii") for run in _RUN.findall(data[:_MAX_HEADER_BYTES]))
        _add_names(runs, collector, where, page)
    else:
        part = message("a typeface of an unknown kind")
        collector.add(FindingKind.UNKNOWN_PART, part, page, where)


def _is_bare_cff(data: bytes) -> bool:
    return data[:1] == b"\1" and data[1:2] in (b"\0", b"\1") and data[2:3] in (b"\4", b"\5")


def _tables(data: bytes) -> Iterator[tuple[str, bytes]]:
    start = int.from_bytes(data[12:16], "big") if data.startswith(b"ttcf") else 0
    count = int.from_bytes(data[start + 4 : start + 6], "big")
    for number in range(min(count, _MAX_TABLES)):
        entry = data[start + 12 + 16 * number : start + 28 + 16 * number]
        if len(entry) == 16:
            place, length = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:], "big")
            yield entry[:4].decode("latin-1").strip("\0 "), data[place : place + length]


def _names(table: bytes) -> Iterator[str]:
    count, strings = (int.from_bytes(table[place : place + 2], "big") for place in (2, 4))
    for number in range(min(count, 500)):
        entry = table[6 + 12 * number : 18 + 12 * number]
        platform = int.from_bytes(entry[0:2], "big")
        length, place = int.from_bytes(entry[8:10], "big"), int.from_bytes(entry[10:12], "big")
        raw = table[strings + place : strings + place + length]
        yield raw.decode("mac-roman" if platform == 1 else "utf-16-be", "replace")


def _add_names(
    texts: Iterable[str], collector: FindingCollector, where: Message, page: int | None
) -> None:
    """Add the addresses of a font's makers, who want them to be known, and local paths."""
    for text in texts:
        for contact in pii.contacts(text):
            collector.add(FindingKind.FONT_MAKER, contact, page)
        for path in local_paths(text):
            collector.add(FindingKind.LOCAL_PATH, path, page, where)


def _inspect_web_font(
    data: bytes, collector: FindingCollector, where: Message, page: int | None
) -> None:
    """A packed font: its glyphs are packed, but it may carry notes beside them."""
    place = 24 if data.startswith(b"wOFF") else 28
    notes = int.from_bytes(data[place + 4 : place + 8], "big")
    private = int.from_bytes(data[place + 16 : place + 20], "big")
    if notes or private:
        notes_found = message("notes beside the letters")
        collector.add(FindingKind.UNKNOWN_PART, notes_found, page, where)
