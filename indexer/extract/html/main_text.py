"""Which blocks of a page are its main text, with another program's reading as evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from indexer.extract.html.blocks import Block, Content

_SHORT: Final = 6  # words; below, what a block shares with another text says little
_SHARED: Final = 0.5
_CORE: Final = 0.9  # of the evident text lies in the element that is taken for the text's own
_SMALL_CORE: Final = 1_000  # characters; below, the text's own element may be one paragraph
_WORD: Final = re.compile(r"\w+")


def chosen(page: Content, text: str, title: str) -> list[Block]:
    """The main text of the page called `title`, of which `text` is a part that is sure.

    `text` may have lost paragraphs, headings and order; what it shows is where the main text is:
    in the smallest element that holds nearly all of it. From there everything is taken but what is
    probably the site's, or is a list of links. Measured on 256 manual-like pages, taking only the
    blocks of `text` itself lost a fifth of the words, whole sections among them.
    """
    evidence = _Evidence.of(page.blocks, text)
    core = _core(page, evidence)
    kept = [False] * len(page.blocks)
    for place in evidence.long:
        is_text = not page.blocks[place].is_aside or _stands_alone(page.blocks, place, core)
        evident = place in evidence.sure
        kept[place] = (evident or is_text) if place in core else (evident and is_text)
    _keep_short(page.blocks, kept, evidence, core)
    _keep_headings(page.blocks, kept, core, title)
    return [block for block, keep in zip(page.blocks, kept, strict=True) if keep]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Places of blocks: those of some length, those of them that are sure to be main text, and
    those of short ones whose words occur there."""

    long: set[int]
    sure: set[int]
    occurring: set[int]

    @classmethod
    def of(cls, found: list[Block], text: str) -> _Evidence:
        """A block of some length is sure if half of its word pairs occur in `text`."""
        words = _words(text)
        pairs = set(pairwise(words))
        long: set[int] = set()
        sure: set[int] = set()
        short: dict[tuple[str, ...], list[int]] = {}
        for place, block in enumerate(found):
            own = _words(block.text)
            if block.level:
                continue
            if len(own) < _SHORT:
                short.setdefault(tuple(own), []).append(place)
                continue
            long.add(place)
            shared = sum(pair in pairs for pair in pairwise(own))
            if shared >= _SHARED * (len(own) - 1) and not (block.doubtful and block.is_link):
                sure.add(place)
        occurring = {place for run in _runs(words, short) for place in short[run]}
        return cls(long, sure, occurring)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str], wanted: Container[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The wanted runs of fewer than `_SHORT` words that occur side by side."""
    return {
        run
        for length in range(1, _SHORT)
        for run in zip(*(words[start:] for start in range(length)), strict=False)
        if run in wanted
    }


def _core(page: Content, evidence: _Evidence) -> range:
    """The blocks of the smallest element that holds nearly all the evident text.

    Where that is the whole page, the site may follow it: then only as far as nothing stands in
    between that is probably the site's.
    """
    sums = _sums(page.blocks, lambda place: place in evidence.sure)
    if not sums[-1]:
        return range(0)
    whole = (0, len(page.blocks))
    enough = _CORE * sums[-1]
    holding = [part for part in page.parts if sums[part[1]] - sums[part[0]] >= enough]
    start, end = _widened(page.blocks, sorted(holding, key=lambda part: part[1] - part[0]))
    if (start, end) == whole:
        asides = [place for place, block in enumerate(page.blocks) if block.is_aside]
        first, last = min(evidence.sure), max(evidence.sure)
        start = max((place + 1 for place in asides if place < first), default=0)
        end = min((place for place in asides if place > last), default=end)
    return range(start, end)


def _widened(found: list[Block], holding: list[tuple[int, int]]) -> tuple[int, int]:
    """The first of the elements, or one around it that adds text and nothing of the site; or, where
    the first has little text, one that has much more and hardly any links."""
    text = _sums(found, lambda place: not found[place].is_aside)
    site = _sums(found, lambda place: found[place].is_aside)
    core = holding[0] if holding else (0, len(found))
    for start, end in holding[1:]:
        own = text[core[1]] - text[core[0]]
        more = text[end] - text[start] - own
        links = site[end] - site[start] - (site[core[1]] - site[core[0]])
        if (links and own >= _SMALL_CORE) or more < 2 * links:
            break
        core = (start, end)
    return core


def _sums(found: list[Block], counts: Callable[[int], bool]) -> list[int]:
    """The running sum of the characters of the blocks (by place) that count."""
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
        occurs = occurs and (place in core or not block.is_aside)
        between = sides == 2 and (not block.is_aside or _stands_alone(found, place, core))
        kept[place] = bool(occurs or between)


def _stands_alone(found: list[Block], place: int, core: range) -> bool:
    """Whether a link is a reference in the text: menus and lists of articles are several."""
    around = found[place - 1 : place + 2]
    return (
        core.start < place < core.stop - 1
        and not found[place].doubtful
        and sum(block.is_link for block in around) == 1
    )


def _nearest(
    kept: list[bool], long: set[int], core: range, places: Iterable[int]
) -> dict[int, bool]:
    """For each place whether the long block passed last is kept; the core's edge is as good."""
    result: dict[int, bool] = {}
    last = within = False
    for place in places:
        if (place in core) is not within:
            last, within = not within, not within
        last = kept[place] if place in long else last
        result[place] = last
    return result


def _keep_headings(found: list[Block], kept: list[bool], core: range, title: str) -> None:
    """Keep the headings with something kept below them, before the next one of their rank.

    Before the text's own element, one that something else stands under is that thing's heading;
    only the page's own may have names, dates or a table of contents between it and the text.
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
