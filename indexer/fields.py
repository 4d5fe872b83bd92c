"""One row for each metadata field and each facet; everything else about them is derived.

From `FIELDS` come the columns of metadata.csv, what is searched and with which weight, the fields
that a query can name, the members of the JSON answers and the description on a publication's page;
from `FACETS` the counted fields, the filters with their parameters, and the values that a query can
name. Labels are texts of the interface, in English; `search_app.i18n.catalog` collects them for
translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.model import Metadata


class ValueKind(StrEnum):
    """What a value is, and so how it is parsed, filtered and shown."""

    TEXT = "text"
    TYPE = "type"
    LANGUAGE = "language"
    DATE = "date"
    YEAR = "year"
    IDENTIFIER = "identifier"
    RELATION = "relation"


class Wording(StrEnum):
    """What the texts of a field are, and so which of them are the same, and what a comma means."""

    FREE = "free"
    """Any text: it is shown as it was written."""

    NAMES = "names"
    """Of people and organisations: capitals make no difference, accents may; "Baró, Ignacio"."""

    TERMS = "terms"
    """Words from a vocabulary: neither makes a difference, and a comma stands between two."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split("|"))


@dataclass(frozen=True, slots=True)
class MetadataField:
    """A field of `Metadata`.

    `name` is its Dublin Core name and its column in metadata.csv; `attribute` is that of `Metadata`
    and the member of the JSON answers. Where it takes `several` values, staff separate them by `;`.
    A field with a `weight` is searched (BM25F); `searched_as` names another field whose words its
    own are part of. `operators` are the names that a query can give it besides `names`, which other
    services use. `in_hits` says that each hit of the JSON answer has it, not the publication's own
    answer alone. A field with a `label` is part of the description on a publication's page. One
    that is `derived`, from others or from the
    file alone, is no column, and a member only with `in_hits`. Where `shown_as` names an attribute,
    readers get that one. An `internal` one is a column, but readers never see it. `if_invalid` is
    the value of a cell that cannot be understood. `names` is what staff and readers may call it
    besides `name`, in the four languages. `wording` says what its texts are.
    """

    name: str
    attribute: str
    kind: ValueKind = ValueKind.TEXT
    several: bool = False
    weight: float = 0.0
    searched_as: str = ""
    operators: tuple[str, ...] = ()
    in_hits: bool = False
    label: str = ""
    derived: bool = False
    internal: bool = False
    shown_as: str = ""
    if_invalid: str = ""
    names: tuple[str, ...] = ()
    wording: Wording = Wording.FREE


