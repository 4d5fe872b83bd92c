"""Finds PDFs that only wrap something else: portfolios, and forms that only Adobe's program shows.

What their pages say is a notice of Adobe ("Please wait…", "open this PDF portfolio in…"), in the
language of the person who made the file. It is no text of the publication.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.extract.text.clean import clean_line
from indexer.extract.withheld import Withheld
from indexer.file_problems import ProblemKind
from indexer.messages import NO_MESSAGE, Message, plural

_MAX_NAMED_FILES: Final = 8
_MAX_FILE_NAME_CHARS: Final = 100
_MAX_PAGES: Final = 3
_MAX_NOTICE_CHARS: Final = 2_000  # the longest, in French, has about 900
_MAX_VIEWER_NOTICE_CHARS: Final = 600  # a page with more may be about such programs
_ADOBE: Final = re.compile(r"\bAdobe\b|\bAcrobat\b|\bAdobe.?Reader", re.IGNORECASE)
_PORTFOLIO_NOTICE: Final = re.compile(
    r"(?:this|esta|este|ce)\s+(?:PDF\s+(?:portfolio|package)|(?:cartera|portafolios?|portfolio|"
    r"portefeuille|porte-?documents|paquete|pacote|package)\s+(?:de\s+)?PDF)"
    r"|bound together in this PDF package|(?:agrupad|reunid|regroup)\w+ \w+ (?:est[ea]|ce) \w+ PDF",
    re.IGNORECASE | re.DOTALL,
)
_FORM_NOTICE: Final = re.compile(
    r"(?:if this message is not eventually replaced|si este mensaje no (?:se|es) (?:reempla|sustit)"
    r"|se esta mensagem não for|si ce message n.est pas (?:remplacé|finalement))"
    r"|(?:please wait|espere(?: un momento)?|aguarde|veuillez patienter)\s*(?:\.\.\.|…).*"
    r"(?:PDF|Adobe|Acrobat)",
    re.IGNORECASE | re.DOTALL,
)
_VIEWER_NOTICE: Final = re.compile(
    r"(?:document|documento|file|archivo|arquivo|fichier)\b.{0,80}"
    r"(?:requires|requiere|requer|nécessite)\s+(?:o |el |la )?Adobe"
    r"|(?:need|necesita|necesario|necessári[oa]|disposer d.une)\b.{0,60}"
    r"(?:version|versión|versão).{0,40}(?:PDF viewer|visor|visualizador|visualiseur|Adobe Reader)"
    r"|(?:open|abr[aei]r?\w*|ouvr\w+)\b.{0,60}\b(?:with|in|con|en|com|no|avec|dans)\b.{0,30}"
    r"Adobe (?:Acrobat )?Reader"
    r"|protected by Microsoft|Microsoft Information Protection",
    re.IGNORECASE | re.DOTALL,
)


def wrapper_kind(
    texts: Sequence[str], *, is_portfolio: bool, is_dynamic_form: bool
) -> ProblemKind | None:
    """PORTFOLIO or DYNAMIC_FORM if a document only wraps something else; None for others.

    `texts` are those of its pages; it says of itself that it `is_portfolio` or `is_dynamic_form`.
    """
    if len(texts) > _MAX_PAGES:
        return None
    text = " ".join(" ".join(texts).split())
    if len(text) > _MAX_NOTICE_CHARS:
        return None
    if is_portfolio or _PORTFOLIO_NOTICE.search(text):
        return ProblemKind.PORTFOLIO
    says_so = _FORM_NOTICE.search(text) or _VIEWER_NOTICE.search(text[:_MAX_VIEWER_NOTICE_CHARS])
    if says_so or (is_dynamic_form and _ADOBE.search(text)):
        return ProblemKind.DYNAMIC_FORM
    return None


def is_notice(text: str, *, is_portfolio: bool, is_dynamic_form: bool) -> bool:
    """Whether the text of a wrapper's page is Adobe's, not the publication's own."""
    words = " ".join(text.split())
    if _PORTFOLIO_NOTICE.search(words) or _FORM_NOTICE.search(words):
        return True
    return (is_portfolio or is_dynamic_form) and _ADOBE.search(words) is not None


def name_files(files: Sequence[str], withheld: Withheld) -> Message:
    """How many files are attached, and their names without those that hold personal data."""
    names = [clean_line(name)[:_MAX_FILE_NAME_CHARS] for name in withheld.screen(files)]
    shown = list(filter(None, names))[:_MAX_NAMED_FILES]
    if not files:
        return NO_MESSAGE
    if not shown:
        return plural("{count} file", "{count} files", len(files))
    return plural(
        "{count} file: {names}",
        "{count} files: {names}",
        len(files),
        names=", ".join(shown) + (", …" if len(shown) < len(files) else ""),
    )
