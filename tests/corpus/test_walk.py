from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from indexer.corpus import walk as walking
from indexer.corpus.walk import walk
from indexer.errors import CorpusMissing
from indexer.file_problems import ProblemKind
from indexer.messages import use_language
from tests.builders import nested_folders
from tests.corpus.conftest import Corpus


def test_a_missing_corpus_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("nowhere", "file"):
        with pytest.raises(CorpusMissing, match="cannot be read"):
            walk(tmp_path / name)


def test_publications_are_found_in_all_folders_in_order_of_path(corpus: Corpus) -> None:
    paths = ["a/b.HTM", "a/b/c.pdf", "a/ü.xhtml", "b.html", "Z.PDF", "a b.pdf"]
    for path in paths:
        corpus.write(path)
    assert [found.path for found in walk(corpus.root).files] == sorted(paths)


@pytest.mark.parametrize(
    "path",
    [
        *(".hidden.pdf", "_draft.pdf", "~$open.pdf", "_sources/a.pdf", ".git/a.pdf", "Thumbs.db"),
        *("desktop.ini", "README.md", "readme.txt", "takedown.txt", "metadata.csv"),
        *("style.css", "js/app.js", "fonts/a.woff2", "picture.JPG", "img/deep/logo.svg"),
        *("page_files/frame.html", "page_archivos/image.png"),
        *("a.pdf.part", "b.PDF.crdownload", "c.pdf.download/c.pdf", "d.tmp", "e.pdf.filepart"),
        *("~$informe.docx", ".~lock.a.ods#", "notas.txt~", ".DS_Store", "._a.pdf", "Icon\r"),
        *("@eaDir/a.pdf", ".Trash/a.pdf", "__MACOSX/a.pdf", "$RECYCLE.BIN/a.pdf", ".sync.ffs_db"),
    ],
)
def test_what_is_no_publication_is_ignored_silently(path: str, corpus: Corpus) -> None:
    corpus.write("page.html", "page")
    corpus.write(path, "file" if path.endswith(".csv") else "x")
    assert corpus.states() == {"page.html": "new"}
    assert corpus.problems() == []


@pytest.mark.parametrize(
    "path",
    [
        *(
            "informe.tmp.pdf",
            "a.part.pdf",
            "a~b.pdf",
            "cuaderno~1.pdf",
            "temp/a.pdf",
            "x.tmp/a.pdf",
        ),
        *("thumbs.db.pdf", "download/a.pdf", "desktop/a.pdf", "parte.pdf", "@home/a.pdf"),
    ],
)
def test_a_publication_with_a_similar_name_is_none_of_these(path: str, corpus: Corpus) -> None:
    corpus.write(path, "x")
    assert (corpus.states(), corpus.problems()) == ({path: "new"}, [])


@pytest.mark.parametrize("path", ["a.docx", "b/c.epub", "notes.txt", "scan.jpg", "x.zip", "none"])
def test_other_kinds_of_files_are_problems(path: str, corpus: Corpus) -> None:
    corpus.write(path, "x")
    assert corpus.problems() == [("unsupported", path)]


def test_links_to_files_in_the_corpus_are_followed_and_others_are_not(corpus: Corpus) -> None:
    real = corpus.write("real/a.pdf", "a")
    outside = corpus.root.parent / "secret.pdf"
    outside.write_text("secret")
    links = {
        "inside.pdf": real,
        "folder": real.parent,
        "outside.pdf": outside,
        "outside": corpus.root.parent,
        "nowhere.pdf": corpus.root / "gone.pdf",
        "loop.pdf": corpus.root / "loop.pdf",
        "_skipped.pdf": outside,
    }
    for name, target in links.items():
        (corpus.root / name).symlink_to(target)
    assert [item.paths for item in corpus.plan().items] == [("real/a.pdf", "inside.pdf")]
    assert corpus.problems() == [
        ("link_in_corpus", "inside.pdf"),
        ("unreadable", "loop.pdf"),
        ("unreadable", "nowhere.pdf"),
        ("outside", "outside"),
        ("outside", "outside.pdf"),
    ]


