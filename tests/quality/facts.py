"""Whether dates and titles are what the files state: compared with labels made by looking at them.

The labels are of the shared test publications, by the beginning of their SHA-1: of every HTML page
the date that it states (mostly none), of PDFs the title that they show (none for an excerpt).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.extract.text.clean import letters
from indexer.folding import fold_word
from indexer.tasks.extract import ExtractOutcome
from tests.quality.corpus import Source

_LABELS: Final = Path(__file__).with_name("labels")

MIN_DATE_PRECISION: Final = 0.98
MIN_DATE_RECALL: Final = 0.8
MIN_TITLES: Final = 0.9
_MIN_SHARE: Final = 0.6  # of the letters of a title, without its subtitle or its series


@dataclass(frozen=True, slots=True)
class Facts:
    """How many labelled files there are, and of how many the facts are right."""

    dates_found: int = 0
    dates_right: int = 0
    dates_stated: int = 0
    titles: int = 0
    titles_right: int = 0
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"Dates of HTML pages: {self.dates_right} of {self.dates_found} right, "
            f"{self.dates_stated} stated. Titles of PDFs: {self.titles_right} of {self.titles} "
            f"right."
        )

    def failures(self) -> Iterator[str]:
        """What is worse than it must be, a line each."""
        if self.dates_right < MIN_DATE_PRECISION * self.dates_found:
            yield f"dates that pages do not state: {', '.join(self.wrong)}"
        if self.dates_right < MIN_DATE_RECALL * self.dates_stated:
            yield f"{self.dates_right} of {self.dates_stated} dates are found: {self.wrong}"
        if self.titles_right < MIN_TITLES * self.titles:
            yield f"{self.titles_right} of {self.titles} titles are right: {self.wrong}"


def facts(sources: Sequence[Source], read: Mapping[str, ExtractOutcome]) -> Facts:
    """What is right in the files that have a label."""
    dates, titles = labels("dates"), labels("titles")
    found = stated = right = shown = as_shown = 0
    wrong: list[str] = []
    for source in sources:
        outcome = read[source.path].value
        if outcome is None:
            continue
        metadata = outcome.metadata
        if source.key in dates:
            label = dates[source.key]
            is_right = bool(metadata.date) and metadata.date == label
            found, stated = found + bool(metadata.date), stated + bool(label)
            right += is_right
            wrong += [f"{source.path} {metadata.date}"] * (metadata.date != label)
        if source.key in titles:
            is_right = is_same_title(metadata.title, titles[source.key])
            shown, as_shown = shown + 1, as_shown + is_right
            wrong += [f"{source.path} “{metadata.title}”"] * (not is_right)
    return Facts(found, right, stated, shown, as_shown, tuple(wrong))


def is_same_title(one: str, other: str) -> bool:
    """Whether two titles are the same, or one has only a subtitle or a series besides."""
    short, long = sorted((letters(fold_word(one)), letters(fold_word(other))), key=len)
    return short == long or (short in long and len(short) >= _MIN_SHARE * len(long))


def labels(name: str) -> dict[str, str]:
    """The labels of that name, by the keys of the files."""
    with (_LABELS / f"{name}.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return {row[0]: row[1] for row in rows}
