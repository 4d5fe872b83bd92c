"""Writes the note marks of an HTML page as they are shown in its text.

What a page marks up as a reference to a note (`<sup>`, a link to "#_ftn1", role=doc-noteref…), and
the number before a note, becomes a note mark of its own characters (`indexer.note_marks`). Links
from a note back to the text are removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.blocks import BLOCK_TAGS
from indexer.extract.html.lineage import lineage
from indexer.extract.html.raised_text import (
    RAISING_SELECTOR,
    is_note_label,
    is_raised,
    raised_classes,
    raised_sign,
)
from indexer.extract.html.text_beside import INLINE, text_after, text_before, words_of
from indexer.note_marks import blank_note_marks, note_mark, without_note_marks

_CANDIDATES: Final = (
    f"{RAISING_SELECTOR}, a[href*='#'], [role=doc-noteref], [epub\\:type~=noteref], "
    "[class*=ootnote], [class*=ndnote], [class*=noteref]"
)
_BLOCKS_OF_NOTES: Final = frozenset({"p", "li", "dd"})
_BRACKETS: Final = "[](){} \t\r\n\u00a0\u202f\u2009"
_LABEL: Final = re.compile(
    r"(?P<number>[1-9]\d{0,3}(?:[,;–-][1-9]\d{0,3}){0,9})"
    r"|(?P<letters>[a-z](?:,[a-z]){1,5}|[a-z]{1,2}|[ivxl]{1,6})"
    r"|(?P<word>n|nb|not[ae]|fn)[.\s]*(?P<of_word>\d{1,3})",
    re.IGNORECASE,
)
# "1, 2", "1 y 2", "[1] [2]", "1 2".
_BETWEEN_LABELS: Final = re.compile(
    r"(?<=[^\W\d_])\s*(,)\s*(?=[^\W\d_])|(?<=\d)(?:\s*([,;–-])\s*|[\s\])}\[({]+(?:(?:y|e|and|et|&)\s+)?)(?=\d)"
)
_STARS: Final = "*†‡§"
_LONG_NAME: Final = re.compile(r"[^\W\d_]{3,}$")
_MAX_LABEL_CHARS: Final = 40
_MIN_LONG_CHARS: Final = 6
_MAX_INLINE_DEPTH: Final = 6
_MAX_LOOKUPS: Final = 300  # each may go through the whole page
_MAX_LINKS_BACK: Final = 20  # of a paragraph that are looked at

# Words in the classes, roles and types by which programs mark a reference to a note or the number
# of one: Pandoc, Sphinx, Asciidoctor, DocBook, MediaWiki, Word, LibreOffice, OpenEdition, Drupal,
# WordPress, Substack, EPUB.
_NOTE_NAME: Final = re.compile(
    r"(?<![a-z])(?:noteref|(?:foot|end)-?notes?(?!s?-?(?:text|body|content|list|def|tooltip|_note))|"
    r"fn|fnref|mfn|bibr|cite_?ref|sd(?:foot|end)note(?:anc|sym)|mso(?:foot|end)notereference|"
    r"nota-?(?:al-?)?pie|refnota|llamada|appel-?note)(?![a-z])|(?:foot|end)note(?:call|ref|symbol)",
    re.IGNORECASE,
)
# Fragments that name a note or the place that refers to it: _ftn1, fnref:3, sdfootnote1sym, nota2.
_NOTE_FRAGMENT: Final = re.compile(
    r"^_*(?:sd)?(?:foot|end|easy|body|cite|mw)?[-_]?"
    r"(?:ftnt?|edn|fn|note|nota|rodape|pie|npp|footnote|endnote|footnotedef|footnoteref)"
    r"(?![a-z]{4})",
    re.IGNORECASE,
)
_BACKLINK_NAME: Final = re.compile(
    r"(?<![\w-])(?:doc-backlink|backlink|footnotes?-?back(?:ref|link)?|reversefootnote|"
    r"(?:mw-)?cite-backlinks?|footnote[-_]return|fn-?back(?:link)?|footnote_backlink|"
    r"easy-footnote-to-top|cite-accessibility-label)(?![\w-])",
    re.IGNORECASE,
)
_BACK_WORDS: Final = re.compile(
    r"[\s\[(↑↩^]*(?:volver|regresar|voltar|retornar|retour|revenir|back|return)(?: \w+){0,3}"
    r"[\s\])↑↩^.]*",
    re.IGNORECASE,
)
_BACK_FRAGMENT: Final = re.compile(r"ref|anc|back|body|cite|call|llamada|txt|text", re.IGNORECASE)
_BACKLINKS: Final = (
    "a[href*='#'], a[role=doc-backlink], [class*=backlink], [class*=cite-accessibility-label]"
)
_ARROWS: Final = re.compile(r"[\s\[\]()^↑↩↵⏎⤴⬆⇧⮌⬑⤶←«\ufe0e\ufe0f\u200c]+")
# A note that stands in the line itself, beside its mark; style sheets move it to the margin.
_NOTES_IN_LINE: Final = (
    "span[class*=sidenote], span[class*=marginnote], span[class*=footnote__note], "
    "span[class*=footnote_tooltip], span[class*=footnote-content], span[class*=refCtt]"
)


def write_note_marks(tree: LexborHTMLParser) -> None:
    """Replace the note marks of a page."""
    _remove_backlinks(tree)
    written: set[int] = set()
    for candidate in _Candidates(tree).find():
        _write(candidate, written)
    for raised in tree.css("sup"):
        words = text_before(raised), text_after(raised)
        if sign := raised_sign(raised.text().strip(), *words):
            raised.replace_with(sign)
    for note in [*tree.css(_NOTES_IN_LINE), *filter(_is_long, tree.css("sup"))]:
        note.insert_before(" ")
        note.insert_after(" ")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a mark: the outermost element that holds nothing but its `label`.

    `around` are the identities (`mem_id`) of the element and of the inline elements around it. The
    markup says that it `is_reference`, or only that it `is_raised`.
    """

    element: LexborNode
    label: str
    around: frozenset[int]
    is_reference: bool
    is_raised: bool