def test_why_a_file_cannot_be_opened_is_said_in_the_language_of_the_messages(
    corpus: Corpus,
) -> None:
    (corpus.root / "a.pdf").symlink_to(corpus.root / "gone.pdf")
    (corpus.root / "b.pdf").symlink_to("b.pdf")
    (corpus.root / "c.pdf").symlink_to("x" * 300)
    os.mkfifo(corpus.root / "d.pdf")
    use_language("es")
    assert corpus.details() == [
        "es un enlace que no lleva a ningún archivo",
        "es un enlace que no lleva a ningún archivo",
        "su nombre es demasiado largo",
        "es una tubería o un dispositivo, no un archivo",
    ]


def test_a_link_to_a_file_that_is_not_found_by_itself_is_that_publication(corpus: Corpus) -> None:
    real = corpus.write("_originales/a.pdf", "a")
    (corpus.root / "a.pdf").symlink_to(real)
    assert (corpus.states(), corpus.problems()) == ({"a.pdf": "new"}, [])


@pytest.mark.parametrize("name", ["informe.pdf.lnk", "Aluna.URL", "sitio.webloc", "a.desktop"])
def test_a_shortcut_is_said_to_be_no_more_than_a_link(corpus: Corpus, name: str) -> None:
    corpus.write(name, "x")
    assert corpus.problems() == [("link_only", name)]


def test_pipes_sockets_and_devices_are_never_opened(corpus: Corpus) -> None:
    os.mkfifo(corpus.root / "pipe.pdf")
    os.mkfifo(corpus.root / "metadata.csv")
    os.mkfifo(corpus.root / "a.pdf.yaml")
    corpus.write("a.pdf", "a")
    (corpus.root / "link.pdf").symlink_to(corpus.root / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(corpus.root / "socket.pdf"))
    assert corpus.states() == {"a.pdf": "new"}
    assert corpus.problems() == [
        ("unreadable", "a.pdf.yaml"),
        ("unsupported", "link.pdf"),
        ("unreadable", "metadata.csv"),
        ("unsupported", "pipe.pdf"),
        ("unsupported", "socket.pdf"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_names_that_are_not_utf8_are_reported_printably(corpus: Corpus) -> None:
    (corpus.root / os.fsdecode(b"cami\xf3n.pdf")).touch()
    (corpus.root / os.fsdecode(b"carpeta\xff")).mkdir()
    problems = corpus.plan().problems
    assert [p.path for p in problems] == ["cami\\xf3n.pdf", "carpeta\\xff"]
    assert {p.kind for p in problems} == {ProblemKind.UNREADABLE}


def test_a_table_in_a_subfolder_is_not_silently_unused(corpus: Corpus) -> None:
    corpus.write("cuadernos/metadata.csv", "file,title\n")
    assert corpus.problems() == [("table_unused", "cuadernos/metadata.csv")]


def test_a_file_that_changes_while_it_is_hashed_has_no_hash(corpus: Corpus) -> None:
    file = corpus.write("a.pdf", "a")
    (found,) = walk(corpus.root).files
    assert walking.digest(found) is not None
    file.write_text("longer")
    assert walking.digest(found) is None


@pytest.mark.parametrize("depth", [600, 1500])
def test_folders_nested_deeper_than_pythons_stack_are_walked(corpus: Corpus, depth: int) -> None:
    with nested_folders(corpus.root, "d", depth, "p.html"):
        found = walk(corpus.root)
    assert [file.path for file in found.files] == [f"{'d/' * depth}p.html"]
    assert found.problems == []


def test_a_path_too_long_for_the_system_is_a_problem_of_that_folder(corpus: Corpus) -> None:
    corpus.write("a.html")
    with nested_folders(corpus.root, "carpeta", 1500, "p.html"):
        found = walk(corpus.root)
    assert [file.path for file in found.files] == ["a.html"]
    [problem] = found.problems
    assert (problem.kind, str(problem.detail)) == (ProblemKind.UNREADABLE, "its name is too long")
    assert set(problem.path.split("/")) == {"carpeta"}
    assert found.is_unreadable(f"{problem.path}/carpeta/p.html")
    assert not found.is_unreadable("a.html")


def test_sidecars_are_in_order_of_path(corpus: Corpus) -> None:
    paths = ["b/c.pdf.yaml", "a.pdf.yaml", "b.pdf.yaml", "b/html.yaml", "a/html.yaml", "html.yaml"]
    for path in paths:
        corpus.write(path)
    found = walk(corpus.root)
    assert found.sidecars == ["a.pdf.yaml", "b.pdf.yaml", "b/c.pdf.yaml"]
    assert found.selectors == ["a/html.yaml", "b/html.yaml", "html.yaml"]
