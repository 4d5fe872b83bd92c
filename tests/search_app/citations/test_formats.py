"""Files for reference managers: as exact text, and as other programs read them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy

from search_app.citations.bibtex import bibtex, key
from search_app.citations.coins import coins
from search_app.citations.csl_json import csl_json
from search_app.citations.ris import ris
from tests.search_app.citations.works import ROOT, WORKS

BIBTEX = [
    (
        "booklet",
        """\
@book{claves,
  author = {{Equipo Ñandú}},
  title = {{Acompañar sin sustituir: primeras claves}},
  publisher = {Editorial Muestra},
  year = {2019},
  month = mar,
  language = {es},
  url = {https://buscar.example.org/publications/claves},
}
""",
    ),
    (
        "roman",
        """\
@inbook{claves-4,
  author = {{Equipo Ñandú}},
  title = {{Acompañar sin sustituir: primeras claves}},
  booktitle = {{Acompañar sin sustituir: primeras claves}},
  publisher = {Editorial Muestra},
  year = {2019},
  month = mar,
  pages = {iv},
  language = {es},
  url = {https://buscar.example.org/publications/claves/passages/4},
}
""",
    ),
    (
        "undated",
        """\
@booklet{sin-fecha,
  author = {{Equipo Ñandú}},
  title = {{Acompañar sin sustituir: primeras claves}},
  howpublished = {Editorial Muestra},
  language = {es},
  url = {https://buscar.example.org/publications/sin-fecha},
}
""",
    ),
    (
        "article",
        """\
@article{revista,
  author = {{Equipo Ñandú}},
  title = {{El miedo como mensaje}},
  journal = {Claves \\& apuntes},
  publisher = {Editorial Muestra},
  year = {2014},
  month = jun,
  language = {es},
  url = {https://buscar.example.org/publications/revista},
}
""",
    ),
    (
        "section",
        """\
@misc{miedo-2,
  author = {{Equipo Ñandú}},
  title = {{El miedo como mensaje}},
  howpublished = {Editorial Muestra},
  year = {2014},
  month = jun,
  note = {Section: Tejer la red},
  language = {es},
  url = {https://buscar.example.org/publications/miedo/passages/2},
}
""",
    ),
    (
        "special",
        """\
@book{100-raro-0f3db43d,
  author = {{Andes and Andes}, Luz and {Grupo and Otros}},
  title = {{R\\&D\\_100\\% {\\textbraceleft}sin{\\textbraceright} \\$ \\#1 {\\textasciitilde} \
{\\textasciicircum} {\\textbackslash}x ER - <i>no</i>}},
  publisher = {A \\& B},
  year = {2019},
  month = mar,
  language = {es},
  keywords = {uno; dos, <b>},
  url = {https://buscar.example.org/publications/100%_raro},
}
""",
    ),
]


@pytest.mark.parametrize(("work", "text"), BIBTEX, ids=[work for work, _ in BIBTEX])
def test_bibtex_is_written_so(work: str, text: str) -> None:
    assert bibtex(WORKS[work]) == text


@pytest.mark.parametrize("work", WORKS)
def test_a_bibtex_parser_finds_one_whole_entry(work: str) -> None:
    library = bibtexparser.parse_string(bibtex(WORKS[work]))
    assert library.failed_blocks == []
    [entry] = library.entries
    assert entry.key == key(WORKS[work].key)
    assert entry.fields_dict["url"].value == WORKS[work].addresses.page
    authors = entry.fields_dict["author"].value.split(" and ") if WORKS[work].creators else []
    assert work == "special" or len(authors) == len(WORKS[work].creators)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("claves-es", "claves-es"),
        ("a.b-1", "a.b-1"),
        ("año 1", "a-o-1-2cd2d36c"),
        ("a/o 1", "a-o-1-e8d85d5d"),
        ("ñ", "024bb908"),
    ],
)
def test_a_key_is_plain_and_belongs_to_one_identifier(identifier: str, expected: str) -> None:
    assert key(identifier) == expected


RIS = [
    (
        "two",
        [
            "TY  - BOOK",
            "AU  - Sauco, Ana",
            "AU  - Roble, María José",
            "TI  - Acompañar sin sustituir: primeras claves",
            "PY  - 2019",
            "DA  - 2019/03/11/",
            "PB  - Editorial Muestra",
            "LA  - es",
            "UR  - https://buscar.example.org/publications/dos",
            "L1  - https://buscar.example.org/publications/dos/file",
            "ID  - dos",
            "ER  - ",
        ],
    ),
    (
        "roman",
        [
            "TY  - CHAP",
            "AU  - Equipo Ñandú",
            "TI  - Acompañar sin sustituir: primeras claves",
            "T2  - Acompañar sin sustituir: primeras claves",
            "PY  - 2019",
            "DA  - 2019/03/11/",
            "PB  - Editorial Muestra",
            "SP  - iv",
            "EP  - iv",
            "LA  - es",
            "UR  - https://buscar.example.org/publications/claves/passages/4",
            "L1  - https://buscar.example.org/publications/claves/file#page=4",
            "ID  - claves-4",
            "ER  - ",
        ],
    ),
    (
        "article",
        [
            "TY  - MGZN",
            "AU  - Equipo Ñandú",
            "TI  - El miedo como mensaje",
            "T2  - Claves & apuntes",
            "PY  - 2014",
            "DA  - 2014/06/05/",
            "PB  - Editorial Muestra",
            "LA  - es",
            "UR  - https://buscar.example.org/publications/revista",
            "L2  - https://buscar.example.org/publications/revista/file",
            "ID  - revista",
            "ER  - ",
        ],
    ),
    (
        "special",
        [
            "TY  - BOOK",
            "AU  - Andes and Andes, Luz",
            "AU  - Grupo and Otros",
            "TI  - R&D_100% {sin} $ #1 ~ ^ \\x ER - <i>no</i>",
            "PY  - 2019",
            "DA  - 2019/03/11/",
            "PB  - A & B",
            "LA  - es",
            "KW  - uno; dos",
            "KW  - <b>",
            "UR  - https://buscar.example.org/publications/100%_raro",
            "L1  - https://buscar.example.org/publications/100%_raro/file",
            "ID  - 100%_raro",
            "ER  - ",
        ],
    ),
]


@pytest.mark.parametrize(("work", "lines"), RIS, ids=[work for work, _ in RIS])
def test_ris_is_written_so(work: str, lines: list[str]) -> None:
    assert ris(WORKS[work]) == "".join(f"{line}\r\n" for line in lines)


@pytest.mark.parametrize("work", WORKS)
def test_a_ris_parser_finds_one_whole_record(work: str) -> None:
    [record] = rispy.loads(ris(WORKS[work]))
    assert record["title"] == WORKS[work].title
    assert record["urls"] == [WORKS[work].addresses.page]
    assert len(record.get("authors", [])) == len(WORKS[work].creators)
    assert "unknown_tag" not in record


@pytest.mark.parametrize(
    ("work", "date"),
    [("month", "2014/06//"), ("two", "2019/03/11/"), ("undated", None)],
)
def test_ris_keeps_a_place_for_what_is_not_known_of_a_date(work: str, date: str | None) -> None:
    [record] = rispy.loads(ris(WORKS[work]))
    assert record.get("date") == date


CSL: list[tuple[str, dict[str, Any]]] = [
    (
        "two",
        {
            "id": "dos",
            "type": "book",
            "title": "Acompañar sin sustituir: primeras claves",
            "author": [
                {"family": "Sauco", "given": "Ana"},
                {"family": "Roble", "given": "María José"},
            ],
            "issued": {"date-parts": [[2019, 3, 11]]},
            "publisher": "Editorial Muestra",
            "language": "es",
            "URL": f"{ROOT}/publications/dos",
        },
    ),
    (
        "roman",
        {
            "id": "claves-4",
            "type": "book",
            "title": "Acompañar sin sustituir: primeras claves",
            "author": [{"literal": "Equipo Ñandú"}],
            "issued": {"date-parts": [[2019, 3, 11]]},
            "publisher": "Editorial Muestra",
            "note": "p. iv",
            "language": "es",
            "URL": f"{ROOT}/publications/claves/passages/4",
        },
    ),
    (
        "section",
        {
            "id": "miedo-2",
            "type": "webpage",
            "title": "El miedo como mensaje",
            "author": [{"literal": "Equipo Ñandú"}],
            "issued": {"date-parts": [[2014, 6, 5]]},
            "publisher": "Editorial Muestra",
            "section": "Tejer la red",
            "language": "es",
            "URL": f"{ROOT}/publications/miedo/passages/2",
        },
    ),
    (
        "article",
        {
            "id": "revista",
            "type": "article-magazine",
            "title": "El miedo como mensaje",
            "author": [{"literal": "Equipo Ñandú"}],
            "issued": {"date-parts": [[2014, 6, 5]]},
            "container-title": "Claves & apuntes",
            "publisher": "Editorial Muestra",
            "language": "es",
            "URL": f"{ROOT}/publications/revista",
        },
    ),
]
# Of the schema of CSL-JSON 1.0.2: the members that are plain strings, and the types used here.
STRINGS = {
    "abstract", "collection-title", "container-title", "keyword", "language", "note", "publisher",
    "section", "title", "URL",
}  # fmt: skip
TYPES = {"book", "report", "article-magazine", "webpage"}


@pytest.mark.parametrize(("work", "item"), CSL, ids=[work for work, _ in CSL])
def test_csl_json_is_written_so(work: str, item: dict[str, Any]) -> None:
    assert json.loads(csl_json(WORKS[work])) == [item]


@pytest.mark.parametrize("work", WORKS)
def test_csl_json_keeps_to_its_schema(work: str) -> None:
    [item] = json.loads(csl_json(WORKS[work]))
    assert item.keys() <= STRINGS | {"id", "type", "author", "issued"}
    assert all(isinstance(item[name], str) for name in STRINGS & item.keys())
    assert item["type"] in TYPES
    for name in item.get("author", []):
        assert set(name) in ({"literal"}, {"family", "given"})
    for parts in item.get("issued", {"date-parts": [[1]]})["date-parts"]:
        assert 1 <= len(parts) <= 3
        assert all(isinstance(part, int) for part in parts)


COINS = [
    (
        "two",
        {
            "ctx_ver": "Z39.88-2004",
            "rft_val_fmt": "info:ofi/fmt:kev:mtx:book",
            "rft.genre": "book",
            "rft.btitle": "Acompañar sin sustituir: primeras claves",
            "rft.pub": "Editorial Muestra",
            "rft.aulast": "Sauco",
            "rft.aufirst": "Ana",
            "rft.au": "Sauco, Ana|Roble, María José",
            "rft.date": "2019-03-11",
            "rft.language": "es",
            "rft_id": f"{ROOT}/publications/dos",
        },
    ),
    (
        "article",
        {
            "ctx_ver": "Z39.88-2004",
            "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal",
            "rft.genre": "article",
            "rft.atitle": "El miedo como mensaje",
            "rft.jtitle": "Claves & apuntes",
            "rft.pub": "Editorial Muestra",
            "rft.aucorp": "Equipo Ñandú",
            "rft.date": "2014-06-05",
            "rft.language": "es",
            "rft_id": f"{ROOT}/publications/revista",
        },
    ),
    (
        "page",
        {
            "ctx_ver": "Z39.88-2004",
            "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc",
            "rft.type": "webpage",
            "rft.title": "El miedo como mensaje",
            "rft.creator": "Equipo Ñandú,",
            "rft.publisher": "Editorial Muestra",
            "rft.date": "2014-06-05",
            "rft.language": "es",
            "rft.identifier": f"{ROOT}/publications/miedo",
            "rft_id": f"{ROOT}/publications/miedo",
        },
    ),
    ("anonymous", {}),
]


@pytest.mark.parametrize(("work", "members"), COINS, ids=[work for work, _ in COINS])
def test_coins_is_a_query_string_of_openurl(work: str, members: dict[str, str]) -> None:
    found = parse_qs(coins(WORKS[work]), strict_parsing=bool(members))
    assert {name: "|".join(values) for name, values in found.items()} == members
