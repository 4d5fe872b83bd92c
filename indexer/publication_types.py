"""The types of publications that are known here: one row each.

Readers see the label that the interface has for the code in their language
(`search_app.i18n.labels`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.folding import fold_word
from indexer.messages import Message, message


@dataclass(frozen=True, slots=True)
class PublicationType:
    """One type: its `code` in metadata and in queries, its `label` in reports, and what staff call
    it, in the four languages, without accents. A `usual` one is offered in messages and in the
    guide for staff.
    """

    code: str
    label: Message
    names: tuple[str, ...]
    usual: bool = True


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split("|"))


PUBLICATION_TYPES: Final = (
    PublicationType(
        "booklet",
        message("Booklet"),
        _names(
            "cuaderno|cuadernillo|folleto|cartilla|fasciculo|libreta|brochure|pamphlet|leaflet"
            "|caderno|folheto|cartilha|livret|cahier|brochure|depliant|fascicule"
        ),
    ),
    PublicationType(
        "article",
        message("Article"),
        _names(
            "articulo|ensayo|columna|ponencia|paper|essay|column|artigo|ensaio|coluna|essai"
            "|articulo de opinion|articulo academico|journal article|chronique"
        ),
    ),
    PublicationType(
        "post",
        message("Post"),
        _names(
            "nota|entrada|entrada de blog|blog|publicacion|noticia|boletin|blog post|blogpost"
            "|blogposting|news|news item|newsarticle|newsletter|bulletin|postagem|nota de blog"
            "|noticia de prensa|boletim|billet|article de blog|actualite|nouvelle"
            "|lettre d'information"
        ),
    ),
    PublicationType(
        "guide",
        message("Guide"),
        _names(
            "guia|orientaciones|protocolo|caja de herramientas|guideline|guidelines|toolkit"
            "|handbook|how-to|guia pratico|orientacoes|caixa de ferramentas|guide pratique"
            "|boite a outils"
        ),
    ),
    PublicationType(
        "dialogue",
        message("Dialogue"),
        _names(
            "dialogo|conversatorio|conversacion|mesa redonda|dialog|conversation|panel|round table"
            "|conversa|roda de conversa|table ronde"
        ),
    ),
    PublicationType(
        "report",
        message("Report"),
        _names(
            "informe|reporte|diagnostico|investigacion|estudio|study|research|relatorio|estudo"
            "|pesquisa|rapport|etude|diagnostic"
        ),
    ),
    PublicationType(
        "announcement",
        message("Announcement"),
        _names(
            "anuncio|aviso|comunicado|comunicado de prensa|convocatoria|pronunciamiento|invitacion"
            "|posicionamiento|notice|press release|statement|call|invitation|comunicado de imprensa"
            "|edital|convite|annonce|avis|communique|communique de presse|appel"
        ),
    ),
    PublicationType("book", message("Book"), _names("libro|livro|livre|book"), usual=False),
    PublicationType(
        "interview", message("Interview"), _names("entrevista|entretien|interview"), usual=False
    ),
    PublicationType("manual", message("Manual"), _names("manual|manuel"), usual=False),
    PublicationType(
        "poster", message("Poster"), _names("cartel|afiche|poster|cartaz|affiche"), usual=False
    ),
    PublicationType(
        "reading", message("Reading"), _names("lectura|leitura|lecture|reading"), usual=False
    ),
    PublicationType("text", message("Text"), _names("texto|texte|text"), usual=False),
)

_BY_NAME: Final = {name: row.code for row in PUBLICATION_TYPES for name in (row.code, *row.names)}


def type_code(name: str) -> str:
    """The code of the type that staff call `name`, in singular or plural; empty if unknown."""
    plain = " ".join(fold_word(name).split()).strip(" .:*")
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("es"))
    return next((_BY_NAME[form] for form in forms if form in _BY_NAME), "")
