"""Selects the blocks of a page that are its main text, with trafilatura's result as evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from indexer.extract.html.blocks import Block, Content
from indexer.note_marks import blank_note_marks

# In shorter blocks, what they share with another text proves little.
_MIN_LONG_WORDS: Final = 6
_MIN_SHARED_PAIRS: Final = 0.5
# Share of the sure text that is inside the element that contains the main text.
_MIN_CORE_SHARE: Final = 0.9
# A smaller one may be a single paragraph.
_MAX_SMALL_CORE_CHARS: Final = 1_000
_WORD: Final = re.compile(r"\w+")


def select_main_text(page: Content, text: str, title: str) -> list[Block]:
    """The main text of the page called `title`, of which `text` is certainly a part.

    `text` may have lost paragraphs, headings and order, but it shows where the main text is: in the
    smallest element that contains nearly all of it. All blocks of that element are taken, except
    probable boilerplate and lists of links. Measured on 256 manual-like pages, taking only the
    blocks of `text` itself lost a fifth of the words, whole sections among them.
    """
    evidence = _Evidence.of(page.blocks, text)
    core = _find_core(page, evidence)
    kept = [False] * len(page.blocks)
    for place in evidence.long:
        is_text = not page.blocks[place].needs_evidence or _stands_alone(page.blocks, place, core)
        evident = place in evidence.sure
        kept[place] = (evident or is_text) if place in core else (evident and is_text)
    _keep_short(page.blocks, kept, evidence, core)
    _keep_headings(page.blocks, kept, core, title)
    return [block for block, keep in zip(page.blocks, kept, strict=True) if keep]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Indexes of blocks: the `long` ones, those of them that are certainly main text (`sure`), and
    the short ones whose words occur in it (`occurring`)."""

    long: set[int]
    sure: set[int]
    occurring: set[int]

    @classmethod
    def of(cls, found: list[Block], text: str) -> _Evidence:
        """A long block is sure if half of its word pairs occur in `text`."""
        words = _words(text)
        pairs = set(pairwise(words))
        long: set[int] = set()
        sure: set[int] = set()
        short: dict[tuple[str, ...], list[int]] = {}
        for place, block in enumerate(found):
            own = _words(blank_note_marks(block.text))
            if block.level:
                continue
            if len(own) < _MIN_LONG_WORDS:
                short.setdefault(tuple(own), []).append(place)
                continue
            long.add(place)
            shared = sum(pair in pairs for pair in pairwise(own))
            if shared >= _MIN_SHARED_PAIRS * (len(own) - 1) and not (
                block.probably_boilerplate and block.is_link
            ):
                sure.add(place)
        occurring = {place for run in _find_runs(words, short) for place in short[run]}
        return cls(long, sure, occurring)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _find_runs(words: list[str], wanted: Container[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The wanted runs of fewer than `_MIN_LONG_WORDS` words that occur side by side."""
    return {
        run
        for length in range(1, _MIN_LONG_WORDS)
        for run in zip(*(words[start:] for start in range(length)), strict=False)
        if run in wanted
    }


def _find_core(page: Content, evidence: _Evidence) -> range:
    """The blocks of the smallest element that contains nearly all of the sure text.

    If that is the whole page, boilerplate may follow the text: then only up to the next block that
    needs evidence.
    """
    sums = _running_sums(page.blocks, lambda place: place in evidence.sure)
    if not sums[-1]:
        return range(0)
    whole = (0, len(page.blocks))
    enough = _MIN_CORE_SHARE * sums[-1]
    holding = [part for part in page.parts if sums[part[1]] - sums[part[0]] >= enough]
    start, end = _widen_core(page.blocks, sorted(holding, key=lambda part: part[1] - part[0]))
    if (start, end) == whole:
        asides = [place for place, block in enumerate(page.blocks) if block.needs_evidence]
        first, last = min(evidence.sure), max(evidence.sure)
        start = max((place + 1 for place in asides if place < first), default=0)
        end = min((place for place in asides if place > last), default=end)
    return range(start, end)


def _widen_core(found: list[Block], holding: list[tuple[int, int]]) -> tuple[int, int]:
    """The first of the elements, or one around it that adds only text; or, if the first has little
    text, one that adds much text and hardly any links."""
    text = _running_sums(found, lambda place: not found[place].needs_evidence)
    site = _running_sums(found, lambda place: found[place].needs_evidence)
    core = holding[0] if holding else (0, len(found))
    for start, end in holding[1:]:
        own = text[core[1]] - text[core[0]]
        more = text[end] - text[start] - own
        links = site[end] - site[start] - (site[core[1]] - site[core[0]])
        if (links and own >= _MAX_SMALL_CORE_CHARS) or more < 2 * links:
            break
        core = (start, end)
    return core


def _running_sums(found: list[Block], counts: Callable[[int], bool]) -> list[int]:
    """The running sum of the characters of the blocks (by index) that count."""
    sizes = (len(block.text) if counts(place) else 0 for place, block in enumerate(found))
    return [0, *accumulate(sizes)]


def _keep_short(found: list[Block], kept: list[bool], evidence: _Evidence, core: range) -> None:
    """Keep short blocks between kept long ones, or beside one if they occur in the evidence."""
    before = _nearest(kept, evidence.long, core, range(len(found)))
    after = _nearest(kept, evidence.long, core, range(len(found) - 1, -1, -1))
    for place, block in enumerate(found):
        if place in evidence.long or block.level:
            continue
        sides = before[place] + after[place]
        occurs = place in evidence.occurring and (sides or not evidence.long)
        occurs = occurs and (place in core or not block.needs_evidence)
        between = sides == 2 and (not block.needs_evidence or _stands_alone(found, place, core))
        kept[place] = bool(occurs or between)


def _stands_alone(found: list[Block], place: int, core: range) -> bool:
    """Whether a link is a reference in the text, not one of a menu or a list of articles."""
    around = found[place - 1 : place + 2]
    return (
        core.start < place < core.stop - 1
        and not found[place].probably_boilerplate
        and sum(block.is_link for block in around) == 1
    )


def _nearest(
    kept: list[bool], long: set[int], core: range, places: Iterable[int]
) -> dict[int, bool]:
    """For each block, whether the last long block before it is kept; so counts the core's edge."""
    result: dict[int, bool] = {}
    last = within = False
    for place in places:
        if (place in core) is not within:
            last, within = not within, not within
        last = kept[place] if place in long else last
        result[place] = last
    return result


def _keep_headings(found: list[Block], kept: list[bool], core: range, title: str) -> None:
    """Keep the headings that have kept text below them, before the next one of their rank.

    Before the core, a heading with something else below it belongs to that; only the page's own may
    have names, dates or a table of contents between it and the text.
    """
    wanted = 0  # the highest rank of heading that still has kept text below it and no heading yet
    apart = False
    for place in range(len(found) - 1, -1, -1):
        level = found[place].level
        if not level:
            wanted = 7 if kept[place] else wanted
            apart = not kept[place] and place not in core
        elif level < wanted and (not apart or level == 1 or found[place].text == title):
            kept[place], wanted = True, level