@dataclass(frozen=True, slots=True)
class FacetField:
    """A field whose values are counted and can be chosen; `attribute` is that of `Metadata`.

    `label` names one value of it, `plural` several, as a heading. `operators` are the names that a
    query can give it; each that is a metadata field's brings the other names of that field along.
    """

    name: str
    attribute: str
    label: str
    plural: str
    kind: ValueKind = ValueKind.TEXT
    operators: tuple[str, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether a first and a last value are chosen, instead of single ones."""
        return self.kind is ValueKind.YEAR


# The order is that of the description on a publication's page.
FIELDS: Final = (
    MetadataField(
        "title",
        "title",
        weight=3.0,
        operators=("intitle", "allintitle"),
        in_hits=True,
        names=_names("título|títulos|titre|titres|titulo da obra|título de la obra|titles"),
    ),
    MetadataField(
        "creator",
        "creators",
        several=True,
        weight=2.0,
        operators=("inauthor", "au"),
        names=_names(
            "creators|creador|creadora|creadores|creadoras|autor|autora|autores|autoras|autoría|"
            "author|authors|auteur|auteure|auteurs|auteures|autrice|autrices|autoria|criador|"
            "criadora|créateur|créatrice|quién lo hizo"
        ),
        wording=Wording.NAMES,
        in_hits=True,
        label="Creators",
    ),
    MetadataField(
        "date",
        "date",
        ValueKind.DATE,
        in_hits=True,
        label="Date",
        shown_as="known_date",
        names=_names(
            "fecha|fechas|dates|data|datas|año|year|ano|année|fecha de publicación|"
            "publication date|date de publication|data de publicação"
        ),
    ),
    MetadataField("date_origin", "date_origin", in_hits=True, derived=True),
    MetadataField("file_year", "file_year", ValueKind.YEAR, derived=True),
    MetadataField(
        "type",
        "type",
        ValueKind.TYPE,
        in_hits=True,
        label="Type",
        names=_names(
            "tipo|tipos|types|clase|kind|tipo de publicación|tipo de publicação|"
            "type de publication|publication type"
        ),
    ),
    MetadataField(
        "language",
        "languages",
        ValueKind.LANGUAGE,
        several=True,
        in_hits=True,
        label="Languages",
        names=_names("idioma|idiomas|lengua|lenguas|languages|langue|langues|língua|línguas"),
    ),
    MetadataField(
        "series",
        "series",
        several=True,
        searched_as="subject",
        label="Series",
        derived=True,
        names=_names("serie|série|séries|colección|colecciones|coleção|coleções|collection"),
    ),
    MetadataField(
        "subject",
        "subjects",
        several=True,
        weight=2.0,
        names=_names(
            "subjects|tema|temas|materia|materias|asunto|asuntos|palabras clave|descriptores|"
            "etiquetas|keyword|keywords|topic|topics|tags|assunto|assuntos|palavras-chave|sujet|"
            "sujets|thème|thèmes|mots-clés"
        ),
        wording=Wording.TERMS,
        in_hits=True,
        label="Subjects",
    ),
    MetadataField(
        "description",
        "description",
        weight=1.5,
        names=_names(
            "descripción|descripciones|resumen|descriptions|abstract|summary|descrição|descrições|"
            "resumo|résumé"
        ),
    ),
    MetadataField(
        "relation",
        "relations",
        ValueKind.RELATION,
        several=True,
        label="Related",
        names=_names(
            "relación|relaciones|relations|relação|relações|lazos|related|relacionado con"
        ),
    ),
    MetadataField(
        "publisher",
        "publisher",
        label="Publisher",
        names=_names(
            "editorial|editoriales|editor|editora|editores|publishers|publicado por|"
            "quién lo publica|éditeur|éditrice|éditeurs|maison d'édition"
        ),
    ),
    MetadataField(
        "rights",
        "rights",
        label="Rights",
        names=_names(
            "derechos|licencia|permisos|permisos de uso|license|licence|copyright|direitos|licença|"
            "droits"
        ),
    ),
    MetadataField(
        "source",
        "source",
        label="Source",
        names=_names(
            "fuente|fuentes|origen|sources|procedencia|fonte|fontes|origem|origine|provenance"
        ),
    ),
    MetadataField(
        "identifier",
        "identifier",
        ValueKind.IDENTIFIER,
        label="Identifier",
        names=_names(
            "identificador|identificadores|clave|código|id|identifiers|code|identificador único|"
            "identifiant|identifiants"
        ),
    ),
    # A date that was mistyped keeps the publication hidden until it is corrected.
    MetadataField(
        "available",
        "available",
        ValueKind.DATE,
        internal=True,
        if_invalid="2999",
        names=_names(
            "disponible|disponible desde|disponible a partir de|no mostrar antes de|mostrar desde|"
            "available from|embargo|disponível|disponível a partir de|disponível desde|"
            "disponible à partir de|disponible dès"
        ),
    ),
)

# The order is that of the filters.
FACETS: Final = (
    FacetField(
        "language",
        "languages",
        "Language",
        "Languages",
        ValueKind.LANGUAGE,
        ("language", "lang"),
    ),
    FacetField("type", "type", "Type", "Types", ValueKind.TYPE, ("type",)),
    FacetField("year", "year", "Year", "Years", ValueKind.YEAR, ("date",)),
    FacetField("creator", "creators", "Creator", "Creators"),
    FacetField("subject", "subjects", "Subject", "Subjects"),
    FacetField("series", "series", "Series", "Series of publications", operators=("series",)),
)

FILE_COLUMN: Final = "file"
"""The column of metadata.csv that names the file."""
FILE_COLUMN_NAMES: Final = _names(
    "archivo|archivos|fichero|ficheros|files|filename|file name|nombre del archivo"
    "|nombre de archivo|nombre del fichero|lugar del archivo|ruta|path|fichier|fichiers"
    "|nom du fichier|nom de fichier|arquivo|arquivos|ficheiro|ficheiros|nome do arquivo"
    "|nome do ficheiro"
)
"""What staff may call it besides `FILE_COLUMN`."""

COLUMNS: Final = {row.name: row for row in FIELDS if not row.derived}
"""The columns of metadata.csv and the names in a sidecar."""
FACETS_BY_NAME: Final = {row.name: row for row in FACETS}

TEXT: Final = "text"
"""The name, as a searched field, of what the passages say."""
SEARCHED_METADATA: Final = tuple(row.name for row in FIELDS if row.weight)
"""The metadata fields that are searched, by the names of their index fields."""
SEARCHED_FIELDS: Final = (*SEARCHED_METADATA, TEXT)
FIELD_WEIGHTS: Final = {row.name: row.weight for row in FIELDS if row.weight} | {TEXT: 1.0}
"""BM25F's weights of `SEARCHED_FIELDS`."""


def _typed(names: Iterable[str]) -> tuple[str, ...]:
    """Those that can stand before a colon: a query's words end at a blank."""
    return tuple(name for name in names if " " not in name)


TEXT_OPERATORS: Final = {
    name: row.name
    for row in FIELDS
    if row.weight
    for name in _typed((row.name, *row.operators, *row.names))
}
"""What a query calls a searched metadata field -> the field."""
_NAMES: Final = {row.name: row.names for row in FIELDS}
VALUE_OPERATORS: Final = {
    name: row
    for row in FACETS
    for operator in row.operators
    for name in _typed((operator, *_NAMES.get(operator, ())))
}
"""What a query calls a facet whose whole values it names -> the facet."""
OTHER_OPERATORS: Final = {
    name: row
    for row in COLUMNS.values()
    for name in _typed((row.name, *row.names))
    if name not in TEXT_OPERATORS and name not in VALUE_OPERATORS
}
"""What a query may call a metadata field that is neither -> the field."""

LABELS: Final = tuple(
    dict.fromkeys(
        label
        for labels in (
            (row.label for row in FIELDS),
            (label for row in FACETS for label in (row.label, row.plural)),
        )
        for label in labels
        if label
    )
)
"""The texts of the interface in this module."""


def value_shown(metadata: Metadata, row: MetadataField | FacetField) -> object:
    """The value of a field, as readers get it."""
    shown = row.shown_as if isinstance(row, MetadataField) else ""
    return getattr(metadata, shown or row.attribute)


def values_of(metadata: Metadata, row: MetadataField | FacetField) -> tuple[str, ...]:
    """The values that a publication has in a field, each as text."""
    value = value_shown(metadata, row)
    if isinstance(value, tuple):
        return value
    return () if value is None or value == "" else (str(value),)


def searched_values(metadata: Metadata, name: str) -> tuple[str, ...]:
    """The values that are searched as one of `SEARCHED_METADATA`: its own, then others'."""
    own = values_of(metadata, COLUMNS[name])
    others = (values_of(metadata, row) for row in FIELDS if row.searched_as == name)
    return sum(others, own)


# --- what a reader chooses


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """A publication must have one of these values."""

    values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values)

    def selects(self, value: str) -> bool:
        """Whether `value` is chosen."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class RangeFilter:
    """A publication's value must be from `first` to `last`; None leaves that end open."""

    first: int | None = None
    last: int | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def selects(self, value: str) -> bool:
        """Whether `value` is inside the range."""
        number = int(value)
        above = self.first is None or number >= self.first
        return above and (self.last is None or number <= self.last)


