"""What pdftotext gives otherwise than a page shows it: read on the pages, as labels.

The words of pdftotext are what ours are compared with. Where it loses letters ("signiicant"), glues
the mark of a note to a word ("sugeridoc") or leaves a word broken over the end of a page, a reader
that mends it must not count as worse; and running heads are no text. The labels are complete for
the differences between two versions of ours, not for all mistakes of pdftotext.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.quality import words

_LABELS: Final = Path(__file__).with_name("labels") / "pdftotext.tsv"


@dataclass(frozen=True, slots=True)
class Correction:
    """Words that pdftotext gives, and what the page shows (nothing of a running head), so often."""

    given: str
    shown: str
    times: int


def corrected(counts: words.Words, corrections: Iterable[Correction]) -> words.Words:
    """pdftotext's words of a file as its pages show them, without accents."""
    found = words.bare(counts)
    for one in corrections:
        for word, times in words.bare(words.words([one.given])).items():
            found[word] -= times * one.times
        for word, times in words.bare(words.words([one.shown])).items():
            found[word] += times * one.times
    return +found


@cache
def labels() -> Mapping[str, list[Correction]]:
    """The corrections by the keys of the files (`corpus.Source`)."""
    found = defaultdict(list)
    with _LABELS.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            one = Correction(row["pdftotext"], row["page"], int(row["times"]))
            found[row["sha1"]].append(one)
    return found
