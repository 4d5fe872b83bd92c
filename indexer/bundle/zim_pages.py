"""The pages of a copy for Kiwix: plain HTML without scripts, in which all texts are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from indexer.messages import Message, language_in_use, message
from indexer.model import UNDETERMINED, Passage, Publication

STYLE: Final = """
body { font: 1.05rem/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 42rem; padding: 1rem; }
h1, h2 { line-height: 1.25; } .about { color: #555; } li { margin: .5rem 0; }
p, pre { overflow-wrap: break-word; white-space: pre-wrap; font: inherit; }
nav a { display: inline-block; padding: .5rem .75rem .5rem 0; }
@media (prefers-color-scheme: dark) {
  body { background: #16191c; color: #e6e6e6; } a { color: #8ecae6; } .about { color: #aaa; }
}
"""

_PAGE: Final = Markup(
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="stylesheet" href="{root}style.css"></head><body>{body}</body></html>\n'
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A publication in the list."""

    id: str
    title: str
    about: str
    languages: tuple[str, ...]
    date: str
    passage_count: int

    @classmethod
    def of(cls, publication: Publication) -> Listed:
        """The row of a publication."""
        found = publication.metadata
        return cls(
            publication.id,
            found.title,
            _about(publication),
            found.languages,
            found.known_date,
            publication.passage_count,
        )


def home_page(site_name: str, publications: Iterable[Listed]) -> str:
    """The list of all publications, the newest first."""
    rows = Markup("").join(
        Markup(
            '<li><a href="p/{id}/index.html">{title}</a><br><span class="about">{about}</span>'
        ).format(id=one.id, title=one.title, about=one.about)
        for one in sorted(publications, key=lambda one: (one.date, one.title), reverse=True)
    )
    hint = message("Search with the magnifying glass of the program in which you read this.")
    body = Markup("<h1>{}</h1><p>{}</p><ul>{}</ul>").format(site_name, str(hint), rows)
    return _page(language_in_use(), site_name, "", body)


def publication_page(publication: Publication, passages: Sequence[Passage], original: str) -> str:
    """A publication: what is known of it, its original, and its pages or sections."""
    found = publication.metadata
    links = Markup("").join(
        Markup('<li><a href="{number}.html">{name}</a>').format(
            number=one.number, name=_name(publication, one)
        )
        for one in passages
        if one.text
    )
    parts = [
        Markup("<h1>{}</h1>").format(found.title),
        Markup('<p class="about">{}</p>').format(_about(publication)),
        Markup("<p>{}</p>").format(found.description) if found.description else Markup(""),
        _original(publication, original),
        Markup("<ol>{}</ol>").format(links),
        _nav([("../../index.html", message("All publications"))]),
    ]
    return _page(_language(found.languages), found.title, "../../", Markup("").join(parts))


def passage_page(publication: Publication, passage: Passage, original: str) -> str:
    """One page or section, with ways to the publication and to the page in the original."""
    title = publication.metadata.title
    place = [("index.html", message("The whole publication"))]
    if original:
        place.append((f"{original}#page={passage.number}", message("Open the original")))
    parts = [
        Markup('<p class="about">{}</p>').format(title),
        Markup("<h1>{}</h1>").format(_name(publication, passage)),
        Markup("<pre>{}</pre>").format(passage.text),
        _nav(place),
    ]
    return _page(_language((passage.language,)), title, "../../", Markup("").join(parts))


def _page(language: str, title: str, root: str, body: Markup) -> str:
    return str(_PAGE.format(language=language, title=title, root=root, body=body))


def _nav(links: Iterable[tuple[str, Message]]) -> Markup:
    shown = (Markup('<a href="{}">{}</a>').format(url, str(text)) for url, text in links)
    return Markup("<nav>{}</nav>").format(Markup(" ").join(shown))


def _original(publication: Publication, original: str) -> Markup:
    if not original:
        return Markup("")
    megabytes = f"{publication.size / 1e6:.1f} MB"
    text = message("Open the original ({size})", size=megabytes)
    return Markup('<p><a href="{}">{}</a></p>').format(original, str(text))


def _about(publication: Publication) -> str:
    found = publication.metadata
    made = str(message("{year} (according to the file)", year=found.file_year))
    date = found.date or (made if found.file_year else "")
    return " · ".join(filter(None, (", ".join(found.creators), date, *found.series)))


def _name(publication: Publication, passage: Passage) -> str:
    label = passage.label or str(passage.number)
    return str(message("Page {label}", label=label)) if publication.kind.paged else label


def _language(codes: Sequence[str]) -> str:
    known = [code for code in codes if code != UNDETERMINED]
    return known[0] if known else UNDETERMINED