FacetFilter = ValueFilter | RangeFilter


class Filters(Mapping[str, FacetFilter]):
    """The reader's choices, by the names of `FACETS`; immutable, without empty choices.

    Values within one facet are OR, facets are AND.
    """

    __slots__ = ("_filters",)

    def __init__(self, filters: Mapping[str, FacetFilter] | None = None) -> None:
        """Choices by facet.

        Raises:
            KeyError: there is no such facet.
            TypeError: a facet of ranges is given values, or the other way round.
        """
        for name, chosen in (filters or {}).items():
            if isinstance(chosen, RangeFilter) != FACETS_BY_NAME[name].is_range:
                raise TypeError(f"the facet {name} cannot be filtered by {chosen!r}")
        self._filters = {name: chosen for name, chosen in (filters or {}).items() if chosen}

    def __getitem__(self, name: str) -> FacetFilter:
        return self._filters[name]

    def __iter__(self) -> Iterator[str]:
        """The facets with a choice, in the order of `FACETS`."""
        return (name for name in FACETS_BY_NAME if name in self._filters)

    def __len__(self) -> int:
        return len(self._filters)

    def __hash__(self) -> int:
        return hash(frozenset(self._filters.items()))

    def __repr__(self) -> str:
        return f"Filters({dict(self)!r})"

    def values_in(self, facet: str) -> tuple[str, ...]:
        """The values chosen in a facet."""
        chosen = self.get(facet)
        return chosen.values if isinstance(chosen, ValueFilter) else ()

    def range_in(self, facet: str) -> RangeFilter:
        """The range chosen in a facet; an open one where nothing is."""
        chosen = self.get(facet)
        return chosen if isinstance(chosen, RangeFilter) else RangeFilter()

    def replaced(self, facet: str, chosen: FacetFilter) -> Filters:
        """The same choices, but `chosen` in one facet (which may be empty)."""
        return Filters({**self, facet: chosen})


NO_FILTERS: Final = Filters()
