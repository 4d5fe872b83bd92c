"""Spells ligatures that a PDF names with a sign or a figure: "educa=on", "informa9on".

Quartz did so with the ligatures ti, tt and ft of Calibri. A sign between letters may be meant, in
code and addresses, so it must make several words in one document, and no more that are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

from indexer.extract.text.completed_words import LIGATURES, like, most_frequent
from indexer.extract.text.letter_classes import SMALL_LETTERS

_SIGNS: Final = r"=@_+?%#^~$!*<>|\\0-9;"
_SIGN: Final = re.compile(rf"[{_SIGNS}](?=[{SMALL_LETTERS}])(?<=[A-Z{SMALL_LETTERS}].)")
_PART: Final = rf"[{_SIGNS}A-Z{SMALL_LETTERS}]"
_BEFORE: Final = re.compile(rf"{_PART}*\Z")
_AFTER: Final = re.compile(rf"{_PART}+")
_MAX_RUN: Final = 40
"""Letters examined before a sign."""
_MIN_RUNS: Final = 3
"""Different words that a sign must make. Measured on 4,019 pages: in none it makes one."""
_MIN_SHARE: Final = 0.5
"""Of the different runs with that sign."""
_MAX_RUNS: Final = 40


def spell_signs(texts: Sequence[str]) -> list[str]:
    """The pages of a document without signs that stand for ligatures in its words."""
    runs: dict[str, dict[str, str]] = defaultdict(dict)
    tried: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for found in _SIGN.finditer(text):
            sign = found[0]
            if len(tried[sign]) < _MAX_RUNS:
                run = _run_around(text, found.start())
                if run not in tried[sign] and (word := _best(run, sign)):
                    runs[sign][run] = word
                tried[sign].add(run)
    for sign, made in runs.items():
        if len(made) >= max(_MIN_RUNS, _MIN_SHARE * len(tried[sign])):
            runs_with = rf"[A-Z{SMALL_LETTERS}]*(?:{re.escape(sign)}[{SMALL_LETTERS}]+)+"
            texts = [re.sub(runs_with, partial(_spell, sign), text) for text in texts]
    return list(texts)


def _run_around(text: str, place: int) -> str:
    """The letters and signs around a sign."""
    before = _BEFORE.search(text, max(0, place - _MAX_RUN), place)
    after = _AFTER.match(text, place)
    return (before[0] if before else "") + (after[0] if after else "")


def _spell(sign: str, run: re.Match[str]) -> str:
    return like(run[0], _best(run[0], sign) or run[0])


def _best(run: str, sign: str) -> str:
    """The run with that ligature for its sign which makes it a word; empty if none does."""
    return most_frequent(run.lower().replace(sign, ligature) for ligature in LIGATURES)
