"""Looks for pages whose text is not what is seen on them, and takes recognised text instead.

An old recognition left its mistakes under the picture, or a font names its letters wrongly. What
can be repaired has been before (`repairs.lost_letters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from indexer.extract.options import Allowance
from indexer.extract.pdf.scans import Scans
from indexer.extract.text import legibility
from indexer.extract.text.clean import PageText
from indexer.file_problems import ProblemKind
from indexer.messages import named_pages

_MIN_LOST_WORDS: Final = 3
_MIN_LOST_SHARE: Final = 0.02
"""Words of a page with lost letters from which on it is recognised; recognition takes a second, and
may misread others."""


def check_text_layers(
    pages: Sequence[PageText], scans: Scans | None, allowance: Allowance
) -> list[PageText]:
    """The pages of a document, with recognised text where their own is bad and that is better.

    Reports which these are, and which stay as bad as they are.
    """
    checked, anew, unreliable = list(pages), [], []
    for index, page in enumerate(pages):
        if page.recognised or not legibility.is_suspicious(page.text):
            continue
        own = legibility.judge(page.text)
        has_lost = own.lost >= max(_MIN_LOST_WORDS, _MIN_LOST_SHARE * own.words)
        if own.is_rubbish or own.is_mistaken or has_lost:
            text = scans.again(index) if scans is not None else ""
            if text and legibility.is_better(legibility.judge(text), own):
                cut = text[: allowance.options.max_passage_text]
                checked[index] = replace(page, text=cut, recognised=True)
                anew.append(index + 1)
                continue
        elif not own.lost:
            continue
        unreliable.append(index + 1)
    for kind, numbers in (
        (ProblemKind.TEXT_RECOGNISED_ANEW, anew),
        (ProblemKind.TEXT_UNRELIABLE, unreliable),
    ):
        if numbers:
            allowance.report(kind, named_pages(numbers), numbers[0])
    return checked
