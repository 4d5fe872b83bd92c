"""Which titles are what a reader typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.engine import open_engine, replace_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read import titles
from indexer.engine.query import parse
from indexer.model import Metadata
from indexer.settings import load_settings
from tests.contract import library

SAME = [
    ("Cuidado colectivo", "cuidado colectivo"),
    ("Cuidado colectivo", "CUIDADO COLECTIVO"),
    ("Acompañamiento psico-social", "acompanamiento psicosocial"),
    ("Acompañamiento psicosocial", "acompañamiento psico-social"),
    ("¿Qué es la tortura?", "qué es la tortura"),
    ("¿Qué es la tortura? Guía para familias", "¿Qué es la tortura?"),
    ("El cuidado", "cuidado"),
    ("Cuidado", "el cuidado"),
    ("Informe: lo que vimos", "informe"),
    ("Informe: lo que vimos", "informe lo que vimos"),
    ("Informe – lo que vimos", "informe"),
    ("Informe / Report", "informe"),
    ("Informe—lo que vimos", "informe"),
    ("Informe… Lo que vimos", "informe"),
    ("Informe 2014-2020", "informe 2014-2020"),
    ("¿Por qué?", "¿por qué?"),
    ("Mujeres: ¿por qué no?", "mujeres: ¿por qué no?"),
    ("Informe anual. Lo que vimos", "informe anual"),
    ("La CIDH y los pueblos", "c.i.d.h. y los pueblos"),
    ("C.I.D.H. 2014", "cidh 2014"),
    ("Compañer@s", "compañer@s"),
    ("Paz, paz, paz", "paz paz paz"),
    ("Agua/memoria", "agua/memoria"),
    ("Derechos humanos", '"derechos humanos"'),
    ("Derechos humanos en la costa", '"derechos humanos" en la costa'),
    ("Derechos humanos", "title:(derechos humanos)"),
    ("Derechos humanos", "derechos humanos year:2010.. -costa"),
    ("El sur", "el sur"),
    ("De la", "de la"),
]
OTHER = [
    ("Cuidado colectivo", "colectivo cuidado"),
    ("Cuidado colectivo", "cuidado"),
    ("Cuidado colectivo", "cuidado colectivo ahora"),
    ("Cuidado colectivo", "cuidad* colectivo"),
    ("Cuidado colectivo", "cuidado~ colectivo"),
    ("Cuidado colectivo", "cuidado OR colectivo"),
    ("Cuidado colectivo", '"cuidado colectivo"~3'),
    ("Cuidado colectivo", "creator:(cuidado colectivo)"),
    ("Cuidado", "-cuidado"),
    ("Dr. Lira", "dr"),
    ("Informe: lo que vimos", "lo que vimos"),
    ("Médico-forense", "médico"),  # a hyphen within a word begins no subtitle
    ("Casas", "casa"),
    ("Casas", "year:2014"),
    ("…", "casas"),
    ("Ab", "a b c"),
]


@pytest.mark.parametrize(
    ("title", "query", "same"),
    [(*pair, True) for pair in SAME] + [(*pair, False) for pair in OTHER],
)
def test_a_title_is_the_query(tmp_path: Path, title: str, query: str, same: bool) -> None:
    settings = load_settings({"index": tmp_path / "index"}, {})
    writer = replace_index(settings)
    library.put(writer, "other", Metadata(title="Otra cosa"), ("Nada.",))
    library.put(writer, "own", Metadata(title=title), ("Nada.",))
    writer.commit()
    engine = open_engine(settings)
    assert isinstance(engine, EmbeddedEngine)
    reader = engine.acquire()
    tree = reader.understand(query).tree
    assert tree is not None
    found = titles.titled(engine._commit.whole, tree).tolist()
    assert found == [1] * same
    engine.close()


def test_a_query_of_nothing_but_filters_is_no_title(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path / "index"}, {})
    library.build(settings)
    engine = open_engine(settings)
    assert isinstance(engine, EmbeddedEngine)
    tree = parse("year:2014 language:es").tree
    assert tree is not None
    assert not titles.titled(engine._commit.whole, tree).size
    engine.close()
