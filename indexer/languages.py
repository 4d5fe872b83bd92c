"""The languages that are known here: one row each.

What a row leaves empty is not done in that language: with `function_words` it is detected in texts,
with a `stemmer` it is searched by stems, with an `interface` readers can choose it for the pages
(and need its catalogue in `search_app/translations`). Words are written in lower case and with
their accents; what compares them folds both sides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class PluralRule:
    """How a language counts: the forms that a text has, and which one goes with a number."""

    forms: tuple[str, ...]
    """CLDR's names for what the catalogue has as msgstr[0], msgstr[1] and so on."""
    expression: str
    """C, as gettext reads it: the form for the whole number `n`."""

    @property
    def header(self) -> str:
        """What a catalogue says under "Plural-Forms"."""
        return f"nplurals={len(self.forms)}; plural={self.expression};"


@dataclass(frozen=True, slots=True)
class QuotationMarks:
    """What opens and closes a quotation, and one inside it; a blank between these and the words,
    where there is one, does not break."""

    left: str
    right: str
    inner_left: str
    inner_right: str


@dataclass(frozen=True, slots=True)
class QueryOperators:
    """What readers write in capitals for the operators of a query."""

    both: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundRule:
    """Letters that sound alike are written as one `sound`: a capital where no letter is one.

    `letters` is a regular expression for a part of a word; ^ and $ are the word's ends. Rules with
    accented letters see the word as written, the others see it without its accents.
    """

    letters: str
    sound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A language that readers can choose: whose dates, numbers and quotation marks it uses."""

    name: str
    """What the language calls itself."""
    territory: str
    """ISO 3166-1; with the language's code it names the locale of Babel and CSL."""
    plurals: PluralRule
    quotation: QuotationMarks = QuotationMarks("“", "”", "‘", "’")
    stops_inside_quotes: bool = False
    """Whether full stops and commas stand before a closing quotation mark."""
    first_of_month: str = ""
    """How "1" is written in a date, where that is not "1"."""
    countries: frozenset[str] = frozenset()
    """Where those who speak another language read this one; ISO 3166-1."""
    thousands_mark: str = ","
    """What stands between the thousands of a number."""
    decimal_mark: str = "."
    """What stands before the decimals of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language."""

    code: str
    """ISO 639-1, or 639-3 where it has no other."""
    names: tuple[str, ...]
    """What staff may call it in metadata, besides `code`: its names in the interface languages, and
    its codes of ISO 639-2; without accents."""
    tesseract: str = ""
    """The name of its data for text recognition; empty where it has none of its own."""
    stemmer: str = ""
    """Snowball's name of its stemmer."""
    function_words: frozenset[str] = frozenset()
    """Words that carry no subject. In a query they need not occur, and their share shows the
    language of a text."""
    interface: Interface | None = None
    query_operators: QueryOperators = QueryOperators()
    sound_rules: tuple[SoundRule, ...] = field(default=(), repr=False)
    """How words are misspelt: those that the rules, one after the other, make equal sound alike.
    No part of `DIGEST`: nothing is read or indexed with them."""
    spelt_by_sound: bool = field(default=False, repr=False)
    """Whether those who know a word can write it, but for a few letters, so that a word in general
    use may be a misspelling of another ("asta" of "hasta"). Elsewhere ("knot", "not") it is one of
    those that everybody learns to tell apart."""

    months: tuple[tuple[str, ...], ...] = ()
    """The twelve months, each with its short forms (without the stop)."""
    weekdays: tuple[str, ...] = ()
    date_articles: tuple[str, ...] = ()
    """What can stand before a date."""
    date_links: tuple[str, ...] = ()
    """What can stand between day, month and year."""
    ordinals: tuple[str, ...] = ()
    """What can stand behind the number of a day."""
    ordinal_words: tuple[str, ...] = ()
    """First to tenth, as they stand before "edition"."""

    page_words: tuple[str, ...] = ()
    """What stands before a page's number, with the stop of an abbreviation."""
    section_words: tuple[str, ...] = ()
    """What people write before the number of a section, or before a page's number for short."""
    until_words: tuple[str, ...] = ()
    """What people write before the day on which something ends."""
    page_totals: tuple[str, ...] = ()
    """What stands between a page's number and how many there are ("3 of 12")."""
    accented: str = ""
    """Its letters with a diacritic."""
    elisions: tuple[str, ...] = ()
    """Words, or what is left of them, before an apostrophe."""
    byline_words: tuple[str, ...] = ()
    """What stands before an author's name."""
    staff_words: tuple[str, ...] = ()
    """Who signs in place of a person: "the team"."""
    author_labels: tuple[str, ...] = ()
    """What stands, with a colon, before the names of the authors of a work."""
    text_labels: tuple[str, ...] = ()
    """What stands so before those of its text, among the names of who else worked on it."""
    published_words: tuple[str, ...] = ()
    """What stands before the day on which something was published."""
    updated_words: tuple[str, ...] = ()
    """What stands before the day on which it was changed."""
    event_words: tuple[str, ...] = ()
    """What a date belongs to that is not the day of publication."""
    body_words: tuple[str, ...] = ()
    """Words of the names of organisations that are no family names."""
    contents_words: tuple[str, ...] = ()
    """The headings of lists of contents and of what stands before the text."""
    series_words: tuple[str, ...] = ()
    """What stands before the number of a part of a series, or of a document."""
    placeholder_titles: tuple[str, ...] = ()
    """What programs write where nobody gave a title."""
    placeholder_names: tuple[str, ...] = ()
    """What programs write where nobody gave an author."""
    contents_headings: tuple[str, ...] = ()
    """What stands above a table of contents, and a list of tables or figures."""
    index_headings: tuple[str, ...] = ()
    """What stands above an index of subjects or names."""
    bibliography_headings: tuple[str, ...] = ()
    """What stands above a list of references."""
    colophon_headings: tuple[str, ...] = ()
    """What stands above an imprint or a list of those who made the work."""
    colophon_phrases: tuple[str, ...] = ()
    """What imprints say: who has the rights, who made and printed the work."""
    printing_phrases: tuple[str, ...] = ()
    """How a printer's colophon begins, which says nothing else that imprints say."""
    blank_page_phrases: tuple[str, ...] = ()
    """What pages say that were left blank."""
    phone_words: tuple[str, ...] = ()
    """What stands before a telephone number."""
    at_words: tuple[str, ...] = ()
    """What people write for the @ of an address."""
    companion_endings: tuple[str, ...] = ()
    """Endings of the folder in which browsers save what belongs to a page."""
    version_words: tuple[str, ...] = ()
    """What people write into the name of a file for its version, without accents."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _countries(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|"))


def _months(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names.split("/")) for names in text.split())


def _sound_rules(text: str) -> tuple[SoundRule, ...]:
    """Rules as `letters>sound`, with blanks between them."""
    return tuple(SoundRule(*rule.rsplit(">", 1)) for rule in text.split())


# The plural rules are those of CLDR 47 for whole numbers, of which the interface has no others:
# https://www.unicode.org/cldr/charts/47/supplemental/language_plural_rules.html
# They stand here because translations are written to them: what a library knows of plurals changes
# with its version, and no translation comes with it. "many" is for whole millions: a million is a
# noun in Spanish, Portuguese and French, "un millón de publicaciones".
_ONE_MANY_OTHER: Final = ("one", "many", "other")

# Function words: Snowball's lists, shortened to what carries no subject. One list serves searching
# and detecting. Measured: the language is right in 309 of the 311 test publications (308 with a
# shorter list for detecting alone), and the ranking on XQuAD and Cranfield is the same to the third
# digit with and without the words that only detecting had.
_SPANISH: Final = Language(
    code="es",
    names=_words("espanol castellano spanish espanhol espagnol spa esp"),
    tesseract="spa",
    stemmer="spanish",
    function_words=frozenset(
        _words(
            "a al algo ante antes como con contra cual cuando cuál cuáles cuándo cuánto cuánta "
            "cuántos cuántas cómo de del desde donde dónde durante e el ella ellas ellos en entre "
            "era eran es esa esas ese eso esos esta estas este esto estos está están fue fueron ha "
            "han hasta hay la las le les lo los más me mi mis muy ni no nos o para pero por porque "
            "que quien quienes quién quiénes qué se ser si sin sobre son su sus sí también te "
            "tiene tienen todo tu tus u un una unas uno unos y ya yo"
        )
    ),
    interface=Interface(
        name="Español",
        territory="MX",
        countries=_countries("AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE"),
        plurals=PluralRule(_ONE_MANY_OTHER, "(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2)"),
    ),
    query_operators=QueryOperators(("Y", "E"), ("O", "U"), ("NO", "SIN"), ("CERCA",)),
    # The phonology of Spanish as it is spoken in America (Nueva gramática de la lengua española:
    # Fonética y fonología, 2011): seseo, yeísmo; clusters that few pronounce in full.
    sound_rules=_sound_rules(
        "nn|gn|n(?:h|[iy](?=[aeou]))>n ch>C ^h?i(?=e)>y ^h?u(?=[aeio])>gu h> ^ps>s "
        "gu(?=[ei])>G g(?=[ei])>j G>g qu(?=[ei])>k c(?=[ei])>s [cq]>k x|ks>s z>s "
        "v>b w>gu ll>y y$>i y(?![aeiou])>i (?<=[aeou])i(?=[aeou])>y ^i(?=[aeou])>y "
        "m(?=[bpf])>n nm>m ns(?=[^aeious])>s [bp](?=t)> p(?=[scn])>b t$>d (.)\\1+>\\1"
    ),
    spelt_by_sound=True,
    months=_months(
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
        "septiembre/setiembre/sept octubre/oct noviembre/nov diciembre/dic"
    ),
    weekdays=_words("lunes martes miércoles jueves viernes sábado domingo"),
    date_articles=("el",),
    date_links=("de", "del"),
    ordinals=("º", "ª", "°", "o", "a"),
    ordinal_words=_words(
        "primera segunda tercera cuarta quinta sexta séptima octava novena décima"
    ),
    page_words=("página", "pagina", "pág.", "pag."),
    section_words=("sección", "seccion", "pasaje", "apartado", "pp.", "p.", "págs.", "páginas"),
    until_words=("hasta", "hasta el", "hasta el día", "hasta que sea"),
    page_totals=("de",),
    accented="áéíóúüñ",
    byline_words=("por", "de", "autor", "autora"),
    staff_words=_phrases(
        "equipo|redacción|admin|administrador|administradora|editor|editora|editorial|colectivo"
        "|colectiva|comunicación|comunicación social|prensa|corresponsal|staff|webmaster"
    ),
    author_labels=_phrases(
        "autor|autora|autores|autoras|autoría|escrito por|escrita por|redactado por|elaborado por"
    ),
    text_labels=_phrases("texto|textos|redacción|elaboración|investigación y textos"),
    published_words=_phrases(
        "publicado|publicada|publicado en línea|fecha de publicación|publicación|fecha:|creado"
        "|creada|esta entrada fue publicada|esta entrada se publicó|este artículo fue publicado"
        "|esta nota fue publicada|artículo publicado|nota publicada|subido|difundido"
    ),
    updated_words=_phrases(
        "actualizado|actualizada|última actualización|fecha de actualización|actualización"
        "|última modificación|modificado|modificada|última edición|última revisión"
        "|esta página se editó por última vez"
    ),
    event_words=_words(
        "acto agenda aniversario asamblea audiencia caso congreso convocatoria curso decreto "
        "encuentro evento exp expediente fallo festival foro hasta hecho inicio jornada ley lugar "
        "marcha mesa misa nacimiento nacio plazo presentacion reunion sentencia seminario taller "
        "vigencia vigente"
    ),
    body_words=_words(
        "academia agencia alianza amnistía archivo área asamblea asociación ayuntamiento "
        "biblioteca brigada cámara caravana cáritas casa centro clínica coalición colectiva "
        "colectivo comisión comité comunidad comunidades confederación conferencia congreso "
        "consejo consorcio cooperativa coordinación coordinadora corporación corte defensoría "
        "delegación departamento diócesis dirección editorial embajada empresa equipo escuela "
        "facultad federación fiscalía frente fundación gobierno grupo iglesia institución "
        "instituto laboratorio liga madres médicos ministerio misión movimiento mujeres museo "
        "naciones observatorio oficina organización organizaciones parroquia plataforma "
        "procuraduría programa proyecto red redes secretaría servicio servicios sindicato "
        "sociedad subsecretaría tribunal unidad unión universidad vicaría"
    ),
    contents_words=_phrases(
        "contenido|contenidos|índice|índice general|sumario|tabla de contenido"
        "|tabla de contenidos|presentación|introducción|prólogo|agradecimientos|créditos"
        "|directorio"
    ),
    series_words=_words(
        "anexo boletín capítulo colección cuadernillo cuaderno entrega folleto guía módulo número "
        "parte serie tomo unidad volumen"
    ),
    placeholder_titles=_phrases(
        "documento|diapositiva|inicio|nueva página|página nueva|nuevo documento|plantilla|portada"
        "|presentación|presentación de powerpoint|documento escaneado|sin título|sin titulo"
        "|título|titulo|documento sin título"
    ),
    placeholder_names=_phrases(
        "administrador|anónimo|autor|autora|casa|desconocido|desconocida|equipo|invitado"
        "|propietario|usuario|usuario de windows"
    ),
    blank_page_phrases=_phrases(
        "página en blanco|página dejada en blanco|se ha dejado en blanco|se dejó en blanco"
        "|dejada intencionalmente en blanco"
    ),
    phone_words=_words("teléfono teléfonos móvil cel celular lada"),
    contents_headings=_phrases(
        "contenido|contenidos|índice|índice de contenido|índice de contenidos|índice general"
        "|sumario|tabla de contenido|tabla de contenidos|tabla de materias|lista de tablas"
        "|lista de figuras|lista de cuadros|lista de ilustraciones|índice de cuadros"
        "|índice de figuras|índice de tablas|índice de ilustraciones|índice de gráficas"
    ),
    index_headings=_phrases(
        "índice alfabético|índice analítico|índice de materias|índice de nombres"
        "|índice onomástico|índice temático|índice de autores|índice terminológico"
    ),
    bibliography_headings=_phrases(
        "bibliografía|bibliografía citada|bibliografía consultada|bibliografía general"
        "|bibliografía recomendada|fuentes|fuentes consultadas|fuentes y bibliografía"
        "|bibliografía y referencias|lecturas recomendadas|literatura citada|obras citadas"
        "|obras consultadas|para saber más|referencias|referencias bibliográficas"
        "|referencias y bibliografía|trabajos citados"
    ),
    colophon_headings=_phrases(
        "colofón|créditos|directorio|página legal|datos de la edición|equipo editorial"
        "|ficha técnica|aviso legal|derechos de autor|licencia"
    ),
    colophon_phrases=_phrases(
        "dominio público|cc0|compuesto con|"
        "todos los derechos reservados|derechos reservados|derechos de autor|primera edición"
        "|segunda edición|tercera edición|primera impresión|impreso en|hecho en méxico"
        "|se terminó de imprimir|tiraje|depósito legal|queda hecho el depósito"
        "|reproducción total o parcial|reproducción parcial|sin fines de lucro|citando la fuente"
        "|siempre que se cite|corrección de estilo|cuidado de la edición|cuidado editorial"
        "|coordinación editorial|diseño editorial|diseño gráfico|diseño de portada"
        "|diseño y diagramación|diagramación|maquetación|ilustraciones|ilustración de portada"
        "|fotografías|formación editorial|edición y diseño|traducción|esta obra está bajo"
        "|bajo una licencia|esta publicación|creative commons|isbn|issn|copyright"
        "|se concede permiso|es software libre|este documento es libre"
    ),
    printing_phrases=_phrases("se terminó de imprimir|se acabó de imprimir|terminóse de imprimir"),
    at_words=("arroba",),
    companion_endings=("_archivos",),
    version_words=_words(
        "version edicion final definitivo definitiva revisado revisada corregido "
        "corregida borrador nuevo nueva viejo vieja copia impresion"
    ),
)
_ENGLISH: Final = Language(
    code="en",
    names=_words("ingles english inglese anglais eng ing"),
    tesseract="eng",
    stemmer="english",
    function_words=frozenset(
        _words(
            "a about all also an and any are as at be been being but by can could did do does for "
            "from had has have he her his how i if in into is it its me more my no not of on or "
            "our she should so than that the their them then there these they this those to was "
            "we were what when where which while who whom whose why will with would you your"
        )
    ),
    interface=Interface(
        name="English",
        territory="US",
        plurals=PluralRule(("one", "other"), "(n != 1)"),
        stops_inside_quotes=True,
    ),
    query_operators=QueryOperators(("AND",), ("OR",), ("NOT",), ("NEAR", "ADJ", "WITHIN")),
    # Vowels without stress sound alike, and which letters write one is learned by heart; those of
    # the back of the mouth are seldom taken for those of the front.
    sound_rules=_sound_rules(
        "^[kgp](?=n)> ^w(?=r)> ^p(?=s)> psych|sych|^syc|^sic>sik ^wh>w ph>f "
        "augh|ough>o gh(?=t)> gh>g tch|ch>C "
        "(?:ss?|sc|[ct])(?=i(?:on|a|ou|e))>S sh>S th>T sc(?=[eiy])>s dg(?=e)>j g(?=[eiy])>j "
        "ck>k c(?=[eiy])>s q|c>k x>ks z>s (?<=.)h> m[bn]$>m bt$>t e$> [aeiy]+>a [ouw]+>o "
        "(.)\\1+>\\1"
    ),
    months=_months(
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
        "september/sep october/oct november/nov december/dec"
    ),
    weekdays=_words("monday tuesday wednesday thursday friday saturday sunday"),
    date_articles=("on", "the"),
    date_links=("of",),
    ordinals=("st", "nd", "rd", "th"),
    ordinal_words=_words("first second third fourth fifth sixth seventh eighth ninth tenth"),
    page_words=("page",),
    section_words=("section", "passage", "pages", "pp.", "p.", "pg."),
    until_words=("until", "until the", "till", "up to"),
    page_totals=("of",),
    byline_words=("by", "author"),
    staff_words=_phrases("team|editor|newsroom|news desk|correspondent|reporter|collective"),
    author_labels=_phrases("author|authors|written by"),
    text_labels=_phrases("text|texts|text by"),
    published_words=_phrases(
        "published|posted|date published|publication date|published online|first published|date:"
        "|issued|released|this entry was posted|this article was published|submitted|uploaded"
    ),
    updated_words=_phrases(
        "updated|last updated|last update|last modified|modified|last edited|last revised|revised"
        "|this page was last edited|this page was last modified"
    ),
    event_words=_words(
        "act anniversary assembly born case conference congress course deadline decree died event "
        "festival hearing law meeting program ruling seminar until webinar workshop"
    ),
    body_words=_words(
        "academy agency alliance amnesty assembly association campaign center centre coalition "
        "collective college commission committee community company confederation conference "
        "congress cooperative corporation council department doctors embassy federation "
        "foundation government group initiative institute institution international laboratory "
        "league library ministry movement museum nations network observatory office organisation "
        "organization partnership program programme project rights school secretariat service "
        "services society team union university women"
    ),
    contents_words=_phrases(
        "contents|table of contents|index|foreword|introduction|preface|acknowledgements|credits"
    ),
    series_words=_words(
        "annex appendix booklet bulletin chapter issue module newsletter part unit volume"
    ),
    placeholder_titles=_phrases(
        "anonymous|book|cover|default|document|home|index|layout|new document|new page|none|page"
        "|powerpoint presentation|presentation|print|scan|scanned document|title|unknown"
        "|adobe photoshop pdf|sample|slide|template|word document|unspecified|untitled"
        "|untitled document|welcome"
    ),
    placeholder_names=_phrases(
        "admin|administrator|anonymous|author|default user|guest|home|none|office|owner|unknown"
        "|unknown author|user|user name|username|valued customer|windows user|your name"
        "|your user name|your organization name"
    ),
    blank_page_phrases=_phrases(
        "intentionally left blank|left blank intentionally|intentionally blank|this page is blank"
        "|blank page"
    ),
    phone_words=_words("phone telephone mobile"),
    contents_headings=_phrases(
        "contents|table of contents|list of tables|list of figures|list of illustrations"
        "|list of contents|arrangement of sections|arrangement of provisions"
        "|summary of contents|brief contents|detailed contents|in this issue"
        "|list of examples|list of boxes"
    ),
    index_headings=_phrases(
        "index|subject index|name index|author index|general index|index of names"
        "|index of subjects|index of terms|alphabetical index|analytical index"
    ),
    bibliography_headings=_phrases(
        "bibliography|references|references cited|literature cited|works cited|sources"
        "|further reading|selected bibliography|reference list|list of references"
        "|suggested reading|cited works|sources and further reading|references and notes"
        "|notes and references"
    ),
    colophon_headings=_phrases(
        "colophon|imprint|credits|copyright|copyright notice|publication details"
        "|legal notice|about this publication|production team|masthead"
        "|copyright and license|copyright and licence"
    ),
    colophon_phrases=_phrases(
        "public domain|cc0|"
        "all rights reserved|first edition|second edition|third edition|first published"
        "|published by|printed in|printed by|library of congress|cataloguing in publication"
        "|cataloging in publication|no part of this|may be reproduced|reproduced in any form"
        "|without permission|non-commercial purposes|cover design|graphic design|design and layout"
        "|layout by|translated by|edited by|illustrations by|copy editor|copyediting"
        "|licensed under|this work is licensed|released under|permission is granted"
        "|terms of the license|this document may|suggested citation|creative commons|isbn|issn"
        "|copyright|is free software|acknowledgements|cover photo|typeset"
    ),
    printing_phrases=_phrases("printed and bound"),
    at_words=("at",),
    companion_endings=("_files",),
    version_words=_words("version edition final revised corrected draft new old copy print"),
)
_PORTUGUESE: Final = Language(
    code="pt",
    names=_words("portugues portuguese portugais por port"),
    tesseract="por",
    stemmer="portuguese",
    function_words=frozenset(
        _words(
            "a ao aos as até com como da das de dela dele deles do dos e ela elas ele eles em "
            "entre era essa esta este eu foi foram há isso isto já lhe mais mas me mesmo meu muito "
            "na nas nem no nos não num numa o onde os ou para pela pelas pelo pelos por porque "
            "qual quais quando que quem se sem ser seu seus sua suas são também te tem um uma você "
            "à às é"
        )
    ),
    interface=Interface(
        name="Português",
        territory="BR",
        countries=_countries("AO BR CV GW MZ PT ST TL"),
        plurals=PluralRule(_ONE_MANY_OTHER, "(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2)"),
        first_of_month="1º",
        thousands_mark=".",
        decimal_mark=",",
    ),
    query_operators=QueryOperators(("E",), ("OU",), ("NÃO", "NAO", "SEM"), ("PERTO",)),
    sound_rules=_sound_rules(
        "ç>ss ã[oe]>am õe>on ñ>nh n(?:hi?(?=[aeou])|[iy](?=[aeou]))>N "
        "l(?:hi?|l|i)(?=[aeou])>L ^ex(?=[aeiou])>es ^h?ex(?=[^aeiou])>es xc(?=[ei])>s ch|sh>x h> "
        "gu(?=[ei])>G g(?=[ei])>j G>g qu(?=[ei])>k sc(?=[ei])>s c(?=[ei])>s [cq]>k z>s ct>t v>b "
        "y>i w>u ph>f ou>o ei(?=[jrx])>e m(?=[bpf])>n m$>n l(?![aeiou])>u e(?=s?$)>i o(?=s?$)>u "
        "(.)\\1+>\\1"
    ),
    spelt_by_sound=True,
    months=_months(
        "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago "
        "setembro/set outubro/out novembro/nov dezembro/dez"
    ),
    weekdays=_words(
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"
    ),
    date_articles=("em",),
    date_links=("de",),
    ordinals=("º", "ª", "°", "o", "a"),
    ordinal_words=_words("primeira segunda terceira quarta quinta sexta sétima oitava nona décima"),
    page_words=("página", "pagina", "pág.", "pag."),
    section_words=("seção", "secção", "passagem", "págs.", "páginas"),
    until_words=("até", "até o", "até o dia", "até ao", "até a"),
    page_totals=("de",),
    accented="áéíóúàâêôãõüç",
    byline_words=("por", "pela", "pelo", "de", "autor", "autora"),
    staff_words=_phrases("equipe|redação|coletivo|coletiva|comunicação|imprensa|assessoria|ascom"),
    author_labels=_phrases("autor|autora|autores|autoras|autoria|escrito por|elaborado por"),
    text_labels=_phrases("texto|textos|redação|elaboração"),
    published_words=_phrases(
        "publicado|publicada|postado|postada|data de publicação|publicação|data:|criado"
        "|esta entrada foi publicada|este artigo foi publicado"
    ),
    updated_words=_phrases(
        "atualizado|atualizada|última atualização|data de atualização|modificado|modificada"
        "|última modificação|última edição|esta página foi editada pela última vez"
    ),
    event_words=_words(
        "ato agenda aniversario assembleia audiencia caso congresso convocatoria curso decreto "
        "encontro evento festival foro forum inicio jornada lei local marcha mesa nascimento "
        "prazo processo reuniao seminario sentenca oficina vigencia"
    ),
    body_words=_words(
        "aliança anistia articulação associação centro coletiva coletivo comissão comitê "
        "comunidade confederação conselho cooperativa coordenação defensoria departamento "
        "embaixada equipe escola faculdade federação fundação governo grupo instituição instituto "
        "ministério missão movimento mulheres núcleo observatório organização pastoral prefeitura "
        "programa projeto rede secretaria serviço sindicato sociedade tribunal união universidade"
    ),
    contents_words=_phrases(
        "conteúdo|conteúdos|índice|sumário|apresentação|introdução|prefácio|agradecimentos|créditos"
    ),
    series_words=_words(
        "anexo boletim caderno capítulo cartilha coleção módulo número parte série volume"
    ),
    placeholder_titles=_phrases(
        "documento|apresentação do powerpoint|nova página|sem título|título|titulo"
        "|documento sem título"
    ),
    placeholder_names=_phrases("administrador|autor|autora|usuário|usuário do windows"),
    contents_headings=_phrases(
        "conteúdo|conteúdos|índice|índice geral|sumário|tabela de conteúdo|tabela de conteúdos"
        "|lista de tabelas|lista de figuras|lista de quadros|lista de ilustrações"
        "|lista de exemplos|índice de figuras|índice de tabelas"
    ),
    index_headings=_phrases(
        "índice remissivo|índice alfabético|índice analítico|índice onomástico"
        "|índice de assuntos|índice temático|índice de nomes"
    ),
    bibliography_headings=_phrases(
        "bibliografia|bibliografia consultada|referências|referências bibliográficas"
        "|fontes|fontes e bibliografia|leituras recomendadas|obras citadas|obras consultadas"
        "|literatura citada|para saber mais"
    ),
    colophon_headings=_phrases(
        "colofão|créditos|ficha técnica|expediente|ficha catalográfica|aviso legal"
        "|equipe editorial|licença"
    ),
    colophon_phrases=_phrases(
        "domínio público|cc0|composto com|"
        "todos os direitos reservados|direitos reservados|direitos autorais|primeira edição"
        "|1ª edição|segunda edição|impresso no|impresso em|depósito legal|ficha catalográfica"
        "|dados internacionais de catalogação|reprodução total ou parcial|reprodução parcial"
        "|desde que citada a fonte|projeto gráfico|diagramação|editoração|capa|ilustrações"
        "|revisão de texto|preparação de texto|tradução|tiragem|licenciado sob|sob a licença"
        "|esta obra|creative commons|isbn|issn|copyright|é software livre|é dada permissão"
        "|é concedida permissão|termos da licença"
    ),
    printing_phrases=_phrases("acabou de imprimir|acabou-se de imprimir|foi composto em"),
    blank_page_phrases=_phrases("página em branco|deixada em branco|intencionalmente em branco"),
    phone_words=_words("telefone celular cel"),
    at_words=("arroba",),
    companion_endings=("_arquivos", "_ficheiros"),
    version_words=_words(
        "versao edicao final definitivo definitiva revisado revisada corrigido corrigida "
        "rascunho novo nova velho copia impressao"
    ),
)
_FRENCH: Final = Language(
    code="fr",
    names=_words("frances french francais fra fre"),
    tesseract="fra",
    stemmer="french",
    function_words=frozenset(
        _words(
            "a ai au aux avec c ce ces cette comment d dans de des du elle elles en est et était "
            "eu il ils j je l la le les leur leurs lui m mais me même mes n ne nos notre nous on "
            "ont où ou par pas plus pour pourquoi qu quand que quel quelle quelles quels qui s sa "
            "sans se ses son sont sur t te tu un une vos votre vous y à été être"
        )
    ),
    interface=Interface(
        name="Français",
        territory="FR",
        countries=_countries("BF BI BJ CD CF CG CI CM FR GA GN HT MC MG ML NE RW SN TD TG"),
        plurals=PluralRule(_ONE_MANY_OTHER, "(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2)"),
        quotation=QuotationMarks("«\u00a0", "\u00a0»", "“", "”"),
        first_of_month="1er",
        thousands_mark="\u202f",
        decimal_mark=",",
    ),
    query_operators=QueryOperators(("ET",), ("OU",), ("NON", "SAUF", "SANS"), ("PRÈS", "PROCHE")),
    # Endings that nobody hears, and the nasal vowels.
    sound_rules=_sound_rules(
        "ç>ss ée?s?$>er ph>f sch|ch|sh>C (.)\\1+>\\1 gn|ni(?=[aeou])>N ge(?=[ao])>j g(?=[eiy])>j "
        "gu(?=[eiy])>g h> qu|ck>k sc(?=[eiy])>s c(?=[eiy])>s [cq]>k t(?=i(?:on|el|en))>s "
        "x(?!$)|ks>s z(?!$)>s e?aux?(?=s?$)>o e?au>o (?:er|ez|ais?|ait|aient|et)$>E ou>U o?eu>e "
        "[ae][nm](?![aeiouE])>A (?:ai|ei|[eiy])[nm](?![aeiouE])>I on(?![aeiouE])>O ai|ei>e y>i "
        "(?:es?|[stdxpz])+$> s+>s"
    ),
    months=_months(
        "janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre/sept "
        "octobre/oct novembre/nov décembre/déc"
    ),
    weekdays=_words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    date_articles=("le",),
    ordinals=("er",),
    ordinal_words=_words(
        "première deuxième seconde troisième quatrième cinquième sixième septième huitième "
        "neuvième dixième"
    ),
    page_words=("page",),
    section_words=("section", "passage", "pages", "pp.", "p."),
    until_words=("jusqu'au", "jusqu'à", "jusqu'en", "jusque"),
    page_totals=("sur",),
    accented="éàèùâêîôûëïüÿç",
    elisions=_words("c d j l m n s t qu jusqu lorsqu puisqu"),
    byline_words=("par", "de", "auteur"),
    staff_words=_phrases("équipe|rédaction|collectif|correspondant|correspondante"),
    author_labels=_phrases("auteur|auteure|auteurs|auteures|autrice|autrices|écrit par|rédigé par"),
    text_labels=_phrases("texte|textes|rédaction"),
    published_words=_phrases(
        "publié|publiée|publié en ligne|mis en ligne|mise en ligne|date de publication"
        "|publication|date:|date :|posté|postée|paru|parue|cet article a été publié"
    ),
    updated_words=_phrases(
        "mis à jour|mise à jour|dernière mise à jour|modifié|modifiée|dernière modification"
        "|actualisé|révisé|cette page a été modifiée pour la dernière fois"
    ),
    event_words=_words(
        "affaire agenda anniversaire assemblee atelier audience colloque concours conference "
        "congres convocation cours decret decision evenement festival forum jugement loi marche "
        "naissance rencontre reunion seminaire"
    ),
    body_words=_words(
        "agence alliance ambassade amnistie assemblée association bureau centre coalition "
        "collectif comité commission communauté confédération conseil coopérative coordination "
        "école équipe fédération femmes fondation gouvernement groupe institut institution "
        "laboratoire ligue médecins ministère mission mouvement observatoire organisation "
        "programme projet réseau secours secrétariat service services société syndicat tribunal "
        "union université"
    ),
    contents_words=_phrases(
        "contenu|contenus|sommaire|table des matières|index|avant-propos|introduction|préface"
        "|remerciements|crédits"
    ),
    series_words=_words(
        "annexe bulletin cahier chapitre collection module numéro partie série tome volume"
    ),
    placeholder_titles=_phrases(
        "nouveau document|nouvelle page|page sans titre|présentation powerpoint|sans titre"
    ),
    placeholder_names=_phrases("administrateur|utilisateur|utilisateur windows"),
    blank_page_phrases=_phrases(
        "page blanche|laissée blanche|laissée vide|laissée en blanc|intentionnellement vide"
        "|intentionnellement blanche"
    ),
    phone_words=("téléphone",),
    contents_headings=_phrases(
        "sommaire|table des matières|contenu|table|liste des tableaux|liste des figures"
        "|liste des illustrations|table des illustrations|table des figures|contents"
    ),
    index_headings=_phrases(
        "index|index alphabétique|index des noms|index thématique|index analytique"
        "|index des matières|index général"
    ),
    bibliography_headings=_phrases(
        "bibliographie|références|références bibliographiques|sources|ouvrages cités"
        "|sources et bibliographie|pour aller plus loin|lectures conseillées"
        "|bibliographie sélective|littérature citée"
    ),
    colophon_headings=_phrases(
        "achevé d’imprimer|crédits|mentions légales|colophon|ours|équipe éditoriale"
        "|droits d’auteur|licence"
    ),
    colophon_phrases=_phrases(
        "domaine public|cc0|"
        "tous droits réservés|droits réservés|droits d’auteur|droits d'auteur|première édition"
        "|deuxième édition|dépôt légal|imprimé en|achevé d’imprimer|achevé d'imprimer"
        "|reproduction interdite|reproduction totale ou partielle|reproduction partielle"
        "|sous réserve de citer|mise en page|conception graphique|maquette|illustrations"
        "|relecture|traduction|directeur de la publication|sous licence|licence publique"
        "|cette œuvre|creative commons|isbn|issn|copyright|logiciel libre|termes de la licence"
        "|permission est accordée"
    ),
    printing_phrases=_phrases("achevé d’imprimer|achevé d'imprimer"),
    companion_endings=("_fichiers",),
    version_words=_words(
        "version edition final definitif revise revisee corrige corrigee brouillon "
        "nouveau nouvelle ancien copie impression"
    ),
)
_ITALIAN: Final = Language(
    code="it",
    names=_words("italiano italian italien ita"),
    tesseract="ita",
    function_words=frozenset(
        _words(
            "a ad ai al alla alle anche che chi ci come con da dal dalla degli dei del della delle "
            "dello di e ed è essere gli ha i il in l la le lo ma nel nella non o per perché più "
            "può quando questa questo se si sono su sua sul suo un una uno"
        )
    ),
    page_words=("pagina",),
    page_totals=("di",),
    accented="àèéìòù",
    elisions=_words("c d l m n s t un all dall dell nell sull quest"),
    placeholder_titles=_phrases("presentazione di powerpoint|senza titolo"),
    contents_headings=("indice", "sommario", "indice generale"),
    index_headings=("indice analitico", "indice dei nomi"),
    bibliography_headings=_phrases("bibliografia|riferimenti bibliografici|riferimenti"),
    colophon_phrases=_phrases(
        "tutti i diritti riservati|diritti d'autore|prima edizione|stampato in|creative commons"
        "|isbn|copyright|software libero|è garantito il permesso"
    ),
    placeholder_names=("utente",),
)
_CATALAN: Final = Language(
    code="ca",
    names=_words("catalan catala catalao cat"),
    tesseract="cat",
    function_words=frozenset(
        _words(
            "a al als amb aquest aquesta com d de del dels des el els en entre era és per fins hi "
            "ha i l la les li més molt no o pel pels però perquè que quan què s se sense ser seu "
            "seva són també tot un una unes uns va"
        )
    ),
    page_words=("pàgina",),
    page_totals=("de",),
    accented="àèòéíóúïüç",
    elisions=_words("d l m n s t"),
    placeholder_titles=("sense títol",),
    contents_headings=("índex", "sumari", "taula de continguts"),
    bibliography_headings=("bibliografia", "referències"),
)

LANGUAGES: Final = (
    _SPANISH,
    _ENGLISH,
    _PORTUGUESE,
    _FRENCH,
    _ITALIAN,
    _CATALAN,
    Language(
        code="de",
        body_words=_words("gesellschaft stiftung verband verein zentrum"),
        names=_words("aleman german deutsch alemao allemand deu ger"),
        tesseract="deu",
        accented="äöü",
    ),
    Language(code="gl", names=_words("gallego galician galego glg"), tesseract="glg"),
    Language(code="eu", names=_words("euskera vasco basque basco eus baq"), tesseract="eus"),
    Language(code="nah", names=("nahuatl",)),
    Language(code="yua", names=_words("maya yucateco")),
    Language(code="zap", names=_words("zapoteco zapotec")),
    Language(code="mix", names=_words("mixteco mixtec")),
    Language(code="tzh", names=_words("tseltal tzeltal")),
    Language(code="tzo", names=_words("tsotsil tzotzil")),
    Language(code="quc", names=_words("kiche quiche")),
    Language(code="qu", names=_words("quechua que"), tesseract="que"),
    Language(code="ay", names=_words("aymara aimara aym")),
    Language(code="gn", names=_words("guarani grn")),
    Language(code="arn", names=_words("mapudungun mapuche")),
)

INDEXED_LANGUAGES: Final = tuple(row for row in LANGUAGES if row.stemmer)
"""The languages whose words are searched by their stems."""

FUNCTION_WORDS: Final = frozenset().union(*(row.function_words for row in INDEXED_LANGUAGES))
"""The function words of all languages of the index."""

INTERFACES: Final = {row.code: row.interface for row in LANGUAGES if row.interface}
"""The languages of the pages; the first one is for readers whose browser names none of them."""


def _digest() -> str:
    no_words, no_operators = frozenset[str](), QueryOperators()
    rows = [
        replace(row, interface=None, function_words=no_words, query_operators=no_operators)
        for row in LANGUAGES
    ]
    named = repr([rows, [sorted(row.function_words) for row in LANGUAGES]])
    return hashlib.sha256(named.encode()).hexdigest()[:8]


DIGEST: Final = _digest()
"""Names what reading and indexing know of languages. With another one, files are read again."""
