"""Web pages whose characters were saved in the wrong way."""

from __future__ import annotations

import pytest

from indexer.file_problems import ProblemKind
from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

TEXT = SPANISH.strip()
REPAIRED = [ProblemKind.TEXT_REPAIRED]


def _saved_again(text: str, times: int = 1) -> str:
    """UTF-8 that was taken for Windows-1252, and saved as UTF-8 again."""
    for _ in range(times):
        text = "".join(
            byte.to_bytes().decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
        )
    return text


@pytest.mark.parametrize("times", [1, 2, 3])
def test_utf8_that_was_saved_again_is_repaired_everywhere_and_that_is_said(
    times: int, read_page: ReadPage
) -> None:
    title, about = "La niñez y el “acompañamiento”", "Lo que los niños vivieron: años difíciles"
    head = f'<meta name="description" content="{about}">'
    extraction = read_page(_saved_again(page(f"<p>{TEXT}</p>", title=title, head=head), times))
    assert extraction.passages[0].text == TEXT
    assert extraction.metadata.title == title
    assert extraction.metadata.description == about
    assert [problem.kind for problem in extraction.problems] == REPAIRED


def test_only_the_parts_that_were_saved_again_are_repaired(read_page: ReadPage) -> None:
    body = f"<p>{TEXT}</p><p>{_saved_again(TEXT)}</p><p>SÃO PAULO, Âncora, «él»</p>"
    (passage,) = read_page(page(body)).passages
    assert passage.text == f"{TEXT}\n\n{TEXT}\n\nSÃO PAULO, Âncora, «él»"


@pytest.mark.parametrize(
    ("source", "shown", "kinds"),
    [
        ("Acompa&amp;ntilde;amiento", "Acompañamiento", REPAIRED),
        ("ni&amp;amp;ntilde;ez", "niñez", REPAIRED),
        ("Salud &amp;amp; cuidado", "Salud & cuidado", []),
        ("Se escribe &amp;lt;b&amp;gt; y &amp;amp;", "Se escribe &lt;b&gt; y &amp;", []),
        ("la b\u200cús\u200dqueda", "la búsqueda", []),
        ("la desaparici\ufffdn y la b\ufffdsqueda", "la desaparición y la búsqueda", []),
        ("la pala\ufffdbra de Xtz\ufffdlko", "la pala\ufffdbra de Xtz\ufffdlko",
         [ProblemKind.TEXT_UNRELIABLE]),
    ],
)  # fmt: skip
def test_characters_are_those_that_were_meant(
    source: str, shown: str, kinds: list[ProblemKind], read_page: ReadPage
) -> None:
    extraction = read_page(page(f"<p>{source}</p><p>{TEXT}</p>", title=source))
    assert extraction.passages[0].text == f"{shown}\n\n{TEXT}"
    assert extraction.metadata.title in (shown, "")
    assert [problem.kind for problem in extraction.problems] == kinds


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Para comillas: <code>&amp;quot;</code>", "Para comillas: &quot;"),
        ("<kbd>a <b>&amp;apos;</b> b</kbd> y &amp;amp;", "a &apos; b y &"),
    ],
)
def test_entities_that_are_shown_as_source_code_stay(
    source: str, shown: str, read_page: ReadPage
) -> None:
    extraction = read_page(page(f"<p>{source}</p><p>{TEXT}</p>"))
    assert extraction.passages[0].text == f"{shown}\n\n{TEXT}"
