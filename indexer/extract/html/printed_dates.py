"""Finds the dates that a page prints in words as its own: in a byline, a dateline, at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.extract.html.blocks import Block
from indexer.extract.html.page_heading import PageHeading
from indexer.extract.stated_dates import DAY_CHARS, Saying, StatedDate, dateline, stated_dates
from indexer.folding import fold_word
from indexer.note_marks import without_note_marks

# The headings of comments and of lists of other texts, folded.
_OTHERS: Final = re.compile(
    r"(?:\d{1,5} |un |one |um )?"
    r"(?:comentarios?|comments?|commentaires?|respuestas?|responses?|reponses?)"
    r"(?:$| (?:a|on|to|sur|para)\b)|(?:deja|escribe|envia)(?:r?| tu| un)* (?:comentario|respuesta)|"
    r"leave a (?:comment|reply)|laisser un commentaire|deixe um comentario|"
    r"(?:entradas|noticias|articulos|notas|publicaciones|posts|materias|artigos|articles) "
    r"(?:relacionad[ao]s|recientes|anteriores|recentes|similares|similaires|recents|associes)|"
    r"(?:related|recent) (?:posts|articles|news)|(?:tambien )?te puede interesar|"
    r"(?:lee|lea|leia|veja|ver|a lire|see) (?:tambien|tambem|aussi|also)"
)
_BEFORE_HEADING: Final = 4  # blocks
_AFTER_HEADING: Final = 8
_LAST_BLOCKS: Final = 4
_MIN_PARAGRAPH_WORDS: Final = 30
_MAX_BLOCK_CHARS: Final = 1_000
_MAX_ALONE: Final = 3  # more different dates alone in a line are a list


@dataclass(frozen=True, slots=True)
class PrintedDates:
    """The dates that lines of a page state, by what they say."""

    found: Mapping[Saying, list[str]]

    @classmethod
    def of(
        cls, blocks: Sequence[Block], heading: PageHeading | None, *, day_first: bool
    ) -> PrintedDates:
        """The dates in a page's blocks; `day_first` says how it writes figures."""
        blocks = _up_to_comments(blocks)
        near = _places_near(blocks, heading)
        found: dict[Saying, list[str]] = {saying: [] for saying in Saying}
        labelled: list[tuple[bool, bool, StatedDate]] = []
        alone: list[tuple[int, str]] = []
        for place, block in enumerate(blocks):
            for line in block.text.splitlines() if len(block.text) < _MAX_BLOCK_CHARS else ():
                for one in stated_dates(line, day_first=day_first):
                    if one.saying is not Saying.ALONE:
                        labelled.append((place not in near, block.needs_evidence, one))
                    elif block.needs_evidence and place not in near:
                        continue
                    elif not (block.is_link and len(one.iso) < DAY_CHARS):  # links of an archive
                        alone.append((place, one.iso))
        for saying in (Saying.PUBLISHED, Saying.UPDATED):
            found[saying] = _best(labelled, saying)
        # Without a heading there is no article that any of several could belong to.
        most = 1 if heading is None else _MAX_ALONE
        is_list = len({iso for _, iso in alone}) > most
        beside = [(near[place], iso) for place, iso in alone if place in near and not is_list]
        found[Saying.ALONE] = [iso for _, iso in sorted(beside)] or _dateline_of(blocks)
        return cls(found)

    def said(self, saying: Saying) -> Iterator[str]:
        """The date that the page says this of; none where it says it of several."""
        dates = dict.fromkeys(self.found[saying])
        if len(dates) == 1 or (dates and saying is not Saying.PUBLISHED):
            yield next(iter(dates))


def _up_to_comments(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks above the heading of comments on the text, or of other texts."""
    end = (
        place
        for place, block in enumerate(blocks)
        if place and block.level and _OTHERS.match(_plain(block))
    )
    return blocks[: next(end, len(blocks))]


def _best(labelled: Sequence[tuple[bool, bool, StatedDate]], saying: Saying) -> list[str]:
    """The dates of that kind in the best places: beside the heading, in the text, elsewhere."""
    own = [(far, doubtful, one.iso) for far, doubtful, one in labelled if one.saying is saying]
    best = min(own, default=(False, False, ""))
    return [iso for *place, iso in own if place == [*best[:2]]]


def _places_near(blocks: Sequence[Block], heading: PageHeading | None) -> Mapping[int, int]:
    """The blocks around the heading up to the first paragraph, and the last ones of the text, with
    their distances from it."""
    title = fold_word(heading.text) if heading else ""
    first = next(
        (n for n, block in enumerate(blocks) if block.level and _plain(block) == title),
        next((n for n, block in enumerate(blocks) if block.level == 1), 0),
    )
    near = {place: first - place for place in range(max(first - _BEFORE_HEADING, 0), first + 1)}
    for place in range(first + 1, min(first + 1 + _AFTER_HEADING, len(blocks))):
        if len(blocks[place].text.split()) >= _MIN_PARAGRAPH_WORDS:
            break
        near[place] = place - first
    text = [
        n
        for n, block in enumerate(blocks)
        if not (block.needs_evidence or block.level or block.tight)  # not the rows of a table
    ]
    return dict.fromkeys(text[-_LAST_BLOCKS:], len(blocks)) | near


def _plain(block: Block) -> str:
    return fold_word(" ".join(without_note_marks(block.text).split()))


def _dateline_of(blocks: Sequence[Block]) -> list[str]:
    """The date with which the text begins: that of the first paragraph."""
    paragraphs = (
        block
        for block in blocks
        if not block.level and len(block.text.split()) >= _MIN_PARAGRAPH_WORDS
    )
    first = next(paragraphs, None)
    found = dateline(first.text) if first else ""
    return [found] if found else []
