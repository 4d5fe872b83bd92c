"""Reads the date that the title page or the colophon of a document states as its own.

A year alone says little: on the cover of an annual report it is the year reported on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final

from indexer.dates import dates_in_words
from indexer.extract.metadata import YEAR, certain_date
from indexer.extract.stated_dates import MAX_LINE_CHARS, Saying, is_place, stated_dates
from indexer.folding import fold_word
from indexer.languages import LANGUAGES

_TITLE_PAGES: Final = 4  # the cover, an empty page, a half-title, the title page
_MAX_TITLE_PAGE_CHARS: Final = 900  # a page with more is one of the text
_FIRST_LINES: Final = 15  # of a first page with text: a letter's, a communiqué's date
_FOOT_LINES: Final = 3
_LAST_LINES: Final = 10  # of the last page, where a letter is dated
_MAX_LETTER_PAGES: Final = 4
_COLOPHON_PAGES: Final = 8  # at the beginning; at the end there are two
_MAX_LINES: Final = 200  # of a page that are looked at

_EDITION: Final = re.compile(
    r"(?:^|[.;|•]\s*)\W*(?:(?:\d{1,2}\W{0,2}(?:a|o|e|st|nd|rd|th|ere?|eme)?\.?|"
    rf"{'|'.join(fold_word(word) for row in LANGUAGES for word in row.ordinal_words)}|"
    r"this|(?:la )?presente|esta|cette|nueva|new|nova|nouvelle)\s+)?"
    r"(?:edicion|edition|edicao|impresion|impressao|reimpresion|reimpressao|impression|tirage|"
    r"published|publicado|publicada|publie|depot legal|deposito legal|"
    r"se (?:termino|acabo) de imprimir|impreso en|impresso em|imprime en|acheve d'imprimer|printed"
    r" in|fecha de publicacion|data de publicacao|date de publication|first published)\b"
    r"(?P<between>[^.;!?\d]{0,80}?[:,(]?\s*)(?P<date>[^.;!?]{0,40}\b(?:19|20)\d\d)(?!\d|\s*[-–/]\s*\d)"
)
_COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|copyright|d\.? ?r\.? ?©?)\W*(?:©|\(c\))?[^\d\n]{0,40}?(?<!\d)"
    r"(?P<year>(?:19|20)\d\d)(?!\d|\s*[-–,/]\s*\d)",
)
# A year with a place is that of the publication, unless it is the year that a report covers.
_PLACE_AND_YEAR: Final = re.compile(r"(?P<place>[^\d]{3,60}),\s+(?P<year>(?:19|20)\d\d)\.?")
_REPORT: Final = re.compile(
    r"\b(?:informe|memoria|anuario|anual|balance|periodo|ejercicio|report|annual|yearbook|relatorio|"
    r"balanco|rapport|bilan|annuel)"
)
_COLOPHON: Final = re.compile(
    r"\bisbn\b|©|\bcopyright\b|creative commons|derechos reservados|direitos reservados|"
    r"rights reserved|tous droits|hecho en|impreso en|printed in|deposito legal|depot legal"
)


def printed_date(pages: Sequence[str]) -> str:
    """The date that a document prints as its own, from the text of its pages, in ISO 8601.

    Empty if it prints none, or several.
    """
    colophon = list(_colophon_lines(pages))
    edition, titled = _of_editions(colophon), _of_title_pages(pages)
    if edition and titled.startswith(edition):
        return titled  # it is more exact
    return edition or titled or _of_copyright(colophon)


def _of_title_pages(pages: Sequence[str]) -> str:
    """The date in a line of a title page, or at the beginning or the end of a letter."""
    said: list[tuple[Saying, str]] = []
    for line in _title_lines(pages):
        said += [(one.saying, one.iso) for one in stated_dates(line, day_first=True)]
    for saying in (Saying.PUBLISHED, Saying.ALONE):
        dates = dict.fromkeys(iso for kind, iso in said if kind is saying)
        if len(dates) == 1:
            return next(iter(dates))
    return _of_place(pages)


def _of_place(pages: Sequence[str]) -> str:
    """The year at the foot of a title page: "Ciudad de México, 2014"."""
    years: set[str] = set()
    for page in _title_pages(pages):
        for line in [line for line in page.splitlines() if line][-_FOOT_LINES:]:
            match = _PLACE_AND_YEAR.fullmatch(line.strip())
            if match and is_place(f"{match['place']}, ") and not _REPORT.search(fold_word(line)):
                years.add(certain_date(match["year"], None, None))
    return years.pop() if len(years) == 1 else ""


def _title_pages(pages: Sequence[str]) -> Iterator[str]:
    """The short pages before the text begins."""
    return takewhile(lambda page: len(page) <= _MAX_TITLE_PAGE_CHARS, pages[:_TITLE_PAGES])


def _title_lines(pages: Sequence[str]) -> Iterator[str]:
    for page in _title_pages(pages):
        yield from page.splitlines()
    if pages and len(pages[0]) > _MAX_TITLE_PAGE_CHARS:
        yield from [line for line in pages[0].splitlines() if line][:_FIRST_LINES]
    if 0 < len(pages) <= _MAX_LETTER_PAGES and len(pages[-1]) > _MAX_TITLE_PAGE_CHARS:
        yield from [line for line in pages[-1].splitlines() if line][-_LAST_LINES:]


def _of_editions(colophon: Sequence[str]) -> str:
    """The last edition that the lines of a colophon name."""
    dates: list[str] = []
    for line in colophon:
        for match in _EDITION.finditer(line):
            dates.append(_date_in(match["date"]))
    return max(filter(None, dates), default="")


def _date_in(text: str) -> str:
    found = [certain_date(*parts) for _, _, parts in dates_in_words(text)]
    years = YEAR.findall(text)
    return found[-1] if found else certain_date(years[-1], None, None) if years else ""


def _of_copyright(colophon: Sequence[str]) -> str:
    """The year of the copyright, if there is one only and no range of years."""
    years: set[str] = set()
    for line in colophon:
        if "©" in line or "copyright" in line or "(c)" in line:
            own = {match["year"] for match in _COPYRIGHT.finditer(line)}
            if not own and YEAR.search(line):
                return ""  # a range of years
            years |= own
    return certain_date(years.pop(), None, None) if len(years) == 1 else ""


def _colophon_lines(pages: Sequence[str]) -> Iterable[str]:
    """The lines of the pages that may be a colophon, folded."""
    numbers = dict.fromkeys([*range(min(_COLOPHON_PAGES, len(pages))), *_last_two(len(pages))])
    for number in numbers:
        text = fold_word("\n".join(pages[number].splitlines()[:_MAX_LINES]))
        if _COLOPHON.search(text):
            yield from (line for line in text.split("\n") if len(line) <= MAX_LINE_CHARS)


def _last_two(count: int) -> range:
    return range(max(count - 2, 0), count)