class _Candidates:
    """Finds what may be marks in a page, before any is replaced: links lead to and fro."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._raising = raised_classes(tree)
        self._lookups = 0

    def find(self) -> list[_Candidate]:
        """All of them, in the order of the page."""
        own = [f".{name}" for name in sorted(self._raising)]
        found: dict[int, _Candidate] = {}
        for node in self._tree.css(", ".join([_CANDIDATES, *own])):
            if label := _label(node):
                outer = _outermost(node)
                if outer.mem_id not in found:
                    found[outer.mem_id] = self._describe(outer, label)
        return list(found.values())

    def _describe(self, outer: LexborNode, label: str) -> _Candidate:
        parts = [outer, *outer.css("*")]
        is_up = any(is_raised(part, self._raising) for part in parts)
        return _Candidate(
            outer,
            label,
            frozenset(element.mem_id for element in _inline_chain(outer)),
            is_reference=self._is_reference(parts, is_up) or _is_first_of_letters(outer, label),
            is_raised=is_up,
        )

    def _is_reference(self, parts: list[LexborNode], is_up: bool) -> bool:
        """Whether the markup says so: by a name, or by a link to a note."""
        if any(_NOTE_NAME.search(_names(part)) for part in parts):
            return True
        fragments = [f for part in parts if part.tag == "a" and (f := _fragment(part))]
        if not fragments:
            return False
        if is_up or any(_NOTE_FRAGMENT.match(fragment) for fragment in fragments):
            return True
        is_bracketed = parts[0].text().strip()[:1] in "[("
        return (is_bracketed and any(fragment[-1].isdigit() for fragment in fragments)) or any(
            self._leads_back(fragment, parts) for fragment in fragments
        )

    def _leads_back(self, fragment: str, parts: list[LexborNode]) -> bool:
        """Whether the paragraph at `fragment` has a link to this one."""
        target = self._places.get(fragment)
        if target is None or self._lookups >= _MAX_LOOKUPS:
            return False
        self._lookups += 1
        own = {name for part in parts for name in _own_fragments(part)}
        own.update(n for part in _inline_chain(parts[0]) for n in _own_fragments(part))
        if (anchor := parts[0].prev) is not None and anchor.tag == "a" and not anchor.text():
            own.update(_own_fragments(anchor))
        if (block := _block_of(parts[0])).tag in _BLOCKS_OF_NOTES:
            own.update(_own_fragments(block))
        links = _block_of(target).css("a[href*='#']")[:_MAX_LINKS_BACK]
        return any(_fragment(link) in own for link in links)

    @cached_property
    def _places(self) -> dict[str, LexborNode]:
        found: dict[str, LexborNode] = {}
        for node in self._tree.css("[id], a[name]"):
            for name in _own_fragments(node):
                found.setdefault(name, node)
        return found


def _write(candidate: _Candidate, written: set[int]) -> None:
    """Write a mark, or an exponent, in the place of an element that is one."""
    if not written.isdisjoint(candidate.around):
        return  # inside one that is gone
    element = candidate.element
    before, after = text_before(element), text_after(element)
    words = without_note_marks(before)
    raised = _raised_text(candidate, words, after)
    if not raised:
        return
    written.add(element.mem_id)
    # The star of who answers letters stands beside the number of her affiliation.
    raised += "".join(sign for sign in element.text() if sign in _STARS)
    if words != before and blank_note_marks(before)[-1] != before[-1]:
        raised = f",{raised}"  # of two marks side by side
    elif not words.strip() and after[:1].isalnum():
        raised = f"{raised} "  # before the first word of the note
    element.replace_with(raised)


def _raised_text(candidate: _Candidate, before: str, after: str) -> str:
    """What is written for an element; empty if it is neither a mark nor an exponent."""
    label = candidate.label
    if candidate.is_reference:
        return note_mark(label, before)
    if not candidate.is_raised:
        return ""
    if is_note_label(label, before, after):
        return note_mark(label, before)
    exponent = note_mark(label)
    is_word = label.isdigit() and blank_note_marks(before[-3:] + exponent).endswith(exponent)
    return exponent if is_word else ""


def _is_first_of_letters(element: LexborNode, label: str) -> bool:
    """Whether a raised "a", which could be the end of a word, has a "b" in its paragraph, as in
    the names of authors with their affiliations.
    """
    if label != "a" or not _LONG_NAME.search(text_before(element)):
        return False
    return any(_label(one) == "b" for one in _block_of(element).css("sup"))


def _is_long(raised: LexborNode) -> bool:
    """Whether raised words are no ending of the word before, as those of "1er" or "Mme"."""
    return len(raised.text().strip()) >= _MIN_LONG_CHARS


def _label(node: LexborNode) -> str:
    """The label of a note if an element holds nothing else: without brackets and blanks."""
    text = node.text()
    if len(text) > _MAX_LABEL_CHARS:
        return ""
    bare = text.strip(_BRACKETS).strip(f".:/,{_STARS} ")
    found = _LABEL.fullmatch(_BETWEEN_LABELS.sub(lambda sign: sign[1] or sign[2] or ",", bare))
    if found is None:
        return ""
    return f"{found['word'][0]}{found['of_word']}" if found["word"] else found[0]


def _outermost(node: LexborNode) -> LexborNode:
    """The outermost inline element that has no other words than `node`."""
    outer = node
    for above in _inline_chain(node)[1:]:
        if _has_words(outer.prev, before=True) or _has_words(outer.next, before=False):
            break
        outer = above
    return outer


def _has_words(node: LexborNode | None, *, before: bool) -> bool:
    """Whether a node or one of the siblings before it (or after it) has words."""
    while node is not None and not words_of(node).strip(_BRACKETS):
        node = node.prev if before else node.next
    return node is not None


def _inline_chain(node: LexborNode) -> list[LexborNode]:
    """An element, and the inline elements around it."""
    above = islice(lineage(node), _MAX_INLINE_DEPTH)
    return list(takewhile(lambda one: one.tag in INLINE, above))


def _names(node: LexborNode) -> str:
    given = node.attributes
    return f"{given.get('class') or ''} {given.get('role') or ''} {given.get('epub:type') or ''}"


def _fragment(link: LexborNode) -> str:
    return unquote((link.attributes.get("href") or "").partition("#")[2])


def _own_fragments(node: LexborNode) -> list[str]:
    return [name for key in ("id", "name") if (name := node.attributes.get(key))]


def _block_of(node: LexborNode) -> LexborNode:
    block = node
    while (
        block.tag not in BLOCK_TAGS and block.tag not in ("td", "th") and block.parent is not None
    ):
        block = block.parent
    return block


def _remove_backlinks(tree: LexborHTMLParser) -> None:
    """Remove what only leads from a note back to the text."""
    found = []
    for node in tree.css(_BACKLINKS):
        text = node.text()
        named = _BACKLINK_NAME.search(_names(node)) is not None
        is_number = _label(node).isdigit()
        is_arrow = bool(text.strip()) and _ARROWS.fullmatch(text) is not None
        says_back = _BACK_WORDS.fullmatch(text) and _BACK_FRAGMENT.search(_fragment(node))
        if (named and not is_number) or is_arrow or says_back:
            found.append(node)
    inner = {n.mem_id for node in found for n in node.css("*") if n.mem_id != node.mem_id}
    for node in found:
        if node.mem_id not in inner:
            node.decompose()
