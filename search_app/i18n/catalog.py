"""Updates and compiles the translations: `python -m search_app.i18n.catalog`.

Every text of the interface, and every message of the indexer, is put into the .po file of each
language (which is made where it is missing); what is new there is to be translated by hand, and
then this is run again, which writes the .mo file that the programs read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import indexer
from indexer.fields import LABELS
from indexer.languages import INTERFACES
from search_app.i18n.locale import REGIONS, SOURCE_LANGUAGE

# The extractor of Jinja2 by its place: Babel before 2.16 knows its short name by setuptools only.
_METHODS: Final = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS: Final = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
_MESSAGE_KEYWORDS: Final = {"message": None, "plural": (1, 2)}


@dataclass(frozen=True, slots=True)
class TextDomain:
    """The texts of a package: what marks them in its code, and `labels`, which are in tables.

    Texts of `others` with the same marks are in its catalogues too.
    """

    package: Path
    keywords: Mapping[str, Any]
    labels: tuple[str, ...] = ()
    others: tuple[Path, ...] = ()

    @property
    def translations(self) -> Path:
        """The folder of its catalogues."""
        return self.package / "translations"


INTERFACE: Final = TextDomain(Path(__file__).parents[1], _KEYWORDS, LABELS)
MESSAGES: Final = TextDomain(
    Path(indexer.__file__).parent, _MESSAGE_KEYWORDS, others=(INTERFACE.package,)
)


class InterfaceCatalog(Catalog):
    """The texts of one interface language.

    What is written of it depends on the texts and the language's row in INTERFACES only. A
    catalogue of Babel's names the day and the version of Babel, and has that version's plurals.
    """

    def __init__(self, code: str) -> None:
        """An empty catalogue for the interface language `code`."""
        self._interface = INTERFACES[code]
        self._region = REGIONS[code]
        rule = self._interface.plurals
        named = ", ".join(f"msgstr[{at}] is {form}" for at, form in enumerate(rule.forms))
        super().__init__(
            locale=self._region,
            header_comment=f"# Plural forms, by their names in CLDR: {named}.",
            fuzzy=False,
        )
        self.mime_headers = [("Plural-Forms", rule.header)]

    def __iter__(self) -> Iterator[Message]:
        """The header, then the texts, as Babel's writers want them."""
        yield Message("", "".join(f"{name}: {value}\n" for name, value in self._header().items()))
        yield from (message for message in super().__iter__() if message.id)

    def _header(self) -> dict[str, str]:
        return {
            "Project-Id-Version": "aluna-publication-search",
            "Language": str(self._region),
            "Plural-Forms": self._interface.plurals.header,
            "MIME-Version": "1.0",
            "Content-Type": f"text/plain; charset={self.charset}",
            "Content-Transfer-Encoding": "8bit",
        }


def extract(domain: TextDomain = INTERFACE) -> Catalog:
    """All texts of `domain`."""
    found = Catalog(fuzzy=False)
    for package in (domain.package, *domain.others):
        for file, line, message, _comments, context in extract_from_dir(
            package, _METHODS, options_map=_OPTIONS, keywords=domain.keywords
        ):
            if message:
                found.add(message, locations=[(Path(file).as_posix(), line)], context=context)
    for label in domain.labels:
        found.add(label, locations=[("indexer/fields.py", 1)])
    return found


def po_files(folder: Path = INTERFACE.translations) -> list[Path]:
    """The catalogues, one for each interface language except that of the code."""
    codes = [code for code in INTERFACES if code != SOURCE_LANGUAGE]
    return [folder / code / "LC_MESSAGES" / "messages.po" for code in codes]


def load(path: Path) -> InterfaceCatalog:
    """The catalogue in a .po file; an empty one if the file does not exist."""
    catalog = InterfaceCatalog(path.parts[-3])
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.id:
                    catalog[message.id] = message
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without a translation, or with a fuzzy one."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (string,)


def update(template: Catalog, folder: Path) -> list[str]:
    """Update and compile the catalogues in `folder`; returns the untranslated texts."""
    missing = []
    for path in po_files(folder):
        catalog = load(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, omit_header=False, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        missing += [f"{path.relative_to(folder)}: {text}" for text in untranslated(catalog)]
    return missing


def main() -> int:
    """Update and compile all catalogues; returns 1 if texts are untranslated."""
    missing = [
        text
        for domain in (INTERFACE, MESSAGES)
        for text in update(extract(domain), domain.translations)
    ]
    for text in missing:
        print(f"not translated: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
